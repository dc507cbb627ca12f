"""A message cut into its parts: the ticket it names, the people, and the words that are left.

Chinese keyboards type full-width slashes, digits, colons and spaces; they count the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.domain.intents import File, Who
from bot.events import MessageReceived

EDGE = " ,:\uff0c\uff1a\u3000"  # what may stand between the parts of a line
_WIDE = str.maketrans(
    {chr(0xFF01 + n): chr(0x21 + n) for n in range(94)} | {"\u3000": " "}
)
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
SLASH = re.compile(r"^[/\uff0f、\\]\s*")
_NUMBER = re.compile(
    r"(?:[#\uff03]|No\.?\s*|工单)\s*(\d{1,9})(?!\d)"
    r"|^\s*(\d{1,9})(?=\s|$|[,\uff0c。.!\uff01?\uff1f@\uff20])"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A message on its way to be understood. `rest` is what has not been taken yet."""

    rest: str
    people: tuple[Who, ...] = ()
    files: tuple[File, ...] = ()
    quote: str = ""
    ticket: int = 0
    direct: bool = False
    addressed: bool = True

    def without(self, rest: str, **changes: object) -> Line:
        """The same line with other words left."""
        return replace(self, rest=rest, **changes)  # type: ignore[arg-type]


def narrow(text: str) -> str:
    """Full-width letters, digits and signs as their plain forms, for matching; same length."""
    return text.translate(_WIDE)


def line_of(event: MessageReceived) -> Line:
    """The line of a message event."""
    text = _INVISIBLE.sub("", event.text).strip()
    quote = event.quote
    return Line(
        rest=text,
        people=tuple(Who(m.name, m.account) for m in event.mentions),
        files=tuple(File(f.key, f.name, f.media_type)
                    for f in (*event.files, *(quote.files if quote else ()))),
        quote=quote.text if quote else "",
        direct=event.chat_kind == "direct",
        addressed=event.addressed,
    )


def take_ticket(line: Line) -> Line:
    """Takes the ticket number out of the line, if it names one."""
    text = narrow(line.rest)
    found = _NUMBER.search(text)
    if found is None or len(text) != len(line.rest):
        return line
    number = int(found[1] or found[2])
    rest = (line.rest[: found.start()] + " " + line.rest[found.end() :]).strip(" ,\uff0c:\uff1a")
    return line.without(rest, ticket=number)


def take_person(line: Line) -> tuple[Who | None, Line]:
    """Takes the first person: a mention, else the first word of what is left."""
    if line.people:
        who, text = line.people[0], line.rest
        for spelling in (f"@{who.name}", who.name):
            if spelling and spelling in text:
                text = text.replace(spelling, " ", 1)
                break
        return who, line.without(text.strip(" ,\uff0c:\uff1a"), people=line.people[1:])
    word, _, rest = line.rest.strip().partition(" ")
    word = word.strip("@\uff20,\uff0c:\uff1a。")
    if not word:
        return None, line
    return Who(word), line.without(rest.strip())
