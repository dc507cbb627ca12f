"""Finding parts of a policy by name, and names that are fit to be one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TypeVar

from bot.domain.policy.fault import nearest
from bot.domain.policy.model import Policy, Team
from bot.errors import BadInput, NotFound

T = TypeVar("T")
LONGEST_NAME = 60  # characters; it has to fit on a button


def team_of(policy: Policy, name: str) -> Team:
    """The team; raises NotFound with the nearest name."""
    return required(policy.teams, name, "team")


def required(choices: Mapping[str, T], name: str, kind: str) -> T:
    """The named part; raises NotFound("policy.no_<kind>") with the nearest name."""
    if name not in choices:
        raise NotFound(f"policy.no_{kind}", name=name, near=nearest(name, choices))
    return choices[name]


def known(choices: Collection[str], name: str, kind: str) -> str:
    """The name, if it is one of these; raises NotFound like `required`."""
    if name not in choices:
        raise NotFound(f"policy.no_{kind}", name=name, near=nearest(name, choices))
    return name


def fresh(choices: Collection[str], name: str, kind: str) -> str:
    """A trimmed new name; raises BadInput when empty, too long or taken."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or name.lower() in ("null", "~") or "\n" in name:
        raise BadInput("policy.bad_name", name=name, limit=LONGEST_NAME)
    if name in choices:
        raise BadInput(f"policy.{kind}_exists", name=name)
    return name


def put_team(policy: Policy, team: Team) -> Policy:
    """The policy with this team in its place."""
    return replace(policy, teams={**policy.teams, team.name: team})


def without(mapping: Mapping[str, T], name: str) -> dict[str, T]:
    """A mapping without one entry."""
    return {key: value for key, value in mapping.items() if key != name}
