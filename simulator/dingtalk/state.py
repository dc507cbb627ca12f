"""Counters and inner data of the DingTalk half, for tests and the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.dingtalk import console

if TYPE_CHECKING:
    from simulator.dingtalk.platform import DingTalk


def shown(dt: DingTalk) -> dict[str, Any]:
    desk, quotas = dt.desk, dt.quotas
    return {
        "console": console.shown(dt),
        "connections": [
            {
                "number": connection.number,
                "topics": sorted(topic for _, topic in connection.topics),
                "leaving": connection.leaving,
                "half_open": dt.streams.is_half_open(connection),
                "pings": connection.pings,
            }
            for connection in dt.streams.connections
        ],
        "connections_opened": dt.streams.opened,
        "tokens_issued": dt.tokens.issued,
        "month": {"api_calls": quotas.api_calls, "pushes": quotas.pushes},
        "people": {
            person.id: {
                "user_id": desk.directory.user_id(person),
                "union_id": desk.directory.union_id(person),
                "direct_chat": desk.chats.direct(person.id).id,
            }
            for person in desk.directory.everybody()
        },
        "cards": {
            card.out_track_id: {
                "template": card.template.id,
                "callback_type": card.callback_type,
                "public": card.public,
                "private": card.private,
                "answered": card.answered,
            }
            for card in desk.cards.values()
        },
        "card_routes": {key: url for key, (url, _) in dt.card_routes.items()},
        "sessions": {
            key: {"chat": session.chat, "until": session.until.isoformat()}
            for key, session in desk.sessions.items()
        },
        "dings": [
            {
                "id": ding.id,
                "remind_type": ding.kind,
                "people": ding.people,
                "content": ding.content,
                "recalled": ding.recalled,
            }
            for ding in desk.dings.values()
        ],
        "failed_events": len(desk.failed_events),
    }
