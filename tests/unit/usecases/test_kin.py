"""Merging, taking out again, splitting, sub-tickets and ties: what is kept, and who hears of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.cards.model import Card
from bot.compose import compose
from bot.compose.view import View
from bot.domain.intents import (
    Distinct,
    Follow,
    Intent,
    Join,
    Merge,
    Move,
    Relate,
    Split,
    Sub,
    Undo,
    Who,
)
from bot.domain.kin import met_by
from bot.domain.notices import Say, ToPerson
from bot.domain.ticket import State, Ticket
from bot.errors import BadInput, IllegalMove, NotAllowed, NotFound, UserError
from bot.ports import Attachment, Tx
from bot.usecases.alike import MOST, filed_lately
from bot.usecases.call import Call
from bot.usecases.rehearsal import rehearse
from bot.usecases.renamed import follow
from scheduler.alike import look_for_doubles
from storage.verify import verify
from tests.conftest import StillClock
from tests.timekeeping import Said, Timekeeper
from tests.usecases_policy import POLICY

LEAK = "3号楼 pump 漏水"


@pytest.fixture
async def keeper(database_url: str, tx_now: StillClock) -> AsyncIterator[Timekeeper]:
    """#1 of lina and #2 of hua, both of the crew."""
    made = Timekeeper(database_url, tx_now, POLICY)
    await made.open()
    await made.files("lina", LEAK)
    tx_now.forward(seconds=5)
    await made.files("hua", "3号楼 pump 又漏水了")
    await made.look()
    made.said.clear()
    yield made
    faults = await made.transactions.read(verify)
    await made.close()
    assert faults == [], "every ticket is the fold of its history, every load its count"


async def ticket(keeper: Timekeeper, number: int) -> Ticket:
    return await keeper.transactions.read(lambda tx: tx.tickets.get(number))


async def refused(keeper: Timekeeper, who: str, intent: Intent) -> UserError:
    with pytest.raises(UserError) as caught:
        await keeper.does(who, intent)
    return caught.value


async def owner(keeper: Timekeeper, number: int) -> str:
    found = await ticket(keeper, number)
    assert found.owner is not None
    return keeper.name(found.owner)


async def told(keeper: Timekeeper, key: str) -> list[str]:
    await keeper.deliver()
    return sorted(s.to for s in keeper.said if _key(s) == key)


def _key(said: Said) -> str:
    facts: Mapping[str, Any] = said.facts
    return str(facts.get("key") or facts.get("lead") or said.kind)


async def test_a_merged_ticket_is_closed_with_a_pointer_and_its_people_go_along(
    keeper: Timekeeper,
) -> None:
    await keeper.does("kim", Follow(2))
    await keeper.does("lead", Merge(2, 1))
    gone, kept = await ticket(keeper, 2), await ticket(keeper, 1)
    assert (gone.state, gone.merged_into, gone.is_open) == (State.CANCELLED, 1, False)
    assert gone.check_at is None, "its clocks stand"
    assert kept.doubles == (2,) and met_by(kept) == 2
    assert {keeper.name(p) for p in kept.followers} == {"hua", "kim"}
    assert await told(keeper, "merged") == ["hua"]
    assert await told(keeper, "tell.met") == [await owner(keeper, 1)]
    loads = await keeper.transactions.read(
        lambda tx: tx.tickets.loads(p.id for p in tx.people.everybody())
    )
    assert sum(loads.values()) == 1
    keeper.said.clear()
    await keeper.does(await owner(keeper, 1), Move("accept", 1, asked=True))
    await keeper.does(await owner(keeper, 1), Move("resolve", 1, result="sealed", asked=True))
    assert await told(keeper, "tell.resolved") == ["hua", "kim"]


async def test_a_requester_merges_their_own_and_nobody_elses(keeper: Timekeeper) -> None:
    assert isinstance(await refused(keeper, "lina", Merge(2, 1)), NotAllowed)
    await keeper.does("hua", Merge(2, 1))
    assert (await ticket(keeper, 2)).merged_into == 1


async def test_what_cannot_be_merged_says_why(keeper: Timekeeper) -> None:
    assert (await refused(keeper, "lead", Merge(1, 1))).key == "error.merge.self"
    assert isinstance(await refused(keeper, "lead", Merge(2, 99)), NotFound)
    await keeper.files("lina", "third")
    await keeper.does("lead", Merge(2, 1))
    merged = await refused(keeper, "admin", Merge(3, 2))
    assert merged.facts["into"] == 1 and merged.facts["choices"][0][1] == "merge.3.0.into=1"
    again = await refused(keeper, "lead", Merge(2, 1))
    assert isinstance(again, IllegalMove) and (again.key, again.facts["into"]) == (
        "error.merged", 1)
    await keeper.does("lead", Move("cancel", 1, asked=True))
    assert (await refused(keeper, "admin", Merge(3, 1))).key == "error.merge.closed"


async def test_nothing_can_be_done_with_a_merged_ticket(keeper: Timekeeper) -> None:
    await keeper.does("lead", Merge(2, 1))
    for verb in ("accept", "assign", "cancel", "resolve"):
        error = await refused(keeper, "lead", Move(verb, 2, asked=True))
        assert (error.key, error.facts["into"]) == ("error.merged", 1), verb


async def test_a_ticket_somebody_may_not_see_is_no_target(keeper: Timekeeper) -> None:
    await keeper.files("lina", "pump secret", private=True)
    assert isinstance(await refused(keeper, "hua", Merge(2, 3)), NotFound)
    await keeper.does("kim", Follow(2))
    await keeper.does("lead", Merge(2, 3))
    followers = (await ticket(keeper, 3)).followers
    assert [keeper.name(p) for p in followers] == ["hua"], "the requester, and nobody else"


async def test_a_private_tickets_title_is_not_told_in_a_public_one(keeper: Timekeeper) -> None:
    await keeper.files("hua", "pump secret", private=True)
    await keeper.does("hua", Merge(3, 1))
    lines = await keeper.transactions.read(lambda tx: tx.tickets.history(1))
    assert lines[-1].event.kind == "absorbed"
    assert "secret" not in str(lines[-1].event.data)


async def test_undo_brings_both_back_and_the_clock_leaves_out_the_time_between(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    before = await ticket(keeper, 2), await ticket(keeper, 1)
    tx_now.forward(minutes=1)
    await keeper.does("hua", Merge(2, 1))
    tx_now.forward(minutes=1)
    await keeper.does("hua", Undo(2))
    after = await ticket(keeper, 2), await ticket(keeper, 1)
    assert (after[0].state, after[0].owner) == (before[0].state, before[0].owner)
    assert after[0].merged_into is None and after[0].check_at is not None
    assert before[0].resolve_due is not None
    assert after[0].resolve_due == before[0].resolve_due + timedelta(minutes=1)
    assert (after[1].doubles, after[1].followers, after[1].affected) == ((), (), ())


async def test_undo_is_for_two_minutes_and_the_objection_for_ever(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    await keeper.does("lead", Merge(2, 1))
    tx_now.forward(days=1)
    assert (await refused(keeper, "lead", Undo(2))).key == "error.undo_late"
    assert isinstance(await refused(keeper, "lina", Distinct(2, 1)), NotAllowed)
    await keeper.does("hua", Distinct(2, 1))
    apart = await ticket(keeper, 2)
    assert apart.is_open and apart.respond_due is not None
    assert apart.respond_due > tx_now.at, "its owner has the time a new ticket gives"
    keeper.said.clear()
    await keeper.look()
    assert [s for s in keeper.said if s.kind == "ping" and s.ticket == 2] == []
    assert met_by(await ticket(keeper, 1)) == 1
    assert await told(keeper, "lead.parted") == [await owner(keeper, 2)]


async def test_what_was_merged_twice_over_comes_out_of_both(keeper: Timekeeper) -> None:
    await keeper.files("mo", "pump again")
    await keeper.does("lead", Merge(3, 2))
    await keeper.does("lead", Merge(2, 1))
    assert met_by(await ticket(keeper, 1)) == 3
    await keeper.does("mo", Distinct(3, 2))
    assert met_by(await ticket(keeper, 1)) == 2
    assert (await ticket(keeper, 2)).merged_into == 1


async def test_whoever_has_it_too_goes_on_when_the_requester_calls_it_off(
    keeper: Timekeeper,
) -> None:
    await keeper.does("hua", Merge(2, 1))
    await keeper.does("kim", Join(1))
    await keeper.does("kim", Join(1))
    assert met_by(await ticket(keeper, 1)) == 3
    await keeper.does("lina", Move("cancel", 1, asked=True))
    left = await ticket(keeper, 1)
    assert left.is_open and keeper.name(left.requester) == "hua" and met_by(left) == 2
    assert await told(keeper, "lead.inherited") == ["hua"]
    await keeper.does("lead", Move("cancel", 1, asked=True))
    assert not (await ticket(keeper, 1)).is_open, "a lead may for all"
    assert (await refused(keeper, "mo", Join(1))).key == "error.join.over"
    assert "kim" in await told(keeper, "tell.cancelled")


async def test_me_too_without_a_number_is_the_one_ticket_it_can_be(keeper: Timekeeper) -> None:
    error = await refused(keeper, "kim", Join())
    assert (error.key, error.facts["tickets"]) == ("error.which", [2, 1])
    await keeper.does("hua", Join())
    assert met_by(await ticket(keeper, 1)) == 2, "not one's own"


async def test_a_merged_ticket_is_no_past_of_a_dry_run(keeper: Timekeeper) -> None:
    def tried(tx: Tx) -> int:
        policy = keeper.book.current(tx)
        call = Call(tx=tx, policy=policy, actor=tx.people.get(1))
        found = rehearse(policy, replace(policy, rules=()), call)
        assert found is not None
        return int(found["total"])

    keeper.clock.forward(seconds=1)
    assert await keeper.transactions.read(tried) == 2
    await keeper.does("lead", Merge(2, 1))
    assert await keeper.transactions.read(tried) == 1


async def test_a_part_becomes_a_ticket_of_the_same_requester(keeper: Timekeeper) -> None:
    assert isinstance(await refused(keeper, "hua", Split(1, "light broken")), NotAllowed)
    await keeper.does("lead", Split(1, "灯也坏了 pump"))
    part, whole = await ticket(keeper, 3), await ticket(keeper, 1)
    assert (part.requester, part.home, part.place) == (whole.requester, whole.home, "3号楼")
    assert (part.team, part.state) == ("crew", State.ASSIGNED)
    assert (part.related, whole.related) == ((1,), (3,))
    assert "lina" in await told(keeper, "lead.split_for_you")


async def test_a_parent_waits_for_its_sub_tickets(keeper: Timekeeper) -> None:
    first = await owner(keeper, 1)
    await keeper.does(first, Move("accept", 1, asked=True))
    assert isinstance(await refused(keeper, "lina", Sub(1, "motor")), NotAllowed)
    await keeper.does(first, Sub(1, "new motor", Who("bob")))
    await keeper.does(first, Sub(1, "clean up pump"))
    await keeper.does(first, Sub(1, "superfluous", Who("ann")))
    assert (await ticket(keeper, 1)).children == (3, 4, 5)
    motor = await ticket(keeper, 3)
    assert (motor.parent, motor.team, await owner(keeper, 3)) == (1, "crew", "bob")
    assert keeper.name(motor.requester) == first, "who asked for the step accepts it"

    error = await refused(keeper, first, Move("resolve", 1, result="ok", asked=True))
    assert (error.key, error.facts["tickets"]) == ("error.sub.open", [3, 4, 5])
    for number in (3, 4):
        await keeper.does("lead", Move("accept", number, asked=True))
        await keeper.does("lead", Move("resolve", number, result="done", asked=True))
    keeper.said.clear()
    assert await told(keeper, "talk.steps_done") == []
    await keeper.does("lead", Move("cancel", 5, asked=True))
    assert await told(keeper, "talk.steps_done") == [first]
    await keeper.does(first, Move("resolve", 1, result="ok", asked=True))
    assert (await ticket(keeper, 1)).state is State.RESOLVED


async def test_a_parent_is_not_merged_over_its_steps_nor_into_one(keeper: Timekeeper) -> None:
    await keeper.does("lead", Sub(2, "step pump"))
    assert (await refused(keeper, "lead", Merge(2, 3))).key == "error.merge.child"
    assert (await refused(keeper, "lead", Merge(2, 1))).key == "error.merge.children"
    await keeper.does("lead", Move("cancel", 3, asked=True))
    await keeper.does("lead", Merge(2, 1))


async def test_a_step_is_merged_into_its_own_parent_and_comes_out_again(
    keeper: Timekeeper,
) -> None:
    await keeper.does("lead", Sub(1, "step pump"))
    await keeper.does("lead", Merge(3, 1))
    assert (await ticket(keeper, 1)).doubles == (3,)
    assert (await ticket(keeper, 3)).merged_into == 1
    await keeper.does("lead", Undo(3))
    assert (await ticket(keeper, 1)).doubles == ()
    assert (await ticket(keeper, 3)).is_open


async def test_a_ticket_taken_up_again_bears_the_name_its_team_got_meanwhile(
    keeper: Timekeeper,
) -> None:
    await keeper.does("lead", Merge(2, 1))
    old = POLICY

    def rename(tx: Tx, *, to: str, was: str) -> None:
        follow([("rename_team", {"name": was, "new_name": to})], 1, tx)
        tx.settings.add(old.replace("crew", to), None, "test")

    await keeper.transactions.run(lambda tx: rename(tx, was="crew", to="squad"))
    await keeper.transactions.run(lambda tx: rename(tx, was="squad", to="works"))
    assert (await ticket(keeper, 2)).team == "crew", "it keeps the name it was closed under"
    await keeper.does("hua", Distinct(2, 1))
    back = await ticket(keeper, 2)
    assert back.is_open and back.team == "works"
    other = "ann" if await owner(keeper, 2) == "bob" else "bob"
    await keeper.does("lead", Move("assign", 2, to=Who(other), asked=True))


async def test_an_alarm_that_comes_after_the_merge_asks_for_nothing(keeper: Timekeeper) -> None:
    say = Say("ping", ToPerson(1), 2, {"key": "ping.accept", "role": "owner"})

    def card(tx: Tx) -> Card:
        lead = tx.people.by_handle("lead")
        return compose(say, View(tx, keeper.book.current(tx), language="zh-CN", viewer=lead))

    assert (await keeper.transactions.read(card)).buttons
    await keeper.does("lead", Merge(2, 1))
    late = await keeper.transactions.read(card)
    assert late.buttons == () and "#1" in late.summary


async def test_ties_are_seen_from_both_sides_and_untied(keeper: Timekeeper) -> None:
    assert isinstance(await refused(keeper, "kim", Relate(1, 2)), NotAllowed)
    assert (await refused(keeper, "lina", Relate(1, 1))).key == "error.relate.self"
    assert isinstance(await refused(keeper, "lina", Relate(1)), BadInput)
    await keeper.does("lina", Relate(1, 2))
    assert [(await ticket(keeper, n)).related for n in (1, 2)] == [(2,), (1,)]
    assert (await refused(keeper, "hua", Relate(2, 1))).key == "error.relate.already"
    await keeper.does("hua", Relate(2, 1, off=True))
    assert [(await ticket(keeper, n)).related for n in (1, 2)] == [(), ()]


# ---- the question after filing -------------------------------------------------------------------


async def _asked(keeper: Timekeeper) -> list[tuple[int | None, int]]:
    await look_for_doubles(keeper.transactions, keeper.book)
    await keeper.deliver()
    return [(s.ticket, s.facts["other"]) for s in keeper.said if s.kind == "alike"]


async def test_the_second_who_reports_is_asked_once(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    tx_now.forward(seconds=2)
    assert await _asked(keeper) == [(2, 1)]
    tx_now.forward(seconds=2)
    assert await _asked(keeper) == [(2, 1)], "no second time"
    await keeper.restart()
    tx_now.forward(seconds=2)
    assert await _asked(keeper) == [(2, 1)], "nor after a restart"


async def test_filed_before_is_a_matter_of_time_not_of_numbers(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    tx_now.forward(seconds=20)
    await keeper.files("kim", "5号楼 ladder 断了")
    tx_now.forward(seconds=-10)  # another process, whose numbers are ahead
    await keeper.files("hua", "5号楼 ladder 又断了")
    tx_now.forward(seconds=20)
    assert (3, 4) in await _asked(keeper)


async def test_nobody_is_asked_about_what_they_may_not_see_or_what_is_done(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    for number in (1, 2):
        await keeper.does("lead", Move("cancel", number, asked=True))
    await keeper.files("lina", "会议室投影仪不亮 pump", private=True)
    tx_now.forward(seconds=2)
    await keeper.files("hua", "会议室投影仪不亮 pump")
    await keeper.files("kim", LEAK)
    tx_now.forward(seconds=2)
    assert await _asked(keeper) == []


async def test_a_scope_hides_what_may_be_the_same(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    await keeper.transactions.run(
        lambda tx: tx.settings.add(f"{POLICY}people: {{hua: {{scope: own}}}}\n", None, "own")
    )
    tx_now.forward(seconds=2)
    assert await _asked(keeper) == []


async def test_a_look_after_a_standstill_bothers_nobody_with_old_tickets(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    tx_now.forward(minutes=11)
    assert await _asked(keeper) == []


async def test_switched_off_nothing_is_looked_at(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    await keeper.transactions.run(
        lambda tx: tx.settings.add(f"{POLICY}triage: false\n", None, "quiet")
    )
    tx_now.forward(seconds=2)
    assert await _asked(keeper) == []


async def test_a_look_reads_a_bounded_number_and_goes_on_where_it_stopped(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    for n in range(45):
        tx_now.forward(seconds=1)
        await keeper.files("lina", f"pump {n} kaputt")
    tx_now.forward(seconds=2)
    looks = 0
    while await keeper.transactions.read(lambda tx: filed_lately(tx, keeper.book.current(tx))):
        await look_for_doubles(keeper.transactions, keeper.book)
        looks += 1
    assert looks == -(-45 // MOST) == 5


async def test_files_of_a_merged_ticket_stay_its_own(keeper: Timekeeper) -> None:
    def note(tx: Tx) -> Attachment:
        return tx.attachments.add(
            ticket=2, name="leak.jpg", media_type="image/jpeg", by=1, ref="r", platform="test"
        )

    await keeper.transactions.run(note)
    await keeper.does("hua", Merge(2, 1))
    files = await keeper.transactions.read(lambda tx: tx.attachments.of_ticket(2))
    assert [f.name for f in files] == ["leak.jpg"], "so that taking it out needs no carrying"


async def test_what_was_filed_in_one_moment_is_looked_at_together(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    for count in (6, 6, 14):  # after the two that are there; one look reads ten, or a moment
        tx_now.forward(seconds=1)
        for n in range(count):
            await keeper.files("lina", f"pump {n} kaputt")
    tx_now.forward(seconds=2)
    looked: list[int] = []
    while filed := await keeper.transactions.read(
        lambda tx: filed_lately(tx, keeper.book.current(tx))
    ):
        looked.append(len(filed.tickets))
        await look_for_doubles(keeper.transactions, keeper.book)
    assert looked == [8, 6, 14]
