"""Who waits goes first; what nobody waits for is patient."""

from __future__ import annotations

import asyncio

from tests.storage.test_units_of_work import held


async def test_a_patient_read_lets_commits_go_first(transactions, monkeypatch):
    monkeypatch.setattr("storage.courtesy.PATIENCE", 60)
    gate, holding = await held(transactions)
    patient = asyncio.ensure_future(transactions.read(lambda tx: "late", patiently=True))
    assert await transactions.read(lambda tx: "at once") == "at once"
    assert not patient.done()
    gate.set()
    await holding
    assert await asyncio.wait_for(patient, 10) == "late"


async def test_patience_ends(transactions, monkeypatch):
    monkeypatch.setattr("storage.courtesy.PATIENCE", 0.01)
    gate, holding = await held(transactions)
    reads = [transactions.read(lambda tx, n=n: n, patiently=True) for n in range(3)]
    assert await asyncio.wait_for(asyncio.gather(*reads), 10)
    assert not holding.done()
    gate.set()
    await holding


async def test_no_two_patient_reads_run_at_once(transactions):
    running: list[int] = []
    most = 0

    def work(tx):
        nonlocal most
        running.append(1)
        most = max(most, len(running))
        tx.tickets.find(1)
        running.pop()

    await asyncio.gather(*(transactions.read(work, patiently=True) for _ in range(40)))
    assert most == 1


async def went(transactions, *others):
    """The order in which a patient unit and others after it run, once the writer is free."""
    gate, holding = await held(transactions)
    order = []
    everybody = asyncio.gather(
        transactions.run(lambda tx: order.append("patient"), patiently=True),
        *(transactions.run(lambda tx, n=n: order.append(n)) for n in others),
    )
    await asyncio.sleep(0)
    assert transactions.depth == 1 + len(others)
    gate.set()
    await asyncio.gather(holding, everybody)
    return order


async def test_a_patient_unit_lets_others_go_first(transactions, monkeypatch):
    monkeypatch.setattr("storage.writer.PATIENCE", 60)
    assert await went(transactions, "a", "b") == ["a", "b", "patient"]


async def test_a_patient_unit_is_not_put_off_for_ever(transactions, monkeypatch):
    monkeypatch.setattr("storage.writer.PATIENCE", 0)
    assert await went(transactions, "a", "b") == ["patient", "a", "b"]


async def test_while_others_come_patient_units_share_their_commit(transactions, monkeypatch):
    monkeypatch.setattr("storage.courtesy.BUSY", 60)
    for _ in range(2):
        await transactions.run(lambda tx: None)
    seen = await asyncio.gather(
        *(transactions.run(lambda tx: tx, patiently=True) for _ in range(3))
    )
    assert seen[0] is seen[1] is seen[2]
    alone = await transactions.run(lambda tx: tx, patiently=True)
    assert alone is not seen[0]
