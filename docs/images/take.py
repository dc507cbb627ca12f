"""Takes README's screenshots: python -m docs.images.take (from the checkout's root; nothing needs
to run). It plays one believable morning in the simulator, the way tests/e2e does, and looks."""

from __future__ import annotations

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import Browser

from docs.images.shrink import shrink
from tests.e2e.stage import Play, shown, stage
from tests.simulator.page_bench import open_browser

HERE = Path(__file__).parent
MESSENGERS = ("feishu", "dingtalk", "wecom")
SHARPNESS = 1.5  # device pixels per CSS pixel


async def main() -> None:
    """Plays the scene and writes desktop.png and phone.png beside this file."""
    with tempfile.TemporaryDirectory() as data:
        database = f"sqlite:///{data}/scene.db"
        async with stage(database, Path(data), platforms=MESSENGERS) as play:
            groups = await _scene(play)
            async with open_browser() as browser:
                await _desktop(browser, play, groups)
                await _phone(browser, play, groups)


async def _scene(play: Play) -> dict[str, str]:
    """What happened this morning; returns platform → the chat to look at."""
    lina, zhang = play.person("lina"), play.person("zhangwei")
    repairs = await play.group("feishu")
    await lina.says("@工单助手 3号楼二层空调漏水，地上都是水 !紧急 截止 明天18:00")
    await lina.sees("#1", "待接单")
    owner = zhang if "张伟" in shown(await lina.sees("#1")) else play.person("wangqiang")
    await owner.clicks("接单")
    await lina.sees("#1", "处理中")

    huang = play.person("huangting", "dingtalk")
    machines = await play.group("dingtalk")
    await huang.says("@工单助手 5号注塑机主轴异响，这周五下班前修好就行", chat=machines)
    await huang.sees("#2", "待接单", chat=machines)

    zhao = play.person("zhaomin", "wecom")
    office = await play.group("wecom", 1)
    await zhao.says("@工单助手 三楼打印机卡纸了", chat=office)
    await zhao.sees("#3", "待接单", chat=office)
    return {"feishu": repairs, "dingtalk": machines, "wecom": office}


async def _desktop(browser: Browser, play: Play, groups: dict[str, str]) -> None:
    """Three messengers side by side."""
    await _take(browser, play, groups, HERE / "desktop.png", width=1440, height=980)


async def _phone(browser: Browser, play: Play, groups: dict[str, str]) -> None:
    """One messenger, as wide as a phone."""
    await _take(browser, play, groups, HERE / "phone.png", width=390, height=800)


async def _take(
    browser: Browser, play: Play, groups: dict[str, str], path: Path, *, width: int, height: int
) -> None:
    """One picture of the page; every pane shows its group, read to the end."""
    people = {"feishu": "lina", "dingtalk": "huangting", "wecom": "zhaomin"}
    kept: dict[str, Any] = {
        "lang": "zh", "pane": "feishu", "who": people, "hints": width > height,
        "chat": {f"{name}|{people[name]}": chat for name, chat in groups.items()},
    }
    context = await browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=SHARPNESS
    )
    page = await context.new_page()
    text = json.dumps(json.dumps(kept))
    await page.add_init_script(f"localStorage.setItem('simulator-page', {text})")
    await page.goto(play.simulator.url)
    await page.get_by_text("3号楼二层空调漏水").last.wait_for()
    await page.evaluate("document.fonts.ready")
    picture = shrink(await page.screenshot(animations="disabled"))
    await context.close()
    await asyncio.to_thread(path.write_bytes, picture)
    print(f"{path.name}: {len(picture) // 1024} KB")


if __name__ == "__main__":
    asyncio.run(main())
