"""A person presses a button: what goes to the bot, and what the client then shows (§6.5, §6.6)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from simulator.dingtalk import card_data, card_view, forms, inbound, render
from simulator.dingtalk.card_data import CardInstance
from simulator.dingtalk.chats import Chat
from simulator.dingtalk.errors import ApiError
from simulator.dingtalk.messages import Message
from simulator.errors import Refused
from simulator.world import Person

if TYPE_CHECKING:
    from simulator.dingtalk.platform import DingTalk

FAILED_TOAST = "操作失败，请稍后重试"


async def click(
    dt: DingTalk, message_id: str, person_key: str, label: str, values: dict[str, Any]
) -> dict[str, Any]:
    person = dt.desk.directory.person(person_key)
    message = dt.desk.log.find(message_id)
    chat = dt.desk.chats.get(message.chat)
    assert chat is not None
    dt.desk.chats.member(chat, person.id)
    if message.recalled or not message.visible_to(person.id):
        raise Refused("this person does not see the message", 404)
    button = _find(message, person, label)
    if not button.enabled:
        return _shown(False, error=f"{button.label} is disabled")
    if button.url is not None:
        return {**_shown(True), "url": button.url}
    if button.command is not None:
        return _send_command(dt, chat, person, message, button.command)
    assert message.card is not None
    params = dict(button.params)
    if button.action == card_view.FORM_ACTION and message.card.template.form:
        form = message.card.view(person.id).get(message.card.template.form, "")
        try:
            params["form"] = forms.submitted(form, values)
        except forms.FormError as error:
            return _shown(False, toast=str(error), error=str(error))
    elif values:
        raise Refused(f"the button {button.label!r} sends no inputs, only the form's own does")
    return await _ask(dt, chat, person, message.card, button, params)


def _find(message: Message, person: Person, label: str) -> card_view.Button:
    """By label or key; labels first, so that a word on the card is never taken for an id."""
    if message.card is not None:
        buttons = card_view.buttons(message.card.template, message.card.view(person.id))
    else:
        buttons = render.message_buttons(message)
    for name in ("label", "key"):
        for button in buttons:
            if getattr(button, name) == label:
                return button
    known = ", ".join(button.label for button in buttons) or "none"
    raise Refused(f"no button {label!r} on this message; there are: {known}", 404)


def _send_command(
    dt: DingTalk, chat: Chat, person: Person, message: Message, command: str
) -> dict[str, Any]:
    """A `dtmd://` link: the client sends the text as this person; @bot in groups (§5.6).

    In messages of the proactive API such links are not proven, so they do nothing unless the
    console setting `api_command_links` says otherwise.
    """
    if not command:
        return _shown(False, error="the link does nothing: not a dtmd://dingtalkclient/sendMessage")
    if message.query_key and not dt.settings.api_command_links:
        return _shown(False, error="command links are not proven in messages sent by the API")
    sent = inbound.write(dt, chat, person, command, at_bot=True, quote=None, files=(), mentions=())
    return {**_shown(True), "message": sent.id}


async def _ask(
    dt: DingTalk,
    chat: Chat,
    person: Person,
    card: CardInstance,
    button: card_view.Button,
    params: dict[str, Any],
) -> dict[str, Any]:
    if not card.callback_type:
        return _shown(False, FAILED_TOAST, "the card was created without callbackType")
    route = dt.card_routes.get(card.callback_route_key)
    if card.callback_type == "HTTP" and route is None:
        return _shown(False, FAILED_TOAST, f"no callback route {card.callback_route_key!r}")
    dt.quotas.count_push()
    outcome = await dt.pusher.card(
        _callback(dt, chat, person, card, button.action, params),
        route if card.callback_type == "HTTP" else None,
    )
    if not outcome.ok:
        return _shown(False, FAILED_TOAST, outcome.answer, outcome.took_ms)
    answer = outcome.data if card.callback_type == "HTTP" else outcome.data.get("response")
    try:
        _apply(dt, card, person.id, answer if isinstance(answer, dict) else {})
    except ApiError as error:
        return _shown(False, FAILED_TOAST, error.message, outcome.took_ms)
    return _shown(True, took_ms=outcome.took_ms)


def _callback(
    dt: DingTalk,
    chat: Chat,
    person: Person,
    card: CardInstance,
    action: str,
    params: dict[str, Any],
) -> dict[str, Any]:
    private = {"cardPrivateData": {"actionIds": [action], "params": params}}
    content = json.dumps(private, ensure_ascii=False)
    return {
        "type": "actionCallback",
        "outTrackId": card.out_track_id,
        "corpId": dt.settings.corp_id,
        "userId": dt.desk.directory.typed_id(person, card.user_id_type),
        "userIdType": card.user_id_type,
        "spaceType": "im",
        "spaceId": chat.id,
        "extension": "{}",
        "content": content,
        "value": content,
    }


def _apply(dt: DingTalk, card: CardInstance, person: str, answer: dict[str, Any]) -> None:
    """The answer's card data reaches only the clicker; his private data is not keyed (§6.6)."""
    public = card_data.param_map(answer.get("cardData"))
    private = card_data.param_map(answer.get("userPrivateData"))
    if public is None and private is None:
        return
    by_key, private_by_key = card_data.update_flags(answer)
    card.answer(person, public, private, by_key, private_by_key)
    card.answered_at[person] = dt.clock.now()


def _shown(
    ok: bool, toast: str | None = None, error: str | None = None, took_ms: int = 0
) -> dict[str, Any]:
    return {"ok": ok, "toast": toast, "error": error, "took_ms": took_ms}
