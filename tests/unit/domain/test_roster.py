"""Pasted duty tables, who is on duty, and when the duty changes hands."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.policy import Shift, Team
from bot.domain.roster import Cover, handovers, on_duty, parse_roster

CHINA = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 22)
PEOPLE = {name: name for name in ("张三", "李四", "王五", "赵六", "张伟", "孙磊")}
PEOPLE["张工"] = "张伟"


def draft(text: str, weeks: int = 4):
    return parse_roster(text, people=PEOPLE, today=TODAY, weeks=weeks)


def lines(text: str, weeks: int = 4) -> list[tuple]:
    found = draft(text, weeks)
    assert found.faults == (), found.faults
    return [(s.start, s.end, s.main, s.backup, s.kind) for s in found.shifts]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def test_a_weekly_table_with_backups_is_handed_over_at_nine():
    assert lines("11/23-11/29 张三 备 李四\n11/30-12/6 李四 备 王五") == [
        ("2026-11-23 09:00", "2026-11-30 09:00", "张三", "李四", ""),
        ("2026-11-30 09:00", "2026-12-07 09:00", "李四", "王五", ""),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "11/23 张三",
        "11月23日 张三",
        "2026-11-23 张三",
        "11.23（周一） 主班：张三",
        "| 11/23 | 张三 |",
        "11/23 @张三",
    ],
)
def test_one_day_in_any_spelling(line: str):
    assert lines(line) == [("2026-11-23 09:00", "2026-11-24 09:00", "张三", None, "")]


def test_day_and_night_shifts_cross_midnight():
    assert lines("11/23 白班 张三 夜班 李四") == [
        ("2026-11-23 08:00", "2026-11-23 20:00", "张三", None, "day"),
        ("2026-11-23 20:00", "2026-11-24 08:00", "李四", None, "night"),
    ]


def test_three_shifts_are_recognised_by_the_middle_one():
    kinds = [(s[0][11:], s[4]) for s in lines("11/23 早班 张三 中班 李四 夜班 王五")]
    assert kinds == [("08:00", "early"), ("16:00", "late"), ("00:00", "night")]


def test_settings_in_the_table_move_the_hours():
    assert lines("交接 08:30\n11/23 张三\n11/24 李四") == [
        ("2026-11-23 08:30", "2026-11-24 08:30", "张三", None, ""),
        ("2026-11-24 08:30", "2026-11-25 08:30", "李四", None, ""),
    ]
    assert lines("白班 07:00-19:00\n11/24 白班 李四") == [
        ("2026-11-24 07:00", "2026-11-24 19:00", "李四", None, "day"),
    ]


def test_a_weekly_rotation_goes_round_from_its_monday():
    found = lines("每周一09:00 轮换: 张三,李四,王五")
    assert [s[2] for s in found] == ["张三", "李四", "王五", "张三", "李四"]
    assert found[0][:2] == ("2026-11-16 09:00", "2026-11-23 09:00")
    assert all(date.fromisoformat(s[0][:10]).weekday() == 0 for s in found)


def test_a_rotation_can_have_backups_and_a_first_day():
    found = lines("每天 08:00 轮值:张三、李四 备 王五,从11/25起", weeks=1)
    assert found[0] == ("2026-11-25 08:00", "2026-11-26 08:00", "张三", "王五", "")
    assert [s[2] for s in found] == ["张三", "李四", "张三", "李四", "张三"]


def test_four_crews_cover_every_hour_and_rest_two_days_of_eight():
    found = draft("四班三运转 11/23起: 甲班 张三 乙班 李四 丙班 王五 丁班 赵六", weeks=3)
    assert found.faults == ()
    for day in range(1, 16):
        for hour in (1, 9, 17):
            moment = at("2026-11-23T00:00") + timedelta(days=day, hours=hour)
            assert on_duty(Team("值班", roster=found.shifts), moment).main
    hours = {name: sum(s.main == name for s in found.shifts[:24]) for name in PEOPLE.values()}
    assert {hours[name] for name in ("张三", "李四", "王五", "赵六")} == {6}


def test_the_holiday_roster_lies_over_the_usual_one():
    found = draft("9/28-10/11 张三\n国庆值班:\n10/1-10/3 李四 备 王五")
    assert found.faults == ()
    team = Team("IT", roster=found.shifts)
    assert on_duty(team, at("2026-10-02T12:00"))[:2] == ("李四", "王五")
    assert on_duty(team, at("2026-10-05T12:00")).main == "张三"
    before = on_duty(team, at("2026-09-30T12:00"))
    assert before.main == "张三" and before.until == at("2026-10-01T09:00")


def test_faults_name_their_lines_and_who_was_probably_meant():
    found = draft("11/23 张三\n11/24 赵八六\n废话连篇\n2/30 张三\n11/26-11/25 李四\n11/28")
    assert [(f.line, f.key) for f in found.faults] == [
        (2, "roster.person_unknown"),
        (3, "roster.unreadable"),
        (4, "roster.bad_date"),
        (5, "roster.backwards"),
        (6, "roster.nobody_named"),
    ]
    assert not found.usable


def test_an_unknown_name_proposes_the_nearest():
    fault = draft("11/23 孙垒")
    assert fault.faults[0].proposal in PEOPLE


def test_holes_and_overlaps_are_shown_with_their_line_but_do_not_stop():
    found = draft("11/23-11/25 张三\n11/25-11/27 李四\n11/30-12/1 王五")
    assert [(f.line, f.key) for f in found.faults] == [(2, "roster.overlap"), (3, "roster.hole")]
    assert found.faults[1].facts == {"start": "2026-11-28 09:00", "end": "2026-11-30 09:00"}
    assert found.usable


def test_nights_without_duty_are_no_holes():
    text = "\n".join(f"11/{day} 08:00-20:00 张三" for day in range(23, 28))
    assert draft(text).faults == ()


def test_a_table_of_nothing_says_so():
    assert [f.key for f in draft("").faults] == ["roster.nothing_found"]


def test_aliases_become_handles():
    assert lines("11/23 张工")[0][2] == "张伟"


def test_a_date_without_a_year_is_the_nearest_one():
    found = parse_roster("1/2 张三", people=PEOPLE, today=date(2026, 12, 30))
    assert found.shifts[0].start == "2027-01-02 09:00"


TEAM = Team(
    "IT",
    roster=(
        Shift("2026-11-23 09:00", "2026-11-30 09:00", "张三", "李四"),
        Shift("2026-11-30 09:00", "2026-12-07 09:00", "李四", "王五"),
    ),
)


def test_duty_ends_where_the_next_begins():
    duty = on_duty(TEAM, at("2026-11-30T08:59"))
    assert duty == ("张三", "李四", at("2026-11-30T09:00"), "")
    assert on_duty(TEAM, at("2026-11-30T09:00")).main == "李四"


def test_nobody_is_on_duty_outside_the_roster():
    early = on_duty(TEAM, at("2026-11-20T12:00"))
    assert early.main is None and early.until == at("2026-11-23T09:00")
    assert on_duty(TEAM, at("2026-12-20T12:00")) == (None, None, None, "")


def test_a_cover_takes_one_day_and_gives_it_back():
    cover = Cover("张三", "赵六", at("2026-11-25T00:00"), at("2026-11-26T00:00"), "IT")
    assert on_duty(TEAM, at("2026-11-25T10:00"), [cover])[:3] == (
        "赵六", "李四", at("2026-11-26T00:00"),
    )  # fmt: skip
    assert on_duty(TEAM, at("2026-11-26T00:00"), [cover]).main == "张三"
    assert on_duty(TEAM, at("2026-11-25T10:00"), [Cover("张三", "赵六", cover.start, cover.end,
                                                        "行政")]).main == "张三"


def test_two_people_who_swap_stand_in_for_each_other():
    start, end = at("2026-11-23T09:00"), at("2026-12-07T09:00")
    swap = [Cover("张三", "李四", start, end), Cover("李四", "张三", start, end)]
    assert on_duty(TEAM, at("2026-11-24T10:00"), swap)[:2] == ("李四", "张三")
    assert on_duty(TEAM, at("2026-12-01T10:00"), swap)[:2] == ("张三", "王五")


def test_handovers_are_listed_with_both_sides():
    found = handovers(TEAM, at("2026-11-24T00:00"), at("2026-12-31T00:00"))
    assert [(h.at, h.before.main, h.after.main) for h in found] == [
        (at("2026-11-30T09:00"), "张三", "李四"),
        (at("2026-12-07T09:00"), "李四", None),
    ]


def test_moments_come_back_in_utc():
    until = on_duty(TEAM, datetime(2026, 11, 24, tzinfo=UTC)).until
    assert until is not None and until.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("said", "start"),
    [
        ("每周一9点 轮换: 张三,李四", "2026-11-16 09:00"),
        ("每周一早上8点半轮换 张三 李四", "2026-11-16 08:30"),
        ("每周五下午6点轮换：张三、李四", "2026-11-13 18:00"),
    ],
)
def test_times_may_be_spoken(said: str, start: str) -> None:
    people = {"张三": "张三", "李四": "李四"}
    draft = parse_roster(said, people=people, today=date(2026, 11, 18), weeks=2)
    assert draft.usable and draft.shifts[0].start == start
