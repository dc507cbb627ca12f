"""A made-up but noisy history of an IT help desk, for measuring suggestions.

People write short, with fillers, slips of the finger and vague words; categories are skewed; some
tickets were closed under a neighbouring category. The phrases were written from what people say,
not from the starter template's telling words, and half of them contain none of those.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

# category: (share in percent, things that are wrong)
MATTERS: dict[str, tuple[int, tuple[str, ...]]] = {
    "硬件/电脑": (
        17,
        (
            "电脑开不了机", "蓝屏了", "笔记本充不进电", "电脑特别慢", "屏幕闪", "键盘有几个键不灵",
            "鼠标不动了", "主机嗡嗡响", "硬盘满了", "一开机就转圈", "死机好几次了", "显示器没信号",
            "电脑自己关机", "USB口没反应", "耳机插上没声音", "待机后唤不醒", "机子烫得厉害",
        ),
    ),
    "硬件/打印机": (
        14,
        (
            "打印机卡纸", "打印出来有黑线", "没墨了", "打不出来", "打印机脱机", "复印歪的",
            "扫描不到电脑", "硒鼓要换", "一直提示缺纸", "打出来是空白", "双面打不了", "字是花的",
            "纸老是进不去", "打印很淡",
        ),
    ),
    "账号权限/重置": (
        13,
        (
            "密码忘了", "账号被锁", "登不上去",
            "密码过期改不了", "验证码收不到", "一直提示密码错误",
            "手机换了没法认证", "解锁一下账号", "登录提示已禁用", "动态口令失效",
        ),
    ),
    "网络/有线": (
        9,
        (
            "上不了网", "网线插了没反应", "断网了", "网速特别慢",
            "网口坏了", "IP冲突", "感叹号连不上",
            "访问不了共享", "一会儿有网一会儿没有", "右下角小电脑打叉",
        ),
    ),
    "网络/WiFi": (
        8,
        ("WiFi连不上", "无线信号差", "手机连不上公司网", "WiFi老掉线", "搜不到无线", "访客网怎么连",
         "会议时无线卡"),
    ),
    "网络/VPN": (
        5,
        ("VPN连不上", "在家登不了内网", "远程桌面连不上", "出差连公司系统失败", "vpn老断",
         "VPN提示证书过期"),
    ),
    "软件与业务系统": (
        12,
        (
            "ERP打不开", "OA流程提交不了", "Excel闪退", "软件要授权", "系统报错500", "CAD装不上",
            "MES数据不对", "审批卡住了", "装个PS", "报表导出失败", "单据保存不了", "Office要激活",
            "页面一直转", "库存数对不上",
        ),
    ),
    "账号权限/开通": (
        8,
        ("新员工要开账号", "申请共享盘权限", "开通OA", "加到邮件组", "要个ERP权限", "明天有人入职",
         "给实习生开号", "看不到财务文件夹"),
    ),
    "邮箱": (
        5,
        ("邮件发不出去", "收不到客户邮件", "邮箱满了", "被退信", "Outlook打不开", "附件太大发不了",
         "签名怎么设"),
    ),
    "硬件/会议设备": (
        4,
        ("投影仪不亮", "会议室麦克风没声音", "投屏投不上", "视频会议没画面", "电视遥控器没反应",
         "摄像头黑的"),
    ),
    "资产领用归还": (2, ("领个鼠标", "借一台笔记本", "还电脑", "申请显示器", "要个转接头")),
    "安全": (2, ("收到钓鱼邮件", "电脑弹广告",
    "文件打不开都加密了", "点了奇怪的链接", "杀毒软件报毒")),
    "账号权限/离职": (1, ("员工离职关账号", "回收权限", "人走了邮箱转给谁")),
}  # fmt: skip
VAGUE = ("坏了", "有问题", "不好使", "帮忙看下", "用不了了", "又不行了", "出毛病了")
BEFORE = (
    "", "", "", "你好,", "麻烦", "请问", "急!",
    "那个,", "昨天开始", "早上来就", "老师好,", "求助",
)  # fmt: skip
AFTER = (
    "", "", "", ",谢谢", ",帮忙看下", ",尽快",
    "啊", "了好几天", ",怎么办", ",有空来一下", "!!!",
)  # fmt: skip
PLACES = (
    "", "", "", "3楼", "二楼", "A座1203",
    "财务室", "工位3-15", "2号楼大会议室", "前台", "一车间",
)  # fmt: skip
NEIGHBOURS = {
    "硬件/电脑": "软件与业务系统",
    "网络/有线": "网络/WiFi",
    "网络/WiFi": "网络/有线",
    "账号权限/重置": "账号权限/开通",
    "账号权限/开通": "账号权限/重置",
    "软件与业务系统": "硬件/电脑",
    "邮箱": "软件与业务系统",
    "网络/VPN": "网络/有线",
}


@dataclass(frozen=True, slots=True)
class Closed:
    """A ticket as it ended; `matter` is the phrase it was made from."""

    text: str
    category: str
    matter: str


def history(count: int, seed: int = 7) -> Iterator[Closed]:
    """Tickets in the order they were closed. 6 % bear a neighbour's category, 10 % are vague."""
    draw = random.Random(seed)
    names = list(MATTERS)
    shares = [MATTERS[name][0] for name in names]
    for _ in range(count):
        category = draw.choices(names, shares)[0]
        matter = draw.choice(MATTERS[category][1])
        said = matter
        if draw.random() < 0.10:
            # Only the first thing said survives, and what is wrong stays vague.
            said = matter[: max(2, len(matter) // 2)] + draw.choice(VAGUE)
        if draw.random() < 0.12:
            said = _slip(draw, said)
        text = draw.choice(BEFORE) + draw.choice(PLACES) + said + draw.choice(AFTER)
        if draw.random() < 0.06:
            category = NEIGHBOURS.get(category, category)
        yield Closed(text, category, matter)


def _slip(draw: random.Random, text: str) -> str:
    """One character lost, doubled or swapped with its neighbour."""
    at = draw.randrange(len(text) - 1)
    kind = draw.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[: at + 1] + text[at:]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
