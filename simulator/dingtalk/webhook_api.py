"""The two webhooks that need no app token: a session's and a custom robot's (dingtalk.md §5)."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from simulator.dingtalk import crypto, reply
from simulator.dingtalk.api import OAPI, Call, Endpoint
from simulator.dingtalk.desk import CustomRobot
from simulator.dingtalk.errors import OapiError
from simulator.dingtalk.messages import BOT

if TYPE_CHECKING:
    from simulator.dingtalk.platform import DingTalk

PER_MINUTE = 20
BLOCK_S = 600
CLOCK_SKEW_MS = 3_600_000
OK = {"errcode": 0, "errmsg": "ok"}


def send_by_session(dt: DingTalk, call: Call) -> dict[str, Any]:
    session = dt.desk.sessions.get(call.query.get("session", ""))
    if session is None or session.until <= dt.clock.now():
        raise OapiError(300001, "session 不存在")
    chat = dt.desk.chats.get(session.chat)
    if chat is None or chat.disbanded or not chat.has_bot:
        raise OapiError(400013, "群已被解散")
    reply.post(dt, chat, reply.read(dt, chat, call.body), BOT)
    return OK


def send_by_custom_robot(dt: DingTalk, call: Call) -> dict[str, Any]:
    token = call.query.get("access_token", "")
    robot = dt.desk.custom_robots.get(token)
    if robot is None:
        raise OapiError(400101 if not token else 300005, "token is not exist")
    if not robot.enabled:
        raise OapiError(400102, "机器人已停用")
    chat = dt.desk.chats.get(robot.chat)
    if chat is None or chat.disbanded:
        raise OapiError(400013, "群已被解散")
    _check_sign(dt, robot, call.query)
    unique = str(call.body.get("msgUuid") or "")
    if unique and unique in robot.uuids:
        return OK
    content = reply.read(dt, chat, call.body)
    if robot.keywords and not any(word in reply.searchable(content) for word in robot.keywords):
        raise OapiError(310000, "keywords not in content")
    _check_pace(dt, robot)
    if unique:
        robot.uuids.add(unique)
    reply.post(dt, chat, content, robot.name)
    return OK


def _check_sign(dt: DingTalk, robot: CustomRobot, query: dict[str, str]) -> None:
    """Signed or not at all: without a sign the robot's keywords must protect it."""
    timestamp = query.get("timestamp", "")
    if not timestamp and "sign" not in query and robot.keywords:
        return
    if not timestamp.isdigit() or abs(int(timestamp) - dt.clock.timestamp_ms()) > CLOCK_SKEW_MS:
        raise OapiError(310000, "invalid timestamp")
    expected = crypto.robot_sign(timestamp, robot.secret)
    if not hmac.compare_digest(expected.encode(), query.get("sign", "").encode()):
        raise OapiError(310000, "sign not match")


def _check_pace(dt: DingTalk, robot: CustomRobot) -> None:
    now = dt.clock.now()
    if robot.blocked_until is not None and robot.blocked_until > now:
        raise OapiError(410100, "发送速度太快而限流")
    robot.sent_at = [at for at in robot.sent_at if now - at < timedelta(minutes=1)]
    if len(robot.sent_at) >= PER_MINUTE:
        robot.blocked_until = now + timedelta(seconds=BLOCK_S)
        raise OapiError(410100, "发送速度太快而限流")
    robot.sent_at.append(now)


ENDPOINTS = (
    Endpoint("POST", "/robot/sendBySession", send_by_session, token="none", host=OAPI),
    Endpoint("POST", "/robot/send", send_by_custom_robot, token="none", host=OAPI),
)
