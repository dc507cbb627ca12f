"""Cards and markdown messages as DingTalk's client draws them: the `view` of the control API.

Nodes are those of simulator/feishu/card/view.py; text is lines of spans (simulator/marks.py).
A card drawn from a template shows its title; an action card's title is only for the chat list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from simulator import marks
from simulator.dingtalk import markdown
from simulator.marks import Line, Piece, Rule

Node = dict[str, Any]
FORM_ACTION = "form"

_COLOUR = re.compile(r"\b(?:colorTokenV2|colorToken|color)\s*=\s*['\"]?([#\w-]+)", re.I)
_TOKEN = re.compile(r"^common_([a-z]+)\d*(?:_\w+)?_color$")
_FONT: Rule = (
    re.compile(r"<font\b([^>]*)>(.*?)</font>", re.I | re.S),
    lambda found: [(found[2], _coloured(found[1]), True)],
)
_AT: Rule = (
    re.compile(r"<a\s+atId=\"?([^\s\">]+)\"?\s*>(.*?)</a>", re.I),
    lambda found: [(f"@{found[2]}", {"at": found[1]}, False)],
)
_HTML: Rule = (
    re.compile(r"</?(?:font|text|span|u|b|i|strong|em|p|sup|sub)\b[^>]*>", re.I),
    lambda found: [],
)
_RULES: tuple[Rule, ...] = (_AT, _FONT, _HTML, *marks.COMMON)


def card(
    title: str,
    tags: Sequence[str],
    text: str,
    note: str,
    *,
    keys: Sequence[str],
    names: Sequence[str],
) -> Node:
    """A card of a template; `keys` are its buttons', `names` its inputs' (the form's own
    button stands under them)."""
    body: list[Node] = _text(marks.lines("\n".join(markdown.card_lines(text)), _RULES))
    submits = [at for at, key in enumerate(keys) if key == FORM_ACTION]
    if names:
        fields = [{"kind": "input", "index": at, "name": name} for at, name in enumerate(names)]
        body.append({"kind": "form", "name": FORM_ACTION, "children": fields + _row(submits)})
    body += _row([at for at, key in enumerate(keys) if key != FORM_ACTION])
    if note:
        body.append({"kind": "note", "lines": marks.plain(note)})
    shown = [{"text": tag, "colour": None} for tag in tags]
    header = {"title": marks.plain(title), "subtitle": [], "template": None, "tags": shown}
    return {"header": header if title or tags else None, "body": body}


def action_card(
    text: str,
    *,
    labels: Sequence[str],
    titles: Sequence[str],
    title: str,
    beside: bool,
) -> Node:
    """An action card; buttons whose `labels` are no `titles` are links in the text itself."""
    links = {label: at for at, label in enumerate(labels) if label not in titles}

    def linked(found: re.Match[str]) -> list[Piece]:
        label = markdown.inline(found[1])
        if found[2].lower().startswith("dtmd:"):
            place = links.get(label, list(labels).index(label) if label in labels else None)
            return [(found[1], {} if place is None else {"button": place}, True)]
        return [(found[1], {"link": found[2]}, True)]

    lines = marks.lines(
        "\n".join(markdown.message_lines(text)), (_AT, _FONT, _HTML, marks.IMAGE,
                                                  (marks.LINK[0], linked), *marks.COMMON)
    )  # fmt: skip
    header = {"title": marks.plain(title), "subtitle": [], "template": None, "tags": []}
    places = [at for at, label in enumerate(labels) if label in titles]
    rows = [{"kind": "buttons", "layout": "beside" if beside else "stack", "indexes": places}]
    return {
        "header": header if title else None,
        "bubble": not places,
        "body": _text(lines) + (rows if places else []),
    }


def words(text: str) -> list[Line]:
    """A markdown message in its bubble."""
    return marks.lines("\n".join(markdown.message_lines(text)), _RULES)


def _text(lines: list[Line]) -> list[Node]:
    return [{"kind": "markdown", "lines": lines}] if lines else []


def _row(indexes: list[int]) -> list[Node]:
    return [{"kind": "buttons", "layout": "beside", "indexes": indexes}] if indexes else []


def _coloured(attributes: str) -> dict[str, str]:
    """A colour's plain name: common_red1_color is red, a level of black is grey (§5.6)."""
    found = _COLOUR.search(attributes)
    if found is None:
        return {}
    token = _TOKEN.match(found[1])
    name = token[1] if token else found[1]
    return {"colour": "grey" if name == "level" else name}
