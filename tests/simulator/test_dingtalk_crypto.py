"""Signatures and the event codec against the vectors of dingtalk.md §11."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from simulator.dingtalk.crypto import CodecError, EventCodec, card_sign, robot_sign

CODEC = EventCodec(
    "TkBot2026", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "dingabcdefgh12345678"
)
RANDOM = b"0123456789abcdef"
NONCE = "n0nceABCD1234567"
V3 = [
    (
        '{"EventType":"check_url"}',
        "1767225600000",
        "Q3stYC6hdFzMh9T8HCvyDLV8JeomtQuxZLosYEI28mjzSD5UpK2hp0QUc4H6M/N5pvKR1LMY0zAc10CCVkKbp1ij"
        "lyMty2aN5HrHqgm/I6thWG8dnnhGCTmqIKZqtCK5",
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
        "Q3stYC6hdFzMh9T8HCvyDBXcVsbKMbGMQBKMkhf6fPbcR7s8Y2p+VfQoVxfQo0VEWdwqwNTFCabALjE86KXtOepH"
        "vgqHRnH+osCSpXPohJvRvI9IOZPDqaC6u09prCb9",
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
def test_the_robot_sign_is_the_vendors(timestamp: str, secret: str, sign: str) -> None:
    assert robot_sign(timestamp, secret) == sign


def test_the_robot_sign_in_a_query_is_percent_encoded() -> None:
    sign = robot_sign("1767225600000", "SEC000102030405060708090a0b0c0d0e0f")
    assert quote(sign, safe="") == "MB59vKl8yE3AqiiuVPR%2BQ5uCl9MCOzgBbjqEzc%2F%2BZb8%3D"


def test_the_card_sign_is_the_vendors() -> None:
    sign = "YRM9VqQEyCpAqxZFmx7vOa3/uzI+mI0RlMi0lAj4Sfg="
    assert card_sign("1767225600000", "cardApiSecret01") == sign


def test_the_event_key_is_32_bytes_of_base64() -> None:
    key = "69b71d79f8218a39259a7a29aabb2dbafc31cb3d35db7e39ebbf3d0010831051"
    assert CODEC.key.hex() == key


@pytest.mark.parametrize(("message", "timestamp", "encrypted", "signature"), V3)
def test_events_are_encrypted_and_signed_like_the_vendors(
    message: str, timestamp: str, encrypted: str, signature: str
) -> None:
    assert CODEC.encrypt(message, RANDOM) == encrypted
    assert CODEC.signature(timestamp, NONCE, encrypted) == signature
    assert CODEC.decrypt(signature, timestamp, NONCE, encrypted) == message


def test_the_vendors_own_vector_opens() -> None:
    codec = EventCodec(
        "123456", "1234567890123456789012345678901234567890123", "dingsnotzck6pm5veliw"
    )
    encrypted = (
        "YvkvaGe4hQxd3VxRmEty0dVlnCOAqwf56xwTRHDHoOURqhalbmBJQk5FNcRk42Gl5T0YQXZNwpwWSm1xAFJ5ZA=="
    )
    signature = "9a95a004dd16f5c307e849b994173f76aa26e5eb"
    assert codec.decrypt(signature, "1614767836", "A7Co0cJLMzIDtMMI", encrypted) == "success"


def test_a_wrong_signature_key_or_owner_is_refused_with_its_own_code() -> None:
    encrypted = CODEC.encrypt("success")
    with pytest.raises(CodecError) as forged:
        CODEC.decrypt("0" * 40, "1", "n", encrypted)
    assert forged.value.code == 900005
    other = EventCodec(CODEC.token, CODEC.aes_key, "dingsomebodyelse")
    with pytest.raises(CodecError) as foreign:
        other.decrypt(other.signature("1", "n", encrypted), "1", "n", encrypted)
    assert foreign.value.code == 900010
    with pytest.raises(CodecError) as short:
        _ = EventCodec("t", "abc", "o").key
    assert short.value.code == 900004
