"""What an admin types, as a table: a command line and the change it asks for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain.intents import (
    Configure,
    Context,
    Continue,
    Edit,
    ExportPolicy,
    FileTicket,
    ImportPolicy,
    Intent,
    OpenSettings,
    RollBack,
    SayRule,
    SetUp,
    TryRules,
    Who,
)
from bot.domain.people import AccountId, ChatId
from bot.domain.policy.defaults import default_policy
from bot.domain.policy.edits import Edit as Edited
from bot.domain.policy.edits import edited
from bot.errors import BadInput
from bot.events import MessageReceived
from commands import ALL, forms
from commands.grammar import Grammar
from commands.interpret import interpret
from commands.line import Line
from commands.pieces import pieces
from commands.teams import rule_said

GRAMMAR = Grammar(ALL)
WANG = Who("王强", AccountId("feishu", "t", "ou_1"))


def said(text: str, *people: Who, quoted: int = 0) -> Intent:
    found = GRAMMAR.find(Line(text, people=people), slash=True)
    assert found is not None, text
    return found.command.build(found.line, Context(quoted=quoted))


CHANGES = {
    "班组 IT支持 加 @王强": ("team", "add", "IT支持"),
    "班组 加 @王强": ("team", "add", ""),
    "班组 IT支持 减 @王强": ("team", "remove", "IT支持"),
    "班组 IT支持 组长 @王强": ("team", "lead", "IT支持"),
    "班组 IT支持 月报 09:00": ("team", "monthly", "IT支持"),
    "班组 排名 关": ("team", "ranking", ""),
    "teams Desk weekly fri 17:30": ("team", "weekly", "Desk"),
    "班组 删除 行政": ("team", "drop", "行政"),
    "teams Desk add @Bob": ("team", "add", "Desk"),
    "规则 停用 2": ("rule", "off", "2"),
    "规则 删除 打印机→孙磊": ("rule", "drop", "打印机→孙磊"),
    "规则 移 3 到 1": ("rule", "move", "3"),
    "规则 3 移到 1": ("rule", "move", "3"),
    "rules move 3 to 1": ("rule", "move", "3"),
    "时限 P2 响应 30分钟 完成 8小时": ("times", "set", ""),
    "时限 设备 P1 完成2小时": ("times", "set", "设备"),
    "分类 加 打印机 卡纸": ("category", "put", "打印机"),
    "分类 删 打印机": ("category", "drop", "打印机"),
    "模板 用 IT支持": ("template", "use", "IT支持"),
    "模板 IT支持 字段 加 楼层 单选 一楼/二楼": ("template", "field", "IT支持"),
    "本群 安静 开": ("chat", "silent", ""),
    "本群 触发词 报修 坏了": ("chat", "words", ""),
    "角色 派单员 加 @王强": ("role", "dispatchers", ""),
    "语言 默认 英文": ("language", "set", "en-US"),
    "配置 建议 关": ("triage", "off", ""),
}


TOLD = {
    "日报 18:00": {"clock": "18:00"}, "日报 下午6点半": {"clock": "18:30"}, "日报 关": {"off": "1"},
    "月报 9：30": {"clock": "09:30"}, "月报 不发": {"off": "1"}, "monthly off": {"off": "1"},
    "周报 周五 17:30": {"day": "fri", "clock": "17:30"}, "周报 星期一": {"day": "mon"},
    "周报 周五下午5点": {"day": "fri", "clock": "17:00"}, "周报 10:00": {"clock": "10:00"},
    "排名 组长": {"ranking": "leads"}, "排名 开": {"ranking": "on"}, "排名 关": {"ranking": "off"},
}


@pytest.mark.parametrize("text", TOLD)
def test_when_a_report_comes_is_said_as_people_say_it(text: str) -> None:
    found = said(f"班组 IT支持 {text}")
    assert isinstance(found, Configure)
    assert found.options == TOLD[text]


@pytest.mark.parametrize(
    "text", ["日报", "日报 25:00", "日报 24:00", "月报 周一 09:00", "周报 每天", "排名", "排名 前"]
)
def test_a_report_without_a_time_is_asked_for_one(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        said(f"班组 IT支持 {text}")
    assert refused.value.key in ("config.digest", "config.ranking")


@pytest.mark.parametrize("text", CHANGES)
def test_a_command_asks_for_one_change(text: str) -> None:
    found = said(text)
    assert isinstance(found, Configure)
    assert (found.topic, found.act, found.name) == CHANGES[text]
    assert found.said.startswith("/")


def test_numbers_and_lengths_of_a_target_may_stand_apart() -> None:
    found = said("时限 P2 响应 30 分钟 完成 2 个工作日")
    assert isinstance(found, Configure)
    assert found.options == {"priority": "2", "respond": "30分钟", "resolve": "2个工作日"}


def test_a_mention_keeps_its_account_and_its_place() -> None:
    assert pieces(Line("加 @王强 网络、硬件", people=(WANG,))) == ("加", WANG, "网络", "硬件")
    assert pieces(Line("\uff20老张\uff0c机械")) == (Who("老张"), "机械")


def test_a_field_knows_its_kind_its_options_and_when_it_is_asked() -> None:
    found = said("模板 字段 加 影响范围 单选 个人 部门 必填 完成时")
    assert isinstance(found, Configure)
    assert found.pieces == ("个人", "部门")
    assert dict(found.options) == {
        "field": "影响范围", "kind": "choice", "required": "1", "when": "finishing"
    }  # fmt: skip


def test_looking_and_versions() -> None:
    assert said("班组") == OpenSettings("teams")
    assert said("班组 IT支持") == OpenSettings("team", "IT支持")
    assert said("配置") == OpenSettings()
    assert said("配置 历史") == OpenSettings("history")
    assert said("配置 回滚 v12") == RollBack(12)
    assert said("回滚 \uff11\uff12") == RollBack(12)
    assert said("配置 导出") == ExportPolicy()
    assert said("规则 试 三楼打印机 卡纸") == TryRules("三楼打印机 卡纸")


def test_a_pasted_document_keeps_its_lines() -> None:
    document = "admins: [a]\nteams:\n  b:\n    members: [c]"
    plain = said(f"配置 导入\n{document}")
    fenced = said(f"配置 导入\n```yaml\n{document}\n```")
    assert isinstance(plain, ImportPolicy) and isinstance(fenced, ImportPolicy)
    assert plain.text.strip() == fenced.text.strip() == document


def test_the_word_for_categories_still_corrects_a_ticket() -> None:
    assert said("分类 128 网络") == Edit(128, "category", "网络")
    assert said("分类 网络", quoted=7) == Edit(7, "category", "网络")


@pytest.mark.parametrize("text", ["班组 IT支持 策略 随便", "角色 皇帝 加 @王强", "规则 移 3",
                                  "本群 唱歌", "语言 默认 火星文", "角色 范围 @王强 银河"])
def test_what_is_no_choice_is_refused_with_the_choices(text: str) -> None:
    with pytest.raises(BadInput):
        said(text)


def test_a_rule_said_freely_remembers_what_it_may_be_otherwise() -> None:
    request = FileTicket("x")
    found = rule_said(Line("以后 打印机 的单都派给王强"), request)
    again = "/规则 新建 以后 打印机 的单都派给王强"
    assert found == SayRule("以后打印机的单都派给王强", (), again, request)
    assert rule_said(Line("打印机坏了\uff0c派给王强"), request) is None


def test_the_set_up_form_names_its_session() -> None:
    values: dict[str, str | tuple[str, ...]] = {"purpose": "IT支持", "members": ("1", "2")}
    assert forms.build("setup:abc", 0, 0, values) == SetUp("abc", values)


QUESTIONS = [
    {"name": "purpose", "kind": "select", "required": True, "options": [["IT支持", "IT支持"]]},
    {"name": "members", "kind": "multiselect", "required": True,
     "options": [["孙磊", "7"], ["陈静", "8"], ["赵敏", "9"]]},
    {"name": "manager", "kind": "person", "required": False, "options": [["郑浩", "5"]]},
]  # fmt: skip


def test_the_set_up_can_be_spoken_question_by_question() -> None:
    data: dict[str, object] = {"verb": "setup:abc", "ticket": 0, "version": 0, "at": 0,
                               "answers": {}, "inputs": QUESTIONS}
    account = AccountId("wecom", "t", "Chen")
    for answer in ("1", "1、3", "没有"):
        event = MessageReceived(
            key=answer, at=datetime(2026, 11, 18, tzinfo=UTC), account=account,
            chat=ChatId("wecom", "t", "c"), chat_kind="direct", text=answer, message="m",
        )  # fmt: skip
        intent = interpret(event, Context(dialog=("form", data)))
        if isinstance(intent, Continue):
            data = dict(intent.data)
    assert intent == SetUp("abc", {"purpose": "IT支持", "members": ("7", "9"), "manager": ""})


def test_edits_are_plain_data_that_can_be_made_again() -> None:
    edits: list[Edited] = [
        ("add_team", {"name": "IT", "members": ["a"], "leads": ["b"], "manager": None}),
        ("add_rule", {"rule": {"name": "r", "when": {"words": ["x"], "priorities": ["P1"]},
                               "team": "IT", "priority": "P2"}}),
        ("set_chat", {"chat": "feishu:t:oc_1:x", "team": "IT"}),
    ]  # fmt: skip
    policy = edited(default_policy(), edits)
    assert [member.handle for member in policy.teams["IT"].members] == ["a"]
    assert policy.rules[0].when.priorities[0].name == "P1"
    assert [chat.chat for chat in policy.chats] == ["oc_1:x"]
    assert not default_policy().rules
