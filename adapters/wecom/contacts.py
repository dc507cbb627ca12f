"""Who people are at WeCom, as far as the app's visible range goes (wecom.md §8)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from adapters.shared.cache import Cache
from adapters.wecom import ids
from adapters.wecom.client import WeComClient
from bot.domain.people import AccountId
from bot.errors import DeliveryError, Refused, RetryLater, Unreachable
from bot.ports import Clock, Profile

log = logging.getLogger(__name__)

_LIFETIME = timedelta(hours=6)
_STEPS = 8  # departments climbed in search of a leader
_ACTIVE = 1


class Contacts:
    """Profiles, kept for hours; without an app nothing is known of anybody."""

    def __init__(self, client: WeComClient | None, clock: Clock, tenant: str) -> None:
        self._client = client
        self._tenant = tenant
        self._profiles: Cache[str, Profile] = Cache(clock, size=20_000, lifetime=_LIFETIME)
        self._departments: Cache[int, Mapping[str, Any]] = Cache(
            clock, size=5_000, lifetime=_LIFETIME
        )
        # Misses over a fifth of the head-count block the search for a day (§8).
        self._found: Cache[str, str] = Cache(clock, size=20_000, lifetime=_LIFETIME)

    async def profile(self, account: AccountId) -> Profile:
        """What the app may see; empty outside its range. Raises RetryLater."""
        known = self._profiles.get(account.user)
        if known is not None:
            return known
        if self._client is None:
            return Profile()
        try:
            user = await self._client.call("user/get", userid=account.user)
        except (Refused, Unreachable) as error:
            log.info("no profile: %s", error)
            found = Profile()
        else:
            found = await self._read(user, account.user)
        self._profiles.put(account.user, found)
        return found

    async def find(self, *, mobile: str | None, email: str | None) -> AccountId | None:
        """The account with this mobile number or mail address; None if there is none."""
        if self._client is None:
            return None
        for path, what, body in (
            ("user/getuserid", mobile, {"mobile": mobile}),
            ("user/get_userid_by_email", email, {"email": email, "email_type": 1}),
        ):
            if what:
                user = await self._lookup(path, what, body)
                if user:
                    return ids.account(self._tenant, user)
        return None

    async def _lookup(self, path: str, what: str, body: Mapping[str, Any]) -> str:
        known = self._found.get(what)
        if known is not None:
            return known
        assert self._client is not None
        try:
            answer = await self._client.call(path, body)
        except (Refused, Unreachable) as error:
            log.info("nobody found: %s", error)
            answer = {}
        user = answer.get("userid")
        found = user if isinstance(user, str) else ""
        self._found.put(what, found)
        return found

    async def _read(self, user: Mapping[str, Any], me: str) -> Profile:
        main = user.get("main_department")
        department = await self._department(main) if isinstance(main, int) else None
        leader = await self._leader(user, me)
        return Profile(
            name=_word(user, "name"),
            department=_word(department or {}, "name"),
            leader=ids.account(self._tenant, leader) if leader else None,
            mobile=_word(user, "mobile"),
            email=_word(user, "email") or _word(user, "biz_mail"),
        )

    async def _leader(self, user: Mapping[str, Any], me: str) -> str | None:
        """The direct leader, else the department's, else that of a department above."""
        direct = user.get("direct_leader")
        if isinstance(direct, list) and direct:
            return str(direct[0])
        number = user.get("main_department")
        for _ in range(_STEPS):
            if not isinstance(number, int) or number < 1:
                return None
            department = await self._department(number)
            for leader in (department or {}).get("department_leader") or ():
                if isinstance(leader, str) and leader and ids.fold(leader) != me:
                    return leader
            number = (department or {}).get("parentid")
        return None

    async def _department(self, number: int) -> Mapping[str, Any] | None:
        known = self._departments.get(number)
        if known is not None:
            return known
        assert self._client is not None
        found: Mapping[str, Any] = {}
        try:
            answer = await self._client.call("department/get", id=str(number))
            found = answer.get("department") or {}
        except RetryLater:
            raise
        except DeliveryError as error:
            log.info("no department: %s", error)
        self._departments.put(number, found)
        return found


def _word(fields: Mapping[str, Any], key: str) -> str | None:
    value = fields.get(key)
    return value if isinstance(value, str) and value else None
