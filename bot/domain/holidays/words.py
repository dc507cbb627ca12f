"""The Chinese words of holiday notices, and the language-neutral key of each festival."""

FESTIVALS: dict[str, str] = {
    "元旦": "new_year",
    "春节": "spring_festival",
    "清明": "qingming",
    "劳动节": "labour_day",
    "五一": "labour_day",
    "端午": "dragon_boat",
    "中秋": "mid_autumn",
    "国庆": "national_day",
}

WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}

# Same-length replacements, so that column and line numbers stay true.
WIDE = str.maketrans("０１２３４５６７８９（），：；．—～", "0123456789(),:;.-~")

ITEM = (
    r"^\s*(?:[一二三四五六七八九十]+[、.]|\d+[、.]|[-*·])?\s*"
    r"(?P<name>[^:\d\s]{2,14})(?P<mark>[:\s]*)(?P<rest>.*)$"
)
ITEM_STARTS = r"(?=[一二三四五六七八九十]+、[^、:\d]{2,14}(?:、[^:\d]{2,8})?:)"
TITLE_YEAR = r"(20\d\d)年\s*(?:部分|元旦|春节|节假日|放假|休假)"
DATE = (
    r"(?:(?P<year>20\d\d)年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日"
    r"(?:\((?P<note>[^)]*)\))?"
)
RANGE_TO = r"\s*(?:至|到|-|~)\s*"
OFF = r"(?:调休|补休)?(?:放假|休息|休假)"
WORK = r"(?:正常|照常|补)?(?:上班|工作)"
TOTAL = r"共\s*(\d+)\s*天|放假\s*(\d+)\s*天"
WEEKDAY_NOTE = r"(?:周|星期)([一二三四五六日天])"
AND = r"\s*[、,和及]\s*"


def festival_key(name: str) -> str:
    """The key of a festival name; combined names are joined with "+", unknown names stay."""
    keys = [key for word, key in FESTIVALS.items() if word in name]
    return "+".join(dict.fromkeys(keys)) or name.strip()
