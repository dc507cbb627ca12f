"""Holiday years: our table, the common JSON, pasted notices and what is wrong with them."""

import json
from datetime import date

import pytest

from bot.domain.calendar import Interval, WorkCalendar
from bot.domain.holidays import (
    HolidayFault,
    china,
    festival_start,
    parse_holiday_cn,
    parse_notice,
    with_holidays,
)

NOTICE_2026 = """国务院办公厅关于2026年
部分节假日安排的通知
各省、自治区、直辖市人民政府,国务院各部委、各直属机构:
　　经国务院批准,现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
　　一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
　　二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、
2月28日（周六）上班。
　　三、清明节：4月4日（周六）至6日（周一）放假，共3天。
　　四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
　　五、端午节：6月19日（周五）至21日（周日）放假，共3天。
　　六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
　　七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
　　节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
国务院办公厅
2025年11月4日
"""
NOTICE_2025 = """国务院办公厅关于2025年部分节假日安排的通知
一、元旦:1月1日(周三)放假1天,不调休。
二、春节:1月28日(农历除夕、周二)至2月4日(农历正月初七、周二)放假调休,共8天。1月26日(周日)、2月8日(周六)上班。
三、清明节:4月4日(周五)至6日(周日)放假,共3天。
四、劳动节:5月1日(周四)至5日(周一)放假调休,共5天。4月27日(周日)上班。
五、端午节:5月31日(周六)至6月2日(周一)放假,共3天。
六、国庆节、中秋节:10月1日(周三)至8日(周三)放假调休,共8天。9月28日(周日)、10月11日(周六)上班。
"""


def off(year: int) -> int:
    return sum(holiday.is_off for holiday in china(year).days.values())


def made_up(year: int) -> list[str]:
    return [f"{day:%m-%d}" for day, holiday in china(year).days.items() if not holiday.is_off]


def test_the_tables_have_the_official_make_up_days() -> None:
    assert made_up(2024) == ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"]
    assert made_up(2025) == ["01-26", "02-08", "04-27", "09-28", "10-11"]
    assert made_up(2026) == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]
    assert all(
        day.weekday() >= 5
        for year in (2024, 2025, 2026)
        for day, holiday in china(year).days.items()
        if not holiday.is_off
    )
    assert (off(2024), off(2025), off(2026)) == (28, 28, 33)


def test_an_unknown_year_has_its_fixed_dates_and_says_it_is_not_official() -> None:
    table = china(2031)
    assert not table.official
    assert date(2031, 10, 1) in table.days
    assert all(holiday.is_off for holiday in table.days.values())


def test_a_pasted_notice_reads_as_our_own_table() -> None:
    assert parse_notice(NOTICE_2026) == china(2026)
    assert parse_notice(NOTICE_2025) == china(2025)


def test_a_notice_pasted_on_one_line_reads_the_same() -> None:
    assert parse_notice(NOTICE_2026.replace("\n", ""), year=2026) == china(2026)


@pytest.mark.parametrize(
    ("old", "new", "key", "line"),
    [
        ("5月9日（周六）", "5月9日（周日）", "holiday.notice.wrong_weekday", 9),
        ("共7天", "共8天", "holiday.notice.wrong_count", 12),
        ("6月19日（周五）", "6月31日", "holiday.notice.bad_date", 10),
        (
            "4月4日（周六）至6日（周一）放假",
            "4月4日（周六）见通知",
            "holiday.notice.no_days_off",
            8,
        ),
        ("2月14日（周六）、", "1月1日、", "holiday.notice.contradiction", 6),
        ("10月1日（周四）至7日（周三）", "9月1日至10月7日", "holiday.notice.too_long", 12),
    ],
)
def test_a_faulty_notice_names_the_line(old: str, new: str, key: str, line: int) -> None:
    assert old in NOTICE_2026
    with pytest.raises(HolidayFault) as fault:
        parse_notice(NOTICE_2026.replace(old, new))
    assert fault.value.key == key
    assert fault.value.facts["line"] == line


def test_a_notice_of_another_year_fails_on_its_weekdays() -> None:
    with pytest.raises(HolidayFault) as fault:
        parse_notice(NOTICE_2025, year=2027)
    assert fault.value.key == "holiday.notice.wrong_weekday"


def test_a_text_without_a_year_or_without_holidays_is_refused() -> None:
    with pytest.raises(HolidayFault) as no_year:
        parse_notice("一、元旦:1月1日放假")
    with pytest.raises(HolidayFault) as nothing:
        parse_notice("明天吃什么", year=2027)
    assert no_year.value.key == "holiday.notice.no_year"
    assert nothing.value.key == "holiday.notice.nothing_found"


def test_a_holiday_may_begin_in_the_year_before() -> None:
    table = parse_notice("一、元旦:2022年12月31日至2023年1月2日放假调休,共3天。", year=2023)
    assert sorted(table.days) == [date(2022, 12, 31), date(2023, 1, 1), date(2023, 1, 2)]
    short = parse_notice("一、元旦:12月31日至1月2日放假,共3天。", year=2023)
    assert short == table


def holiday_cn(**changes: object) -> str:
    days = [
        {
            "name": {"national_day": "国庆节", "new_year": "元旦"}.get(holiday.name, "春节"),
            "date": day.isoformat(),
            "isOffDay": holiday.is_off,
        }
        for day, holiday in china(2026).days.items()
        if holiday.name in ("national_day", "new_year", "spring_festival")
    ]
    return json.dumps({"year": 2026, "papers": [], "days": days} | changes)


def test_the_common_json_reads_as_our_own_table() -> None:
    table = parse_holiday_cn(holiday_cn())
    assert table.official
    assert all(china(2026).days[day] == holiday for day, holiday in table.days.items())
    assert len(table.days) == 3 + 1 + 9 + 2 + 7 + 2


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("{", "holiday.json.not_json"),
        ("[]", "holiday.json.no_days"),
        (holiday_cn(days=[]), "holiday.json.empty"),
        (holiday_cn(year="2026"), "holiday.json.no_year"),
        (holiday_cn(year=2030), "holiday.json.other_year"),
        (holiday_cn(days=[{"name": "元旦", "date": "2026-01-01"}]), "holiday.json.bad_entry"),
        (
            holiday_cn(days=[{"name": "元旦", "date": "2026-02-30", "isOffDay": True}]),
            "holiday.json.bad_date",
        ),
    ],
)
def test_a_faulty_json_is_refused(text: str, key: str) -> None:
    with pytest.raises(HolidayFault) as fault:
        parse_holiday_cn(text)
    assert fault.value.key == key


def test_an_imported_year_replaces_the_fixed_dates_and_becomes_known() -> None:
    hours = {day: (Interval(540, 1080),) for day in range(5)}
    guessed = with_holidays(WorkCalendar("site", "Asia/Shanghai", hours), [china(2031)])
    notice = "一、元旦:1月1日(周三)至3日(周五)放假调休,共3天。1月4日(周六)上班。"
    told = with_holidays(guessed, [parse_notice(notice, year=2031)])
    assert (guessed.knows(2031), told.knows(2031)) == (False, True)
    assert told.works_on(date(2031, 1, 4))
    assert not told.works_on(date(2031, 1, 2))
    assert told.works_on(date(2031, 10, 1)), "the notice is the whole truth of its year"


def test_festivals_begin_on_their_first_day_off() -> None:
    assert festival_start("national_day", 2026) == date(2026, 10, 1)
    assert festival_start("mid_autumn", 2025) == date(2025, 10, 1)
    assert festival_start("spring_festival", 2027) == date(2027, 2, 5)
    assert festival_start("spring_festival", 2050) is None
