"""The rules of reading a deadline, one by one (product.md §7.7)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import Interval, NoWorkingTime, WorkCalendar
from bot.domain.deadline import Ask, Reading, canonical, echo, read, suggest, urgency
from bot.domain.holidays import china, with_holidays

ZONE = "Asia/Shanghai"
HOURS = (Interval(540, 720), Interval(810, 1080))
CALENDAR = with_holidays(
    WorkCalendar("office", ZONE, dict.fromkeys(range(5), HOURS)),
    [china(year) for year in (2024, 2025, 2026)],
)


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(ZONE))


WEDNESDAY = at("2026-11-18 10:30")


def loose(text: str, now: datetime = WEDNESDAY, calendar: WorkCalendar = CALENDAR) -> Reading:
    answer = read(text, now, calendar, "loose")
    assert isinstance(answer, Reading), answer
    return answer


def asked(text: str, now: datetime = WEDNESDAY) -> Ask:
    answer = read(text, now, CALENDAR, "loose")
    assert isinstance(answer, Ask), answer
    return answer


def test_the_span_covers_the_phrase_with_its_marks_in_the_original_text() -> None:
    text = "空调不制冷,明天下午三点前修好"
    reading = read(text, WEDNESDAY, CALENDAR)
    assert isinstance(reading, Reading)
    assert text[slice(*reading.span)] == "明天下午三点前"


def test_full_width_text_keeps_its_positions() -> None:
    text = "截止：１２月１日　１８：００"
    reading = read(text, WEDNESDAY, CALENDAR)
    assert isinstance(reading, Reading)
    assert reading.at == at("2026-12-01 18:00")
    assert reading.span == (0, len(text))


def test_free_text_with_an_unmarked_time_is_a_suggestion_only() -> None:
    text = "打印机坏了,希望明天上午能修好"
    assert read(text, WEDNESDAY, CALENDAR) is None
    chip = suggest(text, WEDNESDAY, CALENDAR)
    assert chip is not None
    assert chip.at == at("2026-11-19 12:00")


def test_a_text_that_sets_a_deadline_gets_no_suggestion_beside_it() -> None:
    assert suggest("明天下午三点前修好", WEDNESDAY, CALENDAR) is None


def test_two_different_deadlines_in_one_text_are_a_question() -> None:
    answer = read("今天下班前到现场,周五前修好", WEDNESDAY, CALENDAR)
    assert isinstance(answer, Ask)
    assert answer.reason == "several"
    assert answer.candidates == (at("2026-11-18 18:00"), at("2026-11-20 18:00"))


def test_working_days_say_that_the_calendar_counted_and_hours_that_the_clock_did() -> None:
    days, hours = loose("3个工作日内"), loose("2小时内")
    assert (days.kind, days.working) == ("working_days", True)
    assert days.explanation.facts == {"amount": 3, "unit": "work_day"}
    assert (hours.kind, hours.working) == ("duration", False)
    assert hours.explanation.key == "deadline.duration"


def test_a_time_in_a_year_without_official_holidays_says_it_is_assumed() -> None:
    reading = loose("30个工作日内", at("2026-12-20 10:00"))
    assert reading.explanation.facts["assumed"] is True
    assert "assumed" not in loose("3个工作日内").explanation.facts


def test_seconds_are_rounded_up_so_that_what_is_shown_is_what_counts() -> None:
    now = WEDNESDAY.replace(second=1)
    assert loose("2小时内", now).at == at("2026-11-18 12:31")


@pytest.mark.parametrize(
    ("text", "now", "wanted"),
    [
        ("下午5点", "2026-11-18 17:30", "2026-11-19 17:00"),
        ("周三", "2026-11-18 18:30", "2026-11-25 18:00"),
        ("1月5日", "2026-11-18 10:30", "2027-01-05 18:00"),
        ("5号", "2026-11-18 10:30", "2026-12-05 18:00"),
        ("31号", "2026-11-18 10:30", "2026-12-31 18:00"),
        ("2月29日", "2026-11-18 10:30", "2028-02-29 18:00"),
        ("下班前", "2026-11-21 10:00", "2026-11-23 18:00"),
        ("月底", "2026-01-30 19:00", "2026-01-31 18:00"),
        ("节前", "2026-09-28 10:00", "2026-09-30 18:00"),
        ("国庆前", "2026-10-03 10:00", "2027-09-30 18:00"),
        ("下周前", "2026-11-18 10:30", "2026-11-20 18:00"),
        ("下个月前", "2026-11-18 10:30", "2026-11-30 18:00"),
        ("今晚12点", "2026-11-18 10:30", "2026-11-19 00:00"),
        ("晚上1点", "2026-11-18 10:30", "2026-11-19 01:00"),
        ("明天上班前", "2026-11-18 10:30", "2026-11-19 09:00"),
    ],
)
def test_what_is_past_moves_on_to_its_next_time(text: str, now: str, wanted: str) -> None:
    assert canonical(loose(text, at(now)).at, ZONE) == wanted


@pytest.mark.parametrize(
    ("text", "now", "reason"),
    [
        ("今天上午9点", "2026-11-18 10:30", "past"),
        ("今天下班前", "2026-11-18 18:30", "past"),
        ("本周三", "2026-11-20 10:00", "past"),
        ("2026-11-01", "2026-11-18 10:30", "past"),
        ("11月10日", "2026-11-18 10:30", "past"),
        ("本周内", "2026-11-21 10:00", "past"),
        ("本周内", "2026-02-17 10:00", "no_working_day"),
        ("周末", "2026-11-18 10:30", "vague"),
        ("半天", "2026-11-18 10:30", "vague"),
        ("月中", "2026-11-18 10:30", "vague"),
        ("一会儿", "2026-11-18 10:30", "vague"),
        ("两三天内", "2026-11-18 10:30", "range"),
        ("9点到11点", "2026-11-18 08:00", "range"),
        ("9点", "2026-11-18 10:30", "twelve_hours"),
        ("11月31日", "2026-11-18 10:30", "no_such_date"),
        ("11月27日(周四)", "2026-11-18 10:30", "weekday_mismatch"),
    ],
)
def test_what_is_past_or_unclear_asks_with_future_candidates(
    text: str, now: str, reason: str
) -> None:
    answer = asked(text, at(now))
    assert answer.reason == reason
    assert answer.candidates
    assert all(candidate > at(now) for candidate in answer.candidates)


@pytest.mark.parametrize("text", ["尽快", "马上来人", "不急", "25:70", "0小时内", "99999天内", ""])
def test_what_is_no_time_reads_as_nothing(text: str) -> None:
    assert read(text, WEDNESDAY, CALENDAR, "loose") is None


def test_the_end_of_day_is_the_sites_own() -> None:
    early = WorkCalendar("early", ZONE, {day: (Interval(480, 1050),) for day in range(6)})
    assert canonical(loose("周六下班前", calendar=early).at, ZONE) == "2026-11-21 17:30"
    night = WorkCalendar("night", ZONE, {day: (Interval(1200, 1920),) for day in range(7)})
    assert canonical(loose("明天", calendar=night).at, ZONE) == "2026-11-19 18:00"


def test_wall_times_are_of_the_sites_zone() -> None:
    berlin = WorkCalendar("berlin", "Europe/Berlin", dict.fromkeys(range(5), HOURS))
    assert canonical(loose("tomorrow 3pm", calendar=berlin).at, "Europe/Berlin") == (
        "2026-11-19 15:00"
    )


def test_a_calendar_without_working_time_says_so_only_when_it_is_needed() -> None:
    empty = WorkCalendar("empty", ZONE)
    assert loose("2小时内", calendar=empty).at == at("2026-11-18 12:30")
    with pytest.raises(NoWorkingTime):
        read("3个工作日内", WEDNESDAY, empty, "loose")


def test_a_naive_now_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        read("明天", WEDNESDAY.replace(tzinfo=None), CALENDAR)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("空调坏了,尽快", 1),
        ("急!!!", 1),
        ("马上来人", 1),
        ("server down, ASAP", 1),
        ("不急,有空再修", -1),
        ("不太急", -1),
        ("no rush", -1),
        ("紧急出口的灯坏了", 0),
        ("急停按钮失灵", 0),
        ("打印机卡纸", 0),
    ],
)
def test_haste_is_a_hint_and_not_a_date(text: str, hint: int) -> None:
    assert urgency(text) == hint
    assert read(text, WEDNESDAY, CALENDAR) is None


def test_the_echo_says_the_weekday_and_how_near_the_day_is() -> None:
    said = echo(at("2026-11-19 15:00"), WEDNESDAY, ZONE)
    assert (said.month, said.day, said.weekday, said.hour, said.minute) == (11, 19, 3, 15, 0)
    assert (said.relative, said.this_year) == ("tomorrow", True)
    far = echo(at("2027-01-05 18:00"), WEDNESDAY, ZONE)
    assert (far.relative, far.this_year, far.year) == (None, False, 2027)
