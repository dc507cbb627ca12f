"""A Policy as a plain tree of mappings, lists and text, in the document's stable order."""

from __future__ import annotations

from typing import Any

from bot.domain.calendar import WorkCalendar
from bot.domain.people import ChatId
from bot.domain.policy.calendars import sketch_of
from bot.domain.policy.durations import format_duration, format_hours, format_week
from bot.domain.policy.model import (
    Category,
    ChatPolicy,
    Condition,
    FormField,
    Ladder,
    Member,
    Policy,
    Rule,
    Rung,
    Shift,
    SlaPolicy,
    Target,
    Team,
    Template,
)

Tree = dict[str, Any]


def plain(policy: Policy) -> Tree:
    """The whole document; parts that say nothing are left out."""
    calendars = policy.calendars
    return _some(
        version=str(policy.version),
        language=policy.language,
        triage="" if policy.triage else "false",
        admins=list(policy.admins),
        dispatchers=list(policy.dispatchers),
        managers=list(policy.managers),
        people=_people(policy),
        sites=list(policy.sites),
        calendars={name: plain_calendar(c) for name, c in calendars.items()},
        slas={name: plain_sla(sla, policy) for name, sla in policy.slas.items()},
        ladders={name: plain_ladder(ladder) for name, ladder in policy.ladders.items()},
        teams={name: plain_team(team) for name, team in policy.teams.items()},
        templates={name: plain_template(t) for name, t in policy.templates.items()},
        rules=[plain_rule(rule) for rule in policy.rules],
        chats={":".join(chat): plain_chat(entry) for chat, entry in policy.chats.items()},
    )


def _some(**parts: Any) -> Tree:
    return {name: value for name, value in parts.items() if value not in (None, "", [], {})}


def _people(policy: Policy) -> Tree:
    handles = dict.fromkeys(
        [*policy.names, *policy.aliases, *policy.scopes, *policy.accounts]
    )
    return {
        handle: _some(
            name=policy.names.get(handle),
            aliases=list(policy.aliases.get(handle, ())),
            scope=policy.scopes.get(handle),
            accounts=dict(policy.accounts.get(handle, {})),
        )
        for handle in handles
    }


def plain_calendar(calendar: WorkCalendar) -> Tree:
    """Zone, week, holidays and the site's own days."""
    sketch = sketch_of(calendar)
    days = {
        str(day): ("usual" if pattern is None else format_hours(pattern))
        + (f" ({sketch.names[day]})" if day in sketch.names else "")
        for day, pattern in sketch.days.items()
    }
    years = sketch.known_years
    known = [str(year) for year in sorted(years)] if years is not None else None
    out = _some(
        version=str(sketch.version) if sketch.version != 1 else "",
        zone=sketch.zone,
        always="true" if sketch.always else "",
        week=format_week(sketch.week),
        alternate_saturdays=str(sketch.working_saturday or ""),
        holidays="china" if sketch.china else "",
        days=days,
    )
    return out if known is None else out | {"known_years": known}


def plain_sla(sla: SlaPolicy, policy: Policy) -> Tree:
    """Targets per priority, most urgent first."""
    return {
        priority.name: plain_target(sla.targets[priority], policy)
        for priority in sorted(sla.targets)
    }


def plain_target(target: Target, policy: Policy) -> Tree:
    """One pair of targets."""
    calendar = policy.calendars.get(target.calendar)
    whole = calendar is not None and calendar.always
    return _some(
        respond=format_duration(target.respond, target.respond_days, whole_days=whole),
        resolve=format_duration(target.resolve, target.resolve_days, whole_days=whole),
        calendar=target.calendar,
    )


def plain_ladder(ladder: Ladder) -> Tree:
    """Steps in order, then the patience with managers."""
    return {
        "steps": [_rung(rung) for rung in ladder.rungs],
        "acknowledge": format_duration(ladder.acknowledge_minutes),
        "budget": str(ladder.budget),
    }


def _rung(rung: Rung) -> Tree:
    return _some(
        clock=rung.clock,
        at=f"{rung.percent}%" if rung.percent is not None else None,
        after=format_duration(rung.minutes) if rung.minutes is not None else None,
        after_p1=format_duration(rung.minutes_p1) if rung.minutes_p1 is not None else None,
        ping=list(rung.who),
    )


def plain_team(team: Team) -> Tree:
    """A team; the built-in calendar, SLA and ladder go without saying."""
    return _some(
        members=[_member(member) for member in team.members],
        leads=list(team.leads),
        manager=team.manager,
        strategy=team.strategy,
        calendar=_unless_default(team.calendar),
        sla=_unless_default(team.sla),
        ladder=_unless_default(team.ladder),
        home=chat_text(team.home) if team.home else None,
        digest=team.digest or "off",
        weekly=team.weekly or "off",
        monthly=team.monthly or "off",
        ranking=team.ranking if team.ranking != "leads" else "",
        roster=[_shift(shift) for shift in team.roster],
    )


def _member(member: Member) -> Tree | str:
    out = _some(
        name=member.handle,
        skills=sorted(member.skills),
        limit=None if member.limit is None else str(member.limit),
        weight="" if member.weight == 100 else str(member.weight),
        sites=sorted(member.sites),
    )
    return member.handle if len(out) == 1 else out


def _shift(shift: Shift) -> Tree:
    return {"from": shift.start, "to": shift.end} | _some(
        main=shift.main, backup=shift.backup, kind=shift.kind
    )


def plain_template(template: Template) -> Tree:
    """Categories with their words, the form, the time to accept."""
    return _some(
        categories={category.name: _category(category) for category in template.categories},
        fields={field.name: _field(field) for field in template.fields},
        sla=template.sla,
        accept_days=str(template.accept_days),
    )


def _category(category: Category) -> Tree | list[str]:
    if category.priority is None:
        return list(category.words)
    return _some(words=list(category.words), priority=category.priority.name)


def _field(field: FormField) -> Tree | str:
    out = _some(
        kind=field.kind,
        options=list(field.options),
        required="true" if field.required else "",
        when="" if field.when == "filing" else field.when,
    )
    return field.kind if len(out) == 1 else out


def plain_rule(rule: Rule) -> Tree:
    """A rule, its condition first."""
    return _some(
        name=rule.name,
        when=plain_condition(rule.when),
        team=rule.team,
        person=rule.person,
        strategy=rule.strategy,
        skill=rule.skill,
        template=rule.template,
        priority=rule.priority.name if rule.priority else None,
        sla=rule.sla,
        enabled="" if rule.enabled else "false",
    )


def plain_condition(when: Condition) -> Tree:
    """What a rule asks for."""
    return _some(
        categories=list(when.categories),
        priorities=[priority.name for priority in when.priorities],
        sites=list(when.sites),
        chats=[chat_text(chat) for chat in when.chats],
        departments=list(when.departments),
        words=list(when.words),
        assets=list(when.assets),
        hours=when.hours,
    )


def plain_chat(entry: ChatPolicy) -> Tree:
    """What a chat is for."""
    return _some(
        team=entry.team,
        template=entry.template,
        site=entry.site,
        silent="true" if entry.silent else "",
        words=list(entry.words),
        language=entry.language,
    )


def chat_text(chat: ChatId) -> str:
    """platform:tenant:chat."""
    return ":".join(chat)


def _unless_default(name: str) -> str:
    return "" if name == "default" else name
