"""Comings and goings: the bot joins or leaves a chat, a person opens the chat or leaves the
company."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.notices import InChat, Say
from bot.domain.people import AccountId, ChatId, Person
from bot.domain.permissions import is_admin
from bot.domain.policy import Policy
from bot.domain.ticket import State
from bot.ports import Tx
from bot.usecases import dispatch
from bot.usecases.call import Call
from bot.usecases.tick import BOT

BATCH = 50


def added(chat: ChatId, name: str | None, tx: Tx) -> None:
    """Says hello in a new group."""
    tx.chats.meet(chat, "group", name)
    tx.outbox.add(Say("joined", InChat(chat), once=f"joined:{':'.join(chat)}"))


def removed(chat: ChatId, tx: Tx, policy: Policy) -> None:
    """The chat is dead and its cards with it; its tickets live on with their people. Admins are
    told once."""
    known = tx.chats.find(chat)
    cards = tx.placements.drop_chat(chat)
    tx.chats.bury(chat)
    if known is None or not known.alive or known.kind != "group":
        return
    call = Call(tx=tx, policy=policy, actor=BOT)
    call.tell(call.ids(policy.admins), "line", None, **call.line(
        "chat.removed", chat=known.name or chat.chat, platform=chat.platform, n=cards))


def opened(person: Person, chat: ChatId, tx: Tx, policy: Policy) -> None:
    """Greets somebody who opens the direct chat, once."""
    tx.chats.meet(chat, "direct", None)
    role = "admin" if is_admin(person, policy) else (
        "owner" if policy.teams_of(person.handle) else "staff"
    )
    tx.outbox.add(
        Say("hello", InChat(chat, viewer=person.id), None, {"role": role},
            once=f"hello:{person.id}:{':'.join(chat)}")
    )


def left(account: AccountId, tx: Tx, policy: Policy) -> None:
    """A person left the company: no new tickets, and the open ones find another owner."""
    person = tx.people.by_account(account)
    if person is not None and person.active:
        depart(person, tx, policy)


def depart(person: Person, tx: Tx, policy: Policy) -> int:
    """No new tickets and no notices for a person; their open tickets find another owner and the
    leads of their teams hear of it. Returns how many tickets there were."""
    tx.people.save(replace(person, active=False))
    count = hand_over_all(person, tx, policy)
    call = Call(tx=tx, policy=policy, actor=BOT)
    heard = [lead for team in policy.teams_of(person.handle) for lead in call.ids(team.leads)]
    call.tell(heard or call.ids(policy.admins), "line", None, **call.line(
        "person.left", name=person.name, n=count))
    return count


def hand_over_all(person: Person, tx: Tx, policy: Policy) -> int:
    """Every open ticket of a person goes to the next candidate, or to the team's lead loudly.

    Returns how many there were.
    """
    call = Call(tx=tx, policy=policy, actor=BOT)
    count, after = 0, None
    numbers: list[int] = []
    while True:
        page = tx.tickets.of_owner(person.id, after, BATCH)
        numbers += [t.id for t in page.tickets]
        after = page.after
        if after is None:
            break
    for number in numbers:
        ticket = tx.tickets.get(number)
        if ticket.state is State.RESOLVED:
            continue
        count += 1
        dispatch.rehome(ticket, call)
    return count
