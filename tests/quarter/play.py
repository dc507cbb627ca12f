"""Plays a quarter on a clock of its own: tickets, people, leave, restarts, standstills, and for a
while two processes on one database."""

from __future__ import annotations

import asyncio
import heapq
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.intents import Acknowledge, Intent, LeaveTickets, SetDay, TakeLeave
from bot.domain.times import to_ms
from bot.ports import Tx
from scheduler.checks import look_at_due
from tests.conftest import StillClock
from tests.quarter import company
from tests.quarter.checker import Walk
from tests.quarter.clocks import Alarm, Leave, Script
from tests.quarter.deeds import Deed, fits, meant, typed
from tests.quarter.hours import DAY, Hours
from tests.quarter.people import plans
from tests.quarter.sights import Answer, Sight, differences
from tests.timekeeping import Said, Timekeeper

ZONE = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)
FACTS = ("ack", "digest", "recalculate")  # stored facts with a moment of their own
ROUND_AND_ROUND = 40  # cards of one ticket to its owners: then it will never come to rest


@dataclass
class Outcome:
    """How a run went."""

    tickets: int
    looks: int
    restarts: int
    actions: int
    twice: int  # minutes looked at by two processes at once
    wanted: int
    rang: int
    wrong: list[str]


class Run:
    """One run: `start` is local and naive. `twice`: the days on which a second process runs."""

    def __init__(
        self, url: str, start: datetime, days: int, tickets: int, seed: int, *,
        restart_every: int, twice: range = range(0),
    ) -> None:
        self.random = random.Random(seed)
        self.plans = plans(Hours(start, days), days, tickets, self.random)
        self.hours = Hours(start, days, self.plans.changes, self.plans.asleep)
        self.start, self.end, self.twice = start, days * DAY, twice
        self.restart_every = restart_every
        self.clock = StillClock()
        self._set(0)
        policy = company.policy(start, days)
        self.keeper = Timekeeper(url, self.clock, policy)
        self.second = self.keeper.beside()
        self.scripts = {script.ticket: script for script in self.plans.scripts}
        self.agenda: list[tuple[int, int, str, int, Any]] = list(self.plans.agenda)
        heapq.heapify(self.agenda)
        self.answers: list[Answer] = []
        self.read = self.looks = self.restarts = self.actions = self.both = 0
        self.now = 0
        self.dealt: Counter[int | None] = Counter()

    async def play(self) -> Outcome:
        """Plays everything; returns what was wanted and what was different."""
        await self.keeper.open()
        await self.second.open()
        check = await self._look()
        while True:
            self.now = max(self.now + 1, min(
                self.agenda[0][0] if self.agenda else self.end, check))
            self.now = self.hours.awake(self.now)
            if self.now >= self.end:
                break
            self._set(self.now)
            await self._act()
            check = await self._look()
            if max(self.dealt.values(), default=0) > ROUND_AND_ROUND:
                break  # the comparison will show it; waiting for the end would take hours
            if back := self._back():
                for minute in range(self.now - back, self.now + 1):
                    self._set(minute)
                    check = await self._look()
        await self.keeper.close()
        await self.second.close()
        return self._outcome()

    def _set(self, minute: int) -> None:
        self.clock.at = (self.start + minute * MINUTE).replace(tzinfo=ZONE)

    def _back(self) -> int:
        """By how much the clock was set back since the last look, if it was."""
        jumps = [minute for minute in self.plans.back if minute <= self.now]
        return max([self.plans.back.pop(minute) for minute in jumps], default=0)

    async def _next_check(self) -> int:
        """The minute at which the engine itself wants to look again."""
        far = self.clock.at + timedelta(days=400)

        def first(tx: Tx) -> list[datetime | None]:
            due = [ticket.check_at for ticket in tx.tickets.due_checks(far, 1)]
            return due + [r.due_at for kind in FACTS for r in tx.records.due(kind, far, 1)]

        due = await self.keeper.transactions.run(first)
        following = min((at for at in due if at is not None), default=far)
        return -int(-(following - self.start.replace(tzinfo=ZONE)) // MINUTE)

    async def _look(self) -> int:
        """Ticks until nothing is due, of both processes at once where there are two; returns the
        minute at which the engine wants to look again."""
        both = self.now // DAY in self.twice
        keepers = (self.keeper, self.second) if both else (self.keeper,)
        self.looks += 1
        self.both += both
        now = self._minute(self.clock.at)
        check = now
        while check <= now:
            await asyncio.gather(*(look_at_due(k.transactions, k.book) for k in keepers))
            # Saying moves no clock, so both are asked for in one round trip.
            saying = asyncio.gather(*(k.deliver() for k in keepers))
            check = await self._next_check()
            await saying
        self._hear()
        return check

    def _hear(self) -> None:
        """Some alarms that ask for it are acknowledged, some minutes later."""
        for said in self.keeper.said[self.read:]:
            self.dealt[said.ticket] += said.facts.get("lead") == "lead.yours"
            items = [(said.ticket, said.facts.get("alarm"))] if said.kind == "ping" else [
                (item[0], item[2]) for item in said.facts.get("items", ())]
            for number, alarm in items:
                ticket = int(number or 0)
                rung = (alarm or "").partition(":")[0]
                asks = rung in ("resolve.5", "resolve.6") and said.to.startswith(("lead", "boss"))
                if asks and said.facts.get("key") != "ping.unanswered" and (
                        self.random.random() < 0.6):
                    at = self.now + self.random.choice((4, 11, 26))
                    if self.hours.awake(at) == at:
                        facts = (said.to, alarm, self.now)
                        heapq.heappush(self.agenda, (at, 99, "answer", ticket, facts))
        self.read = len(self.keeper.said)

    # ---- people -------------------------------------------------------------------------------

    async def _act(self) -> None:
        while self.agenda and self.agenda[0][0] <= self.now:
            _, _, what, number, facts = heapq.heappop(self.agenda)
            if number == 0:
                await self._office(what, facts)
            elif what == "file":
                await self._file(self.scripts[number])
            elif what == "answer":
                await self._answer(number, *facts)
            else:
                await self._walk(what, self.scripts[number], facts)
            self.actions += 1
            if self.actions % self.restart_every == 0:
                self.restarts += 1
                await self.keeper.restart()

    async def _does(self, who: str, intent: Intent) -> None:
        await self._one().does(who, intent)

    def _one(self) -> Timekeeper:
        """The process that hears the next word."""
        first = self.now // DAY not in self.twice or self.random.random() < 0.5
        return self.keeper if first else self.second

    async def _file(self, script: Script) -> None:
        wished = script.deadline
        await self.keeper.files(
            script.requester, f"pump{script.crew} {script.ticket} leaks",
            priority=script.priority, deadline=typed(wished, self.hours) if wished else "",
        )

    async def _office(self, what: str, facts: Any) -> None:
        if what == "day":
            _, calendar, day, works = facts
            name = " plant" if calendar == "plant" else ""
            await self._does("admin", SetDay(f"{day}{name}", works=works))
            return
        leave: Leave = facts
        first, last = (self.hours.moment(m).date() for m in (leave.start, leave.end - 1))
        await self._does(leave.person, TakeLeave(f"{first:%m/%d}-{last:%m/%d}"))
        start = self.hours.moment(leave.start).replace(tzinfo=ZONE)
        key = f"{leave.person}:{to_ms(start)}"
        await self._does(leave.person, LeaveTickets(key, hand_over=True))
        for script in self.scripts.values():  # what is filed in this minute comes after it
            if script.crew == leave.person[-1] and script.filed < self.now:
                script.actions.append((self.now, "leave", leave.person))

    async def _answer(self, number: int, who: str, alarm: str, heard: int) -> None:
        await self._does(who, Acknowledge(number, alarm))
        self.answers.append(Answer(self.now, heard, number, alarm.partition(":")[0], who))

    async def _walk(self, verb: str, script: Script, facts: Any) -> None:
        """Does what was meant, where it still makes sense; notes what was done."""
        def walk(tx: Tx) -> Deed | None:
            ticket = tx.tickets.get(script.ticket)
            owner = self.keeper.name(ticket.owner) if ticket.owner else ""
            if not fits(verb, ticket, owner, tx.now):
                return None
            deed = meant(verb, script, owner, facts, self.now, self.hours, self.random)
            keeper.serve(tx, deed.who, deed.intent)
            return deed

        keeper = self._one()
        deed = await keeper.transactions.run(walk)
        if deed is not None:
            script.actions.append((self.now, verb, deed.facts))

    # ---- afterwards ---------------------------------------------------------------------------

    def _outcome(self) -> Outcome:
        crew = {name for letter in company.CREWS for name in company.members(letter)}
        # Lanes are emptied side by side: whose card came first in a minute says only the queue.
        spoken = sorted(self.keeper.said, key=lambda said: said.place)
        seen = [sight for said in spoken for sight in _sights(said, self._minute, crew)]
        for sight in seen:
            if sight.alarm.rung == "yours":
                self.scripts[sight.alarm.ticket].dealt.append((sight.alarm.at, sight.alarm.to))
        leaves: dict[str, list[Leave]] = {}
        for leave in self.plans.leaves:
            leaves.setdefault(leave.person, []).append(leave)
        walks = [Walk(script, self.hours, leaves, self.start).run()
                 for script in self.scripts.values()]
        wanted, wrong = differences(walks, seen, self.answers, self.hours)
        return Outcome(len(walks), self.looks, self.restarts, self.actions, self.both, wanted,
                       len(seen), wrong)

    def _minute(self, at: datetime) -> int:
        return self.hours.number(self._local(at))

    @staticmethod
    def _local(at: datetime) -> datetime:
        return at.astimezone(ZONE).replace(tzinfo=None)


LINES = {"tell.auto_approved": "approved", "tell.auto_closed": "closed",
         "tell.resumed": "resumed"}


def _sights(said: Said, number: Callable[[datetime], int], crew: set[str]) -> Iterator[Sight]:
    """The alarms in one delivery."""
    at, facts, ticket = number(said.at), said.facts, said.ticket or 0
    if said.kind == "pings":
        for item in facts["items"]:
            rung = item[2].partition(":")[0]
            yield Sight(Alarm(at, item[0], rung, said.to, facts["late"]), True, said.urgent)
    elif said.kind == "ping":
        alarm = facts.get("alarm") or (said.once or "").removeprefix(f"alarm:{ticket}:")
        rung = alarm.partition(":")[0]
        if facts["key"] == "ping.unanswered":
            rung = f"up {rung}"
        yield Sight(Alarm(at, ticket, rung, said.to, "planned_at" in facts), False, said.urgent)
    elif said.kind == "line" and facts["key"] in LINES and said.to in crew:
        yield Sight(Alarm(at, ticket, LINES[facts["key"]], said.to))
    elif said.kind == "ticket" and facts.get("lead") == "lead.yours":
        yield Sight(Alarm(at, ticket, "yours", said.to))
