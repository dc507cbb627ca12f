"""One regular expression per kind of token; the order decides between rivals."""

import re

from bot.domain.deadline.words import base as w
from bot.domain.deadline.words.leading import guarded

_AHEAD_OF_NUMBER = r"(?<!\d:)(?<![\d.\-/_#])(?:(?<![a-z])|(?=[^\d]))"
_UNIT = (
    "|".join(pattern for pattern, _ in w.UNITS)
    .replace("|日|", "|日(?=之?内|以内)|")  # 25日 is a date, 25日内 a length
    .replace("|月|", "|(?:(?<=个)|(?<=个半))月|")  # 3月 is March, 3个月 a length
)
_WEEK = r"(?:周|星期|礼拜)"
_EDGE = r"(?![a-z])"

KINDS = {
    "festival": (
        r"(?P<festival_name>元旦|春节|过年|除夕|清明|劳动节|(?<!十)五一|端午|中秋|国庆"
        r"|(?<!双)十一(?!点|月)|放假"
        r"|长?假期|长假|(?<![季环细情关调章音字礼茎骨枝])节(?!日?后)"
        r"|(?<![\d一二两三四五六七八九十几半多今明去本往前])年(?=之?前|以前))"
        r"(?:节|假期?|放假)?(?=之?前|以前)"
    ),
    "year_end": r"(?P<year_off>今年|明年|后年|本年)?(?:年[底末]|(?<=年)[底末]|年终(?!奖|总结))"
    r"|(?P<year_in>今年|本年度?|年)(?=之?内|以内)|end of (?:the )?(?:this )?year",
    "quarter_end": r"(?P<quarter_off>下个?|本|这个?)?季度?[底末]|(?:本|这个?)季度(?=之?内|以内)"
    r"|end of (?:the )?quarter",
    "month_end": r"(?P<mend_off>下个?|下下个?|本|这个?|当|次|(?P<mend_no>1[0-2]|0?[1-9]"
    r"|" + w.CN_MONTH + r"))?"
    r"月[底末](?![下层座盘端面料板片牌盒]|部(?!署))"
    r"|(?<![a-z])end of (?P<mend_en>this|the|next)? ?month|(?<![a-z])eom" + _EDGE,
    "ymd": r"(?<![\da-z.\-/_])(?P<ymd_y>20\d\d)(?P<ymd_sep>年|[-/.])(?P<ymd_m>\d{1,2})(?:月|[-/.])"
    r"(?P<ymd_d>\d{1,2})(?:[日号]|(?![-/]?\d|[-/.]\d|[-_][a-z]))",
    "md": _AHEAD_OF_NUMBER + r"(?P<md_off>今年|明年|后年)?的?(?P<md_m>1[0-2]|0?[1-9]"
    r"|" + w.CN_MONTH + r")月份?"
    r"(?P<md_d>\d{1,2}(?!\d)|" + w.CN_DAY + r")(?:[日号]|" + w.AFTER_MONTH_DAY + r")",
    "en_md": r"(?<![a-z])(?P<emd_m>" + w.EN_MONTH + r") ?(?P<emd_d>\d{1,2})(?:st|nd|rd|th)?"
    r"(?:,? ?(?P<emd_y>20\d\d)(?!:))?(?![\d:])",
    "en_dm": r"(?<![\d:.])(?P<edm_d>\d{1,2})(?:st|nd|rd|th)?(?: of)? (?P<edm_m>" + w.EN_MONTH
    + r")(?:,? ?(?P<edm_y>20\d\d)(?!:))?",
    "slash": r"(?<!\d:)(?<![\da-z.\-/_#\x00])(?P<slash_m>1[0-2]|0?[1-9])(?P<slash_sep>[-/.])"
    r"(?P<slash_d>3[01]|[12]\d|0?[1-9])(?![\da-z\-/_:%]|\.\d|个|天|小时|分钟|工作日|周"
    r"|[日号]?[楼层栋室])",
    "month_day": r"(?P<mday_off>下下个?|下个?|本|这个?|当|次)月的?(?P<mday_d>\d{1,2}"
    r"|" + w.CN_DAY + r")[号日]",
    "bare_day": r"(?<![\d第.\-/a-z月周期\x00一二三四五六七八九十])(?P<bare_d>\d{1,2}"
    r"|" + w.CN_DAY + r")[号日]"
    + w.AFTER_BARE_DAY,
    "duration": r"(?:(?:再过|过)|(?P<in>(?<![a-z])in )"
    r"|(?P<within>(?<![a-z])within (?:the next )?))?"
    r"(?:(?P<half>半)(?:个)?(?P<half_unit>小时|钟头|月)|(?:a )?half an? hour(?P<half_en>)"
    r"|(?P<quarter>一|两|三)刻钟|(?P<one>an?) (?P<one_unit>hour|day|week|month)"
    r"|" + _AHEAD_OF_NUMBER + r"(?<![第月几])(?P<amount>" + w.NUM + r")(?:(?:-|~|到"
    r"|至)(?P<upto>" + w.NUM + r"))? ?"
    r"(?P<and_half>个半"
    r"|半)?个? ?(?P<unit>" + _UNIT + r")" + _EDGE + r"(?![报刊])(?P<tail_half>半(?!价))?"
    r"(?: ?(?P<amount2>\d{1,2}|" + w.CN_MINUTE + r") ?(?:分钟?|mins?|m)" + _EDGE + r")?)"
    r"(?P<after>之后|以后|后(?![天面台])| later)?",
    "weekday": r"(?P<wd_off>下下个?|下个?|本|这个?"
    r"|这一)?" + _WEEK + r"(?P<wd_day>[一二三四五六日天]|[1-7](?![\d个次天点:]))"
    r"(?!次|人)|(?<![a-z])(?P<wd_en_off>this |next |coming )?(?P<wd_en>" + w.EN_WEEKDAY + r")",
    "vague": "|".join(f"(?P<vague_{name}>{pattern})" for name, pattern in w.VAGUE),
    "week": r"(?P<week_off>下下个?|下个?|本|这个?"
    r"|这一)" + _WEEK + r"(?![一二三四五六日天末报会例刊])"
    r"|周(?=之内|以内|内)|(?<![a-z])(?:the )?(?P<week_end_en>end of (?:the |this )?week"
    r"|eow)" + _EDGE
    + r"|(?<![a-z])(?P<week_en>this|next) week" + _EDGE,
    "month": r"(?P<month_off>下下个?|下个?|本|这个?|当)月(?![底末初中份报一二三四五六七八九十\d])"
    r"|月(?=之内|以内|内)"
    r"|(?<![a-z])(?P<month_en>this|next) month" + _EDGE,
    "relative": r"大后天|(?:后天|明天|今天)(?:当天)?|明日|今日|[今明后]儿(?:个)?"
    r"|(?:今|明|(?<![以之然])后)(?=早|晚|夜|上午|下午|中午|晨)"
    r"|(?<![a-z])(?:(?:the )?day after tomorrow|today|tomorrow|tonight|tmrw?)" + _EDGE,
    "period": r"凌晨|半夜|清晨|大?清早|一?大早|一早|早上|早晨|上午|中午|正午|午间"
    r"|午[休饭餐](?=之?前|以前)|下午|午后|傍晚"
    r"|晚上|晚间|夜里|夜间"
    r"|早(?=[\d" + "一二三四五六七八九十" + r"])|(?<=[今明后])[早晚夜]"
    r"|(?<!最)晚(?=[\d七八九十]{1,2}[点:])"
    r"|(?<![a-z])(?:morning|noon|afternoon|evening|night)" + _EDGE,
    "clock": _AHEAD_OF_NUMBER + r"(?:(?P<hh>\d{1,2}):(?P<mm>\d\d)(?::\d\d)?(?! ?[ap]m)(?![\d:])"
    r"|(?P<hour>\d{1,2}|" + w.CN_HOUR + r")(?:点(?!" + w.NOT_A_CLOCK + r")"
    r"|时(?![候段间长效常期机刻]))"
    r"(?:钟|整)?(?:(?P<past>半|[一三]刻)|过?(?P<minute>[0-5]?\d|" + w.CN_MINUTE + r")(?:分"
    r"|(?![\d个台次人号楼]))"
    r")?"
    r"|(?P<en_hour>1[0-2]|0?[1-9])(?::(?P<en_minute>[0-5]\d))? ?(?P<ampm>[ap])\.?m\.?" + _EDGE
    + r"|(?P<oclock>1[0-2]|0?[1-9]) ?o'?clock|(?<=at )(?P<at_hour>1[0-2]|[1-9])(?![\d:.%]"
    r"| ?[a-z]))",
    "close": r"下班(?!后|了|打卡|的|时间|高峰|没|途|回|路)|(?<![a-z])(?:eod|cob|close of business"
    r"|end of (?:the )?(?:business )?day)" + _EDGE,
    "opening": r"一上班(?!就|的时候|发现)|上班(?=之?前|以前)",
}  # fmt: skip
# Any text without one of these says no time at all: the quick way out. A number says one only
# with a unit or a sign behind it.
HINT = guarded(
    r"\d ?[年月日号/\-.:点时天周星礼个小分刻钟半工到至~a-z]|at \d"
    r"|[今明后周期拜月年底节旦庆秋午明休班晚早时天点日号]|小时|分钟|刻钟|假|季|会儿|一会|回头"
    r"|稍后|工作日|半|夕|五一|十一"
    r"|day|eo[dmw]|cob|tom|tmr|ton|end|in |hour|week|month|jan|feb|mar|apr|may|jun|jul|aug|sep"
    r"|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|noon|night|later|soon|o'|下班|一下|晚点"
)
# Between the parts of one phrase, and between the ends of a range.
JOIN = re.compile(r"[\s,]*[的()]?(?:当天)?\s*(?:(?:at|on|in the|the|in)\s+)?\(?\s*$")
RANGE = re.compile(r"\s*(?:到|至|-|~|to|until)\s*$")
# What a deadline field may hold beside the time.
FIELD_FILLER = re.compile(
    r"[\s,.;!?。:~()]*(?:左右|大概|大约|前后|吧|之?前|以前|之?内|以内|截止|完成|修好|at|by|on"
    r"|before|due|the)?[\s,.;!?。:~()]*"
)
