"""Webhooks, contacts, web login, and which bots a corp has."""

from __future__ import annotations

import base64
import hashlib
import json
from urllib.parse import parse_qs, urlsplit

import aiohttp

from simulator.app import serve
from tests.simulator.wecom_kit import PNG, Corp, corp, notice, ticket_card


async def test_a_webhook_speaks_in_its_own_group_and_mentions_people() -> None:
    async with corp() as c:
        text = {"content": "请处理", "mentioned_list": ["zhangwei", "@all", "nobody"]}
        assert (await c.hook("text", text)) == {"errcode": 0, "errmsg": "ok"}
        shown = await c.last(c.group, "lina")
        assert (shown["bot"], shown["mentions"]) == ("hook", ["zhangwei", "@all"])
        await c.hook("text", {"content": "请看", "mentioned_mobile_list": ["13800000004"]})
        assert (await c.last(c.group, "lina"))["mentions"] == ["liuyang"]
        await c.hook("markdown", {"content": "<@Zhangwei> **超时**"})
        shown = await c.last(c.group, "lina")
        assert (shown["mentions"], shown["text"]) == (["zhangwei"], "<@Zhangwei> 超时")
        assert (await c.hook("text", {"content": "x"}, key="wrong"))["errcode"] == 93000


async def test_a_webhook_has_limits() -> None:
    async with corp() as c:
        assert (await c.hook("text", {"content": "长" * 683}))["errcode"] == 45002
        assert (await c.hook("markdown", {"content": "长" * 1366}))["errcode"] == 45002
        assert (await c.hook("markdown_v2", {"content": "| a |"}))["errcode"] == 0
        assert (await c.hook("template_card", ticket_card()))["errcode"] == 42031
        assert (await c.hook("template_card", notice()))["errcode"] == 0
        drawn = (await c.last(c.group, "lina"))["card"]
        assert drawn["buttons"][0]["url"] == "https://board.example/t/42"
        image = {
            "base64": base64.b64encode(PNG).decode(),
            "md5": hashlib.md5(PNG).hexdigest(),
        }
        assert (await c.hook("image", image))["errcode"] == 0
        assert (await c.hook("image", {**image, "md5": "0" * 32}))["errcode"] == 40058
        articles = [{"title": "周报", "url": "https://b"}]
        assert (await c.hook("news", {"articles": articles}))["errcode"] == 0


async def test_a_webhook_takes_twenty_a_minute() -> None:
    async with corp() as c:
        await c.control.post("/clock", {"rate": 0})
        codes = [(await c.hook("text", {"content": "x"}))["errcode"] for _ in range(21)]
        assert codes == [0] * 20 + [45009]
        await c.control.post("/clock", {"advance": 61})
        assert (await c.hook("text", {"content": "x"}))["errcode"] == 0


async def test_a_removed_webhook_is_dead_and_its_files_are_its_own() -> None:
    async with corp() as c:
        key = json.loads(c.env["WECOM_WEBHOOKS"])[c.group]
        form = aiohttp.FormData()
        form.add_field("media", b"report data", filename="report.csv")
        address = f"{c.url}/wecom/cgi-bin/webhook/upload_media"
        async with c.http.post(address, params={"key": key, "type": "file"}, data=form) as got:
            media_id = json.loads(await got.text())["media_id"]
        assert (await c.send("Lina", "file", {"media_id": media_id}))["errcode"] == 40007
        assert (await c.hook("file", {"media_id": media_id}))["errcode"] == 0
        await c.control.post("/wecom/event", {"kind": "remove_hook", "chat": c.group})
        assert (await c.hook("text", {"content": "x"}))["errcode"] == 93000


async def test_the_address_book_shows_what_a_young_app_may_see() -> None:
    async with corp() as c:
        lina = await c.api("user/get", userid="LINA")
        assert (lina["userid"], lina["name"], lina["position"]) == ("Lina", "李娜", "生产部文员")
        assert lina["direct_leader"] == []  # her leader is not in WeCom
        assert {"mobile", "email"}.isdisjoint(lina)
        zhang = await c.api("user/get", userid="Zhangwei")
        assert zhang["direct_leader"] == ["Liuyang"]
        office = await c.api("department/get", id=str(zhang["main_department"]))
        assert office["department"]["name"] == "设备部"
        assert office["department"]["department_leader"] == ["Liuyang"]
        assert office["department"]["parentid"] == 1
        assert (await c.api("department/get", id="99"))["errcode"] == 60003
        assert len((await c.api("department/list"))["department"]) == 6
        listed = await c.api("user/simplelist", department_id="2")
        assert [one["userid"] for one in listed["userlist"]] == ["Zhangwei", "Liuyang"]
        assert (await c.api("user/get", userid="nobody"))["errcode"] == 60111
        first = await c.api("user/list_id", {"limit": 4})
        rest = await c.api("user/list_id", {"cursor": first["next_cursor"]})
        assert len(first["dept_user"]) == 4
        assert rest["next_cursor"] == ""


async def test_people_are_found_by_mobile_and_mail_but_not_by_guessing() -> None:
    async with corp() as c:
        found = await c.api("user/getuserid", {"mobile": "13800000002"})
        assert found["userid"] == "Zhangwei"
        mail = {"email": "LINA@bihuan.example", "email_type": 1}
        assert (await c.api("user/get_userid_by_email", mail))["userid"] == "Lina"
        codes = [
            (await c.api("user/getuserid", {"mobile": f"1390000{number:04}"}))["errcode"]
            for number in range(12)
        ]
        assert codes == [46004] * 11 + [45009]


async def test_hidden_and_departed_members() -> None:
    async with corp() as c:
        await c.control.post("/wecom/event", {"kind": "hide", "person": "liuyang"})
        assert (await c.api("user/get", userid="Liuyang"))["errcode"] == 60111
        assert (await c.api("user/get", userid="Zhangwei"))["direct_leader"] == []
        await c.control.post("/wecom/event", {"kind": "leave", "person": "zhangwei"})
        assert (await c.api("user/get", userid="Zhangwei"))["errcode"] == 60111
        chats = (await c.control.get(""))["platforms"]["wecom"]["chats"]
        assert all("zhangwei" not in chat["members"] for chat in chats)
        await c.control.post("/reset")
        assert (await c.api("user/get", userid="Zhangwei"))["errcode"] == 0


async def login(c: Corp, **more: str) -> tuple[int, dict[str, list[str]]]:
    query = {
        "appid": c.env["WECOM_CORP_ID"],
        "redirect_uri": "http://127.0.0.1:8080/login/wecom",
        "response_type": "code",
        "scope": "snsapi_base",
        "state": "s1",
        **more,
    }
    address = f"{c.env['WECOM_OPEN_URL']}/connect/oauth2/authorize"
    async with c.http.get(address, params=query, allow_redirects=False) as answer:
        target = answer.headers.get("Location", "")
        return answer.status, parse_qs(urlsplit(target).query)


async def test_a_login_code_works_once_for_five_minutes() -> None:
    async with corp() as c:
        assert (await login(c))[0] == 200  # the chooser
        status, query = await login(c, **{"as": "lina"})
        assert (status, query["state"]) == (302, ["s1"])
        code = query["code"][0]
        found = await c.api("auth/getuserinfo", code=code)
        assert (found["userid"], "user_ticket" in found) == ("Lina", False)
        assert (await c.api("auth/getuserinfo", code=code))["errcode"] == 42022
        assert (await c.api("auth/getuserinfo", code="x"))["errcode"] == 40029
        _, query = await login(c, **{"as": "lina"})
        await c.control.post("/clock", {"advance": 301})
        assert (await c.api("auth/getuserinfo", code=query["code"][0]))["errcode"] == 40029


async def test_login_refuses_strange_domains_and_marks_outsiders() -> None:
    async with corp() as c:
        evil = {"redirect_uri": "https://evil.example/x", "as": "lina"}
        assert (await login(c, **evil))[0] == 400
        await c.console(trusted_domains=["evil.example"])
        assert (await login(c, **evil))[0] == 302
        assert (await login(c, state="a b"))[0] == 400
        _, query = await login(c, **{"as": "outsider"})
        found = await c.api("auth/getuserinfo", code=query["code"][0])
        assert "userid" not in found
        assert found["external_userid"]
        _, query = await login(c, scope="snsapi_privateinfo", **{"as": "lina"})
        ticket = (await c.api("auth/getuserinfo", code=query["code"][0]))["user_ticket"]
        detail = await c.api("auth/getuserdetail", {"user_ticket": ticket})
        assert detail["mobile"] == "13800000001"


async def test_any_subset_of_bots_is_a_corp() -> None:
    async with corp() as c:
        wecom = (await c.control.get(""))["platforms"]["wecom"]
        direct = [one["id"] for one in wecom["chats"] if one["kind"] == "direct"]
        assert direct == ["direct", "direct:app"]
        await c.console(bots=["app"])
        await c.send("Lina", "text", {"content": "来自应用"})
        assert (await c.last("direct", "lina"))["text"] == "来自应用"
        assert "WECOM_WS_URL" not in c.running.sim.env()
        async with c.socket(subscribe=False) as s:
            assert (await s.subscribe(c))["errcode"] == 93004
        await c.console(bots=["hook"])
        assert (await c.call("gettoken", corpid=c.env["WECOM_CORP_ID"], corpsecret="x"))[
            "errcode"
        ] == 40001
        await c.control.post(
            "/wecom/say", {"chat": "direct", "person": "lina", "text": "x"}, expect=404
        )
        assert (await c.hook("text", {"content": "x"}))["errcode"] == 0
        await c.control.post("/wecom/console", {"bots": []}, expect=400)
        await c.control.post("/wecom/console", {"colour": "red"}, expect=400)


async def test_a_bot_url_from_the_command_line_becomes_the_callback_urls() -> None:
    async with serve(platforms=("wecom",), bot_url="http://127.0.0.1:9") as running:
        state = running.sim.platforms["wecom"].state()
        assert state["console"]["app_url"] == "http://127.0.0.1:9/wecom/app"
        assert state["console"]["bot_url"] == "http://127.0.0.1:9/wecom/bot"
        assert state["console"]["app_checked"] is False


async def test_messages_can_be_asked_for_from_a_message_or_a_moment_on() -> None:
    async with corp() as c:
        await c.control.post("/clock", {"rate": 0})
        first = await c.say(c.group, "lina", "一", at_bot=False)
        await c.control.post("/clock", {"advance": 10})
        since = (await c.control.get("/clock"))["now"].replace("+", "%2B")
        await c.control.post("/clock", {"advance": 10})
        await c.say(c.group, "lina", "二", at_bot=False)
        for after in (first, since):
            path = f"/wecom/messages?chat={c.group}&viewer=lina&after={after}"
            found = (await c.control.get(path))["messages"]
            assert [one["text"] for one in found] == ["二"]
        await c.control.post("/wecom/event", {"kind": "recall", "message": first})
        assert [one["text"] for one in await c.messages(c.group, "lina")] == ["二"]
