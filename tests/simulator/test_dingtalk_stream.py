"""Stream mode: tickets, sockets, pushes, acknowledgement and redelivery (dingtalk.md §2)."""

from __future__ import annotations

import json

import aiohttp
import pytest

from tests.simulator.conftest import eventually
from tests.simulator.dingtalk_bench import CARD, GROUP, ROBOT, office


async def test_a_group_message_reaches_the_socket_as_the_reference_shows_it() -> None:
    async with office() as desk:
        socket = await desk.connect()
        await desk.say("lina", "打印机坏了")
        push = await socket.next(ROBOT)
        data = push["data"]
        assert data["text"]["content"] == " 打印机坏了"
        assert data["conversationId"] == desk.group
        assert (data["conversationType"], data["conversationTitle"]) == ("2", GROUP)
        assert data["senderStaffId"] == desk.user("lina")
        assert data["isInAtList"] is True
        assert data["robotCode"] == desk.app.client_id
        assert data["sessionWebhookExpiredTime"] - data["createAt"] == pytest.approx(5.4e6, abs=99)
        assert push["headers"]["time"].isdigit()
        assert socket.frames[0]["type"] == "CALLBACK"


async def test_the_robot_hears_nothing_in_a_group_without_a_mention() -> None:
    async with office() as desk:
        socket = await desk.connect()
        await desk.say("lina", "大家好", at_bot=False)
        await desk.say("lina", "@工单助手 在吗", at_bot=False)
        push = await socket.next(ROBOT)
        assert push["data"]["text"]["content"] == " 在吗"
        assert len(socket.of(ROBOT)) == 1
        shown = await desk.messages("zhangwei")
        assert [m["text"] for m in shown] == ["大家好", "@工单助手 在吗"]
        assert [m["mentions"] for m in shown] == [[], ["bot"]]


@pytest.mark.parametrize("change", [{"clientSecret": "wrong"}, {"clientId": "ding0"}])
async def test_wrong_credentials_open_nothing(change: dict[str, str]) -> None:
    async with office() as desk:
        assert (await desk.open(**change)).status == 400


async def test_an_unpublished_app_opens_nothing() -> None:
    async with office() as desk:
        await desk.console(published=False)
        assert (await desk.open()).status == 400


async def test_without_accept_the_gateway_answers_xml() -> None:
    async with office() as desk:
        body = {
            "clientId": desk.app.client_id,
            "clientSecret": desk.app.client_secret,
            "subscriptions": [{"type": "EVENT", "topic": "*"}],
        }
        url = f"{desk.url}/dingtalk/api/v1.0/gateway/connections/open"
        async with desk.http.post(url, json=body) as response:
            assert response.content_type == "application/xml"


async def test_a_ticket_serves_one_connection_for_ninety_seconds() -> None:
    async with office() as desk:
        first = await (await desk.open()).json()
        async with desk.http.ws_connect(f"{first['endpoint']}?ticket={first['ticket']}"):
            pass
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await desk.http.ws_connect(f"{first['endpoint']}?ticket={first['ticket']}")
        late = await (await desk.open()).json()
        desk.advance(91)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await desk.http.ws_connect(f"{late['endpoint']}?ticket={late['ticket']}")


async def test_the_server_pings_every_twenty_seconds() -> None:
    async with office() as desk:
        socket = await desk.connect()
        desk.advance(21)
        ping = await socket.next("ping")
        assert set(ping["data"]) == {"opaque"}
        desk.advance(21)
        await socket.next("ping", 2)


async def test_a_robot_message_without_ack_comes_again_with_a_new_message_id() -> None:
    async with office() as desk:
        socket = await desk.connect()
        socket.answer = lambda frame: None
        await desk.say("lina", "催单")
        first = await socket.next(ROBOT)
        desk.advance(59)
        assert len(socket.of(ROBOT)) == 1
        desk.advance(2)
        second = await socket.next(ROBOT, 2)
        assert second["data"]["msgId"] == first["data"]["msgId"]
        assert second["headers"]["messageId"] != first["headers"]["messageId"]
        deliveries = (await desk.control.get("/dingtalk/deliveries"))["deliveries"]
        assert [entry["attempt"] for entry in deliveries] == [1, 2]


async def test_an_event_asked_for_later_comes_again_until_it_is_taken() -> None:
    async with office() as desk:
        socket = await desk.connect()
        socket.answer = lambda frame: {"status": "LATER"}
        await desk.control.post(
            "/dingtalk/event", {"kind": "rename_chat", "chat": GROUP, "title": "设备群"}
        )
        first = await socket.next("*")
        assert first["headers"]["eventType"] == "chat_update_title"
        assert first["headers"]["eventBornTime"].isdigit()
        assert first["data"]["openConversationId"] == desk.group
        assert first["data"]["title"] == "设备群"
        socket.answer = lambda frame: {"status": "SUCCESS", "message": "ok"}
        await eventually(lambda: desk.dingtalk.recorder.deliveries()[-1]["answer"])
        desk.advance(11)
        second = await socket.next("*", 2)
        assert second["headers"]["eventId"] == first["headers"]["eventId"]
        await eventually(lambda: desk.dingtalk.recorder.deliveries()[-1]["answer"])
        desk.advance(60)
        assert len(socket.of("*")) == 2


async def test_topics_that_were_not_subscribed_are_dropped() -> None:
    async with office() as desk:
        socket = await desk.connect([("CALLBACK", ROBOT)])
        await desk.send_card(
            cardData={
                "cardParamMap": {
                    "btns": json.dumps(
                        [
                            {
                                "text": "接单",
                                "event": {
                                    "type": "sendCardRequest",
                                    "params": {"actionId": "take", "params": {}},
                                },
                            }
                        ]
                    )
                }
            }
        )
        card = await desk.last()
        answer = await desk.click(card["id"], "lina", "接单")
        assert answer["ok"] is False
        assert answer["toast"]
        assert socket.of(CARD) == []


async def test_each_push_goes_to_one_of_several_sockets() -> None:
    async with office() as desk:
        sockets = [await desk.connect(), await desk.connect()]
        for number in range(24):
            await desk.say("lina", f"第{number}条")
        await eventually(lambda: sum(len(s.of(ROBOT)) for s in sockets) == 24)
        assert all(0 < len(s.of(ROBOT)) < 24 for s in sockets)


async def test_disconnect_stops_delivery_at_once_and_closes_after_ten_seconds() -> None:
    async with office() as desk:
        old = await desk.connect()
        await desk.fault("disconnect")
        notice = await old.next("disconnect")
        assert notice["data"] == {"reason": "connection is expired"}
        new = await desk.connect()
        for number in range(5):
            await desk.say("lina", f"第{number}条")
        await new.next(ROBOT, 5)
        assert old.of(ROBOT) == []
        assert not old.ws.closed
        desk.advance(11)
        await eventually(lambda: old.ws.closed)
        assert not new.ws.closed


async def test_a_half_open_socket_swallows_pushes_and_stays_open() -> None:
    async with office() as desk:
        dead = await desk.connect()
        await desk.fault("half_open")
        await desk.say("lina", "有人吗")
        desk.advance(30)
        state = await desk.control.get("/dingtalk/state")
        assert state["connections"][0]["half_open"] is True
        alive = await desk.connect()
        await dead.ws.close()
        await eventually(lambda: len(desk.dingtalk.streams.connections) == 1)
        desk.advance(31)
        assert (await alive.next(ROBOT))["data"]["text"]["content"] == " 有人吗"
        assert dead.frames == []


async def test_duplicates_carry_the_same_msg_id() -> None:
    async with office() as desk:
        socket = await desk.connect()
        await desk.fault("duplicate_events", count=1)
        await desk.say("lina", "一次")
        await socket.next(ROBOT, 2)
        ids = {push["data"]["msgId"] for push in socket.of(ROBOT)}
        assert len(ids) == 1


async def test_a_replay_sends_the_same_bytes_again() -> None:
    async with office() as desk:
        socket = await desk.connect()
        await desk.say("lina", "原件")
        await socket.next(ROBOT)
        await desk.fault("replay_events")
        await socket.next(ROBOT, 2)
        assert socket.frames[0] == socket.frames[1]


async def test_reordered_messages_change_places() -> None:
    async with office() as desk:
        socket = await desk.connect()
        await desk.fault("reorder_events", count=1)
        await desk.say("lina", "一")
        await desk.say("lina", "二")
        await socket.next(ROBOT, 2)
        assert [p["data"]["text"]["content"] for p in socket.of(ROBOT)] == [" 二", " 一"]


async def test_a_lost_push_comes_at_the_next_attempt() -> None:
    async with office() as desk:
        socket = await desk.connect()
        await desk.fault("drop_events", match="robot", count=1)
        await desk.say("lina", "丢了")
        await eventually(lambda: desk.dingtalk.recorder.deliveries()[-1:])
        assert socket.frames == []
        desk.advance(61)
        await socket.next(ROBOT)


@pytest.mark.parametrize("by_fault", [True, False])
async def test_beyond_the_push_quota_messages_come_without_text(by_fault: bool) -> None:
    async with office() as desk:
        socket = await desk.connect()
        if by_fault:
            await desk.fault("over_quota")
        else:
            await desk.console(quota={"pushes": 0})
        await desk.say("lina", "听得到吗")
        data = (await socket.next(ROBOT))["data"]
        assert data["errorCode"] == 20001
        assert "text" not in data and "content" not in data


async def test_a_reset_keeps_the_socket_and_its_pings() -> None:
    async with office() as desk:
        socket = await desk.connect()
        await desk.say("lina", "之前")
        await socket.next(ROBOT)
        await desk.control.post("/reset")
        assert await desk.messages() == []
        desk.advance(21)
        await socket.next("ping")


async def test_joining_leaving_and_dissolving_are_events_and_take_effect() -> None:
    async with office() as desk:
        socket = await desk.connect()

        async def happens(kind: str, **more: str) -> None:
            body = {"kind": kind, "chat": desk.group, **more}
            assert (await desk.control.post("/dingtalk/event", body))["event_id"]

        await happens("join_group", person="zhoujie")
        await happens("leave_group", person="zhangwei")
        await happens("leave_group", person="wangqiang", operator="liuyang")
        await happens("dissolve", operator="liuyang")
        await socket.next("*", 4)
        events = [(e["headers"]["eventType"], e["data"]["operator"]) for e in socket.of("*")]
        assert sorted(events) == sorted(
            [
                ("chat_add_member", desk.user("lina")),
                ("chat_quit", desk.user("zhangwei")),
                ("chat_remove_member", desk.user("liuyang")),
                ("chat_disband", desk.user("liuyang")),
            ]
        )
        body = {"chat": desk.group, "person": "zhangwei", "text": "x"}
        await desk.control.post("/dingtalk/say", body, expect=403)
        body["person"] = "zhoujie"
        await desk.control.post("/dingtalk/say", body, expect=404)


async def test_events_the_console_did_not_subscribe_to_are_not_pushed() -> None:
    async with office() as desk:
        await desk.console(events=["chat_disband"])
        body = {"kind": "rename_chat", "chat": desk.group, "title": "x"}
        answer = await desk.control.post("/dingtalk/event", body)
        assert answer["event_id"] is None
        assert desk.dingtalk.recorder.deliveries() == []
