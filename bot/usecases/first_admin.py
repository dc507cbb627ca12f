"""The first admin of a fresh installation: whoever knows the code the server printed."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import Any

from bot.domain.intents import ClaimAdmin, OpenSettings
from bot.domain.permissions import is_admin
from bot.domain.policy import Policy
from bot.domain.policy.change import grant, introduce
from bot.ports import Record, Tx
from bot.usecases.call import Call, Outcome
from bot.usecases.settings import open_settings
from bot.usecases.versions import new_version

TRIES = 5  # wrong codes of one person within LOCKED
MOST_TRIES = 50  # of everybody; then only a restart makes a new code
LOCKED = timedelta(hours=1)
_KIND, _KEY, _TRIED = "admin_code", "one", "admin_code_tries"


def expect_code(code: str, tx: Tx, policy: Policy) -> bool:
    """Keeps the hash of a new code for the first admin; False, and nothing kept, where an admin of
    the configuration in force works here. When all have left, a new one may come the same way."""
    if _admins(policy, tx):
        tx.records.drop(_KIND, _KEY)
        return False
    tx.records.put(Record(_KIND, _KEY, {"hash": _hash(code), "wrong": 0}))
    return True


def claim(intent: ClaimAdmin, call: Call) -> Outcome:
    """Makes the person admin. Wrong codes are counted, so nothing here raises for them."""
    if _admins(call.policy, call.tx):
        if is_admin(call.actor, call.policy):
            return open_settings(OpenSettings("roles"), call)
        return _say("config.admin_exists", call, names=call.ids(call.policy.admins))
    if not call.direct:
        return _say("config.code_directly", call)
    if not intent.code:
        return _say("config.code_where", call)
    tried = call.tx.records.get(_TRIED, str(call.actor.id))
    since = tried is not None and tried.due_at is not None and tried.due_at > call.now
    count = int(tried.data["count"]) if tried is not None and since else 0
    expected = call.tx.records.get(_KIND, _KEY)
    if count >= TRIES or expected is None or expected.data["wrong"] >= MOST_TRIES:
        return _say("config.code_locked", call)
    if not hmac.compare_digest(_hash(intent.code), expected.data["hash"]):
        data = {**expected.data, "wrong": expected.data["wrong"] + 1}
        call.tx.records.put(Record(_KIND, _KEY, data))
        call.tx.records.put(
            Record(_TRIED, str(call.actor.id), {"count": count + 1}, call.now + LOCKED)
        )
        return _say("config.code_wrong", call, count=TRIES - count - 1)
    me = call.actor
    accounts = {call.account.platform: call.account.user} if call.account else {}
    policy = introduce(call.policy, me.handle, me.name, accounts)
    if me.handle not in policy.admins:
        policy = grant(policy, "admins", me.handle)
    saved = new_version(policy, "/admin", call)
    call.tx.records.drop(_KIND, _KEY)
    call.tx.records.drop(_TRIED, str(me.id))
    return _say("config.admin_made", call, version=saved.version)


def _admins(policy: Policy, tx: Tx) -> list[str]:
    """The admins who are known and have not left."""
    found = tx.people.by_handles(policy.admins)
    return [handle for handle, person in found.items() if person.active]


def _say(key: str, call: Call, **facts: Any) -> Outcome:
    call.whisper("line", None, **call.line(key, **facts))
    return Outcome()


def _hash(code: str) -> str:
    """Case, spaces and dashes do not count. The code has 40 random bits and dies when used."""
    bare = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(f"bihuan admin {bare}".encode()).hexdigest()
