"""DingTalk's three signatures and the event codec, as the platform computes them.

Written from dingtalk.md §3 and §5.4; the bot has its own copy on purpose.
"""

import base64
import hashlib
import hmac
import os
import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PKCS7_BLOCK = 32  # bytes; not AES's own 16 (dingtalk.md §3.2)


class CodecError(ValueError):
    """An event body that cannot be opened; `code` is DingTalk's 900004, 900005 or 900010."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code} {message}")
        self.code = code


def robot_sign(timestamp: str, secret: str) -> str:
    """Sign of HTTP robot messages and of custom robots: base64, not url-encoded (§3.1, §5.4)."""
    message = f"{timestamp}\n{secret}"
    return _hmac_base64(secret, message)


def card_sign(timestamp: str, api_secret: str) -> str:
    """Header `x-ddpaas-signature` of card callbacks by HTTP (§3.3)."""
    return _hmac_base64(api_secret, timestamp)


def _hmac_base64(key: str, message: str) -> str:
    digest = hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


@dataclass(frozen=True)
class EventCodec:
    """Encrypts and signs events pushed by HTTP (dingtalk.md §3.2).

    `aes_key` has 43 characters; `owner` is the appKey for an internal app's event subscription.
    """

    token: str
    aes_key: str
    owner: str

    @property
    def key(self) -> bytes:
        try:
            key = base64.b64decode(self.aes_key + "=")
        except ValueError as error:
            raise CodecError(900004, "aes key is not base64") from error
        if len(key) != 32:
            raise CodecError(900004, "aes key must decode to 32 bytes")
        return key

    def signature(self, timestamp: str, nonce: str, encrypted: str) -> str:
        joined = "".join(sorted([self.token, timestamp, nonce, encrypted]))
        return hashlib.sha1(joined.encode()).hexdigest()

    def encrypt(self, message: str, random16: bytes | None = None) -> str:
        body = message.encode()
        plain = (random16 or os.urandom(16)) + struct.pack(">I", len(body)) + body
        plain += self.owner.encode()
        pad = PKCS7_BLOCK - len(plain) % PKCS7_BLOCK
        encryptor = Cipher(algorithms.AES(self.key), modes.CBC(self.key[:16])).encryptor()
        sealed = encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def decrypt(self, signature: str, timestamp: str, nonce: str, encrypted: str) -> str:
        """The message inside; raises CodecError (900005 signature, 900004 key, 900010 owner)."""
        if not hmac.compare_digest(self.signature(timestamp, nonce, encrypted), signature):
            raise CodecError(900005, "signature does not match")
        try:
            sealed = base64.b64decode(encrypted, validate=True)
            decryptor = Cipher(algorithms.AES(self.key), modes.CBC(self.key[:16])).decryptor()
            padded = decryptor.update(sealed) + decryptor.finalize()
        except CodecError:
            raise
        except ValueError as error:
            raise CodecError(900004, "body does not decrypt") from error
        plain = padded[: -padded[-1]] if padded else b""
        if len(plain) < 20:
            raise CodecError(900004, "body does not decrypt")
        length = struct.unpack(">I", plain[16:20])[0]
        message, owner = plain[20 : 20 + length], plain[20 + length :]
        if owner != self.owner.encode():
            raise CodecError(900010, "owner key does not match")
        return message.decode()
