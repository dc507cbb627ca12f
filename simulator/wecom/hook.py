"""Group webhooks: a key per group, 20 messages a minute, nothing comes back (wecom.md §7)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any

from simulator.wecom import contents
from simulator.wecom.api import Api, Call
from simulator.wecom.errors import ApiError
from simulator.wecom.media import MAGIC, MB
from simulator.wecom.media_api import uploaded
from simulator.wecom.shared import Shared
from simulator.wecom.windows import MINUTE, Windows

IMAGE_BYTES = 2 * MB
ALL = "@all"


class Hook:
    def __init__(self, shared: Shared, api: Api) -> None:
        self._shared = shared
        self._windows = Windows(shared.sim.clock, (20, MINUTE))
        self.removed: set[str] = set()  # groups whose robot was removed
        api.post("webhook/send", self._send, open_=True)
        api.post("webhook/upload_media", self._upload, open_=True)

    def reset(self) -> None:
        self._windows.clear()
        self.removed.clear()

    def _send(self, call: Call) -> dict[str, Any]:
        key, chat = self._group(call)
        if not self._windows.allow(key):
            raise ApiError(45009)
        body = call.body
        kind = str(body.get("msgtype"))
        if kind == "template_card":
            checked = self._shared.cards.check(body.get("template_card"), "hook")
            card = self._shared.cards.create(checked, "hook")
            self._shared.log.post(chat, "bot", bot="hook", kind=kind, card=card)
            return {}
        content = self._content(kind, body, key)
        self._shared.log.post(
            chat, "bot", bot="hook", mentions=self._mentions(body, content), **content.fields()
        )
        return {}

    def _content(self, kind: str, body: dict[str, Any], key: str) -> contents.Content:
        if kind == "text":
            return contents.text(body, cut=False)
        if kind == "markdown":
            return contents.marked(body, contents.HOOK_MARKDOWN)
        if kind == "markdown_v2":
            made = contents.marked(body, contents.HOOK_MARKDOWN, "markdown_v2")
            made.userids.clear()
            return made
        if kind == "news":
            return contents.news(body)
        if kind == "image":
            return self._image(contents.part(body, "image"), key)
        if kind in ("file", "voice"):
            return contents.medium(body, kind, lambda media_id: self._media(media_id, key))
        raise ApiError(40008)

    def _image(self, image: dict[str, Any], key: str) -> contents.Content:
        try:
            data = base64.b64decode(contents.words(image, "base64"), validate=True)
        except binascii.Error as fault:
            raise ApiError(40058, "image.base64") from fault
        if hashlib.md5(data).hexdigest() != image.get("md5"):
            raise ApiError(40058, "image.md5")
        if len(data) > IMAGE_BYTES:
            raise ApiError(40006)
        if not data.startswith(MAGIC["image"]):
            raise ApiError(40004)
        medium = self._shared.media.keep("image", "image", data, owner=key)
        return contents.Content("image", files=[medium.shown()])

    def _mentions(self, body: dict[str, Any], content: contents.Content) -> list[str]:
        """Person ids; "@all" stays as it is. Unknown ones are ignored."""
        people = self._shared.people
        text = body.get("text") if content.kind == "text" else None
        named: list[Any] = list(content.userids)
        mobiles: list[Any] = []
        if isinstance(text, dict):
            named += text.get("mentioned_list") or []
            mobiles = text.get("mentioned_mobile_list") or []
        found = []
        for one in named:
            person = people.find(str(one))
            if one == ALL or person is not None:
                found.append(ALL if person is None else person.id)
        found += [ALL] if ALL in mobiles else []
        found += [person.id for person in people.everybody() if person.mobile in mobiles]
        return list(dict.fromkeys(found))

    def _upload(self, call: Call) -> dict[str, Any]:
        key, _ = self._group(call)
        kind = call.query.get("type", "")
        if kind not in ("file", "voice"):
            raise ApiError(40005)
        name, data = uploaded(call)
        medium = self._shared.media.store(kind, name, data, owner=key)
        stamp = str(int(medium.at.timestamp()))
        return {"type": kind, "media_id": medium.id, "created_at": stamp}

    def _media(self, media_id: str, key: str) -> Any:
        return self._shared.media.get(media_id, owner=key)

    def _group(self, call: Call) -> tuple[str, str]:
        """(key, group id). ApiError 93000 for a bad key or a removed robot."""
        key = call.query.get("key", "")
        for chat, known in self._shared.settings.webhooks.items():
            if key == known and chat not in self.removed and self._shared.has("hook"):
                return key, chat
        raise ApiError(93000)
