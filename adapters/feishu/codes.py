"""What a Feishu error code means: try again, try elsewhere, or give up (feishu.md §1, §5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from math import isfinite

from bot.errors import DeliveryError, Refused, RetryLater, Unreachable


class Fate(Enum):
    """What follows from a code."""

    TOKEN = auto()  # our token is stale: a new one, then once more
    SETUP = auto()  # the whole app is out of order: not this message's fault, so it waits
    RETRY = auto()
    UNREACHABLE = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Rule:
    """A code's meaning; `advice` is for the admin who must mend it, if anybody must."""

    fate: Fate
    meaning: str
    advice: str = ""


_T, _R, _U, _X = Fate.TOKEN, Fate.RETRY, Fate.UNREACHABLE, Fate.REFUSED
_S = Fate.SETUP
_SETUP_PAUSE = 60.0  # seconds until an admin may have mended it

RULES: Mapping[int, Rule] = {
    # authentication and the gateway, §1
    99991661: Rule(_T, "authorisation missing"),
    99991663: Rule(_T, "tenant token invalid"),
    99991671: Rule(_T, "token form wrong"),
    99991664: Rule(_X, "app token invalid"),
    99991668: Rule(_X, "user token invalid", "log in again"),
    99991677: Rule(_X, "user token expired", "log in again"),
    99991672: Rule(_X, "scope not granted", "grant the scope named below, publish a version"),
    99991676: Rule(_X, "token scope too small", "grant the scope and publish a version"),
    99991679: Rule(_X, "the user did not grant the scope", "ask the user to log in again"),
    99991640: Rule(_X, "no permission", "check the app's permissions"),
    99991662: Rule(_S, "app disabled", "enable the app in the admin console"),
    99991673: Rule(_S, "app status unavailable", "publish the app and enable it"),
    99991543: Rule(_S, "app id or secret wrong", "check FEISHU_APP_ID and FEISHU_APP_SECRET"),
    10014: Rule(
        _S,
        "app id or secret wrong",
        "check FEISHU_APP_ID, FEISHU_APP_SECRET, and FEISHU_BASE_URL: Feishu or Lark?",
    ),
    99991400: Rule(_R, "rate limit"),
    99992402: Rule(_X, "field validation failed"),
    99992351: Rule(_U, "unknown id: of another app?", "open_ids belong to one app only"),
    99992354: Rule(_U, "unknown id: of another app?", "open_ids belong to one app only"),
    9499: Rule(_X, "malformed JSON"),
    1500: Rule(_R, "server error"),
    # messages, §5
    230001: Rule(_X, "parameter refused"),
    230002: Rule(_U, "bot not in chat", "add the bot to the group"),
    10002: Rule(_U, "bot not in chat", "add the bot to the group"),
    230006: Rule(_X, "bot ability off", "switch on the bot ability and publish a version"),
    230013: Rule(_U, "user outside the app's availability", "widen the app's availability range"),
    230053: Rule(_U, "user blocked the bot"),
    230029: Rule(_U, "user resigned"),
    230011: Rule(_X, "message recalled"),
    230110: Rule(_X, "message deleted"),
    231003: Rule(_X, "message recalled or deleted"),
    230012: Rule(_X, "not the sender"),
    230017: Rule(_X, "not the owner"),
    230018: Rule(_U, "group forbids sending", "let the bot speak in the group's settings"),
    230035: Rule(_U, "group forbids sending", "let the bot speak in the group's settings"),
    230019: Rule(_X, "topic missing"),
    230020: Rule(_R, "chat rate limit"),
    11232: Rule(_R, "tenant rate limit"),
    230049: Rule(_R, "the same message is on its way"),
    230022: Rule(_X, "sensitive content"),
    230028: Rule(_X, "blocked by data protection"),
    230025: Rule(_X, "too long"),
    230023: Rule(_X, "more than 200 unread urgent messages"),
    230024: Rule(_X, "urgent quota used up", "buy quota or set FEISHU_URGENT=app"),
    230027: Rule(_X, "permission missing", "grant the scope named below, publish a version"),
    230031: Rule(_X, "message older than 14 days"),
    230033: Rule(_X, "message older than 7 days"),
    230034: Rule(_U, "receiver id invalid", "open_ids belong to one app only"),
    230038: Rule(_U, "direct chat across tenants"),
    230099: Rule(_X, "card refused"),
    230101: Rule(_R, "try later"),
    232009: Rule(_U, "chat dissolved"),
    232011: Rule(_U, "operator not in chat", "add the bot to the group"),
    # media, §5
    234001: Rule(_X, "upload parameter refused"),
    234006: Rule(_X, "file too large"),
    234010: Rule(_X, "file empty"),
    234043: Rule(_X, "not downloadable"),
    # contacts, §7
    41050: Rule(_U, "user outside the contact range", "widen the app's contact range"),
    40004: Rule(_U, "department outside the contact range", "widen the app's contact range"),
}

SCOPE_CODES = frozenset({99991672, 99991676, 230027})
GONE = frozenset({"230011", "230110", "231003", "230012", "230017", "230031"})  # send anew
NO_ANCHOR = frozenset({"230011", "230110", "231003", "230019"})  # nothing to reply to

_INNER = re.compile(r"ErrCode:\s*(\d{3,9})")


def is_token_fault(code: int) -> bool:
    """Whether a fresh token may cure it."""
    rule = RULES.get(code)
    return rule is not None and rule.fate is Fate.TOKEN


def error_for(what: str, status: int, code: int | None, message: str, reset: str) -> DeliveryError:
    """The error behind an answer that is not a success.

    `code` None: no envelope at all (a gateway's HTML). `reset` is x-ogw-ratelimit-reset, in
    seconds. The platform's own words are kept for unknown codes and missing scopes only: others
    may quote what people wrote.
    """
    if code is None:
        if status == 429 or status >= 500:
            return RetryLater(f"{what}: gateway answered {status}", code=f"http{status}")
        return Refused(f"{what}: not a Feishu answer, is the base URL right?", code=f"http{status}")
    rule = RULES.get(code)
    if rule is None and status == 429:
        return RetryLater(f"{what}: rate limit", code=str(code), after=_seconds(reset))
    if rule is None and status >= 500:
        return RetryLater(f"{what}: server error", code=str(code))
    meaning = rule.meaning if rule else message[:120]
    if code in SCOPE_CODES:
        meaning = f"{meaning}: {message[:400]}"
    text = f"{what}: {meaning}"
    if rule and rule.fate is Fate.RETRY:
        return RetryLater(text, code=str(code), after=_seconds(reset))
    if rule and rule.fate in (Fate.SETUP, Fate.TOKEN):
        return RetryLater(text, code=str(code), after=_SETUP_PAUSE)
    if rule and rule.fate is Fate.UNREACHABLE:
        return Unreachable(text, code=str(code))
    inner = _INNER.search(message) if code == 230099 else None
    return Refused(text, code=f"{code}/{inner[1]}" if inner else str(code))


def advice_for(code: str) -> str:
    """One line for the admin, or "" where nobody can mend it."""
    number = code.partition("/")[0]
    rule = RULES.get(int(number)) if number.isdigit() else None
    return rule.advice if rule else ""


def _seconds(reset: str) -> float | None:
    try:
        found = float(reset)
    except ValueError:
        return None
    return min(max(found, 0.5), 3600.0) if isfinite(found) else None
