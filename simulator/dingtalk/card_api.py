"""Card instances: create, deliver, update, stream, and the HTTP callback routes (§6, §3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.dingtalk import card_data, spaces
from simulator.dingtalk.api import Call, Endpoint
from simulator.dingtalk.card_data import CardInstance, Params
from simulator.dingtalk.errors import bad

if TYPE_CHECKING:
    from simulator.dingtalk.platform import DingTalk

WRITE = "Card.Instance.Write"


def create(dt: DingTalk, call: Call) -> dict[str, Any]:
    card = _new_card(dt, call.body)
    dt.desk.cards[card.out_track_id] = card
    return {"success": True, "result": card.out_track_id}


def deliver(dt: DingTalk, call: Call) -> dict[str, Any]:
    card = _existing(dt, call.body)
    targets = spaces.parse(call.body.get("openSpaceId"))
    spaces.check_deliver_models(dt, call.body, targets)
    results = spaces.deliver(dt, card, call.body, targets, call.request.path)
    return {"success": True, "result": results}


def create_and_deliver(dt: DingTalk, call: Call) -> dict[str, Any]:
    body = call.body
    card = _new_card(dt, body)
    targets = spaces.parse(body.get("openSpaceId"))
    spaces.check_space_models(body, targets)
    spaces.check_deliver_models(dt, body, targets)
    dt.desk.cards[card.out_track_id] = card
    results = spaces.deliver(dt, card, body, targets, call.request.path)
    return {
        "success": True,
        "result": {"outTrackId": card.out_track_id, "deliverResults": results},
    }


def update(dt: DingTalk, call: Call) -> dict[str, Any]:
    body = call.body
    card = _existing(dt, body)
    public = card_data.param_map(body.get("cardData"))
    private = _private(dt, body)
    if public is None and not private:
        raise bad("param.cardDataAndPrivateDataBothEmpty")
    by_key, private_by_key = card_data.update_flags(body)
    card.update(public, private, by_key, private_by_key)
    dt.desk.touch(card)
    return {"success": True, "result": True}


def stream(dt: DingTalk, call: Call) -> dict[str, Any]:
    """Types text into one variable; `isFull` replaces, else it appends (§6.7)."""
    body = call.body
    card = _existing(dt, body)
    if not body.get("guid"):
        raise bad("param.invalid", "guid is missing")
    key, content = body.get("key"), body.get("content")
    if not isinstance(key, str) or not key or not isinstance(content, str):
        raise bad("param.invalid", "key and content are needed")
    before = "" if body.get("isFull") else card.public.get(key, "")
    card.update({key: before + content}, {}, True, True)
    if card.template.ai:
        ended = "5" if body.get("isError") else "3" if body.get("isFinalize") else "2"
        card.update({"flowStatus": ended}, {}, True, True)
    dt.desk.touch(card)
    return {"success": True, "result": True}


def register_route(dt: DingTalk, call: Call) -> dict[str, Any]:
    """An existing key keeps and returns its old value unless `forceUpdate` (§3.3)."""
    body = call.body
    key, url = body.get("callbackRouteKey"), body.get("callbackUrl")
    if not isinstance(key, str) or not key or not isinstance(url, str):
        raise bad("param.invalid", "callbackRouteKey and callbackUrl are needed")
    if not url.startswith(("http://", "https://")):
        raise bad("param.invalid", "callbackUrl is not a URL")
    if key not in dt.card_routes or body.get("forceUpdate"):
        dt.card_routes[key] = (url, str(body.get("apiSecret") or ""))
    url, secret = dt.card_routes[key]
    return {"success": True, "result": {"callbackUrl": url, "apiSecret": secret}}


def _new_card(dt: DingTalk, body: dict[str, Any]) -> CardInstance:
    template_id = body.get("cardTemplateId")
    if not template_id:
        raise bad("param.cardTemplateIdEmpty")
    track_id = card_data.checked_track_id(body)
    template = dt.settings.find_template(template_id)
    if template is None:
        raise bad("param.templateNotExist", "卡片模板不存在")
    if not template.published:
        raise bad("param.templateUnpublished", "卡片模板未发布")
    if track_id in dt.desk.cards:
        raise bad("param.cardAlreadyExist", "outTrackId 已存在")
    public = card_data.param_map(body.get("cardData"))
    private = _private(dt, body)
    if public is None and not private:
        raise bad("param.cardDataAndPrivateDataBothEmpty")
    callback_type = str(body.get("callbackType") or "").upper()
    if callback_type not in ("", "STREAM", "HTTP"):
        raise bad("param.invalid", "callbackType")
    return CardInstance(
        out_track_id=track_id,
        template=template,
        callback_type=callback_type,
        callback_route_key=str(body.get("callbackRouteKey") or ""),
        user_id_type=_user_id_type(body),
        public=public or {},
        private=private,
        at_people=_at_people(dt, body),
    )


def _existing(dt: DingTalk, body: dict[str, Any]) -> CardInstance:
    card = dt.desk.cards.get(card_data.checked_track_id(body))
    if card is None:
        raise bad("param.cardNotExist", "卡片不存在")
    return card


def _private(dt: DingTalk, body: dict[str, Any]) -> dict[str, Params]:
    """Private data by world id; keys of the body are user or union ids."""
    given = body.get("privateData") or {}
    if not isinstance(given, dict):
        raise bad("param.invalid", "privateData must be an object")
    private: dict[str, Params] = {}
    for user_id, container in given.items():
        person = dt.desk.directory.by_typed_id(user_id, _user_id_type(body))
        if person is None:
            raise bad("param.userIdNotExist", f"no user {user_id}")
        private[person.id] = card_data.param_map(container) or {}
    return private


def _at_people(dt: DingTalk, body: dict[str, Any]) -> frozenset[str]:
    """`cardAtUserIds`: a mention inside the card's markdown needs it beside the link (§6.2)."""
    given = body.get("cardAtUserIds") or []
    found = [dt.desk.directory.by_typed_id(key, _user_id_type(body)) for key in given]
    return frozenset(person.id for person in found if person is not None)


def _user_id_type(body: dict[str, Any]) -> int:
    kind = body.get("userIdType", 1)
    if kind not in (1, 2):
        raise bad("param.invalid", "userIdType is 1 (userId) or 2 (unionId)")
    return int(kind)


ENDPOINTS = (
    Endpoint("POST", "/v1.0/card/instances", create, WRITE),
    Endpoint("PUT", "/v1.0/card/instances", update, WRITE),
    Endpoint("POST", "/v1.0/card/instances/deliver", deliver, WRITE),
    Endpoint("POST", "/v1.0/card/instances/createAndDeliver", create_and_deliver, WRITE),
    Endpoint("PUT", "/v1.0/card/streaming", stream, "Card.Streaming.Write"),
    Endpoint("POST", "/v1.0/card/callbacks/register", register_route, WRITE),
)
