"""What stands on the cards of reports, and when the monthly digest goes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.cards.model import Card, plain, spans_of
from bot.compose import compose
from bot.compose.view import View
from bot.domain.intents import AskReport, ExportTable, Move
from bot.domain.notices import Say, ToPerson
from bot.errors import BadInput, NotAllowed
from bot.ports import Tx
from tests.conftest import StillClock
from tests.timekeeping import Timekeeper
from tests.usecases_policy import POLICY

HOUR = timedelta(hours=1)
SHIFT = "{from: 2026-11-01 09:00, to: 2026-12-30 09:00, main: ann}"
OTHER = "{members: [{name: eve}], leads: [eve], manager: boss}"
TWO = POLICY.replace(
    "    strategy: least_load", f"    strategy: least_load\n    roster: [{SHIFT}]"
).replace("teams:", f"teams:\n  other: {OTHER}")


@pytest.fixture
async def keeper(database_url: str, tx_now: StillClock) -> AsyncIterator[Timekeeper]:
    made = Timekeeper(database_url, tx_now, TWO)
    await made.open()
    await made.look()
    yield made
    await made.close()


async def asks(keeper: Timekeeper, who: str, intent: AskReport | ExportTable) -> Say:
    """What is queued for them."""
    await keeper.deliver()
    before = len(keeper.said)
    await keeper.does(who, intent)
    await keeper.deliver()
    said = keeper.said[before]
    person = next(p for p, name in keeper._names.items() if name == who)
    return Say(said.kind, ToPerson(person), None, said.facts)


async def card_of(keeper: Timekeeper, say: Say, who: str = "") -> Card:
    """The card as this person sees it; "": as a group does."""

    def work(tx: Tx) -> Card:
        viewer = tx.people.by_handle(who) if who else None
        return compose(say, View(tx, keeper.book.current(tx), language="zh-CN", viewer=viewer))

    return await keeper.transactions.read(work)


def lines(card: Card) -> list[str]:
    return [plain(tuple(spans_of(block))) for block in card.blocks]


async def test_a_day_with_everything_in_it_still_has_ten_lines(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    for n in range(8):
        await keeper.files("lina", f"pump {n} leaks", place="hall")
    tx_now.forward(days=12)
    say = await asks(keeper, "lead", AskReport("day"))
    card = await card_of(keeper, say, "ann")
    told = lines(card)
    assert len(told) <= 10 and len(card.buttons) <= 3
    assert any(line.startswith("待你处理 ") and "超时" in line for line in told), told
    assert any(line.startswith("值班：ann") for line in told)
    assert sum(line.startswith("#") for line in told) >= 2, "what is late is named"
    assert "未结 8（超时 8）" in told[0]


async def test_a_private_ticket_that_is_late_is_named_to_no_group(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    await keeper.files("lina", "pump secret", private=True)
    await keeper.files("lina", "pump leaks")
    tx_now.forward(days=12)
    say = await asks(keeper, "lead", AskReport("day"))
    in_group, to_lead = [
        "".join(lines(await card_of(keeper, say, who))) for who in ("", "lead")
    ]
    assert "secret" in to_lead and "leaks" in to_lead
    assert "secret" not in in_group and "leaks" in in_group


async def test_ranking_is_for_leads_in_private_unless_the_team_says_else(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    number = await keeper.files("lina", "pump leaks")
    owner = (await keeper.transactions.read(lambda tx: tx.tickets.get(number))).owner
    assert owner is not None
    handle = keeper.name(owner)
    await keeper.does(handle, Move("accept", number))
    tx_now.forward(hours=1)
    await keeper.does(handle, Move("resolve", number, result="new seal", asked=True))
    say = await asks(keeper, "lead", AskReport("week"))
    ranked = {who: "完成最多" in "".join(lines(await card_of(keeper, say, who)))
              for who in ("lead", "boss", "admin", "ann", "")}
    assert ranked == {"lead": True, "boss": True, "admin": True, "ann": False, "": False}
    await keeper.transactions.run(lambda tx: tx.settings.add(
        TWO.replace("manager: boss\n", "manager: boss\n    ranking: on\n"), None, "test"))
    assert "完成最多" in "".join(lines(await card_of(keeper, say)))
    await keeper.transactions.run(lambda tx: tx.settings.add(
        TWO.replace("manager: boss\n", "manager: boss\n    ranking: off\n"), None, "test"))
    assert "完成最多" not in "".join(lines(await card_of(keeper, say, "lead")))


async def test_who_sees_several_teams_gets_a_line_for_each(keeper: Timekeeper) -> None:
    await keeper.files("lina", "pump leaks")
    say = await asks(keeper, "boss", AskReport("month"))
    told = lines(await card_of(keeper, say, "boss"))
    assert say.kind == "reports" and [line.split()[0] for line in told[:3]] == [
        "合计", "crew", "other",
    ]
    one = await asks(keeper, "boss", AskReport("month", "other"))
    assert one.kind == "report"
    with pytest.raises(NotAllowed, match="report_not_yours"):
        await keeper.does("eve", AskReport("day", "crew"))
    with pytest.raises(NotAllowed, match="report_none"):
        await keeper.does("lina", AskReport("day"))


async def test_a_buttons_period_is_not_trusted(keeper: Timekeeper, tx_now: StillClock) -> None:
    now = int(tx_now.at.timestamp() * 1000)
    hour = 3_600_000
    good = ExportTable("week", "crew", "", now - hour, now, (now - 2 * hour, now - hour))
    say = await asks(keeper, "lead", good)
    assert (say.facts["start"], say.facts["end"]) == (now - hour, now)
    for start, end, before in (
        (now - hour, now + hour, (now - 2 * hour, now - hour)), (now, now - hour, (1, 2)),
        (1, now, (1, 2)), (now - hour, now, ()),
    ):  # fmt: skip
        with pytest.raises(BadInput):
            await keeper.does("lead", ExportTable("week", "crew", "", start, end, before))
    with pytest.raises(NotAllowed):
        await keeper.does("eve", good)


async def test_the_monthly_digest_goes_once_and_tells_the_month_before(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    await keeper.files("lina", "pump leaks")
    await keeper.until(datetime(2026, 11, 30, 23, 0, tzinfo=UTC), 12 * HOUR)
    await keeper.restart()
    await keeper.until(datetime(2026, 12, 2, 23, 0, tzinfo=UTC), HOUR)
    months = [s for s in keeper.pings("lead", "report") if s.facts["span"] == "month"]
    assert [(s.at + 8 * HOUR).day for s in months] == [1]
    say = Say("report", ToPerson(1), None, months[0].facts)
    card = await card_of(keeper, say, "lead")
    assert card.title == "【工单月报】2026年11月 · crew" and "新增 1" in lines(card)[0]
