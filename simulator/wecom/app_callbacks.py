"""What the self-built app hears: messages, card clicks and events as encrypted XML (§2.3–2.6)."""

from __future__ import annotations

import secrets
from typing import Any

from simulator.platform import Upload
from simulator.wecom import xmls
from simulator.wecom.callback_url import Answer, CallbackUrl, Event
from simulator.wecom.cards import Card
from simulator.wecom.crypto import CryptoError
from simulator.wecom.errors import ApiError
from simulator.wecom.log import APP_CHAT, Message
from simulator.wecom.markdown import cut_bytes, plain
from simulator.wecom.shared import Shared

TEXT_BYTES = 2048
# Events whose answer may carry a passive reply (§2.6); template_card_event is not among them.
PASSIVE_EVENTS = {
    "subscribe", "enter_agent", "LOCATION", "click", "view", "view_miniprogram",
    "scancode_waitmsg", "template_card_menu_event",
}  # fmt: skip


class AppCallbacks:
    def __init__(self, shared: Shared, urls: CallbackUrl) -> None:
        self._shared = shared
        self._urls = urls

    async def usable(self) -> bool:
        """Is there a callback URL that passed the check? An unchecked one is checked now."""
        settings = self._shared.settings
        if settings.app_url is None:
            return False
        if not settings.app_checked:
            fault = await self._urls.check(settings.app_url, settings.app_crypto)
            settings.app_checked = not fault
        return settings.app_checked

    def say(self, person: str, text: str, quote: str | None, files: list[Upload]) -> str:
        """A person writes to the app: one message per text and file; the first one's id."""
        posted = []
        if text:
            message = self._post(person, text=text, quote=quote)
            posted.append((message, "text", {"Content": text}))
        for upload in files:
            posted.append(self._upload(person, upload))
        for message, kind, body in posted:
            self._shared.sim.spawn(self._hear(person, message, kind, body))
        return posted[0][0].id

    async def event(self, person: str, name: str, **fields: Any) -> Answer | None:
        """Deliver an event with its redeliveries; None without a usable callback URL."""
        return await self._deliver(person, name, {"Event": name, **fields}, card=None)

    async def click(
        self, person: str, card: Card, key: str, code: str, selected: list[dict[str, Any]] | None
    ) -> Answer | None:
        """A card event; returns after the first attempt, redeliveries go on by themselves."""
        name = "template_card_menu_event" if selected is None else "template_card_event"
        body: dict[str, Any] = {
            "Event": name,
            "EventKey": key,
            "TaskId": str(card.face(person).get("task_id") or ""),
            "CardType": str(card.face(person)["card_type"]),
            "ResponseCode": code,
        }
        if selected:
            body["SelectedItems"] = {"SelectedItem": selected}
        return await self._deliver(person, name, body, card=card, wait=False)

    async def _deliver(
        self, person: str, name: str, body: dict[str, Any], *, card: Card | None, wait: bool = True
    ) -> Answer | None:
        if not await self.usable():
            return None
        event = self._event(person, "event", name, body, secrets.token_hex(8))
        answer = await self._urls.attempt(event, 1)
        if answer.body is None:
            again = self._urls.redeliver(event, answer)
            if not wait:
                self._shared.sim.spawn(again)
                return answer
            answer = await again
        self._passive(person, answer, name if name in PASSIVE_EVENTS else None, card)
        return answer

    async def _hear(self, person: str, message: Message, kind: str, body: dict[str, Any]) -> None:
        if not await self.usable():
            self._shared.counts["app_unheard"] += 1
            return
        # MsgId is a 64-bit number; ours follow the message's own.
        number = str(7300000000000000000 + int(message.id[1:]))
        event = self._event(person, kind, kind, {**body, "MsgId": number}, number)
        self._passive(person, await self._urls.deliver(event), "message", None)

    def _event(
        self, person: str, msg_type: str, kind: str, body: dict[str, Any], event_id: str
    ) -> Event:
        settings, people = self._shared.settings, self._shared.people
        fields = {
            "ToUserName": settings.corp_id,
            "FromUserName": people.userid(person),
            "CreateTime": self._shared.sim.clock.timestamp(),
            "MsgType": msg_type,
            **body,
            "AgentID": settings.app_agent_id,
        }
        agent = str(settings.app_agent_id)
        return Event(
            url=str(settings.app_url),
            path=f"/wecom/app/{kind}",
            id=event_id,
            kind=f"app.{kind}",
            body=fields,
            plain=xmls.build(fields).encode(),
            crypto=settings.app_crypto,
            envelope=lambda cipher: xmls.build(
                {"ToUserName": settings.corp_id, "AgentID": agent, "Encrypt": cipher}
            ).encode(),
            content_type="text/xml",
        )

    def _passive(self, person: str, answer: Answer, allowed: str | None, card: Card | None) -> None:
        """An encrypted reply in the answer, where the event allows one; else it is ignored."""
        if not answer.body:
            return
        try:
            reply = self._opened(answer.body)
            if allowed is None:
                raise ApiError(48002, "this event takes no passive reply")
            self._take(person, reply, card)
        except (CryptoError, xmls.BadXml) as fault:
            self._shared.refuse("app passive reply", -40011, str(fault))
        except ApiError as fault:
            self._shared.refuse("app passive reply", fault.code, fault.detail)

    def _opened(self, body: bytes) -> Any:
        crypto = self._shared.settings.app_crypto
        sealed = xmls.flat(xmls.parse(body))
        cipher = sealed.get("Encrypt", "")
        crypto.check(
            sealed.get("MsgSignature", ""),
            sealed.get("TimeStamp", ""),
            sealed.get("Nonce", ""),
            cipher,
        )
        return xmls.parse(crypto.decrypt(cipher))

    def _take(self, person: str, reply: Any, card: Card | None) -> None:
        kind = xmls.flat(reply).get("MsgType")
        if kind == "text":
            text = cut_bytes(plain(xmls.flat(reply).get("Content", "")), TEXT_BYTES)
            self._shared.app_chat(person, text=text)
            return
        if card is None:
            raise ApiError(40008, f"passive {kind}")
        card.put(self._new_face(reply, str(kind), card, person), {person}, self._shared.now())

    def _new_face(self, reply: Any, kind: str, card: Card, person: str) -> dict[str, Any]:
        """A passive update changes the card for the one who clicked, and nobody else (§2.6)."""
        name, face = reply.findtext("Button/ReplaceName"), reply.find("TemplateCard")
        if kind == "update_button" and name:
            return {**card.face(person), "replace_text": name}
        if kind != "update_template_card" or face is None:
            raise ApiError(40008, f"passive {kind}")
        told = {"task_id": card.task_id, **xmls.card_from(face)}
        return self._shared.cards.check(told, "app")

    def _post(self, person: str, **fields: Any) -> Message:
        return self._shared.log.post(APP_CHAT, person, audience=frozenset({person}), **fields)

    def _upload(self, person: str, upload: Upload) -> tuple[Message, str, dict[str, Any]]:
        kind = "image" if upload.is_image else "file"
        medium = self._shared.media.keep(kind, upload.name, upload.data)
        message = self._post(person, kind=kind, files=[medium.shown()], photos=[medium.id])
        if kind == "file":
            return message, kind, {"MediaId": medium.id, "FileName": upload.name}
        url = f"{self._shared.sim.base_url}/wecom/media/{medium.id}"
        return message, kind, {"PicUrl": url, "MediaId": medium.id}
