"""The answer to a leave: the time, a warning about duty, and what becomes of open tickets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.cards.model import Block, Button, Card, Note, Text
from bot.cards.voice import Voice
from bot.domain.actions import pack


def leave_card(facts: Mapping[str, Any], voice: Voice) -> Card:
    """Asks about open tickets only where there are some."""
    line = voice.line("leave.noted", facts)
    blocks: list[Block] = [Text(line)]
    if facts["on_duty"]:
        blocks.append(Note((voice.say("leave.on_duty", day=facts["on_duty"]),)))
    buttons: tuple[Button, ...] = ()
    if facts["open"]:
        blocks.append(Text((voice.say("leave.open", count=facts["open"]),)))
        buttons = (
            Button(voice.say("button.hand_over"),
                   pack("leave", id=facts["leave"], hand="1"), "primary"),
            Button(voice.say("button.keep"), pack("leave", id=facts["leave"], hand="0")),
        )
    return Card(blocks=tuple(blocks), buttons=buttons, summary=voice.say("leave.noted", **facts))
