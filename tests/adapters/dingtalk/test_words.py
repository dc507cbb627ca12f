"""What people wrote stays words, in every dialect; sizes stay within DingTalk's."""

from __future__ import annotations

import html
import json

import pytest

from adapters.dingtalk.card_params import answer_params, params_of
from adapters.dingtalk.codes import error_for
from adapters.dingtalk.ids import Names
from adapters.dingtalk.markup import command_url, cut_bytes, escape_line, safe_url
from adapters.dingtalk.words import saying_of
from bot.cards.model import At, Bold, Button, Card, Link, Row, Text
from bot.errors import Refused, RetryLater, Unreachable
from bot.events import Answer
from tests.contract.cards import CARDS, HOSTILE, ticket_card

NAMES = Names("ding0001")
ZHANG = NAMES.account("user002")


@pytest.mark.parametrize(
    "text",
    [HOSTILE, "# 标题", "> 引用", "- 项", "1. 项", "+ 项", "=== ", "[a](dtmd://x)", "![x](y)",
     "<a atId=user002>x</a>", "`x`", "a_b_c", "&#42;"],
)
def test_escaped_words_show_as_they_are_and_hold_no_markup(text: str) -> None:
    safe = escape_line(text)
    assert html.unescape(safe).replace("\u00a0", " ") == text
    assert not set("<>*[]`_~|\\") & set(safe)
    assert not safe.startswith(("#", ">", "-", "+", "=", "1."))


def test_a_mention_in_a_session_needs_the_id_in_words_and_list() -> None:
    card = Card(blocks=(Text((At("张伟", ZHANG), " 请看 @user002 ", At("外人", None))),))
    said = saying_of(card, NAMES.mentionable, {}).session
    assert said["at"] == {"atUserIds": ["user002"], "isAtAll": False}
    content = said["text"]["content"]
    assert content.count("@user002") == 1 and "@外人" in content


def test_nobody_is_everybody() -> None:
    for user in ("all", "ALL", "@ALL", "a b", ""):
        assert NAMES.mentionable(NAMES.account(user)) is None
    assert NAMES.mentionable(ZHANG._replace(tenant="other")) is None


def test_a_card_in_words_has_command_links_in_the_session_and_hints_by_the_api() -> None:
    row = Row((Bold("#7"), " 漏水"), Button("查看", "show.7.1", command="/show 7"))
    card = ticket_card(blocks=(row,), buttons=(Button("接单", "a.1.1", command="/accept 1"),))
    said = saying_of(card, NAMES.mentionable, {})
    assert said.session["msgtype"] == "actionCard"
    assert said.session["actionCard"]["btns"] == [
        {"title": "接单", "actionURL": command_url("/accept 1")}
    ]
    assert command_url("/show 7") in said.session["actionCard"]["text"]
    text = json.loads(said.param)["text"]
    assert "/accept 1" in text and "/show 7" in text and "dtmd" not in text


def test_the_command_hosts_capitals_would_kill_the_link() -> None:
    assert command_url("/接单 1").startswith("dtmd://dingtalkclient/sendMessage?content=%2F")


@pytest.mark.parametrize("name", sorted(CARDS))
def test_every_card_fits_every_surface(name: str) -> None:
    for tier in (1, 2):
        params = params_of(CARDS[name], tier, {})  # type: ignore[arg-type]
        assert all(isinstance(value, str) for value in params.values())
        assert sum(len(value.encode()) for value in params.values()) < 100_000
    said = saying_of(CARDS[name], NAMES.mentionable, {})
    assert len(said.param.encode()) <= 15_000
    assert len(json.dumps(said.session, ensure_ascii=False).encode()) <= 20_000


def test_a_toast_without_card_changes_the_status_only() -> None:
    assert answer_params(Answer("不行", "warning"), 1, {}) == {"status": "⚠️ 不行"}
    assert answer_params(Answer(), 1, {}) == {}


def test_only_web_addresses_become_links() -> None:
    assert safe_url("javascript:alert(1)") is None and safe_url("dtmd://x/y") is None
    assert safe_url("https://e.x/a(b) c") == "https://e.x/a%28b%29%20c"
    evil = Card(blocks=(Text((Link("x", "javascript:1"),)),))
    assert "javascript" not in json.dumps(saying_of(evil, NAMES.mentionable, {}).session)


def test_a_cut_never_splits_an_entity() -> None:
    for most in range(8, 30):
        cut = cut_bytes("长文&#42;字" * 3, most)
        assert len(cut.encode()) <= most and cut.count("&") == cut.count(";")


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", RetryLater),
        (403, "Forbidden.AccessDenied.QpmLimitForSomethingNew", RetryLater),
        (403, "Forbidden.AccessDenied.ApiCountLimitForOrg", RetryLater),
        (403, "Forbidden.AccessDenied.AccessTokenPermissionDenied", Refused),
        (403, "Forbidden.AccessDenied.IpNotInWhiteList", Refused),
        (403, "", RetryLater),
        (504, "", RetryLater),
        (404, "", Refused),
        (400, "invalid.openConversationId", Unreachable),
        (400, "resource.not.found", Unreachable),
        (400, "invalidParameter.robotCode.missing", Refused),
        (400, "some.new.code", Refused),
        (500, "some.new.code", RetryLater),
        (200, "90018", RetryLater),
        (200, "300001", Refused),
    ],
)
def test_codes_tell_wait_from_never(status: int, code: str, kind: type[Exception]) -> None:
    assert type(error_for("x", status, code, "words")) is kind
