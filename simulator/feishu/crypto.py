"""Feishu's event encryption and signatures, as the platform makes them (feishu.md §2, §9)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 16


def encrypt(encrypt_key: str, plain: bytes, iv: bytes | None = None) -> str:
    """base64(IV ‖ AES-256-CBC(PKCS#7)); the key is SHA-256 of the Encrypt Key (§2)."""
    iv = iv or os.urandom(BLOCK)
    pad = BLOCK - len(plain) % BLOCK
    encryptor = _cipher(encrypt_key, iv).encryptor()
    sealed = encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()
    return base64.b64encode(iv + sealed).decode()


def decrypt(encrypt_key: str, sealed: str) -> bytes:
    """The reverse of encrypt; ValueError on wrong length or padding."""
    raw = base64.b64decode(sealed, validate=True)
    if len(raw) < 2 * BLOCK or len(raw) % BLOCK:
        raise ValueError("ciphertext has an impossible length")
    decryptor = _cipher(encrypt_key, raw[:BLOCK]).decryptor()
    padded = decryptor.update(raw[BLOCK:]) + decryptor.finalize()
    pad = padded[-1]
    if not 1 <= pad <= BLOCK or padded[-pad:] != bytes([pad]) * pad:
        raise ValueError("invalid PKCS7 padding")
    return padded[:-pad]


def signature(timestamp: str, nonce: str, encrypt_key: str, body: bytes) -> str:
    """X-Lark-Signature over the raw encrypted body (§2)."""
    return hashlib.sha256((timestamp + nonce + encrypt_key).encode() + body).hexdigest()


def webhook_sign(timestamp: str, secret: str) -> str:
    """The group webhook bot's sign: the HMAC key is the text, the message is empty (§9)."""
    key = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


def _cipher(encrypt_key: str, iv: bytes) -> Cipher[modes.CBC]:
    return Cipher(algorithms.AES(hashlib.sha256(encrypt_key.encode()).digest()), modes.CBC(iv))
