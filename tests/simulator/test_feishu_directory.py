"""People, groups, slash commands, the webhook bot and web login (feishu.md §4, §7–§9)."""

from __future__ import annotations

import aiohttp

from simulator.feishu import crypto
from tests.simulator.conftest import Control
from tests.simulator.feishu_rig import GROUP, OTHER_GROUP, Rest


async def test_a_missing_field_scope_leaves_the_field_out(rest: Rest, control: Control) -> None:
    path = f"/contact/v3/users/{rest.open_id('zhangwei')}"
    user = (await rest.ok("GET", path, user_id_type="open_id"))["user"]
    assert (user["name"], user["mobile"]) == ("张伟", "+8613800000002")
    assert user["leader_user_id"] == rest.open_id("liuyang")
    await control.post(
        "/feishu/console", {"scopes": ["contact:contact.base:readonly"], "contact_range": ["lina"]}
    )
    assert await rest.refused("GET", path) == 41050
    me = (await rest.ok("GET", f"/contact/v3/users/{rest.open_id('lina')}"))["user"]
    assert not {"name", "email", "mobile", "leader_user_id", "user_id"} & set(me)
    await control.post("/feishu/console", {"scopes": []})
    assert await rest.refused("GET", path) == 99991672


async def test_people_are_found_by_mobile_and_department(rest: Rest) -> None:
    body = {"mobiles": ["13800000002", "13900000000"], "emails": ["lina@bihuan.example"]}
    found = await rest.ok("POST", "/contact/v3/users/batch_get_id", body, user_id_type="open_id")
    ids = {each.get("mobile") or each["email"]: each.get("user_id") for each in found["user_list"]}
    assert ids == {
        "13800000002": rest.open_id("zhangwei"),
        "13900000000": None,
        "lina@bihuan.example": rest.open_id("lina"),
    }
    children = await rest.ok("GET", "/contact/v3/departments/0/children")
    equipment = next(d for d in children["items"] if d["name"] == "设备部")
    assert equipment["leader_user_id"] == rest.open_id("liuyang")
    query = {"department_id": equipment["open_department_id"], "page_size": 2}
    page = await rest.ok("GET", "/contact/v3/users/find_by_department", **query)
    rest_of = await rest.ok(
        "GET", "/contact/v3/users/find_by_department", **query, page_token=page["page_token"]
    )
    names = [user["name"] for user in page["items"] + rest_of["items"]]
    assert (page["has_more"], names) == (True, ["张伟", "王强", "刘洋"])
    assert await rest.refused("GET", "/contact/v3/departments/od-none") == 40004


async def test_groups_and_their_members(rest: Rest) -> None:
    chats = await rest.ok("GET", "/im/v1/chats")
    assert [chat["name"] for chat in chats["items"]] == [GROUP, OTHER_GROUP]
    chat = await rest.ok("GET", f"/im/v1/chats/{rest.direct('lina')}")
    assert chat["chat_mode"] == "p2p"
    members = await rest.ok("GET", f"/im/v1/chats/{rest.chat()}/members")
    assert members["member_total"] == 6
    assert rest.open_id("lina") in [member["member_id"] for member in members["items"]]


async def test_slash_commands_are_registered_once(rest: Rest) -> None:
    path = "/application/v7/app_slash_commands"
    body = {
        "command": "工单",
        "description": {"default_value": "报修"},
        "icon": {"icon_key": "skill_outlined"},
    }
    command = (await rest.ok("POST", path, body))["command_id"]
    assert await rest.refused("POST", path, body) == 40000000
    assert await rest.refused("POST", path, {**body, "command": "/x"}) == 99992402
    bad_icon = {**body, "command": "x", "icon": {"icon_key": "nice"}}
    assert await rest.refused("POST", path, bad_icon) == 40000031
    await rest.ok("PATCH", f"{path}/{command}", {"description": {"default_value": "新"}})
    listed = await rest.ok("GET", path)
    assert [(i["command"], i["description"]) for i in listed["items"]] == [
        ("工单", {"default_value": "新"})
    ]
    await rest.ok("DELETE", f"{path}/{command}")


async def test_the_webhook_bot_checks_its_sign(
    rest: Rest, control: Control, http: aiohttp.ClientSession
) -> None:
    hook = (await control.get("/feishu/state"))["webhooks"][GROUP]

    async def post(timestamp: int, secret: str) -> int:
        body = {
            "timestamp": str(timestamp),
            "sign": crypto.webhook_sign(str(timestamp), secret),
            "msg_type": "text",
            "content": {"text": "日报"},
        }
        async with http.post(hook["url"], json=body) as answer:
            return int((await answer.json())["code"])

    now = rest.feishu.clock.timestamp()
    assert await post(now, hook["secret"]) == 0
    assert await post(now, "wrong") == 19021
    assert await post(now - 3700, hook["secret"]) == 19021
    shown = (await control.get(f"/feishu/messages?chat={GROUP}"))["messages"]
    assert [(m["sender"], m["text"]) for m in shown] == [("bot", "日报")]


async def test_web_login_gives_the_same_open_id_as_the_chat(
    rest: Rest, http: aiohttp.ClientSession
) -> None:
    uri = rest.feishu.settings.redirect_uris[0]
    query = {
        "client_id": rest.env["FEISHU_APP_ID"],
        "response_type": "code",
        "redirect_uri": uri,
        "state": "s1",
    }
    accounts = f"{rest.env['FEISHU_ACCOUNTS_URL']}/open-apis/authen/v1/authorize"
    async with http.get(accounts, params=query) as page:
        assert "person=lina" in await page.text()
    async with http.get(
        accounts, params={**query, "person": "lina"}, allow_redirects=False
    ) as answer:
        location = answer.headers["Location"]
    assert location.startswith(uri) and "state=s1" in location
    body = {
        "grant_type": "authorization_code",
        "client_id": rest.env["FEISHU_APP_ID"],
        "client_secret": rest.env["FEISHU_APP_SECRET"],
        "code": location.split("code=")[1].split("&")[0],
        "redirect_uri": uri,
    }
    async with http.post(f"{rest.base}/authen/v2/oauth/token", json=body) as answer:
        rest.token = (await answer.json())["access_token"]
    me = await rest.ok("GET", "/authen/v1/user_info")
    assert (me["open_id"], me["name"]) == (rest.open_id("lina"), "李娜")
    async with http.post(f"{rest.base}/authen/v2/oauth/token", json=body) as answer:
        assert (await answer.json())["code"] == 20065
