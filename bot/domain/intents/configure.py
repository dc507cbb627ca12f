"""Intents about the configuration: set-up, teams, rules, targets, templates, chats, versions.

They carry words; the use case turns names into people and checks the admin's right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.intents.ticket import File, Intent, Who

Piece = str | Who  # a word of a command, or somebody mentioned in it


@dataclass(frozen=True, slots=True)
class ClaimAdmin(Intent):
    """/管理员 CODE: the first admin shows the code the server printed."""

    code: str


@dataclass(frozen=True, slots=True)
class OpenSettings(Intent):
    """A look at one part: "", teams, team, rules, times, categories, templates, chat, roles,
    history. `name` picks an entry of it."""

    part: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class OpenSetup(Intent):
    """The form that says what a group is for."""


@dataclass(frozen=True, slots=True)
class SetUp(Intent):
    """The sent form; `session` names the group it is about."""

    session: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Configure(Intent):
    """One change said as a command. `topic` and `act` are English names; `pieces` is the rest in
    order. `said` is the whole line, for the version's reason and for 改."""

    topic: str
    act: str
    name: str = ""
    pieces: tuple[Piece, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    said: str = ""


@dataclass(frozen=True, slots=True)
class SayRule(Intent):
    """A rule said in words. `otherwise`: what the words mean where they are no rule."""

    text: str
    people: tuple[Who, ...] = ()
    said: str = ""
    otherwise: Intent | None = None


@dataclass(frozen=True, slots=True)
class TryRules(Intent):
    """Who would get this sentence, and why."""

    text: str


@dataclass(frozen=True, slots=True)
class Revise(Intent):
    """改 under a preview: the same words again, to be changed."""

    draft: str


@dataclass(frozen=True, slots=True)
class RollBack(Intent):
    """An earlier version, as a draft."""

    version: int


@dataclass(frozen=True, slots=True)
class ExportPolicy(Intent):
    """The whole document as text."""


@dataclass(frozen=True, slots=True)
class ImportPolicy(Intent):
    """A pasted document, or one in a file. `otherwise`: what the file means from somebody who is
    no admin."""

    text: str
    files: tuple[File, ...] = ()
    otherwise: Intent | None = None
