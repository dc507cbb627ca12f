"""Looking at the configuration: overview, teams, rules, targets, categories, templates, chats,
roles, history."""

from __future__ import annotations

from bot.domain.intents import OpenSettings, OpenSetup
from bot.domain.permissions import is_admin
from bot.domain.policy import Team
from bot.domain.policy.change.own import SECTIONS, Part
from bot.domain.policy.change.parts import required
from bot.domain.policy.fault import nearest
from bot.domain.policy.words import BUILT_IN
from bot.errors import BadInput, NotAllowed, NotFound
from bot.usecases.call import Call, Outcome
from bot.usecases.proposals import require_admin
from bot.usecases.setup import open_setup

TIMED: dict[str, Part] = {"times": "sla", "hours": "calendar", "ladder": "ladder"}
ADMINS_ONLY = frozenset({"", "roles", "history", "chat"})


def open_settings(intent: OpenSettings, call: Call) -> Outcome:
    """Shows a part to the one who asked. Teams, rules and targets may be looked at by everybody
    who works in a team; the rest by admins."""
    if intent.part in ADMINS_ONLY:
        require_admin(call)
    elif not is_admin(call.actor, call.policy) and not call.policy.teams_of(call.actor.handle):
        raise NotAllowed("config.admins_only", names=call.ids(call.policy.admins))
    here = call.chat_policy
    if not intent.part and not call.direct and (here is None or here.team is None):
        return open_setup(OpenSetup(), call)
    name = intent.name
    head, _, rest = intent.name.partition(" ")
    if intent.part == "team" and head in call.policy.teams and rest:
        raise BadInput("config.team_words", said=rest[:20])
    if intent.part == "team":
        name = team_named(intent.name, call).name
    elif intent.part == "categories" or (intent.part == "template" and not name):
        name = template_named(intent.name, call)
    elif intent.part in TIMED:
        name = part_named(TIMED[intent.part], intent.name, call)
    elif intent.part == "template":
        required(call.policy.templates, name, "template")
    call.whisper("settings", None, part=intent.part, name=name,
                 chat=list(call.chat) if call.chat and not call.direct else None)
    return Outcome("toast.form", level="info", redraw=False)


def team_named(name: str, call: Call) -> Team:
    """The team of that name, or a unique beginning of it; without a name this chat's, or the only
    one. Raises NotFound or BadInput with the names."""
    teams = call.policy.teams
    here = call.chat_policy
    if not name and here is not None and here.team and here.team in teams:
        return teams[here.team]
    if not name and len(teams) == 1:
        return next(iter(teams.values()))
    if not name:
        raise BadInput("config.which_team", names=list(teams))
    begins = [t for key, t in teams.items() if key.casefold().startswith(name.casefold())]
    if name not in teams and len(begins) == 1:
        return begins[0]
    return required(teams, name, "team")


def template_named(name: str, call: Call) -> str:
    """The template of that name; without one this chat's, or the only one."""
    templates = call.policy.templates
    here = call.chat_policy
    if name:
        required(templates, name, "template")
        return name
    if here is not None and here.template and here.template in templates:
        return here.template
    if len(templates) == 1:
        return next(iter(templates))
    raise BadInput("config.which_template", names=list(templates))


def part_named(part: Part, name: str, call: Call) -> str:
    """The calendar, SLA or ladder of that name, or the one the team of that name uses; without a
    name this chat's team's. Raises NotFound with the nearest name."""
    entries, policy = getattr(call.policy, SECTIONS[part]), call.policy
    name = BUILT_IN.get(name.lower(), name)
    alike = [one for one in (*policy.teams, *entries) if one.casefold() == name.casefold()]
    if name not in alike:
        name = next(iter(alike), name)
    if name in policy.teams:
        return str(getattr(policy.teams[name], part))
    if name and name not in entries:
        near = nearest(name, [*policy.teams, *entries])
        raise NotFound(f"policy.no_{part}", name=name, near=near)
    if name:
        return name
    here = call.chat_policy
    team = policy.team_of(here.team) if here else None
    return str(getattr(team, part)) if team else "default"
