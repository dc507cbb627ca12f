"""日报, 周报: by the clock to those who lead, by command to those who may see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.intents import AskReport
from bot.domain.people import Person
from bot.domain.policy import Policy, Team
from bot.domain.report import daily_at, weekly_at
from bot.domain.sla import calendar_named
from bot.domain.times import to_ms
from bot.errors import NotAllowed, NotFound
from bot.usecases.call import Call, Outcome

STALE = timedelta(hours=15)  # a daily digest later than this is left to the next one
AHEAD = 9  # days in which the next digest is looked for
SHOWN = 3  # teams answered at once
_DAY = timedelta(days=1)


def ask_report(intent: AskReport, call: Call) -> Outcome:
    """The report up to now; in a group only where it is that team's own."""
    for team in _asked(intent.team, call):
        here = call.chat_policy is not None and call.chat_policy.team == team.name
        speak = call.reply if here or call.direct else call.whisper
        speak("report", None, team=team.name, span=intent.span, end=to_ms(call.now))
    return Outcome("toast.done", redraw=False)


def _asked(name: str, call: Call) -> Sequence[Team]:
    seen = teams_seen(call.actor, call.policy)
    if name:
        team = call.policy.team_of(name)
        if team is None:
            raise NotFound("policy.no_team", name=name)
        if team not in seen:
            raise NotAllowed("error.report_not_yours", team=name)
        return [team]
    here = call.policy.team_of(call.chat_policy.team) if call.chat_policy else None
    if here in seen:
        return [here] if here else []
    if not seen:
        raise NotAllowed("error.report_none")
    return seen[:SHOWN]


def teams_seen(person: Person, policy: Policy) -> list[Team]:
    """The teams whose figures a person may see."""
    handle, scope = person.handle, policy.scopes.get(person.handle)
    if handle in (*policy.admins, *policy.managers) or scope == "all":
        return list(policy.teams.values())
    return [
        team for team in policy.teams.values()
        if handle == team.manager or handle in team.leads
        or (scope != "own" and team.member(handle) is not None)
    ]


def report_round(since: datetime, call: Call) -> datetime | None:
    """Sends the digests that fell due; returns the moment of the next."""
    following: list[datetime] = []
    for team in call.policy.teams.values():
        calendar = calendar_named(team.calendar, call.policy)
        day = calendar.local_date(since)
        last = calendar.local_date(call.now) + AHEAD * _DAY
        found: dict[str, datetime] = {}
        while day <= last:
            for span, moment in (("day", daily_at), ("week", weekly_at)):
                at = moment(team, day, calendar)
                if at is None:
                    continue
                if since < at <= call.now:
                    found[span] = at  # after a standstill only the latest is sent
                elif at > call.now:
                    following.append(at)
            day += _DAY
        for span, at in found.items():
            if span == "week" or call.now - at <= STALE:
                _send(team, span, at, call)
    return min(following, default=None)


def _send(team: Team, span: str, at: datetime, call: Call) -> None:
    heard = call.ids([*team.leads, *([team.manager] if team.manager else [])])
    call.tell(
        heard, "report", None, once=f"report:{team.name}:{span}:{to_ms(at)}",
        team=team.name, span=span, end=to_ms(at),
    )
