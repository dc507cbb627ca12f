"""Load for the benchmarks: signed, encrypted Feishu message events of 1 KB over keep-alive
connections, from a process of its own.

    python -m benchmarks.load URL EVENTS CONNECTIONS     prints seconds and latencies as JSON
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

ENCRYPT_KEY = "benchmark-encrypt-key"
TOKEN = "benchmark-token"
CONNECTIONS = 32


@dataclass(frozen=True, slots=True)
class Result:
    """One run: acknowledged events per second, their reply times in milliseconds (two percentiles
    and the longest), and how many were not acknowledged."""

    rate: float
    p50: float
    p99: float
    failures: int
    worst: float


def event(number: int, run: str) -> bytes:
    """An `im.message.receive_v1` event, about 1 KB before encryption (feishu.md §3)."""
    where = f"3号楼{number % 30}层{number}室"
    text = f"@_user_1 {where}空调漏水,已经滴到工位上了,请尽快派人来看 " + "急" * 40
    body = {
        "schema": "2.0",
        "header": {
            "event_id": f"{run}-{number}", "event_type": "im.message.receive_v1",
            "create_time": str(int(time.time() * 1000)), "token": TOKEN,
            "app_id": "cli_bench", "tenant_key": "bench",
        },
        "event": {
            "sender": {
                "sender_id": {"open_id": f"ou_{number % 50}", "user_id": f"u{number % 50}"},
                "sender_type": "user", "tenant_key": "bench",
            },
            "message": {
                "message_id": f"om_{run}_{number}", "create_time": str(int(time.time() * 1000)),
                "chat_id": f"oc_{number % 20}", "chat_type": "group", "message_type": "text",
                "content": json.dumps({"text": text}, ensure_ascii=False),
                "mentions": [
                    {"key": "@_user_1", "id": {"open_id": "ou_bot"}, "name": "工单助手",
                     "tenant_key": "bench"}
                ],
            },
        },
    }  # fmt: skip
    return json.dumps(body, ensure_ascii=False).encode()


def encrypted(plain: bytes) -> bytes:
    """The event as it travels: base64(IV ‖ AES-256-CBC), PKCS#7 (feishu.md §3)."""
    iv, key = os.urandom(16), hashlib.sha256(ENCRYPT_KEY.encode()).digest()
    pad = 16 - len(plain) % 16
    cipher = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    sealed = iv + cipher.update(plain + bytes([pad]) * pad) + cipher.finalize()
    return json.dumps({"encrypt": base64.b64encode(sealed).decode()}).encode()


def request(path: str, body: bytes) -> bytes:
    """A whole signed HTTP request."""
    at, nonce = str(int(time.time())), os.urandom(8).hex()
    signature = hashlib.sha256((at + nonce + ENCRYPT_KEY).encode() + body).hexdigest()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nX-Lark-Request-Timestamp: {at}\r\n"
        f"X-Lark-Request-Nonce: {nonce}\r\nX-Lark-Signature: {signature}\r\n\r\n"
    )
    return head.encode() + body


async def _connection(
    host: str, port: int, requests: list[bytes], times: list[float], failures: list[str]
) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    while requests:
        message = requests.pop()
        start = time.perf_counter()
        writer.write(message)
        head = await reader.readuntil(b"\r\n\r\n")
        size = next(
            (int(line[15:]) for line in head.split(b"\r\n")
             if line.lower().startswith(b"content-length:")), 0,
        )  # fmt: skip
        await reader.readexactly(size)
        if b" 200 " in head[:20]:
            times.append(time.perf_counter() - start)
        else:
            failures.append(head[:20].decode())
    writer.close()


async def _drive(url: str, events: int, connections: int) -> None:
    parts = urlsplit(url)
    run = os.urandom(4).hex()
    requests = [request(parts.path, encrypted(event(n, run))) for n in range(events)]
    times: list[float] = []
    failures: list[str] = []
    start = time.perf_counter()
    await asyncio.gather(
        *(
            _connection(parts.hostname or "127.0.0.1", parts.port or 80, requests, times, failures)
            for _ in range(connections)
        )
    )
    seconds = time.perf_counter() - start
    times.sort()
    at = [1000 * times[int(len(times) * share)] for share in (0.5, 0.99)]
    print(json.dumps([len(times) / seconds, *at, len(failures), 1000 * times[-1]]))


async def drive(url: str, events: int, connections: int = CONNECTIONS) -> Result:
    """Runs the load from a second process and waits for its result."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.load", url, str(events), str(connections),
        stdout=subprocess.PIPE,
    )  # fmt: skip
    output, _ = await process.communicate()
    return Result(*json.loads(output))


if __name__ == "__main__":
    asyncio.run(_drive(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
