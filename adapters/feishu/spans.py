"""Lines of a card as Feishu card markdown."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.feishu.escape import escape, is_open_id, safe_url
from bot.cards.model import At, Bold, Link, Span, Tint


def markdown(spans: Sequence[Span], tenant: str) -> str:
    """Spans as markdown; every plain string in them is escaped. `tenant` is our app id."""
    return "".join(_span(span, tenant) for span in spans) or "\u00a0"


def open_id_of(span: At, tenant: str) -> str | None:
    """The open_id that a real mention needs, or None when only the name can be written."""
    account = span.account
    if account is None or account.platform != "feishu" or account.tenant != tenant:
        return None
    return account.user if is_open_id(account.user) else None


def _span(span: Span, tenant: str) -> str:
    if isinstance(span, str):
        return escape(span)
    if isinstance(span, Bold):
        return _wrapped(span.text, "**", "**")
    if isinstance(span, Tint):
        return _wrapped(span.text, f"<font color='{span.colour.value}'>", "</font>")
    if isinstance(span, Link):
        url = safe_url(span.url)
        return f"[{escape(span.text)}]({url})" if url else escape(span.text)
    open_id = open_id_of(span, tenant)
    return f"<at id={open_id}></at>" if open_id else escape(f"@{span.name}")


def _wrapped(text: str, before: str, after: str) -> str:
    """Marks must touch the words, and may not reach over a line's end."""
    lines = []
    for line in text.splitlines() or [""]:
        bare = line.strip()
        lines.append(f"{before}{escape(bare)}{after}" if bare else "")
    return "\n".join(lines)
