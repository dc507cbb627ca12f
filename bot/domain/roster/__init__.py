"""Duty rosters: from a pasted table to shifts, who is on duty now, when the duty changes hands."""

from bot.domain.roster.duty import Cover, Duty, Handover, handovers, on_duty, zone_of_team
from bot.domain.roster.parse import RosterDraft, RosterFault, parse_roster

__all__ = [
    "Cover",
    "Duty",
    "Handover",
    "RosterDraft",
    "RosterFault",
    "handovers",
    "on_duty",
    "parse_roster",
    "zone_of_team",
]
