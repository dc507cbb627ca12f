"""The heart's answer to a click in Feishu's words (feishu.md §6.2)."""

from __future__ import annotations

from typing import Any

from adapters.feishu.card_fit import fitted
from adapters.feishu.card_parts import cut
from adapters.feishu.media import Media
from adapters.shared.server import Reply
from bot.events import Answer

_TOAST_LIMIT = 300  # characters


def reply(answer: Answer | None, app_id: str, media: Media) -> Reply:
    """`{}` when there is nothing to say. The card is an object here, never a string."""
    if answer is None:
        return Reply({})
    found: dict[str, Any] = {}
    if answer.toast:
        found["toast"] = {"type": answer.level, "content": cut(answer.toast, _TOAST_LIMIT)}
    if answer.card is not None:
        shown = fitted(answer.card, app_id, media.known_keys(answer.card))
        found["card"] = {"type": "raw", "data": shown}
    return Reply(found, answer.arrived)
