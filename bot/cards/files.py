"""A ticket's archived attachments; pictures are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.cards.model import Block, Button, Card, Note, Picture
from bot.cards.voice import Voice
from bot.domain.actions import pack
from bot.domain.ticket import Ticket

PICTURES = 4  # on one card


class Archived(Protocol):
    """What is known of an attachment (bot/ports.Attachment)."""

    @property
    def name(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def sha256(self) -> str | None: ...
    @property
    def state(self) -> str: ...


def files_card(ticket: Ticket, files: Sequence[Archived], voice: Voice) -> Card:
    """Names, sizes and states; the newest pictures themselves."""
    if not files:
        return Card(blocks=(Note((voice.say("files.none", number=ticket.id),)),))
    blocks: list[Block] = [
        Note((f"{f.name} · {_size(f.size)} · {voice.say(f'files.{f.state}')}",)) for f in files
    ]
    shown = [f for f in files if f.sha256 and f.media_type.startswith("image/")]
    blocks += [Picture(f.sha256, f.name) for f in shown[-PICTURES:] if f.sha256]
    return Card(
        title=voice.say("files.title", number=ticket.id),
        blocks=tuple(blocks),
        buttons=(
            Button(voice.say("button.card"), pack("show", ticket.id), command=f"#{ticket.id}"),
        ),
        summary=voice.say("files.title", number=ticket.id),
    )


def _size(size: int) -> str:
    if size >= 1 << 20:
        return f"{size >> 20} MB"
    return f"{max(1, size >> 10)} KB" if size else "-"
