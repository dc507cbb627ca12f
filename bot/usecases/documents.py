"""The whole document: handed out, taken back with its faults by line, and rolled back."""

from __future__ import annotations

from bot.domain.intents import ExportPolicy, ImportPolicy, RollBack
from bot.domain.policy.document import dump, read
from bot.errors import BadInput, NotFound
from bot.usecases.call import Call, Outcome
from bot.usecases.proposals import propose, require_admin

PART = 15_000  # characters of one message (bot/cards/model.Capabilities.text_limit is 20 000)
FAULTS = 8


def export(intent: ExportPolicy, call: Call) -> Outcome:
    """The document in force as text, to the admin alone; a long one in several messages, cut
    between lines."""
    require_admin(call)
    current = call.tx.settings.current()
    text = current.text if current else dump(call.policy)
    for part in _parts(text):
        call.whisper("document", None, text=part, version=call.policy.version)
    return Outcome()


def _parts(text: str) -> list[str]:
    parts = [""]
    for line in text.splitlines(keepends=True):
        if len(parts[-1]) + len(line) > PART and parts[-1]:
            parts.append("")
        parts[-1] += line
    return parts


def import_(intent: ImportPolicy, call: Call) -> Outcome:
    """A pasted document as a draft. Its faults are answered all at once, with their places."""
    require_admin(call)
    text = intent.text.strip("\n")
    if not text.strip():
        raise BadInput("config.import_empty")
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
    return propose([("document", {"text": text})], call, said="/import",
                   revisable=False)


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
