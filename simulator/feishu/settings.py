"""What the developer console of the app holds: credentials, scopes, ranges, subscriptions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simulator.world import World

GROUP_MSG = "im:message.group_msg"
# feishu.md §3: seconds; -1 is forever.
CLIENT_CONFIG = {
    "ReconnectCount": -1,
    "ReconnectInterval": 120,
    "ReconnectNonce": 30,
    "PingInterval": 120,
}


@dataclass
class Settings:
    """`availability` and `contact_range` are person ids; `events` None means all are subscribed."""

    app_id: str
    app_secret: str
    verification_token: str
    encrypt_key: str
    tenant_key: str
    bot_open_id: str
    bot_name: str
    scopes: set[str]
    availability: set[str]
    contact_range: set[str]
    redirect_uris: list[str]
    transport: str = "websocket"
    event_url: str = ""
    card_url: str = ""
    callbacks: bool = True
    events: set[str] | None = None
    client_config: dict[str, int] = field(default_factory=lambda: dict(CLIENT_CONFIG))
    fragment_bytes: int = 64 * 1024
    fragment_shuffle: bool = False
    answer_seconds: float = 3.0  # real time, feishu.md §2, §6.2
    challenge_seconds: float = 1.0  # real time, §2

    def public(self) -> dict[str, Any]:
        """For the page and for tests; no secrets."""
        return {
            "transport": self.transport,
            "event_url": self.event_url,
            "card_url": self.card_url,
            "callbacks": self.callbacks,
            "encrypted": bool(self.encrypt_key),
            "scopes": sorted(self.scopes),
            "events": None if self.events is None else sorted(self.events),
            "availability": sorted(self.availability),
            "contact_range": sorted(self.contact_range),
            "redirect_uris": self.redirect_uris,
            "client_config": self.client_config,
            "fragment_bytes": self.fragment_bytes,
            "fragment_shuffle": self.fragment_shuffle,
            "answer_seconds": self.answer_seconds,
            "challenge_seconds": self.challenge_seconds,
        }


def from_world(world: World, bot_url: str | None) -> Settings:
    app = world.apps["feishu"]
    everybody = {person.id for person in world.people_of("feishu")}
    event_url = f"{bot_url}/feishu/events" if bot_url else ""
    return Settings(
        app_id=app["app_id"],
        app_secret=app["app_secret"],
        verification_token=app["verification_token"],
        encrypt_key=app.get("encrypt_key") or "",
        tenant_key=app["tenant_key"],
        bot_open_id=app["bot_open_id"],
        bot_name=world.bot_name,
        scopes=set(app["scopes"]),
        availability=set(everybody),
        contact_range=set(everybody),
        redirect_uris=list(app.get("redirect_uris") or []),
        transport="http" if bot_url else "websocket",
        event_url=event_url,
        card_url=event_url,
    )
