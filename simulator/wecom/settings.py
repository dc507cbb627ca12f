"""What the admin has set up in the console: bots, transports, callback addresses, keys."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from itertools import pairwise

from simulator.wecom.crypto import Crypto
from simulator.world import World

BOTS = ("aibot", "app", "hook")
WEBSOCKET, HTTP = "websocket", "http"


@dataclass
class Settings:
    """Ids and secrets are the world file's; the rest changes in the console.

    A callback URL given on the command line is checked at its first use (`…_checked`), because
    the bot starts after the simulator.
    """

    corp_id: str
    bot_id: str
    bot_secret: str
    bot_token: str
    bot_aes_key: str
    app_secret: str
    app_agent_id: int
    app_token: str
    app_aes_key: str
    bot_name: str
    webhooks: dict[str, str]
    bots: tuple[str, ...] = BOTS
    bot_transport: str = WEBSOCKET
    bot_url: str | None = None
    bot_checked: bool = False
    app_url: str | None = None
    app_checked: bool = False
    encrypted_userids: bool = False
    auto_enter: bool = True  # the first message of the day opens the chat (enter_chat)
    known_chat_rule: bool = True
    card_quotes: bool = False  # a quoted card's title reaches the bot
    retry_seconds: float = 5.0  # real seconds between redeliveries
    poll_seconds: float = 1.0  # real seconds between stream refreshes
    trusted_domains: set[str] = field(default_factory=lambda: {"127.0.0.1", "localhost"})

    @property
    def app_crypto(self) -> Crypto:
        return Crypto(self.app_token, self.app_aes_key, self.corp_id)

    @property
    def bot_crypto(self) -> Crypto:
        return Crypto(self.bot_token, self.bot_aes_key, "")


def from_world(world: World, bot_url: str | None) -> Settings:
    """Settings as the world file has them; `bot_url` is where the bot will listen, if it does.

    Beside ids and secrets the file may set bots, bot_transport, encrypted_userids and webhooks
    ({group id: key}).
    """
    app = world.apps["wecom"]
    given = dict(app.get("webhooks") or {})
    return Settings(
        corp_id=str(app["corp_id"]),
        bot_id=str(app["bot_id"]),
        bot_secret=str(app["bot_secret"]),
        bot_token=str(app["bot_token"]),
        bot_aes_key=str(app["bot_aes_key"]),
        app_secret=str(app["app_secret"]),
        app_agent_id=int(app["app_agent_id"]),
        app_token=str(app["app_token"]),
        app_aes_key=str(app["app_aes_key"]),
        bot_name=world.bot_name,
        webhooks={
            chat.id: str(given.get(chat.id) or _derived(app["corp_id"], chat.id))
            for chat in world.chats_of("wecom")
        },
        bots=tuple(name for name in BOTS if name in (app.get("bots") or BOTS)),
        bot_transport=str(app.get("bot_transport") or WEBSOCKET),
        encrypted_userids=bool(app.get("encrypted_userids")),
        bot_url=f"{bot_url}/wecom/bot" if bot_url else None,
        app_url=f"{bot_url}/wecom/app" if bot_url else None,
    )


def _derived(corp_id: str, chat_id: str) -> str:
    """A group without a key in the world file gets one in the shape of the real ones."""
    digits = hashlib.sha256(f"{corp_id}/{chat_id}".encode()).hexdigest()
    cuts = (0, 8, 12, 16, 20, 32)
    return "-".join(digits[a:b] for a, b in pairwise(cuts))
