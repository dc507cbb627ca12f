"""Tables of people, looked up at the messengers outside of any transaction."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from functools import partial

from bot.domain.people import AccountId
from bot.domain.people_table import Row, rows_of_file
from bot.errors import BadInput, DeliveryError, RetryLater
from bot.ports import Messenger, Record, Transactions
from bot.usecases.import_people import WAITING, looked_up, unreadable
from scheduler.fetching import whole

log = logging.getLogger("bihuan.imports")

FILE_LIMIT = 8 * 1024 * 1024  # bytes of a table


async def look_up_imports(
    transactions: Transactions, messengers: Mapping[str, Messenger]
) -> int:
    """Looks up one waiting table; one that a messenger cannot answer now waits on.

    Returns how many were looked at.
    """
    waiting = await transactions.run(lambda tx: tx.records.due(WAITING, tx.now, 1))
    for record in waiting:
        try:
            rows = await _rows(record, messengers)
            found = [await _accounts(row, messengers) for row in rows]
        except BadInput as error:
            await transactions.run(partial(unreadable, record, error))
        except RetryLater as delay:
            log.info("import waits", extra={"why": str(delay)})
        else:
            await transactions.run(partial(looked_up, record, rows, found))
    return len(waiting)


async def _rows(record: Record, messengers: Mapping[str, Messenger]) -> Sequence[Row]:
    data = record.data
    if "rows" in data:
        return [Row(**row) for row in data["rows"]]
    content = await whole(data["platform"], data["ref"], messengers, FILE_LIMIT)
    return rows_of_file(data["name"], content)


async def _accounts(row: Row, messengers: Mapping[str, Messenger]) -> list[AccountId]:
    """The accounts with this number or address, one a messenger; one that refuses knows none."""
    found: list[AccountId] = []
    for messenger in messengers.values():
        try:
            account = await messenger.find_account(
                mobile=row.mobile or None, email=row.email or None
            )
        except RetryLater:
            raise
        except DeliveryError as error:
            log.info("no look-up", extra={"platform": messenger.platform, "why": str(error)})
            continue
        if account is not None:
            found.append(account)
    return found
