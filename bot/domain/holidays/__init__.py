"""Chinese public holidays and make-up working days: our own table, imports, pasted notices."""

from bot.domain.holidays.apply import with_holidays
from bot.domain.holidays.imports import parse_holiday_cn
from bot.domain.holidays.model import Holiday, HolidayFault, HolidayYear
from bot.domain.holidays.notice import parse_notice
from bot.domain.holidays.years import china, festival_start

__all__ = [
    "Holiday",
    "HolidayFault",
    "HolidayYear",
    "china",
    "festival_start",
    "parse_holiday_cn",
    "parse_notice",
    "with_holidays",
]
