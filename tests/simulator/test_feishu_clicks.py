"""Clicking cards: the callback, the checks of its answer, what everybody then sees (§6.2, §6.3)."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from tests.simulator.conftest import Control
from tests.simulator.feishu_rig import GROUP, Receiver, Rest, button, card
from tests.simulator.test_feishu_cards import SELECT, form, md, plain


async def click(
    control: Control, message: str, wanted: str = "接单", person: str = "zhangwei", **values: Any
) -> dict[str, Any]:
    body = {"message": message, "person": person, "button": wanted, "values": values}
    return dict(await control.post("/feishu/click", body))


async def title(control: Control, viewer: str = "zhangwei") -> str:
    path = f"/feishu/messages?chat={GROUP}&viewer={viewer}"
    return str((await control.get(path))["messages"][-1]["card"]["title"])


def claim(**more: Any) -> dict[str, Any]:
    return card(button("接单", {"op": "claim", "ticket": 128}), **more)


async def test_a_click_calls_back_with_everything_the_bot_needs(
    control: Control, receiver: Receiver, rest: Rest
) -> None:
    message = await rest.card(claim())
    receiver.card_answer = {"toast": {"type": "success", "content": "已接单"}}
    result = await click(control, message)
    assert (result["ok"], result["toast"], result["error"]) == (True, "已接单", None)
    assert 0 <= result["took_ms"] < 3000
    pushed = receiver.pushed[-1]
    event = pushed["event"]
    assert len(pushed["header"]["create_time"]) == 16
    assert event["operator"]["open_id"] == rest.open_id("zhangwei")
    assert event["action"]["value"] == {"op": "claim", "ticket": 128}
    assert event["context"] == {"open_message_id": message, "open_chat_id": rest.chat()}
    assert event["token"].startswith("c-")


async def test_a_card_in_the_answer_is_shown_to_everybody(
    control: Control, receiver: Receiver, rest: Rest
) -> None:
    message = await rest.card(claim())
    receiver.card_answer = {"card": {"type": "raw", "data": claim(title="处理中")}}
    assert (await click(control, message))["ok"]
    assert (await title(control), await title(control, "lina")) == ("处理中", "处理中")


async def test_without_a_card_the_clicker_sees_the_old_look_even_over_a_patch(
    control: Control, receiver: Receiver, rest: Rest
) -> None:
    message = await rest.card(claim(title="旧"))
    path = f"/im/v1/messages/{message}"

    async def patch(event: dict[str, Any]) -> None:
        await rest.ok("PATCH", path, {"content": json.dumps(claim(title="新"))})

    receiver.before_answer = patch
    await click(control, message)
    assert (await title(control), await title(control, "lina")) == ("旧", "新")
    receiver.before_answer = None
    await rest.ok("PATCH", path, {"content": json.dumps(claim(title="更新"))})
    assert await title(control) == "更新"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (claim(), 200672),
        (True, 200672),
        ({"toast": "ok"}, 200672),
        ({"toast": {"type": "great", "content": "x"}}, 200672),
        ({"card": claim()}, 200672),
        ({"card": {"type": "raw", "data": json.dumps(claim())}}, 200672),
        ({"card": {"type": "raw", "data": card({"tag": "blink"})}}, 200673),
        ({"card": {"type": "raw", "data": {"elements": []}}}, 200673),
        ({"card": {"type": "raw", "data": card(md("长" * 11_000))}}, 200860),
    ],
)
async def test_a_wrong_answer_is_an_error_to_the_clicker(
    control: Control, receiver: Receiver, rest: Rest, answer: Any, code: int
) -> None:
    message = await rest.card(claim(title="旧"))
    receiver.card_answer = answer
    result = await click(control, message)
    assert (result["ok"], result["code"], str(code) in result["error"]) == (False, code, True)
    assert await title(control) == "旧"


async def test_no_answer_in_time_is_an_error_and_never_retried(
    control: Control, receiver: Receiver, rest: Rest
) -> None:
    await control.post("/feishu/console", {"answer_seconds": 0.1})
    message, released = await rest.card(claim()), asyncio.Event()

    async def hang(event: dict[str, Any]) -> None:
        await released.wait()

    receiver.before_answer = hang
    result = await click(control, message)
    released.set()
    assert (result["ok"], result["code"]) == (False, 200341)
    assert 100 <= result["took_ms"] < 2000
    await control.post("/clock", {"advance": 86400})
    assert (await control.get("/feishu/state"))["retries_waiting"] == 0
    assert receiver.kinds().count("card.action.trigger") == 1


async def test_a_failing_or_missing_bot_has_its_own_codes(
    control: Control, receiver: Receiver, rest: Rest
) -> None:
    message = await rest.card(claim())
    receiver.statuses = [500]
    assert (await click(control, message))["code"] == 200671
    await receiver.stop()
    assert (await click(control, message))["code"] == 200342
    await control.post("/feishu/console", {"callbacks": False})
    assert (await click(control, message))["code"] == 200340


async def test_a_form_sends_its_values_by_name(
    control: Control, receiver: Receiver, rest: Rest
) -> None:
    shown = card(
        form(
            {"tag": "input", "name": "title", "label": plain("标题"), "required": True},
            {"tag": "input", "name": "note"},
            SELECT,
            {"tag": "select_person", "name": "owner"},
            {"tag": "picker_datetime", "name": "due", "placeholder": plain("期限")},
            {"tag": "multi_select_static", "name": "tags", "options": SELECT["options"]},
            {"tag": "checker", "name": "stop", "text": plain("停机")},
        )
    )
    message = await rest.card(shown)
    refused = await click(control, message, "提交")
    assert (refused["ok"], "标题" in refused["error"], receiver.pushed) == (False, True, [])
    values = {"标题": "漏油", "prio": "高", "owner": "lina", "due": "2026-01-02 18:00"}
    assert (await click(control, message, "提交", **values, tags=["P2"], stop=True))["ok"]
    action = receiver.pushed[-1]["event"]["action"]
    assert (action["tag"], action["name"], action["value"]) == ("button", "send", {"op": "submit"})
    assert action["form_value"] == {
        "title": "漏油",
        "note": "",
        "prio": "P2",
        "owner": rest.open_id("lina"),
        "due": "2026-01-02 18:00 +0800",
        "tags": ["P2"],
        "stop": True,
    }
    body = {"message": message, "person": "lina", "button": "提交", "values": {"colour": "red"}}
    assert "colour" in (await control.post("/feishu/click", body, expect=400))["error"]
    body["values"] = {"title": "x", "prio": "极高"}
    assert "极高" in (await control.post("/feishu/click", body, expect=400))["error"]


async def test_a_submit_button_without_value_is_refused_by_the_client(
    control: Control, receiver: Receiver, rest: Rest
) -> None:
    shown = form({"tag": "input", "name": "title"})
    del shown["elements"][-1]["value"]
    message = await rest.card(card(shown))
    assert (await click(control, message, "提交"))["code"] == 200340
    assert receiver.pushed == []


async def test_selects_outside_forms_call_back_by_themselves(
    control: Control, receiver: Receiver, rest: Rest
) -> None:
    message = await rest.card(card({**SELECT, "value": {"op": "prio"}}))
    assert (await click(control, message, "prio", prio="P2"))["ok"]
    action = receiver.pushed[-1]["event"]["action"]
    assert (action["tag"], action["option"]) == ("select_static", "P2")


async def test_a_link_button_calls_nobody(control: Control, receiver: Receiver, rest: Rest) -> None:
    open_url = [{"type": "open_url", "default_url": "https://x.example"}]
    message = await rest.card(card({"tag": "button", "text": plain("看"), "behaviors": open_url}))
    result = await click(control, message, "看")
    assert (result["ok"], result["url"], receiver.pushed) == (True, "https://x.example", [])


async def test_only_those_who_see_a_card_can_click_it(control: Control, rest: Rest) -> None:
    message = await rest.card(claim())
    body = {"message": message, "person": "sunlei", "button": "接单"}
    await control.post("/feishu/click", body, expect=400)
    body = {"message": message, "person": "lina", "button": "关单"}
    assert "接单" in (await control.post("/feishu/click", body, expect=404))["error"]


async def test_a_delayed_update_works_twice_within_half_an_hour_after_the_answer(
    control: Control, receiver: Receiver, rest: Rest
) -> None:
    message = await rest.card(claim(title="旧"))
    path = "/interactive/v1/card/update"

    async def too_early(event: dict[str, Any]) -> None:
        await rest.ok("POST", path, {"token": event["token"], "card": claim(title="太早")})

    receiver.before_answer = too_early
    await click(control, message)
    assert (await title(control), await title(control, "lina")) == ("旧", "旧")
    receiver.before_answer = None
    token = receiver.pushed[-1]["event"]["token"]
    await rest.ok("POST", path, {"token": token, "card": claim(title="新")})
    assert await title(control, "lina") == "新"
    assert await rest.refused("POST", path, {"token": token, "card": claim()}) == 300090
    await click(control, message)
    late = receiver.pushed[-1]["event"]["token"]
    await control.post("/clock", {"advance": 31 * 60})
    assert await rest.refused("POST", path, {"token": late, "card": claim()}) == 300090


async def test_a_click_on_a_card_of_15_days_is_stopped(
    control: Control, receiver: Receiver, rest: Rest
) -> None:
    message = await rest.card(claim())
    await control.post("/clock", {"advance": 15 * 86400})
    assert (await click(control, message))["error"] == "卡片已过期"
    assert receiver.pushed == []


async def test_a_streaming_card_cannot_be_updated_by_the_answer(
    control: Control, receiver: Receiver, rest: Rest
) -> None:
    shown = claim()
    shown["config"]["streaming_mode"] = True
    message = await rest.card(shown)
    receiver.card_answer = {"card": {"type": "raw", "data": claim(title="新")}}
    assert (await click(control, message))["code"] == 200810
