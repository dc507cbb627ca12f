"""Reports, at most ten lines; the definitions printed small (product.md §7.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.model import Block, Bold, Button, Card, Colour, Note, Row, Span, Text, Tint
from bot.cards.voice import Voice
from bot.domain.actions import pack
from bot.domain.figures import HOLD, Figures, Stage, Standing, Tally, Times, percent
from bot.domain.ticket import Ticket
from bot.domain.triage import Repeat

LINES = 10
LATE_SHOWN, LATE_LEAST = 5, 2
TOP, STAGES, PEOPLE, REPEATS = 3, 3, 5, 3
TEAMS_SHOWN = LINES - 2
SHORT = 24  # characters of a title


@dataclass(frozen=True, slots=True)
class Told:
    """What a report has to tell. `mine`: the reader's own open tickets and how many are late."""

    team: str
    span: str
    day: str
    now: Figures
    before: Figures
    categories: Sequence[tuple[str, int]] = ()
    assets: Sequence[tuple[str, int]] = ()
    late: Sequence[Ticket] = ()
    mine: tuple[int, int] | None = None
    duty: int | None = None
    until: int | None = None
    stages: Sequence[Stage] = ()
    repeats: Sequence[Repeat] = ()
    ranking: Sequence[Standing] = ()


def report_card(told: Told, action: str, command: str, voice: Voice) -> Card:
    """One team's figures. `action` of the button that sends them as a workbook."""
    title = voice.say(f"report.{told.span}", team=told.team, day=told.day)
    blocks = _figures(told, voice)
    extras = _extras(told, voice)
    if told.span == "day":
        room = max(LINES - 1 - len(blocks) - len(extras), LATE_LEAST)
        late = [_late(ticket, voice) for ticket in told.late[: min(LATE_SHOWN, room)]]
        blocks += [*late, *extras][: LINES - 1 - len(blocks)]
    else:
        blocks += extras
    blocks.append(Note((voice.say(f"report.definitions.{told.span}"),)))
    return Card(
        title=title, colour=Colour.RED if told.now.tally.late else Colour.GREEN,
        blocks=tuple(blocks), buttons=_buttons(action, command, voice), summary=title,
    )


def overview_card(
    span: str, day: str, rows: Sequence[tuple[str, Tally]], total: Tally, action: str,
    command: str, voice: Voice,
) -> Card:
    """A line for each of several teams, those with most that is late first."""
    title = voice.say(f"report.{span}", team=voice.say("report.teams", count=len(rows)), day=day)
    ordered = sorted(rows, key=lambda row: (-row[1].late, -row[1].open))
    blocks: list[Block] = [Text((Bold(voice.say("report.total")), _row(total, voice)))]
    blocks += [Text((Bold(name), _row(one, voice))) for name, one in ordered[:TEAMS_SHOWN]]
    key = "report.more_teams" if len(rows) > TEAMS_SHOWN else "report.one_team"
    name = voice.say(f"typed.report.{span}")
    blocks.append(Note((voice.say(
        key, count=len(rows) - TEAMS_SHOWN, command=f"{name} {ordered[0][0]}"),)))
    return Card(
        title=title, colour=Colour.RED if total.late else Colour.GREEN, blocks=tuple(blocks),
        buttons=_buttons(action, command, voice), summary=title,
    )


def _row(one: Tally, voice: Voice) -> str:
    return voice.say(
        "report.team_row", filed=one.filed, done=one.done, open=one.open, late=one.late,
        respond=rate(one.responded, voice), resolve=rate(one.resolved, voice),
    )


def _buttons(action: str, command: str, voice: Voice) -> tuple[Button, ...]:
    late = Button(voice.say("list.overdue"), pack("list", kind="overdue"),
                  command=voice.say("typed.overdue"))
    if not action:
        return (late,)
    return late, Button(voice.say("button.excel"), action, command=command)


# ---- lines ----------------------------------------------------------------------------------


def _figures(told: Told, voice: Voice) -> list[Block]:
    """The line managers expect, in its order; changes against the period before."""
    now, before, long = told.now.tally, told.before.tally, told.span != "day"
    filed = _change(now.filed - before.filed, voice) if long else ""
    done = _arrow(now.done - before.done, "", voice) if long else ""
    lines = [
        voice.say(
            "report.counts", filed=now.filed, filed_change=filed, done=now.done,
            done_change=voice.say("report.first", arrow=done) if done else "",
            approved=now.closed, open=now.open, late=now.late),
        voice.say(
            "report.rates", respond=_rated(now.responded, before.responded, voice),
            resolve=_rated(now.resolved, before.resolved, voice)),
        voice.say(
            "report.means", respond=_times(told.now.respond, long, voice),
            resolve=_times(told.now.resolve, long, voice)),
        voice.say(
            "report.quality", rating=rating(told.now, voice), votes=now.votes,
            rework=now.rework, nudges=now.nudges),
    ]
    if long:
        lines.append(voice.say(
            "report.loop", loop=_rated(told.now.loop, told.before.loop, voice),
            first=_rated(told.now.first_fix, told.before.first_fix, voice)))
    return [Text((line,)) for line in lines]


def _extras(told: Told, voice: Voice) -> list[Block]:
    lines: list[str] = []
    if told.mine is not None and told.mine[0]:
        lines.append(voice.say("report.mine", count=told.mine[0], late=told.mine[1] or None))
    if told.ranking:
        standings = told.ranking[:PEOPLE]
        lines.append(voice.say("report.ranking", names=[
            voice.say("report.standing", to=s.person, done=s.done, met=s.in_time)
            for s in standings]))
    if told.stages:
        lines.append(voice.say("report.stages", names=[
            voice.say("report.stage", name=stage_name(s.name, voice), percent=s.percent)
            for s in told.stages[:STAGES]]))
    if told.repeats:
        lines.append(voice.say("report.repeats", names=[
            voice.say("report.times", value=r.value[:SHORT], count=len(r.numbers))
            for r in told.repeats[:REPEATS]]))
    top = [*told.categories[:TOP], *(told.assets[:1] if not told.repeats else ())]
    if top:
        lines.append(voice.say("report.top", names=[f"{name[:SHORT]} {n}" for name, n in top]))
    if told.duty:
        lines.append(voice.say("report.duty", to=told.duty, until_at=told.until))
    return [Text((line,)) for line in lines]


def stage_name(name: str, voice: Voice) -> str:
    """等接单, 处理中, 等配件."""
    if name.startswith(HOLD):
        return voice.say("report.stage.hold", reason_key=name.removeprefix(HOLD))
    return voice.say(f"report.stage.{name}")


def rate(part: tuple[int, int], voice: Voice) -> str:
    """92%; a word for nothing."""
    found = percent(part)
    return voice.say("report.nothing") if found is None else f"{found}%"


def rating(figures: Figures, voice: Voice) -> str:
    """4.6"""
    tenths = figures.rating_tenths
    return voice.say("report.nothing") if tenths is None else f"{tenths // 10}.{tenths % 10}"


def _rated(now: tuple[int, int], before: tuple[int, int], voice: Voice) -> str:
    new, old = percent(now), percent(before)
    change = "" if new is None or old is None else _change(new - old, voice, "%")
    return rate(now, voice) + change


def _change(points: int, voice: Voice, unit: str = "") -> str:
    arrow = _arrow(points, unit, voice)
    return voice.say("report.change", arrow=arrow) if arrow else ""


def _arrow(points: int, unit: str, voice: Voice) -> str:
    if not points:
        return ""
    return voice.say("report.up" if points > 0 else "report.down", n=f"{abs(points)}{unit}")


def _times(times: Times | None, long: bool, voice: Voice) -> str:
    if times is None:
        return voice.say("report.nothing")
    mean = length(times.mean, voice)
    if not long:
        return mean
    return voice.say("report.median", mean=mean, median=length(times.median, voice))


def length(minutes: int, voice: Voice) -> str:
    """18分; from an hour on 5.2小时."""
    if minutes < 60:
        return voice.say("report.minutes", n=minutes)
    tenths = (minutes + 3) // 6
    return voice.say("report.hours", n=f"{tenths // 10}.{tenths % 10}")


def _late(ticket: Ticket, voice: Voice) -> Row:
    due = ticket.due()
    spans: list[Span] = [
        Bold(f"#{ticket.id}"), f" {ticket.title[:SHORT]} · {voice.name(ticket.owner)} · ",
        Tint(voice.left(due), Colour.RED) if due else "",
    ]
    why = ticket.hold_reason
    spans.append(f" · {voice.line('report.why', {'reason_key': why})[0]}" if why else "")
    return Row(
        tuple(spans),
        Button(voice.say("button.card"), pack("show", ticket.id), command=f"#{ticket.id}"),
    )
