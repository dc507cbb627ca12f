"""Ticks never pile up, and a slow one alarms nobody."""

from __future__ import annotations

import asyncio
import logging

import pytest

from scheduler.runner import Runner, Tick


async def nothing_due() -> int:
    return 0


async def test_a_slow_tick_runs_alone_and_raises_no_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    begun, others, go_on = [], asyncio.Event(), asyncio.Event()
    count = 0

    async def slow() -> None:
        begun.append(1)
        await go_on.wait()

    async def quick() -> None:
        nonlocal count
        count += 1
        if count == 5:
            others.set()

    runner = Runner([Tick("slow", 0.01, slow), Tick("quick", 0.03, quick)], nothing_due)
    with caplog.at_level(logging.WARNING):
        runner.start()
        await asyncio.wait_for(others.wait(), 10)  # the slow one's time came several times
        assert begun == [1]
        go_on.set()
        await runner.stop()
    assert not caplog.records, caplog.text


async def test_a_tick_that_fails_is_logged_and_runs_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    twice, count = asyncio.Event(), 0

    async def fails() -> None:
        nonlocal count
        count += 1
        if count == 2:
            twice.set()
        raise RuntimeError("no disk")

    runner = Runner([Tick("fails", 0.01, fails)], nothing_due)
    runner.start()
    await asyncio.wait_for(twice.wait(), 10)
    await runner.stop()
    assert "tick failed" in caplog.text


async def test_stopping_waits_for_what_has_begun() -> None:
    begun, ended = asyncio.Event(), []

    async def works() -> None:
        begun.set()
        await asyncio.sleep(0.05)
        ended.append(1)

    runner = Runner([Tick("works", 0.01, works)], nothing_due)
    runner.start()
    await asyncio.wait_for(begun.wait(), 10)
    await runner.stop()
    assert ended
