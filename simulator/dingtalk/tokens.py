"""App tokens (one kind per host), user tokens and login codes, on the simulated clock.

dingtalk.md §1.1 and §8: the api host's token also opens oapi; the other way round is not
documented, so it does not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator.dingtalk import ids

LIFE_S = 7_200
CODE_LIFE_S = 300


@dataclass
class Token:
    value: str
    until: datetime


class Tokens:
    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._current: dict[str, Token] = {}
        self._expired: set[str] = set()
        self._codes: dict[str, tuple[str, datetime]] = {}
        self._users: dict[str, tuple[str, datetime]] = {}
        self.issued = 0

    def issue(self, kind: str) -> tuple[str, int]:
        """(token, seconds left) of kind "api" or "oapi"; the same one while it is valid."""
        token = self._current.get(kind)
        if token is None or token.until <= self._now():
            if token is not None:
                self._expired.add(token.value)
            until = self._now() + timedelta(seconds=LIFE_S)
            token = self._current[kind] = Token(ids.secret(), until)
            self.issued += 1
        return token.value, int((token.until - self._now()).total_seconds() + 0.5)

    def opens_api(self, value: object) -> bool:
        return self._valid(value, ("api",))

    def opens_oapi(self, value: object) -> bool:
        return self._valid(value, ("api", "oapi"))

    def expire_all(self) -> None:
        self._expired |= {token.value for token in self._current.values()}
        self._current.clear()
        self._users.clear()

    def was_issued(self, value: object) -> bool:
        """A token of ours that is over (42001), in contrast to a made-up one (40014)."""
        return value in self._expired or any(t.value == value for t in self._current.values())

    def login_code(self, person: str) -> str:
        code = ids.secret()
        self._codes[code] = (person, self._now() + timedelta(seconds=CODE_LIFE_S))
        return code

    def redeem(self, code: object) -> tuple[str, str, str] | None:
        """(person, user token, refresh token) for a login code, once; None if it is no good."""
        person, until = self._codes.pop(str(code), ("", self._now()))
        if not person or until <= self._now():
            return None
        token = ids.secret()
        self._users[token] = (person, self._now() + timedelta(seconds=LIFE_S))
        return person, token, ids.secret()

    def user(self, value: object) -> str | None:
        """The person whose user token this is."""
        person, until = self._users.get(str(value), ("", self._now()))
        return person if person and until > self._now() else None

    def _valid(self, value: object, kinds: tuple[str, ...]) -> bool:
        tokens = [self._current[kind] for kind in kinds if kind in self._current]
        return any(t.value == value and t.until > self._now() for t in tokens)
