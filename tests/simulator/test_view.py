"""What a card's `view` tells the page: the tree each messenger's client would draw."""

from __future__ import annotations

import json
from typing import Any

from simulator import marks
from simulator.dingtalk import face
from simulator.dingtalk.card_view import draw as draw_dingtalk
from simulator.dingtalk.templates import own_template
from simulator.feishu import post
from simulator.feishu.card import render
from simulator.wecom import card_view


def name(user: str) -> str:
    return {"ou_z": "张伟"}.get(user, user)


def plain(text: str) -> dict[str, Any]:
    return {"tag": "plain_text", "content": text}


def md(text: str, **more: Any) -> dict[str, Any]:
    return {"tag": "markdown", "content": text, **more}


def button(label: str, **more: Any) -> dict[str, Any]:
    behaviors = [{"type": "callback", "value": {"op": label}}]
    return {"tag": "button", "text": plain(label), "behaviors": behaviors, **more}


def feishu(*elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    card = {"schema": "2.0", "body": {"elements": list(elements)}, **more}
    return render.show(card, name, [], lambda key: f"/pictures/{key}")


def spans(text: str) -> list[dict[str, Any]]:
    return list(feishu(md(text))["view"]["body"][0]["lines"][0]["spans"])


def test_feishu_markdown_keeps_its_marks() -> None:
    assert spans("**急** <font color='red'>剩**1**天</font>") == [
        {"text": "急", "bold": True},
        {"text": " "},
        {"text": "剩", "colour": "red"},
        {"text": "1", "colour": "red", "bold": True},
        {"text": "天", "colour": "red"},
    ]
    assert spans("<at id=ou_z></at> [板](https://b.example)") == [
        {"text": "@张伟", "at": "ou_z"},
        {"text": " "},
        {"text": "板", "link": "https://b.example"},
    ]
    assert spans("<text_tag color='green'>P3</text_tag>") == [{"text": "P3", "tag": "green"}]


def test_what_was_escaped_is_never_a_mark() -> None:
    assert spans("&#42;&#42;x&#42;&#42; &#60;at id=all&#62;") == [{"text": "**x** <at id=all>"}]
    assert feishu(md("&#35; x"))["view"]["body"][0]["lines"] == [{"spans": [{"text": "# x"}]}]


def test_lines_know_headings_lists_quotes_and_rules() -> None:
    text = "\n## 历史\n- 一\n1. 二\n> 三\n---\n\n完\n"
    found = [line.get("style", "") for line in marks.lines(text, marks.COMMON)]
    assert found == ["heading", "item", "number", "quoted", "rule", "", ""]


def test_a_font_over_two_lines_colours_both() -> None:
    view = feishu(md("<font color='grey'>一\n二</font>", text_size="notation"))["view"]
    assert view["body"][0]["kind"] == "note"
    assert [line["spans"] for line in view["body"][0]["lines"]] == [
        [{"text": "一", "colour": "grey"}],
        [{"text": "二", "colour": "grey"}],
    ]


def test_feishu_columns_keep_weights_and_refer_to_their_buttons() -> None:
    columns = [
        {"tag": "column", "width": "weighted", "weight": 2, "elements": [md("#1 空调")]},
        {"tag": "column", "width": "auto", "elements": [button("查看", size="small")]},
    ]
    row = {"tag": "column_set", "flex_mode": "none", "columns": columns}
    shown = feishu(button("看板"), row, {"tag": "hr"})
    first, drawn, last = shown["view"]["body"]
    assert (first["kind"], drawn["kind"], last["kind"]) == ("button", "columns", "divider")
    assert [column["weight"] for column in drawn["columns"]] == [2, None]
    (mine,) = drawn["columns"][1]["children"]
    assert shown["buttons"][mine["index"]]["label"] == "查看"
    assert mine["size"] == "small"


def test_feishu_forms_stand_labels_by_their_inputs() -> None:
    form = {
        "tag": "form",
        "name": "f",
        "elements": [
            md("**原因**"),
            {"tag": "select_static", "name": "why", "options": []},
            {"tag": "input", "name": "text", "label": plain("说明"), "required": True},
            button("提交", name="go", form_action_type="submit"),
        ],
    }
    shown = feishu(form)
    (drawn,) = shown["view"]["body"]
    above, select, text, submit = drawn["children"]
    assert above["kind"] == "markdown"
    assert (select["name"], select["label"]) == ("why", "")
    assert (text["name"], text["label"]) == ("text", "说明")
    assert shown["inputs"][text["index"]]["required"] is True
    assert shown["buttons"][submit["index"]]["form"] == "f"


def test_the_feishu_header_has_coloured_tags_and_the_confirm_its_own_words() -> None:
    tag = {"tag": "text_tag", "text": plain("P1"), "color": "red"}
    header = {"title": plain("#1"), "template": "orange", "text_tag_list": [tag]}
    asked = {"title": plain("撤单?"), "text": plain("不能恢复")}
    shown = feishu(button("撤单", confirm=asked), button("好"), header=header)
    assert shown["view"]["header"]["template"] == "orange"
    assert shown["view"]["header"]["tags"] == [{"text": "P1", "colour": "red"}]
    assert shown["buttons"][0]["confirm"] == {"title": "撤单?", "text": "不能恢复"}
    assert shown["buttons"][1]["confirm"] is None


def test_feishu_fields_of_a_div_stand_in_pairs_and_pictures_have_addresses() -> None:
    short = [{"is_short": True, "text": plain(text)} for text in ("甲", "乙", "丙")]
    group, image = feishu({"tag": "div", "fields": short}, {"tag": "img", "img_key": "k"})["view"][
        "body"
    ]
    assert [node["kind"] for node in group["children"]] == ["columns", "columns"]
    assert group["children"][1]["columns"][1]["children"] == []
    assert image["url"] == "/pictures/k"


def test_a_dingtalk_card_keeps_colours_and_puts_the_submit_under_its_form() -> None:
    form = '{"fields": [{"name": "why", "label": "原因", "type": "TEXT"}]}'
    event = {"type": "sendCardRequest", "params": {"actionId": "no"}}
    press = json.dumps([{"text": "取消", "color": "gray", "event": event}])
    text = "**处理人** 张伟<br><font colorTokenV2=common_red1_color>剩1天</font>"
    shown = draw_dingtalk(
        own_template("t"),
        {"title": "#1", "status": "处理中", "content": text, "form": form, "btns": press},
    )
    words, fields, row = shown["view"]["body"]
    assert words["lines"][0]["spans"][0] == {"text": "处理人", "bold": True}
    assert words["lines"][1]["spans"] == [{"text": "剩1天", "colour": "red"}]
    assert [child["kind"] for child in fields["children"]] == ["input", "buttons"]
    assert shown["buttons"][fields["children"][1]["indexes"][0]]["key"] == "form"
    assert [shown["buttons"][at]["label"] for at in row["indexes"]] == ["取消"]


def test_command_links_in_a_dingtalk_message_stay_where_they_stand() -> None:
    link = "dtmd://dingtalkclient/sendMessage?content=%E6%8E%A5%E5%8D%95"
    view = face.action_card(
        f"**#1** [接单]({link})", labels=["接单"], titles=[], title="", beside=False
    )
    assert view["bubble"] is True
    (words,) = view["body"]
    assert words["lines"][0]["spans"][-1] == {"text": "接单", "button": 0}


def test_a_wecom_card_is_drawn_from_its_source_line_to_its_buttons() -> None:
    card = {
        "card_type": "button_interaction",
        "task_id": "t",
        "source": {"desc": "闭环工单", "desc_color": 2},
        "action_menu": {"desc": "更多", "action_list": [{"text": "静音", "key": "mute"}]},
        "main_title": {"title": "#1", "desc": "待接单"},
        "quote_area": {"title": "李娜", "quote_text": "漏水"},
        "horizontal_content_list": [
            {"keyname": "看板", "value": "打开", "type": 1, "url": "https://b.example"}
        ],
        "button_list": [{"text": "接单", "style": 1, "key": "ack"}],
    }
    shown = card_view.draw(card, "aibot")
    body = shown["view"]["body"]
    kinds = [node["kind"] for node in body]
    assert kinds == ["source", "menu", "title", "quote", "fields", "buttons"]
    assert body[0]["colour"] == "red"
    value = body[4]["items"][0]["lines"][0]["spans"][0]
    assert value == {"text": "打开", "link": "https://b.example"}
    assert [shown["buttons"][at]["label"] for at in body[5]["indexes"]] == ["接单"]
    assert [shown["buttons"][at]["label"] for at in body[1]["indexes"]] == ["静音"]


def test_a_feishu_post_keeps_its_styles_and_mentions() -> None:
    row = [
        {"tag": "at", "user_id": "@_user_1"},
        {"tag": "text", "text": "急", "style": ["bold", "underline"]},
        {"tag": "a", "text": "板", "href": "https://b.example"},
    ]
    body = {"zh_cn": {"title": "#1", "content": [row, [{"tag": "img", "image_key": "k"}]]}}
    assert post.lines(body, {"@_user_1": "张伟"}, name) == [
        {"style": "heading", "level": 3, "spans": [{"text": "#1"}]},
        {
            "spans": [
                {"text": "@张伟", "at": "@_user_1"},
                {"text": "急", "bold": True},
                {"text": "板", "link": "https://b.example"},
            ]
        },
    ]
