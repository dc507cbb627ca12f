"""The vocabulary of deadlines: the words people type, in Chinese and English.

Regex pieces work on normalised text: half-width digits and punctuation, lower-case Latin.
"""

# Same-length replacements, so that positions in the original text stay true.
WIDE = str.maketrans(
    "０１２３４５６７８９：，；！？（）．／－—～　＋、",
    "0123456789:,;!?()./--~ +,",
)

HALF, TEN, HUNDRED = "半", "十", "百"
DIGITS = {
    "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "四": 4,
    "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
ENGLISH_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12,
}  # fmt: skip
WEEKDAYS = {
    "一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6,
    "1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "7": 6,
    "mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
RELATIVE = {
    "今": 0, "今天": 0, "今日": 0, "今儿": 0, "today": 0, "tonight": 0,
    "明": 1, "明天": 1, "明日": 1, "明儿": 1, "tomorrow": 1, "tmr": 1, "tmrw": 1,
    "后": 2, "后天": 2, "后儿": 2, "day after tomorrow": 2, "大后天": 3,
}  # fmt: skip
OFFSETS = {
    "": None, "本": 0, "这": 0, "这个": 0, "这一": 0, "当": 0, "this": 0,
    "下": 1, "下个": 1, "次": 1, "下一个": 1, "next": 1, "下下": 2, "下下个": 2,
}  # fmt: skip
FOLLOWING = "下"  # opens 下月, 下个月
YEAR_OFFSETS = {"": 0, "今年": 0, "本年": 0, "明年": 1, "后年": 2, "今": 0, "明": 1}

NIGHT, MORNING, EARLY, NOON, AFTERNOON, EVENING = (
    "night", "morning", "early", "noon", "afternoon", "evening",
)  # fmt: skip
PERIODS = {
    "凌晨": NIGHT, "半夜": NIGHT, "清晨": EARLY, "清早": EARLY, "大清早": EARLY, "一大早": EARLY,
    "一早": EARLY, "早上": EARLY, "早晨": EARLY, "早": EARLY, "上午": MORNING, "morning": MORNING,
    "中午": NOON, "正午": NOON, "午间": NOON, "午休": NOON,
    "午饭": NOON, "午餐": NOON, "noon": NOON, "下午": AFTERNOON,
    "午后": AFTERNOON, "傍晚": AFTERNOON, "afternoon": AFTERNOON, "晚上": EVENING, "晚间": EVENING,
    "夜里": EVENING, "夜间": EVENING, "晚": EVENING, "夜": EVENING,
    "evening": EVENING, "night": EVENING, "tonight": EVENING,
}  # fmt: skip

FESTIVALS = {
    "元旦": "new_year", "春节": "spring_festival", "过年": "spring_festival",
    "年": "spring_festival", "除夕": "spring_festival", "清明": "qingming",
    "五一": "labour_day", "劳动节": "labour_day", "端午": "dragon_boat", "中秋": "mid_autumn",
    "国庆": "national_day", "十一": "national_day", "节": "next", "放假": "next", "假期": "next",
    "长假": "next",
}  # fmt: skip

MINUTE, HOUR, DAY, WORK_HOUR, WORK_DAY, WEEK, MONTH = (
    "minute", "hour", "day", "work_hour", "work_day", "week", "month",
)  # fmt: skip
UNITS = (
    ("分钟?|minutes?|mins?|m", MINUTE),
    ("工作小时|工时|(?:working|business|work) ?hours?", WORK_HOUR),
    ("小时|钟头|hours?|hrs?|h", HOUR),
    ("工作日|工作天|(?:working|business|work) ?days?|wd", WORK_DAY),
    ("天|日|days?", DAY),
    ("周|星期|礼拜|weeks?", WEEK),
    ("月|months?", MONTH),
)

WEEKEND, MID_MONTH, MONTH_START, SOON, FEW_DAYS, HALF_DAY = (
    "weekend", "mid_month", "month_start", "soon", "few_days", "half_day",
)  # fmt: skip
VAGUE = (
    (WEEKEND, r"(?P<weekend_off>下下?个?|本|这个?)?周末|(?:(?:this|next|the) )?weekend"),
    (MID_MONTH, r"(?:下个?|本|这个?|当)?月(?:中旬|中(?![间等])|上旬|下旬)"),
    (MONTH_START, r"(?:下个?|本)?月初"),
    (SOON, r"一会儿?|待会儿?|等会儿?|过会儿?|等一?下|稍后|回头|晚点|晚些时候|later|soon"),
    (
        FEW_DAYS,
        r"过[几两]天|[这近][几两]天|明后两?天|今明两天|几天|最近|近期|改天|几个?(?:小时|工作日)"
        r"|a few days"
        r"|尽早|过段时间",
    ),
    (HALF_DAY, r"(?<![一两二三四五六七八九十\d大上下前后])半天|半个工作日|half a day"),
)

# Numbers and time pieces -----------------------------------------------------------------

NUM = (
    r"(?:\d{1,4}(?:\.\d{1,2})?|[零〇一二两俩三四五六七八九十百]{1,4}"
    r"|(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve)(?= ))"
)
CN_HOUR = r"(?:二十[一二三四]?|十[一二三四五六七八九]?|[零〇一二两三四五六七八九])"
CN_MONTH = r"(?:十[一二]?|[一二三四五六七八九])"
CN_DAY = r"(?:三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
CN_MINUTE = r"(?:[二三四五]?十[一二三四五六七八九]?|零[一二三四五六七八九])"
EN_WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday|s)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)(?![a-z])"
)
EN_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
NOT_A_CLOCK = (
    "建议|问题|要求|意见|原因|不足|说明|注意|位|数|击|检|云|评|赞|漏|火|亮|焊|胶|餐|心|子|滴|儿"
    "|点|多|都|也"
)
AFTER_BARE_DAY = (
    r"(?=\s*(?:之?前|以前|截|$|[,.;!?。)(]|上午|下午|早|晚|中午|凌晨|傍晚|下班|上班"
    r"|\d{1,2}[:点时]|" + CN_HOUR + r"点|\())"
)
AFTER_MONTH_DAY = (  # 11月25前, 11月25(周三), 11月25 17:00
    r"(?=\s*(?:前|之前|以前|$|[,;!?。(]|上午|下午|早|晚|中午|凌晨|傍晚|下班|上班|\d{1,2}[:点时]))"
)
