"""The configuration document: who works where, what is routed to whom, and by when."""

from bot.domain.policy.model import (
    Category,
    ChatPolicy,
    Condition,
    FormField,
    Ladder,
    Member,
    Policy,
    Rule,
    RungTarget,
    Rung,
    Shift,
    SlaPolicy,
    Target,
    Team,
    Template,
)

__all__ = [
    "Category",
    "ChatPolicy",
    "Condition",
    "FormField",
    "Ladder",
    "Member",
    "Policy",
    "Rule",
    "Rung",
    "RungTarget",
    "Shift",
    "SlaPolicy",
    "Target",
    "Team",
    "Template",
]
