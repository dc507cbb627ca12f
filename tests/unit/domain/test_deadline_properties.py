"""Whatever is read lies in the future and says itself back to the same moment."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendar import Interval, WorkCalendar
from bot.domain.deadline import Ask, Reading, canonical, echo, read
from bot.domain.holidays import china, with_holidays

HOURS = (Interval(540, 720), Interval(810, 1080))
CALENDARS = (
    with_holidays(
        WorkCalendar("office", "Asia/Shanghai", dict.fromkeys(range(5), HOURS)),
        [china(year) for year in (2024, 2025, 2026)],
    ),
    WorkCalendar("night", "Asia/Shanghai", {day: (Interval(1320, 1800),) for day in range(6)}),
    WorkCalendar(
        "six", "Asia/Tokyo", dict.fromkeys(range(5), HOURS), working_saturday=date(2026, 1, 3)
    ),
    WorkCalendar("always", "UTC", always=True),
)
WEEKDAYS = "一二三四五六日"
RELATIVE = {"today": "今天", "tomorrow": "明天", "day_after_tomorrow": "后天"}

numeral = st.one_of(
    st.integers(0, 40).map(str),
    st.sampled_from(["一", "两", "三", "五", "十", "十二", "二十五", "半", "两三", "1.5"]),
)
day = st.one_of(
    st.sampled_from(
        [
            "今天",
            "明天",
            "后天",
            "大后天",
            "周五",
            "下周一",
            "下下周三",
            "本周日",
            "周三",
            "今",
            "明",
            "月底",
            "年底",
            "本周",
            "下周",
            "周末",
            "tomorrow",
            "Friday",
            "Dec",
            "国庆",
            "节",
            "元旦",
        ]
    ),
    st.builds(lambda m, d: f"{m}月{d}日", st.integers(0, 13), st.integers(0, 32)),
    st.builds(lambda m, d: f"{m}/{d}", st.integers(0, 13), st.integers(0, 32)),
    st.builds(lambda d: f"{d}号", st.integers(0, 33)),
    st.dates(date(2025, 1, 1), date(2028, 1, 1)).map(str),
)
time = st.one_of(
    st.sampled_from(
        ["上午", "下午", "晚上", "中午", "早上", "凌晨", "下班", "上班", "3pm", "noon", "晚", "早"]
    ),
    st.builds(lambda h, m: f"{h}:{m:02d}", st.integers(0, 25), st.integers(0, 60)),
    st.builds(lambda p, n: f"{p}{n}点", st.sampled_from(["", "下午", "晚上", "凌晨"]), numeral),
    st.builds(lambda n: f"{n}点半", numeral),
)
length = st.builds(
    lambda n, u: f"{n}{u}",
    numeral,
    st.sampled_from(
        [
            "分钟",
            "小时",
            "个半小时",
            "天",
            "个工作日",
            "个工作小时",
            "周",
            "个月",
            "h",
            "mins",
            "日内",
        ]
    ),
)
piece = st.one_of(
    day, time, length, st.sampled_from(["前", "内", "之前", "截止", "by ", "后", " "])
)
texts = st.lists(piece, min_size=1, max_size=5).map("".join)
moments = st.integers(
    int(datetime(2025, 1, 1, tzinfo=UTC).timestamp()),
    int(datetime(2027, 12, 31, tzinfo=UTC).timestamp()),
).map(lambda second: datetime.fromtimestamp(second, UTC))
calendars = st.sampled_from(CALENDARS)


def echoed(at: datetime, now: datetime, zone: str) -> str:
    """The echo as the Chinese texts say it."""
    said = echo(at, now, zone)
    year = "" if said.this_year else f"{said.year}年"
    day = RELATIVE[said.relative] if said.relative else f"{year}{said.month}月{said.day}日"
    return f"{day}(周{WEEKDAYS[said.weekday]}){said.hour:02d}:{said.minute:02d}"


@settings(max_examples=400, deadline=None)
@given(texts, moments, calendars)
def test_a_reading_is_in_the_future_and_says_itself_back(
    text: str, now: datetime, calendar: WorkCalendar
) -> None:
    answer = read(text, now, calendar, "loose")
    if isinstance(answer, Ask):
        assert all(candidate > now for candidate in answer.candidates)
    if not isinstance(answer, Reading):
        return
    assert answer.at > now
    assert 0 <= answer.span[0] < answer.span[1] <= len(text)
    for form in (canonical(answer.at, calendar.zone), echoed(answer.at, now, calendar.zone)):
        again = read(form, now, calendar, "loose")
        assert isinstance(again, Reading), (form, again)
        assert again.at == answer.at, form


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 60 * 24 * 400), calendars)
def test_every_future_minute_can_be_written_and_read(minutes: int, calendar: WorkCalendar) -> None:
    now = datetime(2026, 11, 18, 2, 30, tzinfo=UTC)
    at = now + timedelta(minutes=minutes)
    for form in (canonical(at, calendar.zone), echoed(at, now, calendar.zone)):
        reading = read(form, now, calendar, "loose")
        assert isinstance(reading, Reading), form
        assert reading.at == at, form


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), moments)
def test_no_text_breaks_the_reader(text: str, now: datetime) -> None:
    for mode in ("strict", "loose"):
        answer = read(text, now, CALENDARS[0], mode)
        assert not isinstance(answer, Reading) or answer.at > now
