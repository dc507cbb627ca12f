"""The stores one transaction offers; bot/ports/work.py puts them together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.domain.lifecycle import Event
from bot.domain.notices import Audience, Say
from bot.domain.people import Account, AccountId, Chat, ChatId, Person
from bot.domain.ticket import Ticket
from bot.domain.triage import Judge
from bot.ports.kept import (
    Attachment,
    DeadLetter,
    Dialog,
    HistoryLine,
    Neighbour,
    OutboxItem,
    Page,
    Placement,
    Record,
    Setting,
)


class Tickets(Protocol):
    """Tickets and their history; the only way to change either."""

    def add(
        self, events: Sequence[Event], *, check_at: Callable[[Ticket], datetime | None]
    ) -> Ticket:
        """Stores a new ticket (first event `filed`) and its history; gives it its number.

        `check_at` is asked once, with the finished ticket.
        """

    def get(self, number: int) -> Ticket:
        """The ticket; raises NotFound("error.no_ticket", number=…)."""

    def find(self, number: int) -> Ticket | None: ...

    def get_many(self, numbers: Iterable[int]) -> Mapping[int, Ticket]: ...

    def change(
        self, ticket: Ticket, events: Sequence[Event], *, check_at: datetime | None
    ) -> Ticket:
        """Applies events to the version read and stores both; `check_at` replaces the ticket's.

        Raises Stale("error.stale", number=…) if another transaction changed it since.
        """

    def set_check(self, number: int, check_at: datetime | None) -> None:
        """Moves the next moment to look at the ticket, without an event."""

    def due_checks(self, now: datetime, limit: int) -> Sequence[Ticket]:
        """Tickets whose check_at has come, earliest first; locked against other processes."""

    def history(self, number: int) -> Sequence[HistoryLine]: ...

    def last_event(self, number: int) -> HistoryLine | None: ...

    # lists, keyset-paged; `after` is Page.after
    def of_requester(self, person: int, after: str | None, limit: int) -> Page: ...
    def of_owner(self, person: int, after: str | None, limit: int) -> Page: ...
    def merged_of(self, person: int, limit: int) -> Sequence[Ticket]: ...
    def pool(self, teams: Sequence[str] | None, after: str | None, limit: int) -> Page:
        """Open tickets without an owner, of these teams (None: of all)."""

    def overdue(
        self, teams: Sequence[str] | None, person: int | None, now: datetime,
        after: str | None, limit: int,
    ) -> Page:
        """Open tickets past their deadline, of these teams or this owner/requester."""

    def of_team(self, teams: Sequence[str] | None, after: str | None, limit: int) -> Page:
        """Open tickets by deadline."""

    def of_chat(self, chat: ChatId, after: str | None, limit: int) -> Page: ...
    def beside(
        self, chat: ChatId, mine: tuple[int, int], limit: int, length: int
    ) -> Sequence[Neighbour]:
        """The open tickets filed in a chat before one with these (filed_ms, number), newest
        first, with so many characters of their bodies."""

    def urgent(self, team: str, limit: int, length: int) -> Sequence[Neighbour]:
        """A team's open tickets, most urgent first, with so many characters of their bodies."""

    def search(
        self, words: Sequence[str], teams: Sequence[str] | None, person: int | None,
        after: str | None, limit: int,
    ) -> Page:
        """Tickets whose text holds all words, newest first; restricted to these teams' or this
        person's own when either is given (both given: either suffices)."""

    def filed_between(self, start: datetime, end: datetime, limit: int) -> Sequence[Ticket]:
        """For dry runs and reports, oldest first."""

    def loads(self, people: Iterable[int]) -> Mapping[int, int]:
        """Open tickets (accepted or waiting to be) per owner, from a counter."""


class People(Protocol):
    """Persons, their accounts, and the chats the bot has met."""

    def meet(self, account: AccountId, name: str | None) -> Person:
        """The person behind an account; first sight makes one. A newly learnt name is kept."""

    def get(self, person: int) -> Person: ...
    def get_many(self, people: Iterable[int]) -> Mapping[int, Person]: ...
    def by_handle(self, handle: str) -> Person | None: ...
    def by_handles(self, handles: Iterable[str]) -> Mapping[str, Person]: ...
    def by_account(self, account: AccountId) -> Person | None: ...
    def named(self, name: str) -> Sequence[Person]:
        """Active people whose name, handle or alias is exactly this."""

    def accounts(self, person: int) -> Sequence[Account]:
        """A person's accounts, preferred first."""

    def add(self, handle: str, name: str) -> Person: ...
    def save(self, person: Person) -> None: ...
    def save_account(self, account: Account) -> None:
        """Adds or replaces an account (moving it to another person is allowed)."""

    def drop_account(self, account: AccountId) -> None: ...
    def merge(self, person: int, into: int) -> None:
        """Two turn out to be one: `into` gets the accounts, and the old id means them from now
        on. Histories stay as they are."""

    def resolve(self, person: int) -> int:
        """Who an id stands for today."""

    def everybody(self) -> Sequence[Person]: ...
    def seen_in(self, chat: ChatId, person: int) -> None:
        """Remembers that a person speaks in a chat."""

    def members(self, chat: ChatId) -> Sequence[Person]:
        """People seen in a chat."""


class Chats(Protocol):
    def meet(self, chat: ChatId, kind: str, name: str | None) -> Chat: ...
    def find(self, chat: ChatId) -> Chat | None: ...
    def groups(self) -> Sequence[Chat]: ...
    def bury(self, chat: ChatId) -> None:
        """The bot is no longer there."""


class Inbox(Protocol):
    def claim(self, key: str) -> bool:
        """Whether this happening is new; the claim counts when the transaction commits."""

    def forget_before(self, moment: datetime) -> int: ...


class Outbox(Protocol):
    def add(self, *says: Say) -> None: ...
    def lease(self, limit: int, until: datetime) -> Sequence[OutboxItem]:
        """The due heads of their lanes, in order; nobody else gets them before `until`."""

    def done(self, item: int) -> None: ...
    def retry(self, item: int, at: datetime, error: str) -> None:
        """Back in line; the rest of its lane waits behind it."""

    def bury(self, item: int, error: str) -> None:
        """A dead letter: kept and listed."""

    def dead(self, limit: int) -> Sequence[DeadLetter]: ...
    def revive(self, item: int) -> bool: ...
    def withdraw(self, once: str) -> bool:
        """Takes back what has not been sent; False if it is gone or under way."""

    def withdraw_since(self, ticket: int, since: datetime) -> Sequence[Say]:
        """Takes back what was queued about a ticket from that moment on and has not been sent:
        the notices of a step that is undone. Alarms and redraws stay. Returns what it took."""

    def under_way(self, audience: Audience) -> bool:
        """Whether something said there is being delivered just now."""

    def next_due(self) -> datetime | None: ...
    def counts(self) -> Mapping[str, int]:
        """waiting, leased, dead."""

    def forget_before(self, moment: datetime) -> int: ...


class Placements(Protocol):
    def add(
        self, *, ticket: int, kind: str, chat: ChatId, message: str, shown: int,
        person: int | None = None, account: AccountId | None = None,
        meta: Mapping[str, Any] | None = None,
    ) -> Placement: ...
    def get(self, placement: int) -> Placement | None: ...
    def of_ticket(self, ticket: int) -> Sequence[Placement]: ...
    def at(self, chat: ChatId, message: str) -> Placement | None: ...
    def by_message(self, platform: str, tenant: str, message: str) -> Placement | None: ...
    def shows(
        self, placement: int, version: int, message: str | None = None,
        meta: Mapping[str, Any] | None = None,
    ) -> None:
        """The placement now shows this version (as another message, where it was replaced)."""

    def drop(self, placement: int) -> None: ...
    def drop_chat(self, chat: ChatId) -> int:
        """Forgets every card of a chat; returns how many hung there."""


class Attachments(Protocol):
    def add(
        self, *, ticket: int, name: str, media_type: str, by: int, ref: str, platform: str
    ) -> Attachment: ...
    def of_ticket(self, ticket: int) -> Sequence[Attachment]: ...
    def waiting(self, limit: int) -> Sequence[Attachment]: ...
    def stored(self, attachment: int, sha256: str, size: int, media_type: str) -> None: ...
    def failed(self, attachment: int, error: str) -> None: ...


class Dialogs(Protocol):
    def open(self, dialog: Dialog) -> None:
        """Replaces whatever was asked of this person in this chat."""

    def get(self, person: int, chat: ChatId) -> Dialog | None:
        """The open question, if it has not expired."""

    def close(self, person: int, chat: ChatId) -> None: ...
    def forget_before(self, moment: datetime) -> int:
        """Drops questions that expired by then; returns how many."""


class Settings(Protocol):
    """The versions of the configuration document."""

    def current(self) -> Setting | None: ...
    def version(self) -> int: ...
    def get(self, version: int) -> Setting | None: ...
    def add(self, text: str, by: int | None, why: str) -> Setting: ...
    def versions(self, limit: int) -> Sequence[Setting]: ...


class Records(Protocol):
    """Small keyed facts of any kind; (kind, key) is unique."""

    def put(self, record: Record) -> None: ...
    def add(self, record: Record) -> bool:
        """False, and nothing changed, if (kind, key) exists."""

    def count(self, kind: str, key: str, due: datetime) -> int:
        """Counts one more; returns how many there were before, whichever process counted."""

    def get(self, kind: str, key: str) -> Record | None: ...
    def all(self, kind: str, prefix: str = "") -> Sequence[Record]: ...
    def drop(self, kind: str, key: str) -> bool: ...
    def due(self, kind: str, now: datetime, limit: int) -> Sequence[Record]: ...
    def kinds_due(self, kinds: Iterable[str], now: datetime) -> Collection[str]:
        """Those of the kinds of which there is something due."""


class Models(Protocol):
    """What was learned from how tickets ended (bot/domain/triage), by its scope."""

    def judge(self, scope: str) -> Judge | None: ...


class Faults(Protocol):
    """On what and where tickets were, in one spelling; kind is "asset" or "place"."""

    def fresh(self, limit: int) -> Sequence[tuple[int, tuple[str, str]]]:
        """(ticket, (kind, value)) nobody has looked at yet."""

    def seen(self, looked_at: Iterable[tuple[int, tuple[str, str]]]) -> None:
        """These are no longer fresh, save where a ticket has got another value since."""

    def of(
        self, things: Iterable[tuple[str, str]], since: datetime, limit: int
    ) -> Collection[int]:
        """The tickets of these things filed since; of each thing the newest."""

    def often(self, since: datetime, least: int, limit: int) -> Sequence[tuple[str, str]]:
        """Things with at least that many tickets since, the most first."""

    def forget_before(self, moment: datetime) -> int: ...
