"""Plain text inside Feishu's card markdown: nothing a person wrote can become markup (§6.1)."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

# Characters that mean something anywhere, and those that do at the start of a line.
_ANYWHERE = re.compile(r"[&<>*~\[\]`_\\|$]|:(?=[A-Za-z0-9_]+:)")
_LINE_START = re.compile(r"(?m)^([ \t]*)([#+=-]|\d{1,9}(?=[.)]))")
_INDENT = re.compile(r"(?m)^[ \t]+")
_URL_SAFE = "/:?#@!$&'*+,;=%-._~"
_ID = re.compile(r"o[un]_[A-Za-z0-9_-]{1,120}")


def escape(text: str) -> str:
    """`text` as markdown that shows exactly it; HTML entities are what Feishu documents."""
    if text.isalnum():  # most labels: nothing that could mean anything
        return text
    safe = _ANYWHERE.sub(_entity, text.replace("\r\n", "\n").replace("\r", "\n"))
    safe = _LINE_START.sub(_line_start, safe)
    return _INDENT.sub(lambda found: "\u00a0" * len(found[0].expandtabs(4)), safe)


def _entity(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def _line_start(found: re.Match[str]) -> str:
    mark = found[2]
    if mark.isascii() and mark.isdigit():
        return f"{found[1]}&#{ord(mark[0])};{mark[1:]}"
    return f"{found[1]}&#{ord(mark)};"


def safe_url(url: str) -> str | None:
    """The address with everything quoted that could end a markdown link; None unless http(s)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc or len(url) > 2000:
        return None
    return quote(url, safe=_URL_SAFE)


def is_open_id(user: str) -> bool:
    """Whether this can stand in an `<at>`: never `all`, never markup."""
    return _ID.fullmatch(user) is not None
