"""The view from one place: its language, its zone, and the accounts people have there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.cards.model import At, Capabilities, Line, plain
from bot.domain.people import AccountId, Person
from bot.domain.policy import Policy
from bot.domain.ticket import Ticket
from bot.domain.times import from_ms
from bot.ports import Tx
from bot.texts import knows, render, text

PEOPLE = frozenset({"who", "to", "owner", "lead", "requester"})
LABELS = {"state": "state", "verb": "verb", "priority": "priority", "field": "field",
          "platform": "platform", "impact": "urgent", "urgency": "urgency"}


class View:
    """Implements bot/cards/voice.Voice on an open transaction."""

    def __init__(
        self, tx: Tx, policy: Policy, *, language: str, platform: str = "", tenant: str = "",
        viewer: Person | None = None, caps: Capabilities | None = None, ring: bool = False,
        ticket: Ticket | None = None,
    ) -> None:  # `ticket`: the one it is about, where it has been read already
        self.tx = tx
        self.policy = policy
        self.language = language
        self.platform = platform
        self.tenant = tenant
        self.viewer = viewer
        self.caps = caps or Capabilities()
        self.ring = ring
        self.now = tx.now
        self.zone = ZoneInfo(policy.calendars["default"].zone)
        self._ticket = ticket
        self._people: dict[int, Person] = {}

    # ---- words ------------------------------------------------------------------------------

    def say(self, key: str, **facts: Any) -> str:
        """A filled sentence as bare text."""
        if not facts:
            return text(key, self.language)
        return plain(self.line(key, facts))

    def line(self, key: str, facts: Mapping[str, Any]) -> Line:
        """A filled sentence as spans."""
        return render(key, self.language, self.facts(facts))

    def facts(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Facts as they are said: ids become people, codes labels, milliseconds moments."""
        out: dict[str, Any] = {}
        for name, value in facts.items():
            if name in PEOPLE and (value is None or isinstance(value, int)):
                out[name] = (self.at(value),) if self.ring and value else self.name(value)
            elif name.endswith("_at") and isinstance(value, int):
                out[name] = self.when(from_ms(value))
            elif name in LABELS and isinstance(value, str | int):
                label = f"{LABELS[name]}.{value}"
                out[name] = text(label, self.language) if knows(label) else str(value)
            elif name == "why_key":
                out["why"] = text(str(value), self.language)
            elif name == "reason_key":
                label = f"reason.{value}"
                out["reason"] = text(label, self.language) if knows(label) else value
            elif name == "who" and isinstance(value, list):
                out[name] = self._join(text(f"role.{role}", self.language) for role in value)
            elif name == "platforms":
                out[name] = self.joined(
                    text(f"platform.{p}", self.language) for p in dict.fromkeys(value)
                )
            elif name == "can":
                out[name] = self._can(value)
            elif name == "names":
                out[name] = self._join(
                    self.name(n) if isinstance(n, int) else str(n) for n in value
                )
            elif name == "choices_at":
                out["choices"] = self._join(self.when(m) for m in value)
            else:
                out[name] = "" if value is None else value
        if facts.get("planned_at"):
            out["planned"] = text("ping.delayed", self.language, planned_at=out["planned_at"])
        return out

    def joined(self, words: Iterable[str]) -> str:
        """Words as one enumeration."""
        return self._join(words)

    def _join(self, words: Iterable[str]) -> str:
        return text("list.separator", self.language).join(words)

    def _can(self, verbs: Iterable[str]) -> str:
        said = self._join(text(f"verb.{verb}", self.language) for verb in verbs)
        return text("error.can", self.language, verbs=said) if said else ""

    # ---- tickets ----------------------------------------------------------------------------

    def ticket(self, number: int) -> Ticket:
        """A ticket; raises NotFound."""
        known = self._ticket
        return known if known and known.id == number else self.tx.tickets.get(number)

    # ---- people -----------------------------------------------------------------------------

    def person(self, number: int | None) -> Person | None:
        """A person, loaded once per view."""
        if not number:
            return None
        if number not in self._people:
            self._people.update(self.tx.people.get_many([number]))
        return self._people.get(number)

    def name(self, person: int | None) -> str:
        """A person's name; the bot's for 0, a word for nobody."""
        found = self.person(person)
        if found is not None:
            return found.name
        return text("value.bot" if person == 0 else "value.nobody", self.language)

    def at(self, person: int) -> At:
        """A mention, real where the person has an account at the view's place."""
        return At(self.name(person), self.account(person))

    def account(self, person: int) -> AccountId | None:
        """The person's account at the view's messenger."""
        for account in self.tx.people.accounts(person):
            if (account.id.platform, account.id.tenant) == (self.platform, self.tenant):
                return account.id
        return None

    # ---- moments ----------------------------------------------------------------------------

    def when(self, moment: datetime) -> str:
        """11月27日(周五)18:00; near days by their name."""
        here, today = moment.astimezone(self.zone), self.now.astimezone(self.zone).date()
        days = text("time.weekdays", self.language)
        names = days.split() if " " in days else list(days)
        weekday = text("time.weekday", self.language, day=names[here.weekday()])
        clock = f"{here.hour:02}:{here.minute:02}"
        near = {-1: "yesterday", 0: "today", 1: "tomorrow", 2: "after_tomorrow"}
        name = near.get((here.date() - today).days)
        if name:
            day = text(f"time.{name}", self.language)
            return text("time.near", self.language, day=day, weekday=weekday, clock=clock)
        key = "time.date" if here.year == today.year else "time.full"
        return text(
            key, self.language, year=here.year, month=here.month, day=here.day,
            weekday=weekday, clock=clock,
        )

    def left(self, due: datetime) -> str:
        """剩3小时, 超20分钟: wall-clock time, coarse."""
        delta = due - self.now
        late = delta <= timedelta()
        return self._span("late" if late else "left", abs(delta))

    def span(self, delta: timedelta) -> str:
        """3小时, 20分钟."""
        return self._span("span", delta)

    def _span(self, kind: str, delta: timedelta) -> str:
        minutes = int(delta.total_seconds()) // 60
        if minutes < 60:
            return text(f"{kind}.minutes", self.language, n=max(1, minutes))
        if minutes < 48 * 60:
            return text(f"{kind}.hours", self.language, n=minutes // 60)
        return text(f"{kind}.days", self.language, n=minutes // (24 * 60))
