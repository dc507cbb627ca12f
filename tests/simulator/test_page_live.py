"""The page over the three real platform halves: cards sent by REST are drawn and pressed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from simulator.app import Running, serve
from tests.simulator.page_bench import become, open_browser, open_page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

GROUP = "设备报修群"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="module")
async def world() -> AsyncIterator[Running]:
    async with serve() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, world: Running) -> AsyncIterator[Page]:
    async with open_page(browser, world.url) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def bot() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def group(world: Running, platform: str) -> str:
    chats = world.sim.world.chats_of(platform)
    return next(chat.id for chat in chats if chat.name == GROUP)


async def post(bot: aiohttp.ClientSession, url: str, body: Any, token: str = "") -> Any:
    headers = {"Authorization": f"Bearer {token}", "x-acs-dingtalk-access-token": token}
    async with bot.post(url, json=body, headers=headers if token else {}) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.json(content_type=None)


async def send_feishu(world: Running, bot: aiohttp.ClientSession, elements: list[Any]) -> None:
    env = world.sim.env()
    base = f"{env['FEISHU_BASE_URL']}/open-apis"
    app = {"app_id": env["FEISHU_APP_ID"], "app_secret": env["FEISHU_APP_SECRET"]}
    login = await post(bot, f"{base}/auth/v3/tenant_access_token/internal", app)
    title = {"tag": "plain_text", "content": "#128 空调漏水"}
    card = {
        "schema": "2.0",
        "header": {"title": title, "template": "orange"},
        "body": {"elements": elements},
    }
    message = {
        "receive_id": group(world, "feishu"),
        "msg_type": "interactive",
        "content": json.dumps(card),
    }
    url = f"{base}/im/v1/messages?receive_id_type=chat_id"
    await post(bot, url, message, login["tenant_access_token"])


def feishu_button(label: str, **more: Any) -> dict[str, Any]:
    behavior = {"type": "callback", "value": {"op": label}}
    text = {"tag": "plain_text", "content": label}
    return {"tag": "button", "text": text, "type": "primary", "behaviors": [behavior], **more}


async def test_a_feishu_card_is_drawn_and_a_press_without_a_bot_says_so(
    page: Page, world: Running, bot: aiohttp.ClientSession
) -> None:
    words = {"tag": "markdown", "content": "**负责人** 张伟\n**提单人** 李娜"}
    await send_feishu(world, bot, [words, feishu_button("接单")])
    pane = page.get_by_test_id("pane-feishu")
    card = pane.get_by_test_id("card")
    await expect(card.locator(".card-title")).to_have_text("#128 空调漏水")
    words = ["#128 空调漏水", "负责人 张伟", "提单人 李娜"]
    await expect(card.locator(".line")).to_have_text(words)
    await expect(card.locator("strong")).to_have_text(["负责人", "提单人"])
    await card.get_by_role("button", name="接单").click()
    await expect(pane.locator("[data-testid=toast][data-kind=error]")).to_be_visible()


async def test_a_feishu_form_is_stopped_by_its_own_client_rule(
    page: Page, world: Running, bot: aiohttp.ClientSession
) -> None:
    label = {"tag": "plain_text", "content": "现象"}
    field = {"tag": "input", "name": "what", "required": True, "label": label}
    submit = feishu_button("提交", name="go", value={}, form_action_type="submit")
    form = {"tag": "form", "name": "f1", "elements": [field, submit]}
    await send_feishu(world, bot, [form])
    pane = page.get_by_test_id("pane-feishu")
    await pane.get_by_role("button", name="提交").click()
    await expect(pane.get_by_test_id("toast")).to_contain_text("现象")


async def test_a_dingtalk_card_is_drawn_with_its_buttons(
    page: Page, world: Running, bot: aiohttp.ClientSession
) -> None:
    env = world.sim.env()
    api, robot = env["DINGTALK_API_URL"], env["DINGTALK_CLIENT_ID"]
    app = {"appKey": robot, "appSecret": env["DINGTALK_CLIENT_SECRET"]}
    login = await post(bot, f"{api}/v1.0/oauth2/accessToken", app)
    take = {"type": "sendCardRequest", "params": {"actionId": "take", "params": {}}}
    buttons = [{"text": "接单", "color": "blue", "status": "normal", "event": take}]
    body = {
        "cardTemplateId": env["DINGTALK_CARD_TEMPLATE_ID"],
        "outTrackId": "T-128",
        "userIdType": 1,
        "callbackType": "STREAM",
        "cardData": {"cardParamMap": {"title": "#128 空调漏水", "btns": json.dumps(buttons)}},
        "openSpaceId": f"dtv1.card//IM_GROUP.{group(world, 'dingtalk')}",
        "imGroupOpenSpaceModel": {"supportForward": True},
        "imGroupOpenDeliverModel": {"robotCode": robot},
    }
    url = f"{api}/v1.0/card/instances/createAndDeliver"
    sent = await post(bot, url, body, login["accessToken"])
    assert sent["result"]["deliverResults"][0]["success"] is True
    card = page.get_by_test_id("pane-dingtalk").get_by_test_id("card")
    await expect(card.locator(".card-title")).to_have_text("#128 空调漏水")
    await expect(card.get_by_role("button", name="接单")).to_be_enabled()


async def test_a_wecom_card_is_drawn_with_its_source_and_rows(
    page: Page, world: Running, bot: aiohttp.ClientSession
) -> None:
    env = world.sim.env()
    key = json.loads(env["WECOM_WEBHOOKS"])[group(world, "wecom")]
    board = "https://board.example/128"
    card = {
        "card_type": "text_notice",
        "source": {"desc": "闭环工单"},
        "main_title": {"title": "#128 空调漏水"},
        "horizontal_content_list": [{"keyname": "负责人", "value": "张伟"}],
        "card_action": {"type": 1, "url": board},
    }
    url = f"{env['WECOM_API_URL']}/cgi-bin/webhook/send?key={key}"
    answer = await post(bot, url, {"msgtype": "template_card", "template_card": card})
    assert answer["errcode"] == 0
    shown = page.get_by_test_id("pane-wecom").get_by_test_id("card")
    await expect(shown.locator(".tag")).to_have_text("闭环工单")
    await expect(shown.locator("dd")).to_have_text("张伟")
    await expect(shown.get_by_role("link")).to_have_attribute("href", board)


async def test_people_talk_see_each_other_and_recall_in_every_messenger(
    page: Page, world: Running
) -> None:
    for platform in ("feishu", "dingtalk", "wecom"):
        pane = page.get_by_test_id(f"pane-{platform}")
        await pane.get_by_test_id("composer").fill("@张伟 下午来看一下空调")
        await pane.get_by_test_id("send").click()
        await expect(pane.locator(".mine .mention")).to_have_text("@张伟")
        await become(pane, "zhangwei")
        await expect(pane.locator(".theirs .mention-me")).to_have_text("@张伟")
        await expect(pane.locator(".theirs .sender")).to_have_text("李娜")
        await become(pane, "lina")
        await pane.locator(".mine").hover()
        await pane.get_by_test_id("recall").click()
        await expect(pane.locator(".mine")).to_have_count(0)
