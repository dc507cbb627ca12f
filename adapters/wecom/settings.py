"""What an admin tells us about the bots in WeCom: any of the four kinds, in any combination."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast
from urllib.parse import urlsplit

from bot.errors import SetupError

Transport = Literal["websocket", "http"]

API = "https://qyapi.weixin.qq.com"
WS = "wss://openws.work.weixin.qq.com"
_NAMES = (
    "WECOM_BOT_ID", "WECOM_BOT_SECRET", "WECOM_BOT_TOKEN", "WECOM_BOT_AES_KEY",
    "WECOM_APP_SECRET", "WECOM_APP_AGENT_ID", "WECOM_APP_TOKEN", "WECOM_APP_AES_KEY",
    "WECOM_WEBHOOKS",
)  # fmt: skip
_TOKEN = re.compile(r"[0-9A-Za-z]{1,32}")
_KEY = re.compile(r"[0-9A-Za-z+/]{43}")


@dataclass(frozen=True, slots=True)
class BotSettings:
    """The AI bot. Over WebSocket it needs id and secret, over HTTP token and AES key."""

    transport: Transport
    bot_id: str = ""
    secret: str = field(default="", repr=False)
    name: str = ""  # as shown in the client, without @
    token: str = field(default="", repr=False)
    aes_key: str = field(default="", repr=False)
    ws_url: str = WS


@dataclass(frozen=True, slots=True)
class AppSettings:
    """The self-built app. Without token and key it only speaks."""

    secret: str = field(repr=False)
    agent_id: int
    token: str = field(default="", repr=False)
    aes_key: str = field(default="", repr=False)

    @property
    def hears(self) -> bool:
        """Whether its callbacks can be read, and so whether its cards may have buttons."""
        return bool(self.token and self.aes_key)


@dataclass(frozen=True, slots=True)
class WeComSettings:
    """One company. `max_age` is in seconds; `page` is where a card without buttons leads."""

    corp_id: str
    bot: BotSettings | None = None
    app: AppSettings | None = None
    webhooks: Mapping[str, str] = field(default_factory=dict, repr=False)  # chat id → key
    api_url: str = API
    page: str = ""
    max_age: int = 3600

    @property
    def tenant(self) -> str:
        """The company; a lone AI bot or webhook need not know it."""
        return self.corp_id or (self.bot.bot_id if self.bot else "") or "wecom"

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> WeComSettings | None:
        """None when no bot is set; SetupError listing every fault when one is half set."""
        wecom = {k: v.strip() for k, v in env.items() if k.startswith("WECOM_")}
        wecom["PUBLIC_URL"] = env.get("PUBLIC_URL", "").strip()
        if not any(wecom.get(name) for name in _NAMES):
            return None
        faults = [*_bot_faults(wecom), *_app_faults(wecom), *_other_faults(wecom)]
        if faults:
            raise SetupError(faults)
        return cls(
            corp_id=wecom.get("WECOM_CORP_ID", ""),
            bot=_bot(wecom),
            app=_app(wecom),
            webhooks=_webhooks(wecom) or {},
            api_url=(wecom.get("WECOM_API_URL") or API).rstrip("/"),
            page=wecom["PUBLIC_URL"].rstrip("/"),
            max_age=int(wecom.get("WECOM_MAX_AGE") or 3600),
        )


def _has_bot(env: Mapping[str, str]) -> bool:
    return any(env.get(f"WECOM_BOT_{name}") for name in ("ID", "SECRET", "TOKEN", "AES_KEY"))


def _has_app(env: Mapping[str, str]) -> bool:
    return any(env.get(f"WECOM_APP_{name}") for name in ("SECRET", "AGENT_ID", "TOKEN", "AES_KEY"))


def _bot(env: Mapping[str, str]) -> BotSettings | None:
    if not _has_bot(env):
        return None
    return BotSettings(
        transport=cast(Transport, env.get("WECOM_BOT_TRANSPORT") or "websocket"),
        bot_id=env.get("WECOM_BOT_ID", ""),
        secret=env.get("WECOM_BOT_SECRET", ""),
        name=env.get("WECOM_BOT_NAME", "").lstrip("@＠"),
        token=env.get("WECOM_BOT_TOKEN", ""),
        aes_key=env.get("WECOM_BOT_AES_KEY", ""),
        ws_url=env.get("WECOM_WS_URL") or WS,
    )


def _app(env: Mapping[str, str]) -> AppSettings | None:
    if not _has_app(env):
        return None
    return AppSettings(
        env["WECOM_APP_SECRET"], int(env["WECOM_APP_AGENT_ID"]),
        env.get("WECOM_APP_TOKEN", ""), env.get("WECOM_APP_AES_KEY", ""),
    )


def _webhooks(env: Mapping[str, str]) -> dict[str, str] | None:
    """Chat id → key; None when it is not such a JSON object."""
    raw = env.get("WECOM_WEBHOOKS")
    if not raw:
        return {}
    try:
        found = json.loads(raw)
    except ValueError:
        return None
    if not isinstance(found, dict) or not all(isinstance(v, str) and v for v in found.values()):
        return None
    return {chat: key.rpartition("key=")[2] for chat, key in found.items()}


def _bot_faults(env: Mapping[str, str]) -> list[str]:
    transport = env.get("WECOM_BOT_TRANSPORT") or "websocket"
    if transport not in ("websocket", "http"):
        return ["WECOM_BOT_TRANSPORT must be websocket or http"]
    if not _has_bot(env):
        return []
    needed = ("ID", "SECRET") if transport == "websocket" else ("TOKEN", "AES_KEY")
    faults = [
        f"WECOM_BOT_{name} is missing: the AI bot over {transport} needs it (docs/wecom.md)"
        for name in needed
        if not env.get(f"WECOM_BOT_{name}")
    ]
    return [*faults, *_door_faults("BOT", env)]


def _app_faults(env: Mapping[str, str]) -> list[str]:
    if not _has_app(env):
        return []
    faults = [
        f"{name} is missing: the self-built app needs it (docs/wecom.md)"
        for name in ("WECOM_CORP_ID", "WECOM_APP_SECRET", "WECOM_APP_AGENT_ID")
        if not env.get(name)
    ]
    agent = env.get("WECOM_APP_AGENT_ID") or "0"
    if not (agent.isascii() and agent.isdigit()):
        faults.append("WECOM_APP_AGENT_ID must be a number, as the app's page shows it")
    if bool(env.get("WECOM_APP_TOKEN")) != bool(env.get("WECOM_APP_AES_KEY")):
        faults.append("WECOM_APP_TOKEN and WECOM_APP_AES_KEY belong together: set both or neither")
    return [*faults, *_door_faults("APP", env)]


def _door_faults(bot: str, env: Mapping[str, str]) -> list[str]:
    faults = []
    token, key = env.get(f"WECOM_{bot}_TOKEN"), env.get(f"WECOM_{bot}_AES_KEY")
    if token and not _TOKEN.fullmatch(token):
        faults.append(f"WECOM_{bot}_TOKEN must be 1 to 32 letters and digits")
    if key and not (_KEY.fullmatch(key) and _decodes(key)):
        faults.append(f"WECOM_{bot}_AES_KEY must be the 43 characters of the EncodingAESKey")
    return faults


def _other_faults(env: Mapping[str, str]) -> list[str]:
    faults = []
    if _webhooks(env) is None:
        faults.append('WECOM_WEBHOOKS must be JSON of chat id and key: {"wr…": "693a91f6-…"}')
    age = env.get("WECOM_MAX_AGE") or "3600"
    if not (age.isascii() and age.isdigit() and int(age[:9]) > 0):
        faults.append("WECOM_MAX_AGE must be a number of seconds, at least 1")
    for name, secure in (("WECOM_API_URL", "https"), ("WECOM_WS_URL", "wss")):
        fault = _url_fault(env.get(name, ""), secure)
        if fault:
            faults.append(f"{name} {fault}")
    return faults


def _url_fault(url: str, secure: str) -> str | None:
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in (secure, secure[:-1]) or not parts.hostname:
        return f"must be an address that begins with {secure}://"
    if parts.scheme != secure and not _is_local(parts.hostname):
        return f"must begin with {secure}: secrets travel there"
    return None


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal"))


def _decodes(key: str) -> bool:
    try:
        return len(base64.b64decode(key + "=")) == 32
    except binascii.Error:
        return False
