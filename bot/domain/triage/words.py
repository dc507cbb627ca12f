"""The Chinese words of triage: places, assets, urgency."""

DIGITS = r"[0-9一二三四五六七八九十百两]+"
# Ordered from the whole to the part; a place is the join of what follows each other.
BUILDING = (
    rf"(?:[A-Za-z东西南北]?{DIGITS}|[A-Za-z东西南北])(?:号楼|栋|幢|号厂房|号车间|车间|号库|号仓|期|区|座)"
)
FLOOR = rf"(?:负|地下|B)?{DIGITS}(?:楼|层|F)(?!梯|上|下面)|(?:地下室|大堂|楼顶|天台)"
UNIT = rf"{DIGITS}单元"
ROOM = (
    r"(?:(?:大|小|第[一二三四五]|[A-Z]?\d{0,4})?(?:会议室|办公室|培训室|实验室|配电房|配电室|机房|仓库|"
    r"食堂|前台|茶水间|厕所|洗手间|卫生间|电梯间|停车场|车库|大厅|走廊|档案室|财务室|接待室|收银台|后厨))"
    r"|(?<=[座栋幢楼层元])\d{3,4}(?!\d)|(?<=[座栋幢楼层元] )\d{3,4}(?!\d)"
    r"|[A-Z]座?\d{3,4}(?!\d)(?:室|房)?|\d{3,4}(?:室|房|号房)"
)
SEAT = r"工位\s*[A-Za-z]?\d+(?:[-–]\d+)?|[A-Z]\d+号?工位|\d+[-–]\d+工位"
LINE = rf"(?:{DIGITS}|[A-Z]\d*)(?:号线|号产线|线体|产线|流水线|线)(?!路|缆)"
MACHINE = (
    rf"{DIGITS}(?:号机|#机|号炉|号泵|号空压机|号注塑机|号冲床|号电梯|号梯|号叉车|号机床|号设备|号车床)"
)
HASH_MACHINE = r"\d+#(?!\d)[一-鿿]{0,4}?(?:机|炉|泵|床|梯|线)"
ASSET_LABELS = (
    r"(?:设备编号|设备号|资产编号|资产号|编号|机号|SN|sn|序列号)[::\s]*"
    r"([A-Za-z0-9][A-Za-z0-9\-_/]{2,30})"
)
ASSET_CODE = r"(?<![A-Za-z0-9])([A-Z]{2,6}-\d{2,8}(?:-\d{1,4})?)(?![A-Za-z0-9])"
# Codes that look like assets and are not.
NOT_ASSETS = ("COVID-", "ISO-", "GB-", "UTF-", "RFC-", "WIN-", "USB-")

# Words that speak of urgency; they suggest, they do not decide (product.md §8: ask for the effect).
URGENT: dict[str, int] = {
    "停产": 1,
    "停线": 1,
    "全线停": 1,
    "困人": 1,
    "着火": 1,
    "冒烟": 1,
    "触电": 1,
    "爆管": 1,
    "全公司": 1,
    "整个公司": 1,
    "人身安全": 1,
    "停业": 1,
    "停机": 2,
    "整层": 2,
    "全部门": 2,
    "整个部门": 2,
    "都用不了": 2,
    "大家都": 2,
    "很急": 2,
    "紧急": 2,
    "马上": 2,
    "立刻": 2,
    "尽快": 2,
    "急": 2,
    "不急": 4,
    "不着急": 4,
    "有空": 4,
    "方便的时候": 4,
    "顺便": 4,
    "建议": 4,
}
# The help desk's two questions (product.md §7.2) and their answers.
IMPACT_FIELD, URGENCY_FIELD = "影响范围", "紧急程度"
IMPACTS: dict[str, int] = {"个人": 3, "部门": 2, "全公司": 1}
URGENCIES: dict[str, int] = {"不急": 3, "尽快": 2, "无法工作": 1}
# Bigrams made of these say nothing about the matter.
STOP = frozenset(
    "的了吗呢吧啊呀么是在有和就都也很不我你他她它们这那个一请帮下看来去到把给被要能可以"
)
# What may stand between two parts of one place.
JOINT = r"[\s,,、的之]{0,3}"

HAN = "一-鿿"
NUMERALS = dict(zip("一二三四五六七八九", "123456789", strict=True)) | {"两": "2"}
NUMBER = r"[一二三四五六七八九十两]+"
TEN = "十"
# Other spellings of a building and of a floor, as pattern and replacement.
SPELLINGS = (
    (r"(\d+)(?:栋|幢)$", r"\1号楼"),
    (r"^(负|地下|B)?(\d+)(?:层|F)$", r"\1\2楼"),
)
SPELT = ("栋", "幢", "层", "F")  # how those end
