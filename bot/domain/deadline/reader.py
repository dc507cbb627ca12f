"""Read a deadline from a text: strictly (only where it is said), loosely, or as a suggestion."""

from datetime import datetime
from functools import lru_cache

from bot.domain.calendar import WorkCalendar
from bot.domain.deadline.phrases import Phrase, phrases
from bot.domain.deadline.place import Place
from bot.domain.deadline.reading import Ask, Mode, Reading
from bot.domain.deadline.resolve import resolve
from bot.domain.deadline.said import Mark, mark, may_be_meant
from bot.domain.deadline.scan import readable
from bot.domain.deadline.words.patterns import FIELD_FILLER

MOST_PHRASES = 12  # more times than that are a table or a log
LONGEST_TEXT = 2000  # characters; a deadline far down in a pasted log is not one


def read(
    text: str, now: datetime, calendar: WorkCalendar, mode: Mode = "strict"
) -> Reading | Ask | None:
    """The deadline a text sets, a question about it, or None.

    strict (free text): only a time said as a deadline. loose (a field or argument that is a
    deadline): any time. `now` is aware; wall times are of the calendar's zone. Raises
    NoWorkingTime when working time is asked of a calendar that has none.
    """
    plain, found = _heard(text[:LONGEST_TEXT])
    if not found:
        return None
    place = Place.at(now, calendar)
    chosen = [(phrase, marked) for phrase, marked in found if marked.said]
    if mode == "loose" and not chosen:
        chosen = [pair for pair in found if not pair[0].weak or _fills(plain, *pair)]
    return _one_of(chosen, place)


def suggest(text: str, now: datetime, calendar: WorkCalendar) -> Reading | None:
    """A deadline the text may mean without saying so: to be offered, never set."""
    plain, found = _heard(text[:LONGEST_TEXT])
    if not found or any(marked.said for _, marked in found):
        return None
    place = Place.at(now, calendar)
    likely = [pair for pair in found if may_be_meant(plain, pair[0])]
    answer = _one_of(likely, place)
    return answer if isinstance(answer, Reading) else None


@lru_cache(maxsize=64)
def _heard(text: str) -> tuple[str, list[tuple[Phrase, Mark]]]:
    """The readable text and its marked phrases; kept, as a text is read and then suggested on."""
    plain = readable(text)
    if plain is None:
        return "", []
    return plain, [(phrase, mark(plain, phrase)) for phrase in phrases(plain)[:MOST_PHRASES]]


def _one_of(found: list[tuple[Phrase, Mark]], place: Place) -> Reading | Ask | None:
    """The answer all phrases agree on; several different ones are a question."""
    answers = [
        answer
        for phrase, marked in found
        if (answer := resolve(phrase, place, (marked.start, marked.end), marked.before))
    ]
    if not answers:
        return None
    times = {answer.at for answer in answers if isinstance(answer, Reading)}
    ranged = any(phrase.ranged for phrase, _ in found)
    if len(times) > 1 or (ranged and times):
        span = (answers[0].span[0], answers[-1].span[1])
        return Ask("range" if ranged else "several", place.ahead(*times), span)
    return next((answer for answer in answers if isinstance(answer, Reading)), answers[0])


def _fills(text: str, phrase: Phrase, marked: Mark) -> bool:
    """Whether the field holds nothing but this phrase."""
    outside = (text[: marked.start], text[marked.end :])
    return all(FIELD_FILLER.fullmatch(part) for part in outside)
