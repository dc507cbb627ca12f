"""A callback URL: the console's check and signed, encrypted POSTs (wecom.md §2.2–2.3, §5)."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
from yarl import URL

from simulator.wecom.crypto import Crypto
from simulator.wecom.outlet import Dropped
from simulator.wecom.shared import Shared

CHECK_SECONDS = 1.0
ANSWER_SECONDS = 5.0
REDELIVERIES = 3
ECHO_DIGITS = 19


@dataclass(frozen=True)
class Answer:
    """`body` is None unless the bot answered 200 in time."""

    status: int
    body: bytes | None
    took_ms: int
    fault: str = ""


@dataclass(frozen=True)
class Event:
    """One thing to deliver; `envelope` wraps the cipher text as this bot kind's POST body."""

    url: str
    path: str  # for faults: /wecom/app/text
    id: str
    kind: str
    body: Any  # decoded, for the record
    plain: bytes
    crypto: Crypto
    envelope: Callable[[str], bytes]
    content_type: str
    redeliveries: int = REDELIVERIES


class CallbackUrl:
    """Delivers events of one corp over HTTP."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared

    async def check(self, url: str, crypto: Crypto) -> str:
        """The GET check: empty if the bot echoes the bare bytes in 1 s, else what is wrong."""
        echo = str(secrets.randbelow(9 * 10 ** (ECHO_DIGITS - 1)) + 10 ** (ECHO_DIGITS - 1))
        stamp, nonce = self._stamp()
        cipher = crypto.encrypt(echo.encode())
        query = {
            "msg_signature": crypto.sign(stamp, nonce, cipher),
            "timestamp": stamp,
            "nonce": nonce,
            "echostr": cipher,
        }
        entry = self._shared.recorder.delivery(nonce, "url_check", 1, {"echostr": echo}, url=url)
        answer = await self._request("GET", url, query, None, "", CHECK_SECONDS)
        echoed = answer.body == echo.encode()
        entry.update(answer=answer.fault or answer.status, took_ms=answer.took_ms, ok=echoed)
        if answer.body is None:
            return answer.fault or f"the callback URL answered {answer.status}"
        if not echoed:
            return "the callback URL did not echo the decrypted echostr as bare bytes"
        return ""

    async def deliver(self, event: Event) -> Answer:
        """The answer that counted: the first 200, or the last failure after all redeliveries."""
        first = await self.attempt(event, 1)
        return first if first.body is not None else await self.redeliver(event, first)

    async def redeliver(self, event: Event, failed: Answer) -> Answer:
        for attempt in range(2, event.redeliveries + 2):
            await asyncio.sleep(self._shared.settings.retry_seconds)
            failed = await self.attempt(event, attempt)
            if failed.body is not None:
                break
        return failed

    async def attempt(self, event: Event, number: int) -> Answer:
        """One delivery with a nonce and cipher text of its own."""
        try:
            return await self._shared.outlet.push(
                event.path, lambda tampered: self._post(event, number, tampered)
            )
        except Dropped:
            entry = self._record(event, number)
            entry.update(answer="dropped", took_ms=0, ok=False)
            return Answer(0, None, 0, "dropped by a fault")

    async def _post(self, event: Event, number: int, tampered: bool) -> Answer:
        stamp, nonce = self._stamp()
        cipher = event.crypto.encrypt(event.plain)
        query = {
            "msg_signature": event.crypto.sign(stamp, nonce, cipher),
            "timestamp": stamp,
            "nonce": nonce,
        }
        if tampered:
            cipher = ("B" if cipher[0] == "A" else "A") + cipher[1:]
        data = event.envelope(cipher)

        async def send() -> Answer:
            entry = self._record(event, number, nonce=nonce, tampered=tampered)
            answer = await self._request(
                "POST", event.url, query, data, event.content_type, ANSWER_SECONDS
            )
            shown = (answer.body or b"").decode("utf-8", "replace")
            entry.update(
                answer=answer.fault or {"status": answer.status, "body": shown},
                took_ms=answer.took_ms,
                ok=answer.body is not None,
            )
            return answer

        self._shared.outlet.remember(send)
        return await send()

    async def _request(
        self,
        method: str,
        url: str,
        query: dict[str, str],
        data: bytes | None,
        content_type: str,
        seconds: float,
    ) -> Answer:
        headers = {"Content-Type": content_type} if content_type else {}
        began = time.monotonic()

        async def go() -> Answer:
            address = URL(url).update_query(query)
            async with self._shared.sim.http.request(
                method, address, data=data, headers=headers, allow_redirects=False
            ) as answer:
                body = await answer.read()
                took = int((time.monotonic() - began) * 1000)
                return Answer(answer.status, body if answer.status == 200 else None, took)

        try:
            return await self._shared.within(seconds, go())
        except TimeoutError:
            text = f"no answer within {seconds:g} s"
        except (aiohttp.ClientError, OSError, ValueError) as fault:
            text = f"cannot reach the callback URL: {fault}"
        return Answer(0, None, int((time.monotonic() - began) * 1000), text)

    def _record(self, event: Event, number: int, **more: Any) -> dict[str, Any]:
        return self._shared.recorder.delivery(
            event.id, event.kind, number, event.body, url=event.url, **more
        )

    def _stamp(self) -> tuple[str, str]:
        return str(self._shared.sim.clock.timestamp()), secrets.token_hex(8)
