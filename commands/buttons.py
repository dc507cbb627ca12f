"""A pressed button turned into the intent it means. Nothing in it is trusted: rights and state
are checked by the use case."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.actions import Action
from bot.domain.intents import (
    Acknowledge,
    AcknowledgeAll,
    Adopt,
    Alias,
    AnswerSwap,
    Ask,
    AskContact,
    AskDuty,
    Browse,
    DecideDraft,
    Depart,
    Dismiss,
    Distinct,
    Edit,
    ExportTable,
    FileTicket,
    Follow,
    HandOver,
    Intent,
    Join,
    LeaveTickets,
    Link,
    Members,
    Merge,
    Mirror,
    Move,
    Nudge,
    Prefer,
    Prioritise,
    Promise,
    Rate,
    Repeats,
    Rerate,
    Reschedule,
    Revise,
    RootCause,
    SettleImport,
    Show,
    Speak,
    Sub,
    Talk,
    Undelivered,
    Undo,
    Unite,
    Unlink,
    Who,
)
from bot.domain.lifecycle import MOVES
from bot.errors import BadInput
from commands import forms


def intent_of(action: Action, values: forms.Values) -> Intent:
    """The intent of an unpacked action with a form's values."""
    if action.verb == "submit":
        return forms.build(
            action.args.get("verb", ""), action.ticket, action.version, values
        )
    if action.verb in MOVES:
        return Move(
            action.verb, action.ticket, action.version, to=_person(action),
            reason=action.args.get("reason", ""), asked=action.args.get("asked") == "1",
        )
    make = _BUTTONS.get(action.verb)
    if make is None:
        raise BadInput("error.button")
    return make(action)


def _person(action: Action) -> Who | None:
    number = _int(action, "to")
    return Who(person=number) if number else None


def _someone(action: Action, name: str = "who") -> Who | None:
    """A person a button names, by id, else by the words that came with it."""
    number, said = _int(action, name), action.args.get(f"{name}_name", "")
    if number:
        return Who(said, person=number)
    return Who(said) if said else None


def _int(action: Action, name: str) -> int:
    text = action.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _ask(action: Action) -> Intent:
    given = {"full": "1"} if action.args.get("full") == "1" else {}
    return Ask(action.args.get("verb", ""), action.ticket, action.version, given)


def _export(action: Action) -> Intent:
    before = action.args.get("before", "").split("-")
    return ExportTable(
        action.args.get("kind", ""), action.args.get("words", ""), "", _int(action, "start"),
        _int(action, "end"), tuple(int(m) for m in before if m.isdecimal() and len(m) < 16),
    )


def _reschedule(action: Action) -> Intent:
    at = _int(action, "at")
    return Reschedule(action.ticket, "", "", at or None)


def _list(action: Action) -> Intent:
    return Browse(
        action.args.get("kind", "mine"), action.args.get("words", ""),
        action.args.get("after", ""), _int(action, "page") or 1,
    )


_BUTTONS: dict[str, Callable[[Action], Intent]] = {
    "ask": _ask,
    "adopt": lambda a: Adopt(a.ticket, dict(a.args)),
    "categorise": lambda a: Edit(a.ticket, "category", a.args.get("value", "")),
    "rerate": lambda a: Rerate(a.ticket, _int(a, "impact"), _int(a, "urgency")),
    "repeats": lambda a: Repeats(a.args.get("kind", ""), a.ticket),
    "root": lambda a: RootCause(a.args.get("kind", ""), a.ticket, a.args.get("text", "")),
    "show": lambda a: Show(a.ticket, a.args.get("what", "card"), a.args.get("after", "")),
    "list": _list,
    "export": _export,
    "talk": lambda a: Talk(a.args.get("kind", "help")),
    "nudge": lambda a: Nudge(a.ticket),
    "follow": lambda a: Follow(a.ticket, off=a.args.get("off") == "1", who=_someone(a)),
    "link": lambda a: Link(),
    "unlink": lambda a: Unlink(_someone(a), a.args.get("platform", "")),
    "prefer": lambda a: Prefer((a.args.get("first", ""),)),
    "speak": lambda a: Speak(a.args.get("language", ""), _someone(a)),
    "settle_import": lambda a: SettleImport(a.args.get("key", ""), a.args.get("apply") == "1"),
    "members": lambda a: Members(page=_int(a, "page") or 1),
    "member": lambda a: Members(_someone(a)),
    "depart": lambda a: Depart(_someone(a) or Who(), a.args.get("back") == "1"),
    "alias": lambda a: Alias(a.args.get("alias", ""), _someone(a) or Who()),
    "unite": lambda a: Unite(_someone(a, "gone") or Who(), _someone(a, "kept") or Who()),
    "mirror": lambda a: Mirror(a.ticket, a.args.get("chat", "")),
    "prioritise": lambda a: Prioritise(a.ticket, _int(a, "priority") or None),
    "promise": lambda a: Promise(
        a.ticket, minutes=_int(a, "minutes"), today=a.args.get("today") == "1"
    ),
    "reschedule": _reschedule,
    "rate": lambda a: Rate(a.ticket, _int(a, "rating")),
    "merge": lambda a: Merge(a.ticket, _int(a, "into")),
    "distinct": lambda a: Distinct(a.ticket, _int(a, "other")),
    "join": lambda a: Join(a.ticket),
    "sub": lambda a: Sub(a.ticket),
    "undo": lambda a: Undo(a.ticket),
    "undelivered": lambda a: Undelivered(_int(a, "again")),
    "acknowledge": lambda a: Acknowledge(a.ticket, a.args.get("alarm", "")),
    "dismiss": lambda a: Dismiss(),
    "duty": lambda a: AskDuty(),
    "contact": lambda a: AskContact(_int(a, "person")),
    "handover": lambda a: HandOver(),
    "swap": lambda a: AnswerSwap(a.args.get("id", ""), a.args.get("yes") == "1"),
    "leave": lambda a: LeaveTickets(a.args.get("id", ""), a.args.get("hand") == "1"),
    "acknowledge_all": lambda a: AcknowledgeAll(),
    "revise": lambda a: Revise(a.args.get("id", "")),
    "draft": lambda a: DecideDraft(a.args.get("id", ""), a.args.get("yes") == "1"),
    "file": lambda a: FileTicket(a.args.get("text", ""), explicit=True),
}
