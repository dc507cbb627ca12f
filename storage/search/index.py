"""The word indexer: shortly after the commit, in batches, from the queue filing leaves behind.

Indexing inside the ticket's own transaction would cost twenty times as much (measurements.md).
Reading the words happens on a snapshot, in a reader's thread; the writer only puts the outcome
down, unless somebody was faster.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.domain.triage import things
from bot.ports import Tx
from storage.faults import note
from storage.plain import load
from storage.search import statements as sql
from storage.search.scopes import names, note_scopes
from storage.search.words import one_text, pieces, texts_of
from storage.sessions import Row
from storage.tx_of import stored

if TYPE_CHECKING:
    from storage.transactions import StoredTransactions

BATCH = 20  # places of the history a round: some milliseconds in which nobody else is served
QUIET = 4  # waiting units of work; with more of them the index can wait for the next tick


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be put down for one ticket. `old` and `words` are the pieces of its text before
    and now; `words` None: the text is what it was."""

    places: Sequence[int]  # of its history, which it covers
    filed_at: int
    things: Sequence[tuple[str, str]]
    names: Collection[str]
    before: str | None
    text: str
    old: str | None = None
    words: str | None = None


def index_some(tx: Tx, limit: int = BATCH) -> int:
    """Indexes what waits, oldest tickets first; returns how many places of the history it
    covered, so 0 means that everything is searchable."""
    return put_down(read_some(tx, limit), tx)


async def index_quietly(transactions: StoredTransactions) -> None:
    """Indexes until everything is searchable, or people have to be served first."""
    while found := await transactions.read(read_some, patiently=True):
        await transactions.run(partial(put_down, found), patiently=True)
        if transactions.depth > QUIET:
            return


def read_some(tx: Tx, limit: int = BATCH) -> Mapping[int, Entry]:
    """Reads the words of what waits, by ticket, oldest first; writes nothing."""
    session = stored(tx).session
    places: dict[int, list[int]] = defaultdict(list)
    for ticket, seq in session.rows(sql.WAITING, most=limit):
        places[ticket].append(seq)
    if not places:
        return {}
    wanted = session.array(places)
    later: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for number, data in session.rows(sql.LATER, numbers=wanted):
        later[number].append(load(data))
    before: dict[int, str] = dict(session.rows(sql.TEXTS, numbers=wanted))  # type: ignore[arg-type]
    rows = session.rows(sql.WORDY, numbers=wanted)
    return {row[0]: _entry(row, places[row[0]], later[row[0]], before.get(row[0])) for row in rows}


def put_down(found: Mapping[int, Entry], tx: Tx) -> int:
    """Puts down what nobody has put down since; returns how many places of the history."""
    session = stored(tx).session
    if not found:
        return 0
    wanted = session.array(found)
    waiting = set(session.rows(sql.STILL, numbers=wanted))
    before: dict[int, str] = dict(session.rows(sql.TEXTS, numbers=wanted))  # type: ignore[arg-type]
    entries = {
        number: entry for number, entry in found.items()
        if before.get(number) == entry.before
        and all((number, seq) in waiting for seq in entry.places)
    }  # fmt: skip
    for number, entry in entries.items():
        note(session, number, entry.things, entry.filed_at)
        note_scopes(session, number, entry.names)
        if entry.words is not None:
            session.write(sql.SET_TEXT, ticket=number, text=entry.text)
            sql.set_words(session, number, entry.old, entry.words)
    covered = [(number, seq) for number, entry in entries.items() for seq in entry.places]
    if covered:
        tickets, seqs = zip(*covered, strict=True)
        session.write(sql.INDEXED, tickets=session.array(tickets), seqs=session.array(seqs))
    return len(covered)


def searchable(
    number: int, texts: Iterable[str | None], fields: Mapping[str, Any],
    later: Iterable[Mapping[str, Any]],
) -> str:  # fmt: skip
    """The normalised text of a ticket: its number, its present fields (the columns of
    `sql.SEARCHED`, and the form's), everything said on it after it was filed."""
    said = (text for data in later for text in texts_of(data))
    return one_text(number, *texts, *fields.values(), *said)


def _entry(
    row: Row, places: Sequence[int], later: Iterable[Mapping[str, Any]], before: str | None
) -> Entry:
    number, requester, owner, team, filed_at, fields, *texts = row
    text = searchable(number, texts, {} if fields == "{}" else load(fields), later)
    said = dict(zip(sql.SEARCHED, texts, strict=True))
    same = text == before
    return Entry(
        places, filed_at, things(said["asset"], said["place"]), names(requester, owner, team),
        before, text,
        old=None if same or before is None else _packed(before),
        words=None if same else _packed(text),
    )  # fmt: skip


def _packed(text: str) -> str:
    """The pieces of a text as the word index takes them."""
    return " ".join(sorted(pieces(text)))
