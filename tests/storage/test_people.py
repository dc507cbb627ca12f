"""People, accounts, chats: met once, remembered, never stale."""

import asyncio

import pytest

from bot.domain.people import Account, AccountId, ChatId
from bot.errors import NotFound
from storage.opening import open_database
from storage.settings import StorageSettings

ZHANG = AccountId("feishu", "t1", "ou_zhang")
GROUP = ChatId("feishu", "t1", "oc_1")


async def test_first_sight_makes_a_person_with_an_account_and_a_free_handle(transactions):
    def work(tx):
        one = tx.people.meet(ZHANG, "张三")
        other = tx.people.meet(AccountId("wecom", "c1", "zhang3"), "张三")
        nameless = tx.people.meet(AccountId("wecom", "c1", "u9"), None)
        return one, other, nameless, tx.people.meet(ZHANG, "张三")

    one, other, nameless, again = await transactions.run(work)
    assert [p.handle for p in (one, other, nameless)] == ["张三", "张三2", "u9"]
    assert again == one
    assert await transactions.read(lambda tx: tx.people.by_account(ZHANG)) == one
    assert await transactions.read(lambda tx: tx.people.named("张三")) == [one, other]
    assert await transactions.read(lambda tx: tx.people.by_handle("张三2")) == other


async def test_a_newly_learnt_name_is_kept_but_not_over_one_an_admin_gave(transactions):
    from dataclasses import replace

    async def meet(name):
        return await transactions.run(lambda tx: tx.people.meet(ZHANG, name))

    assert (await meet(None)).name == "ou_zhang"
    assert (await meet("张三")).name == "张三"
    person = await meet("张三丰")
    assert (person.name, person.handle) == ("张三丰", "ou_zhang")
    named = replace(person, name="张工", aliases=("老张",))
    await transactions.run(lambda tx: tx.people.save(named))
    assert await meet("张三") == named
    assert await transactions.read(lambda tx: tx.people.named("老张")) == [named]
    assert await transactions.read(lambda tx: tx.people.named("张三丰")) == []


async def test_an_account_can_move_and_go_and_the_next_message_knows(transactions):
    person = await transactions.run(lambda tx: tx.people.meet(ZHANG, "张三"))
    other = await transactions.run(lambda tx: tx.people.add("li", "李四"))
    moved = Account(ZHANG, other.id, "张三", direct_chat="oc_p", rank=2, reachable=False)
    await transactions.run(lambda tx: tx.people.save_account(moved))
    assert await transactions.run(lambda tx: tx.people.meet(ZHANG, "张三")) == other
    assert await transactions.read(lambda tx: tx.people.accounts(other.id)) == [moved]
    assert await transactions.read(lambda tx: tx.people.accounts(person.id)) == []
    await transactions.run(lambda tx: tx.people.drop_account(ZHANG))
    assert await transactions.read(lambda tx: tx.people.by_account(ZHANG)) is None
    assert (await transactions.run(lambda tx: tx.people.meet(ZHANG, "张三"))).id not in (
        person.id, other.id,
    )  # fmt: skip


async def test_what_failed_is_not_remembered(transactions):
    def fails(tx):
        tx.people.meet(ZHANG, "张三")
        tx.chats.meet(GROUP, "group", "群")
        tx.people.seen_in(GROUP, 1)
        raise NotFound("error.no_ticket")

    with pytest.raises(NotFound):
        await transactions.run(fails)

    def works(tx):
        person = tx.people.meet(ZHANG, "张三")
        tx.people.seen_in(GROUP, person.id)
        return person, tx.chats.meet(GROUP, "group", "群")

    person, chat = await transactions.run(works)
    assert await transactions.read(lambda tx: tx.people.get(person.id)) == person
    assert await transactions.read(lambda tx: tx.people.members(GROUP)) == [person]
    assert await transactions.read(lambda tx: tx.chats.find(GROUP)) == chat


async def test_another_process_sees_a_change_at_its_next_transaction(
    transactions, database_url, tx_now
):
    second = open_database(StorageSettings(database_url), tx_now)
    person = await transactions.run(lambda tx: tx.people.meet(ZHANG, "张三"))
    assert await second.run(lambda tx: tx.people.meet(ZHANG, "张三")) == person
    await transactions.run(lambda tx: tx.people.meet(ZHANG, "张三丰"))
    assert (await second.run(lambda tx: tx.people.meet(ZHANG, None))).name == "张三丰"
    await second.close()


async def test_two_processes_meeting_the_same_person_make_one(transactions, database_url, tx_now):
    second = open_database(StorageSettings(database_url), tx_now)
    met = await asyncio.gather(
        *(
            either.run(lambda tx, n=n: tx.people.meet(AccountId("feishu", "t1", f"u{n}"), "王五"))
            for n in range(5)
            for either in (transactions, second)
        )
    )
    assert len({p.id for p in met}) == 5
    assert {p.handle for p in met} == {"王五", "王五2", "王五3", "王五4", "王五5"}
    await second.close()


async def test_chats_are_kept_buried_and_met_again(transactions):
    await transactions.run(lambda tx: tx.chats.meet(GROUP, "group", "维修群"))
    assert (await transactions.run(lambda tx: tx.chats.meet(GROUP, "group", None))).name == "维修群"
    await transactions.run(lambda tx: tx.chats.bury(GROUP))
    assert await transactions.read(lambda tx: tx.chats.groups()) == []
    met = await transactions.run(lambda tx: tx.chats.meet(GROUP, "group", "新群"))
    assert (met.alive, met.name) == (True, "新群")
    assert await transactions.read(lambda tx: tx.chats.groups()) == [met]


async def test_unknown_people_are_not_found(transactions):
    with pytest.raises(NotFound):
        await transactions.read(lambda tx: tx.people.get(99))
    assert await transactions.read(lambda tx: tx.people.by_handles(["x", "y"])) == {}
    assert await transactions.read(lambda tx: tx.people.get_many([])) == {}
