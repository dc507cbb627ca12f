"""Words that ask for haste, words that leave time, and names of things that only sound so."""

import re

from bot.domain.deadline.words.leading import guarded

CALM = guarded(
    r"(?:不|没那么|不太|不是很|并不|不用|不必|不怎么)(?:是很)?(?:着?急|紧急|赶)|有空(?:再|时"
    r"|的时候)|慢慢来|方便(?:时|的时候)"
    r"|什么时候都行|不赶时间"
    r"|(?<![a-z])(?:no rush|not urgent|no hurry|whenever|low priority|when you have time)",
    re.IGNORECASE,
)
HASTE = guarded(
    r"急(?!诊|救|停|刹|冻|性|转|促|弯)|尽快|马上(?!就好)|立刻|立即|赶紧|赶快|抓紧|火速|速(?:来|修"
    r"|办|回|处理)|快点|快来|十万火"
    r"|(?<![a-z])(?:asap|urgent(?:ly)?|emergency|immediately|right away|at once)(?![a-z])",
    re.IGNORECASE,
)
NAMES = re.compile(
    r"(?:紧急|应急)(?:出口|停止?|按钮|制动|疏散|照明|呼叫|联系|通道|开关|灯|预案|电源|门)"
)
