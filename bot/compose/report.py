"""Composers of reports: what storage counted, and the times the calendar tells of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.cards.model import Card, Note
from bot.cards.report import Told, overview_card, report_card
from bot.compose.view import View
from bot.domain.actions import pack
from bot.domain.calendar import WorkCalendar
from bot.domain.figures import Figures, added, ranking, stages, times
from bot.domain.notices import Say
from bot.domain.permissions import can_see
from bot.domain.policy import Team
from bot.domain.sla import calendar_named
from bot.domain.ticket import Ticket
from bot.domain.times import from_ms, to_ms
from bot.domain.triage import repeat_faults
from bot.domain.zones import zone_of
from bot.ports import Tx

SAMPLE = 500  # finished tickets whose histories are read for the stages, the newest
TOP, LATE = 3, 5
LOADED = 200  # tickets of the reader that are looked at
DAY = timedelta(days=1)
_TICK = timedelta(milliseconds=1)


def measured(
    team: str, start: datetime, end: datetime, calendar: WorkCalendar, tx: Tx
) -> Figures:
    """The figures of one period."""
    finished = tx.reports.finished(team, start, end)
    return Figures(
        tx.reports.tally(team, start, end),
        times(tx.reports.accepted(team, start, end), calendar),
        times(((one.filed_at, one.resolved_at) for one in finished), calendar),
    )


def report(say: Say, view: View) -> Card:
    """One team's day, week or month."""
    team = view.policy.team_of(say.facts["team"])
    if team is None:
        return Card(blocks=(Note((view.say("report.gone", team=say.facts["team"]),)),))
    facts, tx = say.facts, view.tx
    calendar = calendar_named(team.calendar, view.policy)
    start, end, before = bounds(facts)
    categories, assets = tx.reports.top(team.name, start, end, TOP)
    more: dict[str, Any] = {}
    if facts["span"] == "day":
        more = _of_the_day(team, end, view) | {
            "duty": facts.get("duty"), "until": facts.get("until")
        }
    else:
        more = _of_a_while(team, start, end, calendar, view)
    told = Told(
        team.name, facts["span"], named(start, end, facts["span"], calendar, view),
        measured(team.name, start, end, calendar, tx),
        measured(team.name, *before, calendar, tx), categories, assets, **more,
    )
    return report_card(told, *_export(say, team.name, view), view)


def bounds(facts: Any) -> tuple[datetime, datetime, tuple[datetime, datetime]]:
    """The period of a Say and the one before. An older version's Say had no start: such a report
    may wait over an upgrade, and tells its last day or week."""
    end = from_ms(facts["end"])
    length = timedelta(days=7 if facts["span"] == "week" else 1)
    start = from_ms(facts["start"]) if "start" in facts else end - length
    if "before" not in facts:
        return start, end, (start - length, start)
    first, last = facts["before"]
    return start, end, (from_ms(first), from_ms(last))


def named(
    start: datetime, end: datetime, span: str, calendar: WorkCalendar, view: View
) -> str:
    """11/20, 11/14-11/20, 2026年10月."""
    zone = zone_of(calendar.zone)
    last = (end - _TICK).astimezone(zone)
    if span == "day":
        return f"{last.month}/{last.day}"
    first = start.astimezone(zone)
    after = end.astimezone(zone)
    if span == "month" and first.day == after.day == 1 and first.hour == after.hour == 0:
        return view.say("report.whole_month", year=first.year, month=first.month)
    return f"{first.month}/{first.day}-{last.month}/{last.day}"


def _of_the_day(team: Team, end: datetime, view: View) -> dict[str, Any]:
    """What is late now, and what waits for the reader; nothing of days long gone."""
    if view.now - end > DAY:
        return {}
    overdue = view.tx.tickets.overdue([team.name], None, view.now, None, LOADED).tickets
    found: dict[str, Any] = {"late": [t for t in overdue if _shows(t, view)][:LATE]}
    if view.viewer is not None:
        mine = view.tx.tickets.of_owner(view.viewer.id, None, LOADED).tickets
        over = [t for t in mine if (due := t.due()) is not None and due < view.now]
        found["mine"] = (len(mine), len(over))
    return found


def _shows(ticket: Ticket, view: View) -> bool:
    """Whether the reader, or a whole group, may read of this ticket."""
    if view.viewer is None:
        return not ticket.private
    return can_see(view.viewer, ticket, view.policy)


def _of_a_while(
    team: Team, start: datetime, end: datetime, calendar: WorkCalendar, view: View
) -> dict[str, Any]:
    """Bottleneck, repeat faults, and the ranking where this reader may have it."""
    reports = view.tx.reports
    finished = reports.finished(team.name, start, end)
    histories = reports.histories(one.ticket for one in finished[:SAMPLE])
    days = -(-(end - start) // DAY)
    return {
        "stages": stages(histories.values(), calendar, end),
        "repeats": repeat_faults(reports.faults(team.name, start, end), end, days=days),
        "ranking": ranking(finished, calendar) if sees_ranking(team, view) else (),
    }


def sees_ranking(team: Team, view: View) -> bool:
    """Whether people are ranked for this reader: some firms dislike it in public."""
    if team.ranking != "leads":
        return team.ranking == "on"
    if view.viewer is None:
        return False
    handle, policy = view.viewer.handle, view.policy
    return (
        handle in (*team.leads, *policy.admins, *policy.managers) or handle == team.manager
        or policy.scopes.get(handle) == "all"
    )


def overview(say: Say, view: View) -> Card:
    """Several teams, a line each."""
    facts = say.facts
    start, end, _ = bounds(facts)
    names = [name for name in facts["teams"] if view.policy.team_of(name)]
    rows = [(name, view.tx.reports.tally(name, start, end)) for name in names]
    calendar = calendar_named("default", view.policy)
    day = named(start, end, facts["span"], calendar, view)
    total = added(tally for _, tally in rows)
    if not rows:
        return Card(blocks=(Note((view.say("report.gone", team=facts["team"]),)),))
    return overview_card(facts["span"], day, rows, total, *_export(say, "", view), view)


def _export(say: Say, team: str, view: View) -> tuple[str, str]:
    """The button that sends these figures as a workbook, and what may be typed instead."""
    span, (first, last) = say.facts["span"], bounds(say.facts)[2]
    start, end, _ = bounds(say.facts)
    what = f"{view.say(f'typed.report.{span}')} {team}".strip()
    action = pack(
        "export", kind=span, words=team[:60], start=str(to_ms(start)), end=str(to_ms(end)),
        before=f"{to_ms(first)}-{to_ms(last)}",
    )
    return action, view.say("typed.export", what=what)


COMPOSERS = {"report": report, "reports": overview}
