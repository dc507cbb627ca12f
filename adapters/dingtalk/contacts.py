"""Who people are at DingTalk: name, department, leader, and finding them (dingtalk.md §7)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from adapters.dingtalk.client import DingTalkClient
from adapters.dingtalk.ids import Names
from adapters.shared.cache import Cache
from bot.domain.people import AccountId
from bot.errors import Refused, Unreachable
from bot.ports import Clock, Profile

log = logging.getLogger(__name__)

_LIFETIME = timedelta(hours=6)
_ROOT = "1"
_DEPTH = 10  # departments upwards


class Contacts:
    """Profiles, kept for hours: leaders change rarely. Contact calls do not count (§1.2)."""

    def __init__(self, client: DingTalkClient, clock: Clock, names: Names) -> None:
        self._client = client
        self._names = names
        self._profiles: Cache[str, Profile] = Cache(clock, size=20_000, lifetime=_LIFETIME)
        self._departments: Cache[str, Mapping[str, Any]] = Cache(
            clock, size=5_000, lifetime=_LIFETIME
        )
        self._nicks: Cache[str, str] = Cache(clock, size=20_000, lifetime=timedelta(days=30))

    def learn(self, staff: str, name: str | None) -> None:
        """A name that came with a message."""
        if name:
            self._nicks.put(staff, name)

    def known_name(self, staff: str) -> str | None:
        """A name learnt lately, without asking."""
        profile = self._profiles.get(staff)
        return (profile.name if profile else None) or self._nicks.get(staff)

    async def profile(self, account: AccountId) -> Profile:
        """What the app may see; a person it may not see has an empty profile.

        Raises RetryLater when DingTalk cannot be asked now.
        """
        known = self._profiles.get(account.user)
        if known is not None:
            return known
        user = await self._asked("/topapi/v2/user/get", "contact user", {"userid": account.user})
        found = await self._read(account.user, user) if user else Profile()
        self._profiles.put(account.user, found)
        return found

    async def find(self, *, mobile: str | None) -> AccountId | None:
        """The account with this mobile number; DingTalk cannot look up mail addresses."""
        if not mobile:
            return None
        digits = mobile.removeprefix("+86").strip().replace(" ", "").replace("-", "")
        found = await self._asked(
            "/topapi/v2/user/getbymobile", "contact lookup", {"mobile": digits}
        )
        staff = _word(found, "userid")
        return self._names.account(staff) if staff else None

    async def probe(self) -> None:
        """Raises what reading the root department raises."""
        await self._client.oapi(
            "/topapi/v2/department/get", name="contact department", json={"dept_id": int(_ROOT)}
        )

    async def _read(self, staff: str, user: Mapping[str, Any]) -> Profile:
        listed = user.get("dept_id_list")
        own = [str(number) for number in listed] if isinstance(listed, list) else []
        name = None
        if own and own[0] != _ROOT:
            name = _word(await self._department(own[0]), "name")
        leader = _word(user, "manager_userid")
        if leader is None and own:
            leader = await self._department_leader(staff, own[0])
        return Profile(
            name=_word(user, "name"),
            department=name,
            leader=self._names.account(leader) if leader and leader != staff else None,
            mobile=_word(user, "mobile"),
            email=_word(user, "email"),
        )

    async def _department_leader(self, staff: str, number: str) -> str | None:
        """The manager of their department, else of those above it: never they themselves."""
        seen = set()
        for _ in range(_DEPTH):
            seen.add(number)
            department = await self._department(number)
            listed = department.get("dept_manager_userid_list")
            for one in listed if isinstance(listed, list) else ():
                if str(one) and str(one) != staff:
                    return str(one)
            number = str(department.get("parent_id") or "")
            if not number or number in seen:
                break
        return None

    async def _department(self, number: str) -> Mapping[str, Any]:
        known = self._departments.get(number)
        if known is None:
            known = await self._asked(
                "/topapi/v2/department/get", "contact department",
                {"dept_id": int(number) if number.isdigit() else number},
            )
            self._departments.put(number, known)
        return known

    async def _asked(self, path: str, name: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The result, or nothing where DingTalk will not tell."""
        try:
            answer = await self._client.oapi(path, name=name, json=body)
        except (Refused, Unreachable) as error:
            log.info("no answer from the contacts: %s", error)
            return {}
        result = answer.get("result")
        return result if isinstance(result, dict) else {}


def _word(fields: Mapping[str, Any], key: str) -> str | None:
    """A missing field scope leaves the field out; ids may come as numbers (§7)."""
    value = fields.get(key)
    return str(value) if isinstance(value, str | int) and str(value) else None
