"""One ticket, three messengers: filed in WeCom, done in Feishu, escalated in DingTalk."""

from __future__ import annotations

from pathlib import Path

from storage.verify import verify
from tests.e2e.stage import Play, shown, stage, until

ALL = ("feishu", "dingtalk", "wecom")


async def test_one_ticket_goes_through_three_messengers(database_url: str, tmp_path: Path) -> None:
    async with stage(database_url, tmp_path, platforms=ALL) as play:
        lina, zhang = play.person("lina", "wecom"), play.person("zhangwei", "feishu")
        liu, chen = play.person("liuyang", "dingtalk"), play.person("chenjing", "feishu")
        await liu.says("/接收 钉钉", chat="direct")
        await liu.sees("通知顺序", "钉钉、飞书", chat="direct")
        await lina.says("/接收 企业微信", chat="direct")
        await lina.sees("通知顺序", chat="direct")

        await lina.says("@工单助手 /报修 3号楼空调漏水 !紧急")
        await lina.sees("#1", "3号楼空调漏水")
        await chen.says("/派单 1 张伟", chat="direct")
        await zhang.clicks("接单", chat="direct", on="#1")
        await lina.sees("#1", "处理中")
        await lina.sees("张伟 已接单", "#1", chat="direct", count=1)

        await zhang.says("评论 1 备件下午到", chat="direct")
        await lina.sees("张伟（飞书）：备件下午到", count=1)

        await play.forward(hours=4, minutes=5)
        await liu.sees("#1", "处理人 张伟", chat="direct")
        await liu.clicks("已知晓", chat="direct", on="处理人 张伟")
        await until(lambda: _told(play, "acknowledged"))

        await zhang.says("完成 1 已更换排水管", chat="direct")
        await lina.sees("请验收", "已更换排水管", chat="direct")
        await lina.says("验收 1", chat="direct")
        await until(lambda: _state(play, "closed"))
        assert play.bot is not None
        assert await play.bot.transactions.read(verify) == []
        assert not [m for m in await play.person("lina", "feishu").messages("direct")
                    if "#1" in shown(m)]  # one notice, on the account she reads


async def _told(play: Play, kind: str) -> bool:
    assert play.bot is not None
    lines = await play.bot.transactions.read(lambda tx: tx.tickets.history(1))
    return any(line.event.kind == kind for line in lines)


async def _state(play: Play, state: str) -> bool:
    assert play.bot is not None
    return await play.bot.transactions.read(lambda tx: tx.tickets.get(1).state.value == state)
