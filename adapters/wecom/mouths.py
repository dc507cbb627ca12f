"""Speaking through each bot, at its pace: the AI bot's push and openings, the app, webhooks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from adapters.wecom import bodies, ids
from adapters.wecom.book import Opening
from adapters.wecom.client import WeComClient
from adapters.wecom.link import Link
from adapters.wecom.markup import cut_bytes
from adapters.wecom.rates import Windows
from adapters.wecom.settings import WeComSettings
from bot.errors import Refused, RetryLater, Unreachable

log = logging.getLogger(__name__)

# §1.2, §6.4, §7, each a little below what is allowed: other processes and clocks count too.
_BOT = ((28, 60.0), (950, 3600.0))
_MEMBER = ((28, 60.0), (950, 3600.0))
_HOOK = ((18, 60.0),)
TEXT_BYTES, HOOK_MARKDOWN_BYTES = 2048, 4096


class Mouths:
    """`link` is None unless the AI bot speaks over WebSocket."""

    def __init__(self, settings: WeComSettings, client: WeComClient, link: Link | None) -> None:
        self._settings = settings
        self._client = client
        self._link = link
        self._bot_pace = Windows(_BOT)
        self._member_pace = Windows(_MEMBER)
        self._hook_pace = Windows(_HOOK)

    async def push(self, chat: str, said: bodies.Said) -> None:
        """aibot_send_msg: only where somebody has written to the bot (§6.4)."""
        if self._link is None:
            raise Unreachable("wecom: no long connection is configured", code="no-ws")
        await self._bot_pace.wait(chat)
        alone = chat.startswith(ids.SINGLE)
        target = {"chatid": chat.removeprefix(ids.SINGLE), "chat_type": 1 if alone else 2}
        try:
            await self._link.request("aibot_send_msg", {**target, **said})
        except RetryLater as error:
            if error.code == "846607":
                self._bot_pace.hold(chat, error.after or 6.0)
            raise

    async def answer(self, opening: Opening, said: bodies.Said) -> None:
        """Through something that can still be answered; Refused when it is too late for that."""
        body = bodies.answering(said, opening.kind)
        if opening.kind in ("passive", "greeting"):
            waiting: asyncio.Future[Mapping[str, Any]] = opening.how
            if waiting.done():
                raise Refused("wecom: the callback has been answered", code="846606")
            waiting.set_result(body)
        elif opening.kind == "url":
            await self._client.respond(opening.how, body)
        else:
            if self._link is None:
                raise Unreachable("wecom: no long connection is configured", code="no-ws")
            await self._bot_pace.wait(opening.chat)
            welcome = opening.kind == "welcome"
            cmd = "aibot_respond_welcome_msg" if welcome else "aibot_respond_msg"
            await self._link.request(cmd, body, opening.how)

    async def app(self, user: str, kind: str, content: Mapping[str, Any]) -> Mapping[str, Any]:
        """message/send to one member. errcode 0 hides members it did not reach (§12.10)."""
        app = self._settings.app
        if app is None:
            raise Unreachable("wecom: there is no self-built app", code="no-app")
        await self._member_pace.wait(user)
        body = {"touser": user, "msgtype": kind, "agentid": app.agent_id, kind: content}
        answer = await self._client.call("message/send", body)
        missed = [name for name in ("invaliduser", "unlicenseduser") if answer.get(name)]
        if missed:
            log.warning("wecom message/send did not reach a member: %s", ", ".join(missed))
            raise Unreachable(f"wecom message/send: {missed[0]}", code=missed[0])
        return answer

    async def app_words(self, user: str, content: str) -> Mapping[str, Any]:
        """Plain text: it is what every client shows (§12.13)."""
        return await self.app(user, "text", {"content": cut_bytes(content, TEXT_BYTES)})

    async def update_app(self, code: str, made: Mapping[str, Any]) -> None:
        """Redraws an app's card for all its readers; uses up the code (§3.3)."""
        app = self._settings.app
        if app is None:
            raise Unreachable("wecom: there is no self-built app", code="no-app")
        body = {
            "atall": 1, "agentid": app.agent_id, "response_code": code, "template_card": made,
        }  # fmt: skip
        await self._client.call("message/update_template_card", body)

    async def hook(self, chat: str, body: Mapping[str, Any]) -> None:
        """Through the group's webhook."""
        key = self._settings.webhooks.get(chat)
        if key is None:
            raise Unreachable("wecom: the group has no webhook", code="no-hook")
        await self._hook_pace.wait(chat)
        try:
            await self._client.hook(key, body)
        except RetryLater as error:
            if error.code == "45009":
                self._hook_pace.hold(chat, error.after or 60.0)
            raise

    async def hook_text(self, chat: str, content: str, members: list[str]) -> None:
        """Plain text that rings for these members."""
        text: dict[str, Any] = {"content": cut_bytes(content, TEXT_BYTES)}
        if members:
            text["mentioned_list"] = members
        await self.hook(chat, {"msgtype": "text", "text": text})
