"""What people want, understood but not yet allowed: the imperative mood of the domain.

Commands, buttons, forms, the clock and other mouths all end here; one use case serves each.
A `ticket` of 0 means "the one this person must mean here" and is resolved by the use case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.people import AccountId


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody named in a message: by account (a real mention), by words, or by id (a form)."""

    name: str = ""
    account: AccountId | None = None
    person: int | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with the message."""

    ref: str
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Intent:
    """Root of all intents."""


@dataclass(frozen=True, slots=True)
class FileTicket(Intent):
    """A new request. `explicit`: a command said so, not just a sentence."""

    text: str
    title: str = ""
    priority: int | None = None
    category: str | None = None
    deadline: str = ""  # an explicit deadline field, as typed
    place: str | None = None
    asset: str | None = None
    people: tuple[Who, ...] = ()
    files: tuple[File, ...] = ()
    fields: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    explicit: bool = False
    private: bool = False
    despite: int | None = None  # "not the same as #n"


@dataclass(frozen=True, slots=True)
class Move(Intent):
    """A walk along an edge of the lifecycle. `version` is what the person saw (0: unknown)."""

    verb: str
    ticket: int = 0
    version: int = 0
    to: Who | None = None
    team: str | None = None
    reason: str = ""
    result: str = ""
    until: str = ""  # a wake-up time, as typed
    fields: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    files: tuple[File, ...] = ()
    asked: bool = False  # the form has been shown: do not ask again


@dataclass(frozen=True, slots=True)
class Remark(Intent):
    """A comment or files for a ticket."""

    ticket: int
    text: str = ""
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Nudge(Intent):
    """催单."""

    ticket: int = 0


@dataclass(frozen=True, slots=True)
class Prioritise(Intent):
    """A new priority; None: one step up."""

    ticket: int = 0
    priority: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reschedule(Intent):
    """A new deadline, as typed; "none" takes it away."""

    ticket: int = 0
    deadline: str = ""
    reason: str = ""
    at: int | None = None  # ms, where a button already names the moment


@dataclass(frozen=True, slots=True)
class Edit(Intent):
    """A corrected field of the ticket."""

    ticket: int
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Complete(Intent):
    """Answers to the template's questions, given after filing."""

    ticket: int
    fields: Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Follow(Intent):
    """To be told (or no longer told) about a ticket; `who` adds somebody else."""

    ticket: int = 0
    off: bool = False
    who: Who | None = None


@dataclass(frozen=True, slots=True)
class Escalate(Intent):
    """升级: the lead, then the manager, hears of it now."""

    ticket: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Supervise(Intent):
    """督办: a manager asks in public and expects an answer."""

    ticket: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Acknowledge(Intent):
    """已知晓 on an escalation."""

    ticket: int
    alarm: str


@dataclass(frozen=True, slots=True)
class Promise(Intent):
    """When the owner will be there: in minutes or today by a button, else as typed. `otherwise`:
    what the words mean where they are no promise."""

    ticket: int = 0
    said: str = ""
    minutes: int = 0
    today: bool = False
    otherwise: Intent | None = None


@dataclass(frozen=True, slots=True)
class Rate(Intent):
    """A rating from 1 to 5."""

    ticket: int = 0
    rating: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Undo(Intent):
    """撤回: take back one's own last step within two minutes."""

    ticket: int = 0
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Show(Intent):
    """One ticket: its card, its history, its time account, or why it was routed so."""

    ticket: int = 0
    what: str = "card"  # card | history | sla | why | menu | files
    after: str = ""


@dataclass(frozen=True, slots=True)
class Browse(Intent):
    """A list of tickets. kind: mine | todo | pool | overdue | team | chat | search."""

    kind: str
    words: str = ""
    after: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Ask(Intent):
    """The form for a verb (or for filing) is wanted before anything happens."""

    verb: str
    ticket: int = 0
    version: int = 0
    prefill: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Talk(Intent):
    """Small talk and help. kind: hello, help, who, thanks, complain, urgent, photo, or assign
    (somebody was named under a ticket's card: `who`)."""

    kind: str
    text: str = ""
    files: tuple[File, ...] = ()
    quoted: int = 0
    who: Who | None = None


@dataclass(frozen=True, slots=True)
class Unknown(Intent):
    """A command nobody knows; `nearest` is what was probably meant, ready to be a button."""

    said: str
    nearest: str = ""
    corrected: str = ""  # the whole line with the nearest command put in


@dataclass(frozen=True, slots=True)
class Silence(Intent):
    """Not for us."""


@dataclass(frozen=True, slots=True)
class Continue(Intent):
    """One answered question of a spoken form; `data` is the dialog with the answer in it."""

    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dismiss(Intent):
    """A form or a spoken dialogue is given up."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known around a message before it is understood.

    `dialog`: kind and data of the question open for this person here, if any. `words`: what files
    a ticket in this chat without a slash or a mention.
    """

    quoted: int = 0  # the ticket whose card the message replies to
    dialog: tuple[str, Mapping[str, Any]] | None = None
    words: tuple[str, ...] = ()
