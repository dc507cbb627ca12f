"""Which bot says a message, and how: a table of what each combination can do (wecom.md §11).

Pure. A plan is the ways to try in order; the first that does not fail as unreachable is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

To = Literal["group", "single", "app", "person"]
Route = Literal["opening", "push", "app", "hook"]
Shape = Literal["card", "words"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be said. `rings`: it mentions somebody who has an account here."""

    to: To
    plain: bool  # words say it all
    buttons: bool = False
    linked: bool = False  # leads to a page of its own
    long: bool = False  # too much text for a card
    rings: bool = False


@dataclass(frozen=True, slots=True)
class Means:
    """What there is to say it with, now and for this chat or person."""

    bot: Literal["websocket", "http"] | None = None
    up: bool = True  # the long connection stands
    down_long: bool = False  # it has been missing for more than a minute
    opening: bool = False  # something somebody said there can still be answered
    stranger: bool = False  # this person has not written to the bot, as far as we know
    app: bool = False
    app_hears: bool = False  # the app has a callback URL: its cards may have buttons
    hook: bool = False  # this group has a webhook


@dataclass(frozen=True, slots=True)
class Step:
    """One way to say it. `ring`: afterwards the webhook mentions those the card names."""

    route: Route
    shape: Shape
    ring: bool = False


def plan(wish: Wish, means: Means) -> tuple[Step, ...]:
    """The ways to try; empty when this combination has none."""
    if wish.to == "group":
        return _to_group(wish, means)
    bot = _by_bot(wish, means)
    app = (Step("app", _shape(wish, buttons=means.app_hears)),) if means.app else ()
    if wish.to == "app":
        return (*app, *bot)
    if wish.to == "person" and means.stranger and app:
        return app
    if means.bot == "websocket" and not means.up and means.down_long:
        return app or bot
    return (*bot, *app)


def _to_group(wish: Wish, means: Means) -> tuple[Step, ...]:
    bot = _by_bot(wish, means)
    hook = (Step("hook", _shape(wish, buttons=False)),) if means.hook else ()
    if wish.rings and hook:
        if wish.plain:
            return (*hook, *bot)  # only a webhook's mention rings (§11)
        bot = tuple(Step(step.route, step.shape, ring=True) for step in bot)
    if means.bot == "websocket" and not means.up and means.down_long:
        return hook or bot
    return (*bot, *hook)


def _by_bot(wish: Wish, means: Means) -> tuple[Step, ...]:
    shape = _shape(wish, buttons=True)
    opening = (Step("opening", shape),) if means.opening else ()
    if means.bot == "websocket":
        return (*opening, Step("push", shape))
    return opening if means.bot == "http" else ()


def _shape(wish: Wish, *, buttons: bool) -> Shape:
    """A card where it can be pressed or leads somewhere; long texts without buttons as words."""
    if wish.plain:
        return "words"
    if wish.buttons and buttons:
        return "card"
    return "card" if wish.linked and not wish.long else "words"


def replaced(via: str, means: Means, codes: int) -> Literal["redraw", "again", "wait"]:
    """How a card that hangs already is brought up to date outside a click (§6.5, §3.3).

    `redraw` by one of the app's codes, send it `again`, or `wait` for a click or an opening.
    """
    if via == "app":
        return "redraw" if codes else "again"
    if means.bot == "http" and not means.opening and not means.hook:
        return "wait"
    return "again"
