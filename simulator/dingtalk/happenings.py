"""What people do outside the conversation, and the events it pushes (dingtalk.md §3.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simulator.dingtalk import ids
from simulator.dingtalk.chats import Chat
from simulator.dingtalk.messages import BOT
from simulator.errors import Refused
from simulator.world import Person

if TYPE_CHECKING:
    from simulator.dingtalk.platform import DingTalk

Body = dict[str, Any]


def happen(dt: DingTalk, kind: str, body: Body) -> dict[str, Any]:
    """Does it; answers {"event": event id or None}. Refused for an unknown kind."""
    if kind not in KINDS:
        raise Refused(f"dingtalk knows no event {kind!r}; known: {', '.join(KINDS)}")
    return {"event": KINDS[kind](dt, body)}


def _leave_company(dt: DingTalk, body: Body) -> str:
    person = _person(dt, body)
    data = {"userId": [dt.user_id(person.id)], "timeStamp": dt.clock.timestamp_ms()}
    for chat in dt.desk.chats.all():
        if chat.is_group and person.id in chat.members:
            chat.members.remove(person.id)
    dt.desk.directory.left.add(person.id)
    return _push(dt, "user_leave_org", data)


def _change_person(dt: DingTalk, body: Body) -> str:
    """The contact entry was edited; the event only names the person."""
    data = {"userId": [dt.user_id(_person(dt, body).id)], "timeStamp": dt.clock.timestamp_ms()}
    return _push(dt, "user_modify_org", data)


def _remove_bot(dt: DingTalk, body: Body) -> None:
    """No event exists for the robot's comings and goings in ordinary groups."""
    _group(dt, body).has_bot = False


def _add_bot(dt: DingTalk, body: Body) -> None:
    _group(dt, body).has_bot = True


def _recall(dt: DingTalk, body: Body) -> str | None:
    """One's own message goes silently; an admin recalling the bot's tells the bot."""
    message = dt.desk.log.find(str(body.get("message")))
    person = _person(dt, body)
    chat = dt.desk.chats.get(message.chat)
    assert chat is not None
    dt.desk.chats.member(chat, person.id)
    if message.sender not in (BOT, person.id):
        raise Refused("only one's own messages and the bot's can be recalled", 403)
    message.recalled, message.edited_at = True, dt.clock.now()
    if message.sender != BOT:
        return None
    return _push(dt, "robot_msg_recall", _receipt(dt, message.query_key, chat, person))


def _read(dt: DingTalk, body: Body) -> str:
    message = dt.desk.log.find(str(body.get("message")))
    person = _person(dt, body)
    chat = dt.desk.chats.get(message.chat)
    assert chat is not None
    message.readers.add(person.id)
    return _push(dt, "robot_msg_read", _receipt(dt, message.query_key, chat, person))


def _rename_chat(dt: DingTalk, body: Body) -> str:
    chat = _group(dt, body)
    chat.name = str(body.get("title") or chat.name)
    return _chat_event(dt, "chat_update_title", chat, body)


def _add_member(dt: DingTalk, body: Body) -> str:
    chat, person = _group(dt, body), _person(dt, body)
    if person.id not in chat.members:
        chat.members.append(person.id)
    return _chat_event(dt, "chat_add_member", chat, body, [dt.user_id(person.id)])


def _remove_member(dt: DingTalk, body: Body) -> str:
    chat, person = _group(dt, body), _person(dt, body)
    dt.desk.chats.member(chat, person.id)
    chat.members.remove(person.id)
    return _chat_event(dt, "chat_remove_member", chat, body, [dt.user_id(person.id)])


def _disband(dt: DingTalk, body: Body) -> str:
    chat = _group(dt, body)
    chat.disbanded = True
    return _chat_event(dt, "chat_disband", chat, body)


def _chat_event(
    dt: DingTalk, event_type: str, chat: Chat, body: Body, users: list[str] | None = None
) -> str:
    operator = dt.desk.directory.person(str(body.get("operator") or _somebody(dt, chat)))
    data: dict[str, Any] = {
        "chatId": ids.legacy_chat_id(chat.id),
        "openConversationId": chat.id,
        "operator": dt.user_id(operator.id),
        "operatorUnionId": dt.desk.directory.union_id(operator),
        "timeStamp": dt.clock.timestamp_ms(),
        "title": chat.name,
    }
    if users is not None:
        data["userId"] = users
    return _push(dt, event_type, data)


def _somebody(dt: DingTalk, chat: Chat) -> str:
    return chat.members[0] if chat.members else dt.desk.directory.everybody()[0].id


def _receipt(dt: DingTalk, key: str | None, chat: Chat, person: Person) -> dict[str, Any]:
    return {
        "unionId": dt.desk.directory.union_id(person),
        "userId": dt.user_id(person.id),
        "robotCode": dt.settings.client_id,
        "openConversationId": chat.id,
        "processQueryKey": key or "",
        "operatTime": dt.clock.timestamp_ms(),
    }


def _push(dt: DingTalk, event_type: str, data: dict[str, Any]) -> str:
    dt.quotas.count_push()
    return dt.pusher.event(event_type, data)


def _person(dt: DingTalk, body: Body) -> Person:
    return dt.desk.directory.person(str(body.get("person")))


def _group(dt: DingTalk, body: Body) -> Chat:
    chat = dt.desk.chats.named(str(body.get("chat")))
    if not chat.is_group:
        raise Refused("this needs a group")
    return chat


KINDS: dict[str, Callable[[DingTalk, Body], str | None]] = {
    "leave_company": _leave_company,
    "change_person": _change_person,
    "remove_bot": _remove_bot,
    "add_bot": _add_bot,
    "recall": _recall,
    "read": _read,
    "rename_chat": _rename_chat,
    "add_member": _add_member,
    "remove_member": _remove_member,
    "disband": _disband,
}
