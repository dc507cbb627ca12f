"""The learner: tickets that crossed the line between open and over teach their team's model, or
are forgotten by it, shortly after the commit.

What a ticket taught is folded from its history again when it is to be forgotten, so nothing is
kept of it but the place in that history. The counting is done on a snapshot, in a reader's
thread; the writer only puts the outcome down, unless somebody was faster.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from bot.domain.lifecycle import fold
from bot.domain.policy import Policy
from bot.domain.ticket import Ticket
from bot.domain.triage import Lesson, Model, empty, lesson_of, scope_of, taught
from bot.ports import Tx
from storage import columns as c
from storage.plain import dump, load
from storage.sessions import Session
from storage.statements import Among, Dialect, Statement, insert_new
from storage.triage_tables import LessonRow, ModelRow
from storage.tx_of import stored

if TYPE_CHECKING:
    from storage.transactions import StoredTransactions

BATCH = 200  # tickets a round; the models they belong to are written once
ROUNDS = 5  # a tick: counting takes a core from those who are served meanwhile
QUIET = 4  # waiting units of work; with more of them learning can wait for the next tick


def _cross(dialect: Dialect) -> object:
    new = dialect.insert(LessonRow.__table__).values(  # type: ignore[attr-defined]
        ticket=bindparam("ticket"), learned=0, waiting=True
    )
    return new.on_conflict_do_update(index_elements=["ticket"], set_={"waiting": True}).inline()


CROSSED = Statement(_cross)  # type: ignore[arg-type]
_MINE = Among(c.lesson.ticket, "tickets")
_WAITING = Statement(
    select(c.lesson.ticket, c.lesson.learned).where(c.IS_LESSON).order_by(c.lesson.ticket)
    .limit(bindparam("most"))
)  # fmt: skip
_LOCKED = Statement(select(c.lesson.ticket).where(c.IS_LESSON, _MINE).with_for_update())
_LEARNED = Statement(
    update(LessonRow)
    .where(c.lesson.ticket == bindparam("number"))
    .values(learned=bindparam("learned"), waiting=False)
)
_MODEL = Statement(
    select(c.model.revision, c.model.data).where(c.model.scope == bindparam("scope"))
)
_REVISION = Statement(
    select(c.model.revision).where(c.model.scope == bindparam("scope")).with_for_update()
)
_NEW = insert_new(ModelRow)
_CHANGED = Statement(
    update(ModelRow)
    .where(c.model.scope == bindparam("name"), c.model.revision == bindparam("was"))
    .values(revision=bindparam("revision"), data=bindparam("data"))
)


def crossed(session: Session, ticket: int) -> None:
    """A ticket came to its end, or back from it."""
    session.write(CROSSED, ticket=ticket)


@dataclass(slots=True)
class Round:
    """What one round learned, to be put down if it still holds."""

    versions: dict[int, int] = field(default_factory=dict)  # of the tickets looked at
    learned: dict[int, int] = field(default_factory=dict)
    models: dict[str, tuple[int, str]] = field(default_factory=dict)  # revision before, data


async def learn_quietly(
    transactions: StoredTransactions, policy: Callable[[Tx], Policy]
) -> int:
    """Learns what waits, or so much of it that people are not kept waiting; returns of how many
    tickets it heard. While suggestions are switched off everything waits."""
    heard = 0
    for _ in range(ROUNDS):
        found = await transactions.read(partial(_look, policy=policy), patiently=True)
        if not found.versions or not await transactions.run(
            partial(_put_down, found), patiently=True
        ):
            return heard
        heard += len(found.versions)
        if transactions.depth > QUIET:
            break
    return heard


def _look(tx: Tx, policy: Callable[[Tx], Policy]) -> Round:
    """Counts what waits into copies of the models; writes nothing."""
    out = Round()
    if not policy(tx).triage:
        return out
    session = stored(tx).session
    waiting: dict[int, int] = dict(session.rows(_WAITING, most=BATCH))  # type: ignore[arg-type]
    tickets = tx.tickets.get_many(waiting)
    lessons: dict[str, tuple[list[Lesson], list[Lesson]]] = defaultdict(lambda: ([], []))
    for number, ticket in tickets.items():
        before = _as_learned(number, waiting[number], tx)
        _enter(before, 1, lessons)
        out.versions[number] = ticket.version
        out.learned[number] = ticket.version if _enter(ticket, 0, lessons) else 0
    for scope, (learned, gone) in lessons.items():
        row = session.row(_MODEL, scope=scope)
        model: Model = load(row[1]) if row else empty()
        data = dump(taught(model, learned, gone))
        out.models[scope] = (row[0] if row else 0, data)
    return out


def _as_learned(number: int, place: int, tx: Tx) -> Ticket | None:
    """The ticket as the models know it."""
    if not place:
        return None
    return fold(number, [line.event for line in tx.tickets.history(number)][:place])


def _enter(
    ticket: Ticket | None, side: int, lessons: dict[str, tuple[list[Lesson], list[Lesson]]]
) -> bool:
    lesson = lesson_of(ticket) if ticket else None
    if ticket is None or lesson is None:
        return False
    lessons[scope_of(ticket)][side].append(lesson)
    return True


def _put_down(found: Round, tx: Tx) -> bool:
    """Whether nobody had been faster; else nothing is written and the next round looks again."""
    session = stored(tx).session
    numbers = session.array(found.versions)
    if len(session.rows(_LOCKED, tickets=numbers)) != len(found.versions):
        return False
    now = {number: t.version for number, t in tx.tickets.get_many(found.versions).items()}
    revisions = {
        scope: (row[0] if (row := session.row(_REVISION, scope=scope)) else 0)
        for scope in sorted(found.models)
    }
    if now != found.versions or revisions != {s: was for s, (was, _) in found.models.items()}:
        return False
    for scope, (was, data) in sorted(found.models.items()):
        if was:
            kept = session.count(_CHANGED, name=scope, was=was, revision=was + 1, data=data)
        else:
            kept = session.count(_NEW, scope=scope, revision=1, data=data)
        if not kept:
            raise RuntimeError("a model was changed by another process")  # rolled back; later
    for number, learned in found.learned.items():
        session.write(_LEARNED, number=number, learned=learned)
    return True
