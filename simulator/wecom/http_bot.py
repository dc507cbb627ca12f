"""The AI bot with a callback URL: encrypted JSON, passive replies, stream polling (§5)."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from simulator.wecom.aibot import RESPONSE_URL_LIFE, AiBot, Origin, stream_content
from simulator.wecom.api import Api, Call
from simulator.wecom.callback_url import REDELIVERIES, Answer, CallbackUrl, Event
from simulator.wecom.codes import Spent, Unknown
from simulator.wecom.crypto import CryptoError
from simulator.wecom.errors import ApiError
from simulator.wecom.log import Message
from simulator.wecom.shared import Shared

STREAM_LIFE = timedelta(minutes=6)
MOST_UNANSWERED = 3
UNANSWERED_LIFE = timedelta(seconds=RESPONSE_URL_LIFE)
RESPONSE_URL_KINDS = ("markdown", "template_card")


@dataclass
class _Stream:
    origin: Origin
    id: str
    since: datetime
    message: Message | None = None
    card_sent: bool = False


class HttpBot:
    def __init__(self, shared: Shared, bot: AiBot, urls: CallbackUrl, api: Api) -> None:
        self._shared = shared
        self._bot = bot
        self._urls = urls
        self._unanswered: dict[str, list[datetime]] = defaultdict(list)
        api.post("aibot/response", self._response_url, open_=True)

    def reset(self) -> None:
        self._unanswered.clear()

    async def usable(self) -> bool:
        settings = self._shared.settings
        if settings.bot_url is None:
            return False
        if not settings.bot_checked:
            settings.bot_checked = not await self._urls.check(settings.bot_url, settings.bot_crypto)
        return settings.bot_checked

    async def message(self, kind: str, origin: Origin, body: dict[str, Any]) -> None:
        """Deliver, take the passive reply, poll a stream that is not finished."""
        since = self._shared.now()
        waiting = self._unanswered[origin.person]
        waiting[:] = [at for at in waiting if at + UNANSWERED_LIFE > since]
        if len(waiting) >= MOST_UNANSWERED or not await self.usable():
            name = "http_unanswered" if len(waiting) >= MOST_UNANSWERED else "http_unheard"
            self._shared.counts[name] += 1
            return
        waiting.append(since)
        answer = await self._urls.deliver(self._event(kind, body, REDELIVERIES))
        reply = self._opened(answer)
        if reply is None:
            return
        self._unanswered.pop(origin.person, None)
        try:
            stream = self._first(origin, reply, since)
        except ApiError as fault:
            self._refuse(fault)
            return
        if stream is not None:
            await self._poll(stream)

    async def enter(self, origin: Origin, body: dict[str, Any]) -> None:
        if not await self.usable():
            return
        reply = self._opened(await self._urls.deliver(self._event("enter_chat", body, 0)))
        if reply is not None:
            try:
                self._bot.post(origin, reply, ("text", "template_card"))
            except ApiError as fault:
                self._refuse(fault)

    async def event(self, kind: str, body: dict[str, Any]) -> None:
        """An event that takes no answer."""
        if await self.usable():
            await self._urls.deliver(self._event(kind, body, 0))

    async def click(self, body: dict[str, Any], task_id: str) -> Answer | None:
        """A card event: once, 5 s. The answer's update is applied; None: no callback URL."""
        if not await self.usable():
            return None
        answer = await self._urls.attempt(self._event("template_card_event", body, 0), 1)
        reply = self._opened(answer)
        card = self._shared.cards.find("aibot", task_id)
        if reply is not None and card is not None:
            try:
                self._bot.update_card(card, reply)
            except ApiError as fault:
                self._refuse(fault)
                return Answer(answer.status, None, answer.took_ms, f"{fault.code} {fault.detail}")
        return answer

    def _first(self, origin: Origin, reply: dict[str, Any], since: datetime) -> _Stream | None:
        kind = reply.get("msgtype")
        if kind == "template_card":
            self._bot.post(origin, reply, ("template_card",))
            return None
        if kind not in ("stream", "stream_with_template_card"):
            raise ApiError(40008, f"msgtype {kind!r}")
        stream_content(reply.get("stream"))
        stream = _Stream(origin, reply["stream"]["id"], since)
        self._frame(stream, reply)
        pending = stream.message is not None and stream.message.pending
        return stream if pending else None

    def _frame(self, stream: _Stream, reply: dict[str, Any]) -> None:
        if reply["stream"].get("id") != stream.id:
            raise ApiError(40058, "stream.id")
        stream.message = self._bot.stream(stream.origin, reply["stream"], stream.message)
        if reply.get("template_card") is not None and not stream.card_sent:
            self._bot.post_card(stream.origin, reply["template_card"])
            stream.card_sent = True

    async def _poll(self, stream: _Stream) -> None:
        """Ask again and again until finish, at most 6 minutes from the person's message."""
        clock = self._shared.sim.clock
        while stream.message is not None and stream.message.pending:
            await asyncio.sleep(self._shared.settings.poll_seconds)
            if clock.now() - stream.since > STREAM_LIFE:
                stream.message.pending = False
                self._shared.counts["http_streams_expired"] += 1
                return
            body = self._bot.body(stream.origin, response_url=False)
            body = {**body, "msgtype": "stream", "stream": {"id": stream.id}}
            answer = await self._urls.attempt(self._event("stream", body, 0), 1)
            reply = self._opened(answer)
            if reply is None:
                continue
            try:
                if reply.get("msgtype") not in ("stream", "stream_with_template_card"):
                    raise ApiError(40008, "a refresh takes a stream")
                stream_content(reply.get("stream"))
                self._frame(stream, reply)
            except ApiError as fault:
                self._refuse(fault)

    def _response_url(self, call: Call) -> dict[str, Any]:
        """One use, 1 h, markdown or template_card (§5.4); the errcode of a spent one is [u]."""
        code = call.query.get("response_code", "")
        try:
            origin = self._bot.response_urls.peek(code)
        except (Unknown, Spent) as fault:
            raise ApiError(40058, f"response_code {type(fault).__name__.lower()}") from fault
        self._bot.post(origin, call.body, RESPONSE_URL_KINDS)
        self._bot.response_urls.spend(code)
        self._unanswered.pop(origin.person, None)
        return {}

    def _event(self, kind: str, body: dict[str, Any], redeliveries: int) -> Event:
        settings = self._shared.settings
        return Event(
            url=str(settings.bot_url),
            path=f"/wecom/bot/{kind}",
            id=body["msgid"],
            kind=f"aibot.{kind}",
            body=body,
            plain=json.dumps(body, ensure_ascii=False).encode(),
            crypto=settings.bot_crypto,
            envelope=lambda cipher: json.dumps({"encrypt": cipher}).encode(),
            content_type="application/json",
            redeliveries=redeliveries,
        )

    def _opened(self, answer: Answer) -> dict[str, Any] | None:
        """The decrypted reply; None for an empty or unacceptable answer."""
        if not answer.body:
            return None
        crypto = self._shared.settings.bot_crypto
        try:
            sealed = json.loads(answer.body)
            cipher, nonce = str(sealed["encrypt"]), str(sealed["nonce"])
            crypto.check(str(sealed["msgsignature"]), str(sealed["timestamp"]), nonce, cipher)
            reply = json.loads(crypto.decrypt(cipher))
        except (ValueError, KeyError, TypeError, CryptoError) as fault:
            self._shared.refuse("bot passive reply", -40011, f"{type(fault).__name__}: {fault}")
            return None
        return reply if isinstance(reply, dict) else None

    def _refuse(self, fault: ApiError) -> None:
        self._shared.refuse("bot passive reply", fault.code, fault.detail)
