"""What counts as time: targets, working hours, escalation ladders."""

from __future__ import annotations

from bot.cards.model import Block, Bold, Card, Text
from bot.cards.proposal import days_label, label, step_line, value
from bot.cards.settings import ROWS, entry, titled
from bot.cards.voice import Voice
from bot.domain.policy import Policy
from bot.domain.policy.plain import plain_calendar, plain_ladder, plain_sla

ZONE = "Asia/Shanghai"


def times(policy: Policy, name: str, voice: Voice) -> Card:
    """Reply and repair time per priority."""
    tree = plain_sla(policy.slas[name], policy)
    return entry(voice.say("config.times", name=label(name, voice)), tree, "times", voice)


def hours(policy: Policy, name: str, voice: Voice) -> Card:
    """The week of a calendar, what makes it special, and who works by it."""
    tree = plain_calendar(policy.calendars[name])
    lines = [(days_label(days, voice), value(hours_, voice))
             for days, hours_ in tree.get("week", {}).items()]
    if "always" in tree:
        lines = [(label("always", voice), voice.say("config.all_day"))]
    if "alternate_saturdays" in tree:
        lines.append((label("alternate_saturdays", voice),
                      voice.say("config.alternate", first=tree["alternate_saturdays"])))
    if "always" not in tree:
        lines.append((label("holidays", voice), value(tree.get("holidays", "none"), voice)))
    if tree["zone"] != ZONE:
        lines.append((label("zone", voice), tree["zone"]))
    teams = [t.name for t in policy.teams.values() if t.calendar == name]
    title = voice.say("config.hours", name=label(name, voice))
    return _card(title, "hours", lines, teams, voice)


def ladder(policy: Policy, name: str, voice: Voice) -> Card:
    """The steps by number, a manager's time to acknowledge, and the limit of pings."""
    tree = plain_ladder(policy.ladders[name])
    lines = [(f"{n}.", step_line(step, voice)) for n, step in enumerate(tree["steps"], 1)]
    lines.append((voice.say("config.patience", time=value(tree["acknowledge"], voice),
                            count=tree["budget"]), ""))
    teams = [t.name for t in policy.teams.values() if t.ladder == name]
    title = voice.say("config.ladder", name=label(name, voice))
    return _card(title, "ladder", lines, teams, voice)


def _card(
    title: str, hint: str, lines: list[tuple[str, str]], teams: list[str], voice: Voice
) -> Card:
    blocks: list[Block] = [
        Text((Bold(head), " ", tail) if tail else (head,)) for head, tail in lines[: 2 * ROWS]
    ]
    if teams:
        blocks.append(Text((voice.say("config.used_by", teams=teams),)))
    return titled(voice, title, blocks, hint)

