"""WeCom's envelope: signature, AES-256-CBC with 32-byte padding, receive id (wecom.md §2.1, §5.5).

An AI bot's receive id is empty, an app's is the corp id: one's code fails with the other's.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import AsyncIterator

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

from bot.errors import BadSignature, Refused, Undecodable

_BLOCK = 32  # bytes of PKCS#7, twice the cipher's own block
_HEAD = 20  # bytes: 16 random, 4 of length


def decode_key(text: str) -> bytes:
    """The 32 bytes of an EncodingAESKey, or of a media `aeskey` with its "=".

    Not strict: the last character may carry stray low bits, as in Tencent's own sample.
    Raises ValueError.
    """
    try:
        key = base64.b64decode(text.rstrip("=") + "=")
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if len(key) != 32:
        raise ValueError("not 32 bytes")
    return key


def sign(token: str, timestamp: str, nonce: str, sealed: str) -> str:
    """The signature over the four parts, sorted, as hex."""
    parts = "".join(sorted((token, timestamp, nonce, sealed)))
    return hashlib.sha1(parts.encode("utf-8", "replace")).hexdigest()


class Seal:
    """The keys of one bot's callback address."""

    def __init__(self, token: str, aes_key: str, receive_id: str) -> None:
        self._token = token
        self.key = decode_key(aes_key)
        self._receive_id = receive_id.encode()

    def check(self, signature: str, timestamp: str, nonce: str, sealed: str) -> None:
        """Raises BadSignature unless the sender knows the token."""
        expected = sign(self._token, timestamp, nonce, sealed)
        if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
            raise BadSignature("signature differs: is the Token the one in the console?")

    def sign(self, timestamp: str, nonce: str, sealed: str) -> str:
        """The signature of a reply."""
        return sign(self._token, timestamp, nonce, sealed)

    def open(self, sealed: str) -> bytes:
        """The message inside; raises Undecodable, or BadSignature for another receiver."""
        try:
            data = base64.b64decode(sealed.encode("ascii", "strict"))
        except (binascii.Error, UnicodeEncodeError):
            raise Undecodable("-40010: not base64") from None
        plain = _unpad(_decrypt(self.key, data))
        if len(plain) < _HEAD:
            raise Undecodable("-40008: too short; is the EncodingAESKey right?")
        end = _HEAD + int.from_bytes(plain[16:_HEAD], "big")
        if end > len(plain):
            raise Undecodable("-40008: length; is the EncodingAESKey right?")
        if plain[end:] != self._receive_id:
            raise BadSignature("-40005: sealed for another corp or another kind of bot")
        return plain[_HEAD:end]

    def seal(self, message: bytes, *, random: bytes | None = None) -> str:
        """The message in its envelope; `random` (16 bytes) only for known vectors."""
        head = (random or os.urandom(16)) + len(message).to_bytes(4, "big")
        plain = head + message + self._receive_id
        fill = _BLOCK - len(plain) % _BLOCK
        lock = Cipher(algorithms.AES(self.key), modes.CBC(self.key[:16])).encryptor()
        data = lock.update(plain + bytes([fill]) * fill) + lock.finalize()
        return base64.b64encode(data).decode()


async def decrypt_media(key: bytes, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """A media file as it arrives: no head, no receive id, the padding held back to the end.

    Raises Refused when the file does not end as it must.
    """
    lock = _decryptor(key)
    held, size = b"", 0
    async for chunk in chunks:
        size += len(chunk)
        held += lock.update(chunk)
        if len(held) > _BLOCK:
            yield held[:-_BLOCK]
            held = held[-_BLOCK:]
    try:
        if not size or size % 16:
            raise Undecodable("not whole blocks")
        rest = _unpad(held + lock.finalize())
    except (Undecodable, ValueError):
        raise Refused("wecom media: cannot be decrypted", code="media") from None
    if rest:
        yield rest


def _decryptor(key: bytes) -> CipherContext:
    return Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()


def _decrypt(key: bytes, data: bytes) -> bytes:
    if not data or len(data) % 16:
        raise Undecodable("-40007: not whole blocks")
    lock = _decryptor(key)
    return lock.update(data) + lock.finalize()


def _unpad(plain: bytes) -> bytes:
    fill = plain[-1] if plain else 0
    if not 1 <= fill <= _BLOCK or fill > len(plain) or plain[-fill:] != bytes([fill]) * fill:
        raise Undecodable("-40007: padding; is the EncodingAESKey right?")
    return plain[:-fill]
