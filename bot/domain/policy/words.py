"""The Chinese words of configuration: units, weekdays and the ways to say a rule."""

UNITS: dict[str, str] = {
    "个工作日": "wd",
    "工作日": "wd",
    "分钟": "m",
    "分": "m",
    "个小时": "h",
    "小时": "h",
    "个钟头": "h",
    "钟头": "h",
    "minutes": "m",
    "minute": "m",
    "mins": "m",
    "min": "m",
    "hours": "h",
    "hour": "h",
    "天": "d",
}

# Lengths with Chinese numbers.
HOUR_AND_HALF = r"([\d一二两三四五六七八九十]+)个半(?:小时|钟头)"
HALF_HOUR = r"半个?(?:小时|钟头)"
NUMBER = r"[一二两三四五六七八九十百]+(?=个|小时|分|工作日|天|钟头)"

WEEKDAYS: dict[str, int] = {
    "周一": 0,
    "周二": 1,
    "周三": 2,
    "周四": 3,
    "周五": 4,
    "周六": 5,
    "周日": 6,
    "周天": 6,
}

# What people call the calendar, SLA and ladder that everybody shares, and the one around the clock.
BUILT_IN = {"默认": "default", "通用": "default", "全公司": "default", "7x24": "always",
            "7×24": "always"}

OFF = ("休", "休息", "放假")

# A rule said in words: "把打印机的单派给王五", "以后网络问题都给陈静", "门禁的找行政".
SINCE = r"(?:以后|今后|从今天起|今后凡是|凡是|只要是|遇到)?"
WHOLE = r"(?:的?(?:工单|单子|单|问题|故障|报修|请求|活|事情|事)|的)?"
HOW = r"(?:按?(?P<how>轮流|轮询|最闲|最少|抢单)(?:的人|优先)?)?"
GIVE = (
    r"(?:以后|今后|往后|都|就|全部|全|统一|直接|一律|一般|默认|优先|请)*" + HOW +
    r"(?:都|就|全部|统一|直接|优先)*"
    r"(?:派给|转给|分给|交给|指派给|分配给|派到|转到|派单给|给|归|找|由)"
)
AFTER_WHO = r"(?:来)?(?:处理|负责|跟进|解决|管|接|看|做|值守)?(?:吧|了|即可|就行)?"
PHRASE = (
    rf"^(?:请|帮我|麻烦)?{SINCE}(?:把|将)?{SINCE}(?P<what>.+?){WHOLE}{GIVE}"
    rf"@?(?P<who>[^\s,,。.!!、]+?){AFTER_WHO}[\s。.!!]*$"
)
# The other way round: "孙磊负责打印机".
IN_CHARGE = (
    r"^(?:以后|今后|从今天起)?(?:让|由|请|叫)?@?(?P<who>[^\s,,。.!!、]+?)(?:来|专门|统一)?"
    rf"(?:负责|处理|跟进|管)(?P<what>.+?){WHOLE}(?:吧|了|即可|就行)?[\s。.!!]*$"
)
THANKS = r"[,,。!!\s]*(?:谢谢|多谢|辛苦了?|麻烦了)[啊哈了您你。!!~\s]*$"
PAUSE = r"[,,](?=(?:以后|都|就|统一|直接|请)*(?:派|转|分|交|指派|给|归|找|由))"
STRATEGIES = {"轮流": "round_robin", "轮询": "round_robin", "最闲": "least_load",
              "最少": "least_load", "抢单": "pool"}
# Topics that mean every ticket, whoever asks for what.
EVERYTHING = r"^(?:所有|全部|其他|其它|其余|剩下|默认)的?(?:工单|单子|单|问题|事)?$"
EVERY = r"^(?:所有|全部|一切)的?(?=.)"
NOTHING = r"^的?(?:工单|单子|单|问题|故障|报修|请求|活|事情|事)?$"
ASSETS = r"^(?:设备|资产)?(?:编?号)?(?:是|以|为)?([A-Za-z0-9][\w-]{0,15})(?:打头|开头)(?:的设备)?$"
DEPARTMENT = r"^(.{2,12}?)(?:报|提|提交|发|反映)(?:上来|过来)?$"
SKILL = r"^(?:会|懂)(.{1,10}?)的(?:人|同事|师傅)?$"

SPLIT_TOPICS = r"[、,,/]|和|或者|或|以及|跟|还有"
TRIM_TOPIC = (
    r"^(?:如果是|如果|要是|只要是|只要|有人说|有人|提到|说到|包含|碰到|遇到|凡是|有关|关于|跟|和|涉及|是)"
    r"|(?:相关|方面|类|有关|之类|坏了|坏掉|有问题|出问题|出了问题|出故障|故障|报修)$"
)
OFF_HOURS = ("下班后", "下班以后", "夜里", "晚上", "非工作时间", "夜间", "周末和晚上",
             "半夜", "周末", "节假日")
WORKING_HOURS = ("上班时间", "工作时间", "工作日", "白天")
PRIORITY_WORDS: dict[str, int] = {
    "紧急": 1,
    "特急": 1,
    "P1": 1,
    "高优先级": 2,
    "P2": 2,
    "P3": 3,
    "P4": 4,
}
TEAM_SUFFIXES = ("组", "团队", "部", "班组", "小组", "的人")
ON_DUTY = ("值班", "值班的", "值班人", "值班人员", "值班的人", "当班的")
# A topic made of nothing but these says nothing: "把这个单派给王五" moves one ticket.
NOT_TOPICS = ("这", "那", "它", "该", "上面", "刚才", "我的", "他", "她")
VERB_STEMS = ("转", "派", "交", "分", "指派", "分配", "转派", "全")
# Without one of these "give" may mean anything ("张伟给我打电话").
MARKERS = r"把|将|以后|今后|凡是|都|一律|统一|派给|转给|分给|交给|指派给|分配给|派单给|归|负责|处理"
TICKET_NUMBER = r"^[#号]?\s*\d+\s*号?$"

# Particles around a topic, and what "to" is called between two weekdays.
PARTICLES = " 的"
OF = "的"
TO = ("至", "到")
