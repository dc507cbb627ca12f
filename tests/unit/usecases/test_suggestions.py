"""Learning from how tickets end, adopting what is suggested, correcting, re-rating, the radar."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.domain.intents import (
    Adopt,
    Complete,
    Edit,
    Intent,
    Merge,
    Move,
    Prioritise,
    Repeats,
    Rerate,
    RootCause,
    Sub,
    Undo,
    Who,
)
from bot.domain.routing import decision_from_json
from bot.domain.ticket import Priority, State, Ticket
from bot.domain.triage import Judge, Suggested, advise, scope_of
from bot.errors import BadInput, NotAllowed, UserError
from scheduler.cleanup import forget_old
from scheduler.radar import watch_faults
from storage.learning import _look, _put_down, learn_quietly
from storage.search import index_quietly
from storage.verify import verify
from tests.conftest import StillClock
from tests.timekeeping import GROUP, Timekeeper

POLICY = f"""\
admins: [admin]
teams:
  crew: {{members: [{{name: ann}}, {{name: bob}}], leads: [lead]}}
  office: {{members: [{{name: cid}}], leads: [chief]}}
templates:
  works:
    categories:
      wires: {{words: [fuse], priority: P2}}
      pipes: [drip]
      paper/forms: [form]
    fields:
      影响范围: {{kind: choice, options: [个人, 部门, 全公司]}}
      紧急程度: {{kind: choice, options: [不急, 尽快, 无法工作]}}
rules:
  - {{name: paper, when: {{categories: [paper]}}, team: office}}
chats:
  "{":".join(GROUP)}": {{team: crew, template: works}}
"""
TEXT = "水管冒烟"


@pytest.fixture
async def keeper(database_url: str, tx_now: StillClock) -> AsyncIterator[Timekeeper]:
    made = Timekeeper(database_url, tx_now, POLICY)
    await made.open()
    yield made
    faults = await made.transactions.read(verify)
    await made.close()
    assert faults == [], "every ticket is the fold of its history"


async def ticket(keeper: Timekeeper, number: int) -> Ticket:
    return await keeper.transactions.read(lambda tx: tx.tickets.get(number))


async def done(keeper: Timekeeper, number: int) -> None:
    owner = (await ticket(keeper, number)).owner
    assert owner is not None
    name = keeper.name(owner)
    await keeper.does(name, Move("accept", number))
    await keeper.does(name, Move("resolve", number, result="ok", asked=True))
    await keeper.does("lina", Move("approve", number))


async def learn(keeper: Timekeeper) -> int:
    return await learn_quietly(keeper.transactions, keeper.book.current)


async def judge(keeper: Timekeeper, scope: str = "team:crew") -> Judge | None:
    return await keeper.transactions.read(lambda tx: tx.models.judge(scope))


async def known(keeper: Timekeeper, scope: str = "team:crew") -> dict[str, int]:
    found = await judge(keeper, scope)
    return dict(found.labels("category")) if found else {}


async def suggested(keeper: Timekeeper, number: int) -> Suggested:
    found = await ticket(keeper, number)
    policy = await keeper.transactions.read(keeper.book.current)
    return advise(await judge(keeper, scope_of(found)), found, policy)


async def taught(keeper: Timekeeper, category: str = "pipes", count: int = 9) -> None:
    """So many tickets that ended as this, and a third as many that ended otherwise."""
    other = "wires" if category == "pipes" else "pipes"
    for n in range(count + count // 3):
        keeper.clock.forward(minutes=1)
        text, name = (TEXT, category) if n < count else ("窗户关不严实", other)
        await done(keeper, await keeper.files("lina", text, category=name))
    await learn(keeper)


async def refused(keeper: Timekeeper, who: str, intent: Intent) -> UserError:
    with pytest.raises(UserError) as caught:
        await keeper.does(who, intent)
    return caught.value


async def test_what_ends_teaches_as_it_ended_and_what_comes_back_is_forgotten(
    keeper: Timekeeper,
) -> None:
    number = await keeper.files("lina", TEXT, category="wires")
    await keeper.does("lead", Edit(number, "category", "pipes"))
    assert await learn(keeper) == 0, "nothing has ended yet"
    await done(keeper, number)
    assert await learn(keeper) == 1 and await known(keeper) == {"pipes": 1}
    await keeper.does("lina", Move("reopen", number, reason="again"))
    await learn(keeper)
    assert await known(keeper) == {}
    await keeper.does("lead", Edit(number, "category", "wires"))
    owner = keeper.name((await ticket(keeper, number)).owner or 0)
    await keeper.does(owner, Move("resolve", number, result="ok", asked=True))
    await keeper.does("lina", Move("approve", number))
    await learn(keeper)
    assert await known(keeper) == {"wires": 1}
    await keeper.does("lina", Undo(number))
    await learn(keeper)
    found = await judge(keeper)
    assert found is not None and (found.documents, dict(found.seen)) == (0, {})
    assert await learn(keeper) == 0, "heard once, not again and again"


async def test_what_was_called_off_or_merged_teaches_nothing(keeper: Timekeeper) -> None:
    first = await keeper.files("lina", TEXT, category="pipes")
    keeper.clock.forward(minutes=1)
    second = await keeper.files("lina", TEXT, category="pipes")
    keeper.clock.forward(minutes=1)
    third = await keeper.files("lina", "别的", category="pipes")
    await keeper.does("lead", Merge(second, first))
    await keeper.does("lina", Move("cancel", third, asked=True))
    assert await learn(keeper) == 2 and await known(keeper) == {}
    assert (await ticket(keeper, second)).state is State.CANCELLED


async def test_each_team_learns_for_itself_and_two_processes_learn_once(
    keeper: Timekeeper,
) -> None:
    await taught(keeper, count=2)
    keeper.clock.forward(minutes=1)
    await done(keeper, await keeper.files("lina", TEXT, category="paper/forms"))
    both = [
        await keeper.transactions.read(lambda tx: _look(tx, keeper.book.current))
        for _ in range(2)
    ]
    assert [await keeper.transactions.run(lambda tx, r=r: _put_down(r, tx)) for r in both] == [
        True, False,
    ]  # fmt: skip
    await keeper.restart()
    await learn(keeper)
    assert await known(keeper) == {"pipes": 2}
    assert await known(keeper, "team:office") == {"paper/forms": 1}


async def test_a_ticket_that_comes_back_while_it_is_being_learned_is_looked_at_again(
    keeper: Timekeeper,
) -> None:
    number = await keeper.files("lina", TEXT, category="pipes")
    await done(keeper, number)
    found = await keeper.transactions.read(lambda tx: _look(tx, keeper.book.current))
    await keeper.does("lina", Move("reopen", number, reason="again"))
    assert not await keeper.transactions.run(lambda tx: _put_down(found, tx))
    await learn(keeper)
    assert await known(keeper) == {}


async def test_off_means_off(keeper: Timekeeper) -> None:
    keeper.policy = "triage: false\n" + POLICY
    await keeper.transactions.run(lambda tx: tx.settings.add(keeper.policy, None, "off"))
    await done(keeper, await keeper.files("lina", TEXT, category="pipes"))
    assert await learn(keeper) == 0 and await judge(keeper) is None
    assert not await suggested(keeper, await keeper.files("lina", "停产了"))
    await keeper.transactions.run(lambda tx: tx.settings.add(POLICY, None, "on"))
    assert await learn(keeper) == 1, "what ended meanwhile is heard then"


async def test_a_suggestion_says_why_and_is_adopted_with_its_reason(keeper: Timekeeper) -> None:
    await taught(keeper)
    number = await keeper.files("hua", "楼道水管冒烟了")
    found = await suggested(keeper, number)
    assert found.category is not None and found.category.value == "pipes"
    assert (found.category.hits, found.category.of) == (9, 9)
    assert "水管冒烟" in found.category.because
    assert (await refused(keeper, "cid", Adopt(number))).key == "error.not_allowed"
    await keeper.does("hua", Adopt(number))
    after = await ticket(keeper, number)
    assert after.category == "pipes" and not await suggested(keeper, number)
    last = await keeper.transactions.read(lambda tx: tx.tickets.last_event(number))
    assert last is not None and last.event.data["suggested"]["category"]["hits"] == 9
    assert (await refused(keeper, "hua", Adopt(number))).key == "error.nothing_suggested"
    await keeper.does("hua", Undo(number))
    assert (await ticket(keeper, number)).category is None


async def test_what_the_card_showed_is_adopted_and_a_faster_correction_stands(
    keeper: Timekeeper,
) -> None:
    number = await keeper.files("lina", TEXT)
    await keeper.does("lead", Edit(number, "category", "wires"))
    shown = {"category": "pipes", "place": "3楼", "priority": "P2"}
    await keeper.does("lina", Adopt(number, shown))
    after = await ticket(keeper, number)
    assert (after.category, after.place, after.priority) == ("wires", "3楼", Priority.P2)
    assert after.plan.resolve_minutes == 480, "the promise follows the priority"
    bad = await refused(keeper, "lina", Adopt(number, {"priority": "P9"}))
    assert bad.key == "error.button"


async def test_a_category_brings_its_configured_priority(keeper: Timekeeper) -> None:
    await taught(keeper, "wires")
    number = await keeper.files("lina", TEXT)
    found = await suggested(keeper, number)
    assert found.category and found.priority
    assert (found.category.value, found.priority.value) == ("wires", "P2")
    await keeper.does("lead", Prioritise(number, 1, "!"))
    assert (await suggested(keeper, number)).priority is None, "P1 is not called less urgent"


async def test_a_corrected_category_goes_where_a_rule_sends_it_until_somebody_accepts(
    keeper: Timekeeper,
) -> None:
    free, taken, given = [await keeper.files("lina", f"件 {n}") for n in range(3)]
    await keeper.does(keeper.name((await ticket(keeper, taken)).owner or 0), Move("accept", taken))
    had = keeper.name((await ticket(keeper, given)).owner or 0)
    other = Who("bob" if had == "ann" else "ann")
    await keeper.does("lead", Move("assign", given, to=other, asked=True))
    owner = (await ticket(keeper, free)).owner
    keeper.said.clear()
    for number in (free, taken, given):
        await keeper.does("lina", Edit(number, "category", "forms"))
    tickets = [await ticket(keeper, number) for number in (free, taken, given)]
    assert [t.category for t in tickets] == ["paper/forms"] * 3, "as the template spells it"
    assert [t.team for t in tickets] == ["office", "crew", "crew"]
    assert keeper.name(tickets[0].owner or 0) == "cid"
    lines = await keeper.transactions.read(lambda tx: tx.tickets.history(free))
    assert decision_from_json(lines[-1].event.data).rule == "paper"
    await keeper.deliver()
    told = [s.to for s in keeper.said if s.facts.get("key") == "tell.rerouted"]
    assert told == [keeper.name(owner or 0)]
    await keeper.does("lina", Undo(free))
    back = await ticket(keeper, free)
    assert (back.team, back.owner, back.category) == ("crew", owner, None)


async def test_a_step_for_somebody_named_stays_theirs_when_its_category_is_corrected(
    keeper: Timekeeper,
) -> None:
    whole = await keeper.files("lina", TEXT)
    await keeper.does("lead", Sub(whole, "换阀门", Who("ann")))
    await keeper.does("lead", Edit(whole + 1, "category", "forms"))
    step = await ticket(keeper, whole + 1)
    assert (step.category, step.team) == ("paper/forms", "crew")
    assert keeper.name(step.owner or 0) == "ann"


@pytest.mark.parametrize(
    ("impact", "urgency", "expected"), [(1, 1, 1), (2, 1, 2), (2, 2, 3), (3, 3, 3)]
)
async def test_hurry_goes_by_the_matrix_and_never_down(
    keeper: Timekeeper, impact: int, urgency: int, expected: int
) -> None:
    number = await keeper.files("lina", TEXT)
    await keeper.does("lina", Rerate(number))
    await keeper.does("lina", Rerate(number, impact))
    assert (await ticket(keeper, number)).priority is Priority.P3
    await keeper.does("lina", Rerate(number, impact, urgency))
    assert (await ticket(keeper, number)).priority == expected
    await keeper.deliver()
    asked = [s.facts["impact"] for s in keeper.said if s.kind == "urgent"]
    assert asked == [0, impact]


async def test_the_answers_of_the_form_rate_by_the_matrix(keeper: Timekeeper) -> None:
    bad = {"影响范围": "全公司", "紧急程度": "无法工作"}
    assert (await ticket(keeper, await keeper.files("lina", TEXT, fields=bad))).priority == 1
    number = await keeper.files("hua", "另一件")
    await keeper.does("hua", Complete(number, {"影响范围": "部门"}))
    assert (await ticket(keeper, number)).priority == 3
    await keeper.does("hua", Complete(number, {"紧急程度": "无法工作"}))
    assert (await ticket(keeper, number)).priority == 2
    await keeper.does("lead", Prioritise(number, 1, "!"))
    await keeper.does("hua", Complete(number, {"紧急程度": "不急"}))
    assert (await ticket(keeper, number)).priority == 1, "somebody had decided"


async def faults(keeper: Timekeeper) -> list[tuple[str, str]]:
    """Who was told of which thing since the last look."""
    await index_quietly(keeper.transactions)
    await watch_faults(keeper.transactions, keeper.book)
    keeper.said.clear()
    await keeper.deliver()
    return [(s.to, s.facts["value"]) for s in keeper.said if s.kind == "repeat"]


async def broken(keeper: Timekeeper, text: str, days: float = 1) -> int:
    keeper.clock.forward(days=days)
    return await keeper.files("lina", text)


async def test_two_processes_that_look_at_once_tell_once(keeper: Timekeeper) -> None:
    for _ in range(3):
        await broken(keeper, "EQ-77 响")
    await index_quietly(keeper.transactions)
    other = keeper.beside()
    await other.open()
    await asyncio.gather(
        *(watch_faults(one.transactions, one.book) for one in (keeper, other))
    )
    await other.close()
    keeper.said.clear()
    await keeper.deliver()
    assert [s.to for s in keeper.said if s.kind == "repeat"] == ["lead"]
    assert await watch_faults(keeper.transactions, keeper.book) == 0


async def test_a_thing_that_changed_while_somebody_looked_is_looked_at_again(
    keeper: Timekeeper,
) -> None:
    number = await broken(keeper, "EQ-77 响")
    await index_quietly(keeper.transactions)
    looked_at = await keeper.transactions.read(lambda tx: tx.faults.fresh(9))
    assert looked_at == [(number, ("asset", "EQ-77"))]
    await keeper.does("lina", Edit(number, "asset", "EQ-78"))
    await index_quietly(keeper.transactions)
    await keeper.transactions.run(lambda tx: tx.faults.seen(looked_at))
    still = await keeper.transactions.read(lambda tx: tx.faults.fresh(9))
    assert still == [(number, ("asset", "EQ-78"))]


async def test_the_radar_tells_the_lead_once_a_fortnight_and_counts_what_counts(
    keeper: Timekeeper,
) -> None:
    first = await broken(keeper, "EQ-77 响")
    second = await broken(keeper, "EQ-77 又响")
    await broken(keeper, "3号楼2楼 漏")
    await broken(keeper, "EQ-77 停")
    await keeper.does("lead", Merge(second, first))
    assert await faults(keeper) == [], "merged into one they are two"
    await broken(keeper, "EQ-77 再停")
    assert await faults(keeper) == [("lead", "EQ-77")]
    fifth = await broken(keeper, "EQ-77 还停")
    assert await faults(keeper) == []
    await keeper.does("lina", Edit(fifth, "place", "二车间"))
    await broken(keeper, "东西坏了", 9)
    for text in ("EQ-77 停", "EQ-77 停了", "EQ-77 又停"):
        await broken(keeper, text, 2)
    await keeper.look()
    assert await faults(keeper) == [("lead", "EQ-77")], "another fortnight"
    assert await keeper.transactions.read(
        lambda tx: tx.faults.of([("place", "2车间")], tx.now - timedelta(days=30), 9)
    ), "a corrected place counts too"
    keeper.clock.forward(days=16)
    await forget_old(keeper.transactions)
    assert not await keeper.transactions.read(
        lambda tx: tx.faults.of([("asset", "EQ-77")], tx.now - timedelta(days=90), 9)
    )


async def test_the_root_cause_is_filed_once_points_at_its_tickets_and_is_no_fault_itself(
    keeper: Timekeeper,
) -> None:
    numbers = [await broken(keeper, f"EQ-77 坏 {n}") for n in range(3)]
    await faults(keeper)
    wanted = RootCause("asset", numbers[-1], "EQ-77: find the cause")
    assert isinstance(await refused(keeper, "chief", Repeats("asset", numbers[0])), NotAllowed)
    for intent in (wanted, Repeats(), Repeats("asset", numbers[0])):
        assert isinstance(await refused(keeper, "lina", intent), NotAllowed)
    await keeper.does("lead", wanted)
    root = await ticket(keeper, numbers[-1] + 1)
    assert (root.asset, root.team, root.home) == ("EQ-77", "crew", GROUP)
    assert root.related == tuple(numbers) and root.deadline is None
    assert (await ticket(keeper, numbers[0])).related == (root.id,)
    await keeper.does("admin", wanted)
    assert await keeper.transactions.read(lambda tx: tx.tickets.find(root.id + 1)) is None
    await broken(keeper, "东西坏了", 12.5)
    await broken(keeper, "EQ-77 坏")
    assert await faults(keeper) == []
    gone = await refused(keeper, "lead", RootCause("place", numbers[0], "x"))
    assert isinstance(gone, BadInput)


async def test_the_root_cause_is_not_shown_in_a_group_that_is_to_stay_silent(
    keeper: Timekeeper,
) -> None:
    numbers = [await broken(keeper, f"EQ-77 坏 {n}") for n in range(3)]
    await faults(keeper)
    quiet = POLICY.replace("template: works}", "template: works, silent: true}")
    await keeper.transactions.run(lambda tx: tx.settings.add(quiet, None, "test"))
    await keeper.deliver()
    keeper.said.clear()
    await keeper.does("lead", RootCause("asset", numbers[-1], "EQ-77: find the cause"))
    await keeper.deliver()
    assert (await ticket(keeper, numbers[-1] + 1)).home == GROUP
    assert [s for s in keeper.said if s.to == "chat" and s.kind == "ticket"] == []
