"""A card as a tree of what the client draws: the `view` of a card in the control API.

{"header": {"title", "subtitle", "template", "tags": [{"text", "colour"}]}, "body": [node…], "gap",
"link"}; the header is null if the card has none.
Every node has a "kind"; "button" and "input" nodes name a place ("index") in the card's lists
`buttons` and `inputs`. Spacing is in px. The element names are those of feishu.md §6.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from simulator.feishu.card import cells, controls, marks
from simulator.feishu.card.text import Names
from simulator.marks import plain

Node = dict[str, Any]
_GAPS = {"small": 4, "medium": 8, "large": 12, "extra_large": 16}


def view(card: dict[str, Any], names: Names, picture: Callable[[str], str]) -> Node:
    """`picture` maps an image key to an address that the page can show."""
    body = card.get("body") or card
    found = controls.of(card)
    buttons = [c for c in found if c.tag in ("button", "interactive_container")]
    inputs = [c for c in found if c.tag in controls.KINDS]
    places = {id(c.element): at for group in (buttons, inputs) for at, c in enumerate(group)}
    drawing = _Drawing(names, picture, places)
    header = card.get("header") or {}
    return {
        "header": drawing.header(header) if header.get("title") else None,
        "link": (card.get("card_link") or {}).get("url"),
        "gap": gap(body.get("vertical_spacing"), 8),
        "body": drawing.nodes(body.get("elements") or []),
    }


def gap(spacing: Any, default: int) -> int:
    """A spacing property in px; words of the schema or "8px"."""
    if isinstance(spacing, str) and spacing.removesuffix("px").isdigit():
        return int(spacing.removesuffix("px"))
    return _GAPS.get(str(spacing), default)


class _Drawing:
    def __init__(
        self, names: Names, picture: Callable[[str], str], places: dict[int, int]
    ) -> None:
        self.names, self.picture, self.places = names, picture, places

    def header(self, header: dict[str, Any]) -> Node:
        tags = header.get("text_tag_list") or []
        return {
            "title": self._words(header.get("title")),
            "subtitle": self._words(header.get("subtitle")),
            "template": header.get("template") or "default",
            "tags": [
                {"text": _content(tag.get("text")), "colour": tag.get("color") or "blue"}
                for tag in tags
            ],
        }

    def nodes(self, elements: Iterable[dict[str, Any]]) -> list[Node]:
        drawn = [self._node(element) for element in elements]
        return [node for node in drawn if node is not None]

    def _node(self, element: dict[str, Any]) -> Node | None:
        tag = str(element.get("tag"))
        if id(element) in self.places and tag != "interactive_container":
            return self._control(element, tag)
        draw = getattr(self, f"_draw_{tag}", None)
        node: Node | None = draw(element) if draw else None
        return node

    def _control(self, element: dict[str, Any], tag: str) -> Node:
        node: Node = {"kind": "button" if tag == "button" else "input"}
        node["index"] = self.places[id(element)]
        if tag == "button":
            return node | {"size": element.get("size") or "medium",
                           "wide": element.get("width") == "fill"}  # fmt: skip
        return node | {"name": element.get("name") or "", "label": _content(element.get("label"))}

    def _draw_markdown(self, element: dict[str, Any]) -> Node:
        return self._text(str(element.get("content") or ""), element, marked=True)

    def _draw_lark_md(self, element: dict[str, Any]) -> Node:
        return self._draw_markdown(element)

    def _draw_plain_text(self, element: dict[str, Any]) -> Node:
        return self._text(str(element.get("content") or ""), element, marked=False)

    def _text(self, content: str, look: dict[str, Any], *, marked: bool) -> Node:
        small = look.get("text_size") in ("notation", "x-small", "small")
        shown = marks.lines(content, self.names) if marked else plain(content)
        node: Node = {"kind": "note" if small else "markdown", "lines": shown}
        for key, name in (("text_size", "size"), ("text_align", "align"), ("text_color", "colour")):
            if look.get(key) not in (None, "normal", "left", "default"):
                node[name] = look[key]
        return node

    def _draw_div(self, element: dict[str, Any]) -> Node:
        children = [self._text_part(element.get("text"))] if element.get("text") else []
        waiting: list[Node] = []
        for field in element.get("fields") or []:
            part = self._text_part(field.get("text"))
            if field.get("is_short"):
                waiting.append(part)
            if waiting and (len(waiting) == 2 or not field.get("is_short")):
                children.append(_pair(waiting))
                waiting = []
            if not field.get("is_short"):
                children.append(part)
        children += [_pair(waiting)] if waiting else []
        if isinstance(element.get("extra"), dict):
            beside = [{"weight": 1, "children": children},
                      {"weight": None, "children": self.nodes([element["extra"]])}]  # fmt: skip
            return {"kind": "columns", "mode": "none", "gap": 8, "columns": beside}
        return children[0] if len(children) == 1 else {"kind": "group", "children": children}

    def _text_part(self, part: Any) -> Node:
        part = part if isinstance(part, dict) else {}
        return self._text(str(part.get("content") or ""), part, marked=part.get("tag") == "lark_md")

    def _draw_hr(self, element: dict[str, Any]) -> Node:
        return {"kind": "divider"}

    def _draw_note(self, element: dict[str, Any]) -> Node:
        """The old cards' note: its texts in one line."""
        spans = []
        for part in element.get("elements") or []:
            node = self._text_part(part)
            spans += [span for line in node["lines"] for span in line["spans"]]
        return {"kind": "note", "lines": [{"spans": spans}]}

    def _draw_img(self, element: dict[str, Any]) -> Node:
        url = self.picture(str(element.get("img_key")))
        return {"kind": "image", "url": url, "alt": _content(element.get("alt"))}

    def _draw_img_combination(self, element: dict[str, Any]) -> Node:
        images = [self._draw_img(image) for image in element.get("img_list") or []]
        return {"kind": "row", "gap": 4, "children": images}

    def _draw_column_set(self, element: dict[str, Any]) -> Node:
        return _backed(element) | {
            "kind": "columns",
            "mode": element.get("flex_mode") or "none",
            "gap": gap(element.get("horizontal_spacing"), 8),
            "columns": [self._column(column) for column in element.get("columns") or []],
        }

    def _column(self, column: dict[str, Any]) -> Node:
        weighted = column.get("width", "weighted") == "weighted"
        return _backed(column) | {
            "weight": int(column.get("weight") or 1) if weighted else None,
            "align": column.get("vertical_align") or "top",
            "gap": gap(column.get("vertical_spacing"), 8),
            "children": self.nodes(column.get("elements") or []),
        }

    def _draw_action(self, element: dict[str, Any]) -> Node:
        return {"kind": "row", "gap": 8, "children": self.nodes(element.get("actions") or [])}

    def _draw_form(self, element: dict[str, Any]) -> Node:
        children = self.nodes(element.get("elements") or [])
        return {"kind": "form", "name": element.get("name"), "children": children}

    def _draw_interactive_container(self, element: dict[str, Any]) -> Node:
        children = self.nodes(element.get("elements") or [])
        node = {"kind": "box", "index": self.places[id(element)], "children": children}
        return node | _backed(element) | {"border": bool(element.get("has_border"))}

    def _draw_collapsible_panel(self, element: dict[str, Any]) -> Node:
        title = (element.get("header") or {}).get("title") or {}
        return {
            "kind": "collapsible",
            "title": self._words(title) or plain(""),
            "open": bool(element.get("expanded")),
            "children": self.nodes(element.get("elements") or []),
        }

    def _draw_person(self, element: dict[str, Any]) -> Node:
        return self._people([str(element.get("user_id"))])

    def _draw_person_list(self, element: dict[str, Any]) -> Node:
        return self._people([str(person.get("id")) for person in element.get("persons") or []])

    def _people(self, ids: list[str]) -> Node:
        people = [{"id": each, "name": self.names(each)} for each in ids]
        return {"kind": "people", "people": people}

    def _draw_table(self, element: dict[str, Any]) -> Node:
        return {"kind": "table", **cells.table(element, self.names)}

    def _draw_chart(self, element: dict[str, Any]) -> Node:
        title = (element.get("chart_spec") or {}).get("title") or {}
        return {"kind": "chart", "title": str(title.get("text") or "")}

    def _words(self, part: Any) -> list[dict[str, Any]]:
        if not _content(part):
            return []
        marked = part.get("tag") in ("lark_md", "markdown")
        return marks.lines(_content(part), self.names) if marked else plain(_content(part))


def _pair(halves: list[Node]) -> Node:
    """Short fields of a div stand two in a row, a lonely one in its half."""
    columns = [{"weight": 1, "children": [half]} for half in halves]
    columns += [{"weight": 1, "children": []}] * (2 - len(halves))
    return {"kind": "columns", "mode": "bisect", "gap": 8, "columns": columns}


def _backed(element: dict[str, Any]) -> Node:
    back = element.get("background_style")
    return {"background": back} if back and back != "default" else {}


def _content(part: Any) -> str:
    return str(part.get("content") or "") if isinstance(part, dict) else ""
