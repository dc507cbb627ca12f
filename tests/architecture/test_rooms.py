"""What each room may hold, read from the source: the rules import-linter cannot see."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.rooms import PURE, ROOMS, dotted, files, found, literals, name_of, tree

# Where Chinese may stand in code: the texts, what people type, and the words the domain reads.
CHINESE_IN = (
    "bot/texts/zh_cn/",
    "commands/",
    "bot/domain/deadline/words/",
    "bot/domain/holidays/words.py",
    "bot/domain/policy/starters/",
    "bot/domain/policy/words.py",
    "bot/domain/roster/words.py",
    "bot/domain/triage/words.py",
    "bot/domain/words.py",
)
# Where wall times, which have no zone yet, become moments.
WALL_TIMES = ("bot/domain/calendar.py", "bot/domain/zones.py", "bot/usecases/daywords.py")
HAN = re.compile("[\u4e00-\u9fff]")
PLATFORMS = {"feishu", "dingtalk", "wecom"}
CLOCKS = {
    "datetime.now", "datetime.today", "datetime.datetime.now", "datetime.datetime.today",
    "date.today", "datetime.date.today", "time.time", "time.time_ns", "time.localtime",
    "time.gmtime",
}  # fmt: skip
NAIVE = {
    "datetime.utcnow", "datetime.utcfromtimestamp", "datetime.datetime.utcnow",
    "datetime.datetime.utcfromtimestamp",
}  # fmt: skip
SQL = re.compile(
    r"^\s*(SELECT\s.+\sFROM|INSERT\s+(OR \w+ )?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM"
    r"|(CREATE|ALTER|DROP)\s+TABLE|PRAGMA)\b",
    re.S,
)
LONGEST = 300  # lines
CODE = (".py", ".js", ".css", ".html", ".yaml", ".sql")


def test_pure_rooms_never_wait() -> None:
    waits = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)
    assert found(PURE, lambda node: isinstance(node, waits)) == []


def test_chinese_stands_only_in_texts_and_in_words_that_are_read() -> None:
    strays = [
        f"{name_of(path)}:{line} {literal[:20]}"
        for path in files(*ROOMS)
        if not name_of(path).startswith(CHINESE_IN)
        for line, literal in literals(path)
        if HAN.search(literal)
    ]
    assert strays == []


@pytest.mark.parametrize("place", CHINESE_IN)
def test_no_place_is_excepted_that_needs_no_exception(place: str) -> None:
    spoken = [
        path for path in files(*ROOMS)
        if name_of(path).startswith(place) and any(HAN.search(said) for _, said in literals(path))
    ]
    assert spoken


def test_only_the_clock_asks_what_time_it_is() -> None:
    assert found(ROOMS, _asks_time, besides=("scheduler/clock.py",)) == []


def _asks_time(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom) and node.module == "time":
        return any(alias.name in ("time", "time_ns") for alias in node.names)
    return isinstance(node, ast.Call) and dotted(node.func) in CLOCKS


def test_no_moment_is_without_its_zone() -> None:
    assert found((*ROOMS, "simulator"), _naive, besides=WALL_TIMES) == []


def _naive(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called, given = dotted(node.func), {keyword.arg for keyword in node.keywords}
    if called in NAIVE:
        return True
    if called in ("datetime", "datetime.datetime"):
        return len(node.args) < 8 and "tzinfo" not in given and None not in given
    if called in ("datetime.fromtimestamp", "datetime.datetime.fromtimestamp"):
        return len(node.args) < 2 and "tz" not in given
    if called in ("datetime.now", "datetime.datetime.now"):
        return not node.args and "tz" not in given
    stripped = [k for k in node.keywords if k.arg == "tzinfo"]
    return any(isinstance(k.value, ast.Constant) and k.value.value is None for k in stripped)


def test_no_file_is_longer_than_can_be_read_at_one_sitting() -> None:
    long = {
        name_of(path): lines
        for path in files(*ROOMS, "simulator", "benchmarks", suffixes=CODE)
        if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_nobody_but_the_adapters_and_the_wiring_asks_which_platform_it_is() -> None:
    asked = found(ROOMS, _asks_platform, besides=("adapters/", "bot/main.py"))
    assert asked == []


def _asks_platform(node: ast.AST) -> bool:
    if isinstance(node, ast.Compare):
        sides: list[ast.expr] = [node.left, *node.comparators]
        said = [part for side in sides for part in ast.walk(side)]
    elif isinstance(node, ast.MatchValue):
        said = list(ast.walk(node.value))
    else:
        return False
    return any(isinstance(part, ast.Constant) and part.value in PLATFORMS for part in said)


def test_sql_is_written_in_storage_alone() -> None:
    strays = [
        f"{name_of(path)}:{line}"
        for path in files(*ROOMS, "simulator")
        if not name_of(path).startswith("storage/")
        for line, literal in literals(path)
        if SQL.match(literal)
    ]
    assert strays == []


@pytest.mark.parametrize(
    "code",
    [
        "datetime(2026, 1, 1)", "datetime.utcnow()", "datetime.fromtimestamp(0)", "datetime.now()",
        "moment.replace(tzinfo=None)",
    ],
)
def test_a_naive_moment_is_recognised(code: str) -> None:
    assert _naive(ast.parse(code, mode="eval").body)


@pytest.mark.parametrize(
    "code",
    [
        "datetime(2026, 1, 1, tzinfo=UTC)", "datetime.fromtimestamp(0, UTC)", "datetime.now(UTC)",
        "moment.replace(tzinfo=zone)",
    ],
)
def test_a_moment_with_its_zone_passes(code: str) -> None:
    assert not _naive(ast.parse(code, mode="eval").body)


@pytest.mark.parametrize("code", ['x.platform == "wecom"', 'p in ("feishu", "slack")'])
def test_asking_for_a_platform_is_recognised(code: str) -> None:
    assert _asks_platform(ast.parse(code, mode="eval").body)


def test_every_module_opens_with_what_it_is_for() -> None:
    silent = [
        name_of(path)
        for path in files(*ROOMS, "simulator")
        if path.read_text("utf-8").strip() and not ast.get_docstring(tree(path))
    ]
    assert silent == []
