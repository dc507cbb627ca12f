"""Cards stay inside Feishu's limits and carry no markup but ours, whatever people wrote."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.feishu.card_fit import MAX_BYTES, MAX_ELEMENTS, fitted, size
from adapters.feishu.escape import escape, safe_url
from adapters.feishu.messages import plain_message
from adapters.shared.compact import compact
from bot.cards.model import (
    At,
    Bold,
    Button,
    Card,
    Field,
    Fields,
    Form,
    Input,
    Link,
    Note,
    Option,
    Picture,
    Row,
    Text,
    Tint,
)
from bot.cards.model import Colour as C
from bot.domain.people import AccountId

APP = "cli_1"
LI = AccountId("feishu", APP, "ou_li")

markup = st.text(alphabet="<>&*_~`[]()#:;|$\\!-+=.0aZ工 \n\t'\"/@", max_size=200)
words = st.one_of(st.text(max_size=60), markup)
spans = st.one_of(
    words,
    words.map(Bold),
    st.builds(Tint, words, st.sampled_from(C)),
    st.builds(Link, words, words),
    st.builds(At, words, st.one_of(st.none(), st.builds(AccountId, st.just("feishu"),
                                                        st.just(APP), words))),
)
lines = st.lists(spans, max_size=4).map(tuple)
blocks = st.one_of(
    lines.map(Text),
    lines.map(Note),
    st.builds(Row, lines, st.none()),
    st.lists(st.builds(Field, words, lines, st.booleans()), max_size=5).map(
        lambda items: Fields(tuple(items))
    ),
)


def contents(shown: Any) -> list[str]:
    """Every markdown text of a card."""
    if isinstance(shown, dict):
        own = [shown["content"]] if shown.get("tag") == "markdown" else []
        return own + [text for value in shown.values() for text in contents(value)]
    if isinstance(shown, list):
        return [text for value in shown for text in contents(value)]
    return []


_OPEN_ID = r'<at user_id="o[un]_[\w-]+">|</at>'
OURS = re.compile(r"</?font(?: color='[a-z]+')?>")


def count(shown: Any) -> int:
    """How many tagged things there are, at any depth."""
    if isinstance(shown, dict):
        return ("tag" in shown) + sum(count(value) for value in shown.values())
    if isinstance(shown, list):
        return sum(count(value) for value in shown)
    return 0


@settings(max_examples=150, deadline=None)
@given(st.lists(blocks, min_size=1, max_size=6), words, words)
def test_no_tag_but_our_own_survives(made: list[Any], title: str, url: str) -> None:
    card = Card(title=title or "x", blocks=tuple(made), url=url, buttons=(Button("b", "x.1.1"),))
    shown = fitted(card, APP, {})
    for content in contents(shown):
        assert "<" not in OURS.sub("", content)
    assert size(shown) <= MAX_BYTES and count(shown) <= MAX_ELEMENTS


@given(markup)
def test_escaped_words_read_back_as_they_were(text: str) -> None:
    read = html.unescape(escape(text))
    assert re.sub(r"(?m)^\u00a0+", "", read) == re.sub(r"(?m)^[ \t]+", "", text)


@pytest.mark.parametrize(
    "text",
    ["# a", "- a", "+ a", "> a", "1. a", "12) a", "===", "a\n# b", "  - a", ":DONE:", "a_b_c"],
)
def test_a_lines_mark_is_only_a_character(text: str) -> None:
    escaped = escape(text)
    assert escaped != text and "&#" in escaped


def test_times_and_ordinary_words_stay_readable() -> None:
    assert escape("12-01 18:00 3号楼 (501) a/b, 99%!") == "12-01 18:00 3号楼 (501) a/b, 99%!"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//x", "x", "", "http://", "http://[", "ftp://x"])
def test_only_web_addresses_become_links(url: str) -> None:
    assert safe_url(url) is None


def test_an_address_cannot_leave_its_link() -> None:
    assert safe_url("https://x.example/a)[b](https://evil)") == (
        "https://x.example/a%29%5Bb%5D%28https://evil%29"
    )


def test_a_card_of_fifty_thousand_characters_keeps_its_title_and_buttons() -> None:
    card = Card(
        title="长" * 5000,
        blocks=(Text(("字" * 50_000,)), Fields(tuple(Field("f", ("v" * 999,)) for _ in range(60)))),
        buttons=(Button("接单", "accept.1.1"),),
    )
    shown = fitted(card, APP, {})
    assert size(shown) <= MAX_BYTES and count(shown) <= MAX_ELEMENTS
    assert shown["header"]["title"]["content"].endswith("…")
    assert "accept.1.1" in compact(shown) and "字字字" in compact(shown)


def test_a_list_that_is_too_long_ends_with_an_ellipsis() -> None:
    rows = tuple(Row((f"#{n}",), Button("看", f"show.{n}.1")) for n in range(100))
    shown = fitted(Card(title="t", blocks=rows), APP, {})
    assert count(shown) <= MAX_ELEMENTS
    assert "show.25.1" in compact(shown) and "show.99.1" not in compact(shown)
    assert "…" in contents(shown)[-1]


def test_a_form_with_a_thousand_candidates_still_fits() -> None:
    people = tuple(Option(f"员工{n:04}", str(n)) for n in range(1000))
    form = Form("f", (Input("o", "负责人", "person", options=people),), Button("ok", "x.1.1"))
    assert size(fitted(Card(title="t", form=form), APP, {})) <= MAX_BYTES


def test_names_in_a_form_are_unique_and_options_too() -> None:
    twice = (Option("a", "1"), Option("b", "1"))
    inputs = tuple(Input(name, name, "select", options=twice) for name in ("a", "b", "c"))
    form = Form("f", inputs, Button("ok", "x.1.1"), Button("no", "y.1.1"))
    shown = compact(fitted(Card(title="t", form=form), APP, {}))
    names = re.findall(r'"name":"([^"]+)"', shown)
    assert sorted(names) == sorted(set(names)) and len(names) == 6
    assert shown.count('"value":"1"') == 3


def test_a_picture_is_shown_by_its_key_and_else_by_its_name() -> None:
    card = Card(title="t", blocks=(Picture("aa", "现场.jpg"), Picture("bb", "门.jpg")))
    shown = compact(fitted(card, APP, {"aa": "img_1"}))
    assert '"img_key":"img_1"' in shown and "门.jpg" in shown


class TestPlainMessages:
    def test_harmless_words_are_a_text_with_real_mentions(self) -> None:
        card = Card(blocks=(Text((At("李娜", LI), " 请验收 ", Bold("#128"))), Note(("谢谢",))))
        kind, content = plain_message(card, APP, {})
        assert kind == "text"
        assert content == (
            r'{"text":"<at user_id=\"ou_li\">李娜</at> 请验收 #128\n谢谢"}'
        )

    def test_words_that_look_like_markup_travel_as_a_post(self) -> None:
        kind, content = plain_message(Card(blocks=(Text(('<at user_id="all">x</at>',)),)), APP, {})
        assert kind == "post" and '"tag":"at"' not in content

    def test_a_link_is_a_link(self) -> None:
        card = Card(blocks=(Text((Link("手册", "https://x.example"),)),))
        kind, content = plain_message(card, APP, {})
        assert kind == "post" and '"href":"https://x.example"' in content

    @given(st.lists(lines.map(Text), max_size=4))
    def test_nobody_unknown_is_ever_mentioned(self, made: list[Text]) -> None:
        kind, content = plain_message(Card(blocks=tuple(made)), APP, {})
        said = json.loads(content)
        if kind == "text":
            assert all(re.fullmatch(_OPEN_ID, tag) for tag in re.findall(r"<[^>]*>", said["text"]))
        else:
            pieces = [piece for line in said["zh_cn"]["content"] for piece in line]
            assert all(piece["user_id"] != "all" for piece in pieces if piece["tag"] == "at")

    def test_a_novel_is_cut(self) -> None:
        _, content = plain_message(Card(blocks=(Text(("字" * 100_000,)),)), APP, {})
        assert len(content.encode()) < 30_000 and "…" in content
