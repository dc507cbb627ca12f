"""DingTalk's monthly quota: admins hear of it early, people get an honest sentence."""

from __future__ import annotations

from pathlib import Path

from scheduler.quota import recall, watch
from tests.e2e.stage import stage


async def test_admins_are_warned_once_and_the_count_survives_a_restart(
    sqlite_url: str, tmp_path: Path
) -> None:
    quotas = {"DINGTALK_API_QUOTA": "1000", "DINGTALK_PUSH_QUOTA": "1000"}
    async with stage(sqlite_url, tmp_path, platform="dingtalk", extra=quotas) as play:
        assert play.bot is not None
        bot, chen = play.bot, play.person("chenjing")
        messengers = list(bot.messengers.values())
        messengers[0].adopt_usage("2026-11", 850, 10)  # type: ignore[attr-defined]
        for _ in range(2):
            await watch(bot.transactions, bot.policies, messengers)
        await chen.sees("接口调用已用 80%", chat="direct", count=1)
        await play.stop_bot()
        again = await play.start_bot()
        await recall(again.transactions, again.messengers.values())
        usage = next(iter(again.messengers.values())).usage()  # type: ignore[attr-defined]
        assert usage.api_calls >= 850


async def test_words_that_were_withheld_get_an_honest_answer(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with stage(sqlite_url, tmp_path, platform="dingtalk") as play:
        lina = play.person("lina")
        await play.sim("POST", "/dingtalk/faults", {"kind": "over_quota", "count": 1})
        await lina.says("3号楼空调漏水")
        await lina.sees("本月的消息额度用完了")
