"""Tenant and user access tokens on the simulated clock (feishu.md §1, §8)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator.clock import SimClock
from simulator.feishu.codes import ApiError

LIFE = timedelta(hours=2)
KEPT = timedelta(minutes=30)  # with at least this much left, the same token is given out


@dataclass(frozen=True)
class Token:
    text: str
    expires: datetime
    person: str = ""  # the user a u- token belongs to


class Tokens:
    def __init__(self, clock: SimClock) -> None:
        self.clock = clock
        self.issued = 0
        self._valid: dict[str, Token] = {}
        self._current: dict[str, Token] = {}

    def tenant(self, kind: str = "tenant") -> tuple[str, int]:
        """The token and its remaining seconds; an older one stays valid until its own end."""
        now = self.clock.now()
        current = self._current.get(kind)
        if current is None or current.expires - now < KEPT or current.text not in self._valid:
            current = self._issue("t-" if kind == "tenant" else "a-", "")
            self._current[kind] = current
        return current.text, int((current.expires - now).total_seconds())

    def user(self, person: str) -> str:
        return self._issue("u-", person).text

    def check(self, header: str | None, allowed: str = "t-") -> Token:
        """The token of an Authorization header. ApiError with §1's codes."""
        if not header:
            raise ApiError(99991661, "Missing access token for authorization.")
        text = header.removeprefix("Bearer ")
        if text == header or not text.startswith(("t-", "u-", "a-")):
            raise ApiError(
                99991671, "Invalid access token for authorization. It must start with t- or u-."
            )
        token = self._valid.get(text)
        if not text.startswith(allowed):
            code = 99991668 if text.startswith("u-") else 99991663
            raise ApiError(code, "Invalid access token for authorization.")
        if token is None:
            raise ApiError(99991668 if allowed == "u-" else 99991663, "Invalid access token.")
        if token.expires <= self.clock.now():
            raise ApiError(
                99991677 if allowed == "u-" else 99991663, "Authentication token expired."
            )
        return token

    def expire_all(self) -> None:
        self._valid.clear()
        self._current.clear()

    def _issue(self, prefix: str, person: str) -> Token:
        self.issued += 1
        token = Token(prefix + secrets.token_hex(20), self.clock.now() + LIFE, person)
        self._valid[token.text] = token
        return token
