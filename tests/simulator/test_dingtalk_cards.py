"""Interactive cards: creation rules, views, clicks, forms, tiers (dingtalk.md §6)."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from simulator.dingtalk import templates
from tests.simulator.dingtalk_bench import CARD, OWN, Office, Socket, office


def button(text: str, action: str = "", url: str = "", **more: Any) -> dict[str, Any]:
    if url:
        event: dict[str, Any] = {"type": "openLink", "params": {"url": url}}
    else:
        event = {
            "type": "sendCardRequest",
            "params": {"actionId": action, "params": {"ticket": "T-1"}},
        }
    return {"text": text, "color": "blue", "status": "normal", "event": event, **more}


def own(**params: Any) -> dict[str, Any]:
    """cardData of the own template; lists and dicts become JSON text."""
    return {
        "cardParamMap": {
            "title": "T-1 打印机坏了",
            "content": "**负责人** 张伟<br>三楼走廊",
            "status": "待接单",
            **{k: v if isinstance(v, str) else json.dumps(v) for k, v in params.items()},
        }
    }


def answering(socket: Socket, response: dict[str, Any]) -> None:
    socket.answer = lambda frame: {"response": response}


async def shown(desk: Office, viewer: str) -> dict[str, Any]:
    card: dict[str, Any] = (await desk.last(viewer))["card"]
    return card


async def test_a_card_of_the_own_template_is_drawn() -> None:
    async with office() as desk:
        buttons = [button("接单", "take"), button("看板", url="https://board.example")]
        sent = await desk.send_card(cardData=own(btns=buttons))
        result = sent["result"]["deliverResults"][0]
        assert (result["success"], result["spaceId"]) == (True, desk.group)
        assert result["carrierId"]
        card = await shown(desk, "lina")
        assert (card["title"], card["tags"]) == ("T-1 打印机坏了", ["待接单"])
        assert card["fields"] == {"负责人": "张伟"}
        assert card["lines"] == ["负责人 张伟", "三楼走廊"]
        assert card["buttons"] == [
            {"label": "接单", "key": "take", "style": "blue", "url": None},
            {"label": "看板", "key": "看板", "style": "blue", "url": "https://board.example"},
        ]


async def test_a_click_is_sent_as_json_in_json_and_its_answer_reaches_only_the_clicker() -> None:
    async with office() as desk:
        socket = await desk.connect()
        await desk.send_card(cardData=own(btns=[button("接单", "take")]))
        answering(
            socket,
            {
                "cardUpdateOptions": {"updateCardDataByKey": True},
                "cardData": {"cardParamMap": {"status": "处理中", "btns": "[]"}},
            },
        )
        answer = await desk.click((await desk.last())["id"], "zhangwei", "接单")
        assert (answer["ok"], answer["error"]) == (True, None)
        data = (await socket.next(CARD))["data"]
        assert (data["outTrackId"], data["userId"]) == ("T-1", desk.user("zhangwei"))
        assert (data["type"], data["spaceId"]) == ("actionCallback", desk.group)
        content = json.loads(data["content"])
        private = {"actionIds": ["take"], "params": {"ticket": "T-1"}}
        assert content == {"cardPrivateData": private}
        assert (await shown(desk, "zhangwei"))["tags"] == ["处理中"]
        assert (await shown(desk, "zhangwei"))["buttons"] == []
        assert (await shown(desk, "lina"))["tags"] == ["待接单"]


async def test_an_update_reaches_everybody_and_overwrites_by_default() -> None:
    async with office() as desk:
        await desk.send_card(cardData=own())
        by_key = {
            "outTrackId": "T-1",
            "cardData": {"cardParamMap": {"status": "处理中"}},
            "cardUpdateOptions": {"updateCardDataByKey": True},
        }
        await desk.api("/v1.0/card/instances", by_key, method="PUT")
        card = await shown(desk, "lina")
        assert (card["title"], card["tags"]) == ("T-1 打印机坏了", ["处理中"])
        assert (await desk.last())["edited_at"]
        whole = {"outTrackId": "T-1", "cardData": {"cardParamMap": {"status": "已关闭"}}}
        await desk.api("/v1.0/card/instances", whole, method="PUT")
        card = await shown(desk, "lina")
        assert (card["title"], card["tags"], card["lines"]) == ("", ["已关闭"], [])


async def test_private_data_is_seen_by_its_person_only() -> None:
    async with office() as desk:
        private = {desk.user("zhangwei"): {"cardParamMap": {"btns": '[{"text":"只给你"}]'}}}
        await desk.send_card(cardData=own(btns="[]"), privateData=private)
        assert [b["label"] for b in (await shown(desk, "zhangwei"))["buttons"]] == ["只给你"]
        assert (await shown(desk, "lina"))["buttons"] == []


async def test_recipients_alone_see_the_card_and_mentions_are_real() -> None:
    async with office() as desk:
        model = {
            "robotCode": desk.app.client_id,
            "atUserIds": {desk.user("zhangwei"): "张伟"},
            "recipients": [desk.user("zhangwei")],
        }
        await desk.send_card(imGroupOpenDeliverModel=model)
        assert await desk.messages("lina") == []
        message = await desk.last("zhangwei")
        assert (message["mentions"], message["text"]) == (["zhangwei"], "@张伟")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cardTemplateId": ""}, "param.cardTemplateIdEmpty"),
        ({"cardTemplateId": "unknown.schema"}, "param.templateNotExist"),
        ({"outTrackId": ""}, "param.outTrackIdEmpty"),
        ({"openSpaceId": ""}, "param.openSpaceIdEmpty"),
        ({"openSpaceId": "IM_GROUP.x"}, "param.openSpaceIdInvalid"),
        ({"imGroupOpenSpaceModel": {}}, "param.openSpaceModelInvalid"),
        ({"imGroupOpenDeliverModel": None}, "param.openDeliverModelEmpty"),
        ({"imGroupOpenDeliverModel": {"robotCode": "x"}}, "param.openDeliverModelError"),
        ({"cardData": None}, "param.cardDataAndPrivateDataBothEmpty"),
        ({"cardData": {"cardParamMap": {"closed": False}}}, "param.invalid"),
        ({"privateData": {"nobody": {"cardParamMap": {}}}}, "param.userIdNotExist"),
    ],
)
async def test_a_wrong_card_is_refused_with_dingtalks_code(
    change: dict[str, Any], code: str
) -> None:
    async with office() as desk:
        assert (await desk.send_card(expect=400, **change))["code"] == code
        assert await desk.messages() == []


async def test_an_out_track_id_is_good_for_one_card() -> None:
    async with office() as desk:
        await desk.send_card()
        assert (await desk.send_card(expect=400))["code"] == "param.cardAlreadyExist"


async def test_a_failed_delivery_is_a_200_with_success_false() -> None:
    async with office() as desk:
        wrong = await desk.send_card(openSpaceId="dtv1.card//IM_GROUP.cidnowhere==")
        assert wrong["success"] is True
        assert wrong["result"]["deliverResults"][0]["success"] is False
        await desk.fault("deliver_results_false", count=1)
        failed = await desk.send_card("T-2")
        assert failed["result"]["deliverResults"][0]["errorMsg"]
        assert await desk.messages() == []
        await desk.send_card("T-3")
        assert len(await desk.messages()) == 1


async def test_the_console_takes_templates_away_tier_by_tier() -> None:
    async with office() as desk:
        await desk.console(card_template={"id": OWN, "published": False})
        assert (await desk.send_card(expect=400))["code"] == "param.templateUnpublished"
        await desk.console(card_template=None)
        assert "DINGTALK_CARD_TEMPLATE_ID" not in desk.sim.env()
        assert (await desk.send_card(expect=400))["code"] == "param.templateNotExist"
        public = {"cardTemplateId": templates.MARKDOWN_BUTTONS}
        await desk.send_card(**public)
        await desk.console(public_templates=False)
        assert (await desk.send_card("T-2", 400, **public))["code"] == "param.templateNotExist"
        await desk.console(scopes={"Card.Instance.Write": False})
        refusal = await desk.send_card("T-3", 403)
        assert refusal["code"] == "Forbidden.AccessDenied.AccessTokenPermissionDenied"
        assert refusal["accessdenieddetail"] == {"requiredScopes": ["Card.Instance.Write"]}


async def test_the_public_template_sends_clicks_of_request_buttons() -> None:
    async with office() as desk:
        socket = await desk.connect()
        buttons = {
            "msgButtons": [
                {"text": "受理", "color": "blue", "id": "accept", "request": True},
                {"text": "看板", "color": "gray", "url": "https://board.example"},
            ]
        }
        params = {
            "title": "T-1",
            "markdown": "**状态** 待接单",
            "tips": "请及时处理",
            "sys_full_json_obj": json.dumps(buttons),
        }
        await desk.send_card(
            cardTemplateId=templates.MARKDOWN_BUTTONS, cardData={"cardParamMap": params}
        )
        message = await desk.last()
        assert message["card"]["fields"] == {"状态": "待接单"}
        assert message["card"]["lines"][-1] == "请及时处理"
        assert [b["url"] for b in message["card"]["buttons"]] == [None, "https://board.example"]
        assert (await desk.click(message["id"], "lina", "accept"))["ok"] is True
        content = json.loads((await socket.next(CARD))["data"]["content"])
        assert content["cardPrivateData"]["actionIds"] == ["accept"]


FORM = {
    "fields": [
        {"name": "why", "label": "原因", "type": "TEXT_AREA", "required": True},
        {
            "name": "prio",
            "label": "优先级",
            "type": "SELECT",
            "options": [{"value": "P1", "text": "紧急"}, {"value": "P2", "text": "普通"}],
        },
    ]
}


async def test_a_form_is_shown_checked_and_submitted() -> None:
    async with office() as desk:
        socket = await desk.connect()
        await desk.send_card(cardData=own(form=FORM))
        message = await desk.last()
        assert [i["name"] for i in message["card"]["inputs"]] == ["why", "prio"]
        assert message["card"]["inputs"][1]["options"][0] == {"label": "紧急", "value": "P1"}
        empty = await desk.click(message["id"], "lina", "提交")
        assert (empty["ok"], empty["toast"]) == (False, "请填写原因")
        sent = await desk.click(message["id"], "lina", "form", why="漏水", prio="P2")
        assert sent["ok"] is True
        assert len(socket.of(CARD)) == 1
        content = json.loads((await socket.next(CARD))["data"]["content"])["cardPrivateData"]
        assert content["actionIds"] == ["form"]
        form = {"why": "漏水", "prio": {"index": 1, "value": "P2"}}
        assert content["params"] == {"form": form}


async def test_a_late_answer_is_a_failure_on_the_clickers_screen() -> None:
    async with office() as desk:
        socket = await desk.connect()
        socket.answer = lambda frame: None
        await desk.send_card(cardData=own(btns=[button("接单", "take")]))
        began = time.monotonic()
        answer = await desk.click((await desk.last())["id"], "lina", "接单")
        assert 1.9 < time.monotonic() - began < 4
        assert (answer["ok"], answer["error"]) == (False, "no acknowledgement")
        assert answer["took_ms"] >= 1900


async def test_an_answer_with_other_than_strings_fails() -> None:
    async with office() as desk:
        socket = await desk.connect()
        await desk.send_card(cardData=own(btns=[button("接单", "take")]))
        answering(socket, {"cardData": {"cardParamMap": {"closed": True}}})
        answer = await desk.click((await desk.last())["id"], "lina", "接单")
        assert answer["ok"] is False


async def test_a_disabled_button_and_a_missing_callback_type_send_nothing() -> None:
    async with office() as desk:
        socket = await desk.connect()
        await desk.send_card(cardData=own(btns=[button("接单", "take", status="disabled")]))
        assert (await desk.click((await desk.last())["id"], "lina", "接单"))["ok"] is False
        await desk.send_card("T-2", callbackType=None, cardData=own(btns=[button("接单", "take")]))
        answer = await desk.click((await desk.last())["id"], "lina", "接单")
        assert "callbackType" in answer["error"]
        assert socket.of(CARD) == []


async def test_an_unknown_button_is_refused_with_the_known_ones() -> None:
    async with office() as desk:
        await desk.send_card(cardData=own(btns=[button("接单", "take")]))
        message = (await desk.last())["id"]
        body = {"message": message, "person": "lina", "button": "完成"}
        answer = await desk.control.post("/dingtalk/click", body, expect=404)
        assert "接单" in answer["error"]


async def test_create_then_deliver_one_to_one() -> None:
    async with office() as desk:
        body = {"cardTemplateId": OWN, "outTrackId": "T-9", "cardData": own()}
        created = await desk.api("/v1.0/card/instances", body)
        assert created == {"success": True, "result": "T-9"}
        target = {
            "outTrackId": "T-9",
            "openSpaceId": f"dtv1.card//IM_ROBOT.{desk.user('lina')}",
            "imRobotOpenDeliverModel": {"spaceType": "IM_ROBOT"},
        }
        answer = await desk.api("/v1.0/card/instances/deliver", target)
        assert answer["result"][0]["success"] is True
        assert (await desk.last("lina", "direct"))["card"]["title"] == "T-1 打印机坏了"


async def test_streaming_types_into_an_ai_card() -> None:
    async with office() as desk:
        await desk.send_card(
            cardTemplateId=templates.AI_CARD, cardData={"cardParamMap": {"content": ""}}
        )
        part = {"outTrackId": "T-1", "guid": "g1", "key": "content", "content": "正在"}
        await desk.api("/v1.0/card/streaming", part, method="PUT")
        assert (await shown(desk, "lina"))["tags"] == ["输入中"]
        whole = {**part, "content": "完成了", "isFull": True, "isFinalize": True}
        await desk.api("/v1.0/card/streaming", whole, method="PUT")
        card = await shown(desk, "lina")
        assert (card["lines"], card["tags"]) == (["完成了"], ["完成"])


async def test_a_mention_inside_the_card_needs_the_link_and_the_list() -> None:
    async with office() as desk:
        user = desk.user("zhangwei")
        data = own(content=f"请 <a atId={user}>张伟</a> 处理")
        await desk.send_card(cardData=data)
        assert (await desk.last())["mentions"] == []
        await desk.send_card("T-2", cardData=data, cardAtUserIds=[user])
        message = await desk.last()
        assert (message["mentions"], message["card"]["lines"]) == (["zhangwei"], ["请 @张伟 处理"])
