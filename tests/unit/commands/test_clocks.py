"""What an admin types about hours and ladders, and half commands, as tables."""

from __future__ import annotations

import pytest

from bot.domain.intents import Configure, Context, Intent, OpenSettings, RollBack
from bot.errors import BadInput
from commands import ALL
from commands.grammar import Grammar
from commands.line import Line

GRAMMAR = Grammar(ALL)
FULL = "08:00-20:00 20:00-08:00"


def said(text: str) -> Intent:
    found = GRAMMAR.find(Line(text), slash=True)
    assert found is not None, text
    return found.command.build(found.line, Context())


STEPS = {
    "80% 提醒 处理人": ("", "resolve 80% owner"),
    "８０％提醒处理人、组长": ("", "resolve 80% owner,lead"),
    "完成 80% 提醒处理人和组长": ("", "resolve 80% owner,lead"),
    "响应 80% 通知 处理人": ("", "respond 80% owner"),
    "未接单 15分钟 提醒 群": ("", "respond 15分钟 chat"),
    "未接单15分钟提醒群": ("", "respond 15分钟 chat"),
    "15分钟没人接 提醒群": ("", "respond 15分钟 chat"),
    "15分钟还没接单 提醒群": ("", "respond 15分钟 chat"),
    "未接单 30分钟 换人": ("", "respond 30分钟 next"),
    "IT支持 未接单 半小时 P1 5分钟 换人": ("IT支持", "respond 半小时/5分钟 next"),
    "IT支持 未接单 15分钟（P1 5分钟） 提醒 群": ("IT支持", "respond 15分钟/5分钟 chat"),
    "售后处理组 80% 提醒 组长": ("售后处理组", "resolve 80% lead"),
    "50% 变色": ("", "resolve 50% "),
    "超时 提醒 主管": ("", "resolve 100% manager"),
    "超时 50% 提醒 主管": ("", "resolve 150% manager"),
    "完成 4小时 提醒 主管": ("", "resolve 4小时 manager"),
    "unaccepted 15m (P1 5m) ping group": ("", "respond 15m/5m chat"),
    "80% ping owner, lead": ("", "resolve 80% owner,lead"),
}


@pytest.mark.parametrize("text", STEPS)
def test_a_step_is_said_as_people_say_it(text: str) -> None:
    found = said(f"升级链 {text}")
    assert isinstance(found, Configure) and (found.topic, found.act) == ("ladder", "put")
    options = dict(found.options)
    moment = f"{options['percent']}%" if "percent" in options else "/".join(
        options[part] for part in ("after", "after_p1") if part in options)
    assert (found.name, f"{options['clock']} {moment} {options['who']}") == STEPS[text]


OTHERS = {
    "升级链 删 3": ("drop", "", {"number": "3"}),
    "升级链 删除 第3级": ("drop", "", {"number": "3"}),
    "升级链 IT支持 删 80%": ("drop", "IT支持", {"clock": "resolve", "percent": "80"}),
    "升级链 删 未接单 15分钟": ("drop", "", {"clock": "respond", "after": "15分钟"}),
    "升级链 删除 IT支持": ("drop", "", {"ladder": "IT支持"}),
    "升级链 确认 30分钟": ("patience", "", {"acknowledge": "30分钟"}),
    "升级链 IT支持 打扰上限 6次": ("patience", "IT支持", {"budget": "6"}),
    "升级链 IT支持 恢复默认": ("reset", "IT支持", {}),
}


@pytest.mark.parametrize("text", OTHERS)
def test_the_rest_of_a_ladder(text: str) -> None:
    found = said(text)
    assert isinstance(found, Configure)
    assert (found.act, found.name, dict(found.options)) == OTHERS[text]


MISTAKES = {
    "升级链 80%": "config.ladder_nobody",
    "升级链 80% 提醒": "config.ladder_nobody",
    "升级链 80% 提醒 老板娘": "config.ladder_who",
    "升级链 未接单 提醒 群": "config.ladder_how",
    "升级链 提醒 组长": "config.ladder_how",
    "升级链 超时 2小时 提醒 主管": "config.ladder_late",
    "升级链 删": "config.ladder_drop",
    "工时 周一": "config.hours_how",
    "工时 周一到周五九点到六点": "config.hours_how",
    "工时 周六 9:00-12:00 加班费": "config.hours_how",
    "工时 两班 早晚": "config.hours_how",
    "工时 新建": "config.hours_how",
    "工时 删除": "config.hours_how",
    "时限 P5 完成 3小时": "config.need_priority",
    "时限 响应 30分钟": "config.need_priority",
    "班组 新建": "config.need_team",
    "班组 IT支持 改名": "config.need_name",
    "规则 停用": "config.need_rule",
    "分类 加": "config.need_category",
    "分类 IT支持 删": "config.need_category",
    "模板 用": "config.template_words",
    "模板 字段": "config.template_words",
    "模板 验收 很久": "config.need_number",
    "语言 默认": "config.language_words",
    "配置 导处": "config.words",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_half_a_command_is_answered_with_what_is_missing(text: str) -> None:
    with pytest.raises(BadInput) as error:
        said(text)
    assert error.value.key == MISTAKES[text]


WEEKS = {
    "周一至周五 09:00-12:00 13:30-18:00": ("", "mon-fri=09:00-12:00 13:30-18:00"),
    "９：００－１８：００": ("", "mon-fri=09:00-18:00"),
    "IT支持 周一到周五9:00-18:00 周六 9:00-12:00": (
        "IT支持", "mon-fri=09:00-18:00;sat=09:00-12:00"),
    "上午9:00-12:00 下午1:30-6:00": ("", "mon-fri=09:00-12:00 13:30-18:00"),
    "周一至周五 上午9点到下午6点半": ("", "mon-fri=09:00-18:30"),
    "周一至五 9-18": ("", "mon-fri=09:00-18:00"),
    "星期一、星期三 9:00~18:00": ("", "mon,wed=09:00-18:00"),
    "周六 休息": ("", "sat=off"),
    "周末休息": ("", "sat-sun=off"),
    "夜班组 22:00-06:00": ("夜班组", "mon-fri=22:00-06:00"),
    "每天 22:00-06:00": ("", "mon-sun=22:00-06:00"),
    "两班": ("", f"mon-sun={FULL}"),
    "设备维修 两班 周一到周六 08:00-16:00 16:00-24:00": (
        "设备维修", "mon-sat=08:00-16:00 16:00-24:00"),
    "周一到周六 两班 08:00-16:00 16:00-24:00": ("", "mon-sat=08:00-16:00 16:00-24:00"),
    "四班三运转": ("", "mon-sun=00:00-08:00 08:00-16:00 16:00-24:00"),
    "mon-fri 09:00-18:00": ("", "mon-fri=09:00-18:00"),
}


@pytest.mark.parametrize("text", WEEKS)
def test_a_week_is_said_as_people_say_it(text: str) -> None:
    found = said(f"工时 {text}")
    assert isinstance(found, Configure) and found.act == "week"
    assert (found.name, found.options["week"]) == WEEKS[text]


HOURS = {
    "7x24": ("always", "", {}),
    "设备维修 7×24": ("always", "设备维修", {}),
    "大小周 从 2026-11-28": ("alternate", "", {"from": "2026-11-28"}),
    "设备维修 大小周 从11/28起": ("alternate", "设备维修", {"from": "11/28"}),
    "大小周 取消": ("alternate", "", {}),
    "单休": ("free", "", {"kind": "one", "hours": ""}),
    "IT支持 双休 09:00-18:00": ("free", "IT支持", {"kind": "two", "hours": "09:00-18:00"}),
    "节假日 照常上班": ("holidays", "", {"on": ""}),
    "节假日 放假": ("holidays", "", {"on": "1"}),
    "时区 Asia/Urumqi": ("zone", "", {"zone": "Asia/Urumqi"}),
    "新建 工厂 周一至周六 08:00-17:00": ("new", "工厂", {"week": "mon-sat=08:00-17:00"}),
    "设备维修 用 工厂": ("use", "设备维修", {"calendar": "工厂"}),
    "删除 工厂": ("drop", "工厂", {}),
    "IT支持 恢复默认": ("reset", "IT支持", {}),
}


@pytest.mark.parametrize("text", HOURS)
def test_the_rest_of_the_hours(text: str) -> None:
    found = said(f"工时 {text}")
    assert isinstance(found, Configure)
    assert (found.act, found.name, dict(found.options)) == HOURS[text]


def test_looking() -> None:
    assert said("工时") == OpenSettings("hours")
    assert said("工时 IT支持") == OpenSettings("hours", "IT支持")
    assert said("升级链") == OpenSettings("ladder")
    assert said("升级链 IT支持") == OpenSettings("ladder", "IT支持")
    assert not isinstance(said("升级 128 没人管"), OpenSettings), "that one is about a ticket"


def test_numbers_may_be_chinese() -> None:
    assert said("规则 停用 第二条") == Configure("rule", "off", "2", said="/规则 停用 第二条")
    days = said("模板 验收 三天")
    assert isinstance(days, Configure) and days.options == {"days": "3"}
    limit = said("班组 IT支持 上限 @王强 八")
    assert isinstance(limit, Configure) and limit.pieces[-1] == "8"
    assert said("规则 2") == OpenSettings("rules")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("升级链 " + "9" * 5000 + "% 提醒 处理人", "config.ladder_how"),
        ("升级链 " + "半" * 3000, "config.ladder_how"),
        ("工时 " + "周一、" * 1500 + "9", "config.hours_how"),
    ],
)
def test_a_text_of_thousands_of_characters_is_refused_before_it_is_matched(
    text: str, key: str
) -> None:
    with pytest.raises(BadInput) as caught:
        said(text)
    assert caught.value.key == key


def test_no_number_is_too_long_to_be_read() -> None:
    assert said("回滚 v" + "9" * 5000) == RollBack(0)
