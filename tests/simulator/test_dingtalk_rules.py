"""The pure rules: markdown, forms, message parameters, card data, quotas, frames."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from simulator.dingtalk import card_view, forms, frames, markdown, msg_param, templates
from simulator.dingtalk.card_data import CardInstance, param_map
from simulator.dingtalk.errors import ApiError
from simulator.dingtalk.quotas import Quotas

FORM = json.dumps(
    {
        "fields": [
            {"name": "what", "label": "原因", "type": "TEXT", "required": True},
            {
                "name": "prio",
                "label": "优先级",
                "type": "SELECT",
                "defaultValue": {"index": 1, "value": "P2"},
                "options": [{"value": "P1", "text": "紧急"}, {"value": "P2", "text": "普通"}],
            },
            {
                "name": "parts",
                "label": "配件",
                "type": "MULTI_SELECT",
                "options": [{"value": "a", "text": "甲"}, {"value": "b", "text": "乙"}],
            },
        ]
    }
)


def test_in_messages_a_lone_newline_collapses_and_a_blank_line_breaks() -> None:
    assert markdown.message_lines("a\nb\n\nc  \nd\n- e\n- f") == ["a b", "c", "d", "- e", "- f"]


def test_in_cards_every_newline_and_br_breaks() -> None:
    assert markdown.card_lines("a\nb<br>c<br/>d") == ["a", "b", "c", "d"]


def test_markup_is_flattened_and_labels_become_fields() -> None:
    source = (
        "### T-1 打印机<br>**状态** <font colorTokenV2=red>待接单</font><br>"
        "**负责人**：张伟<br>> [看板](https://x.example/1) ![图](@lAL1)<br>普通 *斜* `码`"
    )
    shown = markdown.show(markdown.card_lines(source))
    assert shown.lines[0] == "T-1 打印机"
    assert shown.fields == {"状态": "待接单", "负责人": "张伟"}
    assert "看板 [图片]" in shown.lines
    assert shown.lines[-1] == "普通 斜 码"
    assert shown.links == [{"title": "看板", "url": "https://x.example/1"}]


def test_a_command_link_needs_its_host_in_lower_case() -> None:
    link = "dtmd://{}/sendMessage?content=%E6%8E%A5%E5%8D%95+T-1"
    assert markdown.command_text(link.format("dingtalkclient")) == "接单 T-1"
    assert markdown.command_text(link.format("DingTalkClient")) is None
    assert markdown.command_text("https://x.example/sendMessage?content=1") is None


def test_a_form_submits_choices_with_index_and_value() -> None:
    sent = forms.submitted(FORM, {"what": "漏水", "prio": "紧急", "parts": ["b"]})
    assert sent == {
        "what": "漏水",
        "prio": {"index": 0, "value": "P1"},
        "parts": {"index": [1], "value": ["b"]},
    }


def test_a_form_keeps_defaults_and_refuses_a_missing_required_field() -> None:
    assert forms.submitted(FORM, {"what": "x"})["prio"] == {"index": 1, "value": "P2"}
    with pytest.raises(forms.FormError, match="原因"):
        forms.submitted(FORM, {})
    with pytest.raises(forms.FormError, match="no option"):
        forms.submitted(FORM, {"what": "x", "prio": "P9"})


@pytest.mark.parametrize(
    ("key", "param", "code"),
    [
        ("", "{}", "invalidParameter.msgKey.empty"),
        ("sampleNothing", "{}", "invalidParameter.msgKey.invalid"),
        ("sampleText", {"content": "x"}, "invalidParameter.msgParam.invalid"),
        ("sampleText", '{"text": "x"}', "invalidParameter.msgParam.invalid"),
        ("sampleText", json.dumps({"content": "长" * 5000}), "invalidParameter.msgParam.tooLong"),
        (
            "sampleActionCard2",
            '{"title":"t","text":"x","actionTitle1":"a","actionURL1":"https://x"}',
            "invalidParameter.msgParam.invalid",
        ),
    ],
)
def test_wrong_message_parameters_get_dingtalks_code(key: str, param: Any, code: str) -> None:
    with pytest.raises(ApiError) as refusal:
        msg_param.parse(key, param)
    assert refusal.value.code == code


@pytest.mark.parametrize("value", [3, True, None, ["a"], {"a": "b"}])
def test_card_values_must_be_strings(value: Any) -> None:
    with pytest.raises(ApiError) as refusal:
        param_map({"cardParamMap": {"closed": value}})
    assert refusal.value.code == "param.invalid"


def test_private_data_lies_over_public_data_for_its_person_only() -> None:
    card = CardInstance("T", templates.PUBLIC[templates.MARKDOWN_ONLY], "", "", 1, {"a": "1"})
    card.update(None, {"lina": {"a": "2"}}, False, False)
    assert card.view("lina") == {"a": "2"}
    assert card.view("zhangwei") == {"a": "1"}


def test_an_update_overwrites_unless_it_says_by_key() -> None:
    template = templates.PUBLIC[templates.MARKDOWN_ONLY]
    card = CardInstance("T", template, "", "", 1, {"a": "1", "b": "1"})
    card.update({"a": "2"}, {}, True, True)
    assert card.view("lina") == {"a": "2", "b": "1"}
    card.update({"a": "3"}, {}, False, False)
    assert card.view("lina") == {"a": "3"}


def test_an_answer_shows_only_to_the_clicker_until_the_next_update() -> None:
    template = templates.PUBLIC[templates.MARKDOWN_ONLY]
    card = CardInstance("T", template, "", "", 1, {"a": "1", "b": "1"})
    card.answer("lina", {"a": "2"}, None, True, True)
    assert card.view("lina") == {"a": "2", "b": "1"}
    assert card.view("zhangwei") == {"a": "1", "b": "1"}
    card.update({"b": "2"}, {}, True, True)
    assert card.view("lina") == {"a": "1", "b": "2"}


def test_unreadable_button_json_draws_no_buttons() -> None:
    template = templates.own_template("x")
    assert card_view.buttons(template, {"btns": "[object Object]"}) == []
    assert card_view.buttons(template, {"btns": "[]"}) == []


class Hands:
    """Two clocks that stand still until moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 31, 23, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
        self.real = 0.0


def test_the_twenty_first_call_of_a_second_is_too_fast() -> None:
    hands = Hands()
    quotas = Quotas(lambda: hands.now, lambda: hands.real)
    assert not any(quotas.too_fast("send") for _ in range(20))
    assert quotas.too_fast("send")
    assert not quotas.too_fast("recall")
    hands.real += 1
    assert not quotas.too_fast("send")


def test_the_month_turns_on_the_simulated_clock() -> None:
    hands = Hands()
    quotas = Quotas(lambda: hands.now, lambda: hands.real)
    quotas.limits["api_calls"] = 2
    assert [quotas.count_call() for _ in range(3)] == [True, True, False]
    hands.now += timedelta(minutes=2)
    assert quotas.count_call()


def test_frames_carry_strings_and_acknowledgements_are_read() -> None:
    frame = json.loads(frames.frame("SYSTEM", "ping", "m-1", 1767225600000, {"opaque": "x"}))
    assert frame["headers"]["time"] == "1767225600000"
    assert frame["data"] == '{"opaque": "x"}'
    ack = frames.parse_ack('{"code":200,"headers":{"messageId":"m-1"},"data":"{\\"a\\":1}"}')
    assert ack is not None
    assert (ack.message_id, ack.data, ack.event_done) == ("m-1", {"a": 1}, True)
    later = '{"code":200,"headers":{"messageId":"m"},"data":"{\\"status\\":\\"LATER\\"}"}'
    assert frames.parse_ack(later).event_done is False  # type: ignore[union-attr]
    assert frames.parse_ack("garbage") is None
