"""Tables of card JSON 2.0 (feishu.md §6.1): which element may carry which properties."""

from __future__ import annotations

COMMON = {"tag", "element_id", "margin"}
LAYOUT = {
    "direction",
    "padding",
    "vertical_spacing",
    "horizontal_spacing",
    "vertical_align",
    "horizontal_align",
}
ACTION = {"name", "behaviors", "confirm", "disabled", "disabled_tips", "hover_tips", "value"}
SELECT = ACTION | {"options", "placeholder", "required", "width", "type"}
PICKER = ACTION | {"placeholder", "required", "width"}
BOX = LAYOUT | {"elements", "background_style", "width", "height", "has_border", "border_color"}

PROPERTIES: dict[str, set[str]] = {
    "markdown": {"content", "i18n_content", "text_size", "text_align", "icon"},
    "div": {"text", "fields", "icon", "width"},
    "hr": set(),
    "img": {
        "img_key",
        "alt",
        "title",
        "scale_type",
        "size",
        "preview",
        "corner_radius",
        "transparent",
    },
    "img_combination": {"combination_mode", "img_list", "corner_radius"},
    "column_set": {"columns", "flex_mode", "background_style", "action"} | LAYOUT,
    "column": BOX | {"weight", "action"},
    "collapsible_panel": LAYOUT | {"header", "elements", "expanded", "background_color", "border"},
    "interactive_container": BOX | ACTION | {"corner_radius"},
    "person": {"user_id", "show_name", "show_avatar", "size", "style"},
    "person_list": {
        "persons",
        "drop_invalid_user_id",
        "lines",
        "show_name",
        "show_avatar",
        "size",
        "icon",
    },
    "table": {
        "columns",
        "rows",
        "page_size",
        "row_height",
        "row_max_height",
        "header_style",
        "freeze_first_column",
    },
    "chart": {"chart_spec", "aspect_ratio", "color_theme", "height", "preview"},
    "button": ACTION | {"text", "type", "size", "width", "icon", "form_action_type"},
    "form": LAYOUT | {"name", "elements", "confirm"},
    "input": ACTION
    | {
        "label",
        "label_position",
        "placeholder",
        "default_value",
        "input_type",
        "rows",
        "auto_resize",
        "max_rows",
        "max_length",
        "required",
        "width",
        "show_icon",
        "fallback",
    },
    "select_static": SELECT | {"initial_option", "initial_index"},
    "multi_select_static": SELECT | {"selected_values"},
    "select_person": SELECT | {"initial_option", "initial_index"},
    "multi_select_person": SELECT | {"selected_values"},
    "date_picker": PICKER | {"initial_date"},
    "picker_time": PICKER | {"initial_time"},
    "picker_datetime": PICKER | {"initial_datetime"},
    "overflow": ACTION | {"options", "width"},
    "checker": ACTION | {"checked", "text", "overall_checkable", "button_area", "checked_style"},
    "select_img": ACTION
    | {
        "options",
        "multi_select",
        "style",
        "layout",
        "required",
        "can_preview",
        "aspect_ratio",
    },
}

ROOT = {"schema", "config", "header", "card_link", "body"}
CONFIG = {
    "update_multi",
    "width_mode",
    "enable_forward",
    "enable_forward_interaction",
    "summary",
    "streaming_mode",
    "streaming_config",
    "style",
    "locales",
    "use_custom_translation",
}
HEADER = {
    "title",
    "subtitle",
    "template",
    "text_tag_list",
    "i18n_text_tag_list",
    "icon",
    "padding",
}
BODY = LAYOUT | {"elements"}
TEXT = {
    "tag",
    "content",
    "i18n_content",
    "i18n",
    "text_size",
    "text_color",
    "text_align",
    "lines",
    "icon",
    "element_id",
    "margin",
}

INTERACTIVE = {
    "button",
    "input",
    "select_static",
    "multi_select_static",
    "select_person",
    "multi_select_person",
    "date_picker",
    "picker_time",
    "picker_datetime",
    "checker",
    "select_img",
}
INPUTS = INTERACTIVE - {"button"} | {"overflow"}
CONTAINERS = {"column_set", "column", "collapsible_panel", "interactive_container", "form"}
OLD_TAGS = {"action", "note"}

TEMPLATES = frozenset(
    [
        "blue",
        "wathet",
        "turquoise",
        "green",
        "yellow",
        "orange",
        "red",
        "carmine",
        "violet",
        "purple",
        "indigo",
        "grey",
        "default",
    ]
)
TAG_COLOURS = frozenset(
    [
        "neutral",
        "blue",
        "turquoise",
        "lime",
        "orange",
        "violet",
        "indigo",
        "wathet",
        "green",
        "yellow",
        "red",
        "purple",
        "carmine",
    ]
)
CHOICES: dict[tuple[str, str], frozenset[str] | set[str]] = {
    ("button", "type"): frozenset(
        [
            "default",
            "primary",
            "danger",
            "text",
            "primary_text",
            "danger_text",
            "primary_filled",
            "danger_filled",
            "laser",
        ]
    ),
    ("button", "form_action_type"): {"submit", "reset"},
    ("input", "input_type"): {"text", "multiline_text", "password"},
    ("column_set", "flex_mode"): {"none", "stretch", "flow", "bisect", "trisect"},
    ("config", "width_mode"): {"default", "compact", "fill"},
}

MOST_ELEMENTS, DEEPEST, MOST_TABLES, MOST_TABLES_IN_MARKDOWN = 200, 5, 5, 4
MOST_BYTES = 30 * 1024
