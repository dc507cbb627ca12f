"""docs/commands.md and README's picture of a ticket's life against the code."""

from __future__ import annotations

import re
from collections import Counter

import pytest

import commands
from bot.domain.lifecycle import EDGES, NEW
from bot.domain.ticket import State
from commands import duty, leave
from commands.spec import Command
from tests.architecture.rooms import ROOT

PAGE = (ROOT / "docs" / "commands.md").read_text("utf-8")
READMES = ("README.md", "README.zh-CN.md")
ARROW = re.compile(r"^\s*(\[\*\]|\w+) --> (\[\*\]|\w+)(?:: (.+))?$", re.M)
ROUTED = (NEW, "route")  # filing and routing share a commit; the router is no person's verb


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


def test_the_docs_list_no_command_that_is_gone() -> None:
    first_cells = re.findall(r"^\| (`/[^|]+`) \|", PAGE, re.M)
    listed = {name for cell in first_cells for name in re.findall(r"`/([^`]+)`", cell)}
    assert listed == {command.name for command in commands.ALL}


def test_every_command_is_listed_once() -> None:
    counts = Counter(re.findall(r"`/([^`]+)`", "\n".join(re.findall(r"^\| (`/[^|]+`) \|", PAGE, re.M))))
    assert [name for name, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("readme", READMES)
def test_the_diagram_in_the_readme_is_the_table_of_the_code(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    diagram = re.search(r"```mermaid\nstateDiagram-v2\n(.*?)```", text, re.S)
    assert diagram is not None
    drawn = set()
    for origin, target, label in ARROW.findall(diagram[1]):
        if "[*]" in (origin, target):
            continue
        for verb in re.findall(r"[a-z_]+", label):
            drawn.add((State(origin), verb, State(target)))
    table = {(origin, verb, target) for (origin, verb), target in EDGES.items()}
    assert drawn - {(*ROUTED, State.ASSIGNED)} == table
