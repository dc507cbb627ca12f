"""Words too loose for a deadline (周末, 月中, 一会儿, 半天) → a question with likely times."""

from datetime import timedelta

from bot.domain.deadline.days import add_months, monday_of
from bot.domain.deadline.place import Place, whole_minute
from bot.domain.deadline.reading import Ask, Range
from bot.domain.deadline.scan import Token
from bot.domain.deadline.words import base as w

MID_MONTH_DAYS = (10, 15, 20)
MONTH_START_DAYS = (1, 5)


def vague(token: Token, place: Place, span: Range) -> Ask:
    name = next(name for name, _ in w.VAGUE if token.match[f"vague_{name}"] is not None)
    if name == w.WEEKEND:
        said = token.said("weekend_off") or ("next" if token.text.startswith("next") else "")
        monday = monday_of(place.today) + timedelta(days=7 * (w.OFFSETS[said] or 0))
        times = [place.closing(monday + timedelta(days=day)) for day in (4, 5, 6)]
    elif name in (w.MID_MONTH, w.MONTH_START):
        days = MID_MONTH_DAYS if name == w.MID_MONTH else MONTH_START_DAYS
        first = place.today.replace(day=1)
        if token.text.startswith(w.FOLLOWING):
            first = add_months(first, 1)
        times = [place.closing(first.replace(day=day)) for day in days]
        if not place.ahead(*times):
            times = [place.closing(add_months(first, 1).replace(day=day)) for day in days]
    elif name == w.FEW_DAYS:
        times = [place.closing(place.today + timedelta(days=day)) for day in (2, 3, 5)]
    elif name == w.HALF_DAY:
        times = [
            whole_minute(place.now + timedelta(hours=4)),
            place.closing(place.today),
            place.moment(place.today + timedelta(days=1), 12 * 60),
        ]
    else:
        minutes = (30, 60, 120)
        times = [whole_minute(place.now + timedelta(minutes=more)) for more in minutes]
    return Ask("vague", place.ahead(*times), span)
