"""Tokens, envelopes, throttling and the faults of calls (dingtalk.md §1); contacts and login."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.simulator.dingtalk_bench import Office, office

SEND = "/v1.0/robot/groupMessages/send"


def message(desk: Office) -> dict[str, Any]:
    return {
        "robotCode": desk.app.client_id,
        "openConversationId": desk.group,
        "msgKey": "sampleText",
        "msgParam": '{"content": "x"}',
    }


async def old_token(desk: Office) -> str:
    url = (
        f"{desk.url}/dingtalk/oapi/gettoken"
        f"?appkey={desk.app.client_id}&appsecret={desk.app.client_secret}"
    )
    async with desk.http.get(url) as response:
        answer = await response.json()
        assert (answer["errcode"], answer["expires_in"]) == (0, 7200)
        return str(answer["access_token"])


async def test_a_token_is_the_same_until_it_ends() -> None:
    async with office() as desk:
        first = await desk.token()
        assert await desk.token() == first
        desk.advance(7_201)
        assert await desk.token() != first
        answer = await desk.api(SEND, message(desk), token=first, expect=400)
        assert answer["code"] == "InvalidAuthentication"
        assert set(answer) == {"requestid", "code", "message"}


async def test_the_newer_token_call_works_too() -> None:
    async with office() as desk:
        body = {
            "client_id": desk.app.client_id,
            "client_secret": desk.app.client_secret,
            "grant_type": "client_credentials",
        }
        path = f"/v1.0/oauth2/{desk.app.corp_id}/token"
        answer = await desk.api(path, body, token="")
        await desk.api(SEND, message(desk), token=answer["access_token"])
        refusal = await desk.api(path, {**body, "client_secret": "x"}, token="", expect=401)
        assert refusal["code"] == "unauthorized.client"


async def test_a_wrong_pair_gets_no_token() -> None:
    async with office() as desk:
        body = {"appKey": desk.app.client_id, "appSecret": "wrong"}
        answer = await desk.api("/v1.0/oauth2/accessToken", body, token="", expect=400)
        assert answer["code"] == "invalidClientIdOrSecret"


async def test_the_new_token_opens_the_old_api_but_not_the_other_way_round() -> None:
    async with office() as desk:
        user = {"userid": desk.user("lina")}
        await desk.oapi("/topapi/v2/user/get", user, token=await desk.token())
        old = await old_token(desk)
        await desk.oapi("/topapi/v2/user/get", user, token=old)
        await desk.api(SEND, message(desk), token=old, expect=400)
        await desk.oapi("/topapi/v2/user/get", user, token="made-up", code=40014)


async def test_expired_tokens_are_refused_on_both_hosts() -> None:
    async with office() as desk:
        token = await desk.token()
        await desk.fault("expire_tokens")
        assert (await desk.api(SEND, message(desk), token=token, expect=400))["code"] == (
            "InvalidAuthentication"
        )
        await desk.oapi("/topapi/v2/user/get", {"userid": "1"}, token=token, code=42001)
        await desk.api(SEND, message(desk))


@pytest.mark.parametrize("fault", ["rate_limit", "qps_limit"])
async def test_throttling_is_a_403_on_one_host_and_90018_on_the_other(fault: str) -> None:
    async with office() as desk:
        token = await desk.token()
        await desk.fault(fault)
        answer = await desk.api(SEND, message(desk), token=token, expect=403)
        assert answer["code"] == "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"
        await desk.oapi("/topapi/v2/user/get", {"userid": "1"}, token=token, code=90018)


async def test_twenty_calls_of_one_api_in_a_second_are_the_limit() -> None:
    async with office() as desk:
        token = await desk.token()
        await desk.console(quota={"qps": 3})
        desk.sim.clock.set_rate(0)
        for _ in range(3):
            await desk.api(SEND, message(desk), token=token)
        answer = await desk.api(SEND, message(desk), token=token, expect=403)
        assert answer["code"].endswith("QpsLimitForAppkeyAndApi")
        desk.advance(1)
        await desk.api(SEND, message(desk), token=token)


async def test_the_months_calls_run_out_but_contacts_stay_free() -> None:
    async with office() as desk:
        await desk.console(quota={"api_calls": 1})
        await desk.api(SEND, message(desk))
        answer = await desk.api(SEND, message(desk), expect=403)
        assert answer["code"] == "Forbidden.AccessDenied.ApiCountLimitForOrg"
        await desk.oapi("/topapi/v2/user/get", {"userid": desk.user("lina")})
        state = await desk.control.get("/dingtalk/state")
        assert state["month"]["api_calls"] == 1


async def test_a_status_fault_speaks_each_hosts_language() -> None:
    async with office() as desk:
        token = await desk.token()
        await desk.fault("status", status=500, code="system.error", count=1)
        answer = await desk.api(SEND, message(desk), token=token, expect=500)
        assert answer["code"] == "system.error"
        await desk.fault("status", status=400, code=660026, match="topapi", count=1)
        await desk.oapi("/topapi/v2/user/get", {"userid": "1"}, token=token, code=660026)


async def test_unknown_paths_are_refused_in_the_hosts_envelope() -> None:
    async with office() as desk:
        await desk.api("/v1.0/robot/nothing", {}, expect=404)
        await desk.oapi("/topapi/nothing", {}, code=404)


async def test_a_user_has_manager_department_and_only_granted_fields() -> None:
    async with office() as desk:
        answer = await desk.oapi("/topapi/v2/user/get", {"userid": desk.user("zhangwei")})
        user = answer["result"]
        assert (user["name"], user["mobile"]) == ("张伟", "13800000002")
        assert user["manager_userid"] == desk.user("liuyang")
        await desk.console(scopes={"fieldMobile": False})
        answer = await desk.oapi("/topapi/v2/user/get", {"userid": desk.user("liuyang")})
        assert "mobile" not in answer["result"]
        assert "manager_userid" not in answer["result"]  # his leader has no DingTalk account
        union = await desk.oapi("/topapi/user/getbyunionid", {"unionid": user["unionid"]})
        assert union["result"] == {"contact_type": 0, "userid": desk.user("zhangwei")}
        mobile = await desk.oapi("/topapi/v2/user/getbymobile", {"mobile": "13800000002"})
        assert mobile["result"]["userid"] == desk.user("zhangwei")
        await desk.oapi("/topapi/v2/user/getbymobile", {"mobile": "1"}, code=40104)
        await desk.oapi("/topapi/user/getbyunionid", {"unionid": "x"}, code=60121)


async def test_the_department_chain_leads_to_the_root() -> None:
    async with office() as desk:
        body = {"userid": desk.user("zhangwei")}
        answer = await desk.oapi("/topapi/v2/department/listparentbyuser", body)
        chain = answer["result"]["parent_list"][0]["parent_dept_id_list"]
        assert len(chain) == 2 and chain[-1] == 1
        own = await desk.oapi("/topapi/v2/department/get", {"dept_id": chain[0]})
        assert own["result"]["dept_manager_userid_list"] == [desk.user("liuyang")]
        assert own["result"]["parent_id"] == 1
        sub = await desk.oapi("/topapi/v2/department/listsub", {"dept_id": 1})
        assert {"dept_id": chain[0], "name": "设备部", "parent_id": 1} in sub["result"]
        people = await desk.oapi("/topapi/user/listid", {"dept_id": chain[0]})
        assert desk.user("wangqiang") in people["result"]["userid_list"]
        parents = await desk.oapi("/topapi/v2/department/listparentbydept", {"dept_id": chain[0]})
        assert parents["result"]["parent_id_list"] == chain
        await desk.oapi("/topapi/v2/department/get", {"dept_id": 5}, code=60003)


async def test_contacts_without_the_scope_are_43007() -> None:
    async with office() as desk:
        await desk.console(scopes={"qyapi_get_member": False})
        await desk.oapi("/topapi/v2/user/get", {"userid": desk.user("lina")}, code=43007)


async def test_a_group_tells_its_robots_but_not_its_members() -> None:
    async with office() as desk:
        body = {"openConversationId": desk.group}
        answer = await desk.api("/v1.0/robot/groups/robots/query", body)
        robot = answer["chatbotInstanceVOList"][0]
        assert (robot["robotCode"], robot["openRobotType"]) == (desk.app.client_id, 2)
        path = "/v1.0/im/sceneGroups/members/batchQuery"
        await desk.api(path, {**body, "maxResults": 10}, expect=400)


async def test_the_web_login_ends_with_the_persons_union_id() -> None:
    async with office() as desk:
        query = {
            "redirect_uri": "http://127.0.0.1:9/login/dingtalk",
            "response_type": "code",
            "client_id": desk.app.client_id,
            "scope": "openid corpid",
            "state": "csrf1",
            "prompt": "consent",
        }
        url = f"{desk.url}/dingtalk/login/oauth2/auth"
        async with desk.http.get(url, params=query) as page:
            assert "李娜" in await page.text()
        picked = {**query, "person": "lina"}
        async with desk.http.get(url, params=picked, allow_redirects=False) as back:
            answer = parse_qs(urlsplit(back.headers["Location"]).query)
        assert (answer["state"], answer["code"]) == (["csrf1"], answer["authCode"])
        body = {
            "clientId": desk.app.client_id,
            "clientSecret": desk.app.client_secret,
            "code": answer["code"][0],
            "grantType": "authorization_code",
        }
        path = "/v1.0/oauth2/userAccessToken"
        token = await desk.api(path, body, token="")
        assert token["corpId"] == desk.app.corp_id
        me = await desk.api("/v1.0/contact/users/me", method="GET", token=token["accessToken"])
        assert me["nick"] == "李娜"
        found = await desk.oapi("/topapi/user/getbyunionid", {"unionid": me["unionId"]})
        assert found["result"]["userid"] == desk.user("lina")
        await desk.api(path, body, token="", expect=400)
        await desk.api("/v1.0/contact/users/me", method="GET", token=await desk.token(), expect=400)


async def test_the_login_refuses_an_unlisted_redirect() -> None:
    async with office() as desk:
        await desk.console(redirect_uris=["https://board.example/login"])
        query = {
            "redirect_uri": "http://127.0.0.1:9/login",
            "response_type": "code",
            "client_id": desk.app.client_id,
            "scope": "openid",
        }
        url = f"{desk.url}/dingtalk/login/oauth2/auth"
        async with desk.http.get(url, params=query) as page:
            assert page.status == 400
