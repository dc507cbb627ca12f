"""A message turned into an intent. Pure: what is known around it comes in as Context."""

from __future__ import annotations

import re

from bot.domain.actions import unpack
from bot.domain.intents import (
    Ask,
    Context,
    Continue,
    Dismiss,
    File,
    FileTicket,
    ImportPolicy,
    Intent,
    Move,
    Show,
    Silence,
    Talk,
    Unknown,
)
from bot.errors import BadInput
from bot.events import ButtonClicked, MessageReceived
from commands import ALL, forms
from commands.buttons import intent_of
from commands.configure import document_in
from commands.grammar import Found, Grammar
from commands.line import Line, line_of, narrow, take_ticket
from commands.new import filing
from commands.promise import promised
from commands.spec import Command
from commands.talk import CHAT, HANDLE, QUESTION, THANKS, URGENT
from commands.teams import rule_said

GRAMMAR = Grammar(ALL)
SHORT = 24  # characters: longer words are a request, and need no second look
SKIPPED = ("-", "无", "没有", "不填", "跳过")
GIVE_UP = frozenset({"取消", "算了", "不要了", "cancel", "不了"})
_WORD_AND_NUMBER = re.compile(r"^[^\s\d#]{2,6}\s*#?\d{1,9}(?:\s|$)")
DOCUMENT = re.compile(r"^\s*\w+:(?:\s|$)", re.M)  # a line of YAML
_TYPO = re.compile(r"^[^\s\d#]{2,3}\s*#?\d{1,9}$")  # a command with its number, misspelt
_ORDER = re.compile(r"^\S单")  # 崔单 1: meant as a command, whichever
_NUMBER_ONLY = re.compile(r"^(?:[#\uff03]|查|看|工单)?\s*[#\uff03]?\d{1,9}$")


def interpret(event: MessageReceived, context: Context) -> Intent:
    """What the person wants; Silence where it is not for us. Raises BadInput."""
    line = line_of(event)
    slashed = GRAMMAR.slashed(line)
    if slashed is not None:
        return _slash(slashed, context)
    if context.dialog is not None and event.addressed:
        answer = _answer(line, *context.dialog)
        if answer is not None:
            return answer
    if not event.addressed:
        return _overheard(line, context)
    return _spoken(line, context)


def _slash(line: Line, context: Context) -> Intent:
    found = GRAMMAR.find(line, slash=True)
    if found is not None:
        return _mistyped(found) or found.command.build(found.line, context)
    if _NUMBER_ONLY.match(line.rest):
        return Show(take_ticket(line).ticket)
    if not line.rest.strip():
        return Talk("help")
    nearest, corrected = GRAMMAR.nearest(line)
    return Unknown(line.rest.strip(), nearest, corrected)


def _mistyped(found: Found) -> Intent | None:
    """A command behind /工单, as in other bots: meant as itself, a typo offered as a button."""
    if found.command.name != "工单" or not _WORD_AND_NUMBER.match(narrow(found.line.rest)):
        return None
    inner = GRAMMAR.find(found.line, slash=True)
    nearest, corrected = GRAMMAR.nearest(found.line)
    if inner is not None or not nearest:
        return None
    return Unknown(found.line.rest, nearest, corrected)


def _overheard(line: Line, context: Context) -> Intent:
    """A group message without a mention, where the platform lets us hear it."""
    text = line.rest
    if context.words and any(word and word in text for word in context.words):
        return filing(line, context, explicit=False)
    if context.quoted and line.people:
        return Talk("assign", quoted=context.quoted, who=line.people[0])
    return Silence()


def _spoken(line: Line, context: Context) -> Intent:
    """A message meant for the bot, without a slash: a command, small talk, or a request."""
    text = line.rest.strip()
    if _NUMBER_ONLY.match(text):
        return Show(take_ticket(line.without(narrow(text).lstrip("查看"))).ticket)
    if not text:
        if line.files:
            return document_in(line) or Talk("photo", files=line.files)
        return filing(line, context) if line.quote else Talk("hello")
    if THANKS.match(text):
        return Talk("thanks")
    if URGENT.match(text):
        return Talk("urgent", quoted=context.quoted)
    if QUESTION.match(text):
        return Talk("hello")
    if len(text) <= SHORT and CHAT.match(text):
        return Talk("who")
    found = GRAMMAR.find(line, slash=False)
    if found is not None:
        if found.command.name == "报修" and not found.line.rest and not found.line.quote:
            return Ask("file")
        return found.command.build(found.line, context)
    if context.quoted:
        if line.people and HANDLE.match(_unnamed(text, line)):
            return Talk("assign", text, line.files, context.quoted, line.people[0])
        return forms.build("comment", context.quoted, 0, {"text": text}, line.files)
    request = filing(line, context, explicit=False)
    if len(text) <= SHORT:
        told = _hinted(text, line) or promised(line, request)
        if told is not None:
            return told
    return rule_said(line, request) or request


def _hinted(text: str, line: Line) -> Intent | None:
    """Few words that are no request: to a colleague about some card, or a misspelt command."""
    if HANDLE.match(_unnamed(text, line)):  # of what? that card was not quoted, or not told
        return Move("assign", to=line.people[0]) if line.people else Unknown(text)
    if _TYPO.match(narrow(text)):
        nearest, corrected = GRAMMAR.nearest(line)
        if nearest or _ORDER.match(text):
            return Unknown(text, nearest, corrected)
    return None


def _unnamed(text: str, line: Line) -> str:
    for who in line.people:
        text = text.replace(f"@{who.name}", " ")
    return text.strip(" ,\uff0c")


def _answer(line: Line, kind: str, data: object) -> Intent | None:
    """The words as the answer to an open question; None if they are something else."""
    assert isinstance(data, dict)
    text = line.rest.strip()
    if kind == "photo":
        if GRAMMAR.find(line, slash=False) is not None or not text:
            return None
        files = tuple(File(*parts) for parts in data["files"])
        request = filing(line.without(text, files=(*files, *line.files)), Context())
        return request if isinstance(request, FileTicket) else None
    if narrow(text).lower() in GIVE_UP:
        return Dismiss()
    if kind == "document":
        return ImportPolicy(line.rest, line.files) if line.files or DOCUMENT.search(text) else None
    if kind == "choices":
        return _choice(narrow(text), data)
    if kind == "form":
        return _next(text, line, data)
    return None


def _choice(text: str, data: dict[str, object]) -> Intent | None:
    actions = data["actions"]
    assert isinstance(actions, list)
    if not text.isdigit():
        return None
    number = int(text[:6])
    if not 1 <= number <= len(actions):
        return None
    return intent_of(unpack(actions[number - 1]), {})


def _next(text: str, line: Line, data: dict[str, object]) -> Intent:
    """Puts the answer into the form; the last one sends it. Raises BadInput to ask again."""
    inputs, at = data["inputs"], data["at"]
    assert isinstance(inputs, list) and isinstance(at, int)
    question = inputs[at]
    answers = dict(data["answers"])  # type: ignore[call-overload]
    answers[question["name"]] = _value(text, line, question)
    if at + 1 < len(inputs):
        return Continue({**data, "answers": answers, "at": at + 1})
    ticket, version, verb = data["ticket"], data["version"], data["verb"]
    assert isinstance(ticket, int) and isinstance(version, int) and isinstance(verb, str)
    return _sent(verb, answers) or forms.build(verb, ticket, version, answers, line.files)


def _sent(verb: str, values: forms.Values) -> Intent | None:
    """A form whose answer is a whole command: 改 under a draft."""
    if verb != "redraft":
        return None
    line = Line(forms.one(values, "line"))
    return _slash(GRAMMAR.slashed(line) or line, Context())


def _value(text: str, line: Line, question: dict[str, object]) -> str | tuple[str, ...]:
    options = question.get("options") or []
    assert isinstance(options, list)
    if narrow(text) in SKIPPED and not question["required"]:
        return ""
    if question["kind"] == "multiselect":
        people = [Line(who.name) for who in line.people]
        parts = people or [Line(part) for part in re.split(r"[\s,\uff0c、]+", text) if part]
        one = {**question, "kind": "select" if options else "text"}
        return tuple(str(_value(part.rest, part, one)) for part in parts)
    if options:
        plain = narrow(text).strip()
        if plain.isdigit() and 1 <= int(plain[:6]) <= len(options):
            return str(options[int(plain[:6]) - 1][1])
        for label, value in options:
            if text in (label, value) or (len(text) > 1 and text in label):
                return str(value)
        if question["kind"] != "person":
            raise BadInput("error.no_choice")
    if question["kind"] == "person" and line.people:
        return line.people[0].name
    return text


def press(event: ButtonClicked) -> Intent:
    """What a pressed button wants; "say" stands for a line the person might have typed."""
    action = unpack(event.action)
    if action.verb == "say":
        return _slash(Line(action.args.get("text", "")), Context())
    if action.verb == "submit":
        sent = _sent(action.args.get("verb", ""), event.values)
        if sent is not None:
            return sent
    return intent_of(action, event.values)


def native_commands() -> list[tuple[str, str]]:
    """(name, one line about it) of the commands worth a messenger's own command list."""
    shown: list[Command] = [c for c in ALL if c.about]
    return [(c.name, c.about) for c in shown]
