"""Proactive robot messages: send, recall, read state, DING (dingtalk.md §5.2, §5.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from simulator.dingtalk import ids, msg_param
from simulator.dingtalk.api import Call, Endpoint
from simulator.dingtalk.chats import Chat
from simulator.dingtalk.desk import Ding
from simulator.dingtalk.errors import bad
from simulator.dingtalk.messages import Message
from simulator.world import Person

if TYPE_CHECKING:
    from simulator.dingtalk.platform import DingTalk

MAX_USERS = 20
MAX_RECALLS = 20
READABLE_FOR = timedelta(hours=24)
SCOPE = "qyapi_robot_sendmsg"
DING_KINDS = {1: ("in-app", 200), 2: ("sms", 20), 3: ("phone", 20)}


def check_robot(dt: DingTalk, code: object) -> None:
    if not code:
        raise bad("invalidParameter.robotCode.empty")
    if code != dt.settings.client_id:
        raise bad("invalidParameter.robotCode.notExsit", "robot 不存在")


def group_of(dt: DingTalk, conversation: object) -> Chat:
    """The group our robot is in; ids are compared exactly."""
    if not conversation:
        raise bad("miss.openConversationId")
    chat = dt.desk.chats.get(conversation)
    if chat is None or not chat.is_group:
        raise bad("invalid.openConversationId")
    if chat.disbanded:
        raise bad("group.disbanded")
    if not chat.has_bot:
        raise bad("resource.not.found", "robot 不在群中")
    return chat


def send_to_group(dt: DingTalk, call: Call) -> dict[str, Any]:
    body = call.body
    check_robot(dt, body.get("robotCode"))
    params = msg_param.parse(body.get("msgKey"), body.get("msgParam"))
    chat = group_of(dt, body.get("openConversationId"))
    key = ids.query_key()
    _post(dt, chat, str(body["msgKey"]), params, key)
    return {"processQueryKey": key}


def send_to_people(dt: DingTalk, call: Call) -> dict[str, Any]:
    """No chat is needed before; unknown people come back in the answer."""
    body = call.body
    check_robot(dt, body.get("robotCode"))
    params = msg_param.parse(body.get("msgKey"), body.get("msgParam"))
    users = body.get("userIds")
    if not isinstance(users, list) or not users:
        raise bad("invalidParameter.userIds.empty")
    if len(users) > MAX_USERS:
        raise bad("invalidParameter.userIds.overMax")
    key = ids.query_key()
    invalid = []
    for user_id in dict.fromkeys(users):
        person = dt.desk.directory.by_user_id(user_id)
        if person is None:
            invalid.append(user_id)
        else:
            _post(dt, dt.desk.chats.direct(person.id), str(body["msgKey"]), params, key)
    return {
        "processQueryKey": key,
        "invalidStaffIdList": invalid,
        "flowControlledStaffIdList": [],
    }


def _post(dt: DingTalk, chat: Chat, msg_key: str, params: dict[str, str], key: str) -> None:
    """The group send has no mention: `@userId` stays as it is."""
    content: dict[str, Any] = {"query_key": key, "title": params.get("title", "")}
    if msg_key == "sampleText":
        kind, content["text"] = "text", params["content"]
    elif msg_key == "sampleMarkdown":
        kind, content["markdown"] = "markdown", params["text"]
    elif msg_key.startswith("sampleActionCard"):
        kind, content["markdown"] = "actionCard", params["text"]
        content["buttons"] = msg_param.buttons(msg_key, params)
        content["beside"] = msg_key == "sampleActionCard6"
    elif msg_key == "sampleLink":
        kind, content["markdown"] = "link", params["text"]
        content["buttons"] = [{"title": params["title"], "url": params["messageUrl"]}]
    else:
        kind, content["files"] = _file(dt, msg_key, params)
    dt.desk.post(chat, kind, **content)


def _file(dt: DingTalk, msg_key: str, params: dict[str, str]) -> tuple[str, list[dict[str, str]]]:
    names = {
        "sampleImageMsg": ("image", "photoURL"),
        "sampleAudio": ("audio", "mediaId"),
        "sampleFile": ("file", "mediaId"),
        "sampleVideo": ("video", "videoMediaId"),
    }
    kind, field = names[msg_key]
    reference = params[field]
    stored = dt.desk.media.uploaded(reference)
    if stored is not None:
        name = params.get("fileName", stored.name)
        return kind, [{"name": name, "url": dt.file_url(stored, lasting=True)}]
    if kind == "image" and reference.startswith(("http://", "https://")):
        return kind, [{"name": reference.rsplit("/", 1)[-1], "url": reference}]
    raise bad("invalidParameter.msgParam.invalid", f"{field}: no such media")


def recall_in_group(dt: DingTalk, call: Call) -> dict[str, Any]:
    chat = group_of(dt, call.body.get("openConversationId"))
    return _recall(dt, call, lambda message: message.chat == chat.id)


def recall_from_people(dt: DingTalk, call: Call) -> dict[str, Any]:
    def fits(message: Message) -> bool:
        chat = dt.desk.chats.get(message.chat)
        recent = dt.clock.now() - message.at <= READABLE_FOR
        return chat is not None and not chat.is_group and recent

    return _recall(dt, call, fits)


def _recall(dt: DingTalk, call: Call, fits: Any) -> dict[str, Any]:
    check_robot(dt, call.body.get("robotCode"))
    keys = call.body.get("processQueryKeys")
    if not isinstance(keys, list) or not keys:
        raise bad("miss.param.processQueryKeys")
    if len(keys) > MAX_RECALLS:
        raise bad("invalidParameter.processQueryKeys.overMax")
    done: list[str] = []
    failed: dict[str, str] = {}
    for key in keys:
        found = [message for message in dt.desk.log.by_query_key(key) if fits(message)]
        if not found or all(message.recalled for message in found):
            failed[str(key)] = "消息不存在或已撤回"
            continue
        for message in found:
            message.recalled, message.edited_at = True, dt.clock.now()
        done.append(key)
    return {"successResult": done, "failedResult": failed}


def group_read_state(dt: DingTalk, call: Call) -> dict[str, Any]:
    body = call.body
    check_robot(dt, body.get("robotCode"))
    chat = group_of(dt, body.get("openConversationId"))
    found = [m for m in dt.desk.log.by_query_key(body.get("processQueryKey")) if m.chat == chat.id]
    if not found:
        raise bad("invalidParameter.processQueryKey", "message not found")
    count = body.get("maxResults", 200)
    if not isinstance(count, int) or not 1 <= count <= 200:
        raise bad("invalidParameter.maxResults")
    token = str(body.get("nextToken") or "0")
    start = int(token) if token.isdigit() else 0
    readers = [dt.user_id(person) for person in sorted(found[0].readers)]
    more = start + count < len(readers)
    return {
        "sendStatus": _status(found[0]),
        "readUserIds": readers[start : start + count],
        "nextToken": str(start + count) if more else "",
        "hasMore": more,
    }


def people_read_state(dt: DingTalk, call: Call) -> dict[str, Any]:
    check_robot(dt, call.query.get("robotCode"))
    found = dt.desk.log.by_query_key(call.query.get("processQueryKey"))
    if not found or dt.clock.now() - found[0].at > READABLE_FOR:
        raise bad("invalidParameter.processQueryKey", "message not found")
    infos = []
    for message in found:
        for member in dt.desk.chats.direct_members(message.chat):
            read = "READ" if member in message.readers else "UNREAD"
            name = dt.sim.world.people[member].name
            infos.append({"name": name, "userId": dt.user_id(member), "readStatus": read})
    return {"sendStatus": _status(found[0]), "messageReadInfoList": infos}


def _status(message: Message) -> str:
    return "RECALLED" if message.recalled else "SUCCESS"


def send_ding(dt: DingTalk, call: Call) -> dict[str, Any]:
    """A DING reaches its people in their one-to-one chat with the robot."""
    body = call.body
    if body.get("robotCode") != dt.settings.client_id:
        raise bad("invalid.chatbotId")
    users, content = body.get("receiverUserIdList"), body.get("content")
    if not isinstance(users, list) or not users:
        raise bad("miss.staffId")
    if body.get("remindType") not in DING_KINDS or not isinstance(content, str) or not content:
        raise bad(
            "miss.param.content" if body.get("remindType") in DING_KINDS else "invalidParameter"
        )
    name, limit = DING_KINDS[body["remindType"]]
    if len(users) > limit:
        raise bad("ding.receivercount.limit")
    quota = dt.settings.ding_quota
    if name in quota and quota[name] < len(users):
        raise bad("ding.serverquota.insufficient", "DING 余量不足")
    people: list[Person] = []
    failed: dict[str, str] = {}
    for user_id in users:
        person = dt.desk.directory.by_user_id(user_id)
        if person is None:
            failed[str(user_id)] = "staffId.notExisted"
        else:
            people.append(person)
    if name in quota:
        quota[name] -= len(people)
    ding = Ding(ids.secret(), body["remindType"], [p.id for p in people], content)
    dt.desk.dings[ding.id] = ding
    for person in people:
        chat = dt.desk.chats.direct(person.id)
        dt.desk.post(chat, "ding", text=content, title="DING", query_key=ding.id)
    return {"openDingId": ding.id, "failedList": failed}


def recall_ding(dt: DingTalk, call: Call) -> dict[str, Any]:
    if call.body.get("robotCode") != dt.settings.client_id:
        raise bad("invalid.chatbotId")
    ding = dt.desk.dings.get(str(call.body.get("openDingId")))
    if ding is None:
        raise bad("miss.param.openDingId")
    ding.recalled = True
    for message in dt.desk.log.by_query_key(ding.id):
        message.recalled, message.edited_at = True, dt.clock.now()
    return {"openDingId": ding.id}


ENDPOINTS = (
    Endpoint("POST", "/v1.0/robot/groupMessages/send", send_to_group, SCOPE),
    Endpoint("POST", "/v1.0/robot/oToMessages/batchSend", send_to_people, SCOPE),
    Endpoint("POST", "/v1.0/robot/groupMessages/recall", recall_in_group, SCOPE),
    Endpoint("POST", "/v1.0/robot/otoMessages/batchRecall", recall_from_people, SCOPE),
    Endpoint("POST", "/v1.0/robot/groupMessages/query", group_read_state, SCOPE),
    Endpoint("GET", "/v1.0/robot/oToMessages/readStatus", people_read_state, SCOPE),
    Endpoint("POST", "/v1.0/robot/ding/send", send_ding, "Premium.Ding.Write"),
    Endpoint("POST", "/v1.0/robot/ding/recall", recall_ding, "Premium.Ding.Write"),
)
