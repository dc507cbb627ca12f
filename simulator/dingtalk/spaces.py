"""Where a card is delivered: reading `openSpaceId` and the models that go with it (§6.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulator.dingtalk import ids
from simulator.dingtalk.card_data import CardInstance
from simulator.dingtalk.errors import bad
from simulator.dingtalk.reply import EVERYBODY

if TYPE_CHECKING:
    from simulator.dingtalk.platform import DingTalk

PREFIX = "dtv1.card//"
MODELS = {"IM_GROUP": "imGroup", "IM_ROBOT": "imRobot"}


@dataclass(frozen=True)
class Space:
    kind: str  # IM_GROUP | IM_ROBOT
    id: str  # conversation id | user id


def parse(open_space_id: object) -> list[Space]:
    """`dtv1.card//IM_GROUP.cid…;IM_ROBOT.user…`; kinds may be lower-case."""
    if not open_space_id:
        raise bad("param.openSpaceIdEmpty")
    text = str(open_space_id)
    if not text.lower().startswith(PREFIX):
        raise bad("param.openSpaceIdInvalid")
    spaces = []
    for part in text[len(PREFIX) :].split(";"):
        kind, dot, space_id = part.partition(".")
        if kind.upper() not in MODELS or not dot or not space_id:
            raise bad("param.openSpaceIdInvalid", f"cannot deliver to {part!r}")
        spaces.append(Space(kind.upper(), space_id))
    return spaces


def check_space_models(body: dict[str, Any], spaces: list[Space]) -> None:
    """Each kind of space needs its space model, and `supportForward` in it."""
    for space in spaces:
        model = body.get(f"{MODELS[space.kind]}OpenSpaceModel")
        if not isinstance(model, dict) or "supportForward" not in model:
            raise bad("param.openSpaceModelInvalid", f"{space.kind}: supportForward is missing")


def check_deliver_models(dt: DingTalk, body: dict[str, Any], spaces: list[Space]) -> None:
    for space in spaces:
        model = body.get(f"{MODELS[space.kind]}OpenDeliverModel")
        if not isinstance(model, dict):
            raise bad("param.openDeliverModelEmpty")
        code = model.get("robotCode")
        if code is None and space.kind == "IM_GROUP":
            raise bad("param.openDeliverModelError", "robotCode is missing")
        if code not in (None, dt.settings.client_id):
            raise bad("param.openDeliverModelError", "robotCode is not this app's")


def deliver(
    dt: DingTalk, card: CardInstance, body: dict[str, Any], spaces: list[Space], path: str
) -> list[dict[str, Any]]:
    """One result per space; a failed delivery is an entry, not an error of the call (§6.1)."""
    results = []
    for space in spaces:
        problem = _problem(dt, space)
        if dt.faults.take("deliver_results_false", path):
            problem = "投放失败"
        carrier = "" if problem else ids.query_key()
        if not problem:
            _post(dt, card, body.get(f"{MODELS[space.kind]}OpenDeliverModel") or {}, space, carrier)
        results.append(
            {
                "spaceType": space.kind,
                "spaceId": space.id,
                "success": not problem,
                "carrierId": carrier,
                "errorMsg": problem,
            }
        )
    return results


def _problem(dt: DingTalk, space: Space) -> str:
    if space.kind == "IM_ROBOT":
        return "" if dt.desk.directory.by_user_id(space.id) else "用户不存在"
    chat = dt.desk.chats.get(space.id)
    if chat is None or not chat.is_group or chat.disbanded:
        return "会话不存在"
    return "" if chat.has_bot else "机器人不在群中"


def _post(
    dt: DingTalk, card: CardInstance, model: dict[str, Any], space: Space, carrier: str
) -> None:
    directory = dt.desk.directory
    if space.kind == "IM_ROBOT":
        person = directory.by_user_id(space.id)
        assert person is not None
        dt.desk.post_card(dt.desk.chats.direct(person.id), card, carrier, [], None)
        return
    chat = dt.desk.chats.get(space.id)
    assert chat is not None
    mentions = []
    for key in model.get("atUserIds") or {}:
        at = directory.by_typed_id(key, card.user_id_type)
        if key == "@ALL":
            mentions.append(EVERYBODY)
        elif at is not None and at.id in chat.members:
            mentions.append(at.id)
    recipients = model.get("recipients")
    only_for = None
    if recipients:
        people = [directory.by_typed_id(key, card.user_id_type) for key in recipients]
        only_for = frozenset(person.id for person in people if person is not None)
    dt.desk.post_card(chat, card, carrier, mentions, only_for)
