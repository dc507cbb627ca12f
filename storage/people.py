"""Persons, their accounts and the chats the bot has met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.domain.people import Account, AccountId, ChatId, Person
from bot.errors import NotFound
from bot.ports import Record
from storage import people_statements as sql
from storage.cache import Memory, revise
from storage.plain import clean_text, dump, load
from storage.records import StoredRecords
from storage.sessions import Row, Session

MERGED = "merged"  # records: a former person's id → {"to": the id they go by now}


class StoredPeople:
    """bot.ports.People."""

    def __init__(self, session: Session, memory: Memory) -> None:
        self._session = session
        self._memory = memory

    def meet(self, account: AccountId, name: str | None) -> Person:
        """The person behind an account; first sight makes both."""
        known = self._memory.recall(self._session, "account", account)
        if known is None:
            found = self._session.row(sql.WITH_ACCOUNT, **account._asdict())
            if found is None:
                return self._make(account, clean_text(name or account.user))
            known = self._person(found[:-1]), str(found[-1])
            self._memory.keep(self._session, "account", account, known)
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
        """Those that exist, by the id asked for; a former id gives who it is today."""
        wanted = {person: self.resolve(person) for person in people}
        found: dict[int, Person] = {}
        unknown = []
        for now in set(wanted.values()):
            known = self._memory.recall(self._session, "person", now)
            if known is None:
                unknown.append(now)
            else:
                found[now] = known
        if unknown:
            for row in self._session.rows(sql.MANY, people=self._session.array(unknown)):
                found[row[0]] = self._person(row)
                self._memory.keep(self._session, "person", row[0], found[row[0]])
        return {asked: found[now] for asked, now in wanted.items() if now in found}

    def by_handle(self, handle: str) -> Person | None:
        """The person the configuration calls so."""
        return self.by_handles((handle,)).get(handle)

    def by_handles(self, handles: Iterable[str]) -> Mapping[str, Person]:
        """Those that exist, by handle."""
        asked = dict.fromkeys(handles)
        known: dict[str, Person | None] = {}
        for handle in asked:
            entry = self._memory.recall(self._session, "handle", handle)
            if entry is None:
                known = self._looked_up(asked)
                break
            known[handle] = entry[0]
        return {handle: person for handle, person in known.items() if person is not None}

    def by_account(self, account: AccountId) -> Person | None:
        """The person behind an account, if it is known."""
        found = self._session.row(sql.WITH_ACCOUNT, **account._asdict())
        return self._person(found[:-1]) if found else None

    def named(self, name: str) -> Sequence[Person]:
        """Active people whose name, handle or alias is exactly this."""
        return [self._person(row) for row in self._session.rows(sql.NAMED, name=clean_text(name))]

    def accounts(self, person: int) -> Sequence[Account]:
        """A person's accounts, preferred first."""
        now = self.resolve(person)
        known: tuple[Account, ...] | None = self._memory.recall(self._session, "accounts", now)
        if known is None:
            known = tuple(
                Account(AccountId(*row[:3]), row[3], row[4], row[5], row[6], bool(row[7]))
                for row in self._session.rows(sql.ACCOUNTS, person=now)
            )
            self._memory.keep(self._session, "accounts", now, known)
        return list(known)

    def add(self, handle: str, name: str) -> Person:
        """A new person; if the handle is taken, a number is put behind it."""
        handle, name = clean_text(handle).strip() or "?", clean_text(name)
        taken = {row[0] for row in self._session.rows(sql.HANDLES_LIKE, start=handle)}
        number, free = 1, handle
        while free in taken:
            number += 1
            free = f"{handle}{number}"
        values = _values(Person(0, free, name))
        revise(self._session)
        person = Person(self._session.rows(sql.ADD, **values)[0][0], free, name)
        self._write_names(person)
        return person

    def save(self, person: Person) -> None:
        """Replaces what is known of a person."""
        revise(self._session)
        self._session.write(sql.SAVE, number=person.id, **_values(person))
        self._session.write(sql.DROP_NAMES, number=person.id)
        self._write_names(person)

    def save_account(self, account: Account) -> None:
        """Adds or replaces an account; it may move to another person."""
        revise(self._session)
        self._session.write(sql.SAVE_ACCOUNT, **_account_values(account))

    def drop_account(self, account: AccountId) -> None:
        """Forgets an account."""
        revise(self._session)
        self._session.write(sql.DROP_ACCOUNT, **account._asdict())

    def merge(self, person: int, into: int) -> None:
        """`into` gets the accounts after their own; `person` stays as a name in histories."""
        gone, kept = self.get(person), self.get(into)
        if gone.id == kept.id:
            return
        own = self.accounts(kept.id)
        for place, account in enumerate(self.accounts(gone.id), len(own)):
            self.save_account(replace(account, person=kept.id, rank=place))
        self.save(replace(gone, active=False))
        names = (n for n in (gone.name, *gone.aliases) if n != kept.name)
        self.save(
            replace(
                kept, aliases=tuple(dict.fromkeys((*kept.aliases, *names))),
                mobile=kept.mobile or gone.mobile, email=kept.email or gone.email,
                department=kept.department or gone.department,
            )
        )  # fmt: skip
        records = StoredRecords(self._session, self._memory)
        records.put(Record(MERGED, str(gone.id), {"to": kept.id}))

    def resolve(self, person: int) -> int:
        """Who an id stands for today."""
        merged = self._merged()
        while person in merged:
            person = merged[person]
        return person

    def everybody(self) -> Sequence[Person]:
        """All people, by handle; former ones count as who they are now."""
        merged = self._merged()
        rows = self._session.rows(sql.EVERYBODY)
        return [self._person(row) for row in rows if row[0] not in merged]

    def seen_in(self, chat: ChatId, person: int) -> None:
        """Remembers that a person speaks in a chat."""
        if not self._memory.seen(chat, person):
            self._session.write(sql.SEEN, **chat._asdict(), person=person)

    def members(self, chat: ChatId) -> Sequence[Person]:
        """People seen in a chat."""
        rows = self._session.rows(sql.MEMBERS, **chat._asdict())
        merged = self._merged()
        if not any(row[0] in merged for row in rows):
            return [self._person(row) for row in rows]
        return list({p.id: p for p in self.get_many(row[0] for row in rows).values()}.values())

    def _make(self, account: AccountId, name: str) -> Person:
        """A plain insert: of two processes that meet somebody at once, one runs again."""
        person = self.add(name, name)
        self._session.write(sql.ADD_ACCOUNT, **_account_values(Account(account, person.id, name)))
        return person

    def _renamed(self, account: AccountId, person: Person, name: str) -> Person:
        """An account's new name; the person's too, unless an admin gave them another one."""
        revise(self._session)
        old = next((a for a in self.accounts(person.id) if a.id == account), None)
        if old is not None:
            self.save_account(replace(old, name=name))
        if old is None or person.name in (old.name, account.user):
            person = replace(person, name=name)
            self.save(person)
        return person

    def _looked_up(self, handles: Iterable[str]) -> dict[str, Person | None]:
        found: dict[str, Person | None] = dict.fromkeys(handles)
        merged = self._merged()
        for row in self._session.rows(sql.BY_HANDLES, handles=self._session.array(found)):
            found[row[1]] = self.get(row[0]) if row[0] in merged else self._person(row)
        for handle, person in found.items():
            self._memory.keep(self._session, "handle", handle, (person,))
        return found

    def _merged(self) -> Mapping[int, int]:
        known: Mapping[int, int] | None = self._memory.recall(self._session, MERGED)
        if known is None:
            records = StoredRecords(self._session, self._memory).all(MERGED)
            known = {int(record.key): record.data["to"] for record in records}
            self._memory.keep(self._session, MERGED, None, known)
        return known

    def _person(self, row: Row) -> Person:
        person = Person(row[0], row[1], row[2], row[3], bool(row[4]), tuple(load(row[5])), *row[6:])
        former = tuple(old for old in self._merged() if self.resolve(old) == person.id != old)
        return replace(person, former=former) if former else person

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

