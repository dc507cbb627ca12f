"""Which bot says what: the table of every combination."""

from __future__ import annotations

import pytest

from adapters.wecom.planner import Means, Wish, plan, replaced

BOT = Means(bot="websocket")
APP = Means(app=True, app_hears=True)
HOOK = Means(hook=True)
BOT_APP = Means(bot="websocket", app=True, app_hears=True)
EVERYTHING = Means(bot="websocket", app=True, app_hears=True, hook=True)
CALLBACK = Means(bot="http", hook=True)
CALLBACK_OPEN = Means(bot="http", hook=True, opening=True)

CARD = {"plain": False, "buttons": True}


def ways(wish: Wish, means: Means) -> list[str]:
    return [f"{s.route}:{s.shape}{'+ring' if s.ring else ''}" for s in plan(wish, means)]


@pytest.mark.parametrize(
    ("means", "expected"),
    [
        (BOT, ["push:card"]),
        (APP, []),
        (HOOK, ["hook:words"]),
        (BOT_APP, ["push:card"]),
        (EVERYTHING, ["push:card", "hook:words"]),
        (CALLBACK, ["hook:words"]),
        (CALLBACK_OPEN, ["opening:card", "hook:words"]),
        (Means(bot="websocket", up=False), ["push:card"]),
        (Means(bot="websocket", up=False, down_long=True), ["push:card"]),
        (Means(bot="websocket", up=False, down_long=True, hook=True), ["hook:words"]),
    ],
)
def test_a_card_for_a_group(means: Means, expected: list[str]) -> None:
    assert ways(Wish("group", **CARD), means) == expected


@pytest.mark.parametrize(
    ("means", "expected"),
    [
        (BOT, ["push:card"]),
        (APP, ["app:card"]),
        (Means(app=True), ["app:words"]),
        (HOOK, []),
        (BOT_APP, ["push:card", "app:card"]),
        (Means(bot="websocket", stranger=True, app=True, app_hears=True), ["app:card"]),
        (Means(bot="websocket", stranger=True), ["push:card"]),
        (Means(bot="websocket", up=False, down_long=True, app=True), ["app:words"]),
        (Means(bot="http", app=True, app_hears=True), ["app:card"]),
        (Means(bot="http", opening=True), ["opening:card"]),
        (Means(bot="http"), []),
    ],
)
def test_a_card_for_a_person(means: Means, expected: list[str]) -> None:
    assert ways(Wish("person", **CARD), means) == expected


def test_a_chat_with_the_app_stays_with_the_app() -> None:
    assert ways(Wish("app", **CARD), BOT_APP)[0] == "app:card"
    assert ways(Wish("single", **CARD), BOT_APP)[0] == "push:card"


def test_words_that_must_ring_go_by_webhook_first() -> None:
    assert ways(Wish("group", plain=True, rings=True), EVERYTHING) == ["hook:words", "push:words"]
    assert ways(Wish("group", plain=True), EVERYTHING) == ["push:words", "hook:words"]


def test_a_card_that_must_ring_is_followed_by_a_mention() -> None:
    wish = Wish("group", **CARD, rings=True)
    assert ways(wish, EVERYTHING) == ["push:card+ring", "hook:words"]
    assert ways(wish, BOT_APP) == ["push:card"]


@pytest.mark.parametrize(
    ("linked", "long", "shape"),
    [(True, False, "card"), (True, True, "words"), (False, False, "words")],
)
def test_a_card_without_buttons(linked: bool, long: bool, shape: str) -> None:
    wish = Wish("group", plain=False, linked=linked, long=long)
    assert ways(wish, BOT) == [f"push:{shape}"] and ways(wish, HOOK) == [f"hook:{shape}"]


@pytest.mark.parametrize(
    ("via", "means", "codes", "way"),
    [
        ("app", APP, 2, "redraw"),
        ("app", APP, 0, "again"),
        ("bot", BOT, 0, "again"),
        ("bot", Means(bot="http"), 0, "wait"),
        ("bot", CALLBACK, 0, "again"),
        ("bot", Means(bot="http", opening=True), 0, "again"),
        ("hook", HOOK, 0, "again"),
    ],
)
def test_a_card_that_hangs_is_brought_up_to_date(
    via: str, means: Means, codes: int, way: str
) -> None:
    assert replaced(via, means, codes) == way
