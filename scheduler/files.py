"""Files people sent, fetched from their platform and archived."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from bot.errors import DeliveryError, RetryLater
from bot.ports import Attachment, FileStore, Messenger, Transactions, Tx
from bot.usecases.mirror import show_elsewhere

log = logging.getLogger("bihuan.files")

BATCH = 8


async def fetch_waiting(
    transactions: Transactions, messengers: Mapping[str, Messenger], store: FileStore, limit: int
) -> int:
    """Archives what waits; `limit` in bytes. A platform that cannot give a file any more makes
    it failed, which the ticket shows."""
    waiting = await transactions.read(lambda tx: tx.attachments.waiting(BATCH))
    for attachment in waiting:
        await _fetch(attachment, transactions, messengers, store, limit)
    return len(waiting)


async def _fetch(
    attachment: Attachment, transactions: Transactions, messengers: Mapping[str, Messenger],
    store: FileStore, limit: int,
) -> None:
    messenger = messengers.get(attachment.platform)
    number = attachment.id
    if messenger is None:
        return
    try:
        sha256, size = await store.put(messenger.fetch(attachment.ref), limit)
    except RetryLater:
        return
    except DeliveryError as error:
        reason = str(error)
        log.warning("file lost", extra={"ticket": attachment.ticket, "why": reason})
        await transactions.run(lambda tx: tx.attachments.failed(number, reason))
        return
    media_type = store.media_type(sha256) or attachment.media_type

    def keep(tx: Tx) -> None:
        tx.attachments.stored(number, sha256, size, media_type)
        show_elsewhere(attachment, sha256, media_type, tx)

    await transactions.run(keep)
