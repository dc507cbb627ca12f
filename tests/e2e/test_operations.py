"""What whoever runs the bot relies on: faults all at once, health, readiness, metrics."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from storage.writer import BATCH
from tests.e2e.stage import stage, until

FAULTY = """
FEISHU_APP_ID=cli_x
FEISHU_TRANSPORT=carrier-pigeon
DINGTALK_CLIENT_ID=abc
WECOM_BOT_ID=bot
HTTP_PORT=99999
DATABASE_URL=mysql://user:hunter2@host/db
LOG_LEVEL=LOUD
"""


def received(kind: str) -> float:
    """How many events of this kind have come."""
    return REGISTRY.get_sample_value("bihuan_events_total", {"kind": kind}) or 0.0


async def test_check_lists_every_fault_at_once_and_repeats_no_secret(tmp_path: Path) -> None:
    env = tmp_path / "faulty.env"
    env.write_text(FAULTY, "utf-8")
    for command in ("check", "run"):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", command, "--env-file", str(env),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
            env={"PATH": os.environ["PATH"]},
        )
        out = (await process.communicate())[0].decode()
        assert process.returncode == 2, out
        for name in (
            "FEISHU_APP_SECRET", "FEISHU_TRANSPORT", "DINGTALK_CLIENT_SECRET", "WECOM_BOT_SECRET",
            "HTTP_PORT", "DATABASE_URL", "LOG_LEVEL",
        ):
            assert name in out, (name, out)
        assert "hunter2" not in out and "Traceback" not in out


@pytest.mark.parametrize("transport", ["http", ""])
async def test_who_would_be_answered_late_is_refused_at_once_and_loses_nothing(
    sqlite_url: str, tmp_path: Path, transport: str, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with stage(sqlite_url, tmp_path, transport=transport) as play:
        assert play.bot is not None
        lina, gate = play.person("lina"), threading.Event()
        holding = asyncio.ensure_future(play.bot.transactions.run(lambda tx: gate.wait(30)))
        line = [
            asyncio.ensure_future(play.bot.transactions.run(lambda tx: None))
            for _ in range(2 * BATCH)  # the first commit takes one batch, and is held
        ]
        monkeypatch.setattr("storage.writer.LATE", 0.0)
        await until(lambda: asyncio.sleep(0, play.bot.transactions.late))
        before = received("MessageReceived")
        await lina.says("二号门锁坏了")
        await until(lambda: asyncio.sleep(0, received("MessageReceived") > before))
        gate.set()
        await asyncio.gather(holding, *line)
        monkeypatch.undo()
        assert await play.bot.transactions.read(lambda tx: tx.tickets.find(1)) is None
        await play.forward(seconds=16)
        await lina.sees("#1 ", "待接单")
        assert not [record for record in caplog.records if record.exc_info]


async def test_health_readiness_and_metrics_tell_of_the_bot_and_of_nobody(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with stage(sqlite_url, tmp_path) as play:
        lina = play.person("lina")
        await lina.says("二号门锁坏了")
        await lina.sees("#1 ", "待接单")
        assert play.bot is not None
        base = f"http://127.0.0.1:{play.bot.port}"

        async def get(path: str) -> tuple[int, str]:
            async with play.http.get(base + path) as answer:
                return answer.status, await answer.text()

        assert (await get("/healthz"))[0] == 200
        assert (await get("/readyz"))[0] == 200
        status, text = await get("/metrics")
        assert status == 200 and 'bihuan_delivered_total{' in text, text[:500]
        for word in ("李娜", "门锁", *(v for k, v in play.env.items() if "SECRET" in k)):
            assert word not in text

        await play.sim("POST", "/feishu/faults", {"kind": "disconnect"})
        await play.sim("POST", "/feishu/faults", {"kind": "status", "status": 503, "count": 500})

        async def deaf() -> bool:
            return (await get("/readyz"))[0] == 503

        await until(deaf)
        assert (await get("/healthz"))[0] == 200  # alive, though nobody can be heard
