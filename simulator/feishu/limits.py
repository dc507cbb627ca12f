"""Call rates. They run on real time: they model load on the wire, not the passing of days."""

from __future__ import annotations

import time
from collections import defaultdict, deque

from simulator.feishu.codes import CHAT_LIMIT, RATE_LIMITED, TENANT_LIMIT, ApiError

CHAT_PER_SECOND = 5
API_PER_SECOND, API_PER_MINUTE = 50, 1000
WEBHOOK_PER_SECOND, WEBHOOK_PER_MINUTE = 5, 100


class Limits:
    """Sliding windows. Raises ApiError when a window is full (feishu.md §1, §5, §9)."""

    def __init__(self) -> None:
        self._calls: dict[str, deque[float]] = defaultdict(deque)

    def api(self, name: str) -> None:
        if self._full(f"api {name}", ((1, API_PER_SECOND), (60, API_PER_MINUTE))):
            raise ApiError(RATE_LIMITED, "request trigger frequency limit", 429)

    def chat(self, chat_id: str) -> None:
        if self._full(f"chat {chat_id}", ((1, CHAT_PER_SECOND),)):
            raise ApiError(CHAT_LIMIT, "The chat has reached its message rate limit.")

    def patch(self, message_id: str) -> None:
        if self._full(f"patch {message_id}", ((1, CHAT_PER_SECOND),)):
            raise ApiError(CHAT_LIMIT, "The message is updated too often.")

    def webhook(self, token: str) -> None:
        if self._full(f"hook {token}", ((1, WEBHOOK_PER_SECOND), (60, WEBHOOK_PER_MINUTE))):
            raise ApiError(TENANT_LIMIT, "frequency limited psm[lark.oapi.app_platform_runtime]")

    def clear(self) -> None:
        self._calls.clear()

    def _full(self, key: str, windows: tuple[tuple[int, int], ...]) -> bool:
        now, calls = time.monotonic(), self._calls[key]
        while calls and calls[0] <= now - windows[-1][0]:
            calls.popleft()
        for seconds, most in windows:
            if sum(moment > now - seconds for moment in calls) >= most:
                return True
        calls.append(now)
        return False
