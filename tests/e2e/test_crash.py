"""The bot is killed while people speak and click; what was said and acknowledged is not lost."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest

from tests.e2e.siege import besiege, siege


@pytest.mark.timeout(300)  # four starts of a bot, each of which may take a minute
async def test_nothing_is_lost_or_doubled_when_the_bot_is_killed_again_and_again(
    tmp_path: Path,
) -> None:
    async with siege(tmp_path, seed=7) as made:
        await besiege(made, kills=3, messages=60)
        assert made.kills == 3 and len(made.said) == 60 and made.accepted
        assert await made.faults() == []


async def test_a_bot_told_to_stop_finishes_what_it_has_begun(tmp_path: Path) -> None:
    async with siege(tmp_path, seed=1) as made:
        groups = [await made.play.group("feishu", n) for n in (0, 1)]
        for _ in range(12):
            await made.say(groups)
        await asyncio.sleep(0.05)  # some are taken, some under way, some to come
        assert await made.kill(signal.SIGTERM) == 0
        assert made.leased() == 0
        await made.start()
        await made.settle()
        assert await made.faults() == []
