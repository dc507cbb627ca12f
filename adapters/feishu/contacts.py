"""Who people are at Feishu: name, department and leader, and finding them (feishu.md §7)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from adapters.feishu.client import FeishuClient
from adapters.feishu.content import Me
from adapters.shared.cache import Cache
from bot.domain.people import AccountId
from bot.errors import Refused, Unreachable
from bot.ports import Clock, Profile

log = logging.getLogger(__name__)

_LIFETIME = timedelta(hours=6)


class Contacts:
    """Profiles, kept for hours: leaders change rarely, and the contact API is slow."""

    def __init__(self, client: FeishuClient, clock: Clock, app_id: str) -> None:
        self._client = client
        self._me = Me(app_id, None)
        self._profiles: Cache[str, Profile] = Cache(clock, size=20_000, lifetime=_LIFETIME)
        self._departments: Cache[str, str] = Cache(clock, size=5_000, lifetime=_LIFETIME)

    async def profile(self, account: AccountId) -> Profile:
        """What the app may see; a person outside its contact range has an empty profile.

        Raises RetryLater when Feishu cannot be asked now.
        """
        known = self._profiles.get(account.user)
        if known is not None:
            return known
        try:
            answer = await self._client.call(
                "GET",
                f"/contact/v3/users/{quote(account.user, safe='')}",
                api="contact user",
                params={
                    "user_id_type": "open_id",
                    "department_id_type": "open_department_id",
                },
            )
        except (Refused, Unreachable) as error:
            log.info("no profile: %s", error)
            found = Profile()
        else:
            found = await self._read((answer.get("data") or {}).get("user") or {})
        self._profiles.put(account.user, found)
        return found

    def known_name(self, open_id: str) -> str | None:
        """A name learnt lately, without asking."""
        profile = self._profiles.get(open_id)
        return profile.name if profile else None

    async def find(self, *, mobile: str | None, email: str | None) -> AccountId | None:
        """The account with this mobile number or mail address; None if there is none."""
        if not mobile and not email:
            return None
        answer = await self._client.call(
            "POST",
            "/contact/v3/users/batch_get_id",
            api="contact lookup",
            params={"user_id_type": "open_id"},
            json={
                "emails": [email] if email else [],
                "mobiles": [mobile] if mobile else [],
                "include_resigned": False,
            },
        )
        for entry in (answer.get("data") or {}).get("user_list") or ():
            found = entry.get("user_id")
            if isinstance(found, str) and found:
                return self._me.account(found)
        return None

    async def _read(self, user: Mapping[str, Any]) -> Profile:
        leader = _word(user, "leader_user_id")
        departments = user.get("department_ids") or ()
        return Profile(
            name=_word(user, "name"),
            department=await self._department(departments[0]) if departments else None,
            leader=self._me.account(leader) if leader else None,
            mobile=_word(user, "mobile"),
            email=_word(user, "email"),
        )

    async def _department(self, number: str) -> str | None:
        known = self._departments.get(number)
        if known is not None:
            return known or None
        name = ""
        if number != "0":  # the company itself
            try:
                answer = await self._client.call(
                    "GET",
                    f"/contact/v3/departments/{quote(number, safe='')}",
                    api="contact department",
                    params={"department_id_type": "open_department_id"},
                )
                name = _word((answer.get("data") or {}).get("department") or {}, "name") or ""
            except (Refused, Unreachable) as error:
                log.info("no department name: %s", error)
        self._departments.put(number, name)
        return name or None


def _word(fields: Mapping[str, Any], key: str) -> str | None:
    """A missing field scope leaves the field out without a word (feishu.md §7)."""
    value = fields.get(key)
    return value if isinstance(value, str) and value else None
