"""DingTalk's test vectors (dingtalk.md §11)."""

from __future__ import annotations

import pytest

from adapters.dingtalk.crypto import EventCodec, card_sign, robot_sign
from bot.errors import BadSignature, Undecodable

TOKEN, OWNER = "TkBot2026", "dingabcdefgh12345678"
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
NONCE = "n0nceABCD1234567"

V3 = [
    (
        '{"EventType":"check_url"}',
        "1767225600000",
        "Q3stYC6hdFzMh9T8HCvyDLV8JeomtQuxZLosYEI28mjzSD5UpK2hp0QUc4H6M/N5pvKR1LMY0zAc10CCVkKbp1ijly"
        "Mty2aN5HrHqgm/I6thWG8dnnhGCTmqIKZqtCK5",
        "33e1300f9efea4afe4103dfc746544d365403bbe",
    ),
    (
        "success",
        "1767225600123",
        "Q3stYC6hdFzMh9T8HCvyDPAmVUAR9ZeRhlEwYP+nuEBG3EFgio0GJMdKxmBuf+6x6GTzLbNLN0eehHqJCYo4kg==",
        "8c894d325296ecb14e70f14b669559542246fe72",
    ),
    (
        '{"EventType":"chat_update_title","Title":"运维群"}',
        "1767225600000",
        "Q3stYC6hdFzMh9T8HCvyDBXcVsbKMbGMQBKMkhf6fPbcR7s8Y2p+VfQoVxfQo0VEWdwqwNTFCabALjE86KXtOepHvg"
        "qHRnH+osCSpXPohJvRvI9IOZPDqaC6u09prCb9",
        "35e39452cb17bf83ba94c0b335bdb852399d0f72",
    ),
]


@pytest.mark.parametrize(
    ("timestamp", "secret", "sign"),
    [
        ("1577262236757", "this is a secret", "DJrE6qdyVGCQz9z5r2MDuNcNAhwYnuAkyj13cx169CA="),
        (
            "1767225600000",
            "SEC000102030405060708090a0b0c0d0e0f",
            "MB59vKl8yE3AqiiuVPR+Q5uCl9MCOzgBbjqEzc/+Zb8=",
        ),
    ],
)
def test_v1_robots_sign_as_the_vendor_does(timestamp: str, secret: str, sign: str) -> None:
    assert robot_sign(timestamp, secret) == sign


def test_v2_cards_sign_as_the_vendor_does() -> None:
    found = card_sign("1767225600000", "cardApiSecret01")
    assert found == "YRM9VqQEyCpAqxZFmx7vOa3/uzI+mI0RlMi0lAj4Sfg="


@pytest.mark.parametrize(("message", "stamp", "sealed", "signature"), V3)
def test_v3_events_are_sealed_and_opened_byte_for_byte(
    message: str, stamp: str, sealed: str, signature: str
) -> None:
    codec = EventCodec(TOKEN, KEY, OWNER, draw=lambda _: b"0123456789abcdef")
    assert codec.seal(message) == sealed
    assert codec.signature(stamp, NONCE, sealed) == signature
    assert codec.open(signature, stamp, NONCE, sealed).decode() == message


def test_v4_the_vendors_own_vector_opens() -> None:
    codec = EventCodec(
        "123456", "1234567890123456789012345678901234567890123", "dingsnotzck6pm5veliw"
    )
    sealed = (
        "YvkvaGe4hQxd3VxRmEty0dVlnCOAqwf56xwTRHDHoOURqhalbmBJQk5FNcRk42Gl5T0YQXZNwpwWSm1xAFJ5ZA=="
    )
    signature = "9a95a004dd16f5c307e849b994173f76aa26e5eb"
    assert codec.open(signature, "1614767836", "A7Co0cJLMzIDtMMI", sealed) == b"success"


def test_a_long_chinese_event_is_sealed_without_line_breaks() -> None:
    codec = EventCodec(TOKEN, KEY, OWNER)
    message = "运维群里的打印机坏了" * 50
    sealed = codec.seal(message)
    assert "\n" not in sealed
    assert codec.open(codec.signature("1", "2", sealed), "1", "2", sealed).decode() == message


def test_a_changed_signature_or_body_does_not_open() -> None:
    codec = EventCodec(TOKEN, KEY, OWNER)
    _, stamp, sealed, signature = V3[0]
    for body, signed in ((sealed, "0" * 40), ("A" + sealed[1:], signature), (sealed, "签名")):
        with pytest.raises(BadSignature):
            codec.open(signed, stamp, NONCE, body)


def test_another_apps_event_is_refused_although_it_opens() -> None:
    _, stamp, sealed, signature = V3[0]
    with pytest.raises(BadSignature, match="another app"):
        EventCodec(TOKEN, KEY, "dingother").open(signature, stamp, NONCE, sealed)


@pytest.mark.parametrize("sealed", ["", "AAAA", "not base64!", "QUJD" * 8])
def test_what_is_no_sealed_event_is_undecodable_even_when_signed(sealed: str) -> None:
    codec = EventCodec(TOKEN, KEY, OWNER)
    with pytest.raises((Undecodable, BadSignature)):
        codec.open(codec.signature("1", "2", sealed), "1", "2", sealed)
