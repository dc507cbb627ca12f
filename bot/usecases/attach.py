"""Files for a ticket: noted in the transaction, fetched from the platform afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.intents import File
from bot.domain.lifecycle import Event
from bot.domain.ticket import Ticket
from bot.errors import BadInput
from bot.ports import Record
from bot.usecases.call import Call

MAX_FILES = 20  # in one message
# What a browser or an office machine could run stays outside.
REFUSED = frozenset(
    {
        "exe", "bat", "cmd", "com", "scr", "msi", "ps1", "vbs", "js", "jse", "wsf", "hta", "jar",
        "lnk", "dll", "sys", "reg", "apk", "html", "htm", "svg",
    }
)


def check(files: Sequence[File]) -> None:
    """Raises BadInput for too many files or a kind that is never taken."""
    if len(files) > MAX_FILES:
        raise BadInput("error.too_many_files", limit=MAX_FILES)
    for file in files:
        if file.name.rsplit(".", 1)[-1].lower() in REFUSED:
            raise BadInput("error.file_type", name=file.name[:80])


def attach(ticket: Ticket, files: Sequence[File], call: Call) -> None:
    """Notes the files on the ticket; the scheduler fetches them."""
    check(files)
    assert call.chat is not None or not files
    for file in files:
        assert call.chat is not None
        noted = call.tx.attachments.add(
            ticket=ticket.id, name=file.name[:200] or "file", media_type=file.media_type,
            by=call.actor.id, ref=file.ref, platform=call.chat.platform,
        )
        if not ticket.private:  # where it came from, until it was shown elsewhere
            call.tx.records.put(Record("file_from", str(noted.id), {"chat": list(call.chat)}))


def attached(files: Sequence[File], call: Call) -> list[Event]:
    """The history events for the files."""
    return [
        Event("attached", call.now, call.actor.id, {"name": file.name[:200]}) for file in files
    ]
