"""Stream frames without any I/O: text in, a push or nothing out, and acknowledgements (§2.2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.errors import Undecodable

ROBOT = "/v1.0/im/bot/messages/get"
CARD = "/v1.0/card/instances/callback"

OK, BAD, UNKNOWN, FAILED = 200, 400, 404, 500


@dataclass(frozen=True, slots=True)
class Frame:
    """One push. `data` is still text: only its reader knows what it must be."""

    kind: str  # SYSTEM, EVENT or CALLBACK
    topic: str
    message_id: str
    data: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)

    def body(self) -> dict[str, Any]:
        """The JSON object in `data`; raises Undecodable."""
        return json_text(self.data)


def read_frame(text: str) -> Frame:
    """Raises Undecodable for anything that is no frame."""
    outer = json_text(text)
    headers = outer.get("headers")
    if not isinstance(headers, dict):
        raise Undecodable("a frame without headers")
    words = {str(name): str(value) for name, value in headers.items()}
    data = outer.get("data")
    if data is not None and not isinstance(data, str):
        data = json.dumps(data)
    return Frame(
        str(outer.get("type", "")), words.get("topic", ""), words.get("messageId", ""),
        data or "", words,
    )


def ack(frame: Frame, code: int, data: str, message: str = "OK") -> str:
    """The answer to a frame on its own socket (§2.3)."""
    return json.dumps(
        {
            "code": code,
            "headers": {"messageId": frame.message_id, "contentType": "application/json"},
            "message": message,
            "data": data,
        }
    )


def event_ack(frame: Frame, done: bool) -> str:
    """SUCCESS, or LATER, which asks for the event again (§2.3)."""
    status = {"status": "SUCCESS", "message": "ok"} if done else {"status": "LATER"}
    return ack(frame, OK, json.dumps(status))


def response_ack(frame: Frame, response: Mapping[str, Any] | None) -> str:
    """The answer to a callback: None for messages, a card's new data for clicks."""
    return ack(frame, OK, json.dumps({"response": response}))


def json_text(text: str | bytes) -> dict[str, Any]:
    """The JSON object in a text; raises Undecodable."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Undecodable(f"not JSON: {type(error).__name__}") from None
    if not isinstance(found, dict):
        raise Undecodable("not a JSON object")
    return found
