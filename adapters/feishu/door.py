"""The HTTP door without a network: raw bytes and headers in, a trusted event or a challenge out.

Order of feishu.md §2. Whoever cannot prove the Encrypt Key gets one and the same refusal, so that
the answers tell nothing about the padding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapters.feishu.crypto import decrypt, same, verify
from adapters.feishu.settings import FeishuSettings
from adapters.shared.server import json_object
from bot.errors import BadSignature, TooOld, Undecodable


@dataclass(frozen=True, slots=True)
class Challenge:
    """The console asks whether we live at this address; echo `answer` within one second."""

    answer: str


def admit(
    settings: FeishuSettings, headers: Mapping[str, str], body: bytes, now: datetime
) -> dict[str, Any] | Challenge:
    """The event in a request; raises BadSignature, TooOld or Undecodable.

    `headers` must look names up without regard to case.
    """
    outer = json_object(body)
    sealed = outer.get("encrypt")
    if settings.encrypt_key:
        event = _unseal(settings, headers, body, sealed)
    elif sealed is not None:
        raise Undecodable("the event is encrypted: set FEISHU_ENCRYPT_KEY as in the console")
    else:
        event = outer
    if event.get("type") == "url_verification":
        return _challenge(settings, event)
    if settings.encrypt_key:
        _check_age(settings, headers, now)
    check_token(settings, event, required=True)
    return event


def check_token(settings: FeishuSettings, event: Mapping[str, Any], *, required: bool) -> None:
    """Compares the verification token and the app; over long connections the token may be absent.

    Raises BadSignature.
    """
    header = event.get("header")
    fields = header if isinstance(header, dict) else {}
    token = fields.get("token") or event.get("token") or ""
    expected = settings.verification_token
    absent = not token and not required
    if expected and not absent and not (isinstance(token, str) and same(token, expected)):
        raise BadSignature("verification token differs")
    app = fields.get("app_id")
    if app and app != settings.app_id:
        raise BadSignature("the event is for another app")


def _unseal(
    settings: FeishuSettings, headers: Mapping[str, str], body: bytes, sealed: Any
) -> dict[str, Any]:
    if not isinstance(sealed, str):
        raise BadSignature("not encrypted: the console has no Encrypt Key, we have one")
    signature = headers.get("X-Lark-Signature", "")
    if signature:
        verify(
            headers.get("X-Lark-Request-Timestamp", ""),
            headers.get("X-Lark-Request-Nonce", ""),
            body,
            signature,
            settings.encrypt_key,
        )
        return json_object(decrypt(sealed, settings.encrypt_key))
    try:
        event = json_object(decrypt(sealed, settings.encrypt_key))
    except Undecodable:
        raise BadSignature("unsigned, and not for our Encrypt Key") from None
    if event.get("type") != "url_verification":
        raise BadSignature("unsigned")
    return event


def _challenge(settings: FeishuSettings, event: Mapping[str, Any]) -> Challenge:
    challenge, token = event.get("challenge"), event.get("token")
    if not isinstance(challenge, str) or len(challenge) > 1000:
        raise Undecodable("challenge without a text")
    expected = settings.verification_token
    if expected and not (isinstance(token, str) and same(token, expected)):
        raise BadSignature("verification token differs")
    return Challenge(challenge)


def _check_age(settings: FeishuSettings, headers: Mapping[str, str], now: datetime) -> None:
    """Some senders write the time otherwise than in seconds: then it is not judged (§2)."""
    stamp = headers.get("X-Lark-Request-Timestamp", "")
    if stamp.isascii() and stamp.isdigit():
        age = now.timestamp() - int(stamp[:12])
        if age > settings.max_age:
            raise TooOld(f"signed {int(age)} s ago; is the clock right?")
