"""The importable card template has exactly the variables we fill (dingtalk.md §6.4 B)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from adapters.dingtalk.callback import FORM
from adapters.dingtalk.card_params import params_of
from tests.contract.cards import FORM_CARD

FILE = Path(__file__).parents[3] / "docs" / "dingtalk-card-template.json"


def editor() -> dict[str, Any]:
    outer = json.loads(FILE.read_text(encoding="utf-8"))
    assert (outer["type"], outer["mode"], outer["widgetInfo"]) == ("im", "card", "")
    found: dict[str, Any] = json.loads(outer["editorData"])
    return found


def nodes(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [node, *(deep for child in node.get("children", ()) for deep in nodes(child))]


def test_it_has_the_variables_we_send_and_no_other() -> None:
    variables = {one["name"]: one["type"] for one in editor()["variableList"]}
    assert set(variables) == set(params_of(FORM_CARD, 1, {}))
    assert variables["btns"] == "buttonGroup" and variables["form"] == "form"
    assert variables["content"] == "markdown"


def test_every_variable_is_shown_by_a_component() -> None:
    tree = editor()["schema"]["componentsTree"][0]
    text = json.dumps(tree)
    used = set(re.findall(r'"variable": "(\w+)"', text)) | set(re.findall(r"\$\{(\w+)\}", text))
    assert used == {one["name"] for one in editor()["variableList"]}


def test_every_component_is_declared_and_the_form_answers_as_we_listen() -> None:
    schema = editor()["schema"]
    found = nodes(schema["componentsTree"][0])
    declared = {one["componentName"] for one in schema["componentsMap"]}
    assert {one["componentName"] for one in found} == declared
    assert len({one["id"] for one in found}) == len(found)
    (form,) = [one for one in found if one["componentName"] == "Form"]
    assert form["props"]["id"] == FORM


def test_its_sample_is_drawn_from_the_same_variables() -> None:
    sample = editor()["mockData"]["cardData"]
    assert set(sample) == set(params_of(FORM_CARD, 1, {}))
