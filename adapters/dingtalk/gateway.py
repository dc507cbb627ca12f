"""Asks for a connection: an address and a ticket that is good once, for 90 s (dingtalk.md §2.1)."""

from __future__ import annotations

from urllib.parse import quote

import httpx

from adapters.dingtalk.frames import CARD, ROBOT
from adapters.dingtalk.settings import DingTalkSettings
from adapters.shared.http import json_answer, network_failures
from bot.errors import Refused

# Only topics listed here are delivered; without the card topic clicks vanish (§10.3).
_TOPICS = (("EVENT", "*"), ("CALLBACK", ROBOT), ("CALLBACK", CARD))


async def open_gateway(settings: DingTalkSettings, http: httpx.AsyncClient) -> str:
    """The address to connect to, ticket included: never to be logged.

    Raises RetryLater, or Refused when DingTalk does not know the app.
    """
    with network_failures("dingtalk open"):
        response = await http.post(
            f"{settings.api_url}/v1.0/gateway/connections/open",
            json={
                "clientId": settings.client_id,
                "clientSecret": settings.client_secret,
                "subscriptions": [{"type": kind, "topic": topic} for kind, topic in _TOPICS],
                "ua": "bihuan/1",
            },
            headers={"Accept": "application/json"},
        )
    answer = json_answer(response) or {}
    endpoint, ticket = answer.get("endpoint"), answer.get("ticket")
    if response.status_code == 200 and isinstance(endpoint, str) and isinstance(ticket, str):
        joint = "&" if "?" in endpoint else "?"
        return f"{endpoint}{joint}ticket={quote(ticket, safe='')}"
    raise Refused(
        "dingtalk open: is the app published, in Stream mode, its id and secret right, and this "
        "machine on its IP white list?",
        code=str(answer.get("code") or f"http{response.status_code}"),
    )
