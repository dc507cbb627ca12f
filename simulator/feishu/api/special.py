"""Ephemeral cards, delayed card updates, batch messages (feishu.md §5, §6.3). Cards are objects."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from simulator.feishu import ids
from simulator.feishu.api import outgoing
from simulator.feishu.api.call import Call, Registrar
from simulator.feishu.card.validate import as_text
from simulator.feishu.clicks import TOKEN_USES
from simulator.feishu.codes import ApiError, invalid_field, wrong_parameter
from simulator.feishu.store import Message

if TYPE_CHECKING:
    from simulator.feishu.platform import Feishu

SEND = ("im:message", "im:message:send_as_bot")
BATCH = ("im:message", "im:message:send_multi_users")
RECEIVERS = (("open_ids", "open_id"), ("user_ids", "user_id"), ("union_ids", "union_id"))


def register(feishu: Feishu, app: web.Application) -> None:
    add = Registrar(feishu, app).add
    add("POST", "/ephemeral/v1/send", _ephemeral, *SEND)
    add("POST", "/ephemeral/v1/delete", _forget, *SEND)
    add("POST", "/interactive/v1/card/update", _update)
    add("POST", "/message/v4/batch_send/", _batch, *BATCH)
    add("POST", "/message/v4/batch_send", _batch, *BATCH)
    add("GET", "/im/v1/batch_messages/{id}/get_progress", _batch_progress, *BATCH)
    add("GET", "/im/v1/batch_messages/{id}/read_user", _batch_readers, *BATCH)
    add("DELETE", "/im/v1/batch_messages/{id}", _batch_recall, *BATCH)


def _ephemeral(call: Call) -> dict[str, Any]:
    """One viewer; ordinary groups only."""
    feishu, body = call.feishu, call.body
    room = feishu.store.rooms.get(call.text("chat_id"))
    if room is None or room.kind != "group" or room.topic:
        raise wrong_parameter("chat_id is no ordinary group")
    person = feishu.people.find(call.text("open_id"))
    if person is None or person.id not in room.members:
        raise wrong_parameter("open_id is not in the chat")
    if body.get("msg_type") != "interactive" or not isinstance(body.get("card"), dict):
        raise wrong_parameter("an interactive card object is needed")
    message = outgoing.compose(feishu, room, "interactive", as_text(body["card"]))
    outgoing.may_send(feishu, room)
    message.only_for = person.id
    feishu.store.add(message)
    return {"message_id": message.id}


def _forget(call: Call) -> None:
    message = call.feishu.store.messages.get(call.text("message_id"))
    if message is None or message.only_for is None:
        raise wrong_parameter("message_id is no ephemeral message")
    call.feishu.store.remove(message)


def _update(call: Call) -> None:
    """30 minutes, two uses; before the callback is answered the update is accepted and lost."""
    feishu, body = call.feishu, call.body
    token = feishu.update_tokens.get(str(body.get("token")))
    if token is None:
        raise ApiError(300090, "invalid card token")
    if feishu.clock.now() > token.expires or token.uses >= TOKEN_USES:
        raise ApiError(300090, "the card token has expired or was used up")
    if not isinstance(body.get("card"), dict):
        raise wrong_parameter("card is no object")
    message = feishu.store.messages[token.message]
    card = outgoing.card_of(feishu, as_text(body["card"]))
    token.uses += 1
    if not token.answered:
        return
    if message.updatable:
        message.redraw(card, feishu.clock.now())
        return
    wanted = body.get("open_ids") or body["card"].get("open_ids")
    if not wanted:
        raise ApiError(300090, "open_ids is needed for an exclusive card")
    people, _ = call.people("open_id", wanted)
    message.views |= {person.id: card for person in people}


def _batch(call: Call) -> web.Response:
    feishu, body = call.feishu, call.body
    invalid: dict[str, list[Any]] = {}
    receivers = []
    for key, kind in RECEIVERS:
        values = body.get(key) or []
        if len(values) > 200:
            raise invalid_field(key, "has more than 200 entries")
        people, unknown = call.people(kind, values)
        receivers += people
        invalid[f"invalid_{key}"] = unknown
    departments = [feishu.people.department(key) for key in body.get("department_ids") or []]
    invalid["invalid_department_ids"] = []
    for department in departments:
        receivers += [
            p for p in feishu.people.all() if department and p.department == department.id
        ]
    if not receivers and not any(invalid.values()):
        raise invalid_field("open_ids", "is required")
    msg_type, content = body.get("msg_type"), body.get("card") or body.get("content")
    if not isinstance(content, dict):
        raise wrong_parameter("content is no object")
    batch = ids.new("bm-")
    feishu.batches[batch] = []
    for person in {person.id: person for person in receivers}.values():
        if person.id not in feishu.settings.availability:
            invalid["invalid_open_ids"].append(feishu.people.id_of(person))
            continue
        room = feishu.store.direct(person.id)
        text = json.dumps(content, ensure_ascii=False)
        message = outgoing.compose(feishu, room, msg_type, text)
        message.updatable = False
        feishu.batches[batch].append(feishu.store.add(message))
    data = {"message_id": batch, **invalid}
    return web.json_response({"code": 0, "msg": "ok", "data": data})


def _batch_progress(call: Call) -> dict[str, Any]:
    sent = _batched(call)
    recalled = sum(message.recalled for message in sent)
    return {
        "batch_message_send_progress": {
            "valid_user_ids_count": len(sent),
            "success_user_ids_count": len(sent),
            "read_user_ids_count": sum(bool(message.read_by) for message in sent),
        },
        "batch_message_recall_progress": {"recall": recalled > 0, "recall_count": recalled},
    }


def _batch_readers(call: Call) -> dict[str, Any]:
    sent = _batched(call)
    read = sum(bool(message.read_by) for message in sent)
    return {"read_user": {"read_count": str(read), "total_count": str(len(sent))}}


def _batch_recall(call: Call) -> None:
    for message in _batched(call):
        message.recalled, message.updated = True, call.feishu.clock.now()


def _batched(call: Call) -> list[Message]:
    sent = call.feishu.batches.get(call.path("id"))
    if sent is None:
        raise ApiError(230001, "invalid request parameter, ext=batch_message_id is unknown")
    return sent
