"""Plain text inside WeCom's markdown dialects, and cuts by bytes and by characters (§12.11–12).

WeCom documents no escape, so what could become markup is written with its full-width twin:
readable everywhere, markup nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal
from urllib.parse import quote, urlsplit

from bot.cards.model import At, Bold, Colour, Link, Span, Tint

Dialect = Literal["bot", "corp"]  # the AI bot's; the app's and the webhook's (colours)

_TWINS = str.maketrans("<>*_`~[]|#", "＜＞＊＿｀～［］｜＃")
_TAG = re.compile(r"[<>](?=[A-Za-z/@!&#])|(?<=[A-Za-z\"'/])>")
_PAIRED = re.compile(r"(\*|`|~|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")
_LINK = re.compile(r"\[(?=[^\]\n]*\]\()|(?<=\S)\](?=\()")
_START = re.compile(r"(?m)^([ \t]*)(#{1,6}(?=[ \t]|$)|>+)")
_RULE = re.compile(r"(?m)^([ \t]*)([-+=])(?=[-+= \t])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FONTS = {
    Colour.GREEN: "info", Colour.GREY: "comment", Colour.ORANGE: "warning", Colour.RED: "warning"
}
_USERID = re.compile(r"[0-9A-Za-z_.@-]{1,64}")


def clean(text: str) -> str:
    """Without control characters and half characters."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "ignore").decode()
    return _CONTROL.sub("", whole)


def escape(text: str) -> str:
    """Plain text that stays plain text in every dialect."""
    safe = clean(text)
    safe = _LINK.sub(_twin, safe)
    safe = _TAG.sub(_twin, safe)
    safe = _START.sub(lambda m: m[1] + m[2].translate(_TWINS), safe)
    safe = _RULE.sub(lambda m: f"{m[1]}{m[2]}\u2060", safe)
    if len(_PAIRED.findall(safe)) > 1:
        safe = _PAIRED.sub(_twin, safe)
    if safe.count("|") > 1:
        safe = safe.replace("|", "｜")
    return safe


def untagged(text: str) -> str:
    """Plain text for the app's `text` messages, which know `<a href>` and nothing else."""
    return re.sub(r"<(?=/?[aA]\b)", "＜", clean(text))


def markdown(spans: Sequence[Span], dialect: Dialect) -> str:
    """Spans in a dialect; a mention is the bare name, since neither bot nor app can mention."""
    return "".join(_span(span, dialect) for span in spans)


def _span(span: Span, dialect: Dialect) -> str:
    if isinstance(span, str):
        return escape(span)
    if isinstance(span, At):
        return f"@{escape(span.name)}"
    if isinstance(span, Bold):
        return _bold(span.text)
    if isinstance(span, Tint):
        font = _FONTS.get(span.colour)
        text = escape(span.text)
        return f'<font color="{font}">{text}</font>' if font and dialect == "corp" else text
    assert isinstance(span, Link)
    url = safe_url(span.url)
    return f"[{escape(span.text).translate(_TWINS)}]({url})" if url else escape(span.text)


def _bold(text: str) -> str:
    inner = escape(text).strip()
    return f"**{inner}**" if inner and "*" not in inner and "\n" not in inner else escape(text)


def safe_url(url: str) -> str | None:
    """An http(s) address that cannot end a link; None for anything else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc or len(url.encode()) > 2000:
        return None
    return quote(url, safe="/:?#@!$&'*+,;=%-._~")


def is_userid(user: str) -> bool:
    """Whether this can be a member: never `all`, never markup (§8)."""
    return _USERID.fullmatch(user) is not None and user.casefold() not in ("all", "@all")


def cut_bytes(text: str, limit: int) -> str:
    """At most `limit` UTF-8 bytes, cut between characters, ending in "…" where cut."""
    raw = text.encode("utf-8", "ignore")
    if len(raw) <= limit:
        return raw.decode()
    return raw[: limit - 3].decode("utf-8", "ignore") + "…"


def cut_chars(text: str, limit: int) -> str:
    """At most `limit` characters, ending in "…" where cut."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def pieces(text: str, limit: int) -> list[str]:
    """The text in parts of at most `limit` bytes, broken at line ends where there are any."""
    parts: list[str] = []
    rest = text.encode("utf-8", "ignore")
    while len(rest) > limit:
        head = rest[:limit].decode("utf-8", "ignore")
        at = head.rfind("\n")
        head = head[:at] if at > len(head) // 2 else head
        parts.append(head)
        rest = rest[len(head.encode()) :].lstrip(b"\n")
    return [*parts, rest.decode()] if rest else parts


def _twin(found: re.Match[str]) -> str:
    return found[0].translate(_TWINS)
