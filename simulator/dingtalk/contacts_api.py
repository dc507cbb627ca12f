"""Contacts, departments and groups of the organisation (dingtalk.md §7), and failed events."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from simulator.dingtalk.api import OAPI, Call, Endpoint
from simulator.dingtalk.errors import OapiError, bad
from simulator.dingtalk.people import Directory
from simulator.dingtalk.robot_api import group_of
from simulator.world import Person

if TYPE_CHECKING:
    from simulator.dingtalk.platform import DingTalk

OPEN_ROBOT_INTERNAL = 2
MAX_FAILED = 200


def get_user(dt: DingTalk, call: Call) -> dict[str, Any]:
    directory, person = dt.desk.directory, _user(dt, call)
    department = directory.department_of(person)
    user: dict[str, Any] = {
        "userid": directory.user_id(person),
        "unionid": directory.union_id(person),
        "name": person.name,
        "avatar": "",
        "title": person.title,
        "dept_id_list": [department],
        "leader_in_dept": [
            {"dept_id": department, "leader": directory.departments[department].leader == person.id}
        ],
        "admin": directory.is_admin(person),
        "active": True,
        "role_list": [],
    }
    manager = directory.manager(person)
    if manager is not None:
        user["manager_userid"] = directory.user_id(manager)
    if "fieldMobile" in dt.settings.scopes:
        user["mobile"] = person.mobile
    if "fieldEmail" in dt.settings.scopes:
        user["email"] = person.email
    return _ok(user)


def by_mobile(dt: DingTalk, call: Call) -> dict[str, Any]:
    person = dt.desk.directory.by_mobile(str(call.body.get("mobile", "")))
    if person is None:
        raise OapiError(40104, "无效的手机号")
    user_id = dt.desk.directory.user_id(person)
    return _ok({"userid": user_id, "exclusive_account_userid_list": []})


def by_union_id(dt: DingTalk, call: Call) -> dict[str, Any]:
    person = dt.desk.directory.by_union_id(call.body.get("unionid"))
    if person is None:
        raise OapiError(60121, "找不到该用户")
    return _ok({"contact_type": 0, "userid": dt.desk.directory.user_id(person)})


def parents_by_user(dt: DingTalk, call: Call) -> dict[str, Any]:
    directory = dt.desk.directory
    chain = directory.parents(directory.department_of(_user(dt, call)))
    return _ok({"parent_list": [{"parent_dept_id_list": chain}]})


def parents_by_department(dt: DingTalk, call: Call) -> dict[str, Any]:
    return _ok({"parent_id_list": dt.desk.directory.parents(_department(dt, call))})


def get_department(dt: DingTalk, call: Call) -> dict[str, Any]:
    directory, number = dt.desk.directory, _department(dt, call)
    department = directory.departments[number]
    head = directory.head(department)
    return _ok(
        {
            "dept_id": number,
            "name": department.name,
            "parent_id": [*directory.parents(number), 0][1],
            "dept_manager_userid_list": [directory.user_id(head)] if head else [],
        }
    )


def list_members(dt: DingTalk, call: Call) -> dict[str, Any]:
    directory = dt.desk.directory
    people = directory.members(_department(dt, call))
    return _ok({"userid_list": [directory.user_id(person) for person in people]})


def list_departments(dt: DingTalk, call: Call) -> dict[str, Any]:
    directory = dt.desk.directory
    number = _department(dt, call) if "dept_id" in call.body else 1
    return _ok(
        [
            {"dept_id": child, "name": directory.departments[child].name, "parent_id": number}
            for child in directory.children(number)
        ]  # type: ignore[arg-type]
    )


def robots_in_group(dt: DingTalk, call: Call) -> dict[str, Any]:
    chat = dt.desk.chats.get(call.body.get("openConversationId"))
    if chat is None or not chat.is_group or chat.disbanded:
        raise bad("invalid.openConversationId")
    robot = {
        "robotCode": dt.settings.client_id,
        "name": dt.sim.world.bot_name,
        "downloadIconURL": "",
        "openRobotType": OPEN_ROBOT_INTERNAL,
    }
    return {"chatbotInstanceVOList": [robot] if chat.has_bot else []}


def scene_group_members(dt: DingTalk, call: Call) -> dict[str, Any]:
    """Ordinary groups have no member list (§7): every group of this world is ordinary."""
    group_of(dt, call.body.get("openConversationId"))
    raise bad("invalid.openConversationId", "not a scene group")


def failed_events(dt: DingTalk, call: Call) -> dict[str, Any]:
    """Events whose pushes all failed; reading takes them off the list (§3.2)."""
    now, desk = dt.clock.now(), dt.desk
    ready = [entry for listed, entry in desk.failed_events if listed <= now]
    taken = ready[:MAX_FAILED]
    desk.failed_events = [item for item in desk.failed_events if item[1] not in taken]
    return {
        "errcode": 0,
        "errmsg": "ok",
        "has_more": len(ready) > MAX_FAILED,
        "failed_list": taken,
    }


def _user(dt: DingTalk, call: Call) -> Person:
    user_id = call.body.get("userid")
    if not user_id:
        raise OapiError(400002, "userid is missing")
    person = dt.desk.directory.by_user_id(str(user_id))
    if person is None:
        raise OapiError(33012, "无效的USERID")
    return person


def _department(dt: DingTalk, call: Call) -> int:
    directory: Directory = dt.desk.directory
    value = str(call.body.get("dept_id", ""))
    if not value.isdigit() or int(value) not in directory.departments:
        raise OapiError(60003, "部门不存在")
    return int(value)


def _ok(result: dict[str, Any]) -> dict[str, Any]:
    return {"errcode": 0, "errmsg": "ok", "result": result, "request_id": uuid.uuid4().hex[:12]}


MEMBER = "qyapi_get_member"
DEPARTMENT = "qyapi_get_department_member"


def _contacts(path: str, handler: Any, scope: str) -> Endpoint:
    return Endpoint("POST", path, handler, scope, counted=False, host=OAPI)


ENDPOINTS = (
    _contacts("/topapi/v2/user/get", get_user, MEMBER),
    _contacts("/topapi/v2/user/getbymobile", by_mobile, MEMBER),
    _contacts("/topapi/user/getbyunionid", by_union_id, MEMBER),
    _contacts("/topapi/v2/department/listparentbyuser", parents_by_user, DEPARTMENT),
    _contacts("/topapi/v2/department/listparentbydept", parents_by_department, DEPARTMENT),
    _contacts("/topapi/v2/department/get", get_department, DEPARTMENT),
    _contacts("/topapi/user/listid", list_members, DEPARTMENT),
    _contacts("/topapi/v2/department/listsub", list_departments, DEPARTMENT),
    Endpoint("GET", "/call_back/get_call_back_failed_result", failed_events, host=OAPI),
    Endpoint("POST", "/v1.0/robot/groups/robots/query", robots_in_group),
    Endpoint("POST", "/v1.0/im/sceneGroups/members/batchQuery", scene_group_members),
)
