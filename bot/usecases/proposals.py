"""Every change of the configuration is a draft first: shown as a diff with what it would have done
to the last 30 days, then put into force, revised or forgotten.

A draft keeps edits, not a document. When somebody else changed the configuration meanwhile, the
edits are made again on what counts now and shown again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.intents import Revise
from bot.domain.notices import InChat, Say
from bot.domain.permissions import is_admin
from bot.domain.policy import Policy
from bot.domain.policy.checks import problems
from bot.domain.policy.diff import Change, diff
from bot.domain.policy.document import read
from bot.domain.policy.edits import Edit, chat_of, edited
from bot.errors import BadInput, NotAllowed
from bot.usecases import drafts, renamed
from bot.usecases.call import Call, Outcome
from bot.usecases.introduce import introduce
from bot.usecases.rehearsal import left_behind, rehearse
from bot.usecases.versions import new_version

SHOWN = 8  # changes on a card; the rest is counted
KIND = "policy"


def require_admin(call: Call) -> None:
    """Raises NotAllowed, with who to ask, for everybody but admins."""
    if not is_admin(call.actor, call.policy):
        raise NotAllowed("config.admins_only", names=call.ids(call.policy.admins))


def propose(
    edits: Sequence[Edit], call: Call, *, said: str, form: str = "", greet: str = "",
    revisable: bool = True,
) -> Outcome:
    """Shows what the edits would change. Nothing counts before 启用.

    `said`: the words of the admin, kept as the version's reason. `form`: the set-up session to
    open again for 改. `greet`: the chat (platform:tenant:chat) told once it counts.
    `revisable`: whether the words can be said differently.
    Raises the UserErrors of the edits, and BadInput where nothing would change.
    """
    require_admin(call)
    facts = preview(edits, call)
    data = {"edits": [list(edit) for edit in edits], "said": said[:500], "form": form,
            "greet": greet, "base": call.policy.version, "revisable": revisable}
    facts |= {"draft": drafts.keep(KIND, data, call), "revisable": revisable}
    return _show(facts, call)


def preview(edits: Sequence[Edit], call: Call) -> dict[str, Any]:
    """The facts of a proposal card."""
    old, new = call.policy, edited(call.policy, edits)
    changes = _changes(old, new, edits)
    if not changes:
        raise BadInput("config.no_change")
    if not call.ids(new.admins):
        raise NotAllowed("config.locked_out")
    warned = _problems(old, new)
    places = _places(edits)
    return {
        "changes": [[list(c.path), c.before, c.after] for c in changes[:SHOWN]],
        "more": max(0, len(changes) - SHOWN),
        "warnings": [
            *({"key": p.key, "facts": dict(p.facts), "near": p.proposal,
               "line": places.get((p.key, repr(p.facts)))} for p in warned),
            *left_behind(old, new, call, renamed.names(edits)),
        ],
        "tried": rehearse(old, new, call),
        "base": old.version,
    }


def _changes(old: Policy, new: Policy, edits: Sequence[Edit]) -> list[Change]:
    """The diff; what a team gets as its own is compared with what it used before, not listed whole
    as something new."""
    apart = edited(old, [edit for edit in edits if edit[0] == "own"])
    uses = [change for change in diff(old, apart) if change.path[0] == "teams"]
    return [*uses, *diff(apart, new)]


def _problems(old: Policy, new: Policy) -> list[Any]:
    """What the change brings that was not there before; raises BadInput for errors."""
    before = {(p.key, repr(p.facts)) for p in problems(old)}
    fresh = [p for p in problems(new) if (p.key, repr(p.facts)) not in before]
    for problem in fresh:
        if not problem.warning:
            raise BadInput(problem.key, **problem.facts, near=problem.proposal)
    return fresh


def _places(edits: Sequence[Edit]) -> dict[tuple[str, str], int]:
    """The lines of an imported document's warnings."""
    text = next((a["text"] for name, a in edits if name == "document"), None)
    if text is None:
        return {}
    return {(fault.key, repr(fault.facts)): fault.line for fault in read(text).warnings}


def _show(facts: Mapping[str, Any], call: Call) -> Outcome:
    assert call.chat is not None
    if call.clicking:
        return Outcome("toast.form", level="info",
                       show=Say("proposal", InChat(call.chat), None, facts))
    call.whisper("proposal", None, **facts)
    return Outcome()


def _enable(data: Mapping[str, Any], call: Call) -> tuple[str, Mapping[str, Any]]:
    """Puts a draft into force; made again and shown again when the base has moved on."""
    require_admin(call)
    edits = [(name, arguments) for name, arguments in data["edits"]]
    if data["base"] != call.policy.version:
        facts = preview(edits, call)
        fresh = {k: v for k, v in data.items() if k not in ("kind", "by", "base")}
        facts["draft"] = drafts.keep(KIND, {**fresh, "base": call.policy.version}, call)
        facts["revisable"] = data["revisable"]
        call.whisper("proposal", None, **facts)
        return "config.moved_on", {"version": call.policy.version}
    new = edited(call.policy, edits)
    if not call.ids(new.admins):  # somebody may have left since the preview
        raise NotAllowed("config.locked_out")
    written = next((a["text"] for name, a in reversed(edits) if name == "document"), None)
    saved = new_version(new, data["said"], call, written)
    renamed.follow(edits, call.actor.id, call.tx)
    if written is not None:
        introduce(call.policy, call.tx, _tenants(call))
    if data.get("greet"):
        chat = chat_of(data["greet"])
        here = call.policy.chats.get(chat)
        call.tx.outbox.add(Say("line", InChat(chat), None, call.line(
            "config.group_ready", team=here.team if here else "", by=call.actor.name)))
    return "config.enabled", {"version": saved.version}


def revise(intent: Revise, call: Call) -> Outcome:
    """改: the same words (or the set-up form) once more; the draft stays until it expires."""
    require_admin(call)
    record = call.tx.records.get("draft", intent.draft)
    if record is None or record.data["by"] != call.actor.id:
        raise NotAllowed("error.draft_gone")
    form = record.data.get("form", "")
    if form:
        call.whisper("config_form", None, verb=f"setup:{form}", session=form)
    else:
        call.whisper("config_form", None, verb="redraft", said=record.data["said"])
    return Outcome("toast.form", level="info", redraw=False)


def _tenants(call: Call) -> dict[str, str]:
    """Platform → tenant of the messengers that have been heard of."""
    found = {chat.id.platform: chat.id.tenant for chat in call.tx.chats.groups()}
    if call.account is not None:
        found[call.account.platform] = call.account.tenant
    return found


drafts.APPLY[KIND] = _enable
