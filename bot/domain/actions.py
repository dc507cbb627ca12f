"""The packed string a button carries and its way back.

    accept.128.3             verb, ticket, the version the card showed
    list.0.0.kind=mine&page=2

A platform limits a button's key to 1 024 bytes (wecom.md §4.3) and may restrict its characters,
so arguments are percent-encoded. Nothing here is trusted on the way back: rights and state are
checked by the use case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, urlencode

from bot.errors import BadInput

MAX_BYTES = 1000


@dataclass(frozen=True, slots=True)
class Action:
    """What a button asks for. `version` is the ticket version its card showed (0: none)."""

    verb: str
    ticket: int = 0
    version: int = 0
    args: Mapping[str, str] = field(default_factory=dict)


def pack(verb: str, ticket: int = 0, version: int = 0, /, **args: str) -> str:
    """The string for a button; raises ValueError when a platform would refuse it."""
    head = f"{verb}.{ticket}.{version}"
    packed = f"{head}.{urlencode(args, quote_via=quote)}" if args else head
    if len(packed.encode()) > MAX_BYTES:
        raise ValueError(f"action too long: {head}")
    return packed


def unpack(text: str) -> Action:
    """The action behind a click; raises BadInput for anything not packed by us."""
    verb, *rest = text.split(".", 3)
    if not verb.isidentifier() or len(rest) < 2 or len(text) > MAX_BYTES:
        raise BadInput("error.button")
    ticket, version = rest[0], rest[1]
    if not (ticket.isascii() and ticket.isdigit() and version.isascii() and version.isdigit()):
        raise BadInput("error.button")
    args = dict(parse_qsl(rest[2], keep_blank_values=True)) if len(rest) == 3 else {}
    return Action(verb, int(ticket[:15]), int(version[:15]), args)
