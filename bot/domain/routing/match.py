"""Whether a rule's condition holds for a request, and which parts of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.domain.policy.model import Condition
from bot.domain.routing.model import Matched, RoutingRequest

Check = Callable[[RoutingRequest, str], Matched | None]
IsWorking = Callable[[datetime], bool]


def plain_text(text: str) -> str:
    """Text for comparison: full-width forms narrowed, case folded."""
    return unicodedata.normalize("NFKC", text).casefold()


def matcher(
    when: Condition, is_working: IsWorking
) -> Callable[[RoutingRequest, str], tuple[Matched, ...] | None]:
    """A function (request, its plain text) → what matched, or None. The cheap parts go first."""
    checks = _checks(when, is_working)

    def match(request: RoutingRequest, text: str) -> tuple[Matched, ...] | None:
        found = []
        for check in checks:
            part = check(request, text)
            if part is None:
                return None
            found.append(part)
        return tuple(found)

    return match


def _checks(when: Condition, is_working: IsWorking) -> list[Check]:
    checks: list[Check] = []
    if when.priorities:
        priorities = frozenset(when.priorities)
        checks.append(
            lambda request, _: Matched("priorities", request.priority.name)
            if request.priority in priorities
            else None
        )
    if when.chats:
        chats = frozenset(when.chats)
        checks.append(
            lambda request, _: Matched("chats", ":".join(request.chat))
            if request.chat in chats and request.chat is not None
            else None
        )
    if when.sites:
        sites = frozenset(when.sites)
        checks.append(
            lambda request, _: Matched("sites", request.site)
            if request.site in sites and request.site is not None
            else None
        )
    if when.categories:
        checks.append(lambda request, _: _under("categories", request.category, when.categories))
    if when.departments:
        checks.append(
            lambda request, _: _under("departments", request.department, when.departments)
        )
    if when.assets:
        prefixes = [(asset, plain_text(asset)) for asset in when.assets]
        checks.append(lambda request, _: _prefix(request.asset, prefixes))
    if when.words:
        words = [(word, plain_text(word)) for word in when.words]
        checks.append(lambda _, text: _word(text, words))
    if when.hours:
        wanted = when.hours == "working"
        checks.append(
            lambda request, _: Matched("hours", when.hours)
            if is_working(request.at) is wanted
            else None
        )
    return checks


def _under(part: str, value: str | None, groups: Sequence[str]) -> Matched | None:
    if value is None:
        return None
    for group in groups:
        if value == group or value.startswith(group + "/"):
            return Matched(part, group)
    return None


def _prefix(asset: str | None, prefixes: Sequence[tuple[str, str]]) -> Matched | None:
    if asset is None:
        return None
    plain = plain_text(asset)
    return next((Matched("assets", p) for p, low in prefixes if plain.startswith(low)), None)


def _word(text: str, words: Sequence[tuple[str, str]]) -> Matched | None:
    return next((Matched("words", word) for word, low in words if low in text), None)
