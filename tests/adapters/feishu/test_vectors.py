"""The test vectors of platforms/feishu.md §12, made with the vendor's own code."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from multidict import CIMultiDict

from adapters.feishu.crypto import decrypt, verify
from adapters.feishu.door import Challenge, admit
from adapters.feishu.fragments import Fragments
from adapters.feishu.frames import Frame, decode, encode, ping
from adapters.feishu.settings import FeishuSettings
from bot.errors import BadSignature, TooOld, Undecodable

KEY = "ticketbot-enc-key-01"
SETTINGS = FeishuSettings(
    "cli_1", "secret", encrypt_key=KEY, verification_token="vt-ticketbot-0001", transport="http"
)
THEN = datetime.fromtimestamp(1767225600, UTC)
CHALLENGE = (
    b'{"encrypt":"AAECAwQFBgcICQoLDA0OD8DVpgoliIR9Rw581WA7ok5fSfwjJwbyPvHrkyYiAPdJrX426COuyzRx/B5B'
    b"wpst4mMGH+hyCKXbH6SHZUNzIhSZar+5pR2quzWbR+UJP656lwuL2V1oLcOSJdjWQUqXPw==\"}"
)
EVENT = (
    b'{"encrypt":"8OHSw7Sllod4aVpLPC0eD9tfNl1OYdEvR1Q9kBkJuZmXzVqcxk5ecYxCu3eENzBQYEqCaqa53jrPBId2'
    b"VQ56DtuSEV3rrVPWAQspcfdshpyzvRNkvWt4tS+Np4P4stYgkoQ6yYbV+KCfmfJKvmzfkrpSf0fA5OSSy5aXAKfAhwKF"
    b"w+atOiaweLuExvjqwEmp8YslAdAduW+4G7BGHgk7bgV/lV5TAV0PjyKMt7VMHdZT7Bb+ayjNag2ldX1/gCqnAw1gdgwX"
    b"4Q3Kx4L6S/nEgyTn9ucdhuIVCnzLPd0ZxtntnYxMdmOKt8ZRGhgQlhvRDI2syv9Q3YYHXCULL4Y7AcnkqtH012lLm0NX"
    b'p9Cs4r0="}'
)
SIGNED = CIMultiDict(
    {
        "x-lark-request-timestamp": "1767225600",
        "x-lark-request-nonce": "n0nce42",
        "x-lark-signature": "71cfd027e6aa877730d959c4298afa62853e2a32f81a632d71344cd806cad65e",
    }
)


class TestHttp:
    def test_decryption_a1_and_a2(self) -> None:
        assert decrypt("AAECAwQFBgcICQoLDA0OD9tdSz5xpCzRwXJ66XBJHU0=", KEY) == b"hello, ticket"
        padded = "AAECAwQFBgcICQoLDA0OD3dSQ+2qnLE2FMyEn5oCt2+/NT0OtHNPV4UoO6HyCF+x"
        assert decrypt(padded, KEY) == b"0123456789abcdef"

    def test_the_challenge_a3_needs_no_signature(self) -> None:
        assert admit(SETTINGS, {}, CHALLENGE, THEN) == Challenge("c-20260101-abc")

    def test_the_challenge_for_another_key_is_refused(self) -> None:
        other = FeishuSettings("cli_1", "s", encrypt_key="wrong-key", transport="http")
        with pytest.raises(BadSignature):
            admit(other, {}, CHALLENGE, THEN)

    def test_signature_b1(self) -> None:
        right = "7b65186181ba40a9fc46bfffb679c56d78bbb969db392a142dab093db0d5dd66"
        verify("1767225600", "n0nce42", b'{"encrypt":"AAAA"}', right, KEY)
        with pytest.raises(BadSignature):
            verify("1767225601", "n0nce42", b'{"encrypt":"AAAA"}', right, KEY)

    def test_the_event_b2_is_admitted_with_its_chinese_words(self) -> None:
        event = admit(SETTINGS, SIGNED, EVENT, THEN)
        assert isinstance(event, dict)
        assert json.loads(event["event"]["message"]["content"])["text"] == "工单"

    def test_one_more_newline_breaks_the_signature(self) -> None:
        with pytest.raises(BadSignature):
            admit(SETTINGS, SIGNED, EVENT + b"\n", THEN)

    def test_an_event_an_hour_old_is_a_replay(self) -> None:
        admit(SETTINGS, SIGNED, EVENT, THEN + timedelta(minutes=59))
        with pytest.raises(TooOld):
            admit(SETTINGS, SIGNED, EVENT, THEN + timedelta(hours=1, seconds=1))

    def test_the_other_token_is_refused_in_spite_of_the_signature(self) -> None:
        other = FeishuSettings("cli_1", "s", encrypt_key=KEY, verification_token="vt-other",
                               transport="http")
        with pytest.raises(BadSignature):
            admit(other, SIGNED, EVENT, THEN)

    @pytest.mark.parametrize("sealed", ["", "AAAA", "!!!", "QUJD" * 11, 7, None])
    def test_what_cannot_be_unsealed_tells_nothing_to_strangers(self, sealed: object) -> None:
        body = json.dumps({"encrypt": sealed}).encode()
        with pytest.raises(BadSignature):
            admit(SETTINGS, {}, body, THEN)

    def test_the_plain_text_of_an_encrypted_app_is_refused(self) -> None:
        body = b'{"type":"url_verification","challenge":"x","token":"vt-ticketbot-0001"}'
        with pytest.raises(BadSignature):
            admit(SETTINGS, {}, body, THEN)

    def test_an_encrypted_event_without_our_key_says_what_to_set(self) -> None:
        keyless = FeishuSettings("cli_1", "s", verification_token="vt", transport="http")
        with pytest.raises(Undecodable, match="FEISHU_ENCRYPT_KEY"):
            admit(keyless, {}, EVENT, THEN)

    def test_a_token_alone_protects_plain_events(self) -> None:
        keyless = FeishuSettings("cli_1", "s", verification_token="vt", transport="http")
        for token in ("guess", None, 7, ""):
            event = {"schema": "2.0", "header": {"token": token}, "event": {}}
            with pytest.raises(BadSignature):
                admit(keyless, {}, json.dumps(event).encode(), THEN)
        event = {"schema": "2.0", "header": {"token": "vt"}, "event": {}}
        assert admit(keyless, {}, json.dumps(event).encode(), THEN) == event

    def test_a_timestamp_that_is_no_number_is_signed_but_not_judged(self) -> None:
        stamp = "2026-01-01 08:00:00 +0800 CST"
        signature = hashlib.sha256(f"{stamp}n{KEY}".encode() + EVENT).hexdigest()
        headers = CIMultiDict(
            {"X-Lark-Request-Timestamp": stamp, "X-Lark-Request-Nonce": "n",
             "X-Lark-Signature": signature}
        )
        assert admit(SETTINGS, headers, EVENT, THEN + timedelta(days=30))


C1 = "0800100018f681801020002a0c0a0474797065120470696e67"
C4 = (
    "080a1014180520012a0d0a047479706512056576656e742a110a0a6d6573736167655f696412036d2d352a080a0373"
    "756d1201322a080a03736571120130420a7b22736368656d61223a",
    "080b1014180520012a0d0a047479706512056576656e742a110a0a6d6573736167655f696412036d2d352a080a0373"
    "756d1201322a080a03736571120131420622322e30227d",
)


class TestFrames:
    def test_the_ping_c1_is_the_clients_own(self) -> None:
        assert encode(ping(33554678)).hex() == C1

    def test_the_event_c2_survives_there_and_back(self) -> None:
        wire = bytes.fromhex(
            "08071081b4c4c32118f681801020012a0d0a047479706512056576656e742a110a0a6d6573736167655f6964"
            "12036d2d312a080a0373756d1201312a080a037365711201302a0f0a0874726163655f69641203742d312a1a"
            "0a0974696d657374616d70120d3137363732323536303030303032003a046a736f6e42107b22736368656d61"
            "223a22322e30227d4a056c6f672d31"
        )
        frame = decode(wire)
        assert (frame.seq_id, frame.log_id, frame.service) == (7, 9000000001, 33554678)
        assert frame.payload == b'{"schema":"2.0"}' and frame.header("timestamp") == "1767225600000"
        assert frame.encoding == "" and frame.log_id_new == "log-1"
        assert encode(frame) == wire

    def test_the_acknowledgement_c3(self) -> None:
        answer = {"toast": {"type": "success", "content": "ok"}}
        data = base64.b64encode(json.dumps(answer).encode()).decode()
        headers = (("type", "event"), ("message_id", "m-2"), ("sum", "1"), ("seq", "0"),
                   ("trace_id", "t-2"))
        frame = Frame(8, 9000000002, 33554678, 1, headers)
        payload = json.dumps({"code": 200, "data": data}).encode()
        assert encode(frame.answered(payload, 0)).hex() == (
            "08081082b4c4c32118f681801020012a0d0a047479706512056576656e742a110a0a6d6573736167655f69"
            "641203"
            "6d2d322a080a0373756d1201312a080a037365711201302a0f0a0874726163655f69641203742d322a0b0a"
            "0662697a5f727412013042597b22636f6465223a203230302c202264617461223a202265794a306232467a"
            "644349364948736964486c775a53493649434a7a64574e6a5a584e7a49697767496d4e76626e526c626e51"
            "694f694169623273696658303d227d"
        )

    @pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 0, 1), (1, 1, 0)])
    def test_the_pieces_c4_join_in_any_order(self, order: tuple[int, ...]) -> None:
        joiner = Fragments()
        found = [joiner.add(decode(bytes.fromhex(C4[number])), 100.0) for number in order]
        assert found[-1] == b'{"schema":"2.0"}' and set(found[:-1]) == {None}

    def test_a_piece_that_comes_too_late_joins_nothing(self) -> None:
        joiner = Fragments()
        assert joiner.add(decode(bytes.fromhex(C4[0])), 100.0) is None
        assert joiner.add(decode(bytes.fromhex(C4[1])), 106.0) is None

    @pytest.mark.parametrize("wire", ["08", "2a05", "0f", "08" + "ff" * 11, "4206aa", "2a030a01ff"])
    def test_a_broken_frame_is_told_from_a_good_one(self, wire: str) -> None:
        with pytest.raises(Undecodable):
            decode(bytes.fromhex(wire))

    def test_unknown_fields_are_skipped(self) -> None:
        extra = bytes.fromhex("5001" + "5a0161" + "61" + "00" * 8 + "6d" + "00" * 4)
        assert decode(bytes.fromhex(C1) + extra) == decode(bytes.fromhex(C1))
