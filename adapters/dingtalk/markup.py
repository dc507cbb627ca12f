"""Plain text inside DingTalk markdown: nothing a person wrote becomes a mention, link or format.

HTML entities show as themselves in cards and in messages alike (dingtalk.md §5.6).
"""

from __future__ import annotations

import re
from urllib.parse import quote, quote_plus, urlsplit

_ANYWHERE = re.compile(r"[&<>*~\[\]`_\\|$]")
_LINE_START = re.compile(r"^([ \t]*)([#+=-]|\d{1,9}(?=[.)]))")
_INDENT = re.compile(r"^[ \t]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_URL_SAFE = "/:?#@!$&'+,;=%-._~"


def clean(text: str) -> str:
    """Without control characters and halves of characters; newlines as \\n."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def escape_line(text: str) -> str:
    """One line of text as markdown that shows exactly it."""
    safe = _ANYWHERE.sub(lambda found: f"&#{ord(found[0])};", text)
    safe = _LINE_START.sub(_line_start, safe)
    return _INDENT.sub(lambda found: "\u00a0" * len(found[0].expandtabs(4)), safe)


def quiet(text: str, mentioned: list[str]) -> str:
    """Plain text in which an @ before a mentioned person's id rings nobody a second time."""
    for staff in mentioned:
        text = text.replace(f"@{staff}", f"@\u200b{staff}")
    return text


def safe_url(url: str) -> str | None:
    """The address with everything quoted that could end a markdown link; None unless http(s)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc or len(url) > 2000:
        return None
    return quote(url, safe=_URL_SAFE)


def command_url(words: str) -> str:
    """A link that makes the person's client say `words`; its host must be lower case (§5.6)."""
    return f"dtmd://dingtalkclient/sendMessage?content={quote_plus(words)}"


def cut_bytes(text: str, most: int) -> str:
    """At most `most` bytes of UTF-8, ended by an ellipsis where cut, never inside an entity."""
    raw = text.encode()
    if len(raw) <= most:
        return text
    kept = raw[: max(0, most - 3)].decode("utf-8", "ignore")
    return re.sub(r"&#?\w{0,8}$", "", kept) + "…"


def _line_start(found: re.Match[str]) -> str:
    mark = found[2]
    if mark.isdigit():
        return f"{found[1]}&#{ord(mark[0])};{mark[1:]}"
    return f"{found[1]}&#{ord(mark)};"
