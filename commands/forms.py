"""The values of a form, from a card or a spoken dialogue, turned into the intent they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.intents import (
    Complete,
    Edit,
    Escalate,
    File,
    FileTicket,
    Intent,
    Merge,
    Move,
    Prioritise,
    Rate,
    Remark,
    Reschedule,
    SetUp,
    Split,
    Sub,
    Supervise,
    Who,
)
from bot.errors import BadInput
from commands.line import narrow

Values = Mapping[str, str | tuple[str, ...]]
EXTRA = "x_"  # prefix of a template's own questions


def one(values: Values, name: str) -> str:
    """A field's text; of a list the first."""
    value = values.get(name, "")
    if isinstance(value, tuple):
        value = value[0] if value else ""
    return value.strip()


def _number(values: Values, name: str) -> int | None:
    text = one(values, name)
    return int(text) if text.isascii() and text.isdigit() else None


def _numbered(values: Values, name: str) -> int:
    """A ticket's number; 0 where the field holds none, so that it is asked for again."""
    text = narrow(one(values, name)).strip("# ")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _extra(values: Values) -> dict[str, str | tuple[str, ...]]:
    return {k.removeprefix(EXTRA): v for k, v in values.items() if k.startswith(EXTRA) and v}


def build(
    verb: str, ticket: int, version: int, values: Values, files: Sequence[File] = ()
) -> Intent:
    """The intent of a sent form; raises BadInput for a form nobody knows."""
    if verb == "file":
        return FileTicket(
            text=one(values, "text"), priority=_number(values, "priority"),
            category=one(values, "category") or None, deadline=one(values, "deadline"),
            place=one(values, "place") or None, asset=one(values, "asset") or None,
            fields=_extra(values), files=tuple(files), explicit=True,
        )
    if verb in ("assign", "transfer"):
        return Move(
            verb, ticket, version, to=_who(values), reason=_reason(values), asked=True
        )
    if verb in ("decline", "send_back", "reopen", "cancel"):
        return Move(verb, ticket, version, reason=_reason(values), asked=True)
    if verb == "hold":
        return Move("hold", ticket, version, reason=_reason(values) or "date",
                    until=one(values, "until"), asked=True)
    if verb == "resolve":
        return Move("resolve", ticket, version, result=one(values, "result"),
                    fields=_extra(values), files=tuple(files), asked=True)
    if verb == "merge":
        return Merge(ticket, _numbered(values, "into"))
    if verb == "split":
        return Split(ticket, one(values, "text"))
    if verb == "sub":
        return Sub(ticket, one(values, "text"), _who(values))
    if verb == "reschedule":
        return Reschedule(ticket, one(values, "deadline"), one(values, "reason"))
    if verb == "prioritise":
        return Prioritise(ticket, _number(values, "priority"), one(values, "reason"))
    if verb == "comment":
        return Remark(ticket, one(values, "text"), tuple(files))
    if verb == "rate":
        return Rate(ticket, _number(values, "rating") or 0, one(values, "text"))
    if verb == "escalate":
        return Escalate(ticket, one(values, "reason"))
    if verb == "supervise":
        return Supervise(ticket, one(values, "text"))
    if verb == "complete":
        return Complete(ticket, _extra(values))
    if verb == "edit":
        return Edit(ticket, "category", one(values, "category"))
    if verb.startswith("setup:"):
        return SetUp(verb.removeprefix("setup:"), dict(values))
    raise BadInput("error.form_gone")


def _who(values: Values) -> Who | None:
    person = _number(values, "to")
    if person is not None:
        return Who(person=person)
    name = one(values, "to")
    return Who(name) if name else None


def _reason(values: Values) -> str:
    return one(values, "reason") or one(values, "reason_choice")
