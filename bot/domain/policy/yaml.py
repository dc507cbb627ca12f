"""YAML text ↔ plain mappings, lists and text. No scalar is ever guessed to be a number, a date or
a truth value: 00123 and "no" stay as written.
"""

from __future__ import annotations

import io
import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import SingleQuotedScalarString

from bot.domain.policy.fault import Fault

LONGEST = 1_000_000  # characters of a document; a large company's is a tenth of it
_PLAIN = re.compile(r"[^\W_][\w./:%+()=~ -]*")
_BRACKETS = re.compile(r"[][{}]")
DEEPEST = 50  # nested brackets; the document needs six, and the parser is slow with thousands


class _TextOnly(VersionedResolver):
    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        if kind is ScalarNode:
            return self.DEFAULT_SCALAR_TAG
        return super().resolve(kind, value, implicit)


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.Resolver = _TextOnly
    yaml.allow_unicode = True
    yaml.width = 100
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def parse(text: str) -> tuple[Any, Fault | None]:
    """The document with its comments, or the first syntax fault (YAML stops there)."""
    if len(text) > LONGEST:
        return None, Fault(1, 1, "policy.text_too_long", {"limit": LONGEST})
    if _depth(text) > DEEPEST:
        return None, Fault(1, 1, "policy.too_deep", {"limit": DEEPEST})
    try:
        return _yaml().load(text), None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem = str(error.problem or "")
        if "duplicate key" in problem:
            return None, Fault(line, column, "policy.key_twice", {"detail": problem})
        return None, Fault(line, column, "policy.syntax", {"detail": problem})
    except YAMLError as error:
        line, column = _place(text, getattr(error, "position", 0))
        return None, Fault(line, column, "policy.syntax", {"detail": str(error).splitlines()[0]})
    except RecursionError:
        return None, Fault(1, 1, "policy.too_deep", {"limit": DEEPEST})


def write(tree: Any) -> str:
    """The YAML text of a tree; comments of a tree that was parsed stay."""
    out = io.StringIO()
    _yaml().dump(tree, out)
    return out.getvalue()


def commented(plain: Any) -> Any:
    """A plain tree as ruamel's; lists of plain text and mappings of small things in one line."""
    if isinstance(plain, dict):
        out = CommentedMap((scalar(name), commented(value)) for name, value in plain.items())
        if _fits_line(plain):
            out.fa.set_flow_style()
        return out
    if isinstance(plain, list):
        rows = CommentedSeq(commented(item) for item in plain)
        if _fits_line(plain):
            rows.fa.set_flow_style()
        return rows
    return scalar(plain)


def scalar(text: str) -> str:
    """Text that might be read as YAML's own marks is quoted; the writer alone is not careful
    enough inside brackets."""
    careful = not _PLAIN.fullmatch(text) or ": " in text or text.endswith((":", " "))
    return SingleQuotedScalarString(text) if careful else text


def _fits_line(plain: Any) -> bool:
    """Lists of text always do (the writer wraps them), small flat mappings too."""
    if isinstance(plain, list):
        return all(isinstance(value, str) for value in plain)
    values = list(plain.values())
    flat = all(
        isinstance(value, str) or (isinstance(value, list) and _fits_line(value))
        for value in values
    )
    return flat and sum(len(str(part)) + 4 for part in [*plain, *values]) <= 80


def _depth(text: str) -> int:
    deepest = depth = 0
    for mark in _BRACKETS.findall(text):
        depth = max(0, depth + (1 if mark in "[{" else -1))
        deepest = max(deepest, depth)
    return deepest


def _place(text: str, position: int) -> tuple[int, int]:
    before = text[:position]
    return before.count("\n") + 1, len(before) - before.rfind("\n")
