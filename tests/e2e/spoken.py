"""Forms where a messenger has none: the bot's questions in chat and people's answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from bot.texts import text

if TYPE_CHECKING:
    from tests.e2e.stage import Actor

_OPTION = re.compile(r"^(\d+)\. (.+)$", re.M)
# What the bot asks for each field the stories fill in.
_ASKS = {
    "into": ("input.into",),
    "to": ("input.person",), "reason": ("input.reason", "input.note"), "until": ("input.until",),
    "note": ("input.note",), "result": ("input.result",), "rating": ("input.rating",),
    "text": ("input.text",), "deadline": ("input.deadline",),
}
_SKIP = "跳过"


def is_question(words: str) -> bool:
    """Whether a message asks for an answer in chat."""
    return "回「取消」放弃" in words


def value_of(wanted: Any, options: Iterable[Mapping[str, Any]]) -> Any:
    """An option's value by its label, its beginning or the value itself."""
    for option in options:
        if str(option["label"]).startswith(str(wanted)):
            return option["value"]
    return wanted


async def answers(actor: Actor, asked: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Answers the question `asked` and those that follow it, in the chat where they are put."""
    from tests.e2e.stage import shown

    where, question = str(asked["chat"]), shown(asked)
    left = dict(values)
    while question:
        question = await _answered(actor, where, answer_to(question, left))
    assert not left, f"never asked for {left}"


async def _answered(actor: Actor, where: str, answer: str) -> str:
    """Says it; the question that follows, or nothing when it was the last."""
    from tests.e2e.stage import until

    await until(actor.is_asked)  # a question is seen a moment before its receipt is kept
    before = len(await questions(actor, where))
    await actor.says(answer, chat=where)
    found: list[str] = []

    async def settled() -> bool:
        found[:] = (await questions(actor, where))[before:]
        return bool(found) or not await actor.is_asked()

    await until(settled, lambda: f"nothing follows {answer!r}")
    return found[-1] if found else ""


async def questions(actor: Actor, where: str) -> list[str]:
    from tests.e2e.stage import shown

    said = [shown(m) for m in await actor.messages(where) if m["sender"] == "bot"]
    return [words for words in said if is_question(words)]


def answer_to(question: str, left: dict[str, Any]) -> str:
    """The words for the field this question asks for, taken off what is left to say: of choices
    the number. What nobody cares about is skipped, or gets the first choice."""
    options = _OPTION.findall(question)
    for name in list(left):
        if not any(text(key) in question for key in _ASKS[name]):
            continue
        wanted = str(left[name])
        if not options:
            return str(left.pop(name))
        number = next((n for n, label in options if label.startswith(wanted)), "")
        if number:
            del left[name]
            return number
    return "1" if options else _SKIP
