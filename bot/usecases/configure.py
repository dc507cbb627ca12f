"""One change of the configuration said as a command: words and names become edits, the edits a
draft. Every function checks the right through propose()."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.domain.intents import Configure, Piece, Who
from bot.domain.policy.edits import Edit
from bot.domain.policy.model import Team
from bot.errors import BadInput
from bot.usecases.call import Call, Outcome
from bot.usecases.configure_times import hours, ladder, times
from bot.usecases.proposals import propose, require_admin
from bot.usecases.settings import team_named, template_named

Edits = list[Edit]


def configure(intent: Configure, call: Call) -> Outcome:
    """Raises NotAllowed for anybody but admins, BadInput with an example for words that are not
    enough, and the UserErrors of the change itself."""
    require_admin(call)
    return propose(_TOPICS[intent.topic](intent, call), call, said=intent.said)


def handles(pieces: Sequence[Piece], call: Call) -> list[str]:
    """The handles of people, mentioned or by name."""
    who = [piece if isinstance(piece, Who) else Who(piece) for piece in pieces]
    return list(dict.fromkeys(call.person(one).handle for one in who))


def words(pieces: Sequence[Piece]) -> list[str]:
    """The words among the pieces."""
    return [piece for piece in pieces if isinstance(piece, str)]


def _one(pieces: Sequence[Piece], example: str, call: Call) -> str:
    if not pieces:
        raise BadInput("config.need_person", example=example)
    return handles(pieces[:1], call)[0]


def _team(intent: Configure, call: Call) -> Edits:
    act, pieces = intent.act, intent.pieces
    if act == "new":
        return [("add_team", {
            "name": intent.name, "members": handles(pieces, call),
            "leads": _named(intent, "lead", call),
            "manager": next(iter(_named(intent, "manager", call)), None),
        })]
    found = team_named(intent.name, call)
    team = found.name
    if act in ("digest", "weekly", "monthly", "ranking"):
        return [("set_team", {"team": team, act: _told(intent, found)})]
    if act == "drop":
        return [("remove_team", {"name": team, "with_uses": True})]
    if act == "rename":
        return [("rename_team", {"name": team, "new_name": " ".join(words(pieces))})]
    if act == "strategy":
        return [("set_team", {"team": team, "strategy": intent.options["strategy"]})]
    if not pieces:
        raise BadInput("config.need_person", example=intent.said)
    if act in ("skills", "limit", "weight"):
        return [_membership(intent, team, call)]
    if act == "sites":
        return _places(intent, team, call)
    if act == "manager":
        return [("set_manager", {"team_name": team, "handle": _one(pieces, intent.said, call)})]
    edit = {"add": "add_member", "remove": "remove_member", "lead": "add_lead",
            "not_lead": "remove_lead"}[act]
    return [(edit, {"team_name": team, "handle": handle}) for handle in handles(pieces, call)]


def _told(intent: Configure, team: Team) -> str | None:
    """Who sees the ranking, or when a report comes; a week's keeps the day or time not named."""
    options = intent.options
    if intent.act == "ranking":
        return options["ranking"]
    if options.get("off") == "1":
        return None
    if intent.act != "weekly":
        return options["clock"]
    day, _, clock = (team.weekly or Team("").weekly or "").partition(" ")
    return f"{options.get('day', day)} {options.get('clock', clock)}"


def _membership(intent: Configure, team: str, call: Call) -> Edit:
    handle = _one(intent.pieces, intent.said, call)
    said = words(intent.pieces[1:])
    if intent.act == "skills":
        return "edit_member", {"team_name": team, "handle": handle, "skills": said}
    number = said[0] if said else ""
    none = intent.options.get("none") == "1"
    if not none and not (number.isascii() and number.isdigit() and len(number) < 5):
        raise BadInput("config.need_number", example=intent.said)
    value = None if none else int(number)
    return "edit_member", {"team_name": team, "handle": handle, intent.act: value}


def _places(intent: Configure, team: str, call: Call) -> Edits:
    """Where a member works; a place that is new becomes one of the company's."""
    handle = _one(intent.pieces, intent.said, call)
    said = [] if intent.options.get("none") == "1" else words(intent.pieces[1:])
    if not said and intent.options.get("none") != "1":
        raise BadInput("config.need_site", names=list(call.policy.sites))
    new = [site for site in said if site not in call.policy.sites]
    return [
        *(("add_site", {"site": site}) for site in new),
        ("edit_member", {"team_name": team, "handle": handle, "sites": said}),
    ]


def _named(intent: Configure, role: str, call: Call) -> list[str]:
    """People after 组长 or 主管, who are kept apart from the members."""
    names = intent.options.get(role, "")
    return handles([name for name in names.split("\n") if name], call)


def _rule(intent: Configure, call: Call) -> Edits:
    name = rule_named(intent.name, call)
    if intent.act == "move":
        return [("move_rule", {"name": name, "position": int(intent.options["to"])})]
    if intent.act == "drop":
        return [("remove_rule", {"name": name})]
    return [("enable_rule", {"name": name, "enabled": intent.act == "on"})]


def rule_named(name: str, call: Call) -> str:
    """The rule of that number or name; an unknown name is refused by the edit."""
    rules = call.policy.rules
    if name.isascii() and name.isdigit() and 1 <= int(name[:6]) <= len(rules):
        return rules[int(name[:6]) - 1].name
    return name


def _category(intent: Configure, call: Call) -> Edits:
    named, name, more = intent.options.get("template", ""), intent.name, words(intent.pieces)
    if named and named not in call.policy.templates:
        # "打印机 加 卡纸": more words for a category, not a category of a template.
        template = template_named("", call)
        old = {c.name: c for c in call.policy.templates[template].categories}.get(named)
        if old is not None and intent.act == "put":
            return [("put_category", {
                "template": template, "name": named, "words": [*old.words, name, *more],
                "priority": int(old.priority) if old.priority is not None else None,
            })]
    template = template_named(named, call)
    if intent.act == "drop":
        return [("remove_category", {"template_name": template, "name": intent.name})]
    known = {c.name: c for c in call.policy.templates[template].categories}
    before = known.get(intent.name)
    said = words(intent.pieces) or (list(before.words) if before else [])
    level = int(intent.options.get("priority", "0"))
    if not level and before is not None and before.priority is not None:
        level = int(before.priority)
    return [("put_category", {
        "template": template, "name": intent.name, "words": said, "priority": level or None,
    })]


def _template(intent: Configure, call: Call) -> Edits:
    if intent.act == "use":
        return [("use_starter", {"name": intent.name})]
    name = template_named(intent.name, call)
    if intent.act == "drop":
        return [("remove_template", {"name": name})]
    if intent.act == "days":
        return [("set_template", {"name": name, "accept_days": int(intent.options["days"])})]
    if intent.act == "not_field":
        return [("remove_field", {"template_name": name, "name": intent.options["field"]})]
    options = intent.options
    return [("put_field", {
        "template": name, "name": options["field"], "kind": options["kind"],
        "options": words(intent.pieces), "required": options.get("required") == "1",
        "when": options["when"],
    })]


def _chat(intent: Configure, call: Call) -> Edits:
    if call.direct or call.chat is None:
        raise BadInput("config.in_group")
    where, said = ":".join(call.chat), words(intent.pieces)
    if intent.act == "drop":
        return [("remove_chat", {"chat": where})]
    value: object = " ".join(said)
    if intent.act == "home":
        return [("set_team", {"team": team_named(str(value), call).name, "home": where})]
    if not said and intent.act in ("team", "template", "site"):
        raise BadInput("config.chat_words")
    if intent.act == "silent":
        value = intent.options["on"] == "1"
    elif intent.act == "words":
        value = said
    elif intent.act == "team":
        value = team_named(str(value), call).name
    edits: Edits = []
    if intent.act == "site" and value not in call.policy.sites:
        edits.append(("add_site", {"site": value}))
    return [*edits, ("set_chat", {"chat": where, intent.act: value})]


def _role(intent: Configure, call: Call) -> Edits:
    if intent.act == "scope":
        handle = _one(intent.pieces, intent.said, call)
        return [("set_scope", {"handle": handle, "scope": intent.options.get("scope") or None})]
    if not intent.pieces:
        raise BadInput("config.need_person", example=intent.said)
    edit = "revoke" if intent.options.get("off") == "1" else "grant"
    return [(edit, {"role": intent.act, "handle": handle})
            for handle in handles(intent.pieces, call)]


def _language(intent: Configure, call: Call) -> Edits:
    return [("set_language", {"language": intent.name})]


def _triage(intent: Configure, call: Call) -> Edits:
    return [("set_triage", {"on": intent.act == "on"})]


_TOPICS: dict[str, Callable[[Configure, Call], Edits]] = {
    "team": _team, "rule": _rule, "times": times, "hours": hours, "ladder": ladder,
    "category": _category, "template": _template, "chat": _chat, "role": _role,
    "language": _language, "triage": _triage,
}
