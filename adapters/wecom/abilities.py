"""What a place in WeCom can show and do with the bots there are (wecom.md §11)."""

from __future__ import annotations

from adapters.wecom import ids
from adapters.wecom.cards import BUTTONS
from adapters.wecom.settings import WeComSettings
from bot.cards.model import Capabilities
from bot.ports import Place

_TEXT = 6000  # characters: 20 480 bytes of markdown
_SHORT = 1300  # characters: twice 2 048 bytes


def abilities(settings: WeComSettings, place: Place) -> Capabilities:
    """The capabilities of a place; `notes` are keys of texts (bot/texts/*/limits.py)."""
    chat = place.chat.chat if place.chat and place.only is None else ""
    if chat and not chat.startswith((ids.SINGLE, ids.APP)):
        return _group(settings, chat)
    return _person(settings, chat)


def _group(settings: WeComSettings, chat: str) -> Capabilities:
    bot, hook = settings.bot, chat in settings.webhooks
    return Capabilities(
        cards=True,
        buttons=BUTTONS if bot else 0,
        forms=False,
        update=bot is not None,
        update_in_place=False,
        mention=hook,
        private_in_group=False,
        answer_redraws_for_all=bot is not None,
        text_limit=_TEXT if bot else _SHORT,
        files=bot is not None and bot.transport == "websocket",
        notes=notes(settings, in_group=True, hook=hook),
    )


def _person(settings: WeComSettings, chat: str) -> Capabilities:
    bot, app = settings.bot, settings.app
    pressed = bot is not None or (app is not None and app.hears)
    if chat.startswith(ids.APP):
        pressed = app is not None and app.hears
    return Capabilities(
        cards=bot is not None or app is not None,
        buttons=BUTTONS if pressed else 0,
        forms=False,
        update=pressed,
        update_in_place=chat.startswith(ids.APP) or bot is None,
        mention=False,
        private_in_group=False,
        answer_redraws_for_all=True,
        text_limit=_SHORT if chat.startswith(ids.APP) or bot is None else _TEXT,
        files=app is not None or (bot is not None and bot.transport == "websocket"),
        notes=notes(settings, in_group=False, hook=False),
    )


def notes(settings: WeComSettings, *, in_group: bool, hook: bool) -> tuple[str, ...]:
    """What cannot be done, most hindering first."""
    bot, app = settings.bot, settings.app
    found = []
    if bot is None and app is None:
        found.append("limit.wecom.deaf")
    elif bot is None:
        found.append("limit.wecom.no_group" if not settings.webhooks else "limit.wecom.deaf_group")
    if app is not None and not app.hears and bot is None:
        found.append("limit.wecom.app_mute")
    if bot is not None:
        if bot.transport == "http":
            found.append("limit.wecom.answers_only")
        found.append("limit.wecom.redraw")
        if app is None:
            found.append("limit.wecom.first_word")
    if in_group and not hook:
        found.append("limit.wecom.no_mention")
    found.append("limit.wecom.no_forms")
    return tuple(found)
