"""A stretch of weeks played on a clock of its own: tickets at random, people who act, restarts."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain.intents import Move
from tests.conftest import StillClock
from tests.quarter.checker import Alarm, Days, Script, expected, works
from tests.timekeeping import Timekeeper

ZONE = ZoneInfo("Asia/Shanghai")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
POLICY = """\
admins: [admin]
teams:
  crew:
    members: [{name: ann}, {name: bob}]
    leads: [lead]
    manager: boss
    strategy: least_load
    digest: null
    weekly: null
rules:
  - {name: everything, when: {words: [pump]}, team: crew}
calendars:
  default:
    zone: Asia/Shanghai
    week: {mon-fri: 09:00-12:00 13:30-18:00}
    holidays: china
  always: {zone: Asia/Shanghai, always: true}
slas:
  default:
    P1: {respond: 15m, resolve: 4h, calendar: always}
    P2: {respond: 30m, resolve: 8h}
    P3: {respond: 2h, resolve: 3wd}
    P4: {respond: 1wd, resolve: 5wd}
ladders:
  default:
    budget: 1000
    steps:
      - {clock: respond, after: 15m, after_p1: 5m, ping: [chat]}
      - {clock: respond, after: 1h, after_p1: 15m, ping: [lead]}
      - {clock: resolve, at: 50%}
      - {clock: resolve, at: 80%, ping: [owner]}
      - {clock: resolve, at: 100%, ping: [owner, lead]}
      - {clock: resolve, at: 150%, ping: [manager]}
"""


@dataclass
class Outcome:
    """What was to ring and what rang."""

    wanted: list[Alarm]
    rang: list[Alarm]
    tickets: int
    looks: int
    restarts: int


class Run:
    """One run: `start` local and naive, `days` long, with `tickets` tickets."""

    def __init__(
        self, url: str, start: datetime, days: int, tickets: int, seed: int, restart_every: int
    ) -> None:
        self.random = random.Random(seed)
        self.start, self.end = start, start + timedelta(days=days)
        self.clock = StillClock()
        self.clock.at = _utc(start)
        self.keeper = Timekeeper(url, self.clock, POLICY)
        self.restart_every = restart_every
        self.scripts: list[Script] = []
        self.agenda: list[tuple[datetime, int, str, int]] = []  # minute, order, what, script
        filed = sorted(self._filing() for _ in range(tickets))
        for n, minute in enumerate(filed):
            self._plan(n + 1, minute)
        self.agenda.sort()
        self.looks = self.restarts = 0

    def _filing(self) -> datetime:
        """Mostly in working time; on whole ten minutes."""
        while True:
            span = int((self.end - self.start) * 0.7 / (10 * MINUTE))
            minute = self.start + self.random.randrange(span) * 10 * MINUTE
            if works(minute) or self.random.random() < 0.15:
                return minute

    def _plan(self, number: int, filed: datetime) -> None:
        rand = self.random
        script = Script(number, filed, rand.choices((1, 2, 3, 4), (2, 4, 5, 2))[0], "", None)
        if rand.random() < 0.25:
            day = (filed + timedelta(days=rand.randint(1, 4))).replace(hour=0, minute=0)
            wished = day + rand.choice((10, 11, 15, 16, 17)) * HOUR
            script.deadline = wished if works(wished) else None
        at = filed
        for action in self._course():
            at += rand.choice((7, 13, 40, 61, 125, 300, 900, 1500, 2900)) * MINUTE
            script.actions.append((at, action))
        self.scripts.append(script)
        self.agenda.append((filed, 0, "file", number - 1))
        for order, (when, action) in enumerate(script.actions, 1):
            self.agenda.append((when, order, action, number - 1))

    def _course(self) -> Sequence[str]:
        rand = self.random
        if rand.random() < 0.15:
            return ("cancel",) if rand.random() < 0.3 else ()
        course = ["accept"]
        for _ in range(rand.choice((0, 0, 1, 2))):
            course += ["hold", "resume"]
        if rand.random() < 0.8:
            course.append("resolve")
            if rand.random() < 0.3:
                course += ["send_back", "resolve"]
            course.append("approve")
        return course

    async def play(self) -> Outcome:
        """Plays everything; returns what was expected and what rang."""
        await self.keeper.open()
        await self.keeper.look()
        done = 0
        while True:
            following = self.agenda[done][0] if done < len(self.agenda) else self.end
            minute = min(following, await self._next_check(), self.end)
            if minute >= self.end:
                break
            self.clock.at = _utc(minute)
            while done < len(self.agenda) and self.agenda[done][0] == minute:
                await self._act(*self.agenda[done][2:])
                done += 1
                if done % self.restart_every == 0:
                    self.restarts += 1
                    await self.keeper.restart()
            await self.keeper.look()
            self.looks += 1
        await self.keeper.close()
        days = Days(self.start, self.end)
        wanted = [alarm for script in self.scripts if script.owner
                  for alarm in expected(script, days)]
        return Outcome(wanted, self._rang(), len(self.scripts), self.looks, self.restarts)

    async def _next_check(self) -> datetime:
        """The whole minute at or after the next moment the engine itself wants to look at."""
        far = self.clock.at + timedelta(days=400)
        due = await self.keeper.transactions.run(lambda tx: tx.tickets.due_checks(far, 1))
        if not due or due[0].check_at is None:
            return self.end
        at = due[0].check_at.astimezone(ZONE).replace(tzinfo=None)
        whole = at.replace(second=0, microsecond=0)
        return max(whole if whole == at else whole + MINUTE, self._now() + MINUTE)

    def _now(self) -> datetime:
        return self.clock.at.astimezone(ZONE).replace(tzinfo=None)

    async def _act(self, action: str, index: int) -> None:
        script = self.scripts[index]
        number = script.ticket
        if action == "file":
            wished = script.deadline
            await self.keeper.files(
                "lina", f"pump {number} leaks", priority=script.priority,
                deadline=wished.strftime("%Y-%m-%d %H:%M") if wished else "",
            )
            filed = await self.keeper.transactions.read(lambda tx: tx.tickets.get(number))
            owner = filed.owner
            assert owner is not None and (filed.deadline is None) == (wished is None)
            script.owner = self.keeper.name(owner)
            return
        who = "lina" if action in ("send_back", "approve", "cancel") else script.owner
        reasons = {"hold": "parts", "send_back": "again", "cancel": "mistake"}
        move = Move(
            action, number, asked=True, reason=reasons.get(action, ""),
            result="ok" if action == "resolve" else "",
        )
        await self.keeper.does(who, move)

    def _rang(self) -> list[Alarm]:
        found = []
        for said in self.keeper.said:
            at = said.at.astimezone(ZONE).replace(tzinfo=None)
            if said.kind == "pings":
                found += [Alarm(at, item[0], _rung(item[2]), said.to)
                          for item in said.facts["items"]]
            elif said.kind == "ping" and said.facts["key"] != "ping.unanswered":
                alarm = said.facts.get("alarm") or (said.once or "").partition(":")[2]
                number = said.ticket or 0
                found.append(Alarm(at, number, _rung(alarm.removeprefix(f"{number}:")), said.to))
        return [alarm for alarm in found if alarm.rung.startswith(("respond", "resolve"))]


def _rung(alarm: str) -> str:
    return alarm.partition(":")[0]


def _utc(local: datetime) -> datetime:
    return local.replace(tzinfo=ZONE)


def fresh_sqlite(folder: Path) -> str:
    """The URL of a database that does not exist yet."""
    return f"sqlite:///{folder / 'quarter.db'}"
