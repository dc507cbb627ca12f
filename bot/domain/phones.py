"""Phone numbers before the eyes of a whole group: 138****5678.

Numbers of orders, assets and serials stay: whatever is longer, runs on in letters, or is called so.
"""

from __future__ import annotations

import re

from bot.domain.words import NUMBERED

_PHONE = re.compile(
    r"(?<![0-9A-Za-z_.\-])(?:"
    r"(?P<code>(?:\+|00)?86[ -]?)?(?P<net>1[3-9][0-9])"
    r"(?P<gap>[ -]?)[0-9]{4}(?P=gap)(?P<end>[0-9]{4})"
    r"|(?P<area>\(?0[1-9][0-9]{1,2}\)?[ -])[0-9]{3,4}(?P<last>[0-9]{4})"
    r")(?![0-9A-Za-z_]|-[0-9A-Za-z])"
)
_CALLED = re.compile(rf"(?:{NUMBERED}|\b(?:order|asset|serial|no|sn|id))\s*[:\uff1a#.]?\s*$", re.I)
_BEFORE = 16  # characters that tell what a number is


def masked(text: str) -> str:
    """The text without the middle of its phone numbers."""
    return _PHONE.sub(_mask, text)


def _mask(found: re.Match[str]) -> str:
    before = found.string[max(0, found.start() - _BEFORE) : found.start()]
    if _CALLED.search(before):
        return found[0]
    if found["area"]:
        return f"{found['area']}****{found['last']}"
    return f"{found['code'] or ''}{found['net']}****{found['end']}"


def names_a_number(label: str) -> bool:
    """Whether a field of that name holds an order's or an asset's number, and no phone's."""
    return _CALLED.search(label) is not None
