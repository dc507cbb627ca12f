"""Messages and clicks at a steady rate, whether or not the bot keeps up.

    python -m benchmarks.paced URL < plan.json      prints reply times as JSON

A plan is {"rate": events per second, "events": how many, "clicks": [[ticket, version, chat,
message, open_id], …]}; the clicks are spread evenly among the events. All are signed and encrypted
before the first is sent: that is the platform's work. Each is sent when its time has come, however
many are unanswered, and its time counts from then on, so a bot that stands still cannot hide it.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from benchmarks.load import TOKEN, encrypted, event, request

CONNECTIONS = 24
Click = tuple[int, int, str, str, str]


@dataclass(frozen=True, slots=True)
class Times:
    """Reply times of one kind of event in milliseconds."""

    count: int
    p50: float
    p99: float
    failures: int  # not 200, or a click without a card in its answer


def click(number: int, made: Sequence[Any], run: str) -> bytes:
    """A `card.action.trigger` on a card of the bot's own (feishu.md §6.2): accept the ticket."""
    ticket, version, chat, message, user = made
    body = {
        "schema": "2.0",
        "header": {
            "event_id": f"{run}-click-{number}", "event_type": "card.action.trigger",
            "create_time": str(int(time.time() * 1e6)), "token": TOKEN,
            "app_id": "cli_bench", "tenant_key": "bench",
        },
        "event": {
            "operator": {"open_id": user, "tenant_key": "bench"}, "token": "c-bench",
            "action": {"tag": "button", "value": {"a": f"accept.{ticket}.{version}"}},
            "context": {"open_message_id": message, "open_chat_id": chat},
        },
    }  # fmt: skip
    return json.dumps(body, ensure_ascii=False).encode()


async def run(url: str, plan: dict[str, Any]) -> dict[str, list[float]]:
    """Sends the plan; [count, p50, p99, failures] per kind."""
    parts = urlsplit(url)
    made = list(_made(plan, parts.path))
    free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for _ in range(CONNECTIONS):
        free.put_nowait(await asyncio.open_connection(parts.hostname, parts.port))
    times: dict[str, list[float]] = {"message": [], "click": []}
    failures = {"message": 0, "click": 0}

    async def send(kind: str, message: bytes, start: float) -> None:
        reader, writer = await free.get()
        writer.write(message)
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        size = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
        body = await reader.readexactly(size)
        times[kind].append(time.perf_counter() - start)
        free.put_nowait((reader, writer))
        good = b" 200 " in head[:20] and (kind == "message" or b'"card"' in body)
        failures[kind] += not good

    tasks, began = [], time.perf_counter()
    for number, (kind, message) in enumerate(made):
        due = began + number / plan["rate"]
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(send(kind, message, time.perf_counter())))
    await asyncio.gather(*tasks)
    return {kind: _summary(sorted(found), failures[kind]) for kind, found in times.items()}


def _made(plan: dict[str, Any], path: str) -> Iterator[tuple[str, bytes]]:
    """The requests of a plan in their order, each with its kind."""
    clicks, events, run = plan["clicks"], plan["events"], os.urandom(4).hex()
    every = max(1, events // max(1, len(clicks)))
    for number in range(events):
        if number % every == 0 and number // every < len(clicks):
            kind, plain = "click", click(number, clicks[number // every], run)
        else:
            kind, plain = "message", event(number, run)
        yield kind, request(path, encrypted(plain))


def _summary(found: list[float], failures: int) -> list[float]:
    at = [1000 * found[int(len(found) * share)] for share in (0.5, 0.99)] if found else [0.0, 0.0]
    return [len(found), *at, failures]


async def drive(url: str, rate: int, events: int, clicks: Sequence[Click]) -> dict[str, Times]:
    """Runs the plan from a second process; results for "message" and "click"."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.paced", url,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    plan = json.dumps({"rate": rate, "events": events, "clicks": clicks}).encode()
    output, _ = await process.communicate(plan)
    return {kind: Times(*found) for kind, found in json.loads(output).items()}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(sys.argv[1], json.load(sys.stdin)))))
