"""The word index speaks each database's own language: FTS5 on SQLite, tsvector on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    MetaData,
    String,
    Table,
    bindparam,
    func,
    literal_column,
    select,
    text,
)

from storage import columns as c
from storage.sessions import Session
from storage.statements import POSTGRES, SQLITE, Among, Dialect, Statement, latest, upsert
from storage.tables import TicketText

# PostgreSQL has no word index in the order of tickets, and its planner, which cannot know how
# rare a word is, would walk all tickets backwards for one that occurs nowhere. So it is asked in
# three steps that cost much the same however many tickets there are: the newest tickets, looked
# through one by one, are enough for what everybody writes; the newest blocks of the index for what
# is not rare; and what is rare is cheap to ask of all the rest.
RECENT = 2000
BLOCK = 14  # bits: 16 384 tickets; stands in the index, schema/versions/0007
BLOCKS = 4
_CHECKED = """
    JOIN ticket_text x ON x.ticket = w.ticket {ticket}
    WHERE NOT EXISTS
      (SELECT 1 FROM unnest(CAST(:words AS text[])) a WHERE strpos(x.text, a) = 0)
      {within} {scope}
    ORDER BY w.ticket DESC LIMIT :most"""
_RECENT = f"""
    SELECT w.ticket FROM (SELECT ticket FROM
      (SELECT ticket, words FROM ticket_words WHERE ticket < :number
       ORDER BY ticket DESC LIMIT {RECENT}) near
      WHERE words @@ CAST(:pieces AS tsquery) ORDER BY ticket DESC) w {_CHECKED}"""
_NEWEST = f"(SELECT max(ticket) >> {BLOCK} FROM ticket_words WHERE ticket < :number)"


def _found(*where: str) -> str:
    """By the index; sorted before anything is joined to it."""
    return f"""
    WITH newest AS MATERIALIZED (SELECT {_NEWEST} AS block),
      hit AS MATERIALIZED (SELECT ticket FROM ticket_words
        WHERE words @@ CAST(:pieces AS tsquery) AND {" AND ".join(where)})
    SELECT w.ticket FROM (SELECT ticket FROM hit ORDER BY ticket DESC) w {_CHECKED}"""


_NEAR = _found(
    f"ARRAY[ticket >> {BLOCK}] && (SELECT ARRAY(SELECT block - n FROM newest,"
    f" generate_series(0, {BLOCKS - 1}) n))",
    "ticket + 0 < :number",  # so that all older tickets are not looked up for it
)
_FAR = _found(
    f"ticket + 0 < (SELECT (block - {BLOCKS - 1}) << {BLOCK} FROM newest)",
    f"(SELECT block FROM newest) >= {BLOCKS}",
)
_HITS = {
    "sqlite": ("""
        SELECT w.rowid FROM ticket_words w JOIN ticket_text x ON x.ticket = w.rowid {ticket}
        WHERE ticket_words MATCH :pieces AND w.rowid < :number {within} AND NOT EXISTS
          (SELECT 1 FROM json_each(:words) a WHERE instr(x.text, a.value) = 0)
          {scope}
        ORDER BY w.rowid DESC LIMIT :most""",),
    "postgresql": (_RECENT, _NEAR, _FAR),
}  # fmt: skip
# The queue is narrowed first: joined and sorted in one go, SQLite walks the whole ticket table.
_FRESH = """
    SELECT t.id, t.fields, t.title, t.body, t.category, t.place, t.asset, t.site, t.result FROM
      (SELECT DISTINCT ticket FROM unindexed WHERE ticket < :number
       ORDER BY ticket DESC LIMIT :most) u
    JOIN ticket t ON t.id = u.ticket WHERE true {scope}"""
# The texts of given tickets that hold one word; whether they hold all is looked at by words.py.
_OWN = {
    "sqlite": """
        SELECT x.ticket, x.text FROM ticket_text x JOIN ticket t ON t.id = x.ticket
        WHERE x.ticket IN (SELECT value FROM json_each(:numbers)) AND instr(x.text, :word) > 0
          {scope} ORDER BY x.ticket DESC""",
    "postgresql": """
        SELECT x.ticket, x.text FROM ticket_text x JOIN ticket t ON t.id = x.ticket
        WHERE x.ticket = ANY(CAST(:numbers AS bigint[])) AND strpos(x.text, :word) > 0
          {scope} ORDER BY x.ticket DESC""",
}
# Hits outside the scope are dropped by a look at an index alone.
_WITHIN = {
    "sqlite": "AND EXISTS (SELECT 1 FROM scope s WHERE s.ticket = w.rowid"
    " AND s.name IN (SELECT value FROM json_each(:names)))",
    "postgresql": "AND EXISTS (SELECT 1 FROM scope s WHERE s.ticket = w.ticket"
    " AND s.name = ANY(CAST(:names AS text[])))",
}
_JOINED = {
    "sqlite": "JOIN ticket t ON t.id = w.rowid", "postgresql": "JOIN ticket t ON t.id = w.ticket",
}  # fmt: skip
_SCOPE = {
    "sqlite": "AND (t.team IN (SELECT value FROM json_each(:teams))"
    " OR t.requester = :person OR t.owner = :person)",
    "postgresql": "AND (t.team = ANY(CAST(:teams AS text[]))"
    " OR t.requester = CAST(:person AS bigint) OR t.owner = CAST(:person AS bigint))",
}


def _sql(template: str, name: str, scoped: bool) -> Statement:
    parts = dict.fromkeys(("ticket", "scope", "within"), "")
    if scoped:
        parts = {"ticket": _JOINED[name], "scope": _SCOPE[name], "within": _WITHIN[name]}
    return Statement(text(template.format(**parts)), fresh_plan=True)


def hits(dialect: Dialect, *, scoped: bool) -> Sequence[Statement]:
    """Numbers of indexed tickets with all pieces and words, newest first: to be asked in turn
    until as many as are wanted are found. A later one may know older ones, or the same again."""
    return _STATEMENTS[dialect.name, scoped][0]


def fresh(dialect: Dialect, *, scoped: bool) -> Statement:
    """Tickets still waiting for the indexer: number, fields, and the columns that hold words."""
    return _STATEMENTS[dialect.name, scoped][1]


def own(dialect: Dialect) -> Statement:
    """Numbers and texts of those of the given tickets that hold the word and are in the scope,
    newest first."""
    return _OWN_TEXTS[dialect.name]


_OWN_TEXTS = {name: _sql(_OWN[name], name, True) for name in _OWN}
_STATEMENTS = {
    (name, scoped): (
        # Within a scope the newest have been looked through already.
        tuple(_sql(each, name, scoped) for each in _HITS[name] if not scoped or each != _RECENT),
        _sql(_FRESH, name, scoped),
    )
    for name in _HITS
    for scoped in (False, True)
}


def match(dialect: Dialect, pieces: set[str]) -> str:
    """All pieces, as the database wants to be asked. A piece holds no quotes (words.py)."""
    quote, joint = ('"', " AND ") if dialect.name == "sqlite" else ("'", " & ")
    return joint.join(f"{quote}{piece}{quote}" for piece in sorted(pieces))


_WAITING: Any = select(c.unindexed.ticket, c.unindexed.seq)
WAITING = Statement(
    _WAITING.order_by(c.unindexed.ticket, c.unindexed.seq).limit(bindparam("most"))
)
STILL = Statement(
    _WAITING.where(Among(c.unindexed.ticket, "numbers")).with_for_update(skip_locked=True)
)
_INDEXED = {
    "sqlite": """
        DELETE FROM unindexed WHERE (ticket, seq) IN
          (SELECT value, json_extract(:seqs, '$[' || key || ']') FROM json_each(:tickets))""",
    "postgresql": """
        DELETE FROM unindexed u
        USING unnest(CAST(:tickets AS bigint[]), CAST(:seqs AS bigint[])) a (ticket, seq)
        WHERE u.ticket = a.ticket AND u.seq = a.seq""",
}
INDEXED = Statement(lambda dialect: text(_INDEXED[dialect.name]))
SEARCHED = ("title", "body", "category", "place", "asset", "site", "result")
WORDY = Statement(
    select(
        c.ticket.id, c.ticket.requester, c.ticket.owner, c.ticket.team, c.ticket.filed_at,
        c.ticket.fields, *(c.ticket[name] for name in SEARCHED),
    ).where(Among(c.ticket.id, "numbers"))
)  # fmt: skip
LATER = Statement(
    select(c.history.ticket, c.history.data)
    .where(Among(c.history.ticket, "numbers"), c.history.seq > literal_column("1"))
    .order_by(c.history.ticket, c.history.seq)
)
TEXTS = Statement(
    select(c.ticket_text.ticket, c.ticket_text.text).where(Among(c.ticket_text.ticket, "numbers"))
)
SET_TEXT = upsert(TicketText)
_FORGET = Statement(
    text("INSERT INTO ticket_words(ticket_words, rowid, words) VALUES ('delete', :ticket, :words)")
)
# No table of SQLModel's; written with its constructs, for then a commit's rows go together.
_WORDS = Table(
    "ticket_words", MetaData(), Column("rowid"), Column("ticket", BigInteger),
    Column("words", String),
)  # fmt: skip


def _set(dialect: Dialect) -> Any:
    new, words = dialect.insert(_WORDS), bindparam("words", type_=String)
    if dialect is SQLITE:
        return new.values(rowid=bindparam("ticket"), words=words).inline()
    return _replacing(new.values(ticket=bindparam("ticket"), words=_vector(words)).inline())


def _set_many() -> Any:
    row = latest(_WORDS, ["ticket", "words"], ["ticket"]).subquery("row").c
    rows = select(row.ticket, _vector(row.words))
    return _replacing(POSTGRES.insert(_WORDS).from_select(["ticket", "words"], rows))


def _vector(words: Any) -> Any:
    return func.array_to_tsvector(func.string_to_array(words, literal_column("' '")))


def _replacing(new: Any) -> Any:
    return new.on_conflict_do_update(
        index_elements=["ticket"], set_={"words": new.excluded.words}
    )


_SET = Statement(_set, many=_set_many())


def set_words(session: Session, ticket: int, old: str | None, new: str) -> None:
    """Replaces a ticket's pieces, which are parted by spaces. FTS5 keeps no text, so it must be
    told what to take out."""
    if old is not None and session.dialect is SQLITE:
        session.write(_FORGET, ticket=ticket, words=old)
    session.write(_SET, ticket=ticket, words=new)
