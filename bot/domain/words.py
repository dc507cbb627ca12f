"""Chinese words people use for each other, for messengers, languages and half days."""

# What colleagues put behind a surname. Two-character surnames are few and known.
TITLES = (
    "工程师", "师傅", "老师", "经理", "主任", "班长", "组长", "科长", "主管", "工", "师", "哥",
    "姐", "总",
)  # fmt: skip
DOUBLE = frozenset({"欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒"})

PLATFORM_WORDS = {
    "飞书": "feishu", "feishu": "feishu", "钉钉": "dingtalk", "dingtalk": "dingtalk",
    "企业微信": "wecom", "企微": "wecom", "wecom": "wecom",
}  # fmt: skip
AFTER_PLATFORM = " :\uff1a的"  # what may stand between a messenger and a group: 飞书的IT群

LANGUAGES = (("zh-CN", "中文"), ("en", "English"))  # each in its own words

# Half days as minutes of the day.
NOON = 12 * 60
HALVES = {"上午": (0, NOON), "下午": (NOON, 24 * 60), "晚上": (18 * 60, 24 * 60)}
UNTIL = "到至"

# How the columns of a pasted table of people may be called.
COLUMNS = {
    "name": ("姓名", "名字", "name"),
    "mobile": ("手机", "手机号", "手机号码", "电话", "mobile", "phone"),
    "email": ("邮箱", "邮件", "电子邮箱", "email", "e-mail", "mail"),
    "department": ("部门", "班组", "department", "team"),
}

# What a number is called that is no phone's.
NUMBERED = (
    "(?:单号|订单|工单|运单|编号|编码|资产号?|设备号?|型号|序列号|料号|箱号|卡号|账号|工号|合同号?)"
)
