"""The words round a time that make it a deadline, or show that it is none."""

import re

STOP = re.compile(r"[,;!?。\n\x00]|\.(?!\d)|~(?=$|\s)")

# Marks ----------------------------------------------------------------------------------

_NOT_BEFORE = (
    r"(?!台|面|后|夕|端|任|往|门(?![禁口锁])|排|置|提(?![交供出前醒报])|年|轮|段|述|期|脚|途|景"
    r"|方|沿|缀|身|厅|院|大灯"
    r"|[几两一三](?:天|日|个|次|周|晚|批|版|任|班|阵|段)|进(?![场行]))"
)
_NOT_WITHIN = r"(?!容|存|网(?!络)|线|科|层|胆|销|部(?!署)|侧|外|墙|饰|衬|置|嵌|芯|径|壁|腔)"
MARK_AFTER = re.compile(
    rf"\s*(?:(?P<before>之前|以前|前{_NOT_BEFORE})|(?P<within>之内|以内|内{_NOT_WITHIN})"
    r"|(?P<until>截止|为限))"
)
_FILL = r"(?:时间|日期|期限|时限)?(?:是|为|到|至|在|于|定在)?\s*[:\-]?\s*(?:北京时间)?"
MARK_BEFORE = re.compile(
    r"(?:"
    rf"(?:截止|截至|截稿|最晚|最迟|至迟|至多|赶在|限期|期限|时限|交期|限){_FILL}"
    r"|不(?:能|可|得|要)?(?:晚于|迟于|晚过|超过)"
    r"|(?:期望|希望|要求|预期|需要|需求|应)[一-鿿]{0,4}(?:时间|日期|时限)(?:是|为)?\s*:?\s*"
    r"|(?:完成|解决|交付|交货|处理)(?:时间|日期|时限|期限)(?:是|为)?\s*:\s*"
    r"|(?<![a-z])(?:deadlines?|ddl|due(?: date| by| on| before| at)?)\s*(?:is|:|=|-)?\s*"
    r"(?:by |on |at |before )?"
    r"|(?<![a-z])(?:by|before|no later than|not later than|latest)(?: the)?(?: latest)?:?"
    r")\s*$"
)
BEFORE_IN_ENGLISH = re.compile(r"before\s*$")
DEMAND_BEFORE = re.compile(r"(?:必须|务必|一定要|一定得|得|需要?|要|请|麻烦)(?:在|于|赶在)?\s*$")

WISH_BEFORE = re.compile(
    r"(?:必须|务必|一定|得|需要?|要|请|麻烦|希望|最好|尽量|争取|能|可以|想|安排|约|改到|定在|期望"
    r"|计划)(?:在|于|到)?\s*$"
    r"|(?<![a-z])(?:fix|repair|replace|needs?|finish|complete|please|pls|must|want|deliver"
    r"|ready)(?![a-z])"
)

# What is to be done ---------------------------------------------------------------------

_ASKED = (
    r"请|麻烦|务必|必须|一定|需要?|应该?|希望|尽量|最好|争取|帮|给|把|将|派|叫|让|安排|可以(?!用)"
    r"|能|就行|就好|即可"
    r"|有人|再|全部|都要|统一|要(?!求)|得(?!到|知)|行|不要|别|ok|赶紧|尽快|尽早|抓紧|优先"
)
_DEEDS = "|".join(
    (
        # mend, make, finish
        "修|维修|抢修|检修|处理|解决|搞|弄|完|做|恢复(?!正常后)|更换|换|整改|好(?:$|吧|的话)|维护"
        "|保养|升级|调|改|重[置装启做]"
        "|装|安装|部署|配|接|连|铺|搭|补|加|拆|焊|刷|喷|贴|粘|磨|校|标定|扩|[降升](?![到至])|迁"
        "|割接|回滚|备份|还原|激活|解[锁封决]"
        "|生效|完工|竣工|投产|复工|复产|开工|调试|试机|上线|发布|上架|下架|停[用机掉]|启用|禁用"
        "|注销",
        # clean, clear, close
        "清|打扫|扫|通|疏通|洗|擦|拖|消[毒杀]|除|灭|封|堵|排|充|关|开(?!会|始|门|业|学)|断开|挂"
        "|卸|吊|盖|撤|拿|取",
        # bring, come, go
        "送|到(?:现场|场|位|岗|我|这|公司|店|楼|账|货|齐|款|$)|来|过来|上门|[上下过]去|领|寄"
        "|发(?!生|现|热)|搬|移|运|转|还(?:$|回|给)|归还|退(?!货怎)|入",
        # answer, hand in, decide
        "回复|答复|反馈|回(?:电|话|我|传|访|信)|交|提交|上交|响应|联系|确认|验收|审|批|签|付|打款"
        "|赔|结|报销|核[对实]|对账|办|准备|备|通知|告[诉知]"
        "|汇[报总]|报(?:价|送|备)|提供|供|公[示布]|定位|定(?:下|稿)|落实|跟进|排查|安抚|道歉|解释"
        "|说明",
        # look, write, plan, buy
        "看(?!到|见|了|过)|查|检查|检测|测|试(?!过)|打印|打样|录|导|登记|统计|整理|归档|盘|写"
        "|制作|画|设计|翻译|出(?:[^,了过的]{0,3}报告|方案|结果|货|具|图|具体|个|来)"
        "|下单|下发|采购|买|订|租|借|约|分配|授权|用(?:$|上|到|的?吗)|ok|done|fix",
    )
)
# Any deed told with its result and without a past: 焊牢, 扩容完毕, 弄出来.
_RESULT = (
    r"[^,了过的没未无不谁吗]{1,12}(?:好|完|掉|完毕|完成|到位|出来|出去|回来|过来|上去|下来|一下"
    r"|一遍|清楚|干净|齐|妥|牢|成|给我|起来|收尾)"
    r"\s*(?:吧|哈|哦|啊|谢谢)?$"
)
_OPENER = (
    r"(?:我|我们|你|你们|您|师傅|大家|[一-鿿]{0,3}(?:工|师傅|老师|组|部门?|同事))?\s*"
    r"(?:全|都|先|再|就|一起|彻底|完全|及时|统一|正式|重新|顺利|马上|也)?"
)
REQUEST_AFTER = re.compile(
    rf"\s*(?:{_OPENER})(?:{_ASKED}|{_DEEDS})|\s*(?:把|将|给|帮)?[a-z@]|\s*{_RESULT}"
)
DEMAND_AFTER = re.compile(
    rf"\s*(?:之内|内)?(?:必须|务必|一定要|一定得|得|无论如何都?要?)(?:全部|彻底|给我|帮我"
    rf"|把[^,]{{1,12}})?(?:{_DEEDS})"
)
# Somebody, then the deed: 所有门店完成巡检. Only with a plain future round it.
SUBJECT_THEN_DEED = re.compile(
    rf"(?!.*(?:忘|发现|突然|出现|发生|听到|报警|跳闸|坏|[没未无的谁已还吗\x00]|不(?!要|能再)"
    rf"|过(?![来去滤户审账])|了(?!$|吧|再)|一直|都是|正常|就))"
    rf"[^,]{{0,8}}?(?:{_ASKED}|{_DEEDS})"
)
NOT_WITHIN = re.compile(
    r".*(?:有|会|自动|免费|频|经常|收到|断|期|第|连续|失效|超过|升到|降到|达到)"
)
PARTICLES = re.compile(
    r"[\s)~.、:]*(?:吧|哈|哦|啊|呀|哟|啦|谢谢|谢|3q|thx|thanks|pls|please)?[\s~)]*"
)
UNLESS = re.compile(r"\s*不[^了]{1,10}就|\s*的话")

# What shows that it is no deadline --------------------------------------------------------

TOLD_AS_PAST = re.compile(
    r"了(?:[\x00一二两三四五六七八九十\d几]|好几|多次|半|很)"
    r"|过(?:[\x00一二两三四五六七八九十\d几]|了|$)"
    r"|(?:坏|停|断|死机|跳闸|故障|报警|出现|发生|掉线|失败)(?:的|过|了$)|才(?!行|能|可)|已经|一直"
    r"|刚"
    r"|(?:来|修|报|打|看|查|换|找|问|试|弄|处理|联系|反馈)过|的\s*$|不了|不到(?!位)"
)
OF_A_NOUN = re.compile(
    r"\s*的(?!话)|\s*(?:就|已|都已|还是|还好|一直|发生|出现|没有?(?!.*就))"
    r"|\s*(?:要|需要?|必须|应|该)?(?:[^把将给帮请,]{1,4})的(?=[一-鿿])(?!话|吧|吗)"
)
QUESTION = re.compile(
    r"吗|么$|能不能|能否|可否|行不行|(?<!确认)(?<!看看)(?<!检查)(?<!核实)是否|谁|什么|哪|多少"
    r"|几[个点号天次台人]|怎么|为何|为什么"
)
CONDITION = re.compile(r"如果|要是|假如|万一|是不是|为什么|为啥|请问|问一?下|想问|谁|哪[个位些]")
REPORTED_BEFORE = re.compile(
    r"^说(?:是|好)?|(?:系统|流程|政策|平台)(?:要求|规定|会)|(?:后|起|以来)\s*$"
    r"|(?:报名|优惠|活动|申请|投票|缴费|考试|预售|促销|试用|授权|许可|证书|招标|投标|培训"
    r"|开放)(?:时间)?截[止至]"
    r"|(?:发生|出现|坏|停|故障|问题|开始|出|报)在[^前]*$|(?:是|从|自|自从)\s*$|规定|承诺|(?:合同"
    r"|协议|制度|标准|sla)(?:约定|要求|写|说|里|上|中|是)|提示|显示|质保|保修|保质"
    r"|原计划|原定|原来|本来|说好|答应|sla|有效期|到期|过期|失效|保证期|活动|营业"
    r"|预约|预计|通知说|会在|自动|昨|\x00[^,]{0,4}(?:坏|修|报)"
)
AGAIN_AND_AGAIN = re.compile(r"(?:好[几多]|[几多数])[遍次回趟]")
KEEPS_HOURS = re.compile(r"\s*(?:就|都|才)?(?:关门|打烊|开门|歇业|停业|停运|收班|收摊|下班)")
TOLD_BY_OTHERS = re.compile(
    r"(?:师傅|厂家|厂商|供应商|采购|物业|客服|售后|对方|他们?|她们?|[一-鿿]工)[^,]{0,4}(?:说|答复|回复)"
    r"|(?:上次|之前)[^,]{0,4}说"
)
NOT_KEPT = re.compile(
    r"[,;。!\s]*(?:(?:所以|因此)[^,。]{0,2}(?:没|未)|结果|但是?|可是?|到现在|还没|没来|没人|一直没"
    r"|又拖|至今)"
)
AS_OF = re.compile(
    r"[前止,\s]*(?:\x00|[^,]{0,4}(?:是|为|有|剩)\s*\d|为止|已|共|还(?:有|没|未|是|剩)|累计|仍"
    r"|总共|一共|没|未|都|发生|报修|完成(?:了|率)|系统(?:仍|还))"
)
WITHIN_WEAK = re.compile(r"\s*(?:有效|免费|无|没|自动|会|重启|第|坏|就|再次|连续|又|不)")
DONE_IN_ENGLISH = re.compile(
    r"(?<![a-z])(?:was|were|had|did|worked|stopped|failed|broke|happened|started|reported|crashed"
    r"|times|bought|sold|lost|left|gone|made|saw|visited|deleted|will be|i'll|we'll|won't|can't"
    r"|doesn't|don't|isn't|opens?|closes?|begins?|crashes|drops|fails|stops|breaks|installed"
    r"|opened|arrived|came|been|ago|again|went|got|used to|if|expires?|automatically|usually"
    r"|always)(?![a-z])"
)
TO_BE = re.compile(r"(?<![a-z])(?:be|it|this|later than)(?![a-z])")
REQUEST_IN_ENGLISH = re.compile(
    r"(?<![a-z])(?:fix|repair|replace|needs?|needed|finish|complete|resolve|solve|please|pls|must"
    r"|wants?|deliver|done|ready|respond|response|reply|answer|come|send|call|get|restore|renew"
    r"|ship|submit|onboard|unblock|unlock|install|clean|check|order|approve|sign|pay|update"
    r"|upgrade|set ?up|return|close|provide|add|remove|move|change|test|review|prepare|build"
    r"|deploy|reset|schedule|arrange|confirm|hand|ensure|make sure|bring|refill|can you"
    r"|could you|have to|has to|should|required|to be|thanks|asap)(?![a-z])"
)
BY_OR_BEFORE = re.compile(
    r"(?<![a-z])(?:at (?:the )?latest )?(?:by|before)(?: the)?(?: latest)?:?\s*$"
)
