"""Edits from chat, what changed, and what would be left behind."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.domain.holidays import Holiday, HolidayYear
from bot.domain.people import ChatId
from bot.domain.policy import Category, Condition, FormField, Ladder, Policy, Rule, Rung, Shift
from bot.domain.policy import change as edit
from bot.domain.policy.chain import superiors
from bot.domain.policy.checks import problems
from bot.domain.policy.defaults import default_policy
from bot.domain.policy.diff import Change, diff
from bot.domain.policy.document import dump, load
from bot.domain.policy.warnings import warnings
from bot.domain.ticket import Plan, Priority, State, Ticket
from bot.errors import BadInput, NotAllowed, NotFound, UserError

GROUP = ChatId("wecom", "corp", "wr1")


def desk() -> Policy:
    policy = edit.grant(default_policy(), "admins", "郑浩")
    policy = edit.add_site(policy, "东厂")
    policy = edit.add_team(policy, "IT", ["陈静", "孙磊"], leads=["陈静"], manager="郑浩")
    policy = edit.set_chat(policy, GROUP, team="IT", template="IT支持")
    return edit.add_rule(policy, Rule("网络", Condition(words=("网络",)), team="IT", person="陈静"))


def refused(key: str, change, *args, kind=BadInput, **kwargs) -> UserError:
    with pytest.raises(kind) as caught:
        change(*args, **kwargs)
    assert caught.value.key == key
    return caught.value


def test_a_desk_built_by_edits_is_a_valid_document():
    policy = desk()
    assert [p for p in problems(policy, ["陈静", "孙磊", "郑浩"]) if not p.warning] == []
    assert load(dump(policy)) == policy
    assert "IT支持" in policy.templates


def test_the_last_admin_the_last_member_and_the_last_lead_stay():
    policy = desk()
    refused("policy.last_admin", edit.revoke, policy, "admins", "郑浩", kind=NotAllowed)
    both = edit.grant(policy, "admins", "陈静")
    assert edit.revoke(both, "admins", "郑浩").admins == ("陈静",)
    refused("policy.last_lead", edit.remove_lead, policy, "IT", "陈静")
    single = edit.add_team(policy, "保洁", ["阿姨"])
    refused("policy.last_member", edit.remove_member, single, "保洁", "阿姨")
    refused("policy.team_needs_member", edit.add_team, policy, "空", [])


def test_what_is_in_use_is_not_taken_away_silently():
    policy = desk()
    assert refused("policy.member_in_rules", edit.remove_member, policy, "IT", "陈静").facts[
        "rules"
    ] == ["网络"]
    refused("policy.team_in_use", edit.remove_team, policy, "IT")
    gone = edit.remove_team(policy, "IT", with_uses=True)
    assert gone.rules == () and gone.chats[GROUP].team is None
    refused("policy.template_in_use", edit.remove_template, policy, "IT支持")
    refused("policy.person_in_use", edit.forget_person, policy, "陈静")
    placed = edit.set_chat(policy, GROUP, site="东厂")
    refused("policy.site_in_use", edit.remove_site, placed, "东厂")


def test_a_wrong_name_brings_the_nearest_one():
    error = refused("policy.no_team", edit.set_manager, desk(), "ITT", "郑浩", kind=NotFound)
    assert error.facts["near"] == "IT"


def test_members_have_skills_limits_and_sites():
    policy = edit.add_member(desk(), "IT", "小周", skills=["网络"], limit=3, sites=["东厂"])
    member = policy.teams["IT"].member("小周")
    assert member and member.skills == {"网络"} and member.limit == 3
    free = edit.edit_member(policy, "IT", "小周", limit=None).teams["IT"].member("小周")
    assert free and free.limit is None
    refused("policy.already_member", edit.add_member, policy, "IT", "小周")
    refused("policy.no_site", edit.edit_member, policy, "IT", "小周", sites=["西厂"], kind=NotFound)
    refused("policy.bad_weight", edit.edit_member, policy, "IT", "小周", weight=-1)


def test_escalation_never_goes_in_a_circle():
    policy = edit.add_team(desk(), "维修", ["张伟"], leads=["刘洋"])
    policy = edit.set_manager(policy, "IT", "刘洋")
    refused("policy.escalation_circle", edit.set_manager, policy, "维修", "陈静")
    policy = edit.grant(edit.set_manager(policy, "维修", "郑浩"), "managers", "老板")
    assert superiors(policy, "IT") == ("刘洋", "郑浩", "老板")


def test_a_team_can_be_renamed_everywhere():
    policy = edit.rename_team(desk(), "IT", "信息部")
    assert list(policy.teams) == ["信息部"] and policy.rules[0].team == "信息部"
    assert policy.chats[GROUP].team == "信息部" and load(dump(policy)) == policy


def test_rules_are_added_moved_switched_and_removed():
    policy = edit.add_rule(desk(), Rule("门", Condition(words=("门",)), team="IT"), 1)
    assert [r.name for r in policy.rules] == ["门", "网络"]
    assert [r.name for r in edit.move_rule(policy, "门", 2).rules] == ["网络", "门"]
    assert not edit.enable_rule(policy, "门", False).rules[0].enabled
    assert [r.name for r in edit.remove_rule(policy, "门").rules] == ["网络"]
    refused("policy.rule_exists", edit.add_rule, policy, policy.rules[0])
    refused("policy.bad_position", edit.move_rule, policy, "门", 3)
    refused("policy.team_unknown", edit.add_rule, policy, Rule("x", Condition(), team="ITT"))
    refused("policy.rule_does_nothing", edit.add_rule, policy, Rule("x", Condition()))


def test_duty_needs_a_roster():
    refused("policy.roster_missing", edit.set_team, desk(), "IT", strategy="on_duty")
    shift = Shift("2026-11-23 09:00", "2026-11-30 09:00", "陈静")
    policy = edit.set_team(edit.set_roster(desk(), "IT", [shift]), "IT", strategy="on_duty")
    refused("policy.roster_missing", edit.set_roster, policy, "IT", [])


def test_targets_are_given_as_people_write_them():
    policy = edit.set_target(desk(), "default", Priority.P3, respond="1小时", resolve="2wd")
    target = policy.slas["default"].targets[Priority.P3]
    assert (target.respond, target.resolve, target.resolve_days) == (60, 0, 2)
    vip = edit.set_target(policy, "VIP", Priority.P1, resolve="1h", calendar="always")
    assert vip.slas["VIP"].targets[Priority.P1].resolve == 60
    assert vip.slas["VIP"].targets[Priority.P4] == policy.slas["default"].targets[Priority.P4]
    refused("policy.duration", edit.set_target, policy, "default", Priority.P1, respond="soon")


def test_hours_days_off_and_working_days():
    policy = edit.set_hours(desk(), "default", "mon-fri", "08:30-12:00 14:00-17:30")
    calendar = policy.calendars["default"]
    make_up = calendar.pattern(date(2026, 10, 10))
    assert make_up == calendar.week[0] and make_up[0].start == 510
    policy = edit.set_day(policy, "default", date(2026, 12, 30), "off", date(2026, 12, 31))
    policy = edit.set_day(policy, "default", date(2026, 12, 26), "work")
    calendar = policy.calendars["default"]
    assert not calendar.works_on(date(2026, 12, 31)) and calendar.works_on(date(2026, 12, 26))
    usual = edit.set_day(policy, "default", date(2026, 12, 31), None)
    assert usual.calendars["default"].works_on(date(2026, 12, 31))
    assert usual.calendars["default"].version > calendar.version
    assert load(dump(usual)) == usual
    refused("policy.hours", edit.set_hours, policy, "default", "mon", "nine to five")
    refused("policy.calendar_empty", edit.set_hours, policy, "default", "mon-sun", "off")
    refused("calendar.not_a_saturday", edit.set_alternate_saturdays, policy, "default",
            date(2026, 11, 22))  # fmt: skip
    refused("calendar.zone_unknown", edit.set_zone, policy, "default", "Mars/Olympus")


def test_an_imported_holiday_year_survives_the_document():
    table = HolidayYear(2027, {date(2027, 2, 5): Holiday("spring_festival", True),
                               date(2027, 1, 30): Holiday("spring_festival", False)})  # fmt: skip
    policy = edit.add_holidays(desk(), "default", table)
    assert policy.calendars["default"].knows(2027) and load(dump(policy)) == policy


def test_a_ladder_must_reach_somebody():
    quiet = Ladder("still", (Rung("resolve", (), percent=50),))
    refused("policy.ladder_to_nobody", edit.put_ladder, desk(), quiet)
    loud = Ladder("laut", (Rung("resolve", ("lead",), percent=50),))
    assert edit.set_team(edit.put_ladder(desk(), loud), "IT", ladder="laut")


def test_names_belong_to_one_person():
    policy = edit.add_alias(desk(), "陈静", "静姐")
    error = refused("policy.alias_taken", edit.add_alias, policy, "孙磊", "静姐")
    assert error.facts["name"] == "陈静"
    assert edit.remove_alias(policy, "陈静", "静姐").aliases == {}
    refused("policy.bad_scope", edit.set_scope, policy, "陈静", "everything")


def test_trigger_words_are_long_enough_to_mean_something():
    refused("policy.bad_trigger_word", edit.set_chat, desk(), GROUP, words=["修"])


def test_templates_grow_and_shrink():
    policy = edit.put_category(desk(), "IT支持", Category("电话", ("座机",)))
    policy = edit.put_field(policy, "IT支持", FormField("分机", "number"))
    assert policy.templates["IT支持"].categories[-1].name == "电话"
    policy = edit.remove_field(edit.remove_category(policy, "IT支持", "电话"), "IT支持", "分机")
    assert policy == desk()
    refused("policy.options_missing", edit.put_field, policy, "IT支持", FormField("x", "choice"))


def test_a_diff_names_each_entry_once():
    old = desk()
    new = edit.add_lead(edit.set_target(old, "default", Priority.P1, respond="5m"), "IT", "孙磊")
    new = edit.edit_member(edit.enable_rule(new, "网络", False), "IT", "孙磊", limit=5)
    assert diff(old, new) == [
        Change(("slas", "default", "P1", "respond"), "15m", "5m"),
        Change(("teams", "IT", "members", "孙磊"), "孙磊", {"name": "孙磊", "limit": "5"}),
        Change(("teams", "IT", "leads"), ["陈静"], ["陈静", "孙磊"]),
        Change(("rules", "网络", "enabled"), None, "false"),
    ]
    assert diff(old, replace(old, version=9)) == []


def test_a_diff_tells_a_new_order_from_a_new_rule():
    old = edit.add_rule(desk(), Rule("门", Condition(words=("门",)), team="IT"))
    (moved,) = diff(old, edit.move_rule(old, "门", 1))
    assert moved == Change(("rules", "order"), ["网络", "门"], ["门", "网络"])
    (gone,) = diff(old, edit.remove_rule(old, "门"))
    assert gone.path == ("rules", "门") and gone.after is None
    (first,) = diff(replace(old, rules=()), replace(old, rules=old.rules[:1]))
    assert first.path == ("rules", "网络") and first.before is None


def test_open_tickets_that_would_hang_in_the_air_are_named():
    plan = Plan(15, 60, "default")
    ticket = Ticket(7, "x", "x", State.ASSIGNED, Priority.P3, 1, datetime(2026, 1, 1, tzinfo=UTC),
                    plan, team="IT", owner=2, category="网络/有线", template="IT支持")  # fmt: skip
    assert warnings(desk(), [ticket], {2: "孙磊"}) == []
    after = edit.rename_team(edit.remove_member(desk(), "IT", "孙磊"), "IT", "ITS")
    found = warnings(after, [ticket], {2: "孙磊"})
    assert [(w.key, w.count, w.tickets, w.proposal) for w in found] == [
        ("policy.orphans_team", 1, (7,), "ITS"),
        ("policy.orphans_owner", 1, (7,), None),
    ]
