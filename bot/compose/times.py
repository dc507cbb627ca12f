"""Composers of digests, reports and calendars."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.cards.holidays import holidays_card
from bot.cards.model import Card, Note
from bot.cards.pings import pings_card
from bot.cards.report import report_card
from bot.compose.view import View
from bot.domain.notices import Say
from bot.domain.report import day_began, figures, is_late
from bot.domain.sla import calendar_named
from bot.domain.ticket import Ticket
from bot.domain.times import from_ms
from bot.domain.zones import zone_of

WEEK, TICK = timedelta(days=7), timedelta(milliseconds=1)
LOOKED_BACK = timedelta(days=31)  # a ticket that was filed earlier and is closed counts no more
MOST, PAGE = 5000, 200  # tickets a report reads


def pings(say: Say, view: View) -> Card:
    """The tickets as they are when the digest is sent."""
    numbers = list(dict.fromkeys(item[0] for item in say.facts["items"]))
    found = view.tx.tickets.get_many(numbers)
    tickets = [found[n] for n in numbers if n in found and found[n].is_open]
    me = view.viewer.id if view.viewer else 0
    acks = any(record.data["person"] == me for record in view.tx.records.all("ack"))
    return pings_card(tickets, bool(say.facts.get("late")), acks, view)


def report(say: Say, view: View) -> Card:
    """A team's figures of the period that ends at facts["end"], and of the one before."""
    team = view.policy.team_of(say.facts["team"])
    if team is None:
        return Card(blocks=(Note((view.say("report.gone", team=say.facts["team"]),)),))
    calendar = calendar_named(team.calendar, view.policy)
    end, span = from_ms(say.facts["end"]), say.facts["span"]
    start = end - WEEK if span == "week" else day_began(team, end, calendar)
    length = end - start
    tickets = _tickets(team.name, start - length, end, view)
    events = {
        ticket.id: [line.event for line in view.tx.tickets.history(ticket.id)]
        for ticket in tickets if (ticket.updated_at or end) > start - length
    }
    now = figures(tickets, events, start, end, calendar)
    before = figures(tickets, events, start - length, start, calendar)
    late = [ticket for ticket in tickets if ticket.is_open and is_late(ticket, end)]
    late.sort(key=lambda ticket: ticket.due() or end)
    day = end.astimezone(zone_of(calendar.zone))
    return report_card(
        team.name, span, now, before, late, f"{day.month}/{day.day}", view
    )


def _tickets(team: str, start: datetime, end: datetime, view: View) -> list[Ticket]:
    """The team's open tickets, and those filed not too long before the period."""
    tickets = view.tx.tickets
    found = {
        ticket.id: ticket
        for ticket in tickets.filed_between(start - LOOKED_BACK, end + TICK, MOST)
        if ticket.team == team and ticket.filed_at <= end
    }
    after: str | None = None
    while True:
        page = tickets.of_team([team], after, PAGE)
        found |= {ticket.id: ticket for ticket in page.tickets if ticket.filed_at <= end}
        after = page.after
        if after is None or len(found) > MOST:
            return [found[number] for number in sorted(found)]


def holidays(say: Say, view: View) -> Card:
    """Days off and make-up days: a preview, or those to come."""
    return holidays_card(say.facts, view)


COMPOSERS = {"pings": pings, "report": report, "holidays": holidays}
