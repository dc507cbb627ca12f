"""Routing: from a request to a team and a person, with the reasons, always the same for the same
input. Nothing here knows of platforms, storage or the clock.
"""

from bot.domain.routing.dryrun import Changed, DryRun, PastTicket, dry_run
from bot.domain.routing.model import (
    Away,
    Decision,
    Matched,
    PassedOver,
    RoutingRequest,
    RoutingWorld,
    decision_from_json,
    decision_to_json,
)
from bot.domain.routing.router import Router, next_candidate, route

__all__ = [
    "Away",
    "Changed",
    "Decision",
    "DryRun",
    "Matched",
    "PassedOver",
    "PastTicket",
    "Router",
    "RoutingRequest",
    "RoutingWorld",
    "decision_from_json",
    "decision_to_json",
    "dry_run",
    "next_candidate",
    "route",
]
