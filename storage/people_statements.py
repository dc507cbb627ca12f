"""The statements over people, accounts, chats and who was seen where."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, String, bindparam, cast, delete, func, select, update

from storage import columns as c
from storage.statements import (
    Among,
    Dialect,
    Statement,
    columns_of,
    insert,
    insert_id,
    insert_new,
    upsert,
)
from storage.tables import AccountRow, ChatRow, Member, Meta, PersonName, PersonRow

PEOPLE: Any = select(PersonRow.__table__)  # type: ignore[attr-defined]
REVISION_KEY = "people"
_ACCOUNT = tuple(c.account[name] == bindparam(name) for name in ("platform", "tenant", "user"))
_CHAT = tuple(c.chat[name] == bindparam(name) for name in ("platform", "tenant", "chat"))
_IN_CHAT = tuple(c.member[name] == bindparam(name) for name in ("platform", "tenant", "chat"))

WITH_ACCOUNT = Statement(
    PEOPLE.add_columns(c.account.name.label("called"))
    .join(AccountRow, c.account.person == c.person.id)
    .where(*_ACCOUNT)
)
MANY = Statement(PEOPLE.where(Among(c.person.id, "people")))
BY_HANDLES = Statement(PEOPLE.where(Among(c.person.handle, "handles")))
NAMED = Statement(
    PEOPLE.join(PersonName, c.person_name.person == c.person.id)
    .where(c.person_name.name == bindparam("name"), c.person.active.is_(True))
    .order_by(c.person.id)
)
ACCOUNTS = Statement(
    select(AccountRow.__table__)  # type: ignore[attr-defined]
    .where(c.account.person == bindparam("person"))
    .order_by(c.account.rank, c.account.platform, c.account.tenant, c.account.user)
)
HANDLES_LIKE = Statement(
    select(c.person.handle).where(
        func.substr(c.person.handle, 1, func.length(bindparam("start", type_=String)))
        == bindparam("start", type_=String)
    )
)
ADD = insert_id(PersonRow)
SAVE = Statement(
    update(PersonRow)
    .where(c.person.id == bindparam("number"))
    .values({name: bindparam(name) for name in columns_of(PersonRow) if name != "id"})
)
ADD_NAME = insert_new(PersonName)
DROP_NAMES = Statement(delete(PersonName).where(c.person_name.person == bindparam("number")))
ADD_ACCOUNT = insert(AccountRow)
SAVE_ACCOUNT = upsert(AccountRow)
DROP_ACCOUNT = Statement(delete(AccountRow).where(*_ACCOUNT))
EVERYBODY = Statement(PEOPLE.order_by(c.person.handle))
SEEN = insert_new(Member)
MEMBERS = Statement(
    PEOPLE.join(Member, c.member.person == c.person.id).where(*_IN_CHAT).order_by(c.person.id)
)
REVISION = Statement(select(c.meta.value).where(c.meta.key == bindparam("key")))

CHAT = Statement(
    select(ChatRow.__table__).where(*_CHAT)  # type: ignore[attr-defined]
)
SAVE_CHAT = upsert(ChatRow)
GROUPS = Statement(
    select(ChatRow.__table__)  # type: ignore[attr-defined]
    .where(c.chat.kind == "group", c.chat.alive.is_(True))
    .order_by(c.chat.name, c.chat.chat)
)
BURY_CHAT = Statement(update(ChatRow).where(*_CHAT).values(alive=False))


def _revise(dialect: Dialect) -> Any:
    """Counts up, so that other processes drop what they remember of people and chats."""
    new = dialect.insert(Meta.__table__).values(  # type: ignore[attr-defined]
        key=REVISION_KEY, value="1"
    )
    count = cast(cast(c.meta.value, Integer) + 1, String)
    return new.on_conflict_do_update(index_elements=["key"], set_={"value": count}).inline()


REVISE = Statement(_revise)
