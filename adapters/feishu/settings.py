"""What an admin tells us about the Feishu or Lark application."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast
from urllib.parse import urlsplit

from bot.errors import SetupError

Transport = Literal["websocket", "http"]
Urgent = Literal["none", "app", "sms", "phone"]

FEISHU = "https://open.feishu.cn"  # China's cloud; Lark's is https://open.larksuite.com (§0)

_YES = ("1", "true", "yes", "on")
_NO = ("0", "false", "no", "off", "")
_TRANSPORTS = ("websocket", "http")
_URGENT = ("none", "app", "sms", "phone")
_IDENTITY = (
    "FEISHU_APP_ID",
    "FEISHU_APP_SECRET",
    "FEISHU_ENCRYPT_KEY",
    "FEISHU_VERIFICATION_TOKEN",
)


@dataclass(frozen=True, slots=True)
class FeishuSettings:
    """One application. `max_age` is in seconds. Secrets do not appear in `repr`."""

    app_id: str
    app_secret: str = field(repr=False)
    encrypt_key: str = field(default="", repr=False)
    verification_token: str = field(default="", repr=False)
    transport: Transport = "websocket"
    base_url: str = FEISHU
    accounts_url: str = "https://accounts.feishu.cn"
    urgent: Urgent = "none"
    max_age: int = 3600
    hear_all: bool = False

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> FeishuSettings | None:
        """None when no credential is set; SetupError listing every fault when half are."""
        values = {name: value.strip() for name, value in env.items() if name.startswith("FEISHU_")}
        if not any(values.get(name) for name in _IDENTITY):
            return None
        faults = list(_faults(values))
        if faults:
            raise SetupError(faults)
        base = (values.get("FEISHU_BASE_URL") or FEISHU).rstrip("/")
        accounts = (values.get("FEISHU_ACCOUNTS_URL") or _accounts_of(base)).rstrip("/")
        return cls(
            app_id=values["FEISHU_APP_ID"],
            app_secret=values["FEISHU_APP_SECRET"],
            encrypt_key=values.get("FEISHU_ENCRYPT_KEY", ""),
            verification_token=values.get("FEISHU_VERIFICATION_TOKEN", ""),
            transport=cast(Transport, values.get("FEISHU_TRANSPORT") or "websocket"),
            base_url=base,
            accounts_url=accounts,
            urgent=cast(Urgent, values.get("FEISHU_URGENT") or "none"),
            max_age=int(values.get("FEISHU_MAX_AGE") or 3600),
            hear_all=(values.get("FEISHU_HEAR_ALL") or "0") in _YES,
        )


def _faults(values: Mapping[str, str]) -> list[str]:
    faults = [
        f"{name} is missing: copy it from the developer console, Credentials"
        for name in ("FEISHU_APP_ID", "FEISHU_APP_SECRET")
        if not values.get(name)
    ]
    transport = values.get("FEISHU_TRANSPORT") or "websocket"
    if transport not in _TRANSPORTS:
        faults.append(f"FEISHU_TRANSPORT must be one of {', '.join(_TRANSPORTS)}")
    if transport == "http" and not (
        values.get("FEISHU_ENCRYPT_KEY") or values.get("FEISHU_VERIFICATION_TOKEN")
    ):
        faults.append(
            "FEISHU_TRANSPORT=http needs FEISHU_ENCRYPT_KEY or FEISHU_VERIFICATION_TOKEN: "
            "without either anybody could send events"
        )
    if (values.get("FEISHU_URGENT") or "none") not in _URGENT:
        faults.append(f"FEISHU_URGENT must be one of {', '.join(_URGENT)}")
    age = values.get("FEISHU_MAX_AGE") or "3600"
    if not (age.isascii() and age.isdigit() and int(age[:9]) > 0):
        faults.append("FEISHU_MAX_AGE must be a number of seconds, at least 1")
    if values.get("FEISHU_HEAR_ALL", "") not in _YES + _NO:
        faults.append("FEISHU_HEAR_ALL must be 1 or 0")
    for name in ("FEISHU_BASE_URL", "FEISHU_ACCOUNTS_URL"):
        fault = _url_fault(values.get(name, ""))
        if fault:
            faults.append(f"{name} {fault}")
    return faults


def _url_fault(url: str) -> str | None:
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "must be an http(s) address"
    if parts.scheme == "http" and not _is_local(parts.hostname):
        return "must be https: secrets travel there"
    return None


def _is_local(host: str) -> bool:
    """Whether plain http is harmless or meant: this machine, or a name inside a private network."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal"))


def _accounts_of(base: str) -> str:
    """open.X has its accounts at accounts.X; any other base serves both (feishu.md §0)."""
    return base.replace("://open.", "://accounts.", 1)
