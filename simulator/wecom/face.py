"""Template cards, textcards and news as WeCom's client draws them: the `view` of the control API.

Everything stands in the body, the source line on top; nodes are those of
simulator/feishu/card/view.py and WeCom's own: source, menu, title, emphasis, quote, fields
(key–value rows), article, choices. Text is lines of spans (simulator/marks.py). wecom.md §4.1–4.2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from simulator import marks
from simulator.marks import Rule

Node = dict[str, Any]
Cut = Callable[[str, str | None], str]
MENU, LINK, OPEN = "menu", "link", "card"
LIVE = {"menu", "buttons", "links", "input"}  # kinds that can be pressed or filled in
SOURCE_COLOURS = {0: "grey", 1: "black", 2: "red", 3: "green"}

_SHADES = {"gray": {"colour": "grey"}, "highlight": {"colour": "orange"}}
_SHADE: Rule = (
    re.compile(r"<div\s+class=['\"]?(gray|highlight|normal)['\"]?>(.*?)</div>\n?", re.I | re.S),
    lambda found: [(f"{found[2]}\n", _SHADES.get(found[1].lower(), {}), True)],
)


def view(face: Node, cut: Cut, styles: Sequence[str], inputs: Sequence[Node]) -> Node:
    """`face` holds only the fields of its card type, `styles` are those of the card's buttons."""
    own = [at for at, style in enumerate(styles) if style not in (MENU, LINK, OPEN)]
    nodes = [
        _source(face, cut),
        _places("menu", [at for at, style in enumerate(styles) if style == MENU]),
        _title(face.get("main_title"), cut),
        _picture(face.get("card_image")),
        _article(face.get("image_text_area")),
        _emphasis(face.get("emphasis_content"), cut),
        _quote(face.get("quote_area")),
        _words(cut("sub_title_text", face.get("sub_title_text"))),
        *[_paragraph(each, cut) for each in face.get("vertical_content_list") or []],
        _rows(face, cut),
        *[{"kind": "input", "index": at, "name": each["name"]} for at, each in enumerate(inputs)],
        _buttons(own),
        _places("links", [at for at, style in enumerate(styles) if style in (LINK, OPEN)]),
    ]
    return {"header": None, "body": [node for node in nodes if node is not None]}


def textcard(title: str, description: str) -> Node:
    """Its description knows <br> and three shades."""
    broken = re.sub(r"<br\s*/?>", "\n", description, flags=re.I)
    lines = marks.lines(broken, (_SHADE,))
    body: list[Node] = [{"kind": "title", "title": title, "desc": ""}]
    body += [{"kind": "markdown", "lines": lines}, {"kind": "links", "indexes": [0]}]
    return {"header": None, "body": body}


def news(articles: Sequence[Node]) -> Node:
    """One article after the other, each opening its page."""
    body = [
        {
            "kind": "article",
            "index": at,
            "title": str(each["title"]),
            "desc": str(each.get("description") or ""),
            "url": str(each.get("picurl") or ""),
        }
        for at, each in enumerate(articles)
    ]
    return {"header": None, "body": body}


def _source(face: Node, cut: Cut) -> Node | None:
    source = face.get("source") or {}
    text = cut("source.desc", source.get("desc"))
    if not text:
        return None
    colour = SOURCE_COLOURS.get(source.get("desc_color", 0), "grey")
    return {"kind": "source", "text": text, "colour": colour}


def _title(part: Node | None, cut: Cut) -> Node | None:
    title = cut("main_title.title", (part or {}).get("title"))
    desc = cut("main_title.desc", (part or {}).get("desc"))
    return {"kind": "title", "title": title, "desc": desc} if title or desc else None


def _emphasis(part: Node | None, cut: Cut) -> Node | None:
    title = cut("emphasis_content.title", (part or {}).get("title"))
    desc = cut("emphasis_content.desc", (part or {}).get("desc"))
    return {"kind": "emphasis", "title": title, "desc": desc} if title or desc else None


def _quote(part: Node | None) -> Node | None:
    if not part or not (part.get("title") or part.get("quote_text")):
        return None
    lines = marks.plain(str(part.get("quote_text") or ""))
    return {"kind": "quote", "title": str(part.get("title") or ""), "lines": lines,
            "link": part.get("url") if part.get("type") == 1 else None}  # fmt: skip


def _picture(part: Node | None) -> Node | None:
    return {"kind": "image", "url": str(part.get("url")), "alt": ""} if part else None


def _article(part: Node | None) -> Node | None:
    if not part:
        return None
    return {
        "kind": "article",
        "index": None,
        "title": str(part.get("title") or ""),
        "desc": str(part.get("desc") or ""),
        "url": str(part.get("image_url") or ""),
    }


def _words(text: str) -> Node | None:
    return {"kind": "markdown", "lines": marks.plain(text)} if text else None


def _paragraph(part: Node, cut: Cut) -> Node:
    path = "vertical_content_list"
    title, desc = cut(f"{path}.title", part.get("title")), cut(f"{path}.desc", part.get("desc"))
    return {"kind": "paragraph", "title": title, "lines": marks.plain(desc) if desc else []}


def _rows(face: Node, cut: Cut) -> Node | None:
    path = "horizontal_content_list"
    items = []
    for row in face.get(path) or []:
        value = {"text": cut(f"{path}.value", row.get("value"))}
        if row.get("type") == 1:
            value["link"] = str(row.get("url") or "")
        elif row.get("type") in (2, 3):
            value["colour"] = "blue"
        label = [{"text": cut(f"{path}.keyname", row.get("keyname"))}]
        items.append({"label": label, "lines": [{"spans": [value]}]})
    return {"kind": "fields", "items": items} if items else None


def _buttons(indexes: list[int]) -> Node | None:
    return {"kind": "buttons", "layout": "stack", "indexes": indexes} if indexes else None


def _places(kind: str, indexes: list[int]) -> Node | None:
    return {"kind": kind, "indexes": indexes} if indexes else None
