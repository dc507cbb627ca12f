"""/绑定 and /解绑: one person, several messengers, by a code made in one and typed in another."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from bot.domain.intents import Link, Unlink
from bot.domain.notices import InChat, Privately, Say
from bot.domain.people import Account, AccountId, ChatId
from bot.domain.permissions import is_admin
from bot.domain.times import from_ms, to_ms
from bot.errors import BadInput, NotAllowed, NotFound
from bot.ports import Record
from bot.usecases.call import Call, Outcome
from bot.usecases.merge import merge, part

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks like something else
LENGTH = 8
VALID = timedelta(minutes=10)
TOLD = timedelta(days=1)  # so long a spent code is told apart from a guess
TRIES, WINDOW = 5, timedelta(hours=1)


def link(intent: Link, call: Call) -> Outcome:
    """Makes a code, or uses one. A wrong code is counted, so it is refused without raising."""
    for old in call.tx.records.due("link", call.now, 100):
        call.tx.records.drop("link", old.key)
    return _use(intent.code, call) if intent.code else _make(call)


def _make(call: Call) -> Outcome:
    assert call.chat is not None and call.account is not None
    for record in call.tx.records.all("link"):
        if record.data["person"] == call.actor.id and not record.data["used"]:
            call.tx.records.drop("link", record.key)
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    until = call.now + VALID
    call.tx.records.put(
        Record(
            "link", _hash(code),
            {"person": call.actor.id, "account": list(call.account), "chat": list(call.chat),
             "direct": call.direct, "until": to_ms(until), "used": False},
            call.now + TOLD,
        )
    )
    call.whisper("line", None, **call.line("link.code", code=code, until_at=to_ms(until)))
    return Outcome("toast.done")


def _hash(code: str) -> str:
    return hashlib.sha256(f"link:{code}".encode()).hexdigest()


def _use(code: str, call: Call) -> Outcome:
    assert call.chat is not None and call.account is not None
    tries = _tries(call)
    if len(tries) >= TRIES:
        again = from_ms(tries[0]) + WINDOW
        raise BadInput("error.link.too_many", again_at=to_ms(again))
    record = call.tx.records.get("link", _hash(code))
    if record is None or record.data["used"] or from_ms(record.data["until"]) <= call.now:
        return _wrong(record, tries, call)
    maker = AccountId(*record.data["account"])
    if maker == call.account:
        raise BadInput("error.link.same_account")
    if call.tx.people.resolve(record.data["person"]) == call.actor.id:
        raise BadInput("error.link.already")
    if maker[:2] == call.account[:2]:
        raise BadInput("error.link.same_messenger", platform=maker.platform)
    mine = call.tx.people.accounts(call.actor.id)
    if len(mine) > 1:
        raise BadInput("error.link.has_others", platforms=[a.id.platform for a in mine])
    kept = merge(call.actor, call.tx.people.get(record.data["person"]), call)
    call.tx.records.put(
        Record("link", record.key, {**record.data, "used": True}, record.due_at)
    )
    _tell_both(record, maker, kept.id, call)
    return Outcome("toast.done")


def _tries(call: Call) -> list[int]:
    """When this person brought a wrong code lately, ms, oldest first."""
    record = call.tx.records.get("link_tries", str(call.actor.id))
    start = to_ms(call.now - WINDOW)
    return [at for at in record.data["at"] if at > start] if record else []


def _wrong(record: Record | None, tries: list[int], call: Call) -> Outcome:
    """Counts the try and says what was wrong with the code; the count must be kept, so nothing
    is raised."""
    at = [*tries, to_ms(call.now)]
    call.tx.records.put(
        Record("link_tries", str(call.actor.id), {"at": at}, call.now + WINDOW)
    )
    key = "error.link.wrong"
    if record is not None:
        key = "error.link.used" if record.data["used"] else "error.link.expired"
    call.whisper("error", None, key=key, facts={"left": max(0, TRIES - len(at))})
    return Outcome(key, {"left": max(0, TRIES - len(at))}, "error")


def _tell_both(record: Record, maker: AccountId, person: int, call: Call) -> None:
    """Where the code was typed and where it was made."""
    assert call.account is not None
    typed = call.account.platform
    call.whisper("line", None, **call.line("link.done", platform=maker.platform))
    chat = ChatId(*record.data["chat"])
    audience = (
        InChat(chat, viewer=person) if record.data["direct"] else Privately(person, chat)
    )
    call.tx.outbox.add(
        Say("line", audience, None, dict(call.line("link.done", platform=typed)))
    )


def unlink(intent: Unlink, call: Call) -> Outcome:
    """One's own account here, or as an admin somebody's account of one messenger."""
    if intent.who is not None and not is_admin(call.actor, call.policy):
        raise NotAllowed("error.people_admin")
    person = call.person(intent.who) if intent.who else call.actor
    accounts = call.tx.people.accounts(person.id)
    found = next((a for a in accounts if _meant(a, intent, call)), None)
    if found is None:
        raise NotFound("error.no_account", name=person.name, platform=intent.platform)
    if len(accounts) < 2:
        raise BadInput("error.unlink_last", name=person.name)
    part(found, call)
    rest = [a.id.platform for a in accounts if a.id != found.id]
    call.whisper("line", None, **call.line(
        "link.undone", platform=found.id.platform, platforms=rest, name=person.name))
    if person.id != call.actor.id:
        call.tell([person.id], "line", None, **call.line(
            "link.undone", platform=found.id.platform, platforms=rest, name=person.name))
    return Outcome("toast.done")


def _meant(account: Account, intent: Unlink, call: Call) -> bool:
    if intent.who is None:
        return account.id == call.account
    return account.id.platform == intent.platform
