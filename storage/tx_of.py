"""From the port back to our own unit of work, for the storage room's functions on a Tx."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from bot.ports import Tx

if TYPE_CHECKING:
    from storage.tx import StoredTx


def stored(tx: Tx) -> StoredTx:
    """The unit of work with its session; raises TypeError for another room's fake."""
    if not hasattr(tx, "session"):
        raise TypeError("this needs a unit of work of the storage room")
    return cast("StoredTx", tx)
