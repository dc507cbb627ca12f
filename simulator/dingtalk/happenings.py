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
    """Does it; answers {"event_id"}, null if nothing was pushed. Refused for an unknown
    kind or a missing part."""
    if kind not in KINDS:
        raise Refused(f"dingtalk knows no event {kind!r}; known: {', '.join(KINDS)}")
    return {"event_id": KINDS[kind](dt, body)}


def _leave_company(dt: DingTalk, body: Body) -> str | None:
    person = _person(dt, body)
    data = {"userId": [dt.user_id(person.id)], "timeStamp": dt.clock.timestamp_ms()}
    for chat in dt.desk.chats.all():
        if chat.is_group and person.id in chat.members:
            chat.members.remove(person.id)
    dt.desk.directory.left.add(person.id)
    return _push(dt, "user_leave_org", data)


def _change_person(dt: DingTalk, body: Body) -> str | None:
    """The contact entry was edited; the event only names the person."""
    data = {"userId": [dt.user_id(_person(dt, body).id)], "timeStamp": dt.clock.timestamp_ms()}
    return _push(dt, "user_modify_org", data)


def _bot_removed(dt: DingTalk, body: Body) -> None:
    """No event exists for the robot's comings and goings in ordinary groups."""
    _group(dt, body).has_bot = False


def _bot_added(dt: DingTalk, body: Body) -> None:
    _group(dt, body).has_bot = True


def _recall(dt: DingTalk, body: Body) -> str | None:
    """One's own message goes silently; an admin recalling the bot's tells the bot."""
    message = dt.desk.log.find(_needed(body, "message"))
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


def _read(dt: DingTalk, body: Body) -> str | None:
    message = dt.desk.log.find(_needed(body, "message"))
    person = _person(dt, body)
    chat = dt.desk.chats.get(message.chat)
    assert chat is not None
    message.readers.add(person.id)
    return _push(dt, "robot_msg_read", _receipt(dt, message.query_key, chat, person))


def _rename_chat(dt: DingTalk, body: Body) -> str | None:
    chat = _group(dt, body)
    chat.name = str(body.get("title") or chat.name)
    return _chat_event(dt, "chat_update_title", chat, body)


def _join_group(dt: DingTalk, body: Body) -> str | None:
    chat, person = _group(dt, body), _person(dt, body)
    if person.id not in chat.members:
        chat.members.append(person.id)
    return _chat_event(dt, "chat_add_member", chat, body, [dt.user_id(person.id)])


def _leave_group(dt: DingTalk, body: Body) -> str | None:
    """Somebody goes, or is put out when another `operator` is given."""
    chat, person = _group(dt, body), _person(dt, body)
    dt.desk.chats.member(chat, person.id)
    chat.members.remove(person.id)
    put_out = body.get("operator") not in (None, person.id)
    event_type = "chat_remove_member" if put_out else "chat_quit"
    event_body = {"operator": person.id, **body}
    return _chat_event(dt, event_type, chat, event_body, [dt.user_id(person.id)])


def _dissolve(dt: DingTalk, body: Body) -> str | None:
    chat = _group(dt, body)
    chat.disbanded = True
    return _chat_event(dt, "chat_disband", chat, body)


def _chat_event(
    dt: DingTalk, event_type: str, chat: Chat, body: Body, users: list[str] | None = None
) -> str | None:
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


def _push(dt: DingTalk, event_type: str, data: dict[str, Any]) -> str | None:
    if event_type not in dt.settings.events:
        return None
    dt.quotas.count_push()
    return dt.pusher.event(event_type, data)


def _needed(body: Body, key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not value:
        raise Refused(f"{key!r} is needed, as text")
    return value


def _person(dt: DingTalk, body: Body) -> Person:
    return dt.desk.directory.person(_needed(body, "person"))


def _group(dt: DingTalk, body: Body) -> Chat:
    chat = dt.desk.chats.named(_needed(body, "chat"))
    if not chat.is_group:
        raise Refused("this needs a group")
    return chat


KINDS: dict[str, Callable[[DingTalk, Body], str | None]] = {
    "leave_company": _leave_company,
    "change_person": _change_person,
    "bot_removed": _bot_removed,
    "bot_added": _bot_added,
    "recall": _recall,
    "read": _read,
    "rename_chat": _rename_chat,
    "join_group": _join_group,
    "leave_group": _leave_group,
    "dissolve": _dissolve,
}
