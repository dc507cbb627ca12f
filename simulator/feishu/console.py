"""What an admin sets in the developer console; saving a mode runs its checks (§2, §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.errors import Refused
from simulator.feishu.settings import GROUP_MSG

if TYPE_CHECKING:
    from simulator.feishu.platform import Feishu

KNOWN = (
    "transport",
    "event_url",
    "card_url",
    "encrypt_key",
    "callbacks",
    "events",
    "scopes",
    "group_msg",
    "availability",
    "contact_range",
    "redirect_uris",
    "client_config",
    "fragment_bytes",
    "fragment_shuffle",
    "answer_seconds",
    "challenge_seconds",
)

NUMBERS = {"fragment_bytes": int, "answer_seconds": float, "challenge_seconds": float}


async def save(feishu: Feishu, wanted: dict[str, Any]) -> dict[str, Any]:
    """Apply what is given, all or nothing; answers the console's state without secrets."""
    unknown = sorted(set(wanted) - set(KNOWN))
    if unknown:
        raise Refused(f"the console has no {unknown}; it has {list(KNOWN)}")
    settings = feishu.settings
    old_key = settings.encrypt_key
    if "encrypt_key" in wanted:
        settings.encrypt_key = str(wanted["encrypt_key"] or "")
    for key, kind in NUMBERS.items():
        if key in wanted:
            if not isinstance(wanted[key], int | float) or wanted[key] <= 0:
                raise Refused(f"{key} must be a number above 0")
            setattr(settings, key, kind(wanted[key]))
    try:
        await _transport(feishu, wanted)
    except Refused:
        settings.encrypt_key = old_key
        raise
    for key in ("callbacks", "fragment_shuffle"):
        if key in wanted:
            setattr(settings, key, bool(wanted[key]))
    if "events" in wanted:
        settings.events = None if wanted["events"] is None else set(wanted["events"])
    if "scopes" in wanted:
        settings.scopes = set(wanted["scopes"])
    if "group_msg" in wanted:
        (settings.scopes.add if wanted["group_msg"] else settings.scopes.discard)(GROUP_MSG)
    for key in ("availability", "contact_range"):
        if key in wanted:
            setattr(settings, key, _people(feishu, wanted[key]))
    if "redirect_uris" in wanted:
        settings.redirect_uris = [str(uri) for uri in wanted["redirect_uris"]]
    if "client_config" in wanted:
        settings.client_config = {**settings.client_config, **wanted["client_config"]}
    return settings.public()


async def _transport(feishu: Feishu, wanted: dict[str, Any]) -> None:
    """A URL must pass the challenge; the long connection needs a client that is connected."""
    settings = feishu.settings
    urls = {key: wanted[key] for key in ("event_url", "card_url") if wanted.get(key)}
    transport = wanted.get("transport", "http" if urls else settings.transport)
    if transport not in ("websocket", "http"):
        raise Refused('transport is "websocket" or "http"')
    if transport == "websocket" and "transport" in wanted and not feishu.connections.open:
        raise Refused("应用未建立长连接: no client is connected")
    for url in dict.fromkeys(urls.values()):
        await feishu.webhook_push.check(str(url))
    for key, url in urls.items():
        setattr(settings, key, str(url))
    if "event_url" in urls and "card_url" not in urls and not settings.card_url:
        settings.card_url = str(urls["event_url"])
    if transport == "http" and not settings.event_url:
        raise Refused("transport http needs an event_url")
    settings.transport = transport


def _people(feishu: Feishu, wanted: Any) -> set[str]:
    if wanted == "all":
        return {person.id for person in feishu.people.all()}
    if not isinstance(wanted, list):
        raise Refused('a range is "all" or a list of person ids')
    return {feishu.sim.world.person(str(key)).id for key in wanted}
