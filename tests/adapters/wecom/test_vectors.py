"""Known vectors of wecom.md §13: Tencent's published sample and those other libraries agree on."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from adapters.wecom.crypto import Seal, decode_key, decrypt_media, sign
from adapters.wecom.door import admit, echo
from adapters.wecom.xmls import read_xml
from bot.errors import BadSignature, Refused, Undecodable

RANDOM = b"0123456789abcdef"
TOKEN, KEY, CORP = (
    "TicketToken2026", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "ww1234567890abcdef"
)
STAMP, NONCE = "1767225600", "nonce0001"
T_TOKEN, T_KEY, T_CORP = (
    "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7"
)
T2 = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUp"
    "j911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue"
    "06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+"
    "3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH"
    "27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8"
    "R07+qN+E7Q=="
)
V2 = (
    "4j/AuRx71kQlxVlzbpsMWC7y6lIoiB81WQ9CpM/umTU43UXYpvM0bseU66SwcYJ0n7zGZkte6bV+xQFee8pMW6A6CwSe"
    "sRH6p6Py6ro8xMvaEuwmac+ugaPxGaE9dThLVaw8G3BkdzuiAAgTRosA9Q449rFp8HqH6W9xWOUj3apNaRasCViYJjzr"
    "HR8yS75CUJPzqXx9p0ikPOfBh+BtxtBOQCmIUqcWK3wNBKgOvOBbisidjdESyyDITSqEh03p/mamb8E4cke7C/PQXyRk"
    "ZSw89N7Xw2H4Py2qR7J7dxz2YPubrkoMKu0u4la2TaLZVs2Xo7DWI+y1gGNl/FIfjW8tO8lSEGudJHUdNaP1W+Q+pQVI"
    "FUyTv777xKLFene4p9IPnSV1Q1jfoWxuwRZATlpnOWuVExIWfWg3h1ZBaC+DbWBLkBY6FSopq+VGSjEr8yOjyNZjqr9G"
    "QvoMOF3qTA=="
)
V4 = (
    "4j/AuRx71kQlxVlzbpsMWPGg0uc11IIVUTgM+Qs+PNfM9FGaJHdUmW4JNJ9VafyKwKqseN5u4MzegcZtVruR3/jBIOap"
    "DHm+9MfIIETKLsr9Zq3S0q/j8kkULU7XRQdBdGcrIiQ4D3P7gyFTKYdvnHilaoKcNIvnLnltGZTEpsJxKtXx2Ec88zWb"
    "RRz4FX5mW+gYCwtZP+k/2ndPEqntkETFQ3wqTLkm2hkLrPphZpj3H3jHsOgIN2hcEPvEIn8wcurHNPv3/f5aPGyU2RSc"
    "Ygct2VkO/KgeoriwLra8SuboT16PCxu6khu1HUVcsKKdBoVFkXSeRca7t0u8KwMgZSOXHwu7Fq8ObdutJMIVFdGgezrQ"
    "tqxcH4KEo4Epn5Ck"
)
V5 = (
    "4j/AuRx71kQlxVlzbpsMWCblsiaWCN9p/qP9jSnzJegBcttWj2ZyQubc7GHAgXoYHK62Hy+3/jZfxUfpDBu3NOI+8n9x"
    "OTcNfPELhmCX9TIAhVBjjs2TB7rPwdB9JaMd"
)
V6 = "4j/AuRx71kQlxVlzbpsMWHm682cz6RRSbI+nKwdnnCWiMQcqNVRzRH5V1OVnIPtQ0RBAU6gP+dl/csw25VcjJg=="


def query(signature: str, stamp: str = STAMP, nonce: str = NONCE, **more: str) -> dict[str, str]:
    return {"msg_signature": signature, "timestamp": stamp, "nonce": nonce, **more}


def test_tencents_url_check_is_echoed_bare() -> None:
    sealed = (
        "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
    )
    asked = query(
        "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", "1409659589", "263014780", echostr=sealed
    )
    seal = Seal(T_TOKEN, T_KEY, T_CORP)
    assert echo(seal, asked) == b"1616140317555161061"
    assert seal.seal(b"1616140317555161061", random=bytes.fromhex("c41b64491c2468d0")) != sealed


def test_tencents_message_opens() -> None:
    seal = Seal(T_TOKEN, T_KEY, T_CORP)
    seal.check("477715d11cdb4164915debcba66cb864d751f3e6", "1409659813", "1372623149", T2)
    fields = read_xml(seal.open(T2))
    assert fields == {
        "ToUserName": T_CORP, "FromUserName": "mycreate", "CreateTime": "1409659813",
        "MsgType": "text", "Content": "hello", "MsgId": "4561255354251345929", "AgentID": "218",
    }


def test_a_signature_sorts_its_four_parts() -> None:
    assert sign("b", "c", "a", "d") == "81fe8bfe87576c3ecb22426f8e57847382917acf"
    assert sign("TOKEN", "1700000000", "n1", "ENC==") == "2fb54a834646e93f7bfdcfe81e9185918d0ad351"


def test_an_app_message_opens_and_seals_byte_for_byte() -> None:
    seal = Seal(TOKEN, KEY, CORP)
    plain = seal.open(V2)
    assert len(plain) == 299 and read_xml(plain)["Content"] == "/ticket 打印机坏了"
    assert seal.seal(plain, random=RANDOM) == V2
    assert seal.sign(STAMP, NONCE, V2) == "3d0f378af4312408aa7fccd7c080b94235e22c72"


@pytest.mark.parametrize(
    ("owner", "sealed", "signature"),
    [
        (
            CORP,
            "4j/AuRx71kQlxVlzbpsMWPEOoXwCFLp+PtRNUFFDGb2EuNXt7Oa+eAa15V1KXxrzXb4qVS4hMYegcZKmwHDg2Q==",
            "d71b367d0a7ab6eeca093476ed95ffe549a16db7",
        ),
        (
            "",
            "4j/AuRx71kQlxVlzbpsMWPEOoXwCFLp+PtRNUFFDGb3qMGZgBQcqKrkrINr6kx0DbMVSSsTk/XD/JjupXNsWZA==",
            "5ae53f87284bc6ef7808af87693967dd548f3744",
        ),
    ],
    ids=["app", "ai bot"],
)
def test_a_url_check_knows_its_receiver(owner: str, sealed: str, signature: str) -> None:
    assert echo(Seal(TOKEN, KEY, owner), query(signature, echostr=sealed)) == b"1234567890123456789"
    with pytest.raises(BadSignature, match="-40005"):
        echo(Seal(TOKEN, KEY, "" if owner else CORP), query(signature, echostr=sealed))


def test_an_ai_bot_message_is_sealed_for_nobody() -> None:
    seal = Seal(TOKEN, KEY, "")
    seal.check("29761c1f1dfd8cd58f8abf139c3f30af510734bd", STAMP, NONCE, V4)
    plain = seal.open(V4)
    assert len(plain) == 259 and json.loads(plain)["text"]["content"].endswith("打印机坏了")
    with pytest.raises(BadSignature, match="-40005"):
        Seal(TOKEN, KEY, CORP).open(V4)


@pytest.mark.parametrize(
    ("plain", "sealed", "signature"),
    [
        (
            b'{"msgtype":"stream","stream":{"id":"s-1","finish":true,"content":"ok"}}', V5,
            "e529acd118436e7adaa3d196ebb9f8f5cf7df42e",
        ),
        (b"xxxxxxxxxxxx", V6, "f4c3ee7bbca19dada451090cc90906ed123892f7"),
    ],
    ids=["reply", "full block"],
)  # fmt: skip
def test_a_reply_seals_byte_for_byte(plain: bytes, sealed: str, signature: str) -> None:
    seal = Seal(TOKEN, KEY, "")
    assert seal.seal(plain, random=RANDOM) == sealed
    assert seal.open(sealed) == plain
    assert seal.sign(STAMP, NONCE, sealed) == signature


MEDIA = {
    b"%PDF-1.4 ticket attachment": (
        "c88c76131adf7341ccb2e009fbf81235dca357dffdb48fa5f9a04a54ab357222"
    ),
    b"hello": "cb81c1c41559addf91999d53bc4dc3956c54acd53515bfecf6cf89e716ecbc7d",
}


async def opened(data: bytes, size: int) -> bytes:
    async def chunks() -> AsyncIterator[bytes]:
        for at in range(0, len(data), size):
            yield data[at : at + size]

    return b"".join([part async for part in decrypt_media(decode_key(KEY + "="), chunks())])


@pytest.mark.parametrize("plain", MEDIA)
@pytest.mark.parametrize("size", [1, 7, 16, 100])
async def test_media_open_however_they_arrive(plain: bytes, size: int) -> None:
    assert await opened(bytes.fromhex(MEDIA[plain]), size) == plain


@pytest.mark.parametrize("data", [b"", b"x" * 15, b"x" * 48], ids=["empty", "odd", "padding"])
async def test_broken_media_are_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        await opened(data, 16)


@pytest.mark.parametrize("sealed", ["", "*", "AAAA", "A" * 64, "é"])
def test_what_is_no_envelope_is_undecodable(sealed: str) -> None:
    with pytest.raises(Undecodable):
        Seal(TOKEN, KEY, "").open(sealed)


def test_the_right_token_with_the_wrong_key_passes_the_signature_only() -> None:
    other = Seal(TOKEN, T_KEY, "")
    other.check("29761c1f1dfd8cd58f8abf139c3f30af510734bd", STAMP, NONCE, V4)
    with pytest.raises(Undecodable, match="EncodingAESKey"):
        other.open(V4)


def test_a_signature_covers_every_part() -> None:
    seal = Seal(TOKEN, KEY, "")
    good = "29761c1f1dfd8cd58f8abf139c3f30af510734bd"
    for stamp, nonce, sealed in (("1", NONCE, V4), (STAMP, "x", V4), (STAMP, NONCE, V4 + "A")):
        with pytest.raises(BadSignature):
            seal.check(good, stamp, nonce, sealed)


@pytest.mark.parametrize("body", [b"{}", b'{"encrypt":5}', b"[]", b"\xff", b"[" * 90_000])
def test_a_body_without_an_envelope_is_undecodable(body: bytes) -> None:
    from datetime import UTC, datetime

    with pytest.raises(Undecodable):
        admit(
            Seal(TOKEN, KEY, ""), query("x"), body, xml=False, now=datetime.now(UTC), max_age=60
        )


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]><xml><Content>&a;</Content></xml>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><xml><A>1</A></xml>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><A>&a;</A></xml>',
        b"<xml>", b"", b"text", b"<xml></xml>", b"<a>" * 50 + b"</a>" * 50,
    ],
)  # fmt: skip
def test_xml_with_entities_or_without_sense_is_refused(body: bytes) -> None:
    with pytest.raises(Undecodable):
        read_xml(body)
