"""From a pressed button to the bot and back to the presser's client (§2.5, §5.2, §6.2)."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from simulator.errors import Refused
from simulator.wecom.aibot import AiBot, Origin
from simulator.wecom.app import App
from simulator.wecom.app_callbacks import AppCallbacks
from simulator.wecom.cards import Card
from simulator.wecom.clicks import Press, press
from simulator.wecom.http_bot import HttpBot
from simulator.wecom.log import Message
from simulator.wecom.req_ids import EVENT_SECONDS
from simulator.wecom.settings import HTTP
from simulator.wecom.shared import Shared
from simulator.wecom.ws import LongConnection

SILENT = "机器人未响应"
APP_SILENT = "应用未响应"
Result = dict[str, Any]


class Pressing:
    def __init__(
        self,
        shared: Shared,
        app: App,
        callbacks: AppCallbacks,
        bot: AiBot,
        ws: LongConnection,
        http: HttpBot,
    ) -> None:
        self._shared = shared
        self._app = app
        self._callbacks = callbacks
        self._bot = bot
        self._ws = ws
        self._http = http

    async def press(
        self, message: Message, person: str, button: str, values: dict[str, Any]
    ) -> Result:
        """What the client shows. Refused if the face has no such live button."""
        began = time.monotonic()
        if message.card is None:
            return _opened(message, button)
        found = press(message.card, person, button, values)
        if found.url is not None:
            return {"ok": True, "toast": None, "error": None, "took_ms": 0, "url": found.url}
        if message.card.bot == "app":
            fault = await self._to_app(message.card, person, found)
        else:
            fault = await self._to_bot(message, message.card, person, found)
        took = int((time.monotonic() - began) * 1000)
        return {"ok": not fault, "toast": None, "error": fault, "took_ms": took}

    async def _to_app(self, card: Card, person: str, found: Press) -> str | None:
        """Every click brings a new ResponseCode of its own."""
        selected = None
        if found.selected is not None:
            selected = [
                {"QuestionKey": name, "OptionIds": {"OptionId": ids}}
                for name, ids in found.selected.items()
            ]
        code = self._app.codes.issue(card)
        answer = await self._callbacks.click(person, card, found.key, code, selected)
        return None if answer is not None and answer.body is not None else APP_SILENT

    async def _to_bot(self, message: Message, card: Card, person: str, found: Press) -> str | None:
        """Delivered once; the bot has 5 s to answer with the card's new face."""
        face = card.face(person)
        fields: dict[str, Any] = {
            "card_type": face["card_type"],
            "event_key": found.key,
            "task_id": card.task_id,
        }
        if found.selected:
            items = [
                {"question_key": name, "option_ids": {"option_id": ids}}
                for name, ids in found.selected.items()
            ]
            fields["selected_items"] = {"selected_item": items}
        origin = Origin(message.chat, person, message.id)
        body = self._bot.event(origin, "template_card_event", fields)
        if self._shared.settings.bot_transport == HTTP:
            answer = await self._http.click(body, card.task_id)
            return None if answer is not None and answer.body else SILENT
        callback = await self._ws.push("template_card_event", origin, body, task_id=card.task_id)
        if callback is None or callback.answered is None:
            return SILENT
        try:
            await self._shared.within(EVENT_SECONDS, asyncio.shield(callback.answered))
        except TimeoutError:
            self._shared.counts["clicks_unanswered"] += 1
            callback.record["ok"] = False
            return SILENT
        return None


def _opened(message: Message, button: str) -> Result:
    """A textcard or news message only opens pages."""
    for one in (message.view or {}).get("buttons", []):
        if one["label"] == button:
            return {"ok": True, "toast": None, "error": None, "took_ms": 0, "url": one["url"]}
    raise Refused(f"the message has no button {button!r}", 409)
