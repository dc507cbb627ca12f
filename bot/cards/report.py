"""The report of a team, at most ten lines; the definitions printed small."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from bot.cards.model import Block, Bold, Button, Card, Colour, Note, Row, Span, Text, Tint
from bot.cards.voice import Voice
from bot.domain.actions import pack
from bot.domain.report import Figures
from bot.domain.ticket import Ticket

LATE_SHOWN = 5
TITLES = {"day": "report.day", "week": "report.week"}


class Speaker(Voice, Protocol):
    """A voice that can say how long."""

    def span(self, delta: timedelta) -> str:
        """3小时."""


def report_card(
    team: str, span: str, now: Figures, before: Figures, late: Sequence[Ticket],
    day: str, voice: Speaker,
) -> Card:
    """`before`: the same figures of the period before, for the changes."""
    title = voice.say(TITLES[span], team=team, day=day)
    blocks: list[Block] = [
        Text((voice.say(
            "report.counts", filed=now.filed, done=now.done, approved=now.approved,
            open=now.open, late=now.late),
            _change(now.filed, before.filed, voice) if span == "week" else "")),
        Text((voice.say("report.rates", respond=_rate(now.responded, voice),
                        resolve=_rate(now.resolved, voice)),
              _rate_change(now.responded, before.responded, voice))),
        Text((voice.say("report.means", respond=_mean(now.respond_minutes, voice),
                        resolve=_mean(now.resolve_minutes, voice)),)),
        Text((_quality(now, voice),)),
    ]
    if now.top and len(late) < LATE_SHOWN:
        names = [f"{name} {count}" for name, count in now.top]
        blocks.append(Text((voice.say("report.top", names=names),)))
    blocks += [_late(ticket, voice) for ticket in late[:LATE_SHOWN]]
    blocks.append(Note((voice.say("report.definitions"),)))
    return Card(
        title=title, colour=Colour.RED if now.late else Colour.GREEN, blocks=tuple(blocks),
        buttons=(Button(voice.say("list.overdue"), pack("list", kind="overdue"),
                        command=voice.say("typed.overdue")),),
        summary=title,
    )


def _rate(part: tuple[int, int], voice: Voice) -> str:
    met, due = part
    return f"{(200 * met + due) // (2 * due)}%" if due else voice.say("report.nothing")


def _rate_change(now: tuple[int, int], before: tuple[int, int], voice: Voice) -> str:
    if not now[1] or not before[1]:
        return ""
    points = 100 * now[0] // now[1] - 100 * before[0] // before[1]
    return _arrow(points, "%", voice)


def _change(now: int, before: int, voice: Voice) -> str:
    return _arrow(now - before, "", voice)


def _arrow(points: int, unit: str, voice: Voice) -> str:
    if not points:
        return ""
    return voice.say("report.up" if points > 0 else "report.down", n=f"{abs(points)}{unit}")


def _mean(minutes: int | None, voice: Speaker) -> str:
    if minutes is None:
        return voice.say("report.nothing")
    return voice.span(timedelta(minutes=minutes))


def _quality(now: Figures, voice: Voice) -> str:
    tenths = now.rating_tenths
    rating = voice.say("report.nothing") if tenths is None else f"{tenths // 10}.{tenths % 10}"
    return voice.say("report.quality", rating=rating, votes=now.votes, rework=now.rework,
                     nudges=now.nudges)


def _late(ticket: Ticket, voice: Voice) -> Row:
    due = ticket.due()
    spans: list[Span] = [
        Bold(f"#{ticket.id}"), f" {ticket.title[:24]} · {voice.name(ticket.owner)} · ",
        Tint(voice.left(due), Colour.RED) if due else "",
    ]
    why = ticket.hold_reason
    spans.append(f" · {voice.line('report.why', {'reason_key': why})[0]}" if why else "")
    return Row(
        tuple(spans),
        Button(voice.say("button.card"), pack("show", ticket.id), command=f"#{ticket.id}"),
    )

