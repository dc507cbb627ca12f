"""Intents about duty rosters: who is on duty, tables, swaps, hand-over."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.intents.ticket import Intent, Who


@dataclass(frozen=True, slots=True)
class AskDuty(Intent):
    """Who is on duty. `said`: a time or a team, as typed; empty: now, here."""

    said: str = ""


@dataclass(frozen=True, slots=True)
class ImportRoster(Intent):
    """A pasted duty table. `team` "" is the chat's, or the one the person leads."""

    team: str
    table: str


@dataclass(frozen=True, slots=True)
class AskSwap(Intent):
    """换班 (give and take) or 代班 (only give): `who` is asked to stand in on the day `said`."""

    who: Who | None
    said: str
    give_back: bool = True


@dataclass(frozen=True, slots=True)
class AnswerSwap(Intent):
    """The other's answer to a swap that was asked."""

    swap: str
    yes: bool


@dataclass(frozen=True, slots=True)
class HandOver(Intent):
    """交接: the hand-over pack of one's shift; with a `note` it is kept for the next one."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class AskContact(Intent):
    """How to reach a person, told to the asker alone."""

    person: int


@dataclass(frozen=True, slots=True)
class DecideDraft(Intent):
    """启用 or 取消 under the preview of a table."""

    draft: str
    yes: bool
