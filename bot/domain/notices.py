"""What the bot is going to say: kind, audience and facts, never the words or the looks.

A Say waits in the outbox and is composed when it is delivered, so a late card is a fresh card.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.people import ChatId


@dataclass(frozen=True, slots=True)
class InChat:
    """Everybody in a chat; `reply_to` is the platform's id of the message answered.

    `viewer`: the one person who reads a direct chat.
    """

    chat: ChatId
    reply_to: str | None = None
    viewer: int | None = None


@dataclass(frozen=True, slots=True)
class ToPerson:
    """One person, on the account they read, in their language."""

    person: int


@dataclass(frozen=True, slots=True)
class Privately:
    """One person in a chat's context: seen by them alone, in the chat where it can do that."""

    person: int
    chat: ChatId
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class OnPlacement:
    """A card that hangs somewhere and is to be redrawn."""

    placement: int


Audience = InChat | ToPerson | Privately | OnPlacement


@dataclass(frozen=True, slots=True)
class Say:
    """One thing to say. `facts` is plain JSON.

    `once`: two Says with the same key are one (alarms, redraws that have not gone out yet).
    `urgent`: past the quiet budget, with the platform's louder ping where configured.
    """

    kind: str
    audience: Audience
    ticket: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    once: str | None = None
    urgent: bool = False
    not_before: datetime | None = None


def redraw(placement: int, ticket: int, *, again: bool = False) -> Say:
    """A card is to be redrawn. `again`: even if it is thought to show the newest version."""
    once = f"redraw:{placement}:again" if again else f"redraw:{placement}"
    return Say("redraw", OnPlacement(placement), ticket, {"again": again}, once=once)


def look_again(placement: int, ticket: int, version: int, at: datetime, *, again: bool) -> Say:
    """At that time the card gets into the line for redrawing, if it still has to. A click's
    answer shows this version; if that never arrives, this does it."""
    return Say(
        "look_again", OnPlacement(placement), ticket, {"again": again},
        once=looking(placement, version), not_before=at,
    )


def looking(placement: int, version: int) -> str:
    """What look_again's Say is called."""
    return f"redraw:{placement}:{version}"


def lane(audience: Audience) -> str:
    """What is said in one lane arrives in the order it was said."""
    if isinstance(audience, InChat | Privately):
        return "chat:" + ":".join(audience.chat)
    if isinstance(audience, ToPerson):
        return f"person:{audience.person}"
    return f"placement:{audience.placement}"
