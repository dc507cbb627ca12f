"""The ticket card: what everybody sees of a ticket, and the steps that lead on (product.md §6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.cards.history import told
from bot.cards.kin import kin_fields, opens, state_of
from bot.cards.model import (
    Block,
    Bold,
    Button,
    Card,
    Colour,
    Divider,
    Field,
    Fields,
    Line,
    Note,
    Style,
    Tag,
    Text,
    Tint,
)
from bot.cards.suggestions import adopting, suggestions
from bot.cards.voice import Voice
from bot.domain.actions import pack
from bot.domain.lifecycle import Event
from bot.domain.ticket import OPEN, Priority, State, Ticket
from bot.domain.triage import Suggested

COLOURS = {
    State.NEW: Colour.RED,
    State.ASSIGNED: Colour.ORANGE,
    State.IN_PROGRESS: Colour.BLUE,
    State.ON_HOLD: Colour.GREY,
    State.RESOLVED: Colour.PURPLE,
    State.CLOSED: Colour.GREEN,
    State.CANCELLED: Colour.GREY,
}
PRIORITY_COLOURS = {
    Priority.P1: Colour.RED,
    Priority.P2: Colour.ORANGE,
    Priority.P3: Colour.BLUE,
    Priority.P4: Colour.GREY,
}
# The steps worth a button on everybody's card, by state; the rest is behind "more".
SHOWN: dict[State, tuple[str, ...]] = {
    State.NEW: ("accept", "assign", "cancel"),
    State.ASSIGNED: ("accept", "transfer", "decline"),
    State.IN_PROGRESS: ("resolve", "hold", "transfer"),
    State.ON_HOLD: ("resume", "transfer"),
    State.RESOLVED: ("approve", "send_back"),
    State.CLOSED: ("reopen", "rate"),
    State.CANCELLED: (),
}
PRIMARY = frozenset({"accept", "resolve", "resume", "approve"})
DANGER = frozenset({"cancel", "decline", "send_back"})
SHORT_BODY = 300  # characters of a long request on the card; the rest is in the history


def ticket_card(
    ticket: Ticket, voice: Voice, *, verbs: Sequence[str] | None = None, lead: Line = (),
    last: Event | None = None, files: int = 0, children: Sequence[Ticket] = (),
    suggested: Suggested | None = None,
) -> Card:
    """The card. `verbs`: what this one viewer may do (None: everybody looks). `lead` is the
    sentence above it that says why it comes now. `suggested`: shown with one tap to adopt it."""
    blocks: list[Block] = []
    if lead:
        blocks += [Text(lead), Divider()]
    if ticket.body and ticket.body != ticket.title:
        blocks.append(Text((_short(ticket.body),)))
    blocks.append(Fields(tuple(_fields(ticket, voice, files, children))))
    blocks += suggestions(suggested, voice) if suggested else []
    if last is not None:
        blocks.append(Note((f"{voice.when(last.at)} ", *told(last, voice))))
    return Card(
        title=f"#{ticket.id} {ticket.title}",
        colour=_colour(ticket),
        tags=_tags(ticket, voice),
        blocks=tuple(blocks),
        buttons=tuple(buttons(ticket, voice, verbs, suggested)),
        summary=f"#{ticket.id} {state_of(ticket, voice)} {ticket.title}",
    )


def _colour(ticket: Ticket) -> Colour:
    """The state's colour; hotter as the ladder is climbed."""
    if ticket.state in OPEN and ticket.state not in (State.RESOLVED, State.ON_HOLD):
        if ticket.heat >= 100:
            return Colour.RED
        if ticket.heat >= 50 and ticket.state is State.IN_PROGRESS:
            return Colour.ORANGE
    return COLOURS[ticket.state]


def _tags(ticket: Ticket, voice: Voice) -> tuple[Tag, ...]:
    tags = [
        Tag(state_of(ticket, voice), _colour(ticket)),
        Tag(voice.say(f"priority.{ticket.priority}"), PRIORITY_COLOURS[ticket.priority]),
    ]
    if ticket.category:
        tags.append(Tag(ticket.category[:20], Colour.GREY))
    return tuple(tags)


def _fields(
    ticket: Ticket, voice: Voice, files: int, children: Sequence[Ticket]
) -> list[Field]:
    out = [
        Field(voice.say("field.owner"), (voice.name(ticket.owner),)),
        Field(voice.say("field.requester"), (voice.name(ticket.requester),)),
    ]
    if ticket.place:
        out.append(Field(voice.say("field.place"), (ticket.place,)))
    if ticket.asset:
        out.append(Field(voice.say("field.asset"), (ticket.asset,)))
    if ticket.team:
        out.append(Field(voice.say("field.team"), (ticket.team,)))
    if ticket.accepted_at is None and ticket.is_open and ticket.respond_due:
        out.append(_due("field.respond", ticket.respond_due, voice))
    if ticket.is_open and ticket.state is not State.RESOLVED:
        key = "field.deadline" if ticket.deadline else "field.resolve"
        due = ticket.due()
        if due is not None:
            out.append(_due(key, due, voice))
    if ticket.state is State.ON_HOLD:
        out.append(Field(voice.say("field.hold"), (reason(ticket.hold_reason, voice),)))
        if ticket.wake_at:
            out.append(Field(voice.say("field.wake"), (voice.when(ticket.wake_at),)))
    if ticket.result and ticket.state in (State.RESOLVED, State.CLOSED):
        out.append(Field(voice.say("field.result"), (_short(ticket.result),), short=False))
    if ticket.rework:
        out.append(Field(voice.say("field.rework"), (Tint(str(ticket.rework), Colour.RED),)))
    if ticket.rating:
        out.append(Field(voice.say("field.rating"), (str(ticket.rating),)))
    if files:
        out.append(Field(voice.say("field.files"), (str(files),)))
    out += kin_fields(ticket, children, voice)
    out += [
        Field(name, (", ".join(value) if isinstance(value, list | tuple) else str(value),))
        for name, value in list(ticket.fields.items())[:8]
    ]
    return out


def _due(key: str, due: datetime, voice: Voice) -> Field:
    late = due <= voice.now
    left = voice.left(due)
    rest = Tint(f" {left}", Colour.RED) if late else f" {left}"
    return Field(voice.say(key), (Bold(voice.when(due)), rest))


def reason(code: str | None, voice: Voice) -> str:
    """A hold's reason in words: known codes have a text, others are the person's own words."""
    if code in ("parts", "requester", "third", "date"):
        return voice.say(f"reason.{code}")
    return code or ""


def _short(text: str) -> str:
    return text if len(text) <= SHORT_BODY else text[: SHORT_BODY - 1] + "…"


def buttons(
    ticket: Ticket, voice: Voice, verbs: Sequence[str] | None, suggested: Suggested | None = None
) -> list[Button]:
    """The steps of the state, those the viewer may take, what is suggested, and "more" while
    there is something."""
    if ticket.merged_into is not None:
        return [opens(ticket.merged_into, voice)]
    shown = [v for v in SHOWN[ticket.state] if verbs is None or v in verbs]
    found = [button(verb, ticket, voice, first=n == 0) for n, verb in enumerate(shown)]
    if suggested:
        found.append(adopting(ticket, suggested, voice))
        if suggested.category:
            found.append(button("edit", ticket, voice))
    if ticket.is_open:
        found.append(
            Button(voice.say("button.more"), pack("show", ticket.id, what="menu"))
        )
    return found


def button(verb: str, ticket: Ticket, voice: Voice, *, first: bool = False) -> Button:
    """The button of a verb on a ticket."""
    style: Style = "default"
    if verb in PRIMARY and first:
        style = "primary"
    elif verb in DANGER:
        style = "danger"
    label = voice.say(f"verb.{verb}")
    action = (
        pack("ask", ticket.id, ticket.version, verb=verb)
        if verb in ASKED_FIRST
        else pack(verb, ticket.id, ticket.version)
    )
    return Button(
        label, action, style,
        confirm=voice.say("confirm.cancel", number=ticket.id) if verb == "cancel" else None,
        command=f"/{label} {ticket.id}",
    )


ASKED_FIRST = frozenset(
    {"rate", "comment", "reschedule", "prioritise", "escalate", "supervise", "edit"}
)
