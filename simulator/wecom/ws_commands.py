"""The long connection's commands, once subscribed: replies, pushes, uploads (wecom.md §6.3–6.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.wecom.aibot import AiBot, Origin
from simulator.wecom.errors import ApiError
from simulator.wecom.log import AIBOT_CHAT, Message
from simulator.wecom.req_ids import Callback, ReqIds
from simulator.wecom.shared import Shared
from simulator.wecom.uploads import Uploads
from simulator.wecom.windows import HOUR, MINUTE, Windows

PUSHED = ("markdown", "template_card", "file", "image", "voice", "video")
WELCOME = ("text", "template_card")
SINGLE, GROUP = 1, 2


class Commands:
    """Each returns the answer's body, or raises ApiError."""

    def __init__(self, shared: Shared, bot: AiBot, req_ids: ReqIds) -> None:
        self._shared = shared
        self._bot = bot
        self._req_ids = req_ids
        self.uploads = Uploads(shared)
        self._windows = Windows(shared.sim.clock, (30, MINUTE), (1000, HOUR))
        self._streams: dict[str, Message] = {}  # by req_id
        self._table: dict[str, Callable[[str, dict[str, Any]], dict[str, Any]]] = {
            "ping": lambda req_id, body: {},
            "aibot_respond_msg": self._respond,
            "aibot_respond_welcome_msg": self._welcome,
            "aibot_respond_update_msg": self._update,
            "aibot_send_msg": self._push,
            "aibot_upload_media_init": lambda req_id, body: self.uploads.init(body),
            "aibot_upload_media_chunk": lambda req_id, body: self.uploads.chunk(body),
            "aibot_upload_media_finish": lambda req_id, body: self.uploads.finish(body),
        }

    def clear(self) -> None:
        self.uploads.clear()
        self._windows.clear()
        self._streams.clear()

    def run(self, cmd: str, req_id: str, body: dict[str, Any]) -> dict[str, Any]:
        if cmd not in self._table:
            raise ApiError(40058, f"unknown cmd {cmd!r}")
        return self._table[cmd](req_id, body)

    def _respond(self, req_id: str, body: dict[str, Any]) -> dict[str, Any]:
        callback = self._req_ids.answerable(req_id, "aibot_respond_msg")
        callback.noted("aibot_respond_msg")
        origin = Origin(callback.chat, callback.person, callback.message)
        kind = body.get("msgtype")
        if kind in ("stream", "stream_with_template_card"):
            return self._stream(req_id, callback, origin, body)
        self._in_rate(origin)
        self._bot.post(origin, body, PUSHED)
        callback.close()
        return {}

    def _stream(
        self, req_id: str, callback: Callback, origin: Origin, body: dict[str, Any]
    ) -> dict[str, Any]:
        stream = body.get("stream")
        if not isinstance(stream, dict):
            raise ApiError(40058, "stream")
        self._req_ids.stream(callback, str(stream.get("id") or ""))
        self._in_rate(origin)
        card = body.get("template_card")
        if card is not None:
            # Accepted, yet without buttons on mobile: what field reports describe (§6.3).
            self._bot.post_card(origin, card, without_buttons=True)
        shown = self._bot.stream(origin, stream, self._streams.get(req_id))
        self._streams[req_id] = shown
        if not shown.pending:
            callback.close()
        return {}

    def _welcome(self, req_id: str, body: dict[str, Any]) -> dict[str, Any]:
        callback = self._req_ids.answerable(req_id, "aibot_respond_welcome_msg")
        callback.noted("aibot_respond_welcome_msg")
        self._bot.post(Origin(callback.chat, callback.person), body, WELCOME)
        callback.close()
        return {}

    def _update(self, req_id: str, body: dict[str, Any]) -> dict[str, Any]:
        callback = self._req_ids.answerable(req_id, "aibot_respond_update_msg")
        callback.noted("aibot_respond_update_msg")
        card = self._shared.cards.find("aibot", callback.task_id or "")
        if card is None:
            raise ApiError(42016)
        self._bot.update_card(card, body)
        callback.close()
        return {}

    def _push(self, req_id: str, body: dict[str, Any]) -> dict[str, Any]:
        origin = self._target(body)
        self._in_rate(origin)
        self._bot.post(origin, body, PUSHED)
        return {}

    def _target(self, body: dict[str, Any]) -> Origin:
        """chat_type 1 a person, 2 a group, 0 or absent: a group first (§6.4)."""
        chat_id, chat_type = body.get("chatid"), body.get("chat_type", 0)
        if not isinstance(chat_id, str) or not chat_id or chat_type not in (0, SINGLE, GROUP):
            raise ApiError(93006)
        if chat_type != SINGLE and chat_id in self._shared.groups:
            if chat_id not in self._shared.bot_groups:
                raise ApiError(93008)
            return self._known(Origin(chat_id, ""))
        person = self._shared.people.find_any(chat_id) if chat_type != GROUP else None
        if person is None:
            raise ApiError(93006)
        return self._known(Origin(AIBOT_CHAT, person.id))

    def _known(self, origin: Origin) -> Origin:
        """Only chats where somebody has written to the bot (errcode unconfirmed, §15)."""
        if self._shared.settings.known_chat_rule and origin.key not in self._bot.known:
            raise ApiError(93006, "nobody there has written to the bot")
        return origin

    def _in_rate(self, origin: Origin) -> None:
        if not self._windows.allow(origin.key):
            self._shared.counts["ws_rate_limited"] += 1
            raise ApiError(846607)
