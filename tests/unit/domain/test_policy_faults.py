"""Faults of the document at their lines, comments kept, the documentation's example."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.domain.calendar import WorkCalendar
from bot.domain.policy import Member, Target
from bot.domain.policy.defaults import default_policy
from bot.domain.policy.document import dump, load, read
from bot.domain.policy.fault import PolicyFaults
from bot.domain.policy.starters import STARTERS, starter, with_starter
from bot.domain.ticket import Priority

FAULTS = Path(__file__).parents[2] / "fixtures" / "policy"
EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "policy.yaml"


def test_an_empty_document_is_the_default_policy():
    assert load("") == default_policy() == load("{}")


def test_all_starters_survive_the_document():
    policy = default_policy()
    for name in STARTERS:
        policy = with_starter(policy, name)
    assert load(dump(policy)) == policy
    assert starter("IT支持").categories[0].words


def test_the_example_of_the_documentation_is_faultless_and_stays_as_written():
    text = EXAMPLE.read_text(encoding="utf-8")
    reading = read(text, people=())
    assert reading.faults == ()
    assert reading.policy is not None
    again = dump(reading.policy, text)
    comments = [line for line in text.splitlines() if "#" in line]
    assert comments and all(
        any(line.split("#", 1)[1] in kept for kept in again.splitlines()) for line in comments
    )


def test_the_example_in_the_guide_is_the_example_file():
    guide = EXAMPLE.parents[1] / "configuration.md"
    assert EXAMPLE.read_text(encoding="utf-8") in guide.read_text(encoding="utf-8")


def test_comments_stay_where_entries_stay_and_changes_land_beside_them():
    text = (
        "# our shop\nadmins: [张伟] # the founder\nteams:\n  IT: # help desk\n    members:\n"
        "      # the fast one\n      - 张伟\n    leads: [张伟]\n    manager: 郑浩\n"
    )
    policy = load(text)
    team = policy.teams["IT"]
    changed = replace(
        policy,
        admins=("张伟", "李四"),
        teams={"IT": replace(team, members=(*team.members, Member("李四", limit=3)))},
    )
    out = dump(changed, text)
    assert load(out) == changed
    for comment in ("# our shop", "# the founder", "# help desk", "# the fast one"):
        assert comment in out


@pytest.mark.parametrize("path", sorted(FAULTS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_fault_is_reported_at_its_line(path):
    """Each fixture marks its faulty lines with `#! key` and its warnings with `#? key`; `-> x`
    is the proposal."""
    text = path.read_text(encoding="utf-8")
    expected = []
    for number, line in enumerate(text.splitlines(), start=1):
        for mark, warning in (("#! ", False), ("#? ", True)):
            if mark in line:
                for note in line.split(mark, 1)[1].split(", "):
                    key, _, proposal = note.partition(" -> ")
                    expected.append((number, key.strip(), warning, proposal or None))
    people = ["张伟", "王强", "刘洋", "陈静", "孙磊", "郑浩"]
    found = [(f.line, f.key, f.warning) for f in read(text, people).faults]
    assert sorted(found) == sorted(e[:3] for e in expected)
    proposals = {(f.line, f.key): f.proposal for f in read(text, people).faults}
    assert all(proposals[e[0], e[1]] == e[3] for e in expected if e[3])


def test_load_raises_all_faults_together():
    with pytest.raises(PolicyFaults) as caught:
        load("admins: [张伟]\nteams:\n  A: {}\nslas:\n  fast: {P1: {respond: soon, resolve: 4h}}\n")
    keys = [fault.key for fault in caught.value.faults if not fault.warning]
    assert keys == ["policy.team_empty", "policy.sla_incomplete", "policy.duration"]
    assert caught.value.facts == {"count": 3}


@pytest.mark.parametrize(
    ("text", "place", "key"),
    [
        ("teams: [1\nrules: 2", (2, 6), "policy.syntax"),
        ("admins: [a]\nadmins: [b]", (2, 1), "policy.key_twice"),
        ("\tteams: 1", (1, 1), "policy.syntax"),
        ("a: \x00", (1, 4), "policy.syntax"),
        ("[" * 5000, (1, 1), "policy.too_deep"),
    ],
)
def test_broken_yaml_says_where(text, place, key):
    (fault,) = read(text).faults
    assert fault.key == key and (fault.line, fault.column) == place


def test_a_huge_text_is_refused_before_it_is_parsed():
    assert read("#" * 1_000_001).faults[0].key == "policy.text_too_long"


def test_tagged_values_are_not_executed():
    assert read("language: !!python/object/apply:os.system [ls]").policy is None


def test_the_default_numbers_are_those_of_the_product():
    policy = default_policy()
    sla = policy.slas["default"].targets
    assert sla[Priority.P1] == Target(15, 240, "always")
    assert sla[Priority.P4] == Target(0, 0, respond_days=1, resolve_days=5)
    calendar: WorkCalendar = policy.calendars["default"]
    assert not calendar.works_on(date(2026, 10, 1)) and calendar.works_on(date(2026, 10, 10))
    assert policy.ladders["default"].rungs[0].minutes_p1 == 5
