"""Words in passing, words to a colleague, and requests that only sound like either."""

from __future__ import annotations

import pytest

from bot.domain import intents as i
from bot.events import Mention
from tests.unit.commands.test_interpret import ZHANG, said


@pytest.mark.parametrize(
    "text",
    ["今天天气怎么样", "现在几点了?", "1+1等于几", "你会什么", "你吃饭了吗", "唱首歌吧",
     "我想吃火锅", "聊聊天", "测试", "好无聊啊", "3*7=?"],
)
def test_trying_the_bot_out_files_nothing(text: str) -> None:
    assert said(text) == i.Talk("who")


@pytest.mark.parametrize(
    "text",
    ["好了\uff0c谢谢师傅", "谢谢张工", "非常感谢!", "知道了", "辛苦大家了", "可以了谢谢", "收到",
     "好的谢谢"],
)
def test_thanks_are_thanks_in_many_words(text: str) -> None:
    assert said(text) == i.Talk("thanks")


@pytest.mark.parametrize(
    "text",
    ["空调漏水了", "天气太热空调不制冷", "3号楼2单元没水", "测试机台报警",
     "谢谢\uff0c另外打印机也坏了",
     "几点能来修门锁", "电梯 3 号坏了", "报表打不开", "吃饭的地方灯坏了", "1号机和2号机都停了",
     "处理一下三楼的漏水", "看一下2号会议室投影", "好了没有\uff0c空调还是不冷"],
)
def test_requests_that_sound_alike_are_filed(text: str) -> None:
    intent = said(text)
    if isinstance(intent, i.Promise):
        intent = intent.otherwise
    assert isinstance(intent, i.FileTicket) and intent.text == text


@pytest.mark.parametrize(
    ("text", "when"),
    [("预计2小时", "2小时"), ("大概下午三点到", "下午三点"), ("今天下午搞定", "今天下午"),
     ("我半小时后过去", "半小时"), ("马上10分钟", "10分钟"), ("预计明早9点能到", "明早9点")],
)
def test_a_promise_is_heard_and_is_a_request_where_it_is_none(text: str, when: str) -> None:
    intent = said(text)
    assert isinstance(intent, i.Promise) and when in intent.said
    assert isinstance(intent.otherwise, i.FileTicket)


def test_a_promise_as_a_command_names_its_ticket() -> None:
    assert said("/预计 128 2小时") == i.Promise(128, "2小时")
    assert said("/eta 128 30min") == i.Promise(128, "30min")


@pytest.mark.parametrize(("text", "nearest"), [("接但 1", "接单"), ("派但128", "派单")])
def test_a_typo_with_a_number_is_asked_about_not_filed(text: str, nearest: str) -> None:
    intent = said(text)
    assert isinstance(intent, i.Unknown) and intent.nearest == nearest


def test_an_order_nobody_knows_is_asked_about_not_filed() -> None:
    assert isinstance(said("崔单 1"), i.Unknown)


@pytest.mark.parametrize("words", ["处理一下", "你去看下", "麻烦跟进一下", "帮忙弄一下吧"])
def test_a_colleague_named_under_a_card_is_offered_the_ticket(words: str) -> None:
    zhang = (Mention(ZHANG.name, ZHANG.account),)
    intent = said(f"@张三 {words}", mentions=zhang, context=i.Context(quoted=128))
    assert isinstance(intent, i.Talk) and (intent.kind, intent.quoted) == ("assign", 128)
    without = said(f"@张三 {words}", mentions=zhang)
    assert isinstance(without, i.Move) and without.verb == "assign"


def test_other_words_under_a_card_are_a_comment() -> None:
    intent = said("@张三 配件明天到货", mentions=(ZHANG,), context=i.Context(quoted=128))
    assert isinstance(intent, i.Remark)


@pytest.mark.parametrize("text", ["投诉", "我要投诉", "太慢了", "怎么还没来", "怎么还没好"])
def test_a_complaint_is_no_repair(text: str) -> None:
    intent = said(text)
    assert isinstance(intent, i.Talk) and intent.kind == "complain"
