"""Composers of everything that shows one ticket or several."""

from __future__ import annotations

from bot.cards.files import files_card
from bot.cards.form import deadline_card, form_card
from bot.cards.history import history_card
from bot.cards.model import Card, Note, Option
from bot.cards.sla import sla_card
from bot.cards.talk import menu
from bot.cards.ticket import ticket_card
from bot.cards.why import why_card
from bot.compose import triage
from bot.compose.kin import files_of, targets
from bot.compose.view import View
from bot.domain.lifecycle import SIDE_VERBS, verbs_of
from bot.domain.notices import Say
from bot.domain.permissions import may, offers
from bot.domain.sla import calendars_of, resolve_account, respond_account, timeline
from bot.domain.ticket import State, Ticket
from bot.domain.times import from_ms

# Not worth the card's last line.
QUIET = frozenset({"warned", "followed", "unfollowed", "united", "mirrored"})
MENU_VERBS = (
    "nudge", "comment", "follow", "prioritise", "reschedule", "edit", "escalate", "supervise",
    "join", "sub", "rate",
)


NAMING = frozenset({"assign", "transfer", "sub"})  # verbs whose form asks for a person


def _ticket(say: Say, view: View) -> Ticket:
    assert say.ticket is not None
    return view.ticket(say.ticket)


def the_ticket(say: Say, view: View) -> Card:
    """The ticket's card, with the sentence that says why it comes now."""
    ticket = _ticket(say, view)
    lead_key = say.facts.get("lead", "")
    lead = view.line(lead_key, say.facts.get("lead_facts", {})) if lead_key else ()
    verbs = None if view.viewer is None else offers(view.viewer, ticket, view.policy)
    last = view.tx.tickets.last_event(ticket.id)
    files = len(files_of(ticket, view))
    children = view.tx.tickets.get_many(ticket.children) if ticket.children else {}
    shown = last.event if last and last.event.kind not in QUIET else None
    return ticket_card(
        ticket, view, verbs=verbs, lead=lead, last=shown, files=files,
        children=list(children.values()),
        suggested=triage.suggested(ticket, view),
    )


def history(say: Say, view: View) -> Card:
    """Every event so far."""
    ticket = _ticket(say, view)
    events = [line.event for line in view.tx.tickets.history(ticket.id)]
    return history_card(ticket, events, view, say.facts.get("after", ""))


def sla(say: Say, view: View) -> Card:
    """The receipt of both promises."""
    ticket = _ticket(say, view)
    line = timeline(row.event for row in view.tx.tickets.history(ticket.id))
    respond, resolve = calendars_of(ticket.plan, view.policy)
    accounts = (
        respond_account(line, ticket.plan, respond, view.now),
        resolve_account(line, ticket.plan, resolve, view.now),
    )
    return sla_card(ticket, accounts, view)


def why(say: Say, view: View) -> Card:
    """Why it was routed so."""
    ticket = _ticket(say, view)
    routed = [
        row.event for row in view.tx.tickets.history(ticket.id) if row.event.kind == "routed"
    ]
    return why_card(ticket, routed[-1] if routed else None, view)


def files(say: Say, view: View) -> Card:
    """The archived attachments, pictures shown."""
    ticket = _ticket(say, view)
    return files_card(ticket, files_of(ticket, view), view)


def the_menu(say: Say, view: View) -> Card:
    """What else this person may do."""
    ticket = _ticket(say, view)
    assert view.viewer is not None
    legal = [
        *verbs_of(ticket.state),
        *(verb for verb in MENU_VERBS if ticket.state in SIDE_VERBS.get(verb, ())),
    ]
    verbs = [verb for verb in legal if may(view.viewer, verb, ticket, view.policy)]
    if not view.viewer.ids.isdisjoint((ticket.requester, ticket.owner, *ticket.affected)):
        verbs = [verb for verb in verbs if verb != "join"]  # it is theirs already
    return menu(ticket, verbs, view)


def form(say: Say, view: View) -> Card:
    """A verb's form, with the people it may name and the template's questions."""
    ticket = _ticket(say, view) if say.ticket else None
    verb = say.facts["verb"]
    if verb == "edit" and ticket is not None and not say.facts.get("prefill", {}).get("full"):
        chosen = triage.categories(ticket, view)
        if chosen is not None:
            return chosen
    template = view.policy.templates.get(ticket.template) if ticket and ticket.template else None
    if ticket is None and say.facts.get("template"):
        template = view.policy.templates.get(say.facts["template"])
    people = _candidates(ticket, verb, view) if ticket and verb in NAMING else ()
    if ticket and verb == "merge":
        people = targets(ticket, view)
    return form_card(
        verb, ticket, view, version=say.facts.get("version", 0),
        prefill=say.facts.get("prefill"), people=people, template=template,
    )


def _candidates(ticket: Ticket, verb: str, view: View) -> tuple[Option, ...]:
    """The team's members first, then other teams'. The present owner is left out, save of a
    sub-ticket: that may be their own next step."""
    teams = list(view.policy.teams.values())
    teams.sort(key=lambda team: team.name != ticket.team)
    handles = [h for t in teams for h in (*(m.handle for m in t.members), *t.leads)]
    found = view.tx.people.by_handles(handles)
    people = [found[h] for h in dict.fromkeys(handles) if h in found]
    return tuple(
        Option(p.name, str(p.id))
        for p in people
        if p.active and (verb == "sub" or p.id != ticket.owner)
    )


def deadline(say: Say, view: View) -> Card:
    """Was this meant as the deadline?"""
    ticket = _ticket(say, view)
    moments = [from_ms(ms) for ms in say.facts["choices"]]
    return deadline_card(ticket, moments, view)


def rate(say: Say, view: View) -> Card:
    """Asks the requester for a rating."""
    ticket = _ticket(say, view)
    if ticket.state is not State.CLOSED or ticket.rating:
        return Card(blocks=(Note((view.say("talk.thanks"),)),), summary="")
    return form_card(
        "rate", ticket, view, message=view.say("ask.rate", number=ticket.id)
    )


COMPOSERS = {
    "ticket": the_ticket,
    "redraw": the_ticket,
    "history": history,
    "sla": sla,
    "why": why,
    "files": files,
    "menu": the_menu,
    "form": form,
    "deadline": deadline,
    "rate": rate,
}
