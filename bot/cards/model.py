"""A card is data: what is to be seen, never how one platform draws it.

Adapters turn a Card into their own JSON and escape every plain string on the way; a span is the
only markup there is. What a platform lacks is taken away beforehand by bot/cards/fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from bot.domain.people import AccountId


class Colour(StrEnum):
    """The colours a state or a warning may have; adapters map them to their palette."""

    BLUE = "blue"
    GREEN = "green"
    ORANGE = "orange"
    RED = "red"
    GREY = "grey"
    PURPLE = "purple"


@dataclass(frozen=True, slots=True)
class Bold:
    """Emphasised plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Tint:
    """Coloured plain text."""

    text: str
    colour: Colour


@dataclass(frozen=True, slots=True)
class Link:
    """A text that opens an address."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class At:
    """A real mention where the platform can, else the plain name.

    `account` is the person's account on the platform the card goes to; None: name only.
    """

    name: str
    account: AccountId | None = None


Span = str | Bold | Tint | Link | At
Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    spans: Line


@dataclass(frozen=True, slots=True)
class Field:
    """A label and its value; `short` fields may stand two in a row."""

    label: str
    value: Line
    short: bool = True


@dataclass(frozen=True, slots=True)
class Fields:
    """A block of labelled values."""

    items: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Small grey text."""

    spans: Line


@dataclass(frozen=True, slots=True)
class Divider:
    """A thin line."""


Style = Literal["default", "primary", "danger"]


@dataclass(frozen=True, slots=True)
class Button:
    """A button: `action` (packed by bot/domain/actions) calls back, `url` opens an address.

    `command` is what a person may type instead; it stands in for the button where there is none.
    """

    label: str
    action: str = ""
    style: Style = "default"
    url: str | None = None
    confirm: str | None = None
    command: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a list, with at most one button of its own."""

    spans: Line
    button: Button | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """An archived attachment shown as a picture, by its content address."""

    sha256: str
    alt: str = ""


Block = Text | Fields | Note | Divider | Row | Picture


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select."""

    label: str
    value: str


InputKind = Literal["text", "multiline", "number", "select", "multiselect", "person", "datetime"]


@dataclass(frozen=True, slots=True)
class Input:
    """One field of a form. `options` for selects; for `person` they are the candidates
    (value: the person's numeric id). `default` is text, an option's value, or
    "YYYY-MM-DD HH:MM". `ask` is the question of the spoken dialogue where forms are missing."""

    name: str
    label: str
    kind: InputKind = "text"
    required: bool = False
    default: str = ""
    hint: str = ""
    options: tuple[Option, ...] = ()
    limit: int = 500  # characters


@dataclass(frozen=True, slots=True)
class Form:
    """Inputs and the buttons that send them; the first button is the submit button."""

    name: str
    inputs: tuple[Input, ...]
    submit: Button
    cancel: Button | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """A small coloured label beside the title."""

    text: str
    colour: Colour = Colour.BLUE


@dataclass(frozen=True, slots=True)
class Card:
    """Everything a person sees in one message.

    A card without title is a plain text message. `summary` is the line of the notification and
    of platforms that cannot show cards.
    """

    title: str = ""
    colour: Colour = Colour.BLUE
    subtitle: str = ""
    tags: tuple[Tag, ...] = ()
    blocks: tuple[Block, ...] = ()
    buttons: tuple[Button, ...] = ()
    form: Form | None = None
    summary: str = ""
    url: str | None = None

    @property
    def is_plain(self) -> bool:
        """Whether a text message says it all."""
        return not self.title and not self.buttons and self.form is None

    def mentions(self) -> Iterator[At]:
        """Every mention in reading order."""
        for block in self.blocks:
            for span in spans_of(block):
                if isinstance(span, At):
                    yield span


def spans_of(block: Block) -> Iterator[Span]:
    """All spans of a block in reading order."""
    if isinstance(block, Fields):
        for item in block.items:
            yield from item.value
    elif isinstance(block, Text | Note | Row):
        yield from block.spans


def plain(spans: Sequence[Span]) -> str:
    """Spans as bare text, mentions as @name."""
    parts = []
    for span in spans:
        if isinstance(span, str):
            parts.append(span)
        elif isinstance(span, At):
            parts.append(f"@{span.name}")
        else:
            parts.append(span.text)
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a place can show and do. The heart asks this, never which platform it is."""

    cards: bool = True
    buttons: int = 20  # per card; 0: none
    forms: bool = True  # inputs inside a card
    update: bool = True  # a sent card can be redrawn later
    update_in_place: bool = True  # redrawn where it hangs; else a new copy is sent below
    mention: bool = True  # a real @ that rings
    private_in_group: bool = False  # a message in a group that one person alone sees
    answer_redraws_for_all: bool = True  # a click's answer changes the card for everybody
    title_limit: int = 200  # characters
    text_limit: int = 20_000  # characters in one message
    field_limit: int = 20  # labelled values in one card
    hear_all: bool = False  # group messages without @ arrive
    files: bool = True  # a file of ours can be sent (to one person, never in a group's whisper)
    file_endings: frozenset[str] = frozenset()  # the kinds of files it takes; empty: any
    notes: tuple[str, ...] = field(default=())  # keys of texts: what cannot be done here
