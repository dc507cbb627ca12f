"""What DingTalk's error codes mean: try again, try elsewhere, or give up (dingtalk.md §1.2, §5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from bot.errors import DeliveryError, Refused, RetryLater, Unreachable

HOUR = 3600.0  # seconds


class Fate(Enum):
    """What follows from a code."""

    TOKEN = auto()  # our token is stale: a new one, then once more
    RETRY = auto()
    UNREACHABLE = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Rule:
    """A code's meaning; `advice` is for the admin; `after` is seconds to wait."""

    fate: Fate
    meaning: str
    advice: str = ""
    after: float | None = None


_T, _R, _U, _X = Fate.TOKEN, Fate.RETRY, Fate.UNREACHABLE, Fate.REFUSED
_DENIED = "forbidden.accessdenied."
_SCOPE = f"{_DENIED}accesstokenpermissiondenied"
QUOTA = f"{_DENIED}apicountlimitfororg"
NO_SESSION = "300001"
EXISTS = "param.cardalreadyexist"
NO_USER = "param.useridnotexist"
CARD_GONE = "param.cardnotexist"
TEMPLATE = frozenset({"param.templatenotexist", "param.templateunpublished", _SCOPE})

_BUY = "the month's calls are used up: buy a larger edition or wait for the next month"
_ROBOT = "check that the robot is switched on, published, and its code is DINGTALK_CLIENT_ID"
_ADD = "add the robot to the group again"

# Keys are lower case; numbers are the old API's.
RULES: Mapping[str, Rule] = {
    "invalidauthentication": Rule(_T, "token missing or expired"),
    "40001": Rule(_T, "token invalid"),
    "40014": Rule(_T, "token invalid"),
    "41001": Rule(_T, "token missing"),
    "42001": Rule(_T, "token expired"),
    "invalidclientidorsecret": Rule(
        _X, "client id or secret wrong", "check DINGTALK_CLIENT_ID and DINGTALK_CLIENT_SECRET"
    ),
    "unauthorized": Rule(_X, "not authorised", _ROBOT),
    "auth.error": Rule(_X, "not authorised", _ROBOT),
    _SCOPE: Rule(_X, "scope not granted", "apply for the scope named below, publish a version"),
    f"{_DENIED}ipnotinwhitelist": Rule(
        _X, "this machine's address is not allowed", "add it to the app's IP white list"
    ),
    f"{_DENIED}qpslimitforapi": Rule(_R, "rate limit", after=1.0),
    f"{_DENIED}qpslimitforappkeyandapi": Rule(_R, "rate limit", after=1.0),
    f"{_DENIED}qpmlimitforappkeyandapi": Rule(_R, "rate limit", after=20.0),
    QUOTA: Rule(_R, "monthly quota used up", _BUY, HOUR),
    "90002": Rule(_R, "rate limit", after=1.0),
    "90018": Rule(_R, "rate limit", after=1.0),
    "90020": Rule(_R, "monthly quota used up", _BUY, HOUR),
    "1111": Rule(_R, "too many calls from this address", after=5.0),
    "-1": Rule(_R, "busy"),
    "15": Rule(_R, "no answer from behind the gateway"),
    "43007": Rule(_X, "scope not granted", "grant the contact scopes in the console"),
    "88": Rule(_X, "not authorised", "grant the scope in the console"),
    "400002": Rule(_X, "parameter refused"),
    "system.error": Rule(_R, "server error"),
    "system.busy": Rule(_R, "busy"),
    "660026": Rule(_R, "send failed"),
    # robots, §5.2
    "send.too.fast": Rule(_R, "too fast", after=2.0),
    "send.bytoken.toofast": Rule(_R, "too fast", after=20.0),
    "410100": Rule(_R, "too fast", after=20.0),
    "130101": Rule(_R, "too fast", after=20.0),
    "miss.openconversationid": Rule(_U, "no conversation given"),
    "invalid.openconversationid": Rule(_U, "unknown conversation"),
    "resource.not.found": Rule(_U, "the robot is not in the group", _ADD),
    "group.disbanded": Rule(_U, "the group is dissolved"),
    "conversation.org.notmatch": Rule(_U, "a group of another organisation"),
    "staffid.notexisted": Rule(_U, "no such person in the organisation"),
    "chatbotid.notallow.sendoto": Rule(_U, "the robot may not write to people", _ROBOT),
    "robot.oto.notexist": Rule(_U, "the robot cannot write to this person", _ROBOT),
    "bot.stopped": Rule(_X, "the robot is switched off", _ROBOT),
    "invalidparameter.msgparam.toolong": Rule(_X, "too long"),
    "contain.unsafe.url": Rule(_X, "an address in it is not allowed"),
    "contain.notallowed.text": Rule(_X, "words in it are not allowed"),
    "invalidparameter.robotcode.downloadcode": Rule(_X, "the file is no longer there"),
    "400101": Rule(_X, "token missing"),
    "400102": Rule(_X, "the robot is switched off", _ROBOT),
    "400013": Rule(_U, "the group is dissolved"),
    NO_SESSION: Rule(_X, "the session has ended"),
    # cards, §6.2
    "param.templatenotexist": Rule(
        _X, "card template unknown", "check DINGTALK_CARD_TEMPLATE_ID (docs/dingtalk.md)"
    ),
    "param.templateunpublished": Rule(
        _X, "card template not published", "publish the card template (docs/dingtalk.md)"
    ),
    CARD_GONE: Rule(_X, "the card is gone"),
    EXISTS: Rule(_X, "the card exists already"),
    NO_USER: Rule(_X, "a person in it is unknown"),
    "param.contentunsafe": Rule(_X, "words in it are not allowed"),
    # DING, §5.3
    "ding.serverquota.insufficient": Rule(_X, "DING quota used up", "buy DING quota"),
    "ding.receivercount.limit": Rule(_X, "too many receivers"),
    "toomuch.msg": Rule(_X, "too many DINGs"),
    # contacts, §7
    "33012": Rule(_U, "no such person"),
    "60121": Rule(_U, "no such person"),
    "40104": Rule(_U, "no such mobile number"),
    "60003": Rule(_U, "no such department"),
}


def rule_of(code: str) -> Rule | None:
    """The rule of a code, whatever its capitals; unknown robot codes ask for the console."""
    known = RULES.get(code.casefold())
    if known is None and code.casefold().startswith("invalidparameter.robotcode"):
        return Rule(_X, "robot code refused", _ROBOT)
    return known


def is_token_fault(code: str) -> bool:
    """Whether a fresh token may cure it."""
    rule = rule_of(code)
    return rule is not None and rule.fate is Fate.TOKEN


def error_for(what: str, status: int, code: str, message: str) -> DeliveryError:
    """The error behind an answer that is no success. `code` "": a gateway's page, no envelope.

    403 is "denied" and "slow down" both (§1.2): the code decides. The platform's own words are
    kept for unknown codes and missing scopes only, since others may quote what people wrote.
    """
    if not code:
        if status in (403, 429) or status >= 500:
            return RetryLater(f"{what}: gateway answered {status}", code=f"http{status}")
        text = f"{what}: not a DingTalk answer, is the address right?"
        return Refused(text, code=f"http{status}")
    rule = rule_of(code)
    if rule is None and (status >= 500 or status == 429):
        return RetryLater(f"{what}: server error", code=code)
    if rule is None and ".qp" in code.casefold() and "limit" in code.casefold():
        return RetryLater(f"{what}: rate limit", code=code, after=1.0)
    meaning = rule.meaning if rule else message[:120]
    if code.casefold() == _SCOPE:
        meaning = f"{meaning}: {message[:300]}"
    if rule and rule.fate is Fate.RETRY:
        return RetryLater(f"{what}: {meaning}", code=code, after=rule.after)
    if rule and rule.fate is Fate.UNREACHABLE:
        return Unreachable(f"{what}: {meaning}", code=code)
    return Refused(f"{what}: {meaning}", code=code)


def advice_for(code: str) -> str:
    """One line for the admin, or "" where nobody can mend it."""
    rule = rule_of(code)
    return rule.advice if rule else ""


def is_code(error: DeliveryError, code: str) -> bool:
    """Whether the error has this code, whatever its capitals."""
    return error.code.casefold() == code
