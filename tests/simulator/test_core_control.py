"""The control API of the core: overview, clock, errors, command line."""

from __future__ import annotations

from pathlib import Path

import aiohttp

from simulator.__main__ import main, write_env
from simulator.app import Running
from tests.simulator.conftest import Control


async def test_the_clock_is_read_and_turned_over_http(
    empty_world: Running, http: aiohttp.ClientSession
) -> None:
    control = Control(empty_world.url, http)
    await control.post("/clock", {"set": "2026-01-05T09:00:00+08:00", "rate": 0})
    assert await control.get("/clock") == {"now": "2026-01-05T09:00:00+08:00", "rate": 0.0}
    answer = await control.post("/clock", {"advance": 3600})
    assert answer["now"] == "2026-01-05T10:00:00+08:00"


async def test_a_time_without_offset_is_taken_as_shanghai_time(
    empty_world: Running, http: aiohttp.ClientSession
) -> None:
    control = Control(empty_world.url, http)
    answer = await control.post("/clock", {"rate": 0, "set": "2026-01-05T09:00:00"})
    assert answer["now"] == "2026-01-05T09:00:00+08:00"


async def test_errors_are_json_with_a_clear_text(
    empty_world: Running, http: aiohttp.ClientSession
) -> None:
    control = Control(empty_world.url, http)
    assert "advance" in (await control.post("/clock", {"advance": -5}, expect=400))["error"]
    assert "set" in (await control.post("/clock", {"hurry": 1}, expect=400))["error"]
    assert "ISO" in (await control.post("/clock", {"set": "soon"}, expect=400))["error"]
    assert "skype" in (await control.get("/skype/messages", expect=404))["error"]
    assert (await control.get("/nowhere", expect=404))["error"] == "Not Found"


async def test_reset_puts_the_clock_back(empty_world: Running, http: aiohttp.ClientSession) -> None:
    control = Control(empty_world.url, http)
    before = (await control.get("/clock"))["now"]
    await control.post("/clock", {"rate": 60, "advance": 999_999})
    after = await control.post("/reset")
    assert after["rate"] == 1.0
    assert after["now"][:10] == before[:10]


async def test_the_settings_name_the_clock(empty_world: Running, tmp_path: Path) -> None:
    file = tmp_path / "sim.env"
    write_env(file, empty_world.sim.env())
    assert file.read_text(encoding="utf-8") == f"CLOCK_URL='{empty_world.url}/sim/clock'\n"
    assert file.stat().st_mode & 0o077 == 0


def test_a_missing_world_file_ends_the_program_with_a_message(
    tmp_path: Path, capsys: object
) -> None:
    assert main(["--world", str(tmp_path / "none.yaml")]) == 2
