"""日报, 周报, 月报: by the clock to those who lead, by command to those who may see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bot.domain.calendar import WorkCalendar
from bot.domain.intents import AskReport
from bot.domain.people import Person
from bot.domain.policy import Policy, Team
from bot.domain.report import (
    Period,
    daily_at,
    month_before,
    monthly_at,
    period,
    weekly_at,
)
from bot.domain.sla import calendar_named
from bot.domain.times import to_ms
from bot.errors import NotAllowed, NotFound
from bot.usecases.call import Call, Outcome
from bot.usecases.duty import duty_row

STALE = timedelta(hours=15)  # a daily digest later than this is left to the next one
AHEAD = 9  # days in which the next digest is looked for
_DAY = timedelta(days=1)
_Moment = Callable[[Team, date, WorkCalendar], datetime | None]
_DIGESTS: tuple[tuple[str, _Moment], ...] = (
    ("day", daily_at), ("week", weekly_at), ("month", monthly_at),
)  # fmt: skip


def ask_report(intent: AskReport, call: Call) -> Outcome:
    """The report of one team, or a line for each of several; in a group only its own team's."""
    teams = asked_teams(intent.team, call)
    here = call.chat_policy is not None and [call.chat_policy.team] == [t.name for t in teams]
    speak = call.reply if here or call.direct else call.whisper
    facts = report_facts(intent.span, intent.when, teams, call)
    speak("report" if len(teams) == 1 else "reports", None, **facts)
    return Outcome("toast.done", redraw=False)


def report_facts(
    span: str, when: str, teams: Sequence[Team], call: Call
) -> Mapping[str, Any]:
    """What a Say of a report holds. Several teams share the period of the first."""
    calendar = calendar_named(teams[0].calendar, call.policy)
    return _facts(span, period(span, when, call.now, teams[0], calendar), teams, call)


def _facts(span: str, of: Period, teams: Sequence[Team], call: Call) -> Mapping[str, Any]:
    facts: dict[str, Any] = {
        "team": teams[0].name, "teams": [team.name for team in teams], "span": span,
        "start": to_ms(of.start), "end": to_ms(of.end), "before": [to_ms(m) for m in of.before],
    }
    if span == "day" and len(teams) == 1 and teams[0].roster and of.end == call.now:
        duty = duty_row(teams[0], call.now, call.tx, call.policy)
        facts |= {"duty": duty["main"], "until": duty["until"]}
    return facts


def asked_teams(name: str, call: Call) -> Sequence[Team]:
    """The teams meant: the one named, else the chat's, else all one may see."""
    seen = teams_seen(call.actor, call.policy)
    if name:
        team = call.policy.team_of(name)
        if team is None:
            raise NotFound("policy.no_team", name=name)
        if team not in seen:
            raise NotAllowed("error.report_not_yours", team=name)
        return [team]
    here = call.policy.team_of(call.chat_policy.team) if call.chat_policy else None
    if here is not None and here in seen:
        return [here]
    if not seen:
        raise NotAllowed("error.report_none")
    return seen


def teams_seen(person: Person, policy: Policy) -> list[Team]:
    """The teams whose figures a person may see; of scope `own` those they lead."""
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
            for span, moment in _DIGESTS:
                at = moment(team, day, calendar)
                if at is None:
                    continue
                if since < at <= call.now:
                    found[span] = at  # after a standstill only the latest is sent
                elif at > call.now:
                    following.append(at)
            day += _DAY
        for span, at in found.items():
            if span != "day" or call.now - at <= STALE:
                _send(team, span, at, calendar, call)
    return min(following, default=None)


def _send(team: Team, span: str, at: datetime, calendar: WorkCalendar, call: Call) -> None:
    heard = call.ids([*team.leads, *([team.manager] if team.manager else [])])
    of = month_before(at, calendar) if span == "month" else period(span, "", at, team, calendar)
    call.tell(
        heard, "report", None, once=f"report:{team.name}:{span}:{to_ms(at)}",
        **_facts(span, of, [team], call),
    )
