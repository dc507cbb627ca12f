"""A phrase → its moment: the day, the time of day on it, and what to do when it is past."""

from datetime import date, datetime, timedelta

from bot.domain.deadline.clock import impossible_clock, time_of_day
from bot.domain.deadline.days import NoSuchDay, SpokenDay, spoken_day, weekday_index
from bot.domain.deadline.lengths import length
from bot.domain.deadline.phrases import Phrase
from bot.domain.deadline.place import Place
from bot.domain.deadline.reading import Ask, Range, Reading
from bot.domain.deadline.stretches import stretch
from bot.domain.deadline.vague import vague

Answer = Reading | Ask | None
TOMORROW = timedelta(days=1)


def resolve(phrase: Phrase, place: Place, span: Range, before: bool = False) -> Answer:
    """None where the phrase turns out to be no time at all (25:70, 0 hours)."""
    whole = phrase.whole
    if whole is not None:
        if whole.kind == "duration":
            return length(whole, place, span)
        if whole.kind == "vague":
            return vague(whole, place, span)
        return stretch(whole, place, span, before)
    if impossible_clock(phrase):
        return None
    if phrase.day is None:
        return _today(phrase, place, span)
    try:
        spoken = spoken_day(phrase.day, place.today)
    except NoSuchDay as fault:
        return Ask("no_such_date", place.ahead(place.closing(fault.last)), span)
    if phrase.check and weekday_index(phrase.check) != spoken.day.weekday():
        return _mismatch(phrase, spoken.day, place, span)
    return _on_day(phrase, spoken, place, span)


def _on_day(phrase: Phrase, spoken: SpokenDay, place: Place, span: Range) -> Answer:
    at, kind = _moment(phrase, spoken.day, place)
    following = spoken.following() if at <= place.now else None
    if following:
        at, kind = _moment(phrase, following, place)
    return place.reading(at, span, kind, kind in ("close", "opening", "day"))


def _moment(phrase: Phrase, day: date, place: Place) -> tuple[datetime, str]:
    """The phrase's moment on a known day, and the kind of reading that is."""
    if phrase.clock and phrase.clock.kind == "close":
        return place.closing(day), "close"
    if phrase.clock and phrase.clock.kind == "opening":
        return place.opening(day), "opening"
    time = time_of_day(phrase)
    if time is None:
        return place.closing(day), "day"
    at = place.moment(day, time.minutes)
    if at <= place.now and time.later and day == place.today:
        at = place.moment(day, time.later)  # "今天8点" said in the morning after eight
    return at, "moment"


def _today(phrase: Phrase, place: Place, span: Range) -> Answer:
    """No day was said: today, or the next day on which it is not past."""
    if phrase.clock and phrase.clock.kind in ("close", "opening"):
        return _next_working(phrase, place, span)
    time = time_of_day(phrase)
    if time is None:
        return None
    at = place.moment(place.today, time.minutes)
    if at > place.now:
        return place.reading(at, span, "moment")
    tomorrow = place.moment(place.today + TOMORROW, time.minutes)
    if time.later is not None:
        tonight = place.moment(place.today, time.later)
        if tonight > place.now:
            return Ask("twelve_hours", (tonight, tomorrow), span)
    return place.reading(tomorrow, span, "moment")


def _next_working(phrase: Phrase, place: Place, span: Range) -> Answer:
    day = place.today
    at, kind = _moment(phrase, day, place)
    if at <= place.now or not place.calendar.works_on(day):
        at, kind = _moment(phrase, place.calendar.next_working_day(day), place)
    return place.reading(at, span, kind, True)


def _mismatch(phrase: Phrase, day: date, place: Place, span: Range) -> Ask:
    """The date and the weekday beside it disagree: offer both."""
    assert phrase.check is not None
    ahead = (weekday_index(phrase.check) - day.weekday()) % 7
    near = day + timedelta(days=ahead if ahead < 4 else ahead - 7)
    times = (_moment(phrase, day, place)[0], _moment(phrase, near, place)[0])
    return Ask("weekday_mismatch", place.ahead(*times), span)
