"""Stream frames: building what the server pushes, reading what the client acknowledges.

Pure (no sockets). Shapes from dingtalk.md §2.2 and §2.3.
"""

import json
from dataclasses import dataclass
from typing import Any

ROBOT_TOPIC = "/v1.0/im/bot/messages/get"
CARD_TOPIC = "/v1.0/card/instances/callback"
EVENT_TOPIC = "*"


@dataclass(frozen=True)
class Ack:
    """One acknowledgement: `data` is the parsed inner JSON (a dict; empty if it was none)."""

    code: int
    message_id: str
    data: dict[str, Any]
    raw: str

    @property
    def event_done(self) -> bool:
        """An EVENT counts as taken unless refused or put off: the Python SDK echoes the body."""
        return self.code == 200 and self.data.get("status") != "LATER"


def frame(
    kind: str,
    topic: str,
    message_id: str,
    time_ms: int,
    data: dict[str, Any],
    headers: dict[str, str] | None = None,
) -> str:
    """One text frame; header values are strings (times too) and `data` is JSON text."""
    all_headers = {
        "topic": topic,
        "messageId": message_id,
        "contentType": "application/json",
        "time": str(time_ms),
        **(headers or {}),
    }
    return json.dumps(
        {
            "specVersion": "1.0",
            "type": kind,
            "headers": all_headers,
            "data": json.dumps(data, ensure_ascii=False),
        },
        ensure_ascii=False,
    )


def event_headers(
    event_type: str, event_id: str, corp_id: str, born_ms: int, app_id: str
) -> dict[str, str]:
    return {
        "eventType": event_type,
        "eventId": event_id,
        "eventCorpId": corp_id,
        "eventBornTime": str(born_ms),
        "eventUnifiedAppId": app_id,
    }


def parse_ack(text: str) -> Ack | None:
    """The acknowledgement in a text frame; None when it is not one (bad JSON, no messageId)."""
    try:
        body = json.loads(text)
        message_id = body["headers"]["messageId"]
        code = int(body.get("code", 0))
    except (ValueError, KeyError, TypeError):
        return None
    raw = body.get("data")
    try:
        data = json.loads(raw) if isinstance(raw, str) and raw else raw
    except ValueError:
        data = None
    return Ack(code, str(message_id), data if isinstance(data, dict) else {}, str(raw or ""))
