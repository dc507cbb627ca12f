"""Which alarms a ticket must ring, from what people did to it: slow and simple.

It shares no code with the engine and reads nothing of its database: the rules stand in clocks.py
and company.py once more. Only whom the router chose among several is taken from the cards that
were dealt, and must be somebody who could be chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.quarter import company
from tests.quarter.clocks import Alarm, Clocks, Due

LATE = 600  # seconds after which an alarm is a late one
LADDER = ("owner", "lead", "boss")


class Walk(Clocks):
    """One ticket's way through the minutes of the run."""

    def run(self) -> Walk:
        """Plays all of it."""
        self._deal()
        actions = sorted(self.script.actions, key=lambda action: action[0])
        changes = [said for said, *_ in self.hours.changes]
        while self.minute < self.hours.last:
            while actions and actions[0][0] <= self.minute:
                _, verb, facts = actions.pop(0)
                getattr(self, f"do_{verb}")(facts)
            self.trace.append((self.minute, self.state, self.rings_in))
            self._look()
            coming = [self._when(step) for step in self._steps()]
            coming += [m for m in changes if m > self.minute]
            coming += [actions[0][0]] if actions else []
            if not (later := [minute for minute in coming if minute > self.minute]):
                break
            self.minute = min(later)
        return self

    def _when(self, step: Due) -> int:
        minute = max(step.minute, self.minute)
        if step.rings:
            return self.hours.opening(self.rings_in, minute)
        return self.hours.awake(minute)

    # ---- time ---------------------------------------------------------------------------------

    def _look(self) -> None:
        while True:
            due = sorted(
                (step for step in self._steps() if step.minute <= self.minute),
                key=lambda step: (step.second, not step.key[0].startswith("respond"), step.key),
            )
            rings = any(step.rings for step in due)
            if not due or (rings and not self._open()):
                return
            act = next((step for step in due if step.act), None)
            if act is not None and act.act in ("close", "approve") and rings:
                due = [step for step in due if step.act not in ("close", "approve")]
                act = None
            if act is not None:
                due = [step for step in due if step.second <= act.second]
            self.fired |= {step.key: self.minute for step in due}
            self._ring([step for step in due if step is not act])
            if act is not None:
                getattr(self, f"do_{act.act}")(act)
            self.trace.append((self.minute, self.state, self.rings_in))

    def _open(self) -> bool:
        return self.hours.opening(self.rings_in, self.minute) == self.minute

    # ---- who hears ----------------------------------------------------------------------------

    def _ring(self, due: Sequence[Due]) -> None:
        """Each person once, in the words of the step that fell last."""
        heard: set[str] = set()
        for step in reversed(due):
            for word in reversed(step.who):
                self._say(step, word, heard)
            if "chat" in step.who:
                late = self.minute * 60 - step.second > LATE
                self.alarms.append(
                    Alarm(self.minute, self.script.ticket, step.key[0], "chat", late))

    def _say(self, step: Due, word: str, heard: set[str]) -> None:
        role, person = self._hears(word)
        if not person or person in heard:
            return
        heard.add(person)
        late = self.minute * 60 - step.second > LATE
        alarm = Alarm(self.minute, self.script.ticket, step.key[0], person, late)
        self.alarms.append(alarm)
        if step.key[0] in ("resolve.5", "resolve.6") and role in ("lead", "boss"):
            self.asked.append((alarm, self.rings_in))

    def _hears(self, word: str) -> tuple[str, str]:
        if word == "requester":
            return word, self.script.requester
        if word not in LADDER:
            return word, ""
        people = {"owner": self.owner, "lead": f"lead_{self.crew}", "boss": f"boss_{self.crew}"}
        named = [(role, people[role]) for role in LADDER[LADDER.index(word):] if people[role]]
        return next((pair for pair in named if self.here(pair[1], self.minute)), named[0])

    def here(self, person: str, minute: int) -> bool:
        """Whether somebody is not on leave."""
        return not any(away.start <= minute < away.end for away in self.leaves.get(person, ()))

    def _able(self, without: set[str]) -> list[str]:
        people = company.members(self.crew)
        if self.crew in company.DUTY:
            people = list(company.on_duty(
                self.crew, self.hours.moment(self.minute), self.start))
        return [p for p in people if p not in without and self.here(p, self.minute)]

    def _deal(self, without: frozenset[str] = frozenset()) -> bool:
        """The router chooses; False if there is nobody to choose."""
        able = self._able(self.declined | without)
        if not able:
            return False
        to, state = f"one of {able}", "lost"  # then nothing can be said about the rest
        fitting = able[:1] if self.crew in company.DUTY else able
        first = next((dealing for dealing in self._dealt if dealing[0] == self.minute), None)
        if first is not None and first[1] in fitting:
            self._dealt.remove(first)
            to, state = first[1], "assigned"
        self.alarms.append(Alarm(self.minute, self.script.ticket, "yours", to))
        self.state = state
        self.owner, self.assigned = to, self.minute
        self.had.add(to)
        return True

    # ---- what people do -----------------------------------------------------------------------

    def _go(self, state: str) -> None:
        runs = state in ("new", "assigned", "working")
        if runs and self.runs[-1][1] >= 0:
            self.runs.append([self.minute, -1])
        elif not runs and self.runs[-1][1] < 0:
            self.runs[-1][1] = self.minute
        self.state = state

    def do_accept(self, by: str) -> None:
        self.owner, self.accepted = by, True
        self.had.add(by)
        self._go("working")

    def do_transfer(self, to: str) -> None:
        self.owner, self.assigned = to, self.minute
        self.had.add(to)
        self._go("assigned")

    def do_decline(self, by: str) -> None:
        self.declined.add(by)
        self.owner, self.assigned = "", self.minute
        self._go("new")
        self._deal()

    def do_leave(self, person: str) -> None:
        """Somebody goes on leave and hands everything over."""
        if self.owner == person and self.state in ("assigned", "working", "hold"):
            self._go("new")
            self.owner, self.assigned = "", self.minute
            self._deal(frozenset(self.had | {person}))

    def do_next(self, step: Due) -> None:
        """Not accepted: the next one, else the lead hears."""
        if not self._deal(frozenset(self.had | {self.owner})):
            self._say(step, "lead", set())

    def do_hold(self, facts: tuple[str, int]) -> None:
        why, until = facts
        self.held, self.wake, self.waits = self.minute, until, why == "requester"
        self._go("hold")

    def do_resume(self, _: Any) -> None:
        self._go("working")

    def do_wake(self, _: Any) -> None:
        self.alarms.append(Alarm(self.minute, self.script.ticket, "resumed", self.owner))
        self._go("working")

    def do_resolve(self, _: Any) -> None:
        self.resolved = self.minute
        self._go("resolved")

    do_send_back = do_resume
    do_reopen = do_resume

    def do_approve(self, step: Any) -> None:
        if isinstance(step, Due):
            self.alarms.append(Alarm(self.minute, self.script.ticket, "approved", self.owner))
        self._go("closed")

    def do_close(self, _: Any) -> None:
        self.alarms.append(Alarm(self.minute, self.script.ticket, "closed", self.owner))
        self._go("cancelled")

    def do_cancel(self, _: Any) -> None:
        self._go("cancelled")

    def do_priority(self, priority: int) -> None:
        self.priority = priority

    def do_deadline(self, deadline: int | None) -> None:
        self.deadline = deadline
