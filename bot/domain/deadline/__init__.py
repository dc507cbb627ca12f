"""Deadlines as people type them, in Chinese and English: our own grammar (product.md §7.7)."""

from bot.domain.deadline.echo import Echo, canonical, echo
from bot.domain.deadline.hints import urgency
from bot.domain.deadline.reader import read, suggest
from bot.domain.deadline.reading import Ask, Explanation, Mode, Reading

__all__ = [
    "Ask",
    "Echo",
    "Explanation",
    "Mode",
    "Reading",
    "canonical",
    "echo",
    "read",
    "suggest",
    "urgency",
]
