"""The receipt of a ticket's two promises: what counted, what was deducted, what is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.cards.model import Block, Bold, Button, Card, Colour, Divider, Note, Text, Tint
from bot.cards.ticket import reason
from bot.cards.voice import Voice
from bot.domain.actions import pack
from bot.domain.sla import Account, Counted
from bot.domain.ticket import Ticket

LINES = 8  # stretches shown per promise; a longer story is in the history


def sla_card(ticket: Ticket, accounts: Sequence[Account], voice: Voice) -> Card:
    """Both accounts, one under the other."""
    blocks: list[Block] = []
    for account in accounts:
        if blocks:
            blocks.append(Divider())
        blocks += _account(account, voice)
    return Card(
        title=voice.say("sla.title", number=ticket.id),
        colour=Colour.RED if any(a.met is False for a in accounts) else Colour.GREEN,
        blocks=tuple(blocks),
        buttons=(
            Button(voice.say("button.card"), pack("show", ticket.id), command=f"#{ticket.id}"),
        ),
        summary=voice.say("sla.title", number=ticket.id),
    )


def _account(account: Account, voice: Voice) -> list[Block]:
    verdict = {None: "sla.open", True: "sla.met", False: "sla.missed"}[account.met]
    colour = Colour.RED if account.met is False else Colour.GREEN
    head = Text(
        (
            Bold(voice.say(f"field.{account.clock}")),
            voice.say(
                "sla.head", target=span(account.target, voice), used=span(account.used, voice)
            ),
            Tint(voice.say(verdict), colour),
        )
    )
    out: list[Block] = [head]
    if account.due is not None:
        out.append(Note((voice.say("sla.due", due=voice.when(account.due)),)))
    out += [Note((_line(line, voice),)) for line in account.lines[-LINES:]]
    return out


def _line(line: Counted, voice: Voice) -> str:
    stretch = line.stretch
    key = "sla.counted" if stretch.runs else "sla.deducted"
    end = voice.when(stretch.end) if stretch.end else voice.say("sla.now")
    why = f" ({reason(stretch.why, voice)})" if stretch.why else ""
    return voice.say(
        key, start=voice.when(stretch.start), end=end, total=span(line.total, voice),
        what=voice.say(f"state.{stretch.state}") + why,
    )


def span(delta: timedelta, voice: Voice) -> str:
    """Working time as hours and minutes: never days, whose length would be a guess."""
    minutes = int(delta.total_seconds()) // 60
    sign, minutes = ("-", -minutes) if minutes < 0 else ("", minutes)
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(voice.say("span.hours", n=hours))
    if rest or not hours:
        parts.append(voice.say("span.minutes", n=rest))
    return sign + "".join(parts)
