"""The JSON of what the AI bot says, for each of its mouths (wecom.md §5.3, §5.4, §6.4)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from adapters.wecom.book import OpeningKind
from adapters.wecom.markup import cut_bytes

MARKDOWN_BYTES = 20_480
Said = Mapping[str, Any]  # {"msgtype": "markdown"|"template_card", …}


def words(content: str) -> dict[str, Any]:
    """Markdown of the AI bot."""
    return {"msgtype": "markdown", "markdown": {"content": cut_bytes(content, MARKDOWN_BYTES)}}


def card(made: Mapping[str, Any]) -> dict[str, Any]:
    """A template card."""
    return {"msgtype": "template_card", "template_card": dict(made)}


def answering(said: Said, kind: OpeningKind) -> Said:
    """The same for an opening of that kind: a passive answer has no markdown but a stream that is
    finished at once, a welcome has plain text."""
    if said["msgtype"] != "markdown" or kind in ("url", "reply"):
        return said
    content = said["markdown"]["content"]
    if kind in ("welcome", "greeting"):
        return {"msgtype": "text", "text": {"content": cut_bytes(content, 2048)}}
    stream = {"id": f"s-{secrets.token_hex(8)}", "finish": True, "content": content}
    return {"msgtype": "stream", "stream": stream}


def update(made: Mapping[str, Any], userids: list[str] | None) -> dict[str, Any]:
    """A click's answer; without `userids` everybody's card changes."""
    body: dict[str, Any] = {"response_type": "update_template_card", "template_card": dict(made)}
    if userids:
        body["userids"] = userids
    return body
