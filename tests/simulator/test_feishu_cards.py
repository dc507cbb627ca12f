"""Card JSON 2.0: what is refused, and what a viewer sees (feishu.md §6.1)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from simulator.feishu.card import controls, render, text, validate
from simulator.feishu.card.validate import Known
from simulator.feishu.codes import ApiError
from tests.simulator.conftest import Control
from tests.simulator.feishu_rig import GROUP, Rest, button, card

KNOWN = Known(lambda user: user in ("ou_a", "ou_b"), lambda key: key == "img_1")
NAMES = {"ou_a": "张伟", "ou_b": "李娜"}


def name(user: str) -> str:
    return NAMES.get(user, user)


def code_of(shown: dict[str, Any]) -> str:
    with pytest.raises(ApiError) as caught:
        validate.check(shown, KNOWN)
    assert caught.value.code == 230099
    return caught.value.msg.split("ErrCode: ")[1].split(";")[0]


def md(content: str, **more: Any) -> dict[str, Any]:
    return {"tag": "markdown", "content": content, **more}


def plain(content: str) -> dict[str, Any]:
    return {"tag": "plain_text", "content": content}


def form(*elements: dict[str, Any]) -> dict[str, Any]:
    submit = {
        "tag": "button",
        "name": "send",
        "text": plain("提交"),
        "form_action_type": "submit",
        "value": {"op": "submit"},
    }
    return {"tag": "form", "name": "f1", "elements": [*elements, submit]}


SELECT: dict[str, Any] = {
    "tag": "select_static",
    "name": "prio",
    "options": [{"text": plain("高"), "value": "P2"}],
}
TABLE = {"tag": "table", "columns": [{"name": "a"}], "rows": [{"a": 1}]}


def nested(depth: int) -> dict[str, Any]:
    inner: dict[str, Any] = md("x")
    for _ in range(depth - 1):
        inner = {"tag": "interactive_container", "elements": [inner]}
    return inner


def with_root(**more: Any) -> dict[str, Any]:
    return {**card(md("x")), **more}


@pytest.mark.parametrize(
    ("shown", "code"),
    [
        (with_root(config={"wide_screen_mode": True}), "200621"),
        (with_root(config={"update_multi": False}), "200621"),
        (with_root(elements=[]), "200621"),
        (with_root(header="工单"), "200621"),
        (with_root(header={"text_tag_list": 3}), "200621"),
        (card({**SELECT, "options": ["高"]}), "200621"),
        (card({"tag": "table", "columns": ["a"]}), "200621"),
        (with_root(header={"title": plain("x"), "template": "pink"}), "200621"),
        (card({"tag": "markdown", "content": "x", "bold": True}), "200621"),
        (card({"tag": "blink"}), "200621"),
        (card({"tag": "action", "actions": []}), "200861"),
        (card({"tag": "note", "elements": []}), "200861"),
        (card({**SELECT, "label": plain("优先级")}), "200621"),
        (card({**SELECT, "options": SELECT["options"] * 2}), "200621"),
        (card(*[md("x")] * 201), "11310"),
        (card(nested(6)), "11310"),
        (card(*[TABLE] * 6), "11310"),
        (card(md("|a|b|\n|-|-|\n|1|2|\n\n" * 5)), "11310"),
        (card({"tag": "table", "columns": [{"name": "a"}], "rows": [{"b": 1}]}), "200915"),
        (card(button("x" * 101, {})), "11310"),
        (card(button("x", {}, type="huge")), "200621"),
        (card(button("x", {}, url="https://x")), "200621"),
        (card(md("x", element_id="a"), md("y", element_id="a")), "300301"),
        (card(md("x", element_id="1a")), "300301"),
        (card(md("<at id=ou_x></at>")), "100290"),
        (card({"tag": "person", "user_id": "ou_x"}), "100290"),
        (card({"tag": "img", "img_key": "img_9"}), "200570"),
        (card({"tag": "chart", "chart_spec": "{}"}), "200550"),
        (card({"tag": "form", "name": "f", "elements": [SELECT]}), "200621"),
        (card(form({**SELECT, "name": ""})), "200530"),
        (card(form(SELECT, SELECT)), "200530"),
        (card(form(TABLE)), "200621"),
        (card({"tag": "date_picker", "name": "d"}), "200621"),
        (card({"tag": "input", "name": "i", "max_length": 1001}), "11310"),
        (
            card({"tag": "column_set", "columns": [{"tag": "column", "elements": [form()]}]}),
            "200621",
        ),
    ],
)
def test_a_card_that_breaks_a_rule_is_refused(shown: dict[str, Any], code: str) -> None:
    assert code_of(shown) == code


def test_a_card_that_uses_everything_rightly_is_accepted() -> None:
    columns = [{"tag": "column", "width": "weighted", "weight": 1, "elements": [md("**状态** 新")]}]
    inputs: list[dict[str, Any]] = [
        {"tag": "input", "name": "title", "label": plain("标题"), "required": True, "rows": 3},
        SELECT,
        {"tag": "select_person", "name": "owner", "placeholder": plain("处理人")},
        {"tag": "picker_datetime", "name": "due", "placeholder": plain("期限")},
        {"tag": "checker", "name": "ok", "text": plain("停机")},
        {
            "tag": "column_set",
            "columns": [{"tag": "column", "elements": [{**SELECT, "name": "b"}]}],
        },
    ]
    shown = card(
        {"tag": "column_set", "flex_mode": "bisect", "columns": columns},
        md("<at id=ou_a></at> <at id=all></at> &#60;at id=nobody&#62;"),
        {"tag": "img", "img_key": "img_1", "alt": plain("照片")},
        {"tag": "hr"},
        *[TABLE] * 5,
        nested(5),
        form(*inputs),
        {"tag": "div", "text": plain("x"), "fields": [{"is_short": True, "text": plain("a:b")}]},
        {"tag": "chart", "chart_spec": {"type": "bar", "data": {"values": []}}},
        button("接单", {"op": "claim"}, type="primary_filled", confirm={"title": plain("确定?")}),
    )
    shown["header"]["text_tag_list"] = [{"tag": "text_tag", "text": plain("P1"), "color": "red"}]
    validate.check(shown, KNOWN)


async def test_the_api_refuses_bad_and_large_cards(rest: Rest) -> None:
    async def code(shown: Any) -> int:
        return await rest.refused(*rest.card_call(shown), receive_id_type="chat_id")

    assert await code(with_root(config={"wide_screen_mode": True})) == 230099
    assert await code(card(md("长" * 11_000))) == 230025
    assert await code({"type": "template", "data": {"template_id": "AAq"}}) == 230099
    call = rest.card_call(card(md("x")))
    assert await rest.refused(call[0], call[1], {**call[2], "content": card()}) != 0


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("**加粗** *斜* ~~删~~ `码`", "加粗 斜 删 码"),
        ("<font color='red'>已超时</font> <text_tag color='blue'>P1</text_tag>", "已超时 P1"),
        ("<at id=ou_a></at> 请看 <person id='ou_b'></person>", "@张伟 请看 李娜"),
        ("<at id=all></at>", "@所有人"),
        ("&#60;at id=all&#62;&#60;/at&#62; 5 &#42; 3 &amp; 4", "<at id=all></at> 5 * 3 & 4"),
        ("&#42;&#42;不加粗&#42;&#42;", "**不加粗**"),
        ("[看板](https://x.example/a) ![](img_1)", "看板 [图片]"),
        ("# 标题\n- 一\n|a|b|\n|-|-|\n|1|2|", "标题\n- 一\n|a|b|\n|1|2|"),
        (
            "<local_datetime millisecond='1767225600000' format_type='date_num'></local_datetime>",
            "2026-01-01",
        ),
        ("2 * 3 * 4 和 snake_case_name", "2 * 3 * 4 和 snake_case_name"),
    ],
)
def test_markdown_is_read_as_a_person_reads_it(written: str, read: str) -> None:
    assert text.flatten(written, name) == read


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("**状态** 处理中", {"状态": "处理中"}),
        ("**状态**: 处理中", {"状态": "处理中"}),
        ("**状态:** 处理中", {"状态": "处理中"}),
        ("<font color='grey'>处理人</font> <at id=ou_a></at>", {"处理人": "@张伟"}),
        ("<font color='grey'>处理人</font>\n张伟", {"处理人": "张伟"}),
        ("**状态**\n处理中", {"状态": "处理中"}),
        ("到哪了: 三楼", {}),
        ("**只有粗体**", {}),
    ],
)
def test_fields_are_found_by_the_documented_convention(line: str, field: dict[str, str]) -> None:
    assert text.fields(line, name) == field


def test_plain_pairs_count_in_columns_only() -> None:
    column = {"tag": "column", "elements": [md("位置:三楼")]}
    shown = render.show(card(md("位置:一楼"), {"tag": "column_set", "columns": [column]}), name, [])
    assert shown["fields"] == {"位置": "三楼"}


async def test_a_viewer_sees_the_whole_card(rest: Rest, control: Control) -> None:
    link = {
        "tag": "button",
        "text": plain("看板"),
        "behaviors": [{"type": "open_url", "default_url": "https://x.example/128"}],
    }
    shown = card(
        md(f"**状态** 待接单\n**处理人** <at id={rest.open_id('zhangwei')}></at>"),
        button("接单", {"op": "claim", "ticket": 128}, type="primary"),
        button("转单", {"op": "move", "ticket": 128}),
        link,
        form({"tag": "input", "name": "title", "label": plain("标题"), "required": True}, SELECT),
        colour="orange",
    )
    shown["config"]["summary"] = plain("#128 待接单")
    shown["header"]["text_tag_list"] = [{"tag": "text_tag", "text": plain("P1"), "color": "red"}]
    message = await rest.card(shown)
    seen = (await control.get(f"/feishu/messages?chat={GROUP}&viewer=lina"))["messages"][0]
    face = seen["card"]
    assert (seen["id"], seen["text"], seen["mentions"]) == (message, "#128 待接单", ["zhangwei"])
    assert (face["title"], face["colour"], face["tags"]) == ("工单 #128", "orange", ["P1"])
    assert face["fields"] == {"状态": "待接单", "处理人": "@张伟"}
    assert face["lines"] == ["状态 待接单", "处理人 @张伟"]
    assert [(b["label"], b["key"], b["style"], b["url"]) for b in face["buttons"]] == [
        ("接单", "claim", "primary", None),
        ("转单", "move", "default", None),
        ("看板", "看板", "default", "https://x.example/128"),
        ("提交", "send", "default", None),
    ]
    assert [(i["name"], i["kind"], i["label"]) for i in face["inputs"]] == [
        ("title", "text", "标题"),
        ("prio", "select", "prio"),
    ]
    assert face["inputs"][1]["options"] == [{"label": "高", "value": "P2"}]


def test_buttons_with_the_same_verb_keep_different_keys() -> None:
    shown = card(button("接单", {"op": "claim", "t": 1}), button("接单", {"op": "claim", "t": 2}))
    keys = [control.key for control in controls.of(shown)]
    assert len(set(keys)) == 2
    found = controls.button(shown, keys[1])
    assert found is not None and found.callback_value() == {"op": "claim", "t": 2}


def test_an_old_card_is_shown_too() -> None:
    old = {
        "header": {"title": plain("旧"), "template": "red"},
        "elements": [
            {"tag": "div", "text": {"tag": "lark_md", "content": "**状态** 新"}},
            {
                "tag": "action",
                "actions": [{"tag": "button", "text": plain("接单"), "value": {"k": "v"}}],
            },
            {"tag": "note", "elements": [plain("备注")]},
        ],
    }
    validate.check(old, KNOWN)
    shown = render.show(json.loads(json.dumps(old)), name, [])
    assert shown["fields"] == {"状态": "新"}
    assert (shown["lines"], shown["buttons"][0]["label"]) == (["状态 新", "备注"], "接单")
