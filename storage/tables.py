"""The tables, the one truth about the schema; migrations in schema/ produce exactly these.

Rows are not the domain: mapping.py turns them into values. Times are BIGINT milliseconds
(bot/domain/times), JSON is canonical text, states are the domain's words. Indexes stand in
columns.py. The word index (`ticket_words*`) is not here: the two databases build it differently.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Integer, false
from sqlmodel import Field, SQLModel

NEVER = 2**62  # due time of a ticket that has none: sorts last and keeps NULL out of keysets
WAITING, LEASED, DONE, DEAD = 0, 1, 2, 3  # outbox states; the first two are live

_WHOLE: Any = BigInteger().with_variant(Integer(), "sqlite")


def _number(**more: Any) -> Any:
    """A 64-bit whole number: ids and moments."""
    return Field(sa_type=_WHOLE, **more)


def _id() -> Any:
    """An id given by the database."""
    return _number(default=None, primary_key=True)


def _same_id() -> Any:
    """Another table's id, reused."""
    return _number(primary_key=True, sa_column_kwargs={"autoincrement": False})


class Meta(SQLModel, table=True):
    """Facts about this database: its installation id, the revision of the people tables."""

    key: str = Field(primary_key=True)
    value: str


class TicketRow(SQLModel, table=True):
    """A ticket as it stands: the fold of its history, plus `check_at` and the chain's head."""

    __tablename__ = "ticket"

    id: int = _id()
    version: int  # also the number of its events
    head: str  # hash of its last event
    is_open: bool
    state: str
    priority: int
    title: str
    body: str
    requester: int = _number()
    owner: int | None = _number()
    team: str | None
    category: str | None
    place: str | None
    asset: str | None
    site: str | None
    template: str | None
    home_platform: str | None
    home_tenant: str | None
    home_chat: str | None
    private: bool
    plan: str
    fields: str
    declined: str
    followers: str
    filed_at: int = _number()
    updated_at: int = _number()
    deadline: int | None = _number()
    respond_due: int | None = _number()
    resolve_due: int | None = _number()
    due_at: int = _number()  # what was asked for, else the SLA's, else NEVER
    check_at: int | None = _number()
    accepted_at: int | None = _number()
    resolved_at: int | None = _number()
    closed_at: int | None = _number()
    wake_at: int | None = _number()
    hold_reason: str | None
    result: str | None
    rework: int
    rating: int | None
    urged: int
    heat: int
    merged_into: int | None = _number()
    parent: int | None = _number()
    kin: str = Field(sa_column_kwargs={"server_default": "{}"})


class History(SQLModel, table=True):
    """One event of a ticket; `hash` covers the line and the hash before it."""

    __table_args__ = {"sqlite_with_rowid": False}

    ticket: int = _number(primary_key=True, foreign_key="ticket.id")
    seq: int = Field(primary_key=True)
    kind: str
    at: int = _number()
    actor: int | None = _number()
    data: str
    hash: str


class Unindexed(SQLModel, table=True):
    """The word indexer's queue: places of the history whose words are not yet searchable."""

    __table_args__ = {"sqlite_with_rowid": False}

    ticket: int = _number(primary_key=True)
    seq: int = Field(primary_key=True)


class TicketText(SQLModel, table=True):
    """The searchable text of a ticket, normalised, against which hits are checked."""

    __tablename__ = "ticket_text"

    ticket: int = _same_id()
    text: str


class Scope(SQLModel, table=True):
    """Tickets that are or once were a person's or a team's (storage/search/scopes)."""

    __table_args__ = {"sqlite_with_rowid": False}

    name: str = Field(primary_key=True)
    ticket: int = _number(primary_key=True)


class PersonLoad(SQLModel, table=True):
    """How many tickets a person owns that are open and not resolved."""

    __tablename__ = "person_load"

    person: int = _same_id()
    open: int


class PersonRow(SQLModel, table=True):
    __tablename__ = "person"

    id: int = _id()
    handle: str = Field(unique=True)
    name: str
    language: str
    active: bool
    aliases: str
    mobile: str | None
    email: str | None
    department: str | None


class PersonName(SQLModel, table=True):
    """Every word a person answers to: name, handle, aliases."""

    __tablename__ = "person_name"

    name: str = Field(primary_key=True)
    person: int = _number(primary_key=True, index=True, foreign_key="person.id")


class AccountRow(SQLModel, table=True):
    __tablename__ = "account"

    platform: str = Field(primary_key=True)
    tenant: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    person: int = _number(index=True, foreign_key="person.id")
    name: str
    direct_chat: str | None
    rank: int
    reachable: bool


class ChatRow(SQLModel, table=True):
    __tablename__ = "chat"

    platform: str = Field(primary_key=True)
    tenant: str = Field(primary_key=True)
    chat: str = Field(primary_key=True)
    kind: str
    name: str
    alive: bool


class Member(SQLModel, table=True):
    """A person seen in a chat."""

    platform: str = Field(primary_key=True)
    tenant: str = Field(primary_key=True)
    chat: str = Field(primary_key=True)
    person: int = _number(primary_key=True)


class InboxRow(SQLModel, table=True):
    """Happenings already handled."""

    __tablename__ = "inbox"

    key: str = Field(primary_key=True)
    at: int = _number(index=True)


class OutboxRow(SQLModel, table=True):
    """What is still to be said, what could not be, and alarms that were said once.

    `due_at` of a leased row is the end of its lease, so an expired one is simply due again.
    `head`: while live, the one row of its lane that may be said now.
    """

    __tablename__ = "outbox"
    __table_args__ = {"sqlite_autoincrement": True}  # a platform must never meet an id again

    id: int = _id()
    lane: str
    head: bool = Field(sa_column_kwargs={"server_default": false()})
    state: int
    due_at: int = _number()
    not_before: int = _number()
    kind: str
    audience: str
    ticket: int | None = _number()
    facts: str
    once: str | None
    redraw: bool  # `once` holds only while waiting
    urgent: bool
    attempts: int
    created_at: int = _number()
    ended_at: int | None = _number()
    error: str | None


class PlacementRow(SQLModel, table=True):
    __tablename__ = "placement"

    id: int = _id()
    ticket: int = _number(index=True)
    kind: str
    platform: str
    tenant: str
    chat: str
    message: str
    person: int | None = _number()
    account: str | None
    shown: int
    sent_at: int = _number()
    meta: str


class AttachmentRow(SQLModel, table=True):
    __tablename__ = "attachment"

    id: int = _id()
    ticket: int = _number(index=True)
    name: str
    media_type: str
    size: int = _number()
    sha256: str | None
    by: int = _number()
    at: int = _number()
    ref: str
    platform: str
    state: str
    error: str | None


class DialogRow(SQLModel, table=True):
    __tablename__ = "dialog"

    person: int = _number(primary_key=True)
    platform: str = Field(primary_key=True)
    tenant: str = Field(primary_key=True)
    chat: str = Field(primary_key=True)
    kind: str
    data: str
    expires_at: int = _number()


class SettingRow(SQLModel, table=True):
    __tablename__ = "setting"

    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    text: str
    by: int | None = _number()
    at: int = _number()
    why: str


class RecordRow(SQLModel, table=True):
    __tablename__ = "record"

    kind: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    data: str
    due_at: int | None = _number()
