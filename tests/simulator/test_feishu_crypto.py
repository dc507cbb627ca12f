"""Crypto and frames against the vectors of feishu.md §12, and the SDK's protobuf."""

from __future__ import annotations

import json

import pytest
from lark_oapi.ws.pb.pbbp2_pb2 import Frame as SdkFrame

from simulator.feishu import crypto, frames
from simulator.feishu.frames import BadFrame, Frame

KEY = "ticketbot-enc-key-01"
IV1 = bytes(range(16))
IV2 = bytes.fromhex("f0e1d2c3b4a5968778695a4b3c2d1e0f")
A3_PLAIN = b'{"challenge":"c-20260101-abc","token":"vt-ticketbot-0001","type":"url_verification"}'
A3 = (
    "AAECAwQFBgcICQoLDA0OD8DVpgoliIR9Rw581WA7ok5fSfwjJwbyPvHrkyYiAPdJrX426COuyzRx/B5Bwpst4mMG"
    "H+hyCKXbH6SHZUNzIhSZar+5pR2quzWbR+UJP656lwuL2V1oLcOSJdjWQUqXPw=="
)
B2_PLAIN = (
    '{"schema":"2.0","header":{"event_id":"evt-1","token":"vt-ticketbot-0001","create_time":'
    '"1767225600000","event_type":"im.message.receive_v1","tenant_key":"tk","app_id":"cli_1"},'
    '"event":{"message":{"message_id":"om_1","content":"{\\"text\\":\\"工单\\"}"}}}'
)
B2_SIGNATURE = "71cfd027e6aa877730d959c4298afa62853e2a32f81a632d71344cd806cad65e"
C1 = "0800100018f681801020002a0c0a0474797065120470696e67"
C2 = (
    "08071081b4c4c32118f681801020012a0d0a047479706512056576656e742a110a0a6d6573736167655f696412"
    "036d2d312a080a0373756d1201312a080a037365711201302a0f0a0874726163655f69641203742d312a1a0a09"
    "74696d657374616d70120d3137363732323536303030303032003a046a736f6e42107b22736368656d61223a22"
    "322e30227d4a056c6f672d31"
)
C3 = (
    "08081082b4c4c32118f681801020012a0d0a047479706512056576656e742a110a0a6d6573736167655f696412"
    "036d2d322a080a0373756d1201312a080a037365711201302a0f0a0874726163655f69641203742d322a0b0a06"
    "62697a5f727412013042597b22636f6465223a203230302c202264617461223a202265794a306232467a644349"
    "364948736964486c775a53493649434a7a64574e6a5a584e7a49697767496d4e76626e526c626e51694f694169"
    "623273696658303d227d"
)
C4 = (
    "080a1014180520012a0d0a047479706512056576656e742a110a0a6d6573736167655f696412036d2d352a080a"
    "0373756d1201322a080a03736571120130420a7b22736368656d61223a",
    "080b1014180520012a0d0a047479706512056576656e742a110a0a6d6573736167655f696412036d2d352a080a"
    "0373756d1201322a080a03736571120131420622322e30227d",
)


@pytest.mark.parametrize(
    ("plain", "iv", "sealed"),
    [
        (b"hello, ticket", IV1, "AAECAwQFBgcICQoLDA0OD9tdSz5xpCzRwXJ66XBJHU0="),
        (
            b"0123456789abcdef",
            IV1,
            "AAECAwQFBgcICQoLDA0OD3dSQ+2qnLE2FMyEn5oCt2+/NT0OtHNPV4UoO6HyCF+x",
        ),
        (A3_PLAIN, IV1, A3),
    ],
)
def test_encryption_gives_the_published_ciphertexts(plain: bytes, iv: bytes, sealed: str) -> None:
    assert crypto.encrypt(KEY, plain, iv) == sealed
    assert crypto.decrypt(KEY, sealed) == plain


def test_a_wrong_key_is_noticed_by_its_padding() -> None:
    with pytest.raises(ValueError, match="padding"):
        crypto.decrypt("wrong-key", A3)


def test_signatures_are_the_published_ones() -> None:
    empty = b'{"encrypt":"AAAA"}'
    assert crypto.signature("1767225600", "n0nce42", KEY, empty) == (
        "7b65186181ba40a9fc46bfffb679c56d78bbb969db392a142dab093db0d5dd66"
    )
    body = b'{"encrypt":"%s"}' % crypto.encrypt(KEY, B2_PLAIN.encode(), IV2).encode()
    assert len(body) == 378
    assert crypto.signature("1767225600", "n0nce42", KEY, body) == B2_SIGNATURE


def test_the_webhook_sign_is_the_published_one() -> None:
    sign = crypto.webhook_sign("1767225600", "hook-secret-01")
    assert sign == "GuHBYqyO+Ruo21DjId05Hk75K+jlcuJFyH5BnJYbNrE="


def test_frames_have_the_published_bytes() -> None:
    ping = Frame(0, 0, 33554678, frames.CONTROL, [("type", "ping")])
    assert frames.encode(ping).hex() == C1
    headers = [
        ("type", "event"),
        ("message_id", "m-1"),
        ("sum", "1"),
        ("seq", "0"),
        ("trace_id", "t-1"),
        ("timestamp", "1767225600000"),
    ]
    event = Frame(
        7, 9000000001, 33554678, frames.DATA, headers, "", "json", b'{"schema":"2.0"}', "log-1"
    )
    assert frames.encode(event).hex() == C2
    assert frames.decode(bytes.fromhex(C2)) == event


def test_the_published_acknowledgement_is_read() -> None:
    ack = frames.decode(bytes.fromhex(C3))
    assert (ack.seq_id, ack.header("biz_rt"), ack.header("message_id")) == (8, "0", "m-2")
    assert json.loads(ack.payload or b"")["code"] == 200
    assert frames.encode(ack).hex() == C3


def test_fragments_have_the_published_bytes() -> None:
    whole = Frame(
        10,
        20,
        5,
        frames.DATA,
        [("type", "event"), ("message_id", "m-5")],
        payload=b'{"schema":"2.0"}',
    )
    pieces = frames.split(whole, 10)
    assert tuple(frames.encode(piece).hex() for piece in pieces) == C4


def test_the_official_protobuf_reads_our_frames_and_we_read_its() -> None:
    theirs = SdkFrame()
    theirs.ParseFromString(bytes.fromhex(C2))
    assert frames.decode(theirs.SerializeToString()) == frames.decode(bytes.fromhex(C2))
    mine = Frame(1 << 63, 3, 1, frames.DATA, [("键", "值")], payload=b"\x00\xff")
    theirs.ParseFromString(frames.encode(mine))
    assert (theirs.SeqID, theirs.headers[0].value, theirs.payload) == (1 << 63, "值", b"\x00\xff")


@pytest.mark.parametrize("raw", [b"", b"\x08", bytes.fromhex(C2)[:-3], b"\x08\x00\x10\x00\x18\x00"])
def test_bytes_that_are_no_frame_are_refused(raw: bytes) -> None:
    with pytest.raises(BadFrame):
        frames.decode(raw)


def test_unknown_fields_are_skipped() -> None:
    extended = bytes.fromhex(C1) + b"\x50\x07" + b"\x5a\x02hi" + b"\x65abcd"
    assert frames.decode(extended).header("type") == "ping"
