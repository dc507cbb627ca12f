"""The AI bot in both modes: what it hears, what it may post, how its cards change (§5, §6)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from simulator.wecom import contents
from simulator.wecom.cards import Card
from simulator.wecom.codes import CodeBook
from simulator.wecom.errors import ApiError
from simulator.wecom.log import AIBOT_CHAT, Message
from simulator.wecom.markdown import flatten, plain
from simulator.wecom.shared import Shared

RESPONSE_URL_LIFE = 3600.0
CONTENT_BYTES = 20480
STREAM_ID_BYTES = 256
PLACEHOLDER = "正在思考…"


@dataclass(frozen=True)
class Origin:
    """Where a message or event came from; `chat` is a group id or AIBOT_CHAT."""

    chat: str
    person: str
    message: str | None = None

    @property
    def single(self) -> bool:
        return self.chat == AIBOT_CHAT

    @property
    def key(self) -> str:
        """Identifies the chat for rates and the known-chat rule."""
        return self.person if self.single else self.chat


class AiBot:
    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self.response_urls: CodeBook[Origin] = CodeBook(shared.sim.clock, RESPONSE_URL_LIFE)
        self.known: set[str] = set()  # Origin.key of chats where somebody wrote to the bot
        self._entered: dict[str, date] = {}

    def reset(self) -> None:
        self.response_urls.clear()
        self.known.clear()
        self._entered.clear()

    def userid(self, person: str) -> str:
        """As callbacks show it: encrypted if the bot's creator is an ordinary member."""
        people = self._shared.people
        encrypted = self._shared.settings.encrypted_userids
        return people.open_userid(person) if encrypted else people.userid(person)

    def body(self, origin: Origin, *, response_url: bool = True) -> dict[str, Any]:
        """The fields every callback body begins with (§5.1, §5.2)."""
        body: dict[str, Any] = {
            "msgid": secrets.token_hex(16),
            "aibotid": self._shared.settings.bot_id,
        }
        if not origin.single:
            body["chatid"] = origin.chat
        body["chattype"] = "single" if origin.single else "group"
        body["from"] = {"userid": self.userid(origin.person)}
        if response_url:
            code = self.response_urls.issue(origin)
            where = f"{self._shared.sim.base_url}/wecom/cgi-bin/aibot/response"
            body["response_url"] = f"{where}?response_code={code}"
        return body

    def event(self, origin: Origin, kind: str, fields: dict[str, Any] | None) -> dict[str, Any]:
        event: dict[str, Any] = {"eventtype": kind}
        if fields is not None:
            event[kind] = fields
        return {
            **self.body(origin, response_url=kind == "template_card_event"),
            "create_time": self._shared.sim.clock.timestamp(),
            "msgtype": "event",
            "event": event,
        }

    def first_today(self, person: str) -> bool:
        """Has this person not opened the chat today? Notes that they have now."""
        today = self._shared.now().date()
        first = self._entered.get(person) != today
        self._entered[person] = today
        return first

    def post(self, origin: Origin, body: dict[str, Any], kinds: tuple[str, ...]) -> Message:
        """Put a bot message into a chat. ApiError 40008, 420xx, 45002, 40007…"""
        kind = body.get("msgtype")
        if kind not in kinds:
            raise ApiError(40008, f"msgtype {kind!r}")
        if kind == "template_card":
            return self.post_card(origin, body.get("template_card"))
        if kind == "text":
            words = contents.words(contents.part(body, "text"), "content", empty=44004)
            return self._log(origin, kind="text", text=plain(words))
        if kind == "markdown":
            made = contents.marked(body, contents.BOT_MARKDOWN)
            return self._log(origin, **made.fields())
        found = contents.medium(body, str(kind), self._shared.media.get)
        return self._log(origin, **found.fields())

    def post_card(self, origin: Origin, card: Any, *, without_buttons: bool = False) -> Message:
        checked = self._shared.cards.check_new(card, "aibot")
        made = self._shared.cards.create(checked, "aibot")
        made.without_buttons = without_buttons
        return self._log(origin, kind="template_card", card=made)

    def stream(self, origin: Origin, stream: Any, message: Message | None) -> Message:
        """Show a stream frame: cumulative text; a blank one leaves what is shown (§6.3)."""
        content = stream_content(stream)
        if message is None:
            message = self._log(origin, kind="stream", text=PLACEHOLDER)
            asked = stream.get("feedback")
            message.feedback = str(asked["id"]) if isinstance(asked, dict) else None
        else:
            message.edited_at = self._shared.now()
        if content.strip():
            message.text, message.source = flatten(content), content
        message.pending = not stream.get("finish")
        return message

    def update_card(self, card: Card, body: dict[str, Any]) -> None:
        """The answer to a click: the same task id, for `userids` or everybody (§5.3)."""
        if body.get("response_type") != "update_template_card":
            raise ApiError(40008, "response_type")
        face = body.get("template_card")
        if not isinstance(face, dict) or face.get("task_id") != card.task_id:
            raise ApiError(42016, "an update carries the card's own task_id")
        checked = self._shared.cards.check(face, "aibot")
        userids = body.get("userids")
        viewers = None
        if userids:
            found = [self._shared.people.find_any(str(one)) for one in userids]
            viewers = {person.id for person in found if person is not None}
            if not viewers:
                raise ApiError(40003)
        card.put(checked, viewers, self._shared.now())

    def _log(self, origin: Origin, **fields: Any) -> Message:
        audience = frozenset({origin.person}) if origin.single else None
        return self._shared.log.post(
            origin.chat, "bot", bot="aibot", audience=audience, quote=origin.message, **fields
        )


def stream_content(stream: Any) -> str:
    """The frame's text. ApiError 40058 for a bad shape, 45002 beyond 20480 bytes."""
    if not isinstance(stream, dict) or not isinstance(stream.get("id"), str) or not stream["id"]:
        raise ApiError(40058, "stream.id")
    if len(stream["id"].encode()) > STREAM_ID_BYTES:
        raise ApiError(40058, "stream.id")
    content = stream.get("content", "")
    if not isinstance(content, str) or not isinstance(stream.get("finish", False), bool):
        raise ApiError(40058, "stream")
    if len(content.encode()) > CONTENT_BYTES:
        raise ApiError(45002, f"stream.content exceed max length {CONTENT_BYTES}")
    return content
