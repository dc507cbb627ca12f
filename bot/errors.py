"""The errors of the heart. Whoever raises one knows who must hear of it.

BihuanError
├── UserError          a person is told, in their language, what to do next
│   ├── BadInput         the words could not be understood or break a limit
│   ├── NotFound         no such thing, or not for this person (same words for both)
│   ├── NotAllowed       this person may not do that
│   ├── IllegalMove      the ticket's state has no such edge
│   └── Stale            somebody else was faster
├── InboundError       a platform's request is refused; body and secrets stay out of the log
│   ├── BadSignature
│   ├── TooOld
│   └── Undecodable
├── DeliveryError      an outgoing message did not get through
│   ├── RetryLater       try the same again after a while
│   ├── Unreachable      this person or chat cannot be reached here: use a fall-back
│   └── Refused          the platform will never take this message
├── Overloaded         storage cannot take it now: refuse early, the platform sends again
└── SetupError         the configuration is wrong; lists every fault
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class BihuanError(Exception):
    """Root of all errors raised on purpose."""


class UserError(BihuanError):
    """A polite refusal: `key` names a sentence in bot/texts, `facts` fill it."""

    def __init__(self, key: str, **facts: Any) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts


class BadInput(UserError):
    """The words could not be understood, or break a limit."""


class NotFound(UserError):
    """No such thing, or not for this person: the same words for both."""


class NotAllowed(UserError):
    """This person may not do that."""


class IllegalMove(UserError):
    """The ticket's state has no such edge."""


class Stale(UserError):
    """Somebody else was faster; the current card tells the truth."""


class InboundError(BihuanError):
    """A platform's request is refused before it reaches the heart."""


class BadSignature(InboundError):
    """The sender could not prove who it is."""


class TooOld(InboundError):
    """The timestamp is outside the accepted window: a replay or a wrong clock."""


class Undecodable(InboundError):
    """The body is not what the protocol promises."""


class DeliveryError(BihuanError):
    """An outgoing message did not get through."""

    def __init__(self, reason: str, *, code: str = "") -> None:
        super().__init__(f"{reason} [{code}]" if code else reason)
        self.reason = reason
        self.code = code


class RetryLater(DeliveryError):
    """Try the same again; `after` is in seconds (None: the outbox's own back-off)."""

    def __init__(self, reason: str, *, code: str = "", after: float | None = None) -> None:
        super().__init__(reason, code=code)
        self.after = after


class Unreachable(DeliveryError):
    """This person or chat cannot be reached here; a fall-back may still work."""


class Refused(DeliveryError):
    """The platform will never take this message."""


class Overloaded(BihuanError):
    """Storage cannot take this unit of work now; nothing of it was kept. Answer 503 at once."""


class SetupError(BihuanError):
    """The configuration is wrong; `faults` lists everything at once."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)
