"""Proof and privacy of what arrives over HTTP (feishu.md §2): SHA-256 signature, AES-256-CBC."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.errors import BadSignature, Undecodable

_BLOCK = 16  # bytes


def verify(timestamp: str, nonce: str, body: bytes, signature: str, encrypt_key: str) -> None:
    """Raises BadSignature unless the sender knows the Encrypt Key.

    `body` is the raw request body; `timestamp` is opaque here (feishu.md §2).
    """
    signed = hashlib.sha256(f"{timestamp}{nonce}{encrypt_key}".encode("utf-8", "replace") + body)
    expected = signed.hexdigest().encode()
    if not hmac.compare_digest(expected, signature.lower().encode("utf-8", "replace")):
        raise BadSignature("signature does not match the Encrypt Key")


def same(left: str, right: str) -> bool:
    """Whether two secrets are equal, in constant time."""
    return hmac.compare_digest(left.encode("utf-8", "replace"), right.encode("utf-8", "replace"))


@lru_cache(maxsize=4)
def _cipher(encrypt_key: str) -> algorithms.AES:
    return algorithms.AES(hashlib.sha256(encrypt_key.encode()).digest())


def decrypt(sealed: str, encrypt_key: str) -> bytes:
    """The plaintext of base64(IV ‖ AES-256-CBC); raises Undecodable."""
    try:
        raw = base64.b64decode(sealed, validate=True)
    except (binascii.Error, ValueError):
        raise Undecodable("encrypt is not base64") from None
    if len(raw) < 2 * _BLOCK or len(raw) % _BLOCK:
        raise Undecodable("encrypt has an impossible length")
    opener = Cipher(_cipher(encrypt_key), modes.CBC(raw[:_BLOCK])).decryptor()
    padded = opener.update(raw[_BLOCK:]) + opener.finalize()
    fill = padded[-1]
    if not 1 <= fill <= _BLOCK or padded[-fill:] != bytes([fill]) * fill:
        raise Undecodable("wrong padding: the Encrypt Key differs from the console's")
    return padded[:-fill]
