"""The forms: what a verb needs to know, as inputs of a card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.cards.model import Button, Card, Colour, Form, Input, Note, Option
from bot.cards.voice import Voice
from bot.domain.actions import pack
from bot.domain.policy import FormField, Template
from bot.domain.ticket import Ticket
from bot.domain.times import to_ms
from bot.domain.triage import asks_for_matrix

HOLD_REASONS = ("parts", "requester", "third", "date")
TRANSFER_REASONS = ("skill", "off", "team")
KIND_OF = {
    "text": "text", "number": "number", "choice": "select", "multi": "multiselect",
    "person": "text", "date": "datetime", "asset": "text", "photo": "text",
}


def form_card(
    verb: str, ticket: Ticket | None, voice: Voice, *, version: int = 0,
    prefill: Mapping[str, str] | None = None, people: Sequence[Option] = (),
    template: Template | None = None, message: str = "",
) -> Card:
    """The form of a verb; `people` are the candidates: for a person field, or the tickets one may
    be merged into."""
    given = prefill or {}
    inputs = _inputs(verb, ticket, voice, given, people, template)
    number = ticket.id if ticket else 0
    shown = version or (ticket.version if ticket else 0)
    form = Form(
        name=f"f_{verb}_{number}",
        inputs=tuple(inputs),
        submit=Button(
            voice.say("button.submit"), pack("submit", number, shown, verb=verb), "primary"
        ),
        cancel=Button(voice.say("button.cancel"), pack("dismiss", number)),
    )
    title = voice.say(f"form.{verb}", number=number)
    return Card(
        title=f"{title} {ticket.title}" if ticket else title,
        colour=Colour.BLUE,
        blocks=(Note((message,)),) if message else (),
        form=form,
        summary=title,
    )


def _inputs(
    verb: str, ticket: Ticket | None, voice: Voice, given: Mapping[str, str],
    people: Sequence[Option], template: Template | None,
) -> list[Input]:
    reason = Input("reason", voice.say("input.reason"), required=True,
                   default=given.get("reason", ""))
    if verb == "file":
        return _filing(voice, given, template)
    if verb in ("assign", "transfer"):
        who = Input("to", voice.say("input.person"), "person", True, given.get("to", ""),
                    options=tuple(people))
        if verb == "assign":
            return [who]
        return [who, _choice("reason_choice", "input.reason", TRANSFER_REASONS, voice),
                Input("reason", voice.say("input.note"), default=given.get("reason", ""))]
    if verb == "hold":
        return [
            Input("reason", voice.say("input.reason"), "select", True,
                  given.get("reason", "parts"),
                  options=tuple(Option(voice.say(f"reason.{r}"), r) for r in HOLD_REASONS)),
            Input("until", voice.say("input.until"), "datetime", default=given.get("until", "")),
        ]
    if verb == "resolve":
        result = Input("result", voice.say("input.result"), "multiline", True,
                       given.get("result", ""), voice.say("input.result.hint"), limit=1000)
        return [result, *_extra(template, "finishing")]
    if verb == "complete":
        known = ticket.fields if ticket else {}
        return [i for i in _extra(template, "filing") if i.name.removeprefix("x_") not in known]
    if verb == "reschedule":
        return [Input("deadline", voice.say("input.deadline"), "text", True,
                      hint=voice.say("input.deadline.hint")),
                Input("reason", voice.say("input.reason"))]
    if verb == "prioritise":
        return [_priorities(voice, str(int(ticket.priority)) if ticket else "3"),
                Input("reason", voice.say("input.reason"))]
    if verb == "rate":
        return [
            Input("rating", voice.say("input.rating"), "select", True, "5",
                  options=tuple(Option(voice.say(f"rating.{n}"), str(n)) for n in range(5, 0, -1))),
            Input("text", voice.say("input.note")),
        ]
    if verb == "merge":
        if people:
            return [Input("into", voice.say("input.into"), "select", True, options=tuple(people))]
        return [Input("into", voice.say("input.into"), "text", True,
                      hint=voice.say("input.into.hint"))]
    if verb in ("split", "sub"):
        text = Input("text", voice.say(f"input.{verb}"), "multiline", True)
        who = Input("to", voice.say("input.person"), "person", options=tuple(people))
        return [text, who] if verb == "sub" else [text]
    if verb in ("comment", "supervise"):
        return [Input("text", voice.say("input.text"), "multiline", True)]
    if verb == "edit":
        names = [c.name for c in template.categories] if template else []
        kind = "select" if names else "text"
        return [Input("category", voice.say("input.category"), kind, True,  # type: ignore[arg-type]
                      ticket.category or "" if ticket else "",
                      options=tuple(Option(n, n) for n in names))]
    return [reason]


def _filing(voice: Voice, given: Mapping[str, str], template: Template | None) -> list[Input]:
    inputs = [
        Input("text", voice.say("form.file.text"), "multiline", True, given.get("text", ""),
              voice.say("form.file.hint"), limit=1000),
        Input("place", voice.say("form.file.place"), default=given.get("place", "")),
        *(() if asks_for_matrix(template) else (_priorities(voice, given.get("priority", "3")),)),
        Input("deadline", voice.say("form.file.deadline"), "text",
              hint=voice.say("input.deadline.hint")),
    ]
    if template and template.categories:
        inputs.insert(
            2,
            Input("category", voice.say("input.category"), "select",
                  options=tuple(Option(c.name, c.name) for c in template.categories)),
        )
    return [*inputs, *_extra(template, "filing")]


def _extra(template: Template | None, when: str) -> list[Input]:
    """A template's own questions; photos are sent as messages instead."""
    return [
        _question(f) for f in (template.fields if template else ())
        if f.when == when and f.kind != "photo"
    ]


def _question(field: FormField) -> Input:
    return Input(
        f"x_{field.name}", field.name, KIND_OF[field.kind], field.required,  # type: ignore[arg-type]
        options=tuple(Option(o, o) for o in field.options),
    )


def _priorities(voice: Voice, default: str) -> Input:
    return Input(
        "priority", voice.say("input.priority"), "select", False, default,
        options=tuple(Option(voice.say(f"priority.{n}"), str(n)) for n in (1, 2, 3, 4)),
    )


def _choice(name: str, label: str, codes: Sequence[str], voice: Voice) -> Input:
    return Input(
        name, voice.say(label), "select",
        options=tuple(Option(voice.say(f"reason.{c}"), voice.say(f"reason.{c}")) for c in codes),
    )


def deadline_card(ticket: Ticket, moments: Sequence[datetime], voice: Voice) -> Card:
    """The chip: was this meant as the deadline?"""
    yes = [
        Button(
            voice.when(at) if len(moments) > 1 else voice.say("button.yes"),
            pack("reschedule", ticket.id, at=str(to_ms(at))), "primary" if n == 0 else "default",
        )
        for n, at in enumerate(moments)
    ]
    return Card(
        title="",
        blocks=(Note(voice.line("reply.deadline_chip", {"deadline_at": to_ms(moments[0])})),),
        buttons=(
            *yes,
            Button(voice.say("button.change"), pack("ask", ticket.id, verb="reschedule")),
            Button(voice.say("button.no"), pack("dismiss", ticket.id)),
        ),
        summary=voice.say("reply.deadline_chip", deadline_at=to_ms(moments[0])),
    )
