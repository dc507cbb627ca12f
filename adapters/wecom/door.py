"""A callback address without a network: signed query and sealed body in, plain bytes out (§2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from adapters.shared.server import json_object
from adapters.wecom.crypto import Seal
from adapters.wecom.xmls import read_xml
from bot.errors import BadSignature, TooOld, Undecodable


def echo(seal: Seal, query: Mapping[str, str]) -> bytes:
    """The bare bytes that prove the address is ours (§2.2). `query` is decoded once already."""
    sealed = query.get("echostr", "")
    _check(seal, query, sealed)
    return seal.open(sealed)


def admit(
    seal: Seal, query: Mapping[str, str], body: bytes, *, xml: bool, now: datetime, max_age: int
) -> bytes:
    """The message inside a POST; raises BadSignature, TooOld or Undecodable."""
    outer = read_xml(body) if xml else json_object(body)
    sealed = outer.get("Encrypt" if xml else "encrypt")
    if not isinstance(sealed, str) or not sealed:
        raise Undecodable("nothing encrypted inside")
    _check(seal, query, sealed)
    message = seal.open(sealed)
    stamp = query.get("timestamp", "")
    if not (stamp.isascii() and stamp.isdigit()):
        raise Undecodable("timestamp")
    age = now.timestamp() - int(stamp[:12])
    if abs(age) > max_age:
        raise TooOld(f"signed {int(age)} s ago; is the clock right?")
    return message


def _check(seal: Seal, query: Mapping[str, str], sealed: str) -> None:
    signature = query.get("msg_signature", "")
    if not signature:
        raise BadSignature("unsigned")
    seal.check(signature, query.get("timestamp", ""), query.get("nonce", ""), sealed)
