"""Rich-text messages (msg_type post) as lines of spans: the `view` of a message (feishu.md §4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.feishu.card import marks
from simulator.feishu.card.text import Names
from simulator.marks import Line, Span

_STYLES = {"bold": "bold", "italic": "italic", "lineThrough": "strike"}


def lines(body: dict[str, Any], keys: Mapping[str, str], names: Names) -> list[Line]:
    """`keys` are the names of mentions by key ("@_user_1"), `names` maps any user id.

    Pictures are left out: they are among the message's files.
    """
    post = next(iter(body.values()), {}) if "content" not in body else body
    found: list[Line] = []
    if post.get("title"):
        found.append({"style": "heading", "level": 3, "spans": [{"text": str(post["title"])}]})
    for row in post.get("content") or []:
        spans: list[Span] = []
        for part in row:
            if part.get("tag") == "md":
                found += marks.lines(str(part.get("text") or ""), names)
            else:
                spans += _spans(part, keys, names)
        found += [{"spans": spans}] if spans else []
    return found


def _spans(part: dict[str, Any], keys: Mapping[str, str], names: Names) -> list[Span]:
    tag = part.get("tag")
    if tag == "at":
        who = str(part.get("user_id"))
        name = "所有人" if who == "all" else keys.get(who) or names(who)
        return [{"text": f"@{name}", "at": who}]
    if tag in ("img", "media") or not part.get("text"):
        return []
    span: Span = {"text": str(part["text"])}
    for style in part.get("style") or []:
        if style in _STYLES:
            span[_STYLES[style]] = True
    if tag == "a":
        span["link"] = str(part.get("href") or "")
    return [span]
