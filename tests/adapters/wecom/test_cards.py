"""Template cards within the advised lengths, and words that cannot become markup."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.wecom.cards import LENGTHS, Kind, action_of, overflows, template, with_note
from adapters.wecom.markup import clean, cut_bytes, escape, pieces, safe_url, untagged
from adapters.wecom.words import as_markdown, as_text, ringing
from bot.cards.model import (
    At,
    Bold,
    Button,
    Card,
    Colour,
    Field,
    Fields,
    Link,
    Note,
    Row,
    Tag,
    Text,
    Tint,
)
from bot.domain.people import AccountId
from tests.contract.cards import CARDS, HOSTILE, ticket_card

ZHANG = AccountId("wecom", "ww1", "zhangwei")


def lengths_of(made: dict[str, Any]) -> dict[str, int]:
    found = {
        "title": len(made["main_title"]["title"]),
        "desc": len(made["main_title"].get("desc", "")),
        "source": len(made.get("source", {}).get("desc", "")),
        "text": len(made.get("sub_title_text", "")),
    }
    fields = made.get("horizontal_content_list", [])
    found["keyname"] = max((len(one["keyname"]) for one in fields), default=0)
    found["value"] = max((len(one["value"]) for one in fields), default=0)
    found["button"] = max((len(one["text"]) for one in made.get("button_list", [])), default=0)
    return found


@pytest.mark.parametrize("kind", ["bot", "app", "hook"])
@pytest.mark.parametrize("name", sorted(CARDS))
def test_no_card_is_longer_than_advised(name: str, kind: Kind) -> None:
    made = template(CARDS[name], "bh1_0", kind)
    for part, length in lengths_of(made).items():
        assert length <= getattr(LENGTHS[kind], part), part
    assert made["main_title"]["title"]
    assert len(made.get("horizontal_content_list", [])) <= 6
    assert len(made.get("button_list", [])) <= 6
    if made["card_type"] == "text_notice":
        assert made["card_action"]["url"].startswith("https://")
    else:
        assert kind != "hook" and made["task_id"] == "bh1_0"


def test_a_ticket_card_has_its_parts() -> None:
    made = template(ticket_card(), "bh1_0", "bot")
    assert made["card_type"] == "button_interaction"
    assert made["main_title"] == {"title": "#128 空调漏水", "desc": "设备组"}
    assert made["source"] == {"desc": "紧急 · 处理中", "desc_color": 2}
    assert made["sub_title_text"] == "3号楼空调漏水\n由 李娜 提交"
    assert made["horizontal_content_list"][0] == {"keyname": "负责人", "value": "张伟"}
    assert [one["key"] for one in made["button_list"]] == ["accept.128.3", "refuse.128.3"]


def test_a_person_in_a_field_opens_their_profile() -> None:
    card = ticket_card(blocks=(Fields((Field("负责人", (At("张伟", ZHANG),)),)),))
    (field,) = template(card, "t", "bot")["horizontal_content_list"]
    assert field == {"keyname": "负责人", "value": "张伟", "type": 3, "userid": "zhangwei"}
    (bare,) = template(card, "t", "bot", members=False)["horizontal_content_list"]
    assert bare == {"keyname": "负责人", "value": "张伟"}


def test_keys_are_unique_and_lead_back_to_their_action() -> None:
    card = ticket_card(buttons=tuple(Button(f"{n}", "accept.128.3") for n in range(3)))
    keys = [one["key"] for one in template(card, "t", "bot")["button_list"]]
    assert len(set(keys)) == 3
    assert {action_of(key) for key in keys} == {"accept.128.3"}


def test_of_many_buttons_the_last_stays() -> None:
    made = template(CARDS["far too many"], "t", "bot")
    assert [one["text"] for one in made["button_list"]][-1] == "按钮 19"


def test_a_link_button_is_the_apps_alone() -> None:
    card = ticket_card(
        buttons=(Button("接单", "accept.128.3"), Button("打开", url="https://example.com/t"))
    )
    app, bot = (template(card, "t", kind) for kind in ("app", "bot"))  # type: ignore[arg-type]
    assert [one.get("url") for one in app["button_list"]] == [None, "https://example.com/t"]
    assert len(bot["button_list"]) == 1
    assert bot["card_action"] == {"type": 1, "url": "https://example.com/t"}


def test_fields_beyond_six_are_read_in_the_text() -> None:
    fields = Fields(tuple(Field(f"项{n}", (f"值{n}",)) for n in range(8)))
    made = template(ticket_card(blocks=(fields,)), "t", "bot")
    assert made["sub_title_text"] == "项6: 值6\n项7: 值7"


def test_a_title_too_long_is_whole_in_the_text() -> None:
    title = "#128 " + "漏" * 40
    made = template(ticket_card(title=title, blocks=()), "t", "bot")
    assert made["main_title"]["title"].endswith("…") and title in made["sub_title_text"]


def test_only_what_is_lost_otherwise_follows_in_words() -> None:
    assert not overflows(ticket_card(), "bot")
    assert overflows(CARDS["list"], "bot")
    assert overflows(ticket_card(blocks=(Text(("长" * 300,)),)), "bot")


def test_a_note_stands_first() -> None:
    made = template(ticket_card(), "t", "bot", note="这不是你的工单")
    assert made["sub_title_text"].startswith("这不是你的工单\n")
    again = with_note(template(ticket_card(), "t", "bot"), "注" * 200, "bot")
    assert len(again["sub_title_text"]) == 112


def test_a_list_in_words_is_numbered_and_says_what_to_type() -> None:
    rows = tuple(
        Row((f"#{n}",), Button("查看", f"show.{n}.1", command=f"/查看 {n}")) for n in (7, 8)
    )
    text = as_markdown(Card(title="我的工单", blocks=rows), "bot")
    assert text == "**我的工单**\n1. #7  /查看 7\n2. #8  /查看 8"


def test_dialects_differ_in_colour_only() -> None:
    card = Card(blocks=(Text((Tint("超时", Colour.RED), Bold("急"), Link("看", "https://a.b/c"))),))
    assert as_markdown(card, "corp") == '<font color="warning">超时</font>**急**[看](https://a.b/c)'
    assert as_markdown(card, "bot") == "超时**急**[看](https://a.b/c)"
    assert as_text(card) == "超时急看"


@pytest.mark.parametrize(
    "text",
    ["<@all>", "<@zhangwei>", "<font color=\"red\">x</font>", "[x](https://evil)", "# big", "> q",
     "**b**", "`c`", "~~s~~", "_i_", "| a | b |", "--- ", "- - -", HOSTILE],
)  # fmt: skip
def test_user_text_never_becomes_markup(text: str) -> None:
    safe = escape(text)
    for markup in ("<@", "<font", "</", "](", "**", "`", "~~", "| "):
        assert markup not in safe
    assert not safe.startswith(("#", ">", "- ", "--"))


@pytest.mark.parametrize(
    "text", ["3号楼 501", "a < b", "5 > 3", "file_name.txt", "3*4", "a|b", "C#", "100%", "a-b"]
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert escape(text) == text


def test_text_messages_know_links_only() -> None:
    assert untagged('<a href="x">y</a> <b>') == '＜a href="x">y＜/a> <b>'


def test_half_characters_and_control_characters_are_gone() -> None:
    assert clean("x\x00y\x1bz \ud83d half\r\nend") == "xyz  half\nend"


def test_cuts_are_exact_to_the_byte_and_never_split_a_character() -> None:
    for limit in range(3, 40):
        cut = cut_bytes("漏水" * 20 + "😀" * 5, limit)
        assert len(cut.encode()) <= limit and cut.endswith("…")
    assert cut_bytes("漏水", 6) == "漏水"
    text = "\n".join(f"第 {n} 行" for n in range(200))
    parts = pieces(text, 100)
    assert all(len(part.encode()) <= 100 for part in parts) and "\n".join(parts) == text
    assert "".join(pieces("漏" * 100, 50)) == "漏" * 100


def test_addresses_cannot_leave_their_link() -> None:
    assert safe_url("javascript:alert(1)") is None
    assert safe_url("https://a.b/c)d e") == "https://a.b/c%29d%20e"


def test_only_the_lines_that_name_somebody_ring() -> None:
    card = ticket_card(blocks=(Text((At("张伟", ZHANG), " 请接单")), Note(("旁白",))))
    assert ringing(card, {"zhangwei"}) == "#128 空调漏水\n@张伟 请接单"


def test_colours_of_states() -> None:
    for colour, number in ((Colour.RED, 2), (Colour.GREEN, 3), (Colour.GREY, 0), (Colour.BLUE, 1)):
        made = template(ticket_card(colour=colour, tags=(Tag("态"),)), "t", "bot")
        assert made["source"]["desc_color"] == number
