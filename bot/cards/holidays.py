"""Days off and make-up working days on a card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from bot.cards.duty import draft_buttons
from bot.cards.model import Block, Card, Colour, Note, Text
from bot.cards.voice import Voice


def holidays_card(facts: Mapping[str, Any], voice: Voice) -> Card:
    """`year` set: the preview of an imported year; else the days to come."""
    year = facts["year"]
    title = voice.say("calendar.preview", year=str(year)) if year else voice.say("calendar.coming")
    off = [date.fromisoformat(day) for day, is_off in facts["days"] if is_off]
    worked = [date.fromisoformat(day) for day, is_off in facts["days"] if not is_off]
    blocks: list[Block] = []
    if off:
        blocks.append(Text((voice.say("calendar.days_off", days=_ranges(off, voice)),)))
    if worked:
        blocks.append(Text((voice.say("calendar.days_on", days=_ranges(worked, voice)),)))
    if not blocks:
        blocks.append(Note((voice.say("calendar.none"),)))
    blocks += [Note((voice.say("calendar.unknown", year=str(y)),)) for y in facts["unknown"]]
    return Card(
        title=title, colour=Colour.BLUE, blocks=tuple(blocks),
        buttons=draft_buttons(facts.get("draft"), voice), summary=title,
    )


def _ranges(days: Sequence[date], voice: Voice) -> str:
    """1/1-1/3, 2/14: neighbours joined."""
    parts: list[tuple[date, date]] = []
    for day in days:
        if parts and day - parts[-1][1] == timedelta(days=1):
            parts[-1] = (parts[-1][0], day)
        else:
            parts.append((day, day))
    said = [
        f"{a.month}/{a.day}" if a == b else f"{a.month}/{a.day}-{b.month}/{b.day}"
        for a, b in parts
    ]
    return voice.say("list.separator").join(said)
