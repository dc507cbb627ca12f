"""A template's own questions: what was answered, what is still missing, and asking for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from bot.domain.policy import FormField, Template
from bot.domain.ticket import Ticket
from bot.errors import BadInput
from bot.usecases.call import Call
from bot.usecases.words import clean

When = Literal["filing", "finishing"]
LONGEST = 500  # characters of an answer
_NUMBER = re.compile(r"-?\d{1,15}([.]\d{1,6})?")


def template_of(ticket: Ticket, call: Call) -> Template | None:
    """The template the ticket was filed under, as it is today."""
    return call.policy.templates.get(ticket.template) if ticket.template else None


def answers(given: Mapping[str, Any], template: Template | None) -> dict[str, Any]:
    """The given answers as they are stored; raises BadInput for a choice or number that is none.
    Answers to questions the template does not ask (any more) are kept as they are."""
    asked = {field.name: field for field in template.fields} if template else {}
    out: dict[str, Any] = {}
    for name, value in given.items():
        several = isinstance(value, list | tuple)
        parts = [clean(str(part))[:LONGEST] for part in (value if several else [value])]
        parts = [part for part in parts if part]
        if not parts:
            continue
        field = asked.get(name)
        if field is not None:
            _check(field, parts)
        out[name[:60]] = parts if several else parts[0]
    return out


def _check(field: FormField, parts: list[str]) -> None:
    if field.kind in ("choice", "multi") and not set(parts) <= set(field.options):
        raise BadInput("error.field_choice", field_name=field.name, names=list(field.options))
    if field.kind == "number" and not _NUMBER.fullmatch(parts[0]):
        raise BadInput("error.field_number", field_name=field.name)


def missing(
    ticket: Ticket, when: When, given: Mapping[str, Any], call: Call, *, files: bool = False
) -> list[FormField]:
    """The required questions of that moment without an answer. A photo is answered by a file on
    the ticket, or with `files` by one that comes along."""
    template = template_of(ticket, call)
    asked = [f for f in (template.fields if template else ()) if f.required and f.when == when]
    if not asked:
        return []
    pictured = files or bool(call.tx.attachments.of_ticket(ticket.id))
    return [
        field for field in asked
        if not (pictured if field.kind == "photo" else given.get(field.name)
                or ticket.fields.get(field.name))
    ]


def finished(
    ticket: Ticket, given: Mapping[str, Any], files: bool, call: Call
) -> dict[str, Any]:
    """The answers of a finishing form; raises BadInput naming what the template still demands."""
    found = answers(given, template_of(ticket, call))
    lacking = [f.name for f in missing(ticket, "finishing", found, call, files=files)]
    if lacking:
        raise BadInput("error.need_fields", number=ticket.id, names=lacking)
    return found


def ask_missing(ticket: Ticket, call: Call) -> None:
    """After filing: asks the requester alone for what the template demands. The ticket stands
    either way."""
    lacking = missing(ticket, "filing", {}, call)
    if not lacking:
        return
    if all(field.kind == "photo" for field in lacking):
        call.whisper("line", ticket.id, **call.line("reply.need_photo", number=ticket.id))
        return
    call.whisper("form", ticket.id, verb="complete", version=0, prefill={})
