"""What a WeCom error code means: again, elsewhere, or never (wecom.md §1.1, §4.5, §6.6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from bot.errors import DeliveryError, Refused, RetryLater, Unreachable


class Fate(Enum):
    """What follows from a code."""

    TOKEN = auto()  # our token is stale: a new one, then once more
    SETUP = auto()  # the bot is out of order until an admin mends it: the message waits
    RETRY = auto()
    UNREACHABLE = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Rule:
    """A code's meaning; `advice` is for the admin, `after` in seconds."""

    fate: Fate
    meaning: str
    advice: str = ""
    after: float | None = None


_T, _S, _R, _U, _X = Fate.TOKEN, Fate.SETUP, Fate.RETRY, Fate.UNREACHABLE, Fate.REFUSED
_IP_ADVICE = (
    "in the WeCom console open the app, 'Trusted enterprise IP', and add the server's public "
    "address{ip}; the list can only be filled once the app has a trusted domain or a verified "
    "callback URL; it takes effect after about a minute"
)

RULES: Mapping[int, Rule] = {
    -1: Rule(_R, "busy"),
    6000: Rule(_R, "changed at the same time", after=1.0),
    40001: Rule(_S, "secret wrong", "copy the app's Secret again; repeated tries block the IP"),
    40013: Rule(_S, "corp id wrong", "check WECOM_CORP_ID"),
    40091: Rule(_S, "secret of another corp", "WECOM_CORP_ID and WECOM_APP_SECRET must match"),
    40014: Rule(_T, "token invalid"),
    42001: Rule(_T, "token expired"),
    41001: Rule(_T, "token missing"),
    40003: Rule(_U, "userid invalid"),
    40056: Rule(_S, "agent id wrong", "check WECOM_APP_AGENT_ID"),
    301002: Rule(_S, "token of another app", "WECOM_APP_AGENT_ID and WECOM_APP_SECRET must match"),
    40058: Rule(_X, "parameter refused"),
    40063: Rule(_X, "parameter empty"),
    44004: Rule(_X, "text empty"),
    45002: Rule(_X, "too long"),
    45009: Rule(_R, "frequency limit", after=60.0),
    45033: Rule(_R, "too many at once", after=2.0),
    46004: Rule(_U, "no such person"),
    60111: Rule(_U, "person unknown or outside the app's visible range", "widen it in the console"),
    48002: Rule(_X, "the app lacks this interface", "grant the interface to the app"),
    60011: Rule(_U, "person outside the app's visible range", "widen it in the console"),
    50003: Rule(_S, "app disabled", "enable the app in the console"),
    60020: Rule(_S, "our IP address is not trusted", _IP_ADVICE),
    81013: Rule(_U, "nobody of the recipients can be reached", "widen the app's visible range"),
    82001: Rule(_X, "no recipient"),
    86001: Rule(_U, "chat id invalid"),
    86003: Rule(_U, "no such chat"),
    86008: Rule(_U, "group of another app"),
    93000: Rule(_U, "webhook key invalid or robot removed", "make a new webhook in the group"),
    93004: Rule(_S, "bot disabled or in another mode", "enable the bot; check its API mode"),
    93006: Rule(_U, "chat id invalid, or nobody there has written to the bot"),
    93008: Rule(_U, "the bot is not in this group", "add the bot to the group"),
    93019: Rule(_S, "bot id invalid", "check WECOM_BOT_ID"),
    853000: Rule(_S, "bot secret wrong", "copy the secret of the long connection again"),
    846601: Rule(_R, "passing trouble", after=3.0),
    846602: Rule(_R, "passing trouble", after=3.0),
    846605: Rule(_X, "too late to answer there"),
    846606: Rule(_X, "answered already"),
    846607: Rule(_R, "frequency limit of the chat", after=6.0),
    846608: Rule(_X, "stream expired"),
    846609: Rule(_R, "not subscribed", after=3.0),
}

LATE = frozenset({"846605", "846606", "846608"})  # say it by aibot_send_msg instead
DUPLICATE = "42014"  # the task id served before: with ids made from our key, it was delivered
NO_MEMBER = "42050"
_IP = re.compile(r"from ip:\s*([0-9A-Fa-f.:]+)")


def is_token_fault(code: int) -> bool:
    """Whether a fresh token may cure it."""
    rule = RULES.get(code)
    return rule is not None and rule.fate is Fate.TOKEN


def error_for(what: str, code: int, message: str = "") -> DeliveryError:
    """The error behind an errcode; of the platform's words only the IP address is kept, since
    others may quote what people wrote."""
    rule = RULES.get(code)
    number = str(code)
    if rule is None:
        return Refused(f"{what}: refused", code=number)
    text = f"{what}: {rule.meaning}"
    ip = _IP.search(message)
    if code == 60020 and ip:
        text += f" (from ip: {ip[1]})"
    if rule.fate is Fate.RETRY:
        return RetryLater(text, code=number, after=rule.after)
    if rule.fate in (Fate.SETUP, Fate.TOKEN):
        return RetryLater(text, code=number, after=60.0)
    if rule.fate is Fate.UNREACHABLE:
        return Unreachable(text, code=number)
    return Refused(text, code=number)


def advice_for(error: DeliveryError) -> str:
    """One line for the admin, or "" where nobody can mend it."""
    rule = RULES.get(int(error.code)) if error.code.lstrip("-").isdigit() else None
    if rule is None:
        return ""
    ip = _IP.search(error.reason)
    return rule.advice.replace("{ip}", f" {ip[1]}" if ip else "")
