"""Composers of workbooks: the figures, the tickets, and what the figures mean.

Made when the file is sent, of what the asking person may see; at most MOST tickets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.cards.book import Book, Cell, Share, Sheet, Tenths
from bot.cards.model import Card, Note
from bot.cards.report import stage_name
from bot.compose import lists, report
from bot.compose.view import View
from bot.domain.calendar import WorkCalendar
from bot.domain.figures import MINUTE, Figures, added, ranking, stages
from bot.domain.notices import Say
from bot.domain.permissions import can_see
from bot.domain.policy import Team
from bot.domain.sla import calendar_named
from bot.domain.ticket import State, Ticket
from bot.domain.times import to_ms
from bot.domain.triage import repeat_faults

MOST = 5000  # tickets in one file
PAGE = 500
TICKET_WIDTHS = (8, 40, 10, 8, 14, 20, 14, 12, 12, 14, 17, 17, 17, 17, 17, 10, 10, 12, 12, 8, 8)
TICKET_TITLES = (
    "number", "title", "state", "priority", "category", "place", "asset", "requester", "owner",
    "team", "filed", "accepted", "resolved", "closed", "due", "answered", "finished", "response",
    "resolution", "rework", "rating",
)  # fmt: skip


def words(say: Say, view: View) -> Card:
    """The same in words, for a place that takes no files: the card, and where files go."""
    if "list" in say.facts:
        card = lists.listing(say, view)
    elif len(say.facts["teams"]) == 1:
        card = report.report(say, view)
    else:
        card = report.overview(say, view)
    return replace(card, blocks=(Note((view.say("export.no_files"),)), *card.blocks))


def book(say: Say, view: View) -> Book:
    """What a Say of kind "export" asks for."""
    return _list_book(say, view) if "list" in say.facts else _report_book(say, view)


# ---- a list ---------------------------------------------------------------------------------


def _list_book(say: Say, view: View) -> Book:
    facts = say.facts
    person = view.tx.people.get(facts["viewer"])
    read = lists.reading(facts["list"], facts, person, view)
    found: list[Ticket] = []
    after: str | None = None
    while len(found) <= MOST:
        page = read(after, PAGE)
        found += [t for t in page.tickets if can_see(person, t, view.policy)]
        after = page.after
        if after is None:
            break
    title = view.say(f"list.{facts['list']}", words=facts.get("words", ""))
    today = view.now.astimezone(view.zone)
    notes = [view.say("export.asked", when=view.when(view.now))]
    return Book(
        f"{title} {today:%Y-%m-%d}", str(view.zone),
        [_tickets(found, view), _notes(notes, len(found) > MOST, view)],
    )


# ---- a report -------------------------------------------------------------------------------


def _report_book(say: Say, view: View) -> Book:
    facts = say.facts
    teams = [t for name in facts["teams"] if (t := view.policy.team_of(name)) is not None]
    start, end, before = report.bounds(facts)
    calendar = calendar_named(teams[0].calendar if teams else "default", view.policy)
    day = report.named(start, end, facts["span"], calendar, view)
    several = view.say("report.teams", count=len(teams))
    name = view.say(
        f"report.{facts['span']}", day=day, team=teams[0].name if len(teams) == 1 else several
    )
    found = _of_period([team.name for team in teams], start, end, view)
    figures = _figures(teams, start, end, before, view)
    notes = [
        view.say(f"report.definitions.{facts['span']}"),
        view.say("export.period", start_at=to_ms(start), end_at=to_ms(end)),
        view.say("export.asked", when=view.when(view.now)),
    ]
    return Book(
        name, calendar.zone,
        [figures, _tickets(found, view), _notes(notes, len(found) > MOST, view)],
    )


def _of_period(
    teams: Iterable[str], start: datetime, end: datetime, view: View
) -> list[Ticket]:
    """Filed, finished or closed in the period, or open at its end; one more than MOST tells that
    there were more."""
    tickets = view.tx.tickets
    found: dict[int, Ticket] = {}
    for team in teams:
        after: str | None = None
        while len(found) <= MOST:
            page = tickets.of_team([team], after, PAGE)
            found |= {t.id: t for t in page.tickets if t.filed_at <= end}
            after = page.after
            if after is None:
                break
        found |= {t.id: t for t in view.tx.reports.tickets(team, start, end, MOST + 1)}
    seen = [t for t in found.values() if view.viewer is None or can_see(
        view.viewer, t, view.policy)]
    return sorted(seen, key=lambda ticket: -ticket.id)[: MOST + 1]


def _figures(
    teams: Sequence[Team], start: datetime, end: datetime, before: tuple[datetime, datetime],
    view: View,
) -> Sheet:
    """A line a figure; a column a team, or this period and the one before."""
    tx, columns, titles = view.tx, [], [view.say("export.figure")]
    for team in teams:
        calendar = calendar_named(team.calendar, view.policy)
        columns.append(report.measured(team.name, start, end, calendar, tx))
        titles.append(team.name if len(teams) > 1 else view.say("export.now"))
        if len(teams) == 1:
            columns.append(report.measured(team.name, *before, calendar, tx))
            titles.append(view.say("export.before"))
    if len(teams) > 1:
        columns.append(Figures(added(one.tally for one in columns)))
        titles.append(view.say("report.total"))
    rows: list[Sequence[Cell]] = [
        (view.say(f"export.{name}"), *(tell(one) for one in columns))
        for name, tell in FIGURES.items()
    ]
    if len(teams) == 1:
        calendar = calendar_named(teams[0].calendar, view.policy)
        rows += _details(teams[0], start, end, calendar, view)
    return Sheet(view.say("export.figures"), titles, (30, *(16 for _ in columns)), rows)


FIGURES: Mapping[str, Callable[[Figures], Cell]] = {
    "filed": lambda f: f.tally.filed,
    "done": lambda f: f.tally.done,
    "approved": lambda f: f.tally.closed,
    "open": lambda f: f.tally.open,
    "late": lambda f: f.tally.late,
    "respond_rate": lambda f: Share(*f.tally.responded),
    "resolve_rate": lambda f: Share(*f.tally.resolved),
    "respond_mean": lambda f: f.respond.mean if f.respond else None,
    "respond_median": lambda f: f.respond.median if f.respond else None,
    "resolve_mean": lambda f: f.resolve.mean if f.resolve else None,
    "resolve_median": lambda f: f.resolve.median if f.resolve else None,
    "rating": lambda f: None if f.rating_tenths is None else Tenths(f.rating_tenths),
    "votes": lambda f: f.tally.votes,
    "rework": lambda f: f.tally.rework,
    "nudges": lambda f: f.tally.nudges,
    "loop": lambda f: Share(*f.loop),
    "first_fix": lambda f: Share(*f.first_fix),
}


def _details(
    team: Team, start: datetime, end: datetime, calendar: WorkCalendar, view: View
) -> list[Sequence[Cell]]:
    """Stages, repeat faults and, where this reader may see it, the ranking."""
    reports = view.tx.reports
    finished = reports.finished(team.name, start, end)
    histories = reports.histories(one.ticket for one in finished[: report.SAMPLE])
    rows: list[Sequence[Cell]] = [
        (view.say("export.stage", name=stage_name(one.name, view)), Share(one.percent, 100))
        for one in stages(histories.values(), calendar, end)
    ]
    days = -(-(end - start) // report.DAY)
    rows += [
        (view.say("export.repeat", value=one.value), len(one.numbers))
        for one in repeat_faults(reports.faults(team.name, start, end), end, days=days)
    ]
    if report.sees_ranking(team, view):
        rows += [
            (view.say("export.person", to=one.person), one.done)
            for one in ranking(finished, calendar)
        ]
    return rows


# ---- sheets ---------------------------------------------------------------------------------


def _tickets(found: Sequence[Ticket], view: View) -> Sheet:
    titles = [view.say(f"export.column.{name}") for name in TICKET_TITLES]
    rows = [_row(ticket, view) for ticket in found[:MOST]]
    return Sheet(view.say("export.tickets"), titles, TICKET_WIDTHS, rows)


def _row(ticket: Ticket, view: View) -> Sequence[Cell]:
    team = view.policy.team_of(ticket.team)
    calendar = calendar_named(team.calendar if team else "default", view.policy)
    closed = ticket.closed_at if ticket.state in (State.CLOSED, State.CANCELLED) else None
    return (
        ticket.id, ticket.title, view.say(f"state.{ticket.state}"), ticket.priority.name,
        ticket.category, ticket.place, ticket.asset, view.name(ticket.requester),
        view.name(ticket.owner) if ticket.owner else None, ticket.team,
        ticket.filed_at, ticket.accepted_at, ticket.resolved_at, closed, ticket.due(),
        _met(ticket.accepted_at, ticket.respond_due, view),
        _met(ticket.resolved_at, ticket.due(), view),
        _minutes(ticket.filed_at, ticket.accepted_at, calendar),
        _minutes(ticket.filed_at, ticket.resolved_at, calendar),
        ticket.rework, ticket.rating,
    )


def _met(at: datetime | None, due: datetime | None, view: View) -> Cell:
    """Yes, no, or nothing where it is not decided yet."""
    if due is None or (at is None and view.now <= due):
        return None
    return view.say("export.yes" if at is not None and at <= due else "export.no")


def _minutes(start: datetime, end: datetime | None, calendar: WorkCalendar) -> Cell:
    return calendar.working_between(start, end).total // MINUTE if end else None


def _notes(notes: Sequence[str], cut: bool, view: View) -> Sheet:
    told = [*notes, view.say("export.times")]
    if cut:
        told.insert(0, view.say("export.cut", count=MOST))
    return Sheet(view.say("export.notes"), [view.say("export.notes")], (90,),
                 [(note,) for note in told])


FILES: Mapping[str, Callable[[Say, View], Book]] = {"export": book}
COMPOSERS = {"export": words}
