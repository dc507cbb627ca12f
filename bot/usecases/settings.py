"""Looking at the configuration: overview, teams, rules, targets, categories, templates, chats,
roles, history."""

from __future__ import annotations

from bot.domain.intents import OpenSettings, OpenSetup
from bot.domain.permissions import is_admin
from bot.domain.policy import Team
from bot.domain.policy.change.parts import required
from bot.errors import BadInput, NotAllowed
from bot.usecases.call import Call, Outcome
from bot.usecases.proposals import require_admin
from bot.usecases.setup import open_setup

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
    if intent.part == "team":
        name = team_named(intent.name, call).name
    elif intent.part == "categories" or (intent.part == "template" and not name):
        name = template_named(intent.name, call)
    elif intent.part == "times":
        name = sla_named(intent.name, call)
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
    begins = [team for key, team in teams.items() if key.startswith(name)]
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


def sla_named(name: str, call: Call) -> str:
    """The SLA of that name, of the team of that name, or of this chat's team."""
    if name in call.policy.slas:
        return name
    if name in call.policy.teams:
        return call.policy.teams[name].sla
    if name:
        required(call.policy.slas, name, "sla")
    here = call.chat_policy
    team = call.policy.team_of(here.team) if here else None
    return team.sla if team else "default"
