"""What an admin tells us about the DingTalk app."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast

from adapters.dingtalk.addresses import address_fault
from bot.errors import SetupError

Transport = Literal["stream", "http"]
Ding = Literal["none", "app", "sms", "phone"]

API = "https://api.dingtalk.com"
OAPI = "https://oapi.dingtalk.com"

_YES = ("1", "true", "yes", "on")
_NO = ("0", "false", "no", "off", "")
_TRANSPORTS = ("stream", "http")
_DINGS = ("none", "app", "sms", "phone")
_AES_KEY = re.compile(r"[A-Za-z0-9]{43}")
_TOKEN = re.compile(r"[A-Za-z0-9]{3,32}")


@dataclass(frozen=True, slots=True)
class DingTalkSettings:
    """One internal app. Secrets do not appear in `repr`; `max_age` is in seconds.

    `card_secret` and `public_url` (the bot's own address, without path) serve HTTP mode only.
    """

    client_id: str
    client_secret: str = field(repr=False)
    corp_id: str = ""
    transport: Transport = "stream"
    api_url: str = API
    oapi_url: str = OAPI
    event_token: str = field(default="", repr=False)
    event_aes_key: str = field(default="", repr=False)
    card_secret: str = field(default="", repr=False)
    public_url: str = ""
    card_template_id: str = ""
    public_template: bool = True
    ding: Ding = "none"
    bot_name: str = ""
    api_quota: int = 5000
    push_quota: int = 3000
    max_age: int = 3600

    @property
    def tenant(self) -> str:
        """The name of the organisation in our ids: its corpId, else the app's clientId."""
        return self.corp_id or self.client_id

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> DingTalkSettings | None:
        """None when no credential is set; SetupError listing every fault when half are."""
        values = {name: value.strip() for name, value in env.items()}
        if not (values.get("DINGTALK_CLIENT_ID") or values.get("DINGTALK_CLIENT_SECRET")):
            return None
        faults = list(_faults(values))
        if faults:
            raise SetupError(faults)

        def word(name: str, default: str = "") -> str:
            return values.get(name) or default

        return cls(
            client_id=values["DINGTALK_CLIENT_ID"],
            client_secret=values["DINGTALK_CLIENT_SECRET"],
            corp_id=word("DINGTALK_CORP_ID"),
            transport=cast(Transport, word("DINGTALK_TRANSPORT", "stream")),
            api_url=word("DINGTALK_API_URL", API).rstrip("/"),
            oapi_url=word("DINGTALK_OAPI_URL", OAPI).rstrip("/"),
            event_token=word("DINGTALK_EVENT_TOKEN"),
            event_aes_key=word("DINGTALK_EVENT_AES_KEY"),
            card_secret=word("DINGTALK_CARD_SECRET"),
            public_url=word("PUBLIC_URL").rstrip("/"),
            card_template_id=word("DINGTALK_CARD_TEMPLATE_ID"),
            public_template=word("DINGTALK_PUBLIC_TEMPLATE", "1") in _YES,
            ding=cast(Ding, word("DINGTALK_DING", "none")),
            bot_name=word("DINGTALK_BOT_NAME"),
            api_quota=int(word("DINGTALK_API_QUOTA", "5000")),
            push_quota=int(word("DINGTALK_PUSH_QUOTA", "3000")),
            max_age=int(word("DINGTALK_MAX_AGE", "3600")),
        )


def _faults(values: Mapping[str, str]) -> list[str]:
    faults = [
        f"{name} is missing: copy it from the developer console, Credentials"
        for name in ("DINGTALK_CLIENT_ID", "DINGTALK_CLIENT_SECRET")
        if not values.get(name)
    ]
    if (values.get("DINGTALK_TRANSPORT") or "stream") not in _TRANSPORTS:
        faults.append(f"DINGTALK_TRANSPORT must be one of {', '.join(_TRANSPORTS)}")
    if values.get("DINGTALK_TRANSPORT") == "http":
        faults += _http_faults(values)
    key = values.get("DINGTALK_EVENT_AES_KEY")
    if key and not _AES_KEY.fullmatch(key):
        faults.append("DINGTALK_EVENT_AES_KEY must be the 43 letters and digits of the console")
    token = values.get("DINGTALK_EVENT_TOKEN")
    if token and not _TOKEN.fullmatch(token):
        faults.append("DINGTALK_EVENT_TOKEN must be 3 to 32 letters and digits")
    if (values.get("DINGTALK_DING") or "none") not in _DINGS:
        faults.append(f"DINGTALK_DING must be one of {', '.join(_DINGS)}")
    if values.get("DINGTALK_PUBLIC_TEMPLATE", "") not in _YES + _NO:
        faults.append("DINGTALK_PUBLIC_TEMPLATE must be 1 or 0")
    for name in ("DINGTALK_API_QUOTA", "DINGTALK_PUSH_QUOTA", "DINGTALK_MAX_AGE"):
        number = values.get(name) or "1"
        if not (number.isascii() and number.isdigit() and 0 < int(number[:12]) < 10**11):
            faults.append(f"{name} must be a whole number, at least 1")
    for name in ("DINGTALK_API_URL", "DINGTALK_OAPI_URL"):
        fault = address_fault(values.get(name, ""))
        if fault:
            faults.append(f"{name} {fault}")
    return faults


def _http_faults(values: Mapping[str, str]) -> list[str]:
    """HTTP mode needs the proofs of the senders: the robot's is the client secret itself."""
    return [
        f"DINGTALK_TRANSPORT=http needs {name}: {why}"
        for name, why in (
            ("DINGTALK_EVENT_TOKEN", "events are signed with it"),
            ("DINGTALK_EVENT_AES_KEY", "events are encrypted with it"),
            ("DINGTALK_CARD_SECRET", "without it anybody could press buttons"),
        )
        if not values.get(name)
    ]
