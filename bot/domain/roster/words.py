"""The Chinese words of duty rosters."""

WIDE = str.maketrans("０１２３４５６７８９（），：；．－～—–", "0123456789(),:;.-~--")

BACKUP = r"(?:备岗|备班|副班|备勤|备|副)[::]?"
MAIN = r"(?:主班|主岗|主|值班人|值班)[::]?"
TO = r"\s*(?:-|~|至|到)\s*"
DATE = r"(?:(?P<{0}y>20\d\d)[-/.年])?(?P<{0}m>\d{{1,2}})[-/.月](?P<{0}d>\d{{1,2}})[日号]?"
END_DATE = (
    r"(?:(?P<by>20\d\d)[-/.年])?(?:(?P<bm>\d{1,2})[-/.月])?(?P<bd>\d{1,2})(?![\d:])[日号]?"
)
NOTE = r"(?:\s*\(?(?:周|星期)[一二三四五六日天]\)?)?"
CLOCK = r"\d{1,2}:\d{2}"
# A time as it is spoken: 9点, 早上9点半, 下午6点.
SPOKEN = r"(早上|上午|中午|下午|晚上|早|晚)?(\d{1,2})[点时](半|\d{2}(?=分|\D|$))?(?:分|整)?"
LATER = ("下午", "晚上", "晚")
HALF_PAST = "半"
NAMES_APART = r"[\s,,、;/|]+"

# Shift names of a day with two and with three shifts, as start and end minutes of the day.
TWO_SHIFTS: dict[str, tuple[int, int]] = {
    "白班": (8 * 60, 20 * 60),
    "夜班": (20 * 60, 32 * 60),
    "晚班": (20 * 60, 32 * 60),
}
THREE_SHIFTS: dict[str, tuple[int, int]] = {
    "早班": (8 * 60, 16 * 60),
    "中班": (16 * 60, 24 * 60),
    "夜班": (24 * 60, 32 * 60),
    "晚班": (24 * 60, 32 * 60),
}
MIDDLE = "中班"
KINDS: dict[str, str] = {
    "白班": "day",
    "夜班": "night",
    "晚班": "night",
    "早班": "early",
    "中班": "late",
}
SHIFT_NAME = r"(白班|夜班|晚班|早班|中班)"

HOLIDAYS = (
    "元旦", "春节", "清明", "五一", "劳动节", "端午", "中秋", "国庆", "假期", "节日", "节假日",
)  # fmt: skip
HOLIDAY_PREFIX = rf"^(?:{'|'.join(HOLIDAYS)})(?:节|期间|假期|放假)?(?:值班表?|安排)?[::\s]*"
HEADER = r"^[^\d::]*(?:值班表|排班表|轮值表|值班安排|日期|班次|姓名)[^\d]*$"
CHANGEOVER = (
    r"^(?:每[日天]|每周[一二三四五六日天])?(?:交接|换班|交班)(?:时间)?[::\s]*(\d{1,2}:\d{2})"
)
ROTATION = (
    r"^每(?P<every>周|天|日|两周|2周)(?P<day>[一二三四五六日天])?\s*(?P<at>\d{1,2}:\d{2})?\s*"
    r"(?:轮换|轮值|轮班|轮流|轮流值班)(?:值班)?[::\s]*(?P<who>.+)$"
)
FOUR_CREWS = (
    r"^四班三(?:运转|倒)[,,、\s]*(?:(?P<from>[\d年月日号/.\-]+)(?:起|开始)?)?[::\s]*(?P<who>.+)$"
)
CREW = r"[甲乙丙丁]班[::\s]*"
FROM = r"[,,、\s]*(?:从|自)?(?P<from>(?:20\d\d[-/.年])?\d{1,2}[-/.月]\d{1,2}[日号]?)(?:起|开始)"
WEEKDAYS = "一二三四五六日天"  # the last two are both Sunday, whose number is 6
EVERY_DAY = ("天", "日")
TWO_WEEKS = ("两周", "2周")
