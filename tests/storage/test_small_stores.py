"""Inbox, placements, attachments, dialogs, the configuration's versions, records, leases."""

import asyncio
from datetime import timedelta

from bot.domain.people import AccountId, ChatId
from bot.ports import Dialog, Record
from storage.leases import lead, resign
from storage.opening import open_database
from storage.settings import StorageSettings

CHAT = ChatId("feishu", "t1", "oc_1")
ACCOUNT = AccountId("feishu", "t1", "ou_1")
MINUTE = timedelta(minutes=1)


async def test_a_happening_is_claimed_once_until_it_is_forgotten(transactions, tx_now):
    async def claim():
        return await transactions.run(lambda tx: tx.inbox.claim("ev_1"))

    assert sorted(await asyncio.gather(*(claim() for _ in range(5)))) == [False] * 4 + [True]
    tx_now.forward(days=1)
    assert await transactions.run(lambda tx: tx.inbox.forget_before(tx.now)) == 1
    assert await claim()


async def test_a_placement_is_found_shows_and_drops(transactions):
    def add(tx):
        return tx.placements.add(
            ticket=3, kind="ticket", chat=CHAT, message="om_1", shown=2, person=7,
            account=ACCOUNT, meta={"tier": "full"},
        )  # fmt: skip

    placed = await transactions.run(add)
    read = transactions.read
    assert await read(lambda tx: tx.placements.get(placed.id)) == placed
    assert await read(lambda tx: tx.placements.of_ticket(3)) == [placed]
    assert await read(lambda tx: tx.placements.at(CHAT, "om_1")) == placed
    assert await read(lambda tx: tx.placements.by_message("feishu", "t1", "om_1")) == placed
    assert await read(lambda tx: tx.placements.at(CHAT._replace(chat="x"), "om_1")) is None
    await transactions.run(lambda tx: tx.placements.shows(placed.id, 3))
    kept = await read(lambda tx: tx.placements.get(placed.id))
    assert (kept.shown, kept.message, kept.meta) == (3, "om_1", {"tier": "full"})
    await transactions.run(lambda tx: tx.placements.shows(placed.id, 4, "om_2", {}))
    kept = await read(lambda tx: tx.placements.get(placed.id))
    assert (kept.shown, kept.message, kept.meta) == (4, "om_2", {})
    await transactions.run(lambda tx: tx.placements.drop(placed.id))
    assert await read(lambda tx: tx.placements.get(placed.id)) is None


async def test_attachments_wait_then_are_stored_or_fail(transactions):
    def add(tx):
        return [
            tx.attachments.add(
                ticket=1, name=f"{n}.jpg", media_type="image/jpeg", by=1, ref=f"img_{n}",
                platform="feishu",
            )
            for n in range(3)
        ]  # fmt: skip

    files = await transactions.run(add)
    assert await transactions.read(lambda tx: tx.attachments.waiting(2)) == files[:2]
    await transactions.run(
        lambda tx: tx.attachments.stored(files[0].id, "ab" * 32, 12, "image/png")
    )
    await transactions.run(lambda tx: tx.attachments.failed(files[1].id, "gone"))
    assert await transactions.read(lambda tx: tx.attachments.waiting(9)) == files[2:]
    stored, failed, _ = await transactions.read(lambda tx: tx.attachments.of_ticket(1))
    assert (stored.state, stored.size, stored.media_type) == ("stored", 12, "image/png")
    assert failed.state == "failed"


async def test_a_dialog_is_replaced_expires_and_closes(transactions, tx_now):
    def ask(kind):
        dialog = Dialog(7, CHAT, kind, {"n": 1}, tx_now.at + MINUTE)
        return transactions.run(lambda tx: tx.dialogs.open(dialog))

    def asked():
        return transactions.read(lambda tx: tx.dialogs.get(7, CHAT))

    await ask("reason")
    await ask("result")
    assert await asked() == Dialog(7, CHAT, "result", {"n": 1}, tx_now.at + MINUTE)
    tx_now.forward(minutes=1)
    assert await asked() is None
    await ask("reason")
    await transactions.run(lambda tx: tx.dialogs.close(7, CHAT))
    assert await asked() is None


async def test_configuration_versions_count_up_and_stay(transactions, tx_now):
    assert await transactions.read(lambda tx: (tx.settings.version(), tx.settings.current())) == (
        0, None,
    )  # fmt: skip
    one = await transactions.run(lambda tx: tx.settings.add("teams: {}", None, "start"))
    two = await transactions.run(lambda tx: tx.settings.add("teams: {a: }", 1, "more"))
    assert (one.version, two.version, two.at) == (1, 2, tx_now.at)
    assert await transactions.read(lambda tx: tx.settings.versions(5)) == [two, one]
    assert await transactions.read(lambda tx: tx.settings.get(1)) == one
    assert await transactions.read(lambda tx: tx.settings.get(3)) is None


async def test_it_is_known_of_which_kinds_something_is_due(transactions, tx_now):
    def keep(tx):
        for kind, due in (("a", tx.now), ("b", tx.now + MINUTE), ("c", None), ("d", tx.now)):
            tx.records.put(Record(kind, "1", {}, due))

    def due(tx):
        return set(tx.records.kinds_due(("a", "b", "c", "e"), tx.now))

    await transactions.run(keep)
    assert await transactions.read(due) == {"a"}
    tx_now.forward(minutes=1)
    assert await transactions.read(due) == {"a", "b"}


async def test_a_record_counts_from_nothing_and_knows_its_end(transactions, tx_now):
    end = tx_now() + MINUTE

    async def count():
        return await transactions.run(lambda tx: tx.records.count("pinged", "7:1", end))

    assert [await count() for _ in range(3)] == [0, 1, 2]
    assert await transactions.run(lambda tx: tx.records.count("pinged", "7:2", end)) == 0
    known = await transactions.read(lambda tx: tx.records.get("pinged", "7:1"))
    assert known == Record("pinged", "7:1", {"n": 3}, end)


async def test_records_are_put_added_found_due_and_dropped(transactions, tx_now):
    now = tx_now.at
    late, soon = Record("leave", "a_1", {"x": "休"}, now), Record("leave", "a_2", {}, now + MINUTE)
    plain = Record("leave", "a%1", {})

    def work(tx):
        assert tx.records.add(late) and not tx.records.add(Record("leave", "a_1", {}))
        tx.records.put(soon)
        tx.records.put(plain)
        tx.records.put(Record("swap", "a_1", {}, now))

    await transactions.run(work)
    assert await transactions.read(lambda tx: tx.records.get("leave", "a_1")) == late
    assert await transactions.read(lambda tx: tx.records.all("leave", "a_")) == [late, soon]
    everything = await transactions.read(lambda tx: tx.records.all("leave"))
    assert {record.key for record in everything} == {"a_1", "a_2", "a%1"}
    assert await transactions.run(lambda tx: tx.records.due("leave", tx.now, 9)) == [late]
    assert await transactions.run(lambda tx: tx.records.drop("leave", "a_1"))
    assert not await transactions.run(lambda tx: tx.records.drop("leave", "a_1"))


async def test_one_process_leads_until_it_resigns_or_falls_silent(
    transactions, database_url, tx_now
):
    second = open_database(StorageSettings(database_url), tx_now)

    async def leads(where, holder):
        return await where.run(lambda tx: lead(tx, "wecom", holder, MINUTE))

    assert sorted(await asyncio.gather(leads(transactions, "a"), leads(second, "b"))) == [
        False, True,
    ]  # fmt: skip
    holder = "a" if await leads(transactions, "a") else "b"
    other = {"a": "b", "b": "a"}[holder]
    assert not await leads(second, other)
    tx_now.forward(minutes=1)
    assert await leads(second, other)
    assert not await leads(transactions, holder)
    await second.run(lambda tx: resign(tx, "wecom", other))
    assert await leads(transactions, holder)
    await second.close()
