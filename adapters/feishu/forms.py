"""A Form as Feishu's form element: every control named, the submit button with its value (§6.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from adapters.feishu.card_parts import Json, button, columns, cut, paragraph, plain_text
from adapters.feishu.clicks import NAME_PREFIX, submit_value
from adapters.feishu.escape import escape
from bot.cards.model import Form, Input, Option

MAX_INPUT = 1000  # characters
_LABEL_LIMIT = 200
_OPTION_LIMIT = 100
_NAME_LIMIT = 200


def form_element(form: Form) -> Json:
    """The form; the caller puts it at the card's root."""
    elements: list[Json] = []
    for made in form.inputs:
        elements += _DRAWN[made.kind](made)
    lists = [made.name for made in form.inputs if made.kind == "multiselect"]
    dates = [made.name for made in form.inputs if made.kind == "datetime"]
    submit = button(form.submit, name=_name(form.submit.action, "submit"))
    submit.pop("behaviors", None)
    submit.pop("disabled", None)
    submit["form_action_type"] = "submit"
    submit["value"] = submit_value(form.submit.action, lists, dates)
    if form.submit.style == "default":
        submit["type"] = "primary_filled"
    row = [submit]
    if form.cancel is not None:
        row.append(button(form.cancel, name=_name(form.cancel.action, "cancel")))
    elements.append(columns([("auto", [one]) for one in row]))
    return {"tag": "form", "name": form.name, "elements": elements}


def _name(action: str, role: str) -> str:
    """The action again, where it is short: a submit may lose its value (feishu.md §6.1)."""
    name = f"{NAME_PREFIX}{action}"
    return name if action and len(name) <= _NAME_LIMIT else f"button_{role}"


def _label(made: Input) -> Json:
    star = " <font color='red'>*</font>" if made.required else ""
    return paragraph(f"**{escape(cut(made.label.strip(), _LABEL_LIMIT))}**{star}")


def _hint(made: Input) -> Json:
    return plain_text(cut(made.hint or made.label, _LABEL_LIMIT))


def _text(made: Input) -> list[Json]:
    limit = max(1, min(made.limit, MAX_INPUT))
    drawn: Json = {
        "tag": "input",
        "name": made.name,
        "label": plain_text(cut(made.label, _LABEL_LIMIT)),
        "placeholder": _hint(made),
        "max_length": limit,
        "required": made.required,
        "width": "fill",
    }
    if made.kind == "multiline":
        drawn |= {"input_type": "multiline_text", "rows": 4}
    if made.default:
        drawn["default_value"] = cut(made.default, limit)
    return [drawn]


def _select(made: Input) -> list[Json]:
    """Feishu's selects have no label of their own. People are chosen among our candidates, whose
    values are our numbers and not open_ids, so they are a plain select too."""
    options = _options(made.options)
    drawn: Json = {
        "tag": "select_static",
        "name": made.name,
        "placeholder": _hint(made),
        "options": options,
        "required": made.required,
        "width": "fill",
    }
    if any(option["value"] == made.default for option in options):
        drawn["initial_option"] = made.default
    return [_label(made), drawn]


def _several(made: Input) -> list[Json]:
    options = _options(made.options)
    chosen = [part for part in made.default.split(",") if part]
    known = {option["value"] for option in options}
    drawn: Json = {
        "tag": "multi_select_static",
        "name": made.name,
        "placeholder": _hint(made),
        "options": options,
        "required": made.required,
        "width": "fill",
    }
    selected = [value for value in chosen if value in known]
    if selected:
        drawn["selected_values"] = selected
    return [_label(made), drawn]


def _moment(made: Input) -> list[Json]:
    drawn: Json = {
        "tag": "picker_datetime",
        "name": made.name,
        "placeholder": _hint(made),
        "required": made.required,
        "width": "fill",
    }
    if made.default:
        drawn["initial_datetime"] = made.default
    return [_label(made), drawn]


def _options(options: Sequence[Option]) -> list[Json]:
    """Values must be unique (feishu.md §6.1): the first of equals stays."""
    found: dict[str, Json] = {}
    for option in options:
        text = plain_text(cut(option.label or option.value, _OPTION_LIMIT))
        found.setdefault(option.value, {"text": text, "value": option.value})
    return list(found.values())


_DRAWN: Mapping[str, Callable[[Input], list[Json]]] = {
    "text": _text,
    "multiline": _text,
    "number": _text,
    "select": _select,
    "person": _select,
    "multiselect": _several,
    "datetime": _moment,
}
