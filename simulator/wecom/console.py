"""The admin's console: which bots exist, their transports and callback addresses (§2, §6)."""

from __future__ import annotations

from typing import Any

from simulator.errors import Refused
from simulator.wecom.callback_url import CallbackUrl
from simulator.wecom.http_bot import HttpBot
from simulator.wecom.settings import BOTS, HTTP, WEBSOCKET
from simulator.wecom.shared import Shared

SWITCHES = ("encrypted_userids", "auto_enter", "known_chat_rule", "card_quotes")
DELAYS = ("retry_seconds", "poll_seconds")
KNOWN = ("bots", "bot_transport", "bot_url", "app_url", "trusted_domains", *SWITCHES, *DELAYS)


class Console:
    """Everything is checked before anything is changed."""

    def __init__(self, shared: Shared, urls: CallbackUrl, http: HttpBot) -> None:
        self._shared = shared
        self._urls = urls
        self._http = http

    async def save(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """The settings after the change. Refused names what the console does not accept."""
        strange = set(wanted) - set(KNOWN)
        if strange:
            raise Refused(f"unknown settings {sorted(strange)}; known: {', '.join(KNOWN)}")
        bots = _bots(wanted.get("bots"))
        for name in SWITCHES:
            if name in wanted and not isinstance(wanted[name], bool):
                raise Refused(f"{name} is true or false")
        for name in DELAYS:
            if name in wanted and (
                not isinstance(wanted[name], int | float) or not 0 <= wanted[name] <= 60
            ):
                raise Refused(f"{name} is a number of real seconds from 0 to 60")
        await self._addresses(wanted)
        await self._transport(wanted.get("bot_transport"))
        settings = self._shared.settings
        settings.bots = bots or settings.bots
        for name in (*SWITCHES, *DELAYS):
            setattr(settings, name, wanted.get(name, getattr(settings, name)))
        settings.trusted_domains |= {str(one) for one in wanted.get("trusted_domains") or []}
        return self.shown()

    def shown(self) -> dict[str, Any]:
        settings = self._shared.settings
        names = (*SWITCHES, *DELAYS, "bot_transport", "bot_url", "bot_checked")
        found = {name: getattr(settings, name) for name in (*names, "app_url", "app_checked")}
        domains = sorted(settings.trusted_domains)
        return {"bots": list(settings.bots), **found, "trusted_domains": domains}

    async def _addresses(self, wanted: dict[str, Any]) -> None:
        settings = self._shared.settings
        for name, crypto in (("app", settings.app_crypto), ("bot", settings.bot_crypto)):
            url = wanted.get(f"{name}_url")
            if f"{name}_url" not in wanted:
                continue
            if url is not None:
                fault = await self._urls.check(str(url), crypto)
                if fault:
                    raise Refused(f"{name}_url: {fault}")
            setattr(settings, f"{name}_url", url)
            setattr(settings, f"{name}_checked", url is not None)

    async def _transport(self, wanted: Any) -> None:
        """Switching a mode on switches the other off."""
        if wanted is None:
            return
        if wanted not in (WEBSOCKET, HTTP):
            raise Refused(f"bot_transport is {WEBSOCKET} or {HTTP}")
        if wanted == HTTP and not await self._http.usable():
            raise Refused("http needs a bot_url that passes the check")
        self._shared.settings.bot_transport = wanted


def _bots(wanted: Any) -> tuple[str, ...]:
    if wanted is None:
        return ()
    if not isinstance(wanted, list) or not wanted or set(wanted) - set(BOTS):
        raise Refused(f"bots is a non-empty list of {', '.join(BOTS)}")
    return tuple(name for name in BOTS if name in wanted)
