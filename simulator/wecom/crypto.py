"""Signature and cipher of WeCom callbacks and AI-bot media (wecom.md §2.1, §5.5)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import struct

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK_BITS = 256  # PKCS#7 pads to 32 bytes here, not to the cipher's 16
HEAD = 20  # 16 random bytes and a 4-byte length


class CryptoError(Exception):
    """`code` is the reference library's (-40001 signature … -40008 buffer, §2.1)."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code} {text}")
        self.code = code


def aes_key(encoding_aes_key: str) -> bytes:
    """43 characters, or 44 with their '='; stray low bits in the last one are allowed."""
    try:
        key = base64.b64decode(encoding_aes_key.rstrip("=") + "=")
    except binascii.Error as fault:
        raise CryptoError(-40004, "EncodingAESKey is not base64") from fault
    if len(key) != 32:
        raise CryptoError(-40004, f"EncodingAESKey holds {len(key)} bytes, not 32")
    return key


def encrypt_media(key: bytes, data: bytes) -> bytes:
    """The bare bytes, padded to 32: no random head, no length."""
    pad = padding.PKCS7(BLOCK_BITS).padder()
    box = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return box.update(pad.update(data) + pad.finalize()) + box.finalize()


def decrypt_media(key: bytes, data: bytes) -> bytes:
    """Raises CryptoError -40007 if the padding does not come out right."""
    box = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    unpad = padding.PKCS7(BLOCK_BITS).unpadder()
    try:
        return unpad.update(box.update(data) + box.finalize()) + unpad.finalize()
    except ValueError as fault:
        raise CryptoError(-40007, "cannot decrypt") from fault


class Crypto:
    """One callback URL's Token and EncodingAESKey; `receive_id` is empty for an AI bot."""

    def __init__(self, token: str, encoding_aes_key: str, receive_id: str) -> None:
        self._token = token
        self._key = aes_key(encoding_aes_key)
        self._receive_id = receive_id.encode()

    @property
    def key(self) -> bytes:
        return self._key

    def sign(self, timestamp: str, nonce: str, encrypt: str) -> str:
        parts = "".join(sorted([self._token, timestamp, nonce, encrypt]))
        return hashlib.sha1(parts.encode()).hexdigest()

    def check(self, signature: str, timestamp: str, nonce: str, encrypt: str) -> None:
        if not hmac.compare_digest(self.sign(timestamp, nonce, encrypt), signature):
            raise CryptoError(-40001, "signature mismatch")

    def encrypt(self, message: bytes, random16: bytes | None = None) -> str:
        """Standard base64; every call takes fresh random bytes unless a test names them."""
        head = random16 or secrets.token_bytes(16)
        body = head + struct.pack(">I", len(message)) + message + self._receive_id
        return base64.b64encode(encrypt_media(self._key, body)).decode()

    def decrypt(self, encrypt: str) -> bytes:
        try:
            data = base64.b64decode(encrypt, validate=True)
        except binascii.Error as fault:
            raise CryptoError(-40010, "not base64") from fault
        body = decrypt_media(self._key, data)
        if len(body) < HEAD:
            raise CryptoError(-40008, "too short")
        (length,) = struct.unpack(">I", body[16:HEAD])
        if HEAD + length > len(body):
            raise CryptoError(-40008, "length field exceeds the buffer")
        if body[HEAD + length :] != self._receive_id:
            raise CryptoError(-40005, "receiveid mismatch")
        return body[HEAD : HEAD + length]
