"""Where a reading is made: the moment now, the site's zone and its working calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.calendar import WorkCalendar
from bot.domain.deadline.reading import Ask, Explanation, Range, Reading
from bot.domain.zones import instant, zone_of

FALLBACK_OPENING = time(9, 0)


@dataclass(frozen=True)
class Place:
    """Now, at one site. `now` is in UTC; `today` is the site's date."""

    now: datetime
    calendar: WorkCalendar
    today: date

    @classmethod
    def at(cls, now: datetime, calendar: WorkCalendar) -> "Place":
        if now.tzinfo is None:
            raise ValueError("now needs a time zone")
        return cls(now.astimezone(UTC), calendar, calendar.local_date(now))

    def moment(self, day: date, minutes: int) -> datetime:
        """The UTC moment that many wall-clock minutes after the midnight that begins `day`."""
        wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
        return instant(wall, zone_of(self.calendar.zone))

    def closing(self, day: date) -> datetime:
        """The end of the working day; 18:00 where it would lie on another date."""
        end = self.calendar.end_of_day(day)
        return end if self.calendar.local_date(end) == day else self.moment(day, 18 * 60)

    def opening(self, day: date) -> datetime:
        spans = () if self.calendar.always else self.calendar.intervals(day)
        if spans:
            return spans[0].start
        return self.moment(day, FALLBACK_OPENING.hour * 60)

    def ahead(self, *moments: datetime) -> tuple[datetime, ...]:
        """Those of the moments that lie ahead, in order, each once."""
        return tuple(sorted({moment for moment in moments if moment > self.now}))

    def reading(
        self,
        at: datetime,
        span: Range,
        kind: str,
        working: bool = False,
        facts: Mapping[str, object] | None = None,
    ) -> Reading | Ask:
        """A reading of a future moment; of a past one, the question what was meant."""
        if at <= self.now:
            return Ask("past", self.ahead(self.closing(self.today), self._tomorrow(at)), span)
        year = self.calendar.local_date(at).year
        known = dict(facts or {})
        if working and not self.calendar.knows(year):
            known["assumed"] = True
        return Reading(at, span, Explanation(f"deadline.{kind}", known), kind, working)

    def _tomorrow(self, at: datetime) -> datetime:
        """The same time of day tomorrow."""
        local = at.astimezone(zone_of(self.calendar.zone))
        return self.moment(self.today + timedelta(days=1), local.hour * 60 + local.minute)


def whole_minute(at: datetime) -> datetime:
    """Rounded up, so that what is shown is what counts."""
    cut = at.replace(second=0, microsecond=0)
    return cut if cut == at else cut + timedelta(minutes=1)
