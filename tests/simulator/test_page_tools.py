"""The page round the messengers: clock, faults, traffic, hints, phone width, house rules."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from simulator.app import PAGE, Running
from simulator.faults import KINDS
from simulator.world import PLATFORMS
from tests.simulator.conftest import eventually
from tests.simulator.page_bench import FakeMessenger, fake_world, open_browser, open_page

in_browser = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
SCRIPTS = sorted((PAGE / "js").glob("*.js"))
STYLES = sorted((PAGE / "css").glob("*.css"))


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


@pytest_asyncio.fixture(loop_scope="module")
async def phone(browser: Browser, world: Running) -> AsyncIterator[Page]:
    async with open_page(browser, world.url, width=390) as opened:
        yield opened


class TestTools:
    pytestmark = in_browser

    async def test_the_clock_bar_turns_the_simulated_clock(
        self, page: Page, world: Running
    ) -> None:
        clock = world.sim.clock
        clock.set_rate(0)
        clock.set(datetime.fromisoformat("2026-11-20T18:30:00+08:00"))  # a Friday
        shown = page.get_by_test_id("clock-now")
        await expect(shown).to_have_text("18:30:00")
        await page.get_by_test_id("clock-hour").click()
        await expect(shown).to_have_text("19:30:00")
        assert clock.now() == datetime.fromisoformat("2026-11-20T19:30:00+08:00")
        await page.get_by_test_id("clock-morning").click()
        await expect(shown).to_have_text("09:00:00")
        await expect(page.get_by_test_id("clock-day")).to_contain_text("星期一")
        assert clock.now() == datetime.fromisoformat("2026-11-23T09:00:00+08:00")
        await page.get_by_test_id("clock-day-step").click()
        await eventually(lambda: clock.now().day == 24)
        await page.get_by_test_id("rate-600").click()
        await expect(page.get_by_test_id("rate-600")).to_have_attribute("aria-pressed", "true")
        assert clock.rate == 600
        later = clock.now() + timedelta(minutes=5)
        await eventually(lambda: clock.now() > later)

    async def test_a_fault_is_added_listed_and_cleared(self, page: Page, world: Running) -> None:
        box = world.sim.platforms["dingtalk"].faults
        await page.get_by_test_id("open-faults").click()
        await page.get_by_test_id("fault-platform").select_option("dingtalk")
        await page.get_by_test_id("fault-kind").select_option("status")
        await page.get_by_test_id("fault-match").fill("/robot")
        await page.get_by_test_id("fault-count").fill("3")
        await page.get_by_test_id("fault-status").fill("503")
        await page.get_by_test_id("fault-add").click()
        await expect(page.get_by_test_id("fault")).to_contain_text("/robot")
        found = box.list()[0]
        assert (found["kind"], found["left"], found["status"]) == ("status", 3, 503)
        await page.get_by_test_id("fault-clear").click()
        await expect(page.get_by_test_id("fault")).to_have_count(0)
        assert box.list() == []
        await page.keyboard.press("Escape")
        await expect(page.get_by_test_id("faults")).to_have_count(0)

    async def test_traffic_shows_requests_and_pushes_decoded_and_filtered(
        self, page: Page, world: Running
    ) -> None:
        async with aiohttp.ClientSession() as bot:
            content = {"content": '{"text": "你好"}'}
            async with bot.post(f"{world.url}/feishu/open-apis/im/v1/messages", json=content):
                pass
        wecom = world.sim.platforms["wecom"].recorder
        wecom.delivery("e-1", "aibot_msg_callback", 1, {"msgid": "M1"}).update(
            answer="ok", took_ms=12
        )
        await page.get_by_test_id("open-traffic").click()
        entries = page.get_by_test_id("traffic-entry")
        await expect(entries).to_have_count(2)
        await page.get_by_test_id("traffic-platform-wecom").click()
        await expect(entries).to_contain_text("aibot_msg_callback")
        await page.get_by_test_id("traffic-platform-all").click()
        await page.get_by_test_id("traffic-filter").fill("im/v1")
        await expect(entries).to_have_count(1)
        await expect(entries).to_contain_text("404")
        await entries.locator("summary").click()
        await expect(entries.locator(".json")).to_contain_text('"text": "你好"')
        await page.get_by_test_id("traffic-filter").fill("")
        wecom.delivery("e-2", "enter_chat", 1, {}).update(answer="ok", took_ms=1)
        await expect(entries.first).to_contain_text("enter_chat")

    async def test_a_hint_fills_the_composer_of_the_pane_in_use(self, page: Page) -> None:
        pane = page.get_by_test_id("pane-dingtalk")
        await pane.get_by_test_id("composer").click()
        await page.get_by_test_id("hint").first.click()
        await expect(pane.get_by_test_id("composer")).to_have_value(re.compile("空调漏水"))
        await page.get_by_test_id("toggle-hints").click()
        await expect(page.get_by_test_id("hints")).to_have_count(0)

    async def test_the_reset_button_asks_first(self, page: Page, world: Running) -> None:
        feishu = world.sim.platforms["feishu"]
        assert isinstance(feishu, FakeMessenger)
        feishu.post("设备报修群", "zhangwei", "旧消息")
        pane = page.get_by_test_id("pane-feishu")
        await expect(pane.get_by_test_id("message")).to_have_count(1)
        await page.get_by_test_id("reset").click()
        await page.get_by_test_id("confirm-ok").click()
        await expect(pane.get_by_test_id("message")).to_have_count(0)
        assert feishu.log == []

    async def test_a_phone_shows_one_messenger_at_a_time(self, phone: Page) -> None:
        feishu, wecom = phone.get_by_test_id("pane-feishu"), phone.get_by_test_id("pane-wecom")
        await expect(wecom).to_be_hidden()
        await phone.get_by_test_id("tab-wecom").click()
        await expect(wecom).to_be_visible()
        await expect(feishu).to_be_hidden()
        await expect(wecom.get_by_test_id("chat-list")).to_be_hidden()
        await wecom.get_by_test_id("open-chats").click()
        await wecom.locator("[data-testid=chat-item][data-kind=direct]").click()
        await expect(wecom.get_by_test_id("chat-title")).to_have_text("工单助手")
        await expect(wecom.get_by_test_id("chat-list")).to_be_hidden()
        await wecom.get_by_test_id("composer").fill("谁值班")
        await wecom.get_by_test_id("send").click()
        await expect(wecom.locator(".mine")).to_contain_text("谁值班")
        width = await phone.evaluate("document.documentElement.scrollWidth")
        assert width <= 390

    async def test_both_languages_have_every_word(self, page: Page) -> None:
        words = await page.evaluate(
            "import('/page/js/i18n.js').then(({WORDS}) => "
            "Object.fromEntries(Object.entries(WORDS).map(([k, v]) => [k, Object.keys(v)])))"
        )
        assert set(words["zh"]) == set(words["en"])
        code = "\n".join(script.read_text(encoding="utf-8") for script in SCRIPTS)
        used = set(re.findall(r"\bt\(\"(\w+)\"", code))
        assert used <= set(words["zh"])
        assert set(PLATFORMS) | {f"k_{kind}" for kind in KINDS} <= set(words["zh"])

    async def test_the_page_says_when_the_simulator_is_away(self, page: Page) -> None:
        await page.route("**/sim/**", lambda route: route.abort())
        await expect(page.get_by_test_id("offline")).to_be_visible()
        await page.unroute("**/sim/**")
        await expect(page.get_by_test_id("offline")).to_be_hidden()


def test_the_page_needs_nothing_from_outside_and_parses_no_html() -> None:
    assert SCRIPTS and STYLES
    for file in [PAGE / "index.html", *SCRIPTS, *STYLES]:
        text = file.read_text(encoding="utf-8")
        outside = set(re.findall(r"""https?:/{2}[\w.-]+""", text)) - {"http://www.w3.org"}
        assert not outside, (file.name, outside)
        assert not re.search(r"(inner|outer)HTML|insertAdjacentHTML|document\.write|\beval\(", text)
        assert len(text.splitlines()) <= 300, file.name


def test_every_style_sheet_and_picture_is_used() -> None:
    index = (PAGE / "index.html").read_text(encoding="utf-8")
    assert [name for name in (s.name for s in STYLES) if f"page/css/{name}" not in index] == []
    code = "\n".join(script.read_text(encoding="utf-8") for script in SCRIPTS)
    assert [s.name for s in SCRIPTS if s.name != "main.js" and f'"./{s.name}"' not in code] == []
