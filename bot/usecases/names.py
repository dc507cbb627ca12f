"""Who is meant by a name, an alias, or 张工: in the chat first, then the team, then everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.domain.people import ChatId, Person
from bot.domain.policy import Policy
from bot.domain.words import DOUBLE, TITLES
from bot.ports import Tx


class Asking(Protocol):
    """What is known around the question (bot/usecases/call.Call)."""

    tx: Tx
    policy: Policy
    actor: Person
    chat: ChatId | None


def found_by_name(name: str, team: str | None, call: Asking) -> Sequence[Person]:
    """The active people meant; several if it stays unclear, none if nobody is called so."""
    if not name:
        return ()
    everywhere = [p for p in call.tx.people.named(name) if p.active]
    surname = surname_of(name)
    if not everywhere and surname:
        everywhere = [
            p for p in call.tx.people.everybody() if p.active and p.name.startswith(surname)
        ]
    if len(everywhere) < 2:
        return everywhere
    here: set[int] = set()
    if call.chat is not None:
        here = {p.id for p in call.tx.people.members(call.chat)}
    handles = _colleagues(team, call)
    for near in (
        [p for p in everywhere if p.id in here],
        [p for p in everywhere if p.handle in handles],
    ):
        if near:
            return near
    return everywhere


def surname_of(name: str) -> str:
    """张 of 张工, 欧阳 of 欧阳师傅; empty for anything else."""
    title = next((t for t in TITLES if name.endswith(t)), None)
    if title is None:
        return ""
    surname = name[: -len(title)]
    return surname if len(surname) == 1 or surname in DOUBLE else ""


def _colleagues(team: str | None, call: Asking) -> set[str]:
    """The handles of the team meant, else of the chat's team and the actor's own."""
    here = call.policy.chats.get(call.chat) if call.chat else None
    named = call.policy.team_of(team or (here.team if here else None))
    teams = [named] if named else list(call.policy.teams_of(call.actor.handle))
    return {h for t in teams for h in (*(m.handle for m in t.members), *t.leads)}
