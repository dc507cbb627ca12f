"""/healthz, /readyz and /metrics."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.metrics import WAITING
from bot.ports import Messenger, Transactions


def health_routes(
    transactions: Transactions, messengers: Mapping[str, Messenger]
) -> list[web.RouteDef]:
    """The routes; none of them tells anything about people or tickets."""

    async def alive(request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def ready(request: web.Request) -> web.Response:
        listening = {name: m.ready() for name, m in messengers.items()}
        try:
            await transactions.read(lambda tx: tx.settings.version())
            stored = True
        except Exception:
            stored = False
        ok = stored and all(listening.values())
        return web.json_response(
            {"ok": ok, "storage": stored, "messengers": listening}, status=200 if ok else 503
        )

    async def metrics(request: web.Request) -> web.Response:
        counts = await transactions.read(lambda tx: tx.outbox.counts())
        for state, number in counts.items():
            WAITING.labels(state).set(number)
        return web.Response(
            body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    return [
        web.get("/healthz", alive),
        web.get("/readyz", ready),
        web.get("/metrics", metrics),
    ]
