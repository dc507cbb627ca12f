"""Configuration files that admins sent: fetched outside of any transaction, then proposed."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial

from bot.errors import BadInput, RetryLater
from bot.policies import PolicyBook
from bot.ports import Messenger, Record, Transactions, Tx
from bot.usecases.documents import WAITING, arrived, unreadable
from scheduler.fetching import whole

log = logging.getLogger("bihuan.documents")

FILE_LIMIT = 4 * 1024 * 1024  # bytes: the longest document in Chinese letters
ENCODINGS = ("utf-8-sig", "gb18030")  # the second is what Windows writes in China


async def read_documents(
    transactions: Transactions, messengers: Mapping[str, Messenger], policies: PolicyBook
) -> int:
    """Reads one waiting file; returns how many there were."""
    waiting = await transactions.run(lambda tx: tx.records.due(WAITING, tx.now, 1))
    for record in waiting:
        try:
            text = await _text(record, messengers)
        except BadInput as error:
            await transactions.run(partial(unreadable, record, error))
        except RetryLater as delay:
            log.info("document waits", extra={"why": str(delay)})
        else:
            await transactions.run(partial(_arrived, record, text, policies))
    return len(waiting)


def _arrived(record: Record, text: str, policies: PolicyBook, tx: Tx) -> None:
    arrived(record, text, tx, policies.current(tx))


async def _text(record: Record, messengers: Mapping[str, Messenger]) -> str:
    data = record.data
    content = await whole(data["chat"][0], data["ref"], messengers, FILE_LIMIT)
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput("config.file_not_text")
