"""Runs the import contracts of pyproject.toml, and shows that they catch what they should."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.rooms import ROOMS, ROOT

LINT = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"


def lint(checkout: Path) -> tuple[int, str]:
    """The exit code and the report of import-linter in a checkout."""
    done = subprocess.run(
        [sys.executable, "-c", LINT], cwd=checkout, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The checkout's code, to plant mistakes in."""
    for room in (*ROOMS, "simulator"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_room_imports_only_what_it_may() -> None:
    code, report = lint(ROOT)
    assert code == 0, report


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("bot/domain/ticket.py", "import bot.usecases.call", "One direction"),
        ("storage/tickets.py", "import adapters.feishu.client", "One direction"),
        ("bot/cards/talk.py", "import bot.compose", "Every part"),
        ("bot/usecases/move.py", "import bot.compose", "One direction"),
        ("adapters/shared/http.py", "import adapters.feishu.client", "Adapters share"),
        ("simulator/app.py", "import bot.errors", "The simulator shares"),
        ("adapters/feishu/client.py", "import simulator.errors", "The bot knows"),
        ("bot/usecases/move.py", "import time", "Pure rooms"),
        ("commands/talk.py", "import asyncio", "Pure rooms"),
        ("scheduler/checks.py", "import sqlalchemy", "SQL in"),
        ("storage/tx.py", "import httpx", "Storage speaks"),
    ],
)
def test_a_planted_import_is_caught(copy: Path, module: str, line: str, contract: str) -> None:
    planted = copy / module
    planted.write_text(planted.read_text("utf-8") + f"\n{line}\n", "utf-8")
    code, report = lint(copy)
    broken = [row for row in report.splitlines() if row.endswith("BROKEN")]
    assert code == 1
    assert any(contract in row for row in broken), report


def test_a_new_part_of_the_heart_needs_a_floor(copy: Path) -> None:
    (copy / "bot" / "attic.py").write_text('"""A room nobody placed."""\n', "utf-8")
    code, report = lint(copy)
    assert code == 1
    assert "attic" in report
