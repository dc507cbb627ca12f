"""The HTTP doors without a network: headers, query and bytes in, a trusted push out (§3)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from adapters.dingtalk.crypto import EventCodec, card_sign, robot_sign, same
from adapters.dingtalk.settings import DingTalkSettings
from adapters.shared.server import json_object
from bot.errors import BadSignature, TooOld, Undecodable


@dataclass(frozen=True, slots=True)
class Happening:
    """An opened event: kind, the key that stays the same when it is delivered again, and body."""

    kind: str
    key: str
    body: Mapping[str, Any]


class Doors:
    """Checks who knocks. Raises BadSignature, TooOld or Undecodable."""

    def __init__(self, settings: DingTalkSettings) -> None:
        self._settings = settings
        self._codec: EventCodec | None = None
        if settings.event_aes_key and settings.event_token:
            self._codec = EventCodec(
                settings.event_token, settings.event_aes_key, settings.client_id
            )

    def robot(self, headers: Mapping[str, str], body: bytes, now: datetime) -> dict[str, Any]:
        """A robot message (§3.1)."""
        stamp = headers.get("timestamp", "")
        if not same(headers.get("sign", ""), robot_sign(stamp, self._settings.client_secret)):
            raise BadSignature("robot sign differs")
        self._check_age(stamp, now)
        return json_object(body)

    def event(self, query: Mapping[str, str], body: bytes, now: datetime) -> Happening:
        """An event of the organisation (§3.2)."""
        if self._codec is None:
            raise BadSignature("no event token and key are configured")
        sealed = json_object(body).get("encrypt")
        if not isinstance(sealed, str):
            raise Undecodable("an event without its sealed body")
        signature = query.get("msg_signature") or query.get("signature") or ""
        stamp = query.get("timestamp", "")
        message = self._codec.open(signature, stamp, query.get("nonce", ""), sealed)
        self._check_age(stamp, now)
        event = json_object(message)
        kind = event.get("EventType") or event.get("eventType")
        if not isinstance(kind, str):
            raise Undecodable("an event without its type")
        key = event.get("eventId") or event.get("EventId") or event.get("BizId")
        return Happening(kind, str(key or sha256(message).hexdigest()[:32]), event)

    def success(self, now: datetime) -> dict[str, str]:
        """The sealed word that acknowledges an event."""
        assert self._codec is not None
        sealed, stamp = self._codec.seal("success"), str(int(now.timestamp() * 1000))
        nonce = secrets.token_hex(8)
        return {
            "msg_signature": self._codec.signature(stamp, nonce, sealed),
            "timeStamp": stamp,
            "nonce": nonce,
            "encrypt": sealed,
        }

    def card(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> tuple[dict[str, Any], str]:
        """A click and its key: the signature covers the time only (§3.3), so a repeated body
        at the same time is the same click."""
        secret = self._settings.card_secret
        stamp = headers.get("x-ddpaas-signature-timestamp", "")
        signature = headers.get("x-ddpaas-signature", "")
        if not secret or not same(signature, card_sign(stamp, secret)):
            raise BadSignature("card signature differs")
        self._check_age(stamp, now)
        return json_object(body), sha256(stamp.encode() + b"\n" + body).hexdigest()[:32]

    def _check_age(self, stamp: str, now: datetime) -> None:
        """Milliseconds; too far in the future is a forgery as well."""
        if not (stamp.isascii() and stamp.isdigit()):
            raise BadSignature("no timestamp")
        age = now.timestamp() - int(stamp[:15]) / 1000
        if abs(age) > self._settings.max_age:
            raise TooOld(f"signed {int(age)} s ago; is the clock right?")
