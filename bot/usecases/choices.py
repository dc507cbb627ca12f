"""A refusal for want of clearness carries the choices as buttons that finish what was begun."""

from __future__ import annotations

from bot.domain import intents as i
from bot.domain.actions import pack
from bot.errors import BadInput

Choice = tuple[str, str]  # what stands on the button (a name), and its packed action


def offered(intent: i.Intent, error: BadInput) -> list[list[object]]:
    """[[person id or label, action, platform]] for the buttons; empty if there is no way to
    finish this intent by a button."""
    if error.key == "error.mirror.which" and isinstance(intent, i.Mirror):
        return [
            [label, pack("mirror", error.facts["number"], chat=chat), platform]
            for chat, label, platform in error.facts["chats"]
        ]
    if error.key != "error.ambiguous":
        return []
    found: list[list[object]] = []
    for person in error.facts["people"]:
        action = _finished(intent, person, error.facts["name"])
        if action is None:
            return []
        found.append([person, action, ""])
    return found


def _finished(intent: i.Intent, person: int, name: str) -> str | None:
    """The button that does the intent with this person."""
    to = str(person)
    if isinstance(intent, i.Move) and intent.to is not None:
        return pack(intent.verb, intent.ticket, intent.version, to=to, reason=intent.reason[:100])
    if isinstance(intent, i.Follow) and intent.who is not None:
        return pack("follow", intent.ticket, who=to)
    if isinstance(intent, i.Members):
        return pack("member", who=to)
    if isinstance(intent, i.Depart):
        return pack("depart", who=to)
    if isinstance(intent, i.Alias):
        return pack("alias", who=to, alias=intent.alias)
    if isinstance(intent, i.Speak) and intent.who is not None:
        return pack("speak", language=intent.language, who=to)
    if isinstance(intent, i.Unlink) and intent.who is not None:
        return pack("unlink", platform=intent.platform, who=to)
    if isinstance(intent, i.Unite):
        return _united(intent, to, name)
    return None


def _united(intent: i.Unite, to: str, name: str) -> str:
    """Of two names one was unclear; the other goes along as typed or as it was chosen."""
    gone, kept = intent.gone, intent.kept
    parts = {"gone": str(gone.person or ""), "kept": str(kept.person or ""),
             "gone_name": gone.name, "kept_name": kept.name}
    parts["gone" if gone.person is None and gone.name.strip("@\uff20 ") == name else "kept"] = to
    return pack("unite", **parts)
