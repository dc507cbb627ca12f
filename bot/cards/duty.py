"""Cards of the duty roster: who is on, the preview of a table, a swap, the hand-over pack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.cards.model import Block, Bold, Button, Card, Colour, Note, Row, Span, Text, plain
from bot.cards.voice import Voice
from bot.domain.actions import pack
from bot.domain.ticket import Ticket

TEAMS_SHOWN = 6
FAULTS_SHOWN = 5


def duty_card(rows: Sequence[Mapping[str, Any]], at: int | None, voice: Voice) -> Card:
    """One line a team, and a button for each person on duty that tells how to reach them."""
    title = voice.say("duty.title_at", when_at=at) if at else voice.say("duty.title")
    if not rows:
        return Card(blocks=(Text((voice.say("duty.no_teams"),)),), summary=title)
    blocks: list[Block] = [Text(_row(row, voice)) for row in rows[:TEAMS_SHOWN]]
    people = dict.fromkeys(row["main"] for row in rows if row["main"])
    buttons = tuple(
        Button(voice.say("button.contact", to=person), pack("contact", person=str(person)))
        for person in list(people)[:3]
    )
    return Card(
        title=title, colour=Colour.BLUE, blocks=tuple(blocks), buttons=buttons,
        summary=plain(_row(rows[0], voice)),
    )


def _row(row: Mapping[str, Any], voice: Voice) -> tuple[Span, ...]:
    if row["main"] is None:
        key = "duty.nobody" if row["planned"] else "duty.unplanned"
        return tuple(voice.line(key, {"team": row["team"], "names": row["leads"]}))
    spans: list[Span] = list(voice.line("duty.main", {"team": row["team"], "to": row["main"]}))
    if row["backup"] is not None:
        spans += voice.line("duty.backup", {"to": row["backup"]})
    if row["until"] is not None:
        spans += voice.line("duty.until", {"until_at": row["until"]})
    return tuple(spans)


def roster_card(facts: Mapping[str, Any], voice: Voice) -> Card:
    """The preview of a pasted table with its faults."""
    title = voice.say("duty.preview", team=facts["team"], count=facts["count"])
    blocks: list[Block] = [
        Text((_shift(shift, voice),)) for shift in facts["shifts"]
    ]
    more = facts["count"] - len(facts["shifts"])
    if more > 0:
        blocks.append(Note((voice.say("duty.more", count=more),)))
    faults = facts["faults"]
    for fault in faults[:FAULTS_SHOWN]:
        what = voice.say(fault["key"], **fault["facts"])
        if fault["near"]:
            what += voice.say("duty.near", near=fault["near"])
        blocks.append(Note((voice.say("duty.fault", line=fault["line"], what=what),)))
    if len(faults) > FAULTS_SHOWN:
        blocks.append(Note((voice.say("duty.faults_more", count=len(faults) - FAULTS_SHOWN),)))
    if not facts["usable"]:
        blocks.append(Text((Bold(voice.say("duty.unusable")),)))
    return Card(
        title=title, colour=Colour.BLUE if facts["usable"] else Colour.RED,
        blocks=tuple(blocks), buttons=draft_buttons(facts.get("draft"), voice), summary=title,
    )


def _shift(shift: Sequence[Any], voice: Voice) -> str:
    start, end, main, backup = shift[:4]
    said = voice.say("duty.row", start=start, end=end, main=main)
    return said + (voice.say("duty.backup", to=backup) if backup else "")


def draft_buttons(draft: str | None, voice: Voice) -> tuple[Button, ...]:
    """启用 and 取消 under a preview."""
    if draft is None:
        return ()
    return (
        Button(voice.say("button.enable"), pack("draft", id=draft, yes="1"), "primary"),
        Button(voice.say("button.cancel"), pack("draft", id=draft, yes="0")),
    )


def swap_card(facts: Mapping[str, Any], voice: Voice) -> Card:
    """What the other is asked, with both stretches."""
    start, end = facts["mine"]
    known = {"who": facts["asker"], "team": facts["team"]}
    lines: list[Block] = [
        Text(voice.line("swap.give", {**known, "start_at": start, "end_at": end}))
    ]
    if facts["theirs"]:
        start, end = facts["theirs"]
        lines.append(Text(voice.line("swap.back", {**known, "start_at": start, "end_at": end})))
    name = facts["swap"]
    return Card(
        title=voice.say("swap.title"), colour=Colour.ORANGE, blocks=tuple(lines),
        buttons=(
            Button(voice.say("button.agree"), pack("swap", id=name, yes="1"), "primary"),
            Button(voice.say("button.refuse"), pack("swap", id=name, yes="0")),
        ),
        summary=voice.say("swap.title"),
    )


def handover_card(
    facts: Mapping[str, Any], running: Sequence[Ticket], waiting: Sequence[Ticket],
    pool: Sequence[Ticket], voice: Voice,
) -> Card:
    """The pack: what runs, what waits, what nobody has, and the notes."""
    title = voice.say("handover.title", team=facts["team"])
    blocks: list[Block] = []
    if facts.get("starts"):
        known = {
            name: facts[fact]
            for name, fact in (("to", "backup"), ("until_at", "until")) if facts.get(fact)
        }
        blocks.append(Text(voice.line("handover.starts", known)))
    for key, part in (("open", running), ("waiting", waiting), ("pool", pool)):
        if part:
            blocks.append(Text((Bold(voice.say(f"handover.{key}", count=len(part))),)))
            blocks += [_ticket(ticket, voice) for ticket in part[:2]]
    if not (running or waiting or pool):
        blocks.append(Note((voice.say("handover.none"),)))
    for who, text in facts["notes"]:
        blocks.append(Text(voice.line("handover.note", {"who": who, "text": text})))
    if not facts.get("starts"):
        blocks.append(Note((voice.say("handover.hint"),)))
    return Card(
        title=title, colour=Colour.BLUE, blocks=tuple(blocks),
        buttons=(
            Button(voice.say("list.todo"), pack("list", kind="todo"),
                   command=voice.say("typed.todo")),
            Button(voice.say("button.duty"), pack("duty"), command=voice.say("typed.duty")),
        ),
        summary=title,
    )


def _ticket(ticket: Ticket, voice: Voice) -> Row:
    return Row(
        (Bold(f"#{ticket.id}"), f" {ticket.title[:40]}"),
        Button(voice.say("button.card"), pack("show", ticket.id), command=f"#{ticket.id}"),
    )
