"""CardKit: cards with an id of their own, sent once and updated by number (feishu.md §6.4)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import web

from simulator.feishu import ids
from simulator.feishu.api.call import Call, Registrar
from simulator.feishu.card import validate
from simulator.feishu.card.elements import walk
from simulator.feishu.codes import ApiError, card_rejected, invalid_field

if TYPE_CHECKING:
    from simulator.feishu.platform import Feishu

LIFE = timedelta(days=14)
SCOPE = "cardkit:card:write"


@dataclass
class KitCard:
    """Sent messages show this very object, so that an update reaches them."""

    card: dict[str, Any]
    created: datetime
    sequence: int = 0
    sent: bool = False

    def take(self) -> dict[str, Any]:
        if self.sent:
            raise card_rejected(11310, "the card was sent already")
        self.sent = True
        return self.card


def register(feishu: Feishu, app: web.Application) -> None:
    add = Registrar(feishu, app).add
    add("POST", "/cardkit/v1/cards", _create, SCOPE)
    add("PUT", "/cardkit/v1/cards/{id}", _replace, SCOPE)
    add("PUT", "/cardkit/v1/cards/{id}/elements/{element}/content", _stream, SCOPE)


def _create(call: Call) -> dict[str, Any]:
    card_id = ids.new("7")[:19]
    kept = KitCard(_card(call, call.body), call.feishu.clock.now())
    call.feishu.cards[card_id] = kept
    return {"card_id": card_id}


def _replace(call: Call) -> None:
    kept = _found(call)
    new = _card(call, call.body.get("card") or {})
    _next(kept, call.body)
    kept.card.clear()
    kept.card.update(new)


def _stream(call: Call) -> None:
    kept, content = _found(call), call.body.get("content")
    if not isinstance(content, str):
        raise invalid_field("content", "is required")
    for element, _, _ in walk((kept.card.get("body") or {}).get("elements") or []):
        if element.get("element_id") == call.path("element"):
            _next(kept, call.body)
            element["content"] = content
            return
    raise ApiError(300313, "the element does not exist")


def _card(call: Call, body: dict[str, Any]) -> dict[str, Any]:
    if body.get("type") != "card_json" or not isinstance(body.get("data"), str):
        raise invalid_field("type", "card_json with data as a string is needed")
    card = validate.parse(body["data"])
    validate.check(card, call.feishu.known())
    return dict(json.loads(body["data"]))


def _found(call: Call) -> KitCard:
    kept = call.feishu.cards.get(call.path("id"))
    if kept is None:
        raise ApiError(200740, "the card does not exist")
    if call.feishu.clock.now() - kept.created > LIFE:
        raise ApiError(200750, "the card has expired")
    assert isinstance(kept, KitCard)
    return kept


def _next(kept: KitCard, body: dict[str, Any]) -> None:
    sequence = body.get("sequence")
    if not isinstance(sequence, int):
        raise invalid_field("sequence", "is required")
    if sequence <= kept.sequence:
        raise ApiError(300317, "sequence number compare failed")
    kept.sequence = sequence
