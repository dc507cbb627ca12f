"""Signatures and the event cipher, without any I/O (dingtalk.md §3; vectors in §11)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.errors import BadSignature, Undecodable

_BLOCK = 32  # PKCS7 to 32 bytes, although AES has blocks of 16 (§3.2)


def hmac_base64(key: str, message: str) -> str:
    """base64(HMAC-SHA256), as robots and cards sign."""
    digest = hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def robot_sign(timestamp: str, secret: str) -> str:
    """The `sign` header of robot messages by HTTP (§3.1)."""
    return hmac_base64(secret, f"{timestamp}\n{secret}")


def card_sign(timestamp: str, secret: str) -> str:
    """The `x-ddpaas-signature` header of card callbacks by HTTP (§3.3)."""
    return hmac_base64(secret, timestamp)


def same(one: str, other: str) -> bool:
    """Compares without telling by its duration how much was right."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


class EventCodec:
    """Seals and opens events. `owner` is the app's clientId (§3.2)."""

    def __init__(
        self, token: str, aes_key: str, owner: str, *,
        draw: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._token = token
        self._key = base64.b64decode(aes_key + "=")
        self._owner = owner.encode()
        self._draw = draw

    def signature(self, timestamp: str, nonce: str, sealed: str) -> str:
        """Hex SHA1 over the sorted parts; `sealed` exactly as received (§10.14)."""
        parts = sorted((self._token, timestamp, nonce, sealed))
        return hashlib.sha1("".join(parts).encode("utf-8", "replace")).hexdigest()

    def open(self, signature: str, timestamp: str, nonce: str, sealed: str) -> bytes:
        """The message; raises BadSignature or Undecodable."""
        if not same(signature, self.signature(timestamp, nonce, sealed)):
            raise BadSignature("event signature differs")
        try:
            data = base64.b64decode(sealed, validate=False)
            opener = Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16])).decryptor()
            plain = opener.update(data) + opener.finalize()
        except (ValueError, binascii.Error):
            raise Undecodable("not a sealed event") from None
        fill = plain[-1] if plain else 0
        plain = plain[:-fill] if 1 <= fill <= _BLOCK else plain
        length = int.from_bytes(plain[16:20], "big")  # bytes, not characters (§10.14)
        message, owner = plain[20 : 20 + length], plain[20 + length :]
        if len(message) != length:
            raise Undecodable("the length does not fit")
        if not hmac.compare_digest(owner, self._owner):
            raise BadSignature("the event is for another app")
        return message

    def seal(self, message: str) -> str:
        """The base64 text of `encrypt`, without line breaks."""
        body = message.encode()
        plain = self._draw(16) + len(body).to_bytes(4, "big") + body + self._owner
        fill = _BLOCK - len(plain) % _BLOCK
        lock = Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16])).encryptor()
        return base64.b64encode(
            lock.update(plain + bytes([fill]) * fill) + lock.finalize()
        ).decode()
