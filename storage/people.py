"""Persons, their accounts and the chats the bot has met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.domain.people import Account, AccountId, ChatId, Person
from bot.errors import NotFound
from storage import people_statements as sql
from storage.cache import PeopleCache
from storage.plain import clean_text, dump, load
from storage.sessions import Row, Session


class StoredPeople:
    """bot.ports.People."""

    def __init__(self, session: Session, cache: PeopleCache) -> None:
        self._session = session
        self._cache = cache

    def meet(self, account: AccountId, name: str | None) -> Person:
        """The person behind an account; first sight makes both."""
        known = self._cache.met(self._session, account)
        if known is None:
            found = self._session.row(sql.WITH_ACCOUNT, **account._asdict())
            if found is None:
                return self._make(account, clean_text(name or account.user))
            known = _person(found[:-1]), str(found[-1])
            self._cache.remember(self._session, account, known)
        person, called = known
        if name and clean_text(name) != called:
            return self._renamed(account, person, clean_text(name))
        return person

    def get(self, person: int) -> Person:
        """Raises NotFound("error.no_person")."""
        found = self.get_many((person,)).get(person)
        if found is None:
            raise NotFound("error.no_person", person=person)
        return found

    def get_many(self, people: Iterable[int]) -> Mapping[int, Person]:
        """Those that exist, by id."""
        rows = self._session.rows(sql.MANY, people=self._session.array(people))
        return {row[0]: _person(row) for row in rows}

    def by_handle(self, handle: str) -> Person | None:
        """The person the configuration calls so."""
        return self.by_handles((handle,)).get(handle)

    def by_handles(self, handles: Iterable[str]) -> Mapping[str, Person]:
        """Those that exist, by handle."""
        rows = self._session.rows(sql.BY_HANDLES, handles=self._session.array(handles))
        return {row[1]: _person(row) for row in rows}

    def by_account(self, account: AccountId) -> Person | None:
        """The person behind an account, if it is known."""
        found = self._session.row(sql.WITH_ACCOUNT, **account._asdict())
        return _person(found[:-1]) if found else None

    def named(self, name: str) -> Sequence[Person]:
        """Active people whose name, handle or alias is exactly this."""
        return [_person(row) for row in self._session.rows(sql.NAMED, name=clean_text(name))]

    def accounts(self, person: int) -> Sequence[Account]:
        """A person's accounts, preferred first."""
        return [
            Account(AccountId(*row[:3]), row[3], row[4], row[5], row[6], bool(row[7]))
            for row in self._session.rows(sql.ACCOUNTS, person=person)
        ]

    def add(self, handle: str, name: str) -> Person:
        """A new person; if the handle is taken, a number is put behind it."""
        handle, name = clean_text(handle).strip() or "?", clean_text(name)
        taken = {row[0] for row in self._session.rows(sql.HANDLES_LIKE, start=handle)}
        number, free = 1, handle
        while free in taken:
            number += 1
            free = f"{handle}{number}"
        values = _values(Person(0, free, name))
        self._session.people_changed = True
        person = Person(self._session.rows(sql.ADD, **values)[0][0], free, name)
        self._write_names(person)
        self._session.write(sql.REVISE)
        return person

    def save(self, person: Person) -> None:
        """Replaces what is known of a person."""
        self._session.people_changed = True
        self._session.write(sql.SAVE, number=person.id, **_values(person))
        self._session.write(sql.DROP_NAMES, number=person.id)
        self._write_names(person)
        self._session.write(sql.REVISE)

    def save_account(self, account: Account) -> None:
        """Adds or replaces an account; it may move to another person."""
        self._session.people_changed = True
        self._session.write(sql.SAVE_ACCOUNT, **_account_values(account))
        self._session.write(sql.REVISE)

    def drop_account(self, account: AccountId) -> None:
        """Forgets an account."""
        self._session.people_changed = True
        self._session.write(sql.DROP_ACCOUNT, **account._asdict())
        self._session.write(sql.REVISE)

    def everybody(self) -> Sequence[Person]:
        """All people, by handle."""
        return [_person(row) for row in self._session.rows(sql.EVERYBODY)]

    def seen_in(self, chat: ChatId, person: int) -> None:
        """Remembers that a person speaks in a chat."""
        if not self._cache.seen(self._session, chat, person):
            self._session.write(sql.SEEN, **chat._asdict(), person=person)

    def members(self, chat: ChatId) -> Sequence[Person]:
        """People seen in a chat."""
        return [_person(row) for row in self._session.rows(sql.MEMBERS, **chat._asdict())]

    def _make(self, account: AccountId, name: str) -> Person:
        """A plain insert: of two processes that meet somebody at once, one runs again."""
        person = self.add(name, name)
        self._session.write(sql.ADD_ACCOUNT, **_account_values(Account(account, person.id, name)))
        return person

    def _renamed(self, account: AccountId, person: Person, name: str) -> Person:
        """An account's new name; the person's too, unless an admin gave them another one."""
        self._session.people_changed = True
        old = next((a for a in self.accounts(person.id) if a.id == account), None)
        if old is not None:
            self.save_account(replace(old, name=name))
        if old is None or person.name in (old.name, account.user):
            person = replace(person, name=name)
            self.save(person)
        return person

    def _write_names(self, person: Person) -> None:
        for name in dict.fromkeys((person.name, person.handle, *person.aliases)):
            self._session.write(sql.ADD_NAME, name=clean_text(name), person=person.id)


def _values(person: Person) -> dict[str, Any]:
    return {
        "handle": person.handle, "name": clean_text(person.name), "language": person.language,
        "active": person.active, "aliases": dump(list(person.aliases)), "mobile": person.mobile,
        "email": person.email, "department": person.department,
    }  # fmt: skip


def _account_values(account: Account) -> dict[str, Any]:
    return {
        **account.id._asdict(), "person": account.person, "name": clean_text(account.name),
        "direct_chat": account.direct_chat, "rank": account.rank, "reachable": account.reachable,
    }  # fmt: skip


def _person(row: Row) -> Person:
    return Person(row[0], row[1], row[2], row[3], bool(row[4]), tuple(load(row[5])), *row[6:])
