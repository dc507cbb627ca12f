"""Pushes over HTTP: encrypted and signed requests, and the console's URL check (feishu.md §2)."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import TYPE_CHECKING, Any

import aiohttp

from simulator.errors import Refused
from simulator.feishu import crypto
from simulator.feishu.push import Reply

if TYPE_CHECKING:
    from simulator.feishu.platform import Feishu


class HttpPush:
    def __init__(self, feishu: Feishu) -> None:
        self.feishu = feishu

    async def send(self, url: str, pushed: dict[str, Any], tampered: bool) -> Reply:
        """POST one event or callback. `tampered` alters it on the way, after signing."""
        if not url:
            return Reply(200340, "no request URL is saved")
        body, headers = self._sealed(pushed)
        if tampered:
            body = self._altered(body)
        try:
            status, text = await self._post(url, body, headers, self.feishu.settings.answer_seconds)
        except TimeoutError:
            return Reply(200341, "no answer in time")
        except aiohttp.ClientConnectorDNSError as fault:
            return Reply(200343, f"name not found: {fault.host}")
        except (aiohttp.ClientError, ValueError) as fault:
            return Reply(200342, f"connection failed: {type(fault).__name__}")
        if status != 200:
            return Reply(200671, f"HTTP {status}: {text[:500]}")
        return Reply(None, text, _json(text))

    async def check(self, url: str) -> None:
        """The challenge, unsigned; Refused if the answer is not right and in time."""
        seconds = self.feishu.settings.challenge_seconds
        challenge = secrets.token_hex(16)
        plain = {
            "challenge": challenge,
            "token": self.feishu.settings.verification_token,
            "type": "url_verification",
        }
        body, _ = self._sealed(plain)
        headers = {"Content-Type": "application/json; charset=utf-8"}
        entry = self.feishu.recorder.delivery("", "url_verification", 1, plain, transport="http")
        try:
            status, text = await self._post(url, body, headers, seconds)
        except TimeoutError:
            entry["answer"] = f"no answer in {seconds:g} s"
            raise Refused(
                f"请求超时: the URL did not answer the challenge within {seconds:g} s"
            ) from None
        except (aiohttp.ClientError, ValueError) as fault:
            entry["answer"] = type(fault).__name__
            raise Refused(f"the URL cannot be reached: {type(fault).__name__}") from fault
        answer = _json(text)
        entry["answer"] = answer if answer is not None else text[:500]
        if status != 200 or not isinstance(answer, dict) or answer.get("challenge") != challenge:
            raise Refused(f"Challenge code 没有返回: HTTP {status}, {text[:200]!r}")

    def _sealed(self, plain: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
        settings = self.feishu.settings
        raw = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if not settings.encrypt_key:
            return raw, headers
        body = json.dumps({"encrypt": crypto.encrypt(settings.encrypt_key, raw)}).encode()
        timestamp, nonce = str(self.feishu.clock.timestamp()), secrets.token_hex(8)
        headers |= {
            "X-Lark-Request-Timestamp": timestamp,
            "X-Lark-Request-Nonce": nonce,
            "X-Lark-Signature": crypto.signature(timestamp, nonce, settings.encrypt_key, body),
        }
        return body, headers

    def _altered(self, body: bytes) -> bytes:
        """What somebody in between would send: other content under the old signature."""
        if not self.feishu.settings.encrypt_key:
            token = self.feishu.settings.verification_token.encode()
            return body.replace(token, b"x" * len(token))
        changed = json.loads(body)["encrypt"]
        first = "B" if changed[0] == "A" else "A"
        return json.dumps({"encrypt": first + changed[1:]}).encode()

    async def _post(
        self, url: str, body: bytes, headers: dict[str, str], seconds: float
    ) -> tuple[int, str]:
        async with (
            asyncio.timeout(seconds),
            self.feishu.sim.http.post(
                url, data=body, headers=headers, allow_redirects=False
            ) as answer,
        ):
            return answer.status, (await answer.read()).decode("utf-8", "replace")


def _json(text: str) -> Any:
    """None for text that is no JSON; an empty body is an empty answer."""
    if not text.strip():
        return {}
    try:
        return json.loads(text)
    except ValueError:
        return None
