"""Things people do outside the conversation, and the events they cause (feishu.md §4)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simulator.errors import Refused
from simulator.feishu import ids
from simulator.feishu.events import milliseconds
from simulator.feishu.store import BOT, Message, Reaction, Room

if TYPE_CHECKING:
    from simulator.feishu.platform import Feishu

Body = dict[str, Any]


def happen(feishu: Feishu, kind: str, body: Body) -> Body:
    """{"event_id"} of the pushed event, null if the app did not subscribe to it."""
    action = _ACTIONS.get(kind)
    if action is None:
        raise Refused(f"Feishu knows no {kind!r}; there are: {', '.join(_ACTIONS)}")
    return {"event_id": action(feishu, body)}


def _bot_membership(feishu: Feishu, body: Body, *, inside: bool) -> str | None:
    room = _group(feishu, body)
    room.bot_inside = inside
    kind = f"im.chat.member.bot.{'added' if inside else 'deleted'}_v1"
    operator = feishu.person(body.get("person") or room.members[0])
    return feishu.pusher.event(kind, feishu.bodies.chat_changed(room, operator, []))


def _join(feishu: Feishu, body: Body) -> str | None:
    room, person = _group(feishu, body), feishu.person(_need(body, "person"))
    if person.id not in room.members:
        room.members.append(person.id)
    return _members_event(feishu, room, "added", person.id) if room.bot_inside else None


def _leave_group(feishu: Feishu, body: Body) -> str | None:
    room, person = _group(feishu, body), feishu.person(_need(body, "person"))
    if person.id not in room.members:
        raise Refused(f"{person.id} is not in {room.name}")
    room.members.remove(person.id)
    return _members_event(feishu, room, "deleted", person.id) if room.bot_inside else None


def _resign(feishu: Feishu, body: Body) -> str | None:
    person = feishu.person(_need(body, "person"))
    feishu.people.resigned.add(person.id)
    for room in feishu.store.groups():
        if person.id in room.members:
            room.members.remove(person.id)
            if room.bot_inside:
                _members_event(feishu, room, "deleted", person.id)
    return feishu.pusher.event("contact.user.deleted_v3", feishu.bodies.left(person))


def _recall(feishu: Feishu, body: Body) -> str | None:
    message = _message(feishu, body)
    if message.sender == BOT:
        raise Refused("the bot's message can only be recalled by the bot")
    message.recalled, message.updated = True, feishu.clock.now()
    return feishu.pusher.event(
        "im.message.recalled_v1", feishu.bodies.recalled(message, feishu.clock.now())
    )


def _react(feishu: Feishu, body: Body) -> str | None:
    message, person = _message(feishu, body), feishu.person(_need(body, "person"))
    emoji, now = str(body.get("emoji") or "THUMBSUP"), feishu.clock.now()
    message.reactions.append(Reaction(ids.new(""), emoji, person.id, now))
    return feishu.pusher.event(
        "im.message.reaction.created_v1", feishu.bodies.reaction(message, emoji, person, now)
    )


def _edit(feishu: Feishu, body: Body) -> str | None:
    """A person edits their text: no event (§4)."""
    message = _message(feishu, body)
    if message.kind != "text" or message.sender == BOT:
        raise Refused("only a person's text can be edited")
    message.content = json.dumps({"text": _need(body, "text")}, ensure_ascii=False)
    message.updated = feishu.clock.now()
    return None


def _read(feishu: Feishu, body: Body) -> str | None:
    person = feishu.person(_need(body, "person"))
    feishu.read(feishu.room(str(body.get("chat") or "direct"), person.id), person)
    return None


def _enter(feishu: Feishu, body: Body) -> str | None:
    person = feishu.person(_need(body, "person"))
    room = feishu.store.direct(person.id)
    feishu.read(room, person)
    earlier = feishu.store.in_room(room.id)
    return feishu.pusher.event(
        "im.chat.access_event.bot_p2p_chat_entered_v1",
        {
            "chat_id": room.id,
            "operator_id": feishu.people.ids(person),
            "last_message_id": earlier[-1].id if earlier else "",
            "last_message_create_time": milliseconds(earlier[-1].created) if earlier else "",
        },
    )


def _menu(feishu: Feishu, body: Body) -> str | None:
    person = feishu.person(_need(body, "person"))
    return feishu.pusher.event(
        "application.bot.menu_v6",
        {
            "operator": {
                "operator_name": person.name,
                "operator_id": feishu.people.ids(person),
            },
            "event_key": _need(body, "key"),
            "timestamp": feishu.clock.timestamp(),
        },
    )


def _dissolve(feishu: Feishu, body: Body) -> str | None:
    room = _group(feishu, body)
    room.dissolved = True
    operator = feishu.person(body.get("person") or room.members[0])
    return feishu.pusher.event(
        "im.chat.disbanded_v1", feishu.bodies.chat_changed(room, operator, [])
    )


def _block(feishu: Feishu, body: Body) -> str | None:
    person = feishu.person(_need(body, "person"))
    change = feishu.people.blocked.discard if body.get("off") else feishu.people.blocked.add
    change(person.id)
    return None


def _mute(feishu: Feishu, body: Body) -> str | None:
    _group(feishu, body).muted = not body.get("off")
    return None


def _make_topic_group(feishu: Feishu, body: Body) -> str | None:
    """The group turns into a topic group: every message that is no reply opens a thread."""
    room = _group(feishu, body)
    room.topic = not body.get("off")
    return None


def _rename(feishu: Feishu, body: Body) -> str | None:
    room = _group(feishu, body)
    before, room.name = room.name, _need(body, "name")
    changed = feishu.bodies.chat_changed(room, feishu.person(room.members[0]), [])
    changed |= {"before_change": {"name": before}, "after_change": {"name": room.name}}
    return feishu.pusher.event("im.chat.updated_v1", changed)


def _members_event(feishu: Feishu, room: Room, what: str, person: str) -> str | None:
    who = feishu.sim.world.people[person]
    operator = feishu.sim.world.people[room.members[0]] if room.members else who
    return feishu.pusher.event(
        f"im.chat.member.user.{what}_v1", feishu.bodies.chat_changed(room, operator, [who])
    )


def _group(feishu: Feishu, body: Body) -> Room:
    room = feishu.room(_need(body, "chat"), None)
    if room.kind != "group":
        raise Refused("a group is needed")
    return room


def _message(feishu: Feishu, body: Body) -> Message:
    found = feishu.store.messages.get(_need(body, "message"))
    if found is None:
        raise Refused(f"no message {body['message']!r}", 404)
    return found


def _need(body: Body, key: str) -> str:
    if not body.get(key):
        raise Refused(f"{key!r} is needed")
    return str(body[key])


_ACTIONS: dict[str, Callable[[Feishu, Body], str | None]] = {
    "bot_added": lambda feishu, body: _bot_membership(feishu, body, inside=True),
    "bot_removed": lambda feishu, body: _bot_membership(feishu, body, inside=False),
    "join_group": _join,
    "leave_group": _leave_group,
    "leave_company": _resign,
    "recall": _recall,
    "react": _react,
    "edit": _edit,
    "read": _read,
    "enter_direct": _enter,
    "menu": _menu,
    "dissolve": _dissolve,
    "block_bot": _block,
    "mute_group": _mute,
    "topic_group": _make_topic_group,
    "rename_group": _rename,
}
