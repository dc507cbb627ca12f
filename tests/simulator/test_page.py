"""The page in a real browser: talking, reading, cards, forms, and what stays over a reload."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from simulator.app import Running
from simulator.world import PLATFORMS
from tests.simulator.page_bench import (
    FakeMessenger,
    become,
    button,
    card,
    fake_world,
    open_browser,
    open_page,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

GROUP = "设备报修群"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="module")
async def world() -> AsyncIterator[Running]:
    async with fake_world() as running:
        yield running


@pytest.fixture
def feishu(world: Running) -> FakeMessenger:
    found = world.sim.platforms["feishu"]
    assert isinstance(found, FakeMessenger)
    return found


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, world: Running) -> AsyncIterator[Page]:
    async with open_page(browser, world.url) as opened:
        yield opened


async def test_each_pane_lists_only_the_chats_of_its_person(page: Page) -> None:
    for name in PLATFORMS:
        pane = page.get_by_test_id(f"pane-{name}")
        await expect(pane.get_by_test_id("who")).to_contain_text("李娜")
        await expect(pane.get_by_test_id("chat-item").first).to_contain_text(GROUP)
    pane = page.get_by_test_id("pane-feishu")
    both = await pane.get_by_test_id("chat-item").count()
    await become(pane, "zhenghao")
    await expect(pane.get_by_test_id("who")).to_contain_text("郑浩")
    await expect(pane.get_by_test_id("chat-item").last).to_contain_text("工单助手")
    assert await pane.get_by_test_id("chat-item").count() < both


async def test_a_message_is_sent_with_enter_and_seen_by_the_other_person(
    page: Page, feishu: FakeMessenger
) -> None:
    pane = page.get_by_test_id("pane-feishu")
    field = pane.get_by_test_id("composer")
    await field.fill("@工单助手 三楼打印机卡纸了")
    await field.press("Shift+Enter")
    await field.press_sequentially("急")
    await field.press("Enter")
    await expect(field).to_have_value("")
    await expect(pane.locator(".mine")).to_contain_text("三楼打印机卡纸了")
    assert feishu.said[0]["at_bot"] is True
    assert feishu.said[0]["text"].endswith("\n急")
    await become(pane, "zhangwei")
    message = pane.get_by_test_id("message")
    await expect(message).to_have_attribute("data-sender", "lina")
    await expect(message.locator(".sender")).to_have_text("李娜")
    await field.fill("大家好")
    await field.press("Enter")
    await expect(pane.get_by_test_id("message")).to_have_count(2)
    assert feishu.said[1] == {
        "chat": feishu.groups[GROUP],
        "person": "zhangwei",
        "text": "大家好",
        "at_bot": False,
    }


async def test_a_refused_message_stays_in_the_composer_with_the_reason(page: Page) -> None:
    pane = page.get_by_test_id("pane-dingtalk")
    await pane.get_by_test_id("composer").fill("refuse me")
    await pane.get_by_test_id("send").click()
    await expect(pane.get_by_test_id("toast")).to_contain_text("the platform refused this message")
    await expect(pane.get_by_test_id("composer")).to_have_value("refuse me")


async def test_typing_at_offers_the_members_and_the_bot(page: Page, feishu: FakeMessenger) -> None:
    pane = page.get_by_test_id("pane-feishu")
    field = pane.get_by_test_id("composer")
    await field.press_sequentially("请 @张")
    await expect(pane.get_by_test_id("mention-option")).to_have_count(1)
    await field.press("Enter")
    await expect(field).to_have_value("请 @张伟 ")
    await pane.get_by_test_id("at-bot").click()
    await expect(field).to_have_value("@工单助手 请 @张伟 ")
    await pane.get_by_test_id("at").click()
    await expect(pane.get_by_test_id("mention-option").first).to_contain_text("工单助手")
    assert feishu.said == []


async def test_what_people_write_never_becomes_markup(page: Page, feishu: FakeMessenger) -> None:
    words = "<img src=x onerror=alert(1)> **bold** [a](javascript:alert(1)) <b>x</b>"
    feishu.post(GROUP, "zhangwei", words)
    feishu.post(GROUP, "bot", words, markdown=words)
    feishu.post(GROUP, "bot", card=card(title=words, lines=[words], fields={words: words}))
    thread = page.get_by_test_id("pane-feishu").locator(".thread")
    await expect(thread.get_by_test_id("message")).to_have_count(3)
    await expect(thread.get_by_test_id("message").first.locator(".text")).to_have_text(words)
    made = thread.locator(".text img, .card img, .text b, .card b, a[href^=java]")
    await expect(made).to_have_count(0)
    await expect(thread.locator(".from-bot .text strong")).to_have_text("bold")


async def test_unread_marks_come_and_go(page: Page, feishu: FakeMessenger) -> None:
    feishu.post("with-lina", "bot", "早上好")
    feishu.post("with-zhangwei", "bot", "新工单 #1")
    pane = page.get_by_test_id("pane-feishu")
    direct = pane.locator("[data-testid=chat-item][data-chat=with-lina]")
    await expect(direct).to_have_attribute("data-unread", "1", timeout=8000)
    await expect(direct).to_contain_text("早上好")
    await direct.click()
    await expect(direct).to_have_attribute("data-unread", "0")
    await expect(pane.get_by_test_id("message")).to_contain_text("早上好")
    await expect(pane.locator(".who .dot")).to_be_visible(timeout=20000)
    await pane.get_by_test_id("who").click()
    await expect(pane.locator("[data-person=zhangwei] .dot")).to_be_visible()


async def test_replying_quotes_the_message(page: Page, feishu: FakeMessenger) -> None:
    first = feishu.post(GROUP, "zhangwei", "空调修好了吗")
    pane = page.get_by_test_id("pane-feishu")
    await pane.get_by_test_id("message").hover()
    await pane.get_by_test_id("reply").click()
    await expect(pane.get_by_test_id("composer-quote")).to_contain_text("空调修好了吗")
    await pane.get_by_test_id("composer").fill("修好了")
    await pane.get_by_test_id("send").click()
    await expect(pane.locator(".mine .quote")).to_have_text("张伟: 空调修好了吗")
    assert feishu.log[-1][1]["quote"] == first["id"]


async def test_a_photo_is_previewed_and_sent(page: Page, tmp_path: Path) -> None:
    photo = tmp_path / "leak.png"
    photo.write_bytes(PNG)
    pane = page.get_by_test_id("pane-wecom")
    await pane.get_by_test_id("file-input").set_input_files(photo)
    await expect(pane.get_by_test_id("thumb").locator("img")).to_be_visible()
    await pane.get_by_test_id("send").click()
    await expect(pane.get_by_test_id("thumb")).to_have_count(0)
    await expect(pane.locator(".mine .picture img")).to_have_attribute("alt", "leak.png")


async def test_a_card_button_runs_toasts_and_redraws(page: Page, feishu: FakeMessenger) -> None:
    buttons = [button("接单", "take", "primary"), button("撤单", "cancel", "danger")]
    link = button("看板", "", url="https://board.example/128")
    feishu.post(
        GROUP, "bot", card=card(title="#128 漏水", tags=["待受理"], buttons=[*buttons, link])
    )
    feishu.answers["take"] = {"toast": {"type": "success", "content": "已接单"}}
    feishu.answers["cancel"] = {"ok": False, "error": "只有提单人可以撤单"}
    feishu.redraws["take"] = card(title="#128 漏水", tags=["处理中"], colour="green")
    pane = page.get_by_test_id("pane-feishu")
    shown = pane.get_by_test_id("card")
    await expect(shown.get_by_role("link", name="看板")).to_have_attribute("target", "_blank")
    await shown.get_by_role("button", name="撤单").click()
    await expect(pane.locator("[data-testid=toast][data-kind=error]")).to_have_text(
        "只有提单人可以撤单"
    )
    await shown.get_by_role("button", name="接单").click()
    await expect(pane.locator("[data-testid=toast][data-kind=success]")).to_have_text("已接单")
    await expect(shown).to_contain_text("处理中")
    await expect(pane.get_by_test_id("edited")).to_be_visible()
    assert feishu.clicks == [("lina", "cancel", {}), ("lina", "take", {})]


async def test_a_form_sends_every_value_after_its_confirm_dialog(
    page: Page, feishu: FakeMessenger
) -> None:
    options = [{"label": "紧急", "value": "P1"}, {"label": "普通", "value": "P3"}]
    inputs: list[dict[str, Any]] = [
        {"name": "what", "kind": "input", "label": "现象", "required": True, "value": ""},
        {"name": "prio", "kind": "select", "label": "紧急程度", "options": options, "value": "P3"},
        {"name": "who", "kind": "multi_select", "label": "影响", "options": options, "value": []},
        {"name": "due", "kind": "date", "label": "期望", "value": ""},
    ]
    submit = button(
        "提交", "submit", "primary", form="f", confirm={"title": "确定提交?", "text": "会通知值班"}
    )
    in_form = [{**each, "form": "f"} for each in inputs]
    feishu.post(GROUP, "bot", card=card(title="我要报修", inputs=in_form, buttons=[submit]))
    feishu.answers["submit"] = {"toast": "已提交"}
    pane = page.get_by_test_id("pane-feishu")
    send = pane.get_by_test_id("card-button")
    await pane.get_by_label("现象").fill("空调漏水")
    await pane.get_by_label("紧急程度").select_option("P1")
    await pane.locator("[data-name=who] summary").click()
    await pane.locator("[data-name=who] input[value=P3]").check()
    await pane.get_by_label("期望").fill("2026-12-01")
    await send.click()
    await page.get_by_test_id("confirm-cancel").click()
    assert feishu.clicks == []
    await send.click()
    await page.get_by_test_id("confirm-ok").click()
    await expect(pane.get_by_text("已提交")).to_be_visible()
    values = {"what": "空调漏水", "prio": "P1", "who": ["P3"], "due": "2026-12-01"}
    assert feishu.clicks == [("lina", "submit", values)]


async def test_what_is_typed_into_a_card_survives_polling(
    page: Page, feishu: FakeMessenger
) -> None:
    field = {"name": "what", "kind": "input", "label": "现象", "value": "", "form": "f"}
    message = feishu.post(GROUP, "bot", card=card(title="报修", inputs=[field]), read_by=[])
    pane = page.get_by_test_id("pane-feishu")
    await pane.get_by_label("现象").fill("还在写")
    untouched = await pane.get_by_label("现象").element_handle()
    assert untouched is not None
    message["read_by"] = ["zhangwei"]
    feishu.post(GROUP, "zhangwei", "插一句")
    await expect(pane.locator(".thread").get_by_text("插一句")).to_be_visible()
    assert await untouched.evaluate("field => field.isConnected")
    message["card"] = card(title="报修(已改)", inputs=[field])
    await expect(pane.locator(".card-title")).to_have_text("报修(已改)")
    await expect(pane.get_by_label("现象")).to_have_value("还在写")
    await expect(pane.get_by_label("现象")).to_be_focused()


async def test_person_chat_and_language_stay_over_a_reload(page: Page) -> None:
    pane = page.get_by_test_id("pane-wecom")
    await become(pane, "zhangwei")
    await pane.locator("[data-testid=chat-item][data-kind=direct]").click()
    await page.get_by_test_id("language").click()
    await expect(pane.locator("h2")).to_have_text("WeCom")
    await page.reload()
    await expect(pane.locator("h2")).to_have_text("WeCom")
    await expect(pane.get_by_test_id("who")).to_have_attribute("data-person", "zhangwei")
    await expect(pane.get_by_test_id("chat-title")).to_have_text("工单助手")


async def test_a_reset_from_elsewhere_empties_the_panes(
    page: Page, world: Running, feishu: FakeMessenger
) -> None:
    feishu.post(GROUP, "zhangwei", "旧消息")
    pane = page.get_by_test_id("pane-feishu")
    await expect(pane.get_by_test_id("message")).to_have_count(1)
    await world.sim.reset()
    await expect(pane.get_by_test_id("message")).to_have_count(0)
    feishu.post(GROUP, "zhangwei", "新消息")
    await expect(pane.get_by_test_id("message")).to_contain_text("新消息")


async def test_a_new_group_appears_without_a_reload(page: Page, feishu: FakeMessenger) -> None:
    pane = page.get_by_test_id("pane-feishu")
    await expect(pane.get_by_test_id("chat-item")).to_have_count(3)
    feishu.more_chats = [{"id": "new", "name": "抢修群", "kind": "group", "members": ["lina"]}]
    await expect(pane.get_by_test_id("chat-item")).to_have_count(4, timeout=10_000)
    await expect(pane.get_by_test_id("chat-title")).to_have_text(GROUP)
