"""The whole document: handed out, taken back with its faults by line, and rolled back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.domain.intents import ExportPolicy, ImportPolicy, Intent, RollBack
from bot.domain.notices import Say, ToPerson
from bot.domain.people import ChatId
from bot.domain.permissions import is_admin
from bot.domain.policy import Policy
from bot.domain.policy.document import dump, read
from bot.errors import BadInput, NotFound, UserError
from bot.ports import Dialog, Record, Tx
from bot.usecases.call import Call, Outcome
from bot.usecases.proposals import propose, require_admin

ONE, PART = 7_000, 2_500  # characters of a message that is the only one, of one of several
FAULTS = 8
WAITING = "document"  # record kind: a file to be fetched (scheduler/documents.py)
FILE_WAITS = timedelta(minutes=10)
Handle = Callable[[Intent, Call], Outcome]


def export_document(intent: ExportPolicy, call: Call) -> Outcome:
    """The document in force as text, to the admin alone; a long one as a file."""
    require_admin(call)
    text, version = whole(call.tx, call.policy), call.policy.version
    if len(text) <= ONE:
        call.whisper("document", None, text=text, version=version)
    else:
        call.whisper("policy_file", None, version=version)
    return Outcome()


def whole(tx: Tx, policy: Policy) -> str:
    """The document in force as it was written, comments and all."""
    current = tx.settings.current()
    return current.text if current else dump(policy)


def in_pieces(say: Say, tx: Tx, policy: Policy) -> None:
    """A file that cannot be sent there, as several messages, cut between lines where these
    are short enough."""
    for n, part in enumerate(_parts(whole(tx, policy))):
        facts = {"text": part, "version": policy.version}
        once = f"{say.once}:{n}" if say.once else None
        tx.outbox.add(replace(say, kind="document", facts=facts, once=once))


def _parts(text: str) -> list[str]:
    parts = [""]
    lines = text.splitlines(keepends=True)
    for piece in (line[n : n + PART] for line in lines for n in range(0, len(line), PART)):
        if len(parts[-1]) + len(piece) > PART and parts[-1]:
            parts.append("")
        parts[-1] += piece
    return parts


def import_(intent: ImportPolicy, call: Call, handle: Handle) -> Outcome:
    """A document, pasted or in a file, as a draft. A file is fetched first, outside of this."""
    if intent.otherwise is not None and not is_admin(call.actor, call.policy):
        return handle(intent.otherwise, call)
    require_admin(call)
    assert call.chat is not None
    text = intent.text.strip("\n")
    if text.strip():
        return _proposed(text, call)
    if not intent.files:
        return _waits_for_it(call)
    file = intent.files[0]
    data = {"by": call.actor.id, "chat": list(call.chat), "direct": call.direct,
            "message": call.message, "ref": file.ref}
    call.tx.records.put(Record(WAITING, uuid.uuid4().hex[:16], data, call.now))
    call.whisper("line", None, **call.line("config.reading", name=file.name[:60]))
    return Outcome()


def _waits_for_it(call: Call) -> Outcome:
    """The next file or text here is the document. Groups of some messengers hand no files on."""
    if not call.direct:
        raise BadInput("config.import_direct")
    assert call.chat is not None
    call.tx.dialogs.open(
        Dialog(call.actor.id, call.chat, "document", {}, call.now + FILE_WAITS)
    )
    call.whisper("line", None, **call.line("config.import_empty"))
    return Outcome()


def arrived(record: Record, text: str, tx: Tx, policy: Policy) -> None:
    """The file has been read: it is proposed where it was sent."""
    tx.records.drop(WAITING, record.key)
    data = record.data
    call = Call(
        tx=tx, policy=policy, actor=tx.people.get(data["by"]), chat=ChatId(*data["chat"]),
        direct=data["direct"], message=data["message"],
    )
    try:
        require_admin(call)
        _proposed(text.strip("\n"), call)
    except UserError as error:
        call.whisper("error", None, key=error.key, facts=dict(error.facts))


def unreadable(record: Record, error: BadInput, tx: Tx) -> None:
    """The file could not be read: the admin hears why."""
    tx.records.drop(WAITING, record.key)
    facts = {"key": error.key, "facts": dict(error.facts)}
    tx.outbox.add(Say("error", ToPerson(record.data["by"]), None, facts))


def _proposed(text: str, call: Call) -> Outcome:
    """Its faults are answered all at once, with their places."""
    people = [person.handle for person in call.tx.people.everybody()]
    reading = read(text, people)
    if reading.policy is None:
        errors = [fault for fault in reading.faults if not fault.warning]
        call.whisper(
            "faults", None, count=len(errors),
            faults=[
                {"line": f.line, "column": f.column, "key": f.key, "facts": dict(f.facts),
                 "near": f.proposal}
                for f in errors[:FAULTS]
            ],
        )
        return Outcome()
    if not reading.policy.admins:
        raise BadInput("policy.no_admin")
    return propose([("document", {"text": text})], call, said="/import", revisable=False)


def roll_back(intent: RollBack, call: Call) -> Outcome:
    """An earlier version as a draft, shown as what it would change today."""
    require_admin(call)
    setting = call.tx.settings.get(intent.version) if intent.version else None
    if setting is None:
        raise NotFound("config.no_version", version=intent.version)
    if setting.version == call.policy.version:
        raise BadInput("config.no_change")
    return propose(
        [("document", {"text": setting.text})], call, said=f"/rollback v{setting.version}",
        revisable=False,
    )
