"""WeCom signature and cipher against the vectors of wecom.md §13."""

from __future__ import annotations

import base64

import pytest

from simulator.wecom.crypto import Crypto, CryptoError, aes_key, decrypt_media, encrypt_media

CORP = "ww1234567890abcdef"
KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
HEAD = b"0123456789abcdef"
STAMP, NONCE = "1767225600", "nonce0001"
APP = Crypto("TicketToken2026", KEY, CORP)
BOT = Crypto("TicketToken2026", KEY, "")

TENCENT = Crypto("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7")
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
V2_PLAIN = (
    "<xml><ToUserName><![CDATA[ww1234567890abcdef]]></ToUserName><FromUserName><![CDATA[ZhangSan]]>"
    "</FromUserName><CreateTime>1767225600</CreateTime><MsgType><![CDATA[text]]></MsgType><Content>"
    "<![CDATA[/ticket 打印机坏了]]></Content><MsgId>7300000000000000001</MsgId>"
    "<AgentID>1000002</AgentID></xml>"
)
V4 = (
    "4j/AuRx71kQlxVlzbpsMWPGg0uc11IIVUTgM+Qs+PNfM9FGaJHdUmW4JNJ9VafyKwKqseN5u4MzegcZtVruR3/jBIOap"
    "DHm+9MfIIETKLsr9Zq3S0q/j8kkULU7XRQdBdGcrIiQ4D3P7gyFTKYdvnHilaoKcNIvnLnltGZTEpsJxKtXx2Ec88zWb"
    "RRz4FX5mW+gYCwtZP+k/2ndPEqntkETFQ3wqTLkm2hkLrPphZpj3H3jHsOgIN2hcEPvEIn8wcurHNPv3/f5aPGyU2RSc"
    "Ygct2VkO/KgeoriwLra8SuboT16PCxu6khu1HUVcsKKdBoVFkXSeRca7t0u8KwMgZSOXHwu7Fq8ObdutJMIVFdGgezrQ"
    "tqxcH4KEo4Epn5Ck"
)


def test_tencents_own_samples_open() -> None:
    echo = (
        "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
    )
    TENCENT.check("5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", "1409659589", "263014780", echo)
    assert TENCENT.decrypt(echo) == b"1616140317555161061"
    assert TENCENT.encrypt(b"1616140317555161061", b"c41b64491c2468d0") == echo
    TENCENT.check("477715d11cdb4164915debcba66cb864d751f3e6", "1409659813", "1372623149", T2)
    plain = TENCENT.decrypt(T2).decode()
    assert "<Content><![CDATA[hello]]></Content>" in plain
    assert "<MsgId>4561255354251345929</MsgId>" in plain


def test_a_signature_sorts_its_four_parts() -> None:
    one = Crypto("b", KEY, "").sign("c", "a", "d")
    assert one == "81fe8bfe87576c3ecb22426f8e57847382917acf"
    two = Crypto("TOKEN", KEY, "").sign("1700000000", "n1", "ENC==")
    assert two == "2fb54a834646e93f7bfdcfe81e9185918d0ad351"


def test_an_app_message_seals_byte_for_byte() -> None:
    assert APP.encrypt(V2_PLAIN.encode(), HEAD) == V2
    assert APP.sign(STAMP, NONCE, V2) == "3d0f378af4312408aa7fccd7c080b94235e22c72"
    assert APP.decrypt(V2).decode() == V2_PLAIN


@pytest.mark.parametrize(
    ("crypto", "cipher", "signature"),
    [
        (
            APP,
            "4j/AuRx71kQlxVlzbpsMWPEOoXwCFLp+PtRNUFFDGb2EuNXt7Oa+eAa15V1KXxrzXb4qVS4hMYegcZKmwHDg2Q==",
            "d71b367d0a7ab6eeca093476ed95ffe549a16db7",
        ),
        (
            BOT,
            "4j/AuRx71kQlxVlzbpsMWPEOoXwCFLp+PtRNUFFDGb3qMGZgBQcqKrkrINr6kx0DbMVSSsTk/XD/JjupXNsWZA==",
            "5ae53f87284bc6ef7808af87693967dd548f3744",
        ),
    ],
)
def test_an_echo_seals_with_and_without_receiveid(
    crypto: Crypto, cipher: str, signature: str
) -> None:
    assert crypto.encrypt(b"1234567890123456789", HEAD) == cipher
    assert crypto.sign(STAMP, NONCE, cipher) == signature
    assert crypto.decrypt(cipher) == b"1234567890123456789"


def test_an_ai_bot_message_refuses_the_apps_receiveid() -> None:
    assert BOT.sign(STAMP, NONCE, V4) == "29761c1f1dfd8cd58f8abf139c3f30af510734bd"
    plain = BOT.decrypt(V4)
    assert plain.startswith(b'{"msgid":"M1"')
    assert BOT.encrypt(plain, HEAD) == V4
    with pytest.raises(CryptoError) as caught:
        APP.decrypt(V4)
    assert caught.value.code == -40005


def test_a_full_block_gets_thirty_two_bytes_of_padding() -> None:
    cipher = BOT.encrypt(b"x" * 12, HEAD)
    assert cipher == (
        "4j/AuRx71kQlxVlzbpsMWHm682cz6RRSbI+nKwdnnCWiMQcqNVRzRH5V1OVnIPtQ0RBAU6gP+dl/csw25VcjJg=="
    )
    assert BOT.sign(STAMP, NONCE, cipher) == "f4c3ee7bbca19dada451090cc90906ed123892f7"


def test_a_stream_reply_seals_byte_for_byte() -> None:
    reply = b'{"msgtype":"stream","stream":{"id":"s-1","finish":true,"content":"ok"}}'
    cipher = BOT.encrypt(reply, HEAD)
    assert cipher == (
        "4j/AuRx71kQlxVlzbpsMWCblsiaWCN9p/qP9jSnzJegBcttWj2ZyQubc7GHAgXoYHK62Hy+3/jZfxUfpDBu3NOI+8n9x"
        "OTcNfPELhmCX9TIAhVBjjs2TB7rPwdB9JaMd"
    )
    assert BOT.sign(STAMP, NONCE, cipher) == "e529acd118436e7adaa3d196ebb9f8f5cf7df42e"


def test_media_carry_no_head_and_pad_to_thirty_two() -> None:
    key = aes_key(KEY + "=")
    pdf = "c88c76131adf7341ccb2e009fbf81235dca357dffdb48fa5f9a04a54ab357222"
    hello = "cb81c1c41559addf91999d53bc4dc3956c54acd53515bfecf6cf89e716ecbc7d"
    assert encrypt_media(key, b"%PDF-1.4 ticket attachment").hex() == pdf
    assert encrypt_media(key, b"hello").hex() == hello
    assert decrypt_media(key, bytes.fromhex(hello)) == b"hello"


def test_what_is_broken_is_named_by_its_reference_code() -> None:
    with pytest.raises(CryptoError) as signature:
        APP.check("0" * 40, STAMP, NONCE, V2)
    assert signature.value.code == -40001
    with pytest.raises(CryptoError) as base:
        APP.decrypt("not base64!")
    assert base.value.code == -40010
    other = Crypto("TicketToken2026", base64.b64encode(b"k" * 32).decode().rstrip("="), CORP)
    with pytest.raises(CryptoError) as cipher:
        other.decrypt(V2)
    assert cipher.value.code in (-40007, -40008, -40005)
    with pytest.raises(CryptoError) as key:
        Crypto("t", "short", "")
    assert key.value.code == -40004


def test_every_sealing_takes_fresh_random_bytes() -> None:
    assert APP.encrypt(b"same") != APP.encrypt(b"same")
