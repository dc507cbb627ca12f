"""Answers and redraws that cross: every order of events ends with the newest version shown."""

import pytest

from bot.domain.lifecycle import Event
from bot.domain.notices import OnPlacement, looking, redraw
from bot.domain.people import ChatId
from bot.usecases.redraw import ARRIVES_WITHIN, answer_arrived, look, redraw_clicked, redrawn
from tests.storage.making import make_ticket

CHAT = ChatId("feishu", "t1", "oc_1")


class Card:
    """One ticket's card. What is `on_screen` is what the platform was told last."""

    def __init__(self, transactions, clock):
        self.run = transactions.run
        self.clock = clock
        self.calls = 0
        self.on_screen = 0

    async def hang(self):
        def work(tx):
            ticket = make_ticket(tx)
            placed = tx.placements.add(
                ticket=ticket.id, kind="ticket", chat=CHAT, message="om_1", shown=ticket.version
            )
            return ticket, placed.id

        self.ticket, self.placement = await self.run(work)
        self.on_screen = self.ticket.version
        return self

    async def is_clicked(self):
        """Commits a click; returns the version that its answer will show."""

        def work(tx):
            ticket = tx.tickets.get(self.ticket.id)
            stored = tx.tickets.change(
                ticket, [Event("commented", tx.now, 1, {"text": "…"})], check_at=None
            )
            placed = tx.placements.get(self.placement)
            redraw_clicked(placed, stored, tx, answer_for_all=True)
            return stored.version

        return await self.run(work)

    async def changes(self):
        """Commits a change that nobody clicked for."""
        def work(tx):
            ticket = tx.tickets.get(self.ticket.id)
            stored = tx.tickets.change(
                ticket, [Event("commented", tx.now, 1, {"text": "…"})], check_at=None
            )
            tx.outbox.add(redraw(self.placement, stored.id))
            return stored.version

        return await self.run(work)

    async def answer(self, version):
        self.on_screen = version
        await self.noted(version)

    async def noted(self, version):
        await self.run(lambda tx: answer_arrived(self.placement, version, tx))

    async def leased(self):
        """What is to be delivered now, with the version each redraw has composed."""

        def work(tx):
            out = []
            for item in tx.outbox.lease(10, tx.now + ARRIVES_WITHIN * 10):
                placed, ticket = tx.placements.get(self.placement), tx.tickets.get(self.ticket.id)
                newer = placed.shown < ticket.version or item.say.facts.get("again")
                out.append((item, ticket.version if newer else None))
            return out

        return await self.run(work)

    async def landed(self, item, version):
        """A redraw reached the platform and its receipt is stored."""
        if version is not None:
            self.calls += 1
            self.on_screen = version

        def work(tx):
            tx.outbox.done(item.id)
            if version is not None:
                redrawn(self.placement, version, None, None, tx)

        await self.run(work)

    async def settles(self):
        """Time passes and all is delivered."""
        self.clock.forward(seconds=ARRIVES_WITHIN.total_seconds())
        while leased := await self.leased():
            for item, version in leased:
                if item.say.kind == "look_again":

                    def work(tx, item=item):
                        tx.outbox.done(item.id)
                        look(item.say, tx)

                    await self.run(work)
                else:
                    await self.landed(item, version)
        return self.on_screen


@pytest.fixture
async def card(transactions, tx_now):
    return await Card(transactions, tx_now).hang()


async def test_an_answer_that_arrived_needs_no_redraw(card):
    version = await card.is_clicked()
    await card.answer(version)
    assert await card.settles() == version and card.calls == 0
    assert not await card.run(lambda tx: tx.outbox.withdraw(looking(card.placement, version)))


async def test_an_answer_that_got_lost_is_made_up_for_by_one_redraw(card):
    version = await card.is_clicked()
    assert await card.leased() == []  # not before the answer had its time
    assert await card.settles() == version and card.calls == 1


async def test_a_change_that_is_due_while_a_click_waits_is_not_held_up(card):
    await card.is_clicked()
    version = await card.changes()
    ((item, drawn),) = await card.leased()
    assert drawn == version
    await card.landed(item, drawn)
    assert await card.settles() == version and card.calls == 1


@pytest.mark.parametrize("noted_first", [True, False])
async def test_a_redraw_that_covers_an_answer_is_redrawn_once_more(card, noted_first):
    await card.changes()
    ((item, old),) = await card.leased()  # under way while the click is served
    version = await card.is_clicked()
    card.on_screen = version  # the answer is shown …
    if noted_first:
        await card.noted(version)
        await card.landed(item, old)  # … and covered by the older redraw
    else:
        await card.landed(item, old)
        await card.noted(version)
    assert card.on_screen == old
    assert await card.settles() == version and card.calls == 2


async def test_a_redraw_that_waits_is_spared_by_an_answer(card):
    await card.changes()
    version = await card.is_clicked()
    await card.answer(version)
    assert await card.settles() == version and card.calls == 0


async def test_of_two_answers_under_way_the_older_may_cover_the_newer(card):
    first, second = await card.is_clicked(), await card.is_clicked()
    await card.answer(second)
    await card.answer(first)
    assert card.on_screen == first
    assert await card.settles() == second


async def test_the_version_shown_never_goes_back(card):
    seen = []
    for _ in range(3):
        version = await card.is_clicked()
        await card.changes()
        await card.answer(version)
        await card.settles()
        placed = await card.run(lambda tx: tx.placements.get(card.placement))
        seen.append(placed.shown)
    assert seen == sorted(seen) and seen[-1] == card.on_screen


async def test_being_under_way_is_known_per_card(card):
    await card.changes()
    on = OnPlacement(card.placement)
    assert not await card.run(lambda tx: tx.outbox.under_way(on))
    await card.leased()
    assert await card.run(lambda tx: tx.outbox.under_way(on))
    assert not await card.run(lambda tx: tx.outbox.under_way(OnPlacement(card.placement + 1)))
