"""A template card as one viewer's client draws it, and what its keys do (wecom.md §4.2–4.3)."""

from __future__ import annotations

from typing import Any

from simulator.wecom import card_rules as rules
from simulator.wecom import face as faces

Node = dict[str, Any]
COLOURS = {0: "grey", 1: "black", 2: "red", 3: "green"}
MENU, LINK, OPEN = faces.MENU, faces.LINK, faces.OPEN
OPEN_LABEL = "查看详情"


def draw(card: Node, bot: str) -> dict[str, Any]:
    """The card in the shape of `GET /sim/wecom/messages`; text cut to §4.3."""
    card_type = str(card.get("card_type"))
    face = {key: value for key, value in card.items() if key in rules.FIELDS[card_type]}
    drawing = _Drawing(face, card_type, bot)
    source = face.get("source") or {}
    buttons, inputs = drawing.buttons(), drawing.inputs()
    colour = COLOURS[source.get("desc_color", 0)] if source.get("desc") else None
    return {
        "type": card_type,
        "title": drawing.cut("main_title.title", (face.get("main_title") or {}).get("title")),
        "colour": colour,
        "tags": drawing.nonempty(drawing.cut("source.desc", source.get("desc"))),
        "lines": drawing.lines(),
        "fields": drawing.fields(),
        "buttons": buttons,
        "inputs": inputs,
        "quote": _quote(face),
        "task_id": face.get("task_id"),
        "view": faces.view(face, drawing.cut, [each["style"] for each in buttons], inputs),
    }


def keys(card: Node, bot: str) -> dict[str, str]:
    """key -> label of everything that asks the bot, on this face; greyed ones are left out."""
    return {
        button["key"]: button["label"]
        for button in draw(card, bot)["buttons"]
        if button["key"] and not button.get("disabled")
    }


class _Drawing:
    def __init__(self, face: Node, card_type: str, bot: str) -> None:
        self.face, self.card_type, self.bot = face, card_type, bot

    def cut(self, path: str, text: str | None) -> str:
        most = rules.limit(self.bot, self.card_type, path)
        text = text or ""
        return text if most is None or len(text) <= most else text[:most] + "…"

    @staticmethod
    def nonempty(*texts: str) -> list[str]:
        return [text for text in texts if text]

    def lines(self) -> list[str]:
        face = self.face
        emphasis = face.get("emphasis_content") or {}
        area = face.get("image_text_area") or {}
        quote = face.get("quote_area") or {}
        lines = self.nonempty(
            self.cut("main_title.desc", (face.get("main_title") or {}).get("desc")),
            " ".join(
                self.nonempty(
                    self.cut("emphasis_content.title", emphasis.get("title")),
                    self.cut("emphasis_content.desc", emphasis.get("desc")),
                )
            ),
            self.cut("sub_title_text", face.get("sub_title_text")),
            " ".join(self.nonempty(area.get("title") or "", area.get("desc") or "")),
            "：".join(self.nonempty(quote.get("title") or "", quote.get("quote_text") or "")),
        )
        for item in face.get("vertical_content_list") or []:
            title = self.cut("vertical_content_list.title", item.get("title"))
            desc = self.cut("vertical_content_list.desc", item.get("desc"))
            lines.append("：".join(self.nonempty(title, desc)))
        return lines

    def fields(self) -> dict[str, str]:
        path = "horizontal_content_list"
        return {
            self.cut(f"{path}.keyname", row.get("keyname")): self.cut(
                f"{path}.value", row.get("value")
            )
            for row in self.face.get(path) or []
        }

    def buttons(self) -> list[dict[str, Any]]:
        face, greyed = self.face, self.face.get("replace_text")
        shown = [
            _button(
                self.cut("button_list.text", button.get("text")),
                None if _opens(button, self.bot) else button.get("key"),
                str(button.get("style", 1)),
                button.get("url") if _opens(button, self.bot) else None,
            )
            for button in face.get("button_list") or []
        ]
        if "submit_button" in face:
            submit = face["submit_button"]
            text = self.cut("submit_button.text", submit.get("text"))
            shown.append(_button(text, submit.get("key"), "submit", None))
        if greyed and self.bot == "app" and shown:
            shown = [{**_button(str(greyed), None, "replaced", None), "disabled": True}]
        if self.bot != "hook":
            for action in (face.get("action_menu") or {}).get("action_list") or []:
                shown.append(_button(action.get("text", ""), action.get("key"), MENU, None))
        for jump in face.get("jump_list") or []:
            title = self.cut("jump_list.title", jump.get("title"))
            shown.append(_button(title, None, LINK, jump.get("url")))
        action = face.get("card_action") or {}
        if action.get("type") == 1:
            shown.append(_button(OPEN_LABEL, None, OPEN, action.get("url")))
        return shown

    def inputs(self) -> list[dict[str, Any]]:
        face = self.face
        selects = [face["button_selection"]] if "button_selection" in face else []
        shown = [self._select(node) for node in [*selects, *(face.get("select_list") or [])]]
        if "checkbox" in face:
            shown.append(self._checkbox(face["checkbox"]))
        return shown

    def _select(self, node: Node) -> dict[str, Any]:
        options = self._options(node, "select.option_list.text")
        ids = [option["value"] for option in options]
        # A missing or unknown selected_id stands for the first option.
        value = node.get("selected_id") if node.get("selected_id") in ids else ids[0]
        label = self.cut("select.title", node.get("title"))
        return _input(node, "select", label, options, value)

    def _checkbox(self, node: Node) -> dict[str, Any]:
        options = self._options(node, "checkbox.option_list.text")
        ticked = [one["id"] for one in node["option_list"] if one.get("is_checked")]
        if node.get("mode", 0) == 0:
            return _input(node, "radio", "", options, ticked[0] if ticked else None)
        return _input(node, "checkbox", "", options, ticked)

    def _options(self, node: Node, path: str) -> list[dict[str, str]]:
        return [
            {"label": self.cut(path, option.get("text")), "value": option["id"]}
            for option in node["option_list"]
        ]


def _opens(button: Node, bot: str) -> bool:
    return bot == "app" and button.get("type", 0) == 1


def _button(label: str, key: str | None, style: str, url: str | None) -> dict[str, Any]:
    return {"label": label, "key": key, "style": style, "url": url}


def _input(node: Node, kind: str, label: str, options: list[Any], value: Any) -> dict[str, Any]:
    shown = {
        "name": node["question_key"],
        "kind": kind,
        "label": label,
        "options": options,
        "value": value,
    }
    return {**shown, "disabled": True} if node.get("disable") else shown


def _quote(face: Node) -> dict[str, str] | None:
    area = face.get("quote_area")
    if not area:
        return None
    return {"title": area.get("title") or "", "text": area.get("quote_text") or ""}
