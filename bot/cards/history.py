"""A ticket's history in words, one event a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.cards.model import Block, Button, Card, Colour, Divider, Line, Note, Text
from bot.cards.voice import Voice
from bot.domain.actions import pack
from bot.domain.lifecycle import Event
from bot.domain.ticket import Ticket

LINES = 30  # events on one card; older ones behind a button
HIDDEN = frozenset({"warned", "united"})


def told(event: Event, voice: Voice) -> Line:
    """One event as a sentence."""
    key = "history." + _key(event)
    return voice.line(key, _facts(event))


def _key(event: Event) -> str:
    if event.kind == "moved":
        return str(event.data["verb"])
    if event.kind == "routed":
        return "routed" if event.data.get("to") is not None else "unrouted"
    if event.kind == "edited" and "suggested" in event.data:
        return "adopted"
    if event.kind == "rescheduled" and event.data.get("reason") == "calendar":
        return "recalculated"
    return event.kind if event.kind in KINDS else "other"


KINDS = frozenset(
    {
        "filed", "commented", "attached", "prioritised", "rescheduled", "edited", "nudged",
        "warned", "followed", "unfollowed", "escalated", "supervised", "acknowledged", "rated",
        "undone", "mirrored", "recalculated", "absorbed", "released", "joined", "inherited",
        "distinct", "related", "unrelated", "split", "child_filed", "child_moved", "adopted",
        "promised",
    }
)


EDITED = ("title", "body", "category", "place", "asset", "site", "team")  # said in words


def _facts(event: Event) -> Mapping[str, Any]:
    data = event.data
    facts: dict[str, Any] = {
        "who": event.actor or 0, "kind": event.kind, "to": data.get("to"),
        "team": data.get("team", ""),
        "text": data.get("text", ""), "name": data.get("name", ""),
        "result": data.get("result", ""), "rating": data.get("rating", ""),
        "number": data.get("ticket", ""), "into": data.get("into", ""),
        "title": data.get("title", ""),
        "state": data.get("state", ""), "reason_key": data.get("reason", ""),
        "people": ", ".join(data.get("who", ())),
    }
    if data.get("from") or data.get("person"):
        facts["requester"] = data.get("from") or data.get("person")
    if "priority" in data:
        facts["priority"] = data["priority"]
    if event.kind == "rescheduled":
        facts["deadline_at"] = data.get("deadline")
        facts["due_at"] = data.get("resolve_due")
    if event.kind == "promised":
        facts["eta_at"] = data.get("at")
    if event.kind == "undone":
        facts["verb"] = data.get("verb", "")
    if event.kind == "prioritised":
        facts |= {name: data[name] for name in ("impact", "urgency") if name in data}
    if event.kind == "edited":
        facts["changes"] = [
            str(value) for name, value in data.items()
            if name in EDITED and value is not None
        ] + [str(value) for value in data.get("fields", {}).values()]
        why = data.get("suggested", {}).values()
        facts["because"] = list(dict.fromkeys(word for one in why for word in one["because"]))
    return facts


def history_card(
    ticket: Ticket, events: Sequence[Event], voice: Voice, after: str = ""
) -> Card:
    """The whole history, oldest first, a page at a time."""
    shown = [e for e in events if e.kind not in HIDDEN]
    start = int(after) if after.isdigit() else 0
    page = shown[start : start + LINES]
    blocks: list[Block] = []
    if ticket.body and start == 0:
        blocks += [Text((ticket.body,)), Divider()]
    blocks += [Note((f"{voice.when(e.at)}  ", *told(e, voice))) for e in page]
    buttons = [
        Button(voice.say("button.card"), pack("show", ticket.id), command=f"#{ticket.id}")
    ]
    if start + LINES < len(shown):
        buttons.append(
            Button(
                voice.say("button.next"),
                pack("show", ticket.id, what="history", after=str(start + LINES)),
            )
        )
    return Card(
        title=voice.say("history.title", number=ticket.id) + f" {ticket.title}",
        colour=Colour.GREY,
        blocks=tuple(blocks),
        buttons=tuple(buttons),
        summary=voice.say("history.title", number=ticket.id),
    )
