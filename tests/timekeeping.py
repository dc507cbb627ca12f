"""A bot without messengers on a clock of its own: intents go in, what would be said comes out.

    with_bot = Timekeeper(url, clock, POLICY); await with_bot.open()
    number = await with_bot.files("lina", "泵坏了")
    await with_bot.until(moment)          # the checks run at every minute something is due
    with_bot.said                          # every delivery: Said(at, kind, person, ticket, facts)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.domain.intents import FileTicket, Intent
from bot.domain.notices import InChat, OnPlacement, Say, ToPerson
from bot.domain.people import AccountId, ChatId
from bot.domain.policy.defaults import default_policy
from bot.domain.policy.document import load
from bot.policies import PolicyBook
from bot.ports import Tx
from bot.usecases import handle
from bot.usecases.call import Call
from bot.usecases.introduce import introduce
from scheduler.checks import look_at_due
from storage.opening import open_database
from storage.settings import StorageSettings
from storage.transactions import StoredTransactions
from tests.conftest import StillClock

GROUP = ChatId("test", "t", "group")
LEASED = 200


@dataclass(frozen=True, slots=True)
class Said:
    """One delivery: when, what, to whom (a handle, "chat" or "card"), about which ticket; and its
    place in the order in which all of them were put in line."""

    at: datetime
    kind: str
    to: str
    ticket: int | None
    facts: Mapping[str, Any]
    once: str | None
    urgent: bool
    place: int


@dataclass
class Timekeeper:
    """Drives the heart without platforms."""

    url: str
    clock: StillClock
    policy: str
    said: list[Said] = field(default_factory=list)
    _names: dict[int, str] = field(default_factory=dict)

    async def open(self) -> None:
        """Opens the database as a (re)started process does."""
        self.transactions: StoredTransactions = open_database(
            StorageSettings(self.url, synchronous="NORMAL"), self.clock
        )
        self.book = PolicyBook(lambda text, version: load(text, version=version), default_policy())

        def first(tx: Tx) -> None:
            if tx.settings.version() == 0:
                tx.settings.add(self.policy, None, "test")
                introduce(self.book.current(tx), tx, {})
            self._names.update({p.id: p.handle for p in tx.people.everybody()})

        await self.transactions.run(first)

    def beside(self) -> Timekeeper:
        """Another process on the same database; what both say stands in one list."""
        return Timekeeper(self.url, self.clock, self.policy, self.said, self._names)

    async def close(self) -> None:
        await self.transactions.close()

    def name(self, person: int) -> str:
        """The handle of a person."""
        return self._names[person]

    async def restart(self) -> None:
        """Everything that is not in the database is gone."""
        await self.close()
        await self.open()

    async def does(self, who: str, intent: Intent) -> None:
        """Somebody of the policy wants something, in the group."""
        await self.transactions.run(lambda tx: self.serve(tx, who, intent))

    def serve(self, tx: Tx, who: str, intent: Intent) -> None:
        """The same inside a transaction."""
        person = tx.people.by_handle(who)
        if person is None:
            person = tx.people.meet(AccountId("test", "t", who), who)
            self._names[person.id] = person.handle
        tx.chats.meet(GROUP, "group", "g")
        policy = self.book.current(tx)
        handle(intent, Call(tx=tx, policy=policy, actor=person, chat=GROUP, direct=False))

    async def files(self, who: str, text: str, **options: Any) -> int:
        """Files a request; returns its number."""
        await self.does(who, FileTicket(text, explicit=True, **options))
        return await self.transactions.read(
            lambda tx: max((t.id for t in tx.tickets.filed_between(
                self.clock.at - timedelta(seconds=1), self.clock.at + timedelta(seconds=1), 1000
            )), default=0)
        )

    async def look(self) -> None:
        """One tick and the deliveries it leads to."""
        await look_at_due(self.transactions, self.book)
        await self.deliver()

    async def deliver(self) -> None:
        """Takes everything out of the outbox as a messenger that never fails."""
        self.said += await self.transactions.run(self._everything)

    def _everything(self, tx: Tx) -> list[Said]:
        found: list[Said] = []
        while items := tx.outbox.lease(LEASED, tx.now + timedelta(minutes=1)):
            for item in items:
                found.append(self._read(item.say, tx.now, item.id))
                tx.outbox.done(item.id)
        return found

    def _read(self, say: Say, now: datetime, place: int) -> Said:
        to = "chat"
        if isinstance(say.audience, ToPerson):
            to = self._names[say.audience.person]
        elif isinstance(say.audience, OnPlacement):
            to = "card"
        elif isinstance(say.audience, InChat) and say.audience.viewer:
            to = self._names[say.audience.viewer]
        return Said(now, say.kind, to, say.ticket, say.facts, say.once, say.urgent, place)

    async def until(self, end: datetime, step: timedelta = timedelta(minutes=1)) -> None:
        """Lets time pass in steps, with a tick after each."""
        while self.clock.at < end:
            self.clock.at = min(end, self.clock.at + step)
            await self.look()

    def pings(self, to: str | None = None, kind: str = "ping") -> list[Said]:
        """What was said of one kind, to one person or to all."""
        return [s for s in self.said if s.kind == kind and to in (None, s.to)]
