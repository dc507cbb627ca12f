"""/工时: when people work, as they say it: 周一至周五 09:00-12:00 13:30-18:00; 大小周 从 11/28."""

from __future__ import annotations

import re

from bot.domain.intents import Configure, Context, Intent, OpenSettings
from bot.errors import BadInput
from commands.line import Line, narrow
from commands.pieces import LONGEST, said
from commands.spec import Command

_DAY = "[一二三四五六日天]"
ONE_DAY = rf"(?:周|星期|礼拜){_DAY}"
_TO = r"\s*(?:至|到|-|~)\s*"
ENGLISH_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)"
_DAYS = (
    rf"(?:{ONE_DAY}{_TO}(?:周|星期|礼拜)?{_DAY}|{ONE_DAY}(?:\s*[、,和及]?\s*{ONE_DAY})*"
    rf"|{ENGLISH_DAY}(?:\s*-\s*{ENGLISH_DAY})?(?:\s*,\s*{ENGLISH_DAY})*"
    r"|工作日|平时|周末|双休日|每天|天天|全周|everyday|weekdays|weekends?)"
)
_HALF = "(?:上午|早上|中午|下午|晚上|凌晨|次日|第二天)"
CLOCK = rf"{_HALF}?\s*\d{{1,2}}(?:\s*[:点]\s*(?:\d{{2}}|半)?\s*分?)?"
_PART = rf"{CLOCK}{_TO}{CLOCK}"
_HOURS = rf"(?:{_PART}(?:\s*[,、和及;/]?\s*{_PART})*|休息|不上班|放假|休|off)"
_SEGMENT = re.compile(rf"(?P<days>{_DAYS})?\s*[:,]?\s*(?P<hours>{_HOURS})", re.I)
_SPAN = re.compile(rf"(?P<start>{CLOCK}){_TO}(?P<end>{CLOCK})")
_AT = re.compile(
    rf"(?P<half>{_HALF})?\s*(?P<hour>\d{{1,2}})"
    r"(?:\s*[:点]\s*(?P<minute>\d{2}|半)?)?"
)
_ALL = re.compile(r"^(?P<name>.*?)\s*(?:7\s*[x×*]\s*24|24\s*[x×*]\s*7|24\s*小时|全天候?|always)"
                  r"\s*(?:小时|值守)?$", re.I)
_ALTERNATE = re.compile(
    r"^(?P<name>.*?)\s*(?:大小周|alternate saturdays?)\s*(?:从|自|from)?\s*(?P<rest>.*?)"
    r"\s*(?:起|开始|上班)?$", re.I)
_ZONE = re.compile(r"^(?P<name>.*?)\s*(?:时区|zone)\s*(?P<rest>\S+)$", re.I)
_HOLIDAYS = re.compile(
    r"^(?P<name>.*?)\s*(?:法定)?(?:节假日|节日|假期|holidays)\s*(?:(?P<on>放假|放|休息|休|开|on|china)"
    r"|(?P<off>不放假|不放|不休|照常上班|照常|上班|关|off|none))$", re.I)
_SHIFTS = re.compile(
    r"^(?P<name>.*?)\s*(?P<kind>四班三运转|三班倒|三班制|三班|两班倒|两班制|两班|二班倒|白夜班"
    r"|three shifts|two shifts)\s*(?P<rest>.*)$", re.I)
_FREE = re.compile(r"^(?P<name>.*?)\s*(?P<kind>单休|双休)\s*(?P<rest>.*)$")
_NEW = re.compile(r"^(?:新建|new)\s+(?P<name>[^\s]+?)(?:\s+(?P<rest>.*))?$", re.I | re.S)
_USE = re.compile(r"^(?P<name>.+?)\s+(?:用|使用|use)\s*(?P<rest>\S+)$", re.I)
_RESET = re.compile(r"^(?P<name>.*?)\s*(?:恢复默认|用默认|默认|reset)$", re.I)
_DROP = re.compile(r"^(?:删除|删(?!除)|drop|delete)\s*(?P<name>\S+)$", re.I)
_STRAY = re.compile(r"\d|周|星期|礼拜|点|班|休|^(?:新建|new|删除|删|drop|delete|用|use)$", re.I)
TWO, THREE = "08:00-20:00 20:00-08:00", "00:00-08:00 08:00-16:00 16:00-24:00"
USUAL = "09:00-12:00 13:30-18:00"
_KEYS = {"一": "mon", "二": "tue", "三": "wed", "四": "thu", "五": "fri", "六": "sat",
         "日": "sun", "天": "sun"}
_GROUPS = {
    "工作日": "mon-fri", "平时": "mon-fri", "weekdays": "mon-fri", "周末": "sat-sun",
    "双休日": "sat-sun", "weekend": "sat-sun", "weekends": "sat-sun", "每天": "mon-sun",
    "天天": "mon-sun", "全周": "mon-sun", "everyday": "mon-sun",
}
_OFF = ("休息", "不上班", "放假", "休", "off")
_NOT = ("取消", "关", "关闭", "不用", "没有", "off")
_LATER = ("下午", "晚上")


def _hours(line: Line, context: Context) -> Intent:
    rest, text = narrow(line.rest).replace("\n", " ").strip(), said("工时", line)
    if len(rest) > LONGEST:
        raise BadInput("config.hours_how")

    def change(act: str, found: re.Match[str], **options: str) -> Intent:
        name = found["name"].strip(" ,:")
        return Configure("hours", act, name, (), options, text)

    found = _DROP.match(rest)
    if found:
        return change("drop", found)
    found = _NEW.match(rest)
    if found:
        return change("new", found, week=_week(found["rest"] or ""))
    for pattern, act in ((_ALL, "always"), (_RESET, "reset")):
        found = pattern.match(rest)
        if found:
            return change(act, found)
    found = _HOLIDAYS.match(rest)
    if found:
        return change("holidays", found, on="1" if found["on"] else "")
    found = _ZONE.match(rest)
    if found:
        return change("zone", found, zone=found["rest"])
    found = _ALTERNATE.match(rest)
    if found:
        off = found["rest"] in _NOT
        return change("alternate", found, **({} if off else {"from": found["rest"]}))
    found = _SHIFTS.match(rest)
    if found:
        usual = TWO if found["kind"][0] in "两二白" or found["kind"][:3] == "two" else THREE
        return _shifts(found, usual, text)
    found = _FREE.match(rest)
    if found:
        hours = _clocks(found["rest"]) if found["rest"] else ""
        return change("free", found, kind="one" if found["kind"][0] == "单" else "two", hours=hours)
    found = _USE.match(rest)
    if found:
        return change("use", found, calendar=found["rest"])
    first = _SEGMENT.search(rest)
    if first:
        name = rest[: first.start()].strip(" ,:")
        return Configure("hours", "week", name, (), {"week": _week(rest[first.start() :])}, text)
    if _STRAY.search(rest) and not re.search(r"班$|组$", rest):
        raise BadInput("config.hours_how")
    return OpenSettings("hours", rest)


def _shifts(found: re.Match[str], usual: str, text: str) -> Intent:
    """两班, with the days before or behind, and hours of its own."""
    name, ahead = found["name"].strip(" ,:"), ""
    before = re.search(rf"{_DAYS}$", name, re.I)
    if before:
        name, ahead = name[: before.start()].strip(" ,:"), days_of(before[0])
    days, hours = _split(found["rest"])
    week = f"{ahead or days or 'mon-sun'}={hours or usual}"
    return Configure("hours", "week", name, (), {"week": week}, text)


def _week(text: str) -> str:
    """mon-fri=09:00-18:00;sat=off: days, one after the other; raises BadInput for what is neither
    days nor hours."""
    parts: list[str] = []
    left = text
    for found in _SEGMENT.finditer(text):
        left = left.replace(found[0], "", 1)
        days = days_of(found["days"]) if found["days"] else "mon-fri"
        parts.append(f"{days}={_clocks(found['hours'])}")
    if left.strip(" ,;、。"):
        raise BadInput("config.hours_how")
    return ";".join(parts)


def _split(text: str) -> tuple[str, str]:
    """The days and the hours after 两班; either may be missing."""
    found = re.match(_DAYS, text, re.I)
    days = days_of(found[0]) if found else ""
    rest = text[found.end() :].strip() if found else text.strip()
    if rest and not re.fullmatch(_HOURS, rest, re.I):
        raise BadInput("config.hours_how")
    return days, _clocks(rest) if rest else ""


def days_of(text: str) -> str:
    """Days as keys: mon-fri, or mon,wed,fri."""
    plain = re.sub(r"\s", "", text.lower())
    if plain in _GROUPS:
        return _GROUPS[plain]
    if plain[0] not in "周星礼":
        return plain
    keys = [_KEYS[letter] for letter in plain if letter in _KEYS and letter != "期"]
    ranged = re.search(r"[至到\-~]", plain)
    return f"{keys[0]}-{keys[-1]}" if ranged else ",".join(keys)


def _clocks(text: str) -> str:
    """09:00-12:00 13:30-18:00 from 上午9点到12点 下午1:30-6:00; off for a free day."""
    if text.strip().lower() in _OFF:
        return "off"
    parts = []
    for found in _SPAN.finditer(text):
        start, half = clock(found["start"], "")
        end, _ = clock(found["end"], half)
        parts.append(f"{start}-{end}")
    return " ".join(parts)


def clock(text: str, half: str) -> tuple[str, str]:
    """One moment, and the half of the day it named; the second of a pair keeps the first's."""
    found = _AT.search(text)
    assert found is not None
    half = found["half"] or half
    hour = int(found["hour"])
    if half in _LATER and 0 < hour < 12:
        hour += 12
    minute = "30" if found["minute"] == "半" else found["minute"] or "00"
    return f"{hour:02d}:{minute}", half


COMMANDS = (
    Command("工时", ("工时", "工作时间", "上班时间", "作息"), ("hours", "calendar"), _hours,
            bare="never", hint="工时 周一至周五 09:00-12:00 13:30-18:00"),
)
