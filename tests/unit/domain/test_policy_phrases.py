"""Rules said in words, and the talk that must not become one."""

import pytest

from bot.domain.policy import Condition, Member, Policy, Shift, Team
from bot.domain.policy.defaults import default_policy
from bot.domain.policy.phrases import RuleDraft, Unclear, parse_phrase
from bot.domain.policy.starters import with_starter
from bot.domain.ticket import Priority

BASE = with_starter(default_policy(), "IT支持")
POLICY = Policy(
    calendars=BASE.calendars, slas=BASE.slas, ladders=BASE.ladders, templates=BASE.templates,
    sites=("一厂",),
    teams={
        "IT支持": Team("IT支持", (Member("陈静"), Member("王五"))),
        "设备维修": Team("设备维修", (Member("张伟"),),
                     roster=(Shift("2026-11-23 09:00", "2026-11-30 09:00", "张伟"),)),
    },
)  # fmt: skip
PEOPLE = {"陈静": ("陈静",), "静姐": ("陈静",), "王五": ("王五",), "张伟": ("张伟",),
          "小王": ("王五", "王强")}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "when", "team", "person"),
    [
        ("把打印机的单派给王五", Condition(categories=("硬件/打印机",)), "IT支持", "王五"),
        ("以后网络问题都给陈静", Condition(categories=("网络",)), "IT支持", "陈静"),
        ("以后网络问题都给静姐处理", Condition(categories=("网络",)), "IT支持", "陈静"),
        ("漏水的统一派给设备维修组吧", Condition(words=("漏水",)), "设备维修", None),
        ("打印机和投影仪都交给@王五", Condition(words=("打印机", "投影仪")), "IT支持", "王五"),
        ("P1的工单都给张伟", Condition(priorities=(Priority.P1,)), "设备维修", "张伟"),
        ("一厂的漏油归设备维修", Condition(sites=("一厂",), words=("漏油",)), "设备维修", None),
        ("门卡的问题都找陈静。", Condition(words=("门卡",)), "IT支持", "陈静"),
    ],
)
def test_a_sentence_becomes_a_rule(said, when, team, person):
    draft = parse_phrase(said, POLICY, PEOPLE)
    assert isinstance(draft, RuleDraft)
    assert (draft.rule.when, draft.rule.team, draft.rule.person) == (when, team, person)


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("打印机的单子以后都给陈静", Condition(categories=("硬件/打印机",))),
        ("以后打印机坏了找陈静", Condition(categories=("硬件/打印机",))),
        ("打印机的单，派给陈静，谢谢", Condition(categories=("硬件/打印机",))),
        ("让陈静负责打印机", Condition(categories=("硬件/打印机",))),
        ("如果是打印机就派给陈静", Condition(categories=("硬件/打印机",))),
        ("所有打印机的单派给陈静", Condition(categories=("硬件/打印机",))),
        ("上班时间一厂的高优先级网络问题派给陈静", Condition(
            categories=("网络",), priorities=(Priority.P2,), sites=("一厂",), hours="working")),
        ("一厂下班后的紧急单都给陈静", Condition(
            priorities=(Priority.P1,), sites=("一厂",), hours="off")),
        ("周末的单派给陈静", Condition(hours="off")),
        ("EQ-开头的设备派给陈静", Condition(assets=("EQ-",))),
        ("财务部报的单都给陈静", Condition(departments=("财务部",))),
        ("所有单都派给陈静", Condition()),
    ],
)
def test_rules_as_people_say_them(said, when):
    draft = parse_phrase(said, POLICY, PEOPLE)
    assert isinstance(draft, RuleDraft), draft
    assert (draft.rule.when, draft.rule.person) == (when, "陈静")


def test_how_somebody_is_chosen_may_stand_in_the_sentence():
    draft = parse_phrase("打印机的单轮流派给IT支持", POLICY, PEOPLE)
    assert isinstance(draft, RuleDraft) and draft.rule.strategy == "round_robin"
    draft = parse_phrase("漏油的派给值班", POLICY, PEOPLE, "设备维修")
    assert isinstance(draft, RuleDraft)
    assert (draft.rule.team, draft.rule.strategy) == ("设备维修", "on_duty")
    asked = parse_phrase("漏油的派给值班", POLICY, PEOPLE)
    assert asked == Unclear("policy.phrase_who", "值班", ("IT支持", "设备维修"))


def test_the_duty_can_be_named_and_so_can_the_night():
    draft = parse_phrase("晚上的漏油派给设备维修值班", POLICY, PEOPLE)
    assert isinstance(draft, RuleDraft)
    assert draft.rule.strategy == "on_duty" and draft.rule.when.hours == "off"
    assert draft.rule.when.words == ("漏油",)


@pytest.mark.parametrize(
    "said",
    ["谁负责打印机", "我负责打印机", "以后有问题找陈静", "这个由陈静处理",
     "把128派给王五", "把这个单派给王五", "转给王五", "我给你说个事", "张伟给我打电话",
     "打印机坏了", "谢谢", "今天给陈静打电话了", "长" * 90 + "都给陈静"],
)  # fmt: skip
def test_other_talk_is_left_alone(said):
    assert parse_phrase(said, POLICY, PEOPLE) is None


def test_a_name_of_two_people_or_of_nobody_is_asked_back():
    assert parse_phrase("以后网络都给小王", POLICY, PEOPLE) == Unclear(
        "policy.phrase_ambiguous", "小王", ("王五", "王强")
    )
    nobody = parse_phrase("以后网络都给李雷", POLICY, PEOPLE)
    assert isinstance(nobody, Unclear) and nobody.key == "policy.phrase_who"


def test_a_second_rule_of_the_same_words_gets_another_name():
    from dataclasses import replace

    first = parse_phrase("把打印机的单派给王五", POLICY, PEOPLE)
    assert isinstance(first, RuleDraft)
    again = parse_phrase("把打印机的单派给王五", replace(POLICY, rules=(first.rule,)), PEOPLE)
    assert isinstance(again, RuleDraft) and again.rule.name == first.rule.name + " 2"


