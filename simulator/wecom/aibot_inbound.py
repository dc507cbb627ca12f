"""What people write to the AI bot, as callback bodies (wecom.md §5.1, §5.5)."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from simulator.errors import Refused
from simulator.platform import Upload
from simulator.wecom.aibot import AiBot, Origin
from simulator.wecom.log import AIBOT_CHAT, Message
from simulator.wecom.media import Medium
from simulator.wecom.settings import WEBSOCKET
from simulator.wecom.shared import Shared


@dataclass(frozen=True)
class Heard:
    """A message that reaches the bot."""

    origin: Origin
    kind: str
    body: dict[str, Any]


class Inbound:
    def __init__(self, shared: Shared, bot: AiBot) -> None:
        self._shared = shared
        self._bot = bot

    def direct(
        self, person: str, text: str, quote: str | None, files: Sequence[Upload]
    ) -> tuple[str, list[Heard]]:
        """One message for text and photos, one for each other file."""
        photos = [one for one in files if one.is_image]
        heard = []
        if text or photos:
            heard.append(self._say(AIBOT_CHAT, person, text, text, quote, photos, ()))
        heard += [self._file(person, one) for one in files if not one.is_image]
        self._bot.known.add(person)
        return str(heard[0].origin.message), heard

    def group(
        self,
        chat: str,
        person: str,
        text: str,
        *,
        at_bot: bool,
        quote: str | None,
        files: Sequence[Upload],
        mentions: Sequence[str],
    ) -> tuple[str, list[Heard]]:
        """Only what @-mentions the bot reaches it; other files are shown to the group alone."""
        call = f"@{self._shared.settings.bot_name}"
        present = self._shared.has("aibot") and chat in self._shared.bot_groups
        content = f"{call} {text}".rstrip() if at_bot and present and call not in text else text
        for one in mentions:
            name = f"@{self._shared.sim.world.person(one).name}"
            content = content if name in content else f"{content} {name}"
        photos = [one for one in files if one.is_image]
        others = [one for one in files if not one.is_image]
        if others and not text and not photos and not mentions:
            # A file stands alone: its message has no words and so mentions nobody.
            shared = [self._share(chat, person, one) for one in others]
            return shared[0].id, []
        named = [p.id for p in self._shared.people.everybody() if f"@{p.name}" in content]
        mine = self._say(chat, person, content, content, quote, photos, named)
        for other in others:
            self._share(chat, person, other)
        if call not in content or not present:
            return str(mine.origin.message), []
        self._bot.known.add(chat)
        return str(mine.origin.message), [mine]

    def _share(self, chat: str, person: str, upload: Upload) -> Message:
        return self._post(chat, person, kind="file", files=[self._keep(upload).shown()])

    def _say(
        self,
        chat: str,
        person: str,
        shown: str,
        content: str,
        quote: str | None,
        photos: Sequence[Upload],
        mentions: Sequence[str],
    ) -> Heard:
        media = [self._keep(one) for one in photos]
        message = self._post(
            chat,
            person,
            text=shown,
            quote=quote,
            mentions=list(mentions),
            files=[one.shown() for one in media],
            photos=[one.id for one in media],
        )
        origin = Origin(chat, person, message.id)
        body = {**self._bot.body(origin), **self._content(content, media)}
        quoted = self._quoted(quote, person) if quote else None
        if quoted:
            body["quote"] = quoted
        return Heard(origin, body["msgtype"], body)

    def _file(self, person: str, upload: Upload) -> Heard:
        medium = self._keep(upload)
        message = self._post(AIBOT_CHAT, person, kind="file", files=[medium.shown()])
        origin = Origin(AIBOT_CHAT, person, message.id)
        content = {"msgtype": "file", "file": self._link(medium)}
        return Heard(origin, "file", {**self._bot.body(origin), **content})

    def _content(self, text: str, media: list[Medium]) -> dict[str, Any]:
        pictures: list[dict[str, Any]] = [
            {"msgtype": "image", "image": self._link(medium)} for medium in media
        ]
        words = {"msgtype": "text", "text": {"content": text}}
        if not pictures:
            return words
        if not text and len(pictures) == 1:
            return pictures[0]
        return {
            "msgtype": "mixed",
            "mixed": {"msg_item": [words, *pictures] if text else pictures},
        }

    def _quoted(self, quote: str, person: str) -> dict[str, Any] | None:
        """The same bodies without author or id; of a card nothing, unless switched on (§15)."""
        message = self._shared.log.get(quote, person)
        if message.card is not None or message.view is not None:
            if not self._shared.settings.card_quotes:
                return None
            drawn = message.shown(person)["card"]
            return self._content(str(drawn["title"]), [])
        found = [self._shared.media.peek(one) for one in message.photos]
        return self._content(message.text, [medium for medium in found if medium is not None])

    def _link(self, medium: Medium) -> dict[str, str]:
        """An encrypted download; over the long connection its key comes along."""
        settings = self._shared.settings
        if settings.bot_transport == WEBSOCKET:
            key = secrets.token_bytes(32)
            more = {"aeskey": base64.b64encode(key).decode()}
        else:
            key, more = settings.bot_crypto.key, {}
        name = self._shared.media.link(medium, key)
        return {"url": f"{self._shared.sim.base_url}/wecom/download/{name}", **more}

    def _keep(self, upload: Upload) -> Medium:
        kind = "image" if upload.is_image else "file"
        return self._shared.media.keep(kind, upload.name, upload.data)

    def _post(self, chat: str, person: str, **fields: Any) -> Message:
        quote = fields.get("quote")
        if quote:
            quoted = self._shared.log.get(quote, person)
            if quoted.chat != chat:
                raise Refused("a quote must be from the same chat")
        audience = frozenset({person}) if chat == AIBOT_CHAT else None
        return self._shared.log.post(chat, person, audience=audience, **fields)
