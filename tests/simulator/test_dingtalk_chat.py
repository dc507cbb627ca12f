"""Talking: what the bot hears of people's messages, and what people see of the bot's."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote_plus

import aiohttp
import pytest

from simulator.dingtalk import crypto
from tests.simulator.conftest import eventually
from tests.simulator.dingtalk_bench import GROUP, ROBOT, Office, Socket, office

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\nnot really").decode()


async def heard(socket: Socket, count: int = 1) -> dict[str, Any]:
    data: dict[str, Any] = (await socket.next(ROBOT, count))["data"]
    return data


async def session_of(desk: Office, chat: str = GROUP) -> str:
    """A fresh sessionWebhook of a chat, from a message lina writes there."""
    socket = await desk.connect()
    await desk.say("lina", "在吗", chat)
    return str((await heard(socket))["sessionWebhook"])


async def test_one_to_one_the_bot_hears_everything_without_a_leading_space() -> None:
    async with office() as desk:
        socket = await desk.connect()
        await desk.say("lina", "打印机坏了", "direct")
        data = await heard(socket)
        assert (data["conversationType"], data["text"]["content"]) == ("1", "打印机坏了")
        assert "atUsers" not in data
        assert [m["text"] for m in await desk.messages("lina", "direct")] == ["打印机坏了"]


async def test_an_id_with_a_plus_may_stand_unescaped_in_the_control_api() -> None:
    async with office() as desk:
        await desk.say("lina", "一", "direct")
        chat = desk.dingtalk.desk.chats.direct("lina").id
        assert "+" in chat
        assert [m["text"] for m in await desk.messages("lina", chat)] == ["一"]


async def test_other_mentions_stay_as_text_and_are_listed() -> None:
    async with office() as desk:
        socket = await desk.connect()
        await desk.say("lina", "@工单助手 派给 @张伟 吧")
        data = await heard(socket)
        assert data["text"]["content"] == " 派给 @张伟 吧"
        assert [user.get("staffId") for user in data["atUsers"]] == [None, desk.user("zhangwei")]
        assert data["atUsers"][0]["dingtalkId"] == data["chatbotUserId"]


async def test_text_with_a_photo_is_rich_text_and_the_photo_can_be_downloaded() -> None:
    async with office() as desk:
        socket = await desk.connect()
        await desk.say("lina", "漏水了", files=[{"name": "现场.png", "base64": PNG}])
        data = await heard(socket)
        assert data["msgtype"] == "richText"
        text, picture = data["content"]["richText"]
        assert text == {"text": " 漏水了"}
        body = {"downloadCode": picture["downloadCode"], "robotCode": desk.app.client_id}
        answer = await desk.api("/v1.0/robot/messageFiles/download", body)
        async with desk.http.get(answer["downloadUrl"]) as file:
            assert (await file.read()).startswith(b"\x89PNG")
        desk.advance(3600)
        async with desk.http.get(answer["downloadUrl"]) as file:
            assert file.status == 403
        body["downloadCode"] = "made up"
        refusal = await desk.api("/v1.0/robot/messageFiles/download", body, expect=400)
        assert refusal["code"] == "invalidParameter.robotCode.downloadCode"


async def test_files_reach_the_bot_only_one_to_one() -> None:
    async with office() as desk:
        socket = await desk.connect()
        file = {"name": "报价.xlsx", "base64": PNG}
        await desk.say("lina", "", GROUP, files=[file])
        await desk.say("lina", "", "direct", files=[file])
        data = await heard(socket)
        assert (data["msgtype"], data["content"]["fileName"]) == ("file", "报价.xlsx")
        assert data["conversationType"] == "1"
        assert len(socket.of(ROBOT)) == 1
        await desk.say("lina", "", "direct", files=[{"name": "p.jpg", "base64": PNG}])
        assert (await heard(socket, 2))["msgtype"] == "picture"


async def test_a_quote_of_the_bots_message_carries_its_process_query_key() -> None:
    async with office() as desk:
        socket = await desk.connect()
        body = {
            "robotCode": desk.app.client_id,
            "openConversationId": desk.group,
            "msgKey": "sampleText",
            "msgParam": '{"content": "T-1 已建单"}',
        }
        sent = await desk.api("/v1.0/robot/groupMessages/send", body)
        original = await desk.last()
        await desk.say("lina", "催一下", quote=original["id"])
        data = await heard(socket)
        assert data["originalProcessQueryKey"] == sent["processQueryKey"]
        assert data["originalMsgId"] == original["id"]
        assert data["text"]["isReplyMsg"] is True
        assert data["text"]["repliedMsg"]["content"] == {"text": "T-1 已建单"}
        assert (await desk.last())["quote"] == original["id"]


async def test_a_session_webhook_mentions_only_with_both_at_and_text() -> None:
    async with office() as desk:
        url = await session_of(desk)
        user = desk.user("zhangwei")
        at = {"atUserIds": [user]}
        await desk.webhook(url, {"msgtype": "text", "text": {"content": f"@{user} 请接单"}})
        await desk.webhook(url, {"msgtype": "text", "text": {"content": "请接单"}, "at": at})
        both = {"msgtype": "text", "text": {"content": f"@{user} 请接单"}, "at": at}
        await desk.webhook(url, both)
        shown = (await desk.messages("zhangwei"))[-3:]
        assert [m["mentions"] for m in shown] == [[], [], ["zhangwei"]]
        assert [m["text"] for m in shown] == [f"@{user} 请接单", "请接单", "@张伟 请接单"]


async def test_a_session_webhook_ends_after_ninety_minutes() -> None:
    async with office() as desk:
        url = await session_of(desk)
        body = {"msgtype": "text", "text": {"content": "好"}}
        desk.advance(5_390)
        await desk.webhook(url, body)
        desk.advance(11)
        answer = await desk.webhook(url, body, code=300001)
        assert answer["errmsg"] == "session 不存在"


async def test_markdown_is_flattened_and_its_links_are_kept() -> None:
    async with office() as desk:
        url = await session_of(desk)
        text = "### T-1\n**状态** 待接单\n同一行\n\n[看板](https://board.example/T-1)"
        await desk.webhook(url, {"msgtype": "markdown", "markdown": {"title": "T", "text": text}})
        shown = await desk.last()
        assert shown["text"] == "T-1 状态 待接单 同一行\n看板"
        assert shown["links"] == [{"title": "看板", "url": "https://board.example/T-1"}]
        assert shown["card"] is None


async def test_a_command_button_makes_the_person_say_it_with_a_mention() -> None:
    async with office() as desk:
        url = await session_of(desk)
        command = f"dtmd://dingtalkclient/sendMessage?content={quote_plus('接单 T-1')}"
        dead = command.replace("dingtalkclient", "DingtalkClient")
        card = {
            "title": "T-1",
            "text": "打印机坏了\n\n**状态** 待接单",
            "btnOrientation": "1",
            "btns": [
                {"title": "接单", "actionURL": command},
                {"title": "坏", "actionURL": dead},
                {"title": "看板", "actionURL": "https://board.example"},
            ],
        }
        await desk.webhook(url, {"msgtype": "actionCard", "actionCard": card})
        shown = await desk.last()
        assert shown["card"]["title"] == "T-1"
        assert shown["card"]["fields"] == {"状态": "待接单"}
        assert [b["url"] for b in shown["card"]["buttons"]] == [None, None, "https://board.example"]
        assert (await desk.click(shown["id"], "zhangwei", "接单"))["ok"] is True
        data = await heard(desk.sockets[0], 2)
        assert data["text"]["content"] == " 接单 T-1"
        assert data["senderStaffId"] == desk.user("zhangwei")
        assert (await desk.last())["text"] == "@工单助手 接单 T-1"
        assert (await desk.click(shown["id"], "zhangwei", "坏"))["ok"] is False
        assert (await desk.click(shown["id"], "lina", "看板"))["url"] == "https://board.example"


async def test_command_links_in_api_messages_do_nothing_until_allowed() -> None:
    async with office() as desk:
        socket = await desk.connect()
        link = "dtmd://dingtalkclient/sendMessage?content=1"
        param = (
            f'{{"title":"T","text":"x","actionTitle1":"接单","actionURL1":"{link}",'
            '"actionTitle2":"看板","actionURL2":"https://x.example"}'
        )
        body = {
            "robotCode": desk.app.client_id,
            "openConversationId": desk.group,
            "msgKey": "sampleActionCard2",
            "msgParam": param,
        }
        await desk.api("/v1.0/robot/groupMessages/send", body)
        message = (await desk.last())["id"]
        assert (await desk.click(message, "lina", "接单"))["ok"] is False
        await desk.console(api_command_links=True)
        assert (await desk.click(message, "lina", "接单"))["ok"] is True
        assert (await heard(socket))["text"]["content"] == " 1"


async def test_a_group_send_cannot_mention() -> None:
    async with office() as desk:
        user = desk.user("zhangwei")
        body = {
            "robotCode": desk.app.client_id,
            "openConversationId": desk.group,
            "msgKey": "sampleText",
            "msgParam": f'{{"content": "@{user} 请接单"}}',
        }
        await desk.api("/v1.0/robot/groupMessages/send", body)
        shown = await desk.last("zhangwei")
        assert (shown["text"], shown["mentions"]) == (f"@{user} 请接单", [])


async def test_people_are_reached_without_a_chat_and_unknown_ones_are_returned() -> None:
    async with office() as desk:
        body = {
            "robotCode": desk.app.client_id,
            "userIds": [desk.user("zhangwei"), "nobody"],
            "msgKey": "sampleMarkdown",
            "msgParam": '{"title": "提醒", "text": "T-1 快到期"}',
        }
        sent = await desk.api("/v1.0/robot/oToMessages/batchSend", body)
        assert sent["invalidStaffIdList"] == ["nobody"]
        path = (
            "/v1.0/robot/oToMessages/readStatus?robotCode="
            f"{desk.app.client_id}&processQueryKey={quote_plus(sent['processQueryKey'])}"
        )
        unread = await desk.api(path, method="GET")
        assert unread["messageReadInfoList"][0]["readStatus"] == "UNREAD"
        assert (await desk.last("zhangwei", "direct"))["text"] == "T-1 快到期"
        read = await desk.api(path, method="GET")
        assert read["messageReadInfoList"][0]["readStatus"] == "READ"
        assert await desk.messages("lina", "direct") == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"robotCode": "other"}, "invalidParameter.robotCode.notExsit"),
        ({"openConversationId": "lower"}, "invalid.openConversationId"),
        ({"openConversationId": None}, "miss.openConversationId"),
    ],
)
async def test_a_wrong_robot_or_group_is_refused(change: dict[str, Any], code: str) -> None:
    async with office() as desk:
        body = {
            "robotCode": desk.app.client_id,
            "openConversationId": desk.group,
            "msgKey": "sampleText",
            "msgParam": '{"content": "x"}',
            **change,
        }
        answer = await desk.api("/v1.0/robot/groupMessages/send", body, expect=400)
        assert answer["code"] == code


async def test_a_removed_robot_neither_hears_nor_speaks() -> None:
    async with office() as desk:
        socket = await desk.connect()
        await desk.control.post("/dingtalk/event", {"kind": "bot_removed", "chat": GROUP})
        await desk.say("lina", "还在吗")
        body = {
            "robotCode": desk.app.client_id,
            "openConversationId": desk.group,
            "msgKey": "sampleText",
            "msgParam": '{"content": "x"}',
        }
        answer = await desk.api("/v1.0/robot/groupMessages/send", body, expect=400)
        assert answer["code"] == "resource.not.found"
        assert socket.of(ROBOT) == []


async def test_recall_takes_the_message_back_and_the_read_state_says_so() -> None:
    async with office() as desk:
        target = {"robotCode": desk.app.client_id, "openConversationId": desk.group}
        body = {**target, "msgKey": "sampleText", "msgParam": '{"content": "x"}'}
        sent = await desk.api("/v1.0/robot/groupMessages/send", body)
        key = sent["processQueryKey"]
        await desk.messages("zhangwei")
        query = {**target, "processQueryKey": key, "maxResults": 10}
        state = await desk.api("/v1.0/robot/groupMessages/query", query)
        assert (state["sendStatus"], state["readUserIds"]) == ("SUCCESS", [desk.user("zhangwei")])
        recall = {**target, "processQueryKeys": [key, "unknown"]}
        answer = await desk.api("/v1.0/robot/groupMessages/recall", recall)
        assert answer["successResult"] == [key]
        assert list(answer["failedResult"]) == ["unknown"]
        assert (await desk.last())["recalled"] is True
        state = await desk.api("/v1.0/robot/groupMessages/query", query)
        assert state["sendStatus"] == "RECALLED"


async def test_a_ding_reaches_its_people_and_paid_kinds_need_quota() -> None:
    async with office() as desk:
        body = {
            "robotCode": desk.app.client_id,
            "remindType": 1,
            "receiverUserIdList": [desk.user("liuyang"), "nobody"],
            "content": "T-1 超时",
        }
        answer = await desk.api("/v1.0/robot/ding/send", body)
        assert list(answer["failedList"]) == ["nobody"]
        assert (await desk.last("liuyang", "direct"))["kind"] == "ding"
        refusal = await desk.api("/v1.0/robot/ding/send", {**body, "remindType": 3}, expect=400)
        assert refusal["code"] == "ding.serverquota.insufficient"
        await desk.console(ding_quota={"phone": 5})
        await desk.api("/v1.0/robot/ding/send", {**body, "remindType": 3})
        assert len((await desk.control.get("/dingtalk/state"))["dings"]) == 2


async def test_a_custom_robot_checks_sign_keywords_pace_and_repetition() -> None:
    async with office() as desk:
        robot = (await desk.console())["custom_robots"][0]
        timestamp = str(desk.sim.clock.timestamp_ms())
        sign = quote_plus(crypto.robot_sign(timestamp, robot["secret"]))
        url = f"{robot['url']}&timestamp={timestamp}&sign={sign}"
        user = desk.user("zhangwei")
        body = {
            "msgtype": "markdown",
            "markdown": {"title": "告警", "text": f"@{user} 看一下"},
            "at": {"atUserIds": [user]},
            "msgUuid": "once",
        }
        await desk.webhook(url, body)
        await desk.webhook(url, body)
        shown = await desk.messages()
        assert [(m["sender"], m["mentions"]) for m in shown] == [("告警机器人", ["zhangwei"])]
        await desk.webhook(url[:-4] + "AAAA", body, code=310000)
        text = {"msgtype": "text", "text": {"content": "x"}}
        for _ in range(19):
            await desk.webhook(url, text)
        await desk.webhook(url, text, code=410100)
        desk.advance(120)
        await desk.webhook(url, text, code=410100)
        desk.advance(600)
        await desk.webhook(url, text)
        await desk.console(custom_robot={"chat": GROUP, "keywords": ["工单"]})
        await desk.webhook(url, text, code=310000)


async def test_uploaded_media_shows_in_a_message() -> None:
    async with office() as desk:
        form = aiohttp.FormData()
        form.add_field("media", b"PK-data", filename="报表.xlsx")
        token = await desk.token()
        url = f"{desk.url}/dingtalk/oapi/media/upload?access_token={token}&type=file"
        async with desk.http.post(url, data=form) as response:
            media = await response.json()
        assert media["errcode"] == 0
        param = f'{{"mediaId": "{media["media_id"]}", "fileName": "月报.xlsx", "fileType": "xlsx"}}'
        body = {
            "robotCode": desk.app.client_id,
            "openConversationId": desk.group,
            "msgKey": "sampleFile",
            "msgParam": param,
        }
        await desk.api("/v1.0/robot/groupMessages/send", body)
        file = (await desk.last())["files"][0]
        assert file["name"] == "月报.xlsx"
        async with desk.http.get(file["url"]) as response:
            assert await response.read() == b"PK-data"


async def test_a_bot_message_recalled_by_a_person_is_an_event() -> None:
    async with office() as desk:
        socket = await desk.connect()
        body = {
            "robotCode": desk.app.client_id,
            "openConversationId": desk.group,
            "msgKey": "sampleText",
            "msgParam": '{"content": "x"}',
        }
        sent = await desk.api("/v1.0/robot/groupMessages/send", body)
        message = (await desk.last())["id"]
        await desk.control.post(
            "/dingtalk/event", {"kind": "recall", "message": message, "person": "liuyang"}
        )
        event = await socket.next("*")
        assert event["headers"]["eventType"] == "robot_msg_recall"
        assert event["data"]["processQueryKey"] == sent["processQueryKey"]


async def test_who_left_the_company_is_gone_from_chats_and_contacts() -> None:
    async with office() as desk:
        socket = await desk.connect()
        user = desk.user("zhangwei")
        await desk.control.post("/dingtalk/event", {"kind": "leave_company", "person": "zhangwei"})
        event = await socket.next("*")
        assert event["data"]["userId"] == [user]
        await desk.oapi("/topapi/v2/user/get", {"userid": user}, code=33012)
        body = {"chat": GROUP, "person": "zhangwei", "text": "x"}
        await desk.control.post("/dingtalk/say", body, expect=404)
        await eventually(lambda: desk.dingtalk.recorder.deliveries()[-1]["answer"])


async def test_sessions_can_be_ended_at_once_and_a_new_message_opens_another() -> None:
    async with office() as desk:
        url = await session_of(desk)
        body = {"msgtype": "text", "text": {"content": "好"}}
        await desk.fault("expire_sessions")
        await desk.webhook(url, body, code=300001)
        await desk.say("lina", "还在")
        await desk.webhook((await heard(desk.sockets[0], 2))["sessionWebhook"], body)
        assert (await desk.control.get("/dingtalk/faults"))["faults"] == []


async def test_at_most_twenty_people_and_keys_in_one_call() -> None:
    async with office() as desk:
        body = {
            "robotCode": desk.app.client_id,
            "userIds": [str(number) for number in range(21)],
            "msgKey": "sampleText",
            "msgParam": '{"content": "x"}',
        }
        answer = await desk.api("/v1.0/robot/oToMessages/batchSend", body, expect=400)
        assert answer["code"] == "invalidParameter.userIds.overMax"
        recall = {"robotCode": desk.app.client_id, "processQueryKeys": ["k"] * 21}
        path = "/v1.0/robot/otoMessages/batchRecall"
        answer = await desk.api(path, recall, expect=400)
        assert answer["code"] == "invalidParameter.processQueryKeys.overMax"
