"""Template cards: what the platform refuses, and how a client draws the five types."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.wecom import card_check, card_view
from simulator.wecom.errors import ApiError
from tests.simulator.wecom_kit import notice, ticket_card

OPTIONS = [{"id": "a", "text": "甲"}, {"id": "b", "text": "乙", "is_checked": True}]


def vote(**more: Any) -> dict[str, Any]:
    return {
        "card_type": "vote_interaction",
        "task_id": "vote-1",
        "main_title": {"title": "午餐"},
        "checkbox": {"question_key": "food", "mode": 1, "option_list": OPTIONS},
        "submit_button": {"text": "提交", "key": "send"},
        **more,
    }


def multiple(**more: Any) -> dict[str, Any]:
    select = {"question_key": "kind", "title": "类型", "option_list": OPTIONS}
    return {
        "card_type": "multiple_interaction",
        "task_id": "multi-1",
        "main_title": {"title": "新工单"},
        "select_list": [select],
        "submit_button": {"text": "提交", "key": "send"},
        **more,
    }


def news(**more: Any) -> dict[str, Any]:
    return {
        "card_type": "news_notice",
        "main_title": {"title": "周报"},
        "card_image": {"url": "https://img.example/1.png", "aspect_ratio": 1.3},
        "card_action": {"type": 1, "url": "https://board.example"},
        "vertical_content_list": [{"title": "完成", "desc": "12 单"}],
        **more,
    }


def code(card: Any, bot: str = "app") -> int:
    """The errcode of a card, 0 if it is accepted."""
    try:
        card_check.check(card, bot, known_user=lambda userid: userid == "Zhangwei")
    except ApiError as fault:
        return fault.code
    return 0


@pytest.mark.parametrize("bot", ["app", "aibot"])
def test_all_five_types_are_accepted(bot: str) -> None:
    for card in (notice(), news(), ticket_card(), vote(), multiple()):
        assert code(card, bot) == 0, card


def row(**fields: Any) -> dict[str, Any]:
    return ticket_card(horizontal_content_list=[{"keyname": "键", "value": "值", **fields}])


def buttons(*listed: dict[str, Any]) -> dict[str, Any]:
    return ticket_card(button_list=list(listed))


def without(card: dict[str, Any], field: str) -> dict[str, Any]:
    return {key: value for key, value in card.items() if key != field}


@pytest.mark.parametrize(
    ("expected", "card"),
    [
        (42031, notice(card_type="poster")),
        (42014, ticket_card(task_id="ticket:42")),
        (42014, ticket_card(task_id="t" * 129)),
        (42014, without(ticket_card(), "task_id")),
        (42014, notice(action_menu={"action_list": [{"text": "静音", "key": "m"}]})),
        (40063, notice(main_title={"desc": "没有标题"})),
        (40063, without(ticket_card(), "main_title")),
        (42045, without(notice(), "card_action")),
        (42045, notice(card_action={"type": 0})),
        (42028, notice(card_action={"type": 1})),
        (42030, notice(card_action={"type": 2})),
        (42044, without(news(), "card_image")),
        (40058, news(card_image={"url": "https://i", "aspect_ratio": 3})),
        (42036, news(vertical_content_list=[{"title": "行"}] * 5)),
        (42033, news(vertical_content_list=[{"desc": "无标题"}])),
        (42033, notice(jump_list=[{"type": 1, "url": "https://x"}])),
        (42042, notice(jump_list=[{"type": 0, "title": "跳"}] * 4)),
        (42035, ticket_card(horizontal_content_list=[{"keyname": "键"}] * 7)),
        (42027, row(keyname="")),
        (42028, row(type=1)),
        (42029, row(type=2)),
        (42050, row(type=3)),
        (42050, row(type=3, userid="nobody")),
        (0, row(type=3, userid="Zhangwei")),
        (40058, buttons()),
        (40058, buttons(*[{"text": str(n), "key": str(n)} for n in range(7)])),
        (42038, buttons({"key": "k"})),
        (42039, buttons({"text": "接单"})),
        (42018, buttons({"text": "接单", "key": "k" * 1025})),
        (42018, buttons({"text": "一", "key": "k"}, {"text": "二", "key": "k"})),
        (42028, buttons({"text": "打开", "type": 1})),
        (0, buttons({"text": "打开", "type": 1, "url": "https://x"})),
        (42043, ticket_card(button_selection={"option_list": OPTIONS})),
        (42037, vote(checkbox={"question_key": "q", "option_list": []})),
        (42037, multiple(select_list=[{"question_key": "q", "option_list": OPTIONS * 6}])),
        (42040, vote(checkbox={"question_key": "q", "option_list": [{"text": "甲"}]})),
        (42040, vote(checkbox={"question_key": "q", "option_list": OPTIONS[:1] * 2})),
        (42041, vote(checkbox={"question_key": "q", "option_list": [{"id": "a"}]})),
        (42047, multiple(select_list=[])),
        (42049, vote(submit_button={"key": "k"})),
        (42046, vote(submit_button={"text": "提交"})),
        (42019, ticket_card(action_menu={"action_list": [{"text": "静音"}]})),
        (40058, ticket_card(main_title={"title": "长" * 145})),
        (40058, ticket_card(main_title={"title": 42})),
    ],
)
def test_a_faulty_card_is_refused_with_its_errcode(expected: int, card: Any) -> None:
    assert code(card) == expected


def test_a_webhook_takes_two_types_and_ignores_the_menu() -> None:
    assert code(ticket_card(), "hook") == 42031
    assert code(vote(), "hook") == 42031
    assert code(news(), "hook") == 0
    assert code(notice(action_menu={"action_list": []}), "hook") == 0


def test_open_url_buttons_and_files_belong_to_the_app_alone() -> None:
    assert code(buttons({"text": "打开", "type": 1, "url": "https://x"}), "aibot") == 42039
    assert code(row(type=2, media_id="m"), "aibot") == 42029
    question = {"type": 3, "title": "问", "question": "进度？"}
    assert code(notice(jump_list=[question]), "aibot") == 0
    assert code(notice(jump_list=[question]), "app") == 40058


def test_a_ticket_card_is_drawn_with_everything_on_it() -> None:
    shown = card_view.draw(ticket_card(), "aibot")
    assert shown["title"] == "打印机坏了"
    assert (shown["colour"], shown["tags"]) == ("red", ["工单"])
    assert shown["lines"] == ["T-42", "三楼打印机卡纸"]
    assert shown["fields"] == {"状态": "待接单"}
    assert [(b["label"], b["key"], b["style"]) for b in shown["buttons"]] == [
        ("接单", "take", "1"),
        ("转派", "assign", "2"),
        ("静音", "mute", "menu"),
    ]
    (select,) = shown["inputs"]
    assert (select["name"], select["kind"], select["label"]) == ("prio", "select", "优先级")
    assert select["value"] == "p2"
    assert select["options"][0] == {"label": "紧急", "value": "p1"}


def test_text_beyond_the_advised_length_is_cut_per_bot_kind() -> None:
    card = ticket_card(main_title={"title": "长" * 40})
    assert card_view.draw(card, "app")["title"] == "长" * 36 + "…"
    assert card_view.draw(card, "aibot")["title"] == "长" * 26 + "…"
    assert [path for path, _, _ in card_check.over_length(card, "app")] == ["main_title.title"]


def test_fields_of_another_type_are_not_drawn() -> None:
    shown = card_view.draw(ticket_card(jump_list=[{"type": 1, "title": "看板", "url": "u"}]), "app")
    assert "看板" not in [button["label"] for button in shown["buttons"]]


def test_notices_show_links_and_quotes() -> None:
    card = notice(
        jump_list=[{"type": 1, "title": "看板", "url": "https://b"}],
        quote_area={"title": "原话", "quote_text": "卡纸了"},
        emphasis_content={"title": "P1", "desc": "优先级"},
    )
    shown = card_view.draw(card, "app")
    assert shown["colour"] is None
    assert shown["lines"] == ["T-42", "P1 优先级", "原话：卡纸了"]
    assert shown["quote"] == {"title": "原话", "text": "卡纸了"}
    assert [(b["label"], b["url"]) for b in shown["buttons"]] == [
        ("看板", "https://b"),
        ("查看详情", "https://board.example/t/42"),
    ]


def test_votes_and_selects_show_their_inputs() -> None:
    (ticks,) = card_view.draw(vote(), "app")["inputs"]
    assert (ticks["kind"], ticks["value"]) == ("checkbox", ["b"])
    (select,) = card_view.draw(multiple(), "app")["inputs"]
    assert select["value"] == "a"  # no selected_id: the first option
    single = vote(checkbox={"question_key": "q", "mode": 0, "option_list": OPTIONS[:1]})
    assert card_view.draw(single, "app")["inputs"][0]["kind"] == "radio"


def test_replaced_buttons_are_grey_and_leave_the_menu() -> None:
    card = ticket_card(replace_text="已接单")
    shown = card_view.draw(card, "app")["buttons"]
    assert shown[0]["label"] == "已接单"
    assert shown[0]["disabled"] is True
    assert card_view.keys(card, "app") == {"mute": "静音"}
    # The AI-bot schema has no replace_text: it changes nothing there.
    assert "take" in card_view.keys(card, "aibot")
