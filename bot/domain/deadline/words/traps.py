"""Pieces of text that look like times and are none: blanked out before scanning."""

from bot.domain.deadline.words.base import CN_DAY, EN_WEEKDAY, NUM
from bot.domain.deadline.words.leading import guarded

BLANK = "\x00"

_PLACE = (
    "工位|座位|机位|车位|库位|货位|储位|仓位|铺位|床位|房间?|门牌|柜|单元|车牌|编号|型号|单号"
    "|工号|订单|"
    "版本|批号|批次|端口|分机|代码|比例|零件|料号|图号|序列号?"
)
_MACHINES = (
    "楼|机|线|库|房|栋|门|仓|炉|车|泵|柜|桌|位|梯|厅|馆|岗|窗|井|箱|塔|站|罐|桥|路|口|店|阀|台|"
    "电|变|空|压|冷|注|冲|打印|摄像|会议|教室|码头|包|单元|宿舍|食堂|锅|产|生产|服务|设备|仪|轴"
    "|屏|楼层"
)
_UNITS = (
    r"元|块钱?|万|%|℃|度|米|厘米|毫米|公里|公斤|斤|吨|升|伏|瓦|安|兆|人|台|个人|次|遍|张|份|件|套"
    r"|位|项|条|处|"
    r"[kmg]b|mpa|kpa|bar|v(?![a-z])|w(?![a-z])|hz|dpi|mm|cm|kg"
)

_MAIL = r"[\w.]+@[\w.]+"
_PIECES = (
    # Addresses, mail, codes, numbers too long or too dotted for a time.
    r"https?://[^\s,;]+",
    r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){2,}(?::\d+)?(?!\d)",
    r"(?<![a-z])(?:v|ver|version|ip|sn|no|id|ext|port|room|order|floor|build)"
    r"[\s.:#-]*[a-z]*\d[\w.\-/]*",
    r"(?<![a-z\d-])(?!20\d\d-\d\d-\d\dt\d)(?=[a-z\d-]*[a-z])(?=[a-z-]*\d)"
    r"(?!\d+\.?\d*(?:h|hr|hrs|m|min|mins|am|pm|d|wd|days?|hours?|minutes?|st|nd|rd|th)(?![a-z\d])"
    r"|\d+h\d+m|ddl|by\d|due\d|before\d|t\d)[a-z\d]+(?:-[a-z\d]+)*",
    r"(?<!\d)(?:\d{3,4}-\d{7,8}|\d{3}-\d{3}-\d{4}|\d{5,})(?:转\d+)?(?:-\d+)*",
    rf"(?:{_PLACE})(?:是|为|在)?[:#]?\s*[a-z]?\d[\d\-./:a-z]*",
    r"[a-z]\d*-\d[\d-]*|(?<!\d)20\d\d-\d\d?-\d\d?-[\w-]+|\d{1,2}-\d{3,}",
    rf"(?<![\d月年第周])(?:第?\d{{1,3}}|第?{CN_DAY})号(?:{_MACHINES})",
    r"\d+点位|第[一二三四五六七八九十\d]+[季天次个号]度?|[\d一二三四五六七八九十两]+点钟方向",
    rf"[¥$]\s*\d[\d.,]*|(?<![\d.:]){NUM}(?:{_UNITS})",
    # The past, told in days, weeks or lengths of time.
    r"(?:大前|前|昨)(?:天|日|儿|晚|夜|早|年)(?:的?(?:凌晨|早上|上午|中午|下午|晚上"
    r"|傍晚))?(?:\d{1,2}(?::\d\d|点半?))?",
    r"上+(?:一|个|一个)*(?:周|星期|礼拜|月|季度?|半?年)(?:[一二三四五六日天末底]|\d{1,2}[日号])?"
    r"|去年[年]?[底末]?(?:\d{1,2}月)?",
    rf"(?:{NUM}|半|几|多少|好几|大半)个?(?:分钟|小时|钟头|半小时|天|周|星期|礼拜|个月|半月|年"
    rf"|半年|半小时)"
    r"(?:之前|以前|前|来|没|都|多了|了)|[一二两三四五六七八九十]日(?:之前|以前|前)",
    r"(?:已经?|都|等了|坏了|停了|修了|用了|才|闪了|卡了)(?:有|快)?"
    rf"(?:{NUM}|半)(?:分钟|个?小时|天|周|个?星期|个月|年)",
    r"(?:今|明|本)?年(?:前|初)?(?:\d{1,2}|[一二三四五六七八九十]+)月份",
    r"(?:最近|近|过去|连续|大概要?|每隔?|提前|持续|需要)"
    rf"(?:{NUM}|半)(?:个?小时|分钟|天|周|个?星期|个月|年)",
    r"yesterday|(?<![a-z])last (?:night|week|month|year|" + EN_WEEKDAY + r")"
    r"|\d+ (?:minutes?|hours?|days?|weeks?|months?|years?) ago|since \w+(?: \w+)?",
    # What comes again and again.
    r"(?:每|逢|隔)个?(?:周|星期|礼拜|天|日|晚|早|月|年|季度?)[一二三四五六日天]?(?:\d{1,2}[日号])?"
    r"(?:的?(?:凌晨|早上|上午|中午|下午|晚上|傍晚))?(?:\d{1,2}(?::\d\d|点半?))?",
    r"(?:周|星期|礼拜)[一二三四五六日天](?:到|至|-|~)(?:(?:周|星期|礼拜)?[一二三四五六日天])",
    r"(?<![a-z])every \w+|daily|weekly|monthly",
    r"(?:24|二十四)小时(?!之?内|以内|后|\s*$)|7[*x×]24(?:小时)?|open 24 hours|24/7",
)
_PLAIN_TRAPS = guarded("|".join(f"(?:{piece})" for piece in _PIECES))
_TRAPS = guarded("|".join(f"(?:{piece})" for piece in (_MAIL, *_PIECES)))


def blank_traps(text: str) -> str:
    """The normalised text with every trap replaced by blanks of the same length."""
    traps = _TRAPS if "@" in text else _PLAIN_TRAPS  # an address could begin at any character
    return traps.sub(lambda found: BLANK * (found.end() - found.start()), text)
