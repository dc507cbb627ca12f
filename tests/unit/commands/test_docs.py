"""docs/commands.md and README's picture of a ticket's life against the code."""

from __future__ import annotations

import re

import pytest

import commands
from bot.domain.lifecycle import EDGES
from bot.domain.ticket import State
from commands import duty, leave
from commands.spec import Command
from tests.architecture.rooms import ROOT

PAGE = (ROOT / "docs" / "commands.md").read_text("utf-8")
READMES = ("README.md", "README.zh-CN.md")
ARROW = re.compile(r"^ *(\w+) --> (\w+): (.+)$", re.M)  # from and to [*] is no verb of EDGES


def combined(command: Command) -> bool:
    """Whether a command is a time put before another (今晚谁值班): listed by its name alone."""
    times = {*duty.TIMES, *leave.TIMES}
    return any(command.name.startswith(time) for time in times)


@pytest.mark.parametrize("command", commands.ALL, ids=lambda command: command.name)
def test_every_spelling_of_a_command_is_in_the_docs(command: Command) -> None:
    spellings = () if combined(command) else (*command.names[1:], *command.en)
    missing = [word for word in spellings if f"`{word}`" not in PAGE]
    assert f"`/{command.name}`" in PAGE
    assert missing == []


def test_the_docs_list_every_command_once_and_none_that_is_gone() -> None:
    cells = re.findall(r"^\| (`/[^|]+`) \|", PAGE, re.M)
    listed = [name for cell in cells for name in re.findall(r"`/([^`]+)`", cell)]
    assert sorted(listed) == sorted(command.name for command in commands.ALL)


@pytest.mark.parametrize("readme", READMES)
def test_the_diagram_in_the_readme_is_the_table_of_the_code(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    diagram = re.search(r"```mermaid\nstateDiagram-v2\n(.*?)```", text, re.S)
    assert diagram is not None
    drawn = {
        (State(origin), verb, State(target))
        for origin, target, label in ARROW.findall(diagram[1])
        for verb in re.findall(r"[a-z_]+", label)
    }
    assert drawn == {(origin, verb, target) for (origin, verb), target in EDGES.items()}
