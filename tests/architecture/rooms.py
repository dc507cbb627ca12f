"""The rooms' source files as trees, and what is found in them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "adapters", "commands", "storage", "scheduler")
PURE = ("bot/domain", "bot/cards", "bot/texts", "bot/usecases", "bot/compose", "commands")


def files(*places: str, suffixes: tuple[str, ...] = (".py",)) -> list[Path]:
    """The source files under these places of the checkout, sorted."""
    found = [p for place in places for p in (ROOT / place).rglob("*") if p.suffix in suffixes]
    return sorted(p for p in found if "__pycache__" not in p.parts)


def name_of(path: Path) -> str:
    """The path inside the checkout, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(path.read_text("utf-8"))


def found(
    places: tuple[str, ...], wrong: Callable[[ast.AST], bool], *, besides: tuple[str, ...] = ()
) -> list[str]:
    """path:line of every node that is wrong, outside the places excepted."""
    return [
        f"{name_of(path)}:{getattr(node, 'lineno', 0)}"
        for path in files(*places)
        if not name_of(path).startswith(besides)
        for node in ast.walk(tree(path))
        if wrong(node)
    ]


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """(line, text) of the file's strings, its docstrings left out."""
    module = tree(path)
    docs = {
        id(node.value)
        for node in ast.walk(module)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a name or an attribute; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return ""
