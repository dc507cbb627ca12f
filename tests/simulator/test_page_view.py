"""The page in a real browser: cards drawn from their `view`, as each client would."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from simulator.app import Running
from tests.simulator.page_bench import (
    FakeMessenger,
    button,
    card,
    fake_world,
    open_browser,
    open_page,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

GROUP = "设备报修群"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="module")
async def world() -> AsyncIterator[Running]:
    async with fake_world() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, world: Running) -> AsyncIterator[Page]:
    async with open_page(browser, world.url) as opened:
        yield opened


def messenger(world: Running, name: str) -> FakeMessenger:
    found = world.sim.platforms[name]
    assert isinstance(found, FakeMessenger)
    return found


def text(*spans: dict[str, Any], kind: str = "markdown") -> dict[str, Any]:
    return {"kind": kind, "lines": [{"spans": list(spans)}]}


def columns(*parts: tuple[int | None, dict[str, Any]]) -> dict[str, Any]:
    drawn = [{"weight": weight, "align": "center", "children": [part]} for weight, part in parts]
    return {"kind": "columns", "mode": "none", "gap": 8, "columns": drawn}


def header(title: str, template: str | None = None, *tags: tuple[str, str]) -> dict[str, Any]:
    shown = [{"text": words, "colour": colour} for words, colour in tags]
    lines = [{"spans": [{"text": title}]}]
    return {"title": lines, "subtitle": [], "template": template, "tags": shown}


async def box(found: Locator) -> dict[str, float]:
    place = await found.bounding_box()
    assert place is not None
    return dict(place)  # type: ignore[call-overload]


async def css(found: Locator, what: str) -> str:
    return str(await found.evaluate("(node, name) => getComputedStyle(node)[name]", what))


async def test_a_feishu_card_has_columns_bold_colours_notes_and_dividers(
    page: Page, world: Running
) -> None:
    pair = columns((1, text({"text": "处理人", "bold": True})), (1, text({"text": "张伟"})))
    body = [
        pair,
        text({"text": "已超时", "colour": "red"}),
        {"kind": "divider"},
        text({"text": "今天 10:30 张伟 接单"}, kind="note"),
    ]
    view = {"header": header("#1 漏水", "orange", ("P1", "red")), "body": body, "gap": 8}
    messenger(world, "feishu").post(GROUP, "bot", card=card(title="#1 漏水", view=view))
    shown = page.get_by_test_id("pane-feishu").get_by_test_id("card")
    label, value = shown.locator("strong"), shown.get_by_text("张伟", exact=True)
    await expect(label).to_have_text("处理人")
    left, right = await box(label), await box(value)
    assert abs(left["y"] - right["y"]) < 4
    assert right["x"] > left["x"] + left["width"]
    red, green, blue = _rgb(await css(shown.get_by_text("已超时"), "color"))
    assert red > 180 > max(green, blue)
    await expect(shown.locator("hr")).to_have_count(1)
    note = shown.get_by_text("今天 10:30")
    assert await css(note, "fontSize") == "12px"
    assert "gradient" in await css(shown.locator(".card-head"), "backgroundImage")
    await expect(shown.locator(".tag")).to_have_text("P1")


async def test_a_list_has_its_buttons_at_the_right_of_their_rows(
    page: Page, world: Running
) -> None:
    feishu = messenger(world, "feishu")
    buttons = [button("查看", key, "default") for key in ("one", "two")]
    rows = [
        columns(
            (1, text({"text": f"#{at + 1} 空调"})), (None, {"kind": "button", "index": at})
        )
        for at in range(2)
    ]
    view = {"header": header("我的工单", "blue"), "body": rows}
    feishu.post(GROUP, "bot", card=card(title="我的工单", buttons=buttons, view=view))
    feishu.answers["two"] = {"toast": "好"}
    shown = page.get_by_test_id("pane-feishu").get_by_test_id("card")
    second = shown.get_by_test_id("card-button").nth(1)
    words, press, whole = (
        await box(shown.get_by_text("#2 空调")), await box(second), await box(shown)
    )  # fmt: skip
    assert abs(words["y"] + words["height"] / 2 - press["y"] - press["height"] / 2) < 8
    assert whole["x"] + whole["width"] - press["x"] - press["width"] < 20
    await second.click()
    await expect(page.get_by_test_id("toast")).to_have_text("好")
    assert feishu.clicks == [("lina", "two", {})]


async def test_a_label_of_the_cards_own_is_not_written_twice(page: Page, world: Running) -> None:
    field = {"name": "why", "kind": "text", "label": "原因", "required": True, "form": "f"}
    own = {"name": "note", "kind": "text", "label": "说明", "required": True, "form": "f"}
    children = [
        text({"text": "原因", "bold": True}),
        {"kind": "input", "index": 0, "name": "why", "label": ""},
        {"kind": "input", "index": 1, "name": "note", "label": "说明"},
        {"kind": "button", "index": 0},
    ]
    form = {"kind": "form", "name": "f", "children": children}
    send = button("提交", "go", "primary_filled", form="f")
    feishu = messenger(world, "feishu")
    feishu.post(
        GROUP,
        "bot",
        card=card(inputs=[field, own], buttons=[send], view={"header": None, "body": [form]}),
    )
    feishu.answers["go"] = {}
    shown = page.get_by_test_id("pane-feishu").get_by_test_id("card")
    await expect(shown.get_by_text("原因")).to_have_count(1)
    await expect(shown.locator(".star")).to_have_count(1)
    await shown.get_by_label("原因").fill("缺件")
    above, below = await box(shown.locator("strong")), await box(shown.get_by_label("原因"))
    assert above["y"] < below["y"]
    await shown.get_by_test_id("card-button").click()
    await expect(page.get_by_test_id("toast")).to_have_count(0)
    assert feishu.clicks == [("lina", "go", {"why": "缺件", "note": ""})]


async def test_words_in_a_view_never_become_markup_or_script(page: Page, world: Running) -> None:
    evil = "<img src=x onerror=alert(1)><b>x</b>"
    spans = [{"text": evil, "link": "javascript:alert(1)"}, {"text": evil, "colour": evil}]
    view = {"header": header(evil, evil, (evil, evil)), "body": [text(*spans), {"kind": evil}]}
    messenger(world, "wecom").post(GROUP, "bot", card=card(view=view))
    shown = page.get_by_test_id("pane-wecom").get_by_test_id("card")
    await expect(shown.locator(".card-line")).to_have_text(evil * 2)
    await expect(shown.locator("img, b, a")).to_have_count(0)


async def test_wecom_rows_and_full_width_buttons_and_the_menu(page: Page, world: Running) -> None:
    buttons = [button("接单", "ack", "1"), button("静音", "mute", "menu")]
    row = {"label": [{"text": "处理人"}], "lines": [{"spans": [{"text": "张伟"}]}]}
    body = [
        {"kind": "source", "text": "闭环工单", "colour": "red"},
        {"kind": "menu", "indexes": [1]},
        {"kind": "title", "title": "#1 漏水", "desc": "待接单"},
        {"kind": "fields", "items": [row]},
        {"kind": "buttons", "layout": "stack", "indexes": [0]},
    ]
    wecom = messenger(world, "wecom")
    wecom.post(GROUP, "bot", card=card(buttons=buttons, view={"header": None, "body": body}))
    wecom.answers["mute"] = {"toast": "已静音"}
    shown = page.get_by_test_id("pane-wecom").get_by_test_id("card")
    press = await box(shown.get_by_role("button", name="接单"))
    assert press["width"] > 0.85 * (await box(shown))["width"]
    key, value = await box(shown.locator("dt")), await box(shown.locator("dd"))
    assert abs(key["y"] - value["y"]) < 4
    await shown.get_by_label("更多").click()
    await shown.get_by_role("button", name="静音").click()
    await expect(page.get_by_test_id("toast")).to_have_text("已静音")


async def test_a_dingtalk_markdown_message_is_a_bubble_with_bold_words(
    page: Page, world: Running
) -> None:
    lines = [{"spans": [{"text": "#1", "bold": True}, {"text": " 漏水"}]}]
    messenger(world, "dingtalk").post(GROUP, "bot", "#1 漏水", view=lines)
    pane = page.get_by_test_id("pane-dingtalk")
    await expect(pane.locator(".bubble strong")).to_have_text("#1")
    await expect(pane.locator(".bubble .text")).to_have_text("#1 漏水")


async def test_a_hint_takes_one_to_its_person_and_chat(page: Page) -> None:
    pane = page.get_by_test_id("pane-feishu")
    await page.get_by_test_id("hint").filter(has_text="张伟").first.click()
    await expect(pane.get_by_test_id("who")).to_contain_text("张伟")
    await expect(pane.get_by_test_id("chat-title")).to_have_text("工单助手")
    await expect(pane.get_by_test_id("composer")).to_have_value("我的工单")


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(part) for part in colour.split("(")[1].rstrip(")").split(",")[:3])
    return red, green, blue
