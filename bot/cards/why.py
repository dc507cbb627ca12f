"""为什么: the rule, what matched, and who was passed over for which reason."""

from __future__ import annotations

from bot.cards.model import Block, Bold, Button, Card, Colour, Note, Text
from bot.cards.voice import Voice
from bot.domain.actions import pack
from bot.domain.lifecycle import Event
from bot.domain.routing import Decision, decision_from_json
from bot.domain.ticket import Ticket


def why_card(ticket: Ticket, routed: Event | None, voice: Voice) -> Card:
    """The last routing decision in words."""
    blocks: list[Block] = []
    if routed is None:
        blocks.append(Text((voice.say("why.none"),)))
    else:
        blocks += decision_blocks(decision_from_json(routed.data), voice)
    return Card(
        title=voice.say("why.title", number=ticket.id),
        colour=Colour.BLUE,
        blocks=tuple(blocks),
        buttons=(
            Button(voice.say("button.card"), pack("show", ticket.id), command=f"#{ticket.id}"),
        ),
        summary=voice.say("why.title", number=ticket.id),
    )


def decision_blocks(decision: Decision, voice: Voice) -> list[Block]:
    """A decision, what matched, and who was passed over."""
    key = "why.rule" if decision.rule else "why.usual"
    out: list[Block] = [Text((voice.say(key, rule=decision.rule or ""),))]
    if decision.matched:
        matched = " · ".join(
            f"{voice.say(f'routing.part.{part}')} {value}" for part, value in decision.matched
        )
        out.append(Note((voice.say("why.matched", what=matched),)))
    if decision.handle:
        out.append(
            Text(
                (
                    voice.say("why.chosen"), Bold(decision.handle),
                    voice.say(f"routing.strategy.{decision.strategy or 'fixed'}"),
                )
            )
        )
    elif decision.nobody or decision.team is None:
        out.append(Text((voice.say("why.nobody"),)))
    else:
        out.append(Text((voice.say("why.pool", team=decision.team),)))
    for handle, reason in decision.passed_over:
        out.append(Note((f"{handle}: {voice.say(f'routing.reason.{reason}')}",)))
    return out
