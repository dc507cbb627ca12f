"""Who gets a ticket, and why: rules, strategies, people who cannot, and the answer to nobody."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.people import ChatId
from bot.domain.policy import ChatPolicy, Condition, Member, Policy, Rule, Shift, Team
from bot.domain.policy.defaults import default_policy
from bot.domain.roster import Cover
from bot.domain.routing import (
    Away,
    PastTicket,
    Router,
    RoutingRequest,
    RoutingWorld,
    decision_from_json,
    decision_to_json,
    dry_run,
    next_candidate,
    route,
)
from bot.domain.ticket import Priority

CHINA = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=CHINA)
GROUP = ChatId("feishu", "corp", "oc_1")
IT = Team(
    "IT支持",
    members=(
        Member("陈静", frozenset({"网络", "打印机"})),
        Member("孙磊", frozenset({"网络"}), limit=3),
        Member("小周", weight=50, sites=frozenset({"东厂"})),
    ),
    leads=("陈静",),
    manager="郑浩",
)
REPAIR = Team(
    "设备维修",
    members=(Member("张伟"), Member("王强")),
    leads=("刘洋",),
    strategy="on_duty",
    roster=(Shift("2026-11-16 09:00", "2026-11-23 09:00", "张伟", "王强"),),
)


def policy(*rules: Rule, **changes) -> Policy:
    base = default_policy()
    values = {
        "calendars": base.calendars,
        "slas": base.slas,
        "ladders": base.ladders,
        "admins": ("郑浩",),
        "sites": ("东厂", "西厂"),
        "teams": {team.name: team for team in (IT, REPAIR)},
        "chats": {GROUP: ChatPolicy(GROUP, team="设备维修", site="东厂")},
        "rules": rules,
    }
    return Policy(**(values | changes))


def ask(text: str = "三楼打印机卡纸了", **more) -> RoutingRequest:
    return RoutingRequest(text, **({"at": NOW} | more))


def rule(name: str = "r", team: str | None = "IT支持", **more) -> Rule:
    rule_fields = {k: more.pop(k) for k in ("person", "strategy", "skill", "priority", "enabled")
                   if k in more}
    return Rule(name, Condition(**more), team=team, **rule_fields)


@pytest.mark.parametrize(
    ("condition", "request_parts", "matches"),
    [
        ({"words": ("打印机",)}, {}, True),
        ({"words": ("PRINTER",)}, {"text": "ｐｒｉｎｔｅｒ坏了"}, True),
        ({"words": ("投影",)}, {}, False),
        ({"categories": ("硬件",)}, {"category": "硬件/打印机"}, True),
        ({"categories": ("硬件",)}, {"category": "硬件设施"}, False),
        ({"categories": ("硬件",)}, {}, False),
        ({"priorities": (Priority.P1,)}, {"priority": Priority.P1}, True),
        ({"priorities": (Priority.P1,)}, {}, False),
        ({"sites": ("西厂",)}, {"site": "西厂"}, True),
        ({"sites": ("东厂",)}, {"chat": GROUP}, True),
        ({"sites": ("西厂",)}, {"chat": GROUP}, False),
        ({"chats": (GROUP,)}, {"chat": GROUP}, True),
        ({"chats": (GROUP,)}, {}, False),
        ({"departments": ("生产部",)}, {"department": "生产部/一车间"}, True),
        ({"departments": ("生产部",)}, {"department": "行政部"}, False),
        ({"assets": ("EQ-",)}, {"asset": "eq-1024"}, True),
        ({"assets": ("EQ-",)}, {"asset": "PC-7"}, False),
        ({"hours": "working"}, {}, True),
        ({"hours": "off"}, {}, False),
        ({"hours": "off"}, {"at": NOW.replace(hour=22)}, True),
        ({"words": ("打印机",), "priorities": (Priority.P1,)}, {}, False),
        ({}, {}, True),
    ],
)
def test_a_rule_holds_when_every_part_given_holds(condition, request_parts, matches):
    decision = route(ask(**request_parts), policy(rule(**condition)), RoutingWorld())
    assert (decision.rule == "r") is matches
    assert {m.part for m in decision.matched} >= set(condition) if matches else True


def test_the_first_matching_enabled_rule_wins():
    rules = (
        rule("aus", words=("打印机",), enabled=False),
        rule("zuerst", words=("打印机",), priority=Priority.P2),
        rule("spät", words=("打印",), team="设备维修"),
    )
    decision = route(ask(), policy(*rules), RoutingWorld())
    assert (decision.rule, decision.team, decision.priority) == ("zuerst", "IT支持", Priority.P2)


def test_without_a_rule_the_chat_decides_then_the_only_team_then_the_admins_hear_of_it():
    by_chat = route(ask(chat=GROUP), policy(), RoutingWorld())
    assert by_chat.team == "设备维修" and by_chat.matched == (("chat_team", "设备维修"),)
    only = route(ask(), policy(teams={"IT支持": IT}), RoutingWorld())
    assert only.team == "IT支持" and only.matched[0].part == "only_team"
    lost = route(ask(), policy(), RoutingWorld())
    assert lost.nobody and lost.team is None and lost.told == ("郑浩",)


def test_the_least_load_is_weighed_and_the_busier_are_named():
    world = RoutingWorld(loads={"陈静": 4, "孙磊": 2, "小周": 2})
    decision = route(ask(site="东厂"), policy(rule()), world)
    assert decision.handle == "孙磊"
    assert set(decision.passed_over) == {("陈静", "busier"), ("小周", "busier")}
    half = route(ask(site="东厂"), policy(rule()), RoutingWorld(loads={"陈静": 5, "孙磊": 3,
                                                                   "小周": 2}))
    assert half.handle == "小周"  # 2 at half weight count as 4, 孙磊 is at the limit


def test_equal_loads_go_round_from_the_last_one_chosen():
    world = RoutingWorld(last={"IT支持": "陈静"})
    assert route(ask(site="东厂"), policy(rule()), world).handle == "孙磊"


def test_round_robin_takes_the_next_who_can():
    rules = policy(rule(strategy="round_robin"))
    world = RoutingWorld(last={"IT支持": "陈静"}, loads={"孙磊": 3})
    decision = route(ask(site="西厂"), rules, world)
    assert decision.handle == "陈静"
    assert decision.passed_over == (("孙磊", "limit"), ("小周", "site"))


def test_skill_leave_refusal_and_departure_are_reasons():
    world = RoutingWorld(inactive=frozenset({"小周"}))
    decision = route(ask(declined=frozenset({"孙磊"})), policy(rule(skill="打印机")), world)
    assert decision.handle == "陈静"
    assert decision.passed_over == (("孙磊", "declined"), ("小周", "inactive"))
    away = RoutingWorld(away={"陈静": [Away(NOW, NOW + timedelta(days=1))]})
    decision = route(ask(), policy(rule(skill="打印机")), away)
    assert decision.nobody and decision.handle is None and decision.told == ("陈静",)
    assert ("陈静", "away") in decision.passed_over and ("孙磊", "skill") in decision.passed_over
    back = ask(at=NOW + timedelta(days=1))
    assert route(back, policy(rule(skill="打印机")), away).handle == "陈静"


def test_a_fixed_person_comes_before_the_team_and_the_team_stands_in():
    rules = policy(rule(person="孙磊", skill="打印机"))
    assert route(ask(), rules, RoutingWorld()).strategy == "fixed"
    assert route(ask(), rules, RoutingWorld()).handle == "孙磊"
    decision = route(ask(), rules, RoutingWorld(away={"孙磊": [Away(NOW)]}))
    assert decision.handle == "陈静" and decision.passed_over[0] == ("孙磊", "away")


def test_a_rule_for_a_person_alone_uses_that_persons_team():
    decision = route(ask(), policy(rule(team=None, person="王强")), RoutingWorld())
    assert (decision.team, decision.handle) == ("设备维修", "王强")


def test_the_duty_takes_it_then_the_backup_then_the_lead_is_told():
    rules = policy(rule(team="设备维修"))
    first = route(ask(), rules, RoutingWorld())
    assert (first.handle, first.strategy) == ("张伟", "on_duty")
    second = next_candidate(ask(), rules, RoutingWorld(), first, frozenset({"张伟"}))
    assert second.handle == "王强" and second.rule == "r"
    assert second.passed_over == (("张伟", "tried"),)
    third = next_candidate(ask(), rules, RoutingWorld(), second, frozenset({"张伟", "王强"}))
    assert third.nobody and third.told == ("刘洋",)


def test_nobody_on_duty_is_told_loudly_to_the_lead():
    later = ask(at=NOW + timedelta(days=30))
    decision = route(later, policy(rule(team="设备维修")), RoutingWorld())
    assert decision.nobody and decision.told == ("刘洋",)
    assert decision.passed_over == (("张伟", "off_duty"), ("王强", "off_duty"))


def test_a_cover_is_on_duty_even_from_another_team():
    cover = Cover("张伟", "徐峰", NOW - timedelta(hours=1), NOW + timedelta(hours=1))
    decision = route(ask(), policy(rule(team="设备维修")), RoutingWorld(covers=[cover]))
    assert decision.handle == "徐峰"


def test_a_pool_waits_for_whoever_claims_unless_nobody_could():
    rules = policy(rule(strategy="pool"))
    decision = route(ask(), rules, RoutingWorld())
    assert decision.handle is None and not decision.nobody and decision.strategy == "pool"
    everybody = frozenset({"陈静", "孙磊", "小周"})
    assert route(ask(), rules, RoutingWorld(inactive=everybody)).nobody


def test_without_leads_the_manager_hears_of_it():
    alone = Team("保洁", members=(Member("阿姨"),), manager="赵敏")
    rules = policy(rule(team="保洁"), teams={"保洁": alone})
    assert route(ask(), rules, RoutingWorld(inactive=frozenset({"阿姨"}))).told == ("赵敏",)


def test_a_settled_team_is_not_asked_again():
    decision = route(ask(team="设备维修"), policy(rule()), RoutingWorld())
    assert decision.team == "设备维修" and decision.rule is None


def test_a_decision_survives_json():
    world = RoutingWorld(loads={"陈静": 4})
    decision = route(ask(chat=GROUP), policy(rule(words=("打印机",), priority=Priority.P2)), world)
    text = json.dumps(decision_to_json(decision), ensure_ascii=False)
    assert decision_from_json(json.loads(text)) == decision


def past(*requests: RoutingRequest) -> list[PastTicket]:
    return [PastTicket(i, request) for i, request in enumerate(requests, start=1)]


def test_a_dry_run_counts_what_goes_elsewhere_and_what_nobody_takes():
    tickets = past(ask(chat=GROUP), ask("空调不制冷", chat=GROUP), ask("打印机", chat=GROUP))
    old = policy()
    new = policy(rule("打印机给IT", words=("打印机",), skill="没人会"))
    result = dry_run(tickets, old, new)
    assert (result.total, result.changed, result.nobody, result.nobody_before) == (3, 2, 2, 0)
    assert result.by_rule == {"打印机给IT": 2, "": 1}
    assert [c.number for c in result.examples] == [1, 3] and result.orphans == (1, 3)


def test_a_dry_run_does_not_call_the_luck_of_the_draw_a_change():
    bigger = Team(**{f: getattr(IT, f) for f in ("name", "leads", "manager")},
                  members=(Member("新人"), *IT.members))
    tickets = past(*[ask(site="东厂")] * 5)
    old, new = policy(rule()), policy(rule(), teams={"IT支持": bigger})
    result = dry_run(tickets, old, new, RoutingWorld(loads={"孙磊": 3}))
    assert (result.changed, result.nobody) == (0, 0)


def test_the_same_question_has_the_same_answer():
    router = Router.of(policy(rule()))
    world = RoutingWorld(loads={"陈静": 1})
    assert len({json.dumps(decision_to_json(router.decide(ask(), world))) for _ in range(5)}) == 1
