"""Two people who turn out to be one: accounts move, old ids mean the one who stays."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.notices import InChat, Say
from bot.domain.people import AccountId, ChatId
from bot.ports import Tx
from storage.transactions import StoredTransactions

FEISHU = AccountId("feishu", "t", "ou_1")
WECOM = AccountId("wecom", "c", "zhang")
GROUP = ChatId("wecom", "c", "g1")


async def test_a_former_id_means_who_it_is_today(transactions: StoredTransactions) -> None:
    def link(tx: Tx) -> tuple[int, int]:
        kept, gone = tx.people.meet(FEISHU, "张伟"), tx.people.meet(WECOM, "Zhang Wei")
        tx.people.seen_in(GROUP, kept.id)
        tx.people.seen_in(GROUP, gone.id)
        tx.people.merge(gone.id, kept.id)
        return kept.id, gone.id

    kept, gone = await transactions.run(link)

    def look(tx: Tx) -> None:
        assert tx.people.resolve(gone) == kept
        person = tx.people.get(gone)
        assert (person.id, person.name, person.former) == (kept, "张伟", (gone,))
        assert person.ids == {kept, gone}
        assert tx.people.get_many([gone, kept]).keys() == {gone, kept}
        assert tx.people.meet(WECOM, None).id == kept
        assert [a.id for a in tx.people.accounts(gone)] == [FEISHU, WECOM]
        assert [p.id for p in tx.people.named("Zhang Wei")] == [kept]
        found = tx.people.by_handle("Zhang Wei")
        assert found is not None and found.id == kept
        assert [p.id for p in tx.people.members(GROUP)] == [kept]
        assert gone not in [p.id for p in tx.people.everybody()]

    await transactions.run(look)
    assert await transactions.read(lambda tx: tx.people.get(gone).id) == kept


async def test_merging_twice_follows_the_chain(transactions: StoredTransactions) -> None:
    def chain(tx: Tx) -> None:
        a, b, c = (tx.people.add(n, n).id for n in "abc")
        tx.people.merge(a, b)
        tx.people.merge(b, c)
        assert tx.people.resolve(a) == c
        assert set(tx.people.get(a).former) == {a, b}
        tx.people.merge(c, a)  # the same person already: nothing happens
        assert tx.people.get(a).id == c

    await transactions.run(chain)


async def test_the_reader_of_a_direct_chat_is_kept_in_the_outbox(
    transactions: StoredTransactions,
) -> None:
    say = Say("line", InChat(GROUP, "m1", 7), None, {})
    await transactions.run(lambda tx: tx.outbox.add(say))
    items = await transactions.run(
        lambda tx: tx.outbox.lease(1, tx.now + timedelta(minutes=1))
    )
    assert items[0].say.audience == say.audience
