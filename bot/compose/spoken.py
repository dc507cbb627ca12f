"""A form said as questions, one message each, where a place has no inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.cards.model import Block, Card, Form, Note
from bot.compose.talk import spoken
from bot.compose.view import View
from bot.domain.actions import unpack
from bot.domain.notices import Say


def dialog_of(form: Form, say: Say) -> dict[str, Any]:
    """The dialog's data: which verb, the questions, no answers yet."""
    action = unpack(form.submit.action)
    return {
        "verb": action.args["verb"],
        "ticket": action.ticket,
        "version": action.version,
        "at": 0,
        "answers": {},
        "inputs": [
            {
                "name": item.name,
                "label": item.label,
                "kind": item.kind,
                "hint": item.hint,
                "required": item.required,
                "options": [[option.label, option.value] for option in item.options],
            }
            for item in form.inputs
        ],
    }


def first_question(card: Card, data: Mapping[str, Any], view: View) -> Card:
    """The form's title, what it says, and its first question."""
    question = spoken(data, view)
    head: list[Block] = [Note((card.title,))] if card.title else []
    return replace(question, blocks=(*head, *card.blocks, *question.blocks))
