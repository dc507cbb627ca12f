"""Tickets that have to do with each other: what the events of their kinship change.

Each side of a tie has its own event in its own history, so either can be folded alone. A merged
ticket is cancelled with a pointer (`Ticket.merged_into`): nobody worked it off, so no report counts
it as done, and no clock runs on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.domain.ticket import State, Ticket

Change = Callable[[Ticket, Mapping[str, Any]], dict[str, Any]]
MOST_CHILDREN = 30  # of one ticket
MET, MOST_MET = "met", 20  # record kind: the last tickets a person joined without one of their own
DONE = frozenset({State.RESOLVED, State.CLOSED})


def _with(known: tuple[int, ...], *more: int) -> tuple[int, ...]:
    return tuple(dict.fromkeys((*known, *more)))


def _without(known: tuple[int, ...], gone: Iterable[int]) -> tuple[int, ...]:
    left = frozenset(gone)
    return tuple(one for one in known if one not in left)


def _absorbed(ticket: Ticket, data: Mapping[str, Any]) -> dict[str, Any]:
    """Another ticket was merged into this one: `people` follow it now, `affected` have it too."""
    return {
        "doubles": _with(ticket.doubles, data["ticket"]),
        "followers": _with(ticket.followers, *data["people"]),
        "affected": _with(ticket.affected, *data["affected"]),
    }


def _released(ticket: Ticket, data: Mapping[str, Any]) -> dict[str, Any]:
    """The merge was taken back, with what it had brought."""
    return {
        "doubles": _without(ticket.doubles, (data["ticket"],)),
        "followers": _without(ticket.followers, data["people"]),
        "affected": _without(ticket.affected, data["affected"]),
    }


def _joined(ticket: Ticket, data: Mapping[str, Any]) -> dict[str, Any]:
    """Somebody has the problem too, without a ticket of their own."""
    return {
        "followers": _with(ticket.followers, data["person"]),
        "affected": _with(ticket.affected, data["person"]),
    }


def _inherited(ticket: Ticket, data: Mapping[str, Any]) -> dict[str, Any]:
    """The requester needs it no more, and one of the others who have the problem goes on."""
    return {
        "requester": data["person"],
        "affected": _without(ticket.affected, (data["person"],)),
        "followers": _without(ticket.followers, (data["person"],)),
    }


CHANGES: dict[str, Change] = {
    "absorbed": _absorbed,
    "released": _released,
    "joined": _joined,
    "inherited": _inherited,
    "related": lambda ticket, data: {"related": _with(ticket.related, data["ticket"])},
    "split": lambda ticket, data: {"related": _with(ticket.related, data["ticket"])},
    "unrelated": lambda ticket, data: {"related": _without(ticket.related, (data["ticket"],))},
    "child_filed": lambda ticket, data: {"children": _with(ticket.children, data["ticket"])},
}


def counted(children: Iterable[Ticket]) -> list[Ticket]:
    """The sub-tickets that count: those called off or merged elsewhere do not."""
    return [child for child in children if child.state is not State.CANCELLED]


def unfinished(children: Iterable[Ticket]) -> list[Ticket]:
    """The sub-tickets somebody still works on; one that waits to be accepted is done."""
    return [child for child in counted(children) if child.state not in DONE]


def stage(ticket: Ticket) -> str:
    """How a sub-ticket counts for its parent: open, done or gone."""
    if ticket.state is State.CANCELLED:
        return "gone"
    return "done" if ticket.state in DONE else "open"


def met_by(ticket: Ticket) -> int:
    """How many people have the problem."""
    return 1 + len(_without(ticket.affected, (ticket.requester,)))
