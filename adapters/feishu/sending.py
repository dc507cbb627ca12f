"""Says a composed message: the right call for the place, and the way round where it fails."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from adapters.feishu.card_fit import fitted
from adapters.feishu.chats import Chats
from adapters.feishu.client import FeishuClient
from adapters.feishu.codes import GONE, NO_ANCHOR
from adapters.feishu.media import Media
from adapters.feishu.messages import is_sayable, plain_message
from adapters.feishu.urgent import Urgency
from adapters.shared.compact import compact
from adapters.shared.pace import Pace
from bot.domain.people import AccountId, ChatId
from bot.errors import DeliveryError, Refused, Unreachable
from bot.ports import Clock, Document, Outgoing, Place, Placement, Receipt

log = logging.getLogger(__name__)

_UPDATABLE = timedelta(days=14)  # feishu.md §5
_CHAT_RATE, _CHAT_BURST = 4, 4  # a group takes 5 a second from all its bots together (§5)
_UUID = 50  # characters


@dataclass(frozen=True, slots=True)
class _Ready:
    """A message in Feishu's words. `card` is set for cards, as an object."""

    msg_type: str
    content: str
    card: dict[str, Any] | None


class Sender:
    """Sends, redraws and replies for one application."""

    def __init__(
        self, client: FeishuClient, clock: Clock, chats: Chats, media: Media, urgency: Urgency,
        app_id: str,
    ) -> None:
        self._client = client
        self._clock = clock
        self._chats = chats
        self._media = media
        self._urgency = urgency
        self._app_id = app_id
        self._pace = Pace(_CHAT_RATE, _CHAT_BURST)

    async def send(self, place: Place, message: Outgoing, key: str) -> Receipt:
        """Where only one person may see it and the group cannot do that: their direct chat."""
        self._check_tenant(place)
        if message.document is not None:
            return await self._file(place, message, message.document, key)
        if place.chat is not None and place.only is not None:
            return await self._to_one(place.chat, place.only, place.reply_to, message, key)
        person = place.account or place.only
        reader = person.user if person else None
        to = place.chat.chat if place.chat else reader
        assert to is not None
        ready = await self._ready(message)
        if place.reply_to:
            try:
                return await self._reply(place.reply_to, to, ready, message, key, reader)
            except Refused as error:
                if error.code not in NO_ANCHOR:
                    raise
        return await self._create(to, ready, message, key, reader)

    async def update(self, placement: Placement, message: Outgoing, key: str) -> Receipt:
        """Redraws in place; a message too old or gone is sent anew (another id in the receipt)."""
        if placement.meta.get("only"):
            return await self._again_to_one(placement, message, key)
        plain = placement.meta.get("form") == "plain"
        ready = await self._ready(message, as_card=not plain)
        if self._clock.now() - placement.sent_at < _UPDATABLE and plain == (ready.card is None):
            try:
                await self._pace.wait(placement.message)
                await self._redraw(placement.message, ready)
            except Refused as error:
                if error.code not in GONE:
                    raise
            else:
                return Receipt(placement.chat, placement.message, placement.meta)
        reader = placement.account.user if placement.account else None
        return await self._create(placement.chat.chat, ready, message, key, reader)

    async def redraw(self, message_id: str, card: dict[str, Any]) -> None:
        """Shows this card in a message of ours."""
        await self._redraw(message_id, _Ready("interactive", compact(card), card))

    async def _file(
        self, place: Place, message: Outgoing, document: Document, key: str
    ) -> Receipt:
        """A file cannot be shown to one person in a group: it goes to their direct chat."""
        person = place.only or place.account
        to = place.chat.chat if place.chat and not place.only else person.user if person else ""
        file_key = await self._media.file_key(document)
        ready = _Ready("file", compact({"file_key": file_key}), None)
        return await self._create(to, ready, message, key, person.user if person else None)

    async def _ready(self, message: Outgoing, *, as_card: bool = False) -> _Ready:
        card = message.card
        images = await self._media.image_keys(card, message.pictures)
        if not as_card and is_sayable(card):
            kind, content = plain_message(card, self._app_id, images)
            return _Ready(kind, content, None)
        shown = fitted(card, self._app_id, images)
        return _Ready("interactive", compact(shown), shown)

    async def _redraw(self, message_id: str, ready: _Ready) -> None:
        path = f"/im/v1/messages/{quote(message_id, safe='')}"
        if ready.card is not None:
            await self._client.call("PATCH", path, api="update", json={"content": ready.content})
        else:
            body = {"msg_type": ready.msg_type, "content": ready.content}
            await self._client.call("PUT", path, api="edit", json=body)

    async def _create(
        self, to: str, ready: _Ready, message: Outgoing, key: str, reader: str | None
    ) -> Receipt:
        """`to` is a chat id, or an open_id for a direct chat, met or not."""
        kind = "open_id" if to.startswith("ou_") else "chat_id"
        await self._pace.wait(to)
        answer = await self._client.call(
            "POST",
            "/im/v1/messages",
            api="send",
            params={"receive_id_type": kind},
            json={
                "receive_id": to,
                "msg_type": ready.msg_type,
                "content": ready.content,
                "uuid": key[:_UUID],
            },
        )
        if kind == "open_id":
            self._chats.learn(str((answer.get("data") or {}).get("chat_id")), "direct", to)
        return await self._sent(answer, ready, message, reader)

    async def _reply(
        self, parent: str, to: str, ready: _Ready, message: Outgoing, key: str,
        reader: str | None,
    ) -> Receipt:
        """A reply to a message in a thread stays in that thread by itself (feishu.md §5)."""
        await self._pace.wait(to)
        answer = await self._client.call(
            "POST",
            f"/im/v1/messages/{quote(parent, safe='')}/reply",
            api="reply",
            json={
                "msg_type": ready.msg_type,
                "content": ready.content,
                "reply_in_thread": False,
                "uuid": key[:_UUID],
            },
        )
        return await self._sent(answer, ready, message, reader)

    async def _sent(
        self, answer: Mapping[str, Any], ready: _Ready, message: Outgoing, reader: str | None
    ) -> Receipt:
        fields = answer.get("data") or {}
        message_id, chat = fields.get("message_id"), fields.get("chat_id")
        if not isinstance(message_id, str) or not isinstance(chat, str):
            raise Refused("feishu send: the answer names no message", code="answer")
        if message.urgent:
            await self._urgency.ping(message_id, message.card, reader)
        meta = {"form": "card" if ready.card is not None else "plain"}
        return Receipt(ChatId("feishu", self._app_id, chat), message_id, meta)

    async def _to_one(
        self, chat: ChatId, only: AccountId, reply_to: str | None, message: Outgoing, key: str
    ) -> Receipt:
        if await self._chats.kind(chat.chat) == "direct":
            return await self.send(Place(chat=chat, reply_to=reply_to), message, key)
        if await self._chats.mode(chat.chat) != "topic":
            try:
                return await self._ephemeral(chat, only.user, message)
            except (Refused, Unreachable) as error:
                log.info("not shown in the group, but directly: %s", error)
        return await self.send(Place(account=only), message, key)

    async def _ephemeral(self, chat: ChatId, open_id: str, message: Outgoing) -> Receipt:
        """Seen by one person in a group; knows neither uuid nor PATCH (feishu.md §5)."""
        ready = await self._ready(message, as_card=True)
        await self._pace.wait(chat.chat)
        answer = await self._client.call(
            "POST",
            "/ephemeral/v1/send",
            api="ephemeral send",
            json={
                "chat_id": chat.chat,
                "open_id": open_id,
                "msg_type": "interactive",
                "card": json.loads(ready.content),
            },
        )
        message_id = (answer.get("data") or {}).get("message_id")
        if not isinstance(message_id, str):
            raise Refused("feishu ephemeral: the answer names no message", code="answer")
        return Receipt(chat, message_id, {"form": "card", "only": open_id})

    async def _again_to_one(self, placement: Placement, message: Outgoing, key: str) -> Receipt:
        only = AccountId("feishu", self._app_id, str(placement.meta["only"]))
        try:
            await self._client.call(
                "POST", "/ephemeral/v1/delete", api="ephemeral delete",
                json={"message_id": placement.message},
            )
        except DeliveryError as error:
            log.info("the old private card stays: %s", error)
        return await self._to_one(placement.chat, only, None, message, key)

    def _check_tenant(self, place: Place) -> None:
        for owner in (place.chat, place.account, place.only):
            if owner is not None and owner[:2] != ("feishu", self._app_id):
                raise Unreachable("an id of another app or platform", code="tenant")
