"""A changed policy becomes the next version of the configuration document."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.policy import Policy
from bot.domain.policy.document import dump, read
from bot.errors import BadInput
from bot.ports import Setting
from bot.usecases import rounds
from bot.usecases.call import Call


def new_version(policy: Policy, why: str, call: Call) -> Setting:
    """Saves the policy; raises BadInput when the document it makes would not be valid.

    The call goes on with the new policy.
    """
    current = call.tx.settings.current()
    text = dump(policy, current.text if current else None)
    reading = read(text)
    if reading.policy is None:
        count = sum(not fault.warning for fault in reading.faults)
        raise BadInput("policy.faults", count=count)
    saved = call.tx.settings.add(text, call.actor.id or None, why)
    rounds.notice(call.tx)
    call.policy = replace(reading.policy, version=saved.version)
    return saved
