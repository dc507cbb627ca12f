"""What could not be delivered is there for admins to see, and to send again."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.stage import stage


async def test_an_admin_sees_a_dead_letter_and_sends_it_again(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with stage(sqlite_url, tmp_path) as play:
        lina, zhang, chen = (play.person(name) for name in ("lina", "zhangwei", "chenjing"))
        await lina.says("3号楼空调漏水")
        await zhang.sees("派给你了", chat="direct")
        await play.sim("POST", "/feishu/event", {"kind": "block_bot", "person": "lina"})
        await zhang.clicks("接单", chat="direct")
        await zhang.sees("#1", "处理中")
        await chen.says("/未送达", chat="direct")
        await chen.sees("没送到的消息", "#1", chat="direct")
        await chen.clicks("再发一次", chat="direct")
        await chen.is_told("已重新排队")
        await zhang.says("/未送达")
        await zhang.sees("要由管理员来做")
