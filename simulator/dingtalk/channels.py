"""One attempt to hand something to the bot, by Stream socket or by signed HTTP request.

Each channel sends once and says how it ended; retries are the pusher's business. What was sent is
kept on `dt.wire`, byte for byte, so that it can be replayed.
"""

from __future__ import annotations

import asyncio
import functools
import json
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp

from simulator.dingtalk import crypto, frames, ids

if TYPE_CHECKING:
    from simulator.dingtalk.platform import DingTalk

EVENT_DEADLINE_S = 2.5  # real seconds, §3.2
ROBOT_DEADLINE_S = 5.0  # real seconds; not documented (§3.1)
CARD_DEADLINE_S = 2.0  # real seconds, §6.6


@dataclass
class Outcome:
    """How an attempt ended: `answer` is what was said (for the record), `data` its content."""

    ok: bool
    answer: str
    data: dict[str, Any] = field(default_factory=dict)
    took_ms: int = 0


Wait = Callable[["asyncio.Future[Any]"], Coroutine[Any, Any, Any]]


async def real(future: asyncio.Future[Any], seconds: float) -> Any:
    """The future's result, or None after so many real seconds."""
    done, _ = await asyncio.wait([future], timeout=seconds)
    return future.result() if done else None


async def simulated(dt: DingTalk, future: asyncio.Future[Any], seconds: float) -> Any:
    """The future's result, or None after so many simulated seconds."""
    timer = dt.clock.call_later(seconds, lambda: None if future.done() else future.set_result(None))
    try:
        return await future
    finally:
        timer.cancel()


async def by_stream(
    dt: DingTalk,
    kind: str,
    topic: str,
    data: dict[str, Any],
    headers: dict[str, str],
    wait: Wait,
    garbled: bool = False,
) -> Outcome:
    """Pushes to one random subscribed socket and waits for its acknowledgement."""
    began = time.monotonic()
    connection = dt.streams.pick(kind, topic)
    if connection is None:
        return Outcome(False, "no connection has subscribed to this topic")
    text, future = await dt.streams.push(connection, kind, topic, data, headers, garbled=garbled)
    dt.wire.append(functools.partial(_same_frame, dt, kind, topic, text))
    ack = await wait(future)
    took = int((time.monotonic() - began) * 1000)
    if not isinstance(ack, frames.Ack):
        return Outcome(False, "no acknowledgement", took_ms=took)
    ok = ack.event_done if kind == "EVENT" else ack.code == 200
    return Outcome(ok, f"{ack.code} {ack.raw}".strip(), ack.data, took)


async def _same_frame(dt: DingTalk, kind: str, topic: str, text: str) -> Outcome:
    connection = dt.streams.pick(kind, topic)
    if connection is None:
        return Outcome(False, "no connection has subscribed to this topic")
    await dt.streams.send_text(connection, text)
    return Outcome(True, "sent again, the answer is not awaited")


async def post(
    dt: DingTalk, url: str, body: str, headers: dict[str, str], deadline: float
) -> Outcome:
    """POSTs JSON text; ok for a 2xx answer in time. `data` is the answer's JSON object."""
    dt.wire.append(functools.partial(_post, dt, url, body, headers, deadline))
    return await _post(dt, url, body, headers, deadline)


async def _post(
    dt: DingTalk, url: str, body: str, headers: dict[str, str], deadline: float
) -> Outcome:
    began = time.monotonic()
    headers = {"Content-Type": "application/json; charset=utf-8", **headers}
    try:
        async with dt.sim.http.post(
            url,
            data=body.encode(),
            headers=headers,
            timeout=aiohttp.ClientTimeout(total=deadline),
            allow_redirects=False,
        ) as response:
            text = await response.text()
            took = int((time.monotonic() - began) * 1000)
            ok = 200 <= response.status < 300
            return Outcome(ok, f"{response.status} {text}".strip(), _object(text), took)
    except TimeoutError:
        took = int((time.monotonic() - began) * 1000)
        return Outcome(False, f"no answer within {deadline} s", took_ms=took)
    except (aiohttp.ClientError, ValueError) as error:
        return Outcome(False, f"not reachable: {type(error).__name__}")


async def robot_by_http(dt: DingTalk, data: dict[str, Any], garbled: bool) -> Outcome:
    """A robot message with `timestamp` and `sign` headers (§3.1)."""
    timestamp = str(dt.clock.timestamp_ms())
    sign = crypto.robot_sign(timestamp, dt.settings.client_secret)
    headers = {"timestamp": timestamp, "sign": ids.query_key() if garbled else sign}
    body = json.dumps(data, ensure_ascii=False)
    return await post(dt, dt.settings.robot_url, body, headers, ROBOT_DEADLINE_S)


async def event_by_http(
    dt: DingTalk, url: str, data: dict[str, Any], garbled: bool = False
) -> Outcome:
    """An encrypted event; ok only when the answer decrypts to `success` (§3.2)."""
    codec = dt.event_codec
    timestamp, nonce = str(dt.clock.timestamp_ms()), ids.secret()[:16]
    encrypted = codec.encrypt(json.dumps(data, ensure_ascii=False))
    signature = codec.signature(timestamp, nonce, encrypted)
    if garbled:
        encrypted = f"{'B' if encrypted[0] == 'A' else 'A'}{encrypted[1:]}"
    separator = "&" if "?" in url else "?"
    signed = f"{url}{separator}msg_signature={signature}&timestamp={timestamp}&nonce={nonce}"
    outcome = await post(dt, signed, json.dumps({"encrypt": encrypted}), {}, EVENT_DEADLINE_S)
    if outcome.ok:
        outcome.ok, outcome.answer = _said_success(codec, outcome)
    return outcome


async def card_by_http(
    dt: DingTalk, url: str, api_secret: str, data: dict[str, Any], garbled: bool
) -> Outcome:
    """A card callback, signed when the route was registered with a secret (§3.3)."""
    headers = {}
    if api_secret:
        timestamp = str(dt.clock.timestamp_ms())
        sign = crypto.card_sign(timestamp, api_secret)
        headers["x-ddpaas-signature-timestamp"] = timestamp
        headers["x-ddpaas-signature"] = ids.query_key() if garbled else sign
    body = json.dumps(data, ensure_ascii=False)
    return await post(dt, url, body, headers, CARD_DEADLINE_S)


def _said_success(codec: crypto.EventCodec, outcome: Outcome) -> tuple[bool, str]:
    answer = outcome.data
    names = ("msg_signature", "timeStamp", "nonce", "encrypt")
    if not all(isinstance(answer.get(name), str) for name in names):
        return False, f"answer lacks one of {', '.join(names)}: {outcome.answer}"
    try:
        word = codec.decrypt(*(answer[name] for name in names))
    except (crypto.CodecError, UnicodeDecodeError) as error:
        return False, f"answer does not open: {error}"
    return word == "success", word


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
