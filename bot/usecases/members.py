"""/成员: what an admin does about people. Every answer is a card or a sentence for the admin."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.intents import Alias, Depart, Members, Unite
from bot.domain.notices import InChat, Say
from bot.domain.people import Person
from bot.domain.permissions import is_admin
from bot.errors import BadInput, NotAllowed, NotFound
from bot.usecases.arrivals import depart
from bot.usecases.call import Call, Outcome
from bot.usecases.merge import merge
from bot.usecases.words import clean

ALIASES = 20  # of one person


def _for_admins(call: Call) -> None:
    if not is_admin(call.actor, call.policy):
        raise NotAllowed("error.people_admin")


def members(intent: Members, call: Call) -> Outcome:
    """Everybody, a page at a time, or one person with their accounts."""
    _for_admins(call)
    if intent.who is not None:
        call.whisper("member", None, person=_anybody(intent, call).id)
        return Outcome("toast.done")
    if call.clicking and call.chat is not None:
        say = Say("members", InChat(call.chat), None, {"page": intent.page})
        return Outcome(show=say)
    call.whisper("members", None, page=intent.page)
    return Outcome("toast.done")


def _anybody(intent: Members, call: Call) -> Person:
    """The person meant, even one who left."""
    assert intent.who is not None
    if intent.who.person is not None:
        return call.tx.people.get(intent.who.person)
    return call.person(intent.who)


def unite(intent: Unite, call: Call) -> Outcome:
    """Two entries are one person; all of them are told."""
    _for_admins(call)
    gone, kept = call.person(intent.gone), call.person(intent.kept)
    if gone.id == kept.id:
        raise BadInput("error.same_person", name=kept.name)
    stays = merge(gone, kept, call)
    platforms = [a.id.platform for a in call.tx.people.accounts(stays.id)]
    call.whisper("member", None, person=stays.id, lead="members.united",
                 lead_facts={"name": gone.name, "other": stays.name})
    call.tell([stays.id], "line", None, **call.line("link.by_admin", platforms=platforms))
    return Outcome("toast.done")


def alias(intent: Alias, call: Call) -> Outcome:
    """Another name for a person, from now on understood everywhere."""
    _for_admins(call)
    person, name = call.person(intent.who), clean(intent.alias)
    if not name:
        raise BadInput("error.members_how")
    if len(person.aliases) >= ALIASES:
        raise BadInput("error.too_many_aliases", name=person.name, limit=ALIASES)
    others = [p.name for p in call.tx.people.named(name) if p.id != person.id]
    aliases = tuple(dict.fromkeys((*person.aliases, name)))
    call.tx.people.save(replace(person, aliases=aliases))
    key = "members.alias_shared" if others else "members.alias"
    call.whisper("line", None, **call.line(
        key, alias=name, name=person.name, names=others))
    return Outcome("toast.done")


def leave(intent: Depart, call: Call) -> Outcome:
    """Marks a person as left, or takes that back."""
    _for_admins(call)
    if intent.back:
        return _back(intent, call)
    person = call.person(intent.who)
    if person.id == call.actor.id:
        raise BadInput("error.left_self")
    count = depart(person, call.tx, call.policy)
    call.whisper("line", None, **call.line("members.left", name=person.name, n=count))
    return Outcome("toast.done")


def _back(intent: Depart, call: Call) -> Outcome:
    wanted = intent.who.name.strip("@\uff20 ")
    matches = [
        p for p in call.tx.people.everybody()
        if not p.active and (p.id == intent.who.person or wanted in (p.name, p.handle))
    ]
    if len(matches) != 1:
        raise NotFound("error.nobody", name=wanted)
    call.tx.people.save(replace(matches[0], active=True))
    call.whisper("line", None, **call.line("members.back", name=matches[0].name))
    return Outcome("toast.done")
