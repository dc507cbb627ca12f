"""The self-built app: tokens, messages, callbacks, clicks, card updates, appchat."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from aiohttp import web

from simulator.wecom import xmls
from tests.simulator.conftest import eventually
from tests.simulator.wecom_kit import PNG, Listener, corp, listener, notice, served, ticket_card


def sealed(app: Listener, inner: dict[str, Any]) -> str:
    """A passive reply in the XML envelope of wecom.md §2.3."""
    cipher = app.crypto.encrypt(xmls.build(inner).encode())
    envelope = {
        "Encrypt": cipher,
        "MsgSignature": app.crypto.sign("1", "n", cipher),
        "TimeStamp": 1,
        "Nonce": "n",
    }
    return xmls.build(envelope)


def fields(plain: bytes) -> dict[str, str]:
    return xmls.flat(xmls.parse(plain))


async def test_a_token_is_stable_and_expires() -> None:
    async with corp() as c:
        token = await c.token()
        assert await c.token() == token
        await c.control.post("/clock", {"advance": 7201})
        assert (await c.call("user/get", access_token=token, userid="Lina"))["errcode"] == 42001
        fresh = await c.token()
        assert fresh != token
        assert (await c.call("user/get", access_token=fresh, userid="Lina"))["errcode"] == 0


async def test_the_three_switches_of_a_bad_day() -> None:
    async with corp() as c:
        await c.control.post("/wecom/faults", {"kind": "bad_secret", "count": 1})
        ids = {"corpid": c.env["WECOM_CORP_ID"], "corpsecret": c.env["WECOM_APP_SECRET"]}
        assert (await c.call("gettoken", **ids))["errcode"] == 40001
        assert (await c.call("gettoken", **{**ids, "corpid": "ww0"}))["errcode"] == 40013
        assert (await c.api("getcallbackip"))["errcode"] == 0
        await c.control.post("/wecom/faults", {"kind": "untrusted_ip", "count": 1})
        refused = await c.api("getcallbackip")
        assert refused["errcode"] == 60020
        assert refused["errmsg"].startswith("not allow to access from your ip, hint: [")
        await c.control.post("/wecom/faults", {"kind": "expire_tokens"})
        assert (await c.api("getcallbackip"))["errcode"] == 42001
        assert (await c.call("getcallbackip"))["errcode"] == 41001
        assert (await c.call("getcallbackip", access_token="x"))["errcode"] == 40014


async def test_a_coded_fault_is_http_200_with_that_errcode() -> None:
    async with corp() as c:
        body = {"kind": "status", "code": -1, "match": "message/send", "count": 1}
        await c.control.post("/wecom/faults", body)
        assert (await c.send("Lina", "text", {"content": "x"}))["errcode"] == -1
        await c.control.post("/wecom/faults", {"kind": "rate_limit", "count": 1})
        assert (await c.send("Lina", "text", {"content": "x"}))["errcode"] == 45009


async def test_broken_json_and_wrong_methods_are_refused_in_the_body() -> None:
    async with corp() as c:
        address = f"{c.url}/wecom/cgi-bin/message/send?access_token={await c.token()}"
        async with c.http.post(address, data=b"{") as answer:
            body = await answer.json(content_type=None)
        assert (body["errcode"], "Warning: wrong json format." in body["errmsg"]) == (40058, True)
        assert (await c.api("message/send"))["errcode"] == 40058  # GET
        assert (await c.api("no/such"))["errcode"] == 48002


async def test_a_message_reaches_only_its_addressees() -> None:
    async with corp() as c:
        sent = await c.send(
            "lina|ZHANGWEI|Nobody", "text", {"content": "你好 <a href='u'>看板</a>"}
        )
        assert (sent["errcode"], sent["invaliduser"]) == (0, "nobody")
        assert "response_code" not in sent
        for person in ("lina", "zhangwei"):
            assert (await c.last("direct:app", person))["text"] == "你好 看板"
        assert await c.messages("direct:app", "liuyang") == []
        assert (await c.send("Nobody", "text", {"content": "x"}))["errcode"] == 81013
        assert (await c.send("", "text", {"content": "x"}))["errcode"] == 82001
        assert (await c.send("Lina", "text", {"content": "x"}, agentid=1))["errcode"] == 40056
        assert (await c.send("Lina", "text", {"content": ""}))["errcode"] == 44004
        assert (await c.send("", "text", {"content": "部门"}, toparty="2"))["errcode"] == 0
        assert (await c.last("direct:app", "zhangwei"))["text"] == "部门"
        assert (await c.last("direct:app", "lina"))["text"] == "你好 看板"


async def test_bodies_have_their_byte_limits_and_their_looks() -> None:
    async with corp() as c:
        await c.send("Lina", "text", {"content": "长" * 700})
        assert (await c.last("direct:app", "lina"))["text"] == "长" * 682  # 2048 bytes
        assert (await c.send("Lina", "markdown", {"content": "长" * 700}))["errcode"] == 45002
        source = '# 标题\n> <font color="warning">超时</font> **T-42** [看板](https://b)'
        await c.send("Lina", "markdown", {"content": source})
        shown = await c.last("direct:app", "lina")
        assert shown["text"] == "标题\n超时 T-42 看板"
        assert shown["markdown"] == source
        card = {
            "title": "逾期",
            "description": '<div class="gray">今天</div>T-42<br>未接单',
            "url": "https://b",
        }
        await c.send("Lina", "textcard", card)
        drawn = (await c.last("direct:app", "lina"))["card"]
        assert (drawn["title"], drawn["lines"]) == ("逾期", ["今天", "T-42", "未接单"])
        assert drawn["buttons"][0]["label"] == "详情"
        assert (await c.send("Lina", "textcard", {"title": "x"}))["errcode"] == 40063
        articles = [{"title": "周报", "description": "12 单", "url": "https://b"}]
        await c.send("Lina", "news", {"articles": articles})
        assert (await c.last("direct:app", "lina"))["card"]["title"] == "周报"
        assert (await c.send("Lina", "news", {"articles": articles * 9}))["errcode"] == 40058
        assert (await c.send("Lina", "dance", {}))["errcode"] == 40008


async def test_the_thirty_first_message_of_a_minute_is_dropped_in_silence() -> None:
    async with corp() as c:
        await c.control.post("/clock", {"rate": 0})
        for number in range(31):
            assert (await c.send("Lina", "text", {"content": f"第 {number} 条"}))["errcode"] == 0
        assert len(await c.messages("direct:app", "lina")) == 30
        assert [one["person"] for one in (await c.state())["dropped"]] == ["lina"]
        await c.control.post("/clock", {"advance": 61})
        await c.send("Lina", "text", {"content": "又一条"})
        assert len(await c.messages("direct:app", "lina")) == 31


async def test_a_repeated_request_is_caught_only_if_asked() -> None:
    async with corp() as c:
        for _ in range(2):
            assert (await c.send("Lina", "text", {"content": "x"}))["errcode"] == 0
        check = {"enable_duplicate_check": 1, "duplicate_check_interval": 60}
        assert (await c.send("Lina", "text", {"content": "y"}, **check))["errcode"] == 0
        assert (await c.send("Lina", "text", {"content": "y"}, **check))["errcode"] != 0
        await c.control.post("/clock", {"advance": 61})
        assert (await c.send("Lina", "text", {"content": "y"}, **check))["errcode"] == 0


async def test_a_recalled_message_vanishes() -> None:
    async with corp() as c:
        sent = await c.send("Lina", "text", {"content": "错了"})
        assert (await c.api("message/recall", {"msgid": sent["msgid"]}))["errcode"] == 0
        assert await c.messages("direct:app", "lina") == []
        later = await c.send("Lina", "text", {"content": "旧"})
        await c.control.post("/clock", {"advance": 86401})
        c._token = ""
        assert (await c.api("message/recall", {"msgid": later["msgid"]}))["errcode"] == 40058


async def test_the_console_refuses_a_url_that_does_not_echo_bare_bytes() -> None:
    async with corp() as c, listener(c, "bot") as wrong, listener(c, "app") as right:
        refused = await c.control.post("/wecom/console", {"app_url": wrong.url}, expect=400)
        assert "app_url" in refused["error"]
        async with served(_quoting(right)) as url:
            refused = await c.control.post("/wecom/console", {"app_url": url}, expect=400)
            assert "bare bytes" in refused["error"]
        assert (await c.console(app_url=right.url))["app_checked"] is True
        assert (await c.state())["console"]["app_url"] == right.url
        nobody = {"app_url": "http://127.0.0.1:9/x"}
        assert "reach" in (await c.control.post("/wecom/console", nobody, expect=400))["error"]


def _quoting(right: Listener) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The usual mistake: the right digits, as a JSON string."""

    async def handle(request: web.Request) -> web.Response:
        echo = right.crypto.decrypt(request.query["echostr"])
        return web.json_response(echo.decode())

    return handle


async def test_the_app_hears_a_direct_message_as_encrypted_xml() -> None:
    async with corp() as c, listener(c, "app") as app:
        await c.console(app_url=app.url)
        await c.say("direct:app", "lina", "打印机坏了 ]]> <b>")
        await eventually(lambda: app.heard)
        heard = fields(app.heard[0])
        assert heard["FromUserName"] == "Lina"
        assert heard["ToUserName"] == c.env["WECOM_CORP_ID"]
        assert (heard["MsgType"], heard["Content"]) == ("text", "打印机坏了 ]]> <b>")
        assert heard["AgentID"] == "1000002"
        assert int(heard["MsgId"]) > 2**62
        (delivery,) = await c.deliveries("app.text")
        assert (delivery["attempt"], delivery["answer"]["status"]) == (1, 200)


async def test_photos_and_files_come_with_media_ids() -> None:
    async with corp() as c, listener(c, "app") as app:
        await c.console(app_url=app.url)
        files = [
            {"name": "现场.png", "base64": "iVBORw0KGgo="},
            {"name": "清单.pdf", "base64": "JVBERi0xLjQ="},
        ]
        await c.say("direct:app", "lina", "", files=files)
        await eventually(lambda: len(app.heard) == 2)
        heard = {one["MsgType"]: one for one in map(fields, app.heard)}
        async with c.http.get(heard["image"]["PicUrl"]) as answer:
            assert await answer.read() == b"\x89PNG\r\n\x1a\n"
        assert heard["file"]["FileName"] == "清单.pdf"
        query = {"access_token": await c.token(), "media_id": heard["file"]["MediaId"]}
        async with c.http.get(f"{c.url}/wecom/cgi-bin/media/get", params=query) as answer:
            assert await answer.read() == b"%PDF-1.4"


async def test_a_failing_callback_is_redelivered_three_times_under_new_nonces() -> None:
    async with corp() as c, listener(c, "app") as app:
        await c.console(app_url=app.url)
        app.reply = lambda plain: web.Response(status=500)
        await c.say("direct:app", "lina", "在吗")
        await eventually(lambda: len(app.heard) == 4)
        assert len({query["nonce"] for query in app.queries}) == 4
        assert len({fields(one)["MsgId"] for one in app.heard}) == 1
        attempts = [one["attempt"] for one in await c.deliveries("app.text")]
        assert attempts == [1, 2, 3, 4]


async def test_tampered_and_replayed_callbacks() -> None:
    async with corp() as c, listener(c, "app") as app:
        await c.console(app_url=app.url)
        await c.control.post("/wecom/faults", {"kind": "tamper_events", "count": 1})
        await c.say("direct:app", "lina", "一")
        await eventually(lambda: len(app.heard) == 1)  # refused once, then redelivered whole
        assert app.bad == 1
        await c.control.post("/wecom/faults", {"kind": "replay_events"})
        assert app.heard[1] == app.heard[0]
        assert app.queries[-1] == app.queries[-2]
        await c.control.post("/wecom/faults", {"kind": "drop_events", "count": 4})
        await c.say("direct:app", "lina", "二")
        await eventually(lambda: _dropped(c), within=5)
        assert len(app.heard) == 2


async def _dropped(c: Any) -> bool:
    found = await c.deliveries("app.text")
    return sum(one["answer"] == "dropped" for one in found) == 4


async def test_a_passive_text_reply_is_shown() -> None:
    async with corp() as c, listener(c, "app") as app:
        await c.console(app_url=app.url)

        inner = {"MsgType": "text", "Content": "收到"}
        app.reply = lambda plain: web.Response(text=sealed(app, inner))
        await c.say("direct:app", "lina", "在吗")
        await eventually(lambda: _texts(c, ["在吗", "收到"]))


async def _texts(c: Any, wanted: list[str]) -> bool:
    return [one["text"] for one in await c.messages("direct:app", "lina")] == wanted


async def test_a_callback_card_needs_a_callback_url() -> None:
    async with corp() as c:
        assert (await c.send("Lina", "template_card", ticket_card()))["errcode"] == 40058
        assert (await c.send("Lina", "template_card", notice()))["errcode"] == 0


async def test_a_click_brings_a_code_that_changes_the_card_once_for_whom_it_names() -> None:
    async with corp() as c, listener(c, "app") as app:
        await c.console(app_url=app.url)
        sent = await c.send("Lina|Zhangwei", "template_card", ticket_card())
        assert sent["response_code"]
        card = await c.last("direct:app", "zhangwei")
        shown = await c.click(card["id"], "zhangwei", "接单", prio="紧急")
        assert (shown["ok"], shown["error"]) == (True, None)
        heard = fields(app.heard[0])
        assert (heard["Event"], heard["EventKey"]) == ("template_card_event", "take")
        assert (heard["TaskId"], heard["CardType"]) == ("tk-42_r1", "button_interaction")
        assert b"<QuestionKey><![CDATA[prio]]></QuestionKey>" in app.heard[0]
        assert b"<OptionId><![CDATA[p1]]></OptionId>" in app.heard[0]
        assert heard["ResponseCode"] != sent["response_code"]

        update = {"agentid": 1000002, "response_code": heard["ResponseCode"]}
        button = {**update, "userids": ["zhangwei", "Nobody"], "button": {"replace_name": "已接单"}}
        answer = await c.api("message/update_template_card", button)
        assert (answer["errcode"], answer["invaliduser"]) == (0, ["nobody"])
        again = await c.api("message/update_template_card", button)
        assert again["errcode"] != 0  # spent
        mine = (await c.last("direct:app", "zhangwei"))["card"]
        assert mine["buttons"][0] == {
            "label": "已接单", "key": None, "style": "replaced", "url": None, "disabled": True,
        }  # fmt: skip
        assert (await c.last("direct:app", "lina"))["card"]["buttons"][0]["label"] == "接单"
        refused = {"message": card["id"], "person": "zhangwei", "button": "接单"}
        assert "42017" in (await c.control.post("/wecom/click", refused, expect=409))["error"]

        assert (await c.click(card["id"], "lina", "接单"))["ok"]
        code = fields(app.heard[1])["ResponseCode"]
        hers = {**update, "response_code": code, "userids": ["Lina"]}
        hers["template_card"] = ticket_card(main_title={"title": "只给李娜"})
        assert (await c.api("message/update_template_card", hers))["errcode"] == 0
        assert (await c.last("direct:app", "lina"))["card"]["title"] == "只给李娜"
        assert (await c.last("direct:app", "zhangwei"))["card"]["title"] == "打印机坏了"

        face = ticket_card(
            main_title={"title": "处理中"}, button_list=[{"text": "完成", "key": "d"}]
        )
        full = {**update, "response_code": sent["response_code"], "atall": 1, "template_card": face}
        assert (await c.api("message/update_template_card", full))["errcode"] == 0
        for person in ("lina", "zhangwei"):
            seen = await c.last("direct:app", person)
            assert seen["card"]["title"] == "处理中"
            assert seen["edited_at"]


async def test_response_codes_live_for_72_hours() -> None:
    async with corp() as c, listener(c, "app") as app:
        await c.console(app_url=app.url)
        sent = await c.send("Lina", "template_card", ticket_card())
        await c.control.post("/clock", {"advance": 72 * 3600 + 1})
        c._token = ""
        body = {
            "agentid": 1000002, "response_code": sent["response_code"], "atall": 1,
            "button": {"replace_name": "晚了"},
        }  # fmt: skip
        assert (await c.api("message/update_template_card", body))["errcode"] != 0


async def test_a_task_id_serves_once_for_ever() -> None:
    async with corp() as c, listener(c, "app") as app:
        await c.console(app_url=app.url)
        assert (await c.send("Lina", "template_card", ticket_card()))["errcode"] == 0
        assert (await c.send("Lina", "template_card", ticket_card()))["errcode"] == 42014


async def test_a_menu_entry_arrives_as_its_own_event_without_selections() -> None:
    async with corp() as c, listener(c, "app") as app:
        await c.console(app_url=app.url)
        await c.send("Lina", "template_card", ticket_card())
        card = await c.last("direct:app", "lina")
        assert (await c.click(card["id"], "lina", "静音"))["ok"]
        heard = fields(app.heard[0])
        assert (heard["Event"], heard["EventKey"]) == ("template_card_menu_event", "mute")
        assert b"SelectedItem" not in app.heard[0]


async def test_a_dead_app_shows_as_an_error_to_the_one_who_clicks() -> None:
    async with corp() as c, listener(c, "app") as app:
        await c.console(app_url=app.url)
        await c.send("Lina", "template_card", ticket_card())
        card = await c.last("direct:app", "lina")
        app.reply = lambda plain: web.Response(status=502)
        shown = await c.click(card["id"], "lina", "接单")
        assert (shown["ok"], shown["error"]) == (False, "应用未响应")
        await eventually(lambda: len(app.heard) == 4)


async def test_events_outside_the_chat_reach_the_app() -> None:
    async with corp() as c, listener(c, "app") as app:
        await c.console(app_url=app.url)
        await c.control.post("/wecom/event", {"kind": "enter_agent", "person": "lina"})
        await eventually(lambda: app.heard)
        assert fields(app.heard[0])["Event"] == "enter_agent"
        await c.control.post("/wecom/event", {"kind": "leave", "person": "lina"})
        await eventually(lambda: len(app.heard) == 2)
        assert fields(app.heard[1])["ChangeType"] == "delete_user"
        assert (await c.send("Lina", "text", {"content": "x"}))["errcode"] == 81013
        await c.control.post("/wecom/event", {"kind": "dance"}, expect=400)


async def test_uploads_are_checked_and_shown() -> None:
    async with corp() as c:
        token = await c.token()

        async def upload(kind: str, data: bytes) -> dict[str, Any]:
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("media", data, filename="现场.png")
            address = f"{c.url}/wecom/cgi-bin/media/upload"
            query = {"access_token": token, "type": kind}
            async with c.http.post(address, params=query, data=form) as answer:
                found: dict[str, Any] = json.loads(await answer.text())
                return found

        found = await upload("image", PNG)
        assert found["errcode"] == 0
        await c.send("Lina", "image", {"media_id": found["media_id"]})
        (shown,) = (await c.last("direct:app", "lina"))["files"]
        assert shown["name"] == "现场.png"
        async with c.http.get(f"{c.url}{shown['url']}") as answer:
            assert await answer.read() == PNG
        assert (await upload("image", b"GIF89a picture"))["errcode"] == 40004
        assert (await upload("poem", PNG))["errcode"] == 40005
        assert (await upload("file", b"tiny"))["errcode"] == 40006
        assert (await c.send("Lina", "file", {"media_id": "none"}))["errcode"] == 40007
        await c.control.post("/clock", {"advance": 3 * 86400 + 1})
        c._token = ""
        assert (await c.send("Lina", "image", {"media_id": found["media_id"]}))["errcode"] == 40007


async def test_an_appchat_appears_with_its_first_message_and_takes_no_cards() -> None:
    async with corp() as c:
        body = {"name": "T-42 处理群", "owner": "Liuyang", "userlist": ["Liuyang", "Zhangwei"]}
        chat = (await c.api("appchat/create", {**body, "chatid": "T42"}))["chatid"]
        assert chat == "T42"
        assert (await c.api("appchat/create", {**body, "chatid": "T 42"}))["errcode"] == 86001
        names = [one["name"] for one in (await c.control.get(""))["platforms"]["wecom"]["chats"]]
        assert "T-42 处理群" not in names
        text = {"chatid": chat, "msgtype": "text", "text": {"content": "<@Zhangwei> 请看"}}
        assert (await c.api("appchat/send", text))["errcode"] == 0
        assert (await c.last(chat, "zhangwei"))["mentions"] == ["zhangwei"]
        card = {"chatid": chat, "msgtype": "template_card", "template_card": notice()}
        assert (await c.api("appchat/send", card))["errcode"] == 40008
        await c.api("appchat/update", {"chatid": chat, "add_user_list": ["Lina"]})
        info = (await c.api("appchat/get", chatid=chat))["chat_info"]
        assert info["userlist"] == ["Liuyang", "Zhangwei", "Lina"]
        assert (await c.api("appchat/send", {**text, "chatid": c.group}))["errcode"] == 86008
        assert (await c.api("appchat/send", {**text, "chatid": "none"}))["errcode"] == 86003


async def test_a_passive_update_changes_the_card_for_the_clicker_after_a_menu_event_only() -> None:
    async with corp() as c, listener(c, "app") as app:
        await c.console(app_url=app.url)
        await c.send("Lina|Zhangwei", "template_card", ticket_card())
        card = await c.last("direct:app", "lina")
        inner = {
            "MsgType": "update_template_card",
            "TemplateCard": {
                "CardType": "button_interaction",
                "MainTitle": {"Title": "已静音"},
                "HorizontalContentList": [{"KeyName": "状态", "Value": "静音"}],
                "ButtonList": [{"Text": "恢复", "Style": 1, "Key": "unmute"}],
            },
        }
        app.reply = lambda plain: web.Response(text=sealed(app, inner))
        assert (await c.click(card["id"], "lina", "接单"))["ok"]
        assert (await c.last("direct:app", "lina"))["card"]["title"] == "打印机坏了"
        assert [one["code"] for one in (await c.state())["refused_replies"]] == [48002]
        assert (await c.click(card["id"], "lina", "静音"))["ok"]
        mine = (await c.last("direct:app", "lina"))["card"]
        assert (mine["title"], mine["fields"]) == ("已静音", {"状态": "静音"})
        assert mine["buttons"][0]["key"] == "unmute"
        assert (await c.last("direct:app", "zhangwei"))["card"]["title"] == "打印机坏了"


async def test_a_callback_has_five_seconds_and_the_url_check_one() -> None:
    async with corp() as c, listener(c, "app") as app:
        await c.console(app_url=app.url)
        held: list[asyncio.Event] = []

        async def slow(request: web.Request) -> web.Response:
            held.append(asyncio.Event())
            await held[-1].wait()
            return web.Response()

        async with served(slow) as url:
            saving = c.running.sim.spawn(
                c.control.post("/wecom/console", {"app_url": url}, expect=400)
            )
            await eventually(lambda: held)
            await c.control.post("/clock", {"advance": 1.1})
            assert "1 s" in (await saving)["error"]
            for event in held:
                event.set()

        waiting = asyncio.Event()
        app.pause = waiting.wait
        await c.say("direct:app", "lina", "在吗")
        await eventually(lambda: len(app.heard) == 1)
        await c.control.post("/clock", {"advance": 5.1})
        await eventually(lambda: len(app.heard) == 2)
        waiting.set()
        await eventually(lambda: _answered(c, 2))
        first, second = await c.deliveries("app.text")
        assert first["answer"] == "no answer within 5 s"
        assert (second["attempt"], second["answer"]["status"]) == (2, 200)


async def _answered(c: Any, count: int) -> bool:
    found = await c.deliveries("app.text")
    return len(found) == count and found[-1]["answer"] is not None


async def test_ids_are_translated_only_on_request() -> None:
    async with corp() as c:
        words = {"content": "$userName=zhangwei$ / $departmentName=2$"}
        await c.send("Lina", "text", words)
        assert (await c.last("direct:app", "lina"))["text"] == words["content"]
        await c.send("Lina", "text", words, enable_id_trans=1)
        assert (await c.last("direct:app", "lina"))["text"] == "张伟 / 设备部"
