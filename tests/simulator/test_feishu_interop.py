"""The unmodified official package lark-oapi works against the simulator."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import lark_oapi as lark
from lark_oapi.api.contact.v3 import GetUserRequest
from lark_oapi.api.im.v1 import (
    CreateImageRequest,
    CreateImageRequestBody,
    CreateMessageRequest,
    CreateMessageRequestBody,
    PatchMessageRequest,
    PatchMessageRequestBody,
)

from simulator.app import Running
from tests.simulator.conftest import Control, eventually
from tests.simulator.feishu_rig import GROUP, Rest, button, card

WS_CLIENT = """
import json, os, sys
import lark_oapi as lark
from lark_oapi.event.callback.model.p2_card_action_trigger import P2CardActionTriggerResponse

def say(kind, value):
    print(json.dumps([kind, value]), flush=True)

def received(data):
    say("message", [data.event.message.message_id, data.event.message.content])

def clicked(data):
    say("click", data.event.action.value)
    return P2CardActionTriggerResponse({
        "toast": {"type": "success", "content": "已接单"},
        "card": {"type": "raw", "data": json.loads(os.environ["NEW_CARD"])},
    })

handler = (
    lark.EventDispatcherHandler.builder("", "")
    .register_p2_im_message_receive_v1(received)
    .register_p2_card_action_trigger(clicked)
    .build()
)
lark.ws.Client(
    os.environ["FEISHU_APP_ID"], os.environ["FEISHU_APP_SECRET"],
    event_handler=handler, domain=os.environ["FEISHU_BASE_URL"],
).start()
"""


def official(env: dict[str, str]) -> lark.Client:
    return (
        lark.Client.builder()
        .app_id(env["FEISHU_APP_ID"])
        .app_secret(env["FEISHU_APP_SECRET"])
        .domain(env["FEISHU_BASE_URL"].removesuffix("/feishu"))  # it takes an origin only
        .build()
    )


async def test_the_official_rest_client_sends_updates_uploads_and_reads_people(
    feishu_world: Running, rest: Rest, control: Control, tmp_path: Path
) -> None:
    client = official(rest.env)
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"\x89PNG\r\n\r\n")

    def use() -> tuple[Any, Any, Any, Any]:
        body = (
            CreateMessageRequestBody.builder()
            .receive_id(rest.chat())
            .msg_type("interactive")
            .content(json.dumps(card(title="旧")))
            .uuid("sdk-1")
            .build()
        )
        request = CreateMessageRequest.builder().receive_id_type("chat_id").request_body(body)
        sent = client.im.v1.message.create(request.build())
        new = PatchMessageRequestBody.builder().content(json.dumps(card(title="新"))).build()
        patch = PatchMessageRequest.builder().message_id(sent.data.message_id).request_body(new)
        patched = client.im.v1.message.patch(patch.build())
        with photo.open("rb") as file:
            form = CreateImageRequestBody.builder().image_type("message").image(file).build()
            image = client.im.v1.image.create(
                CreateImageRequest.builder().request_body(form).build()
            )
        who = GetUserRequest.builder().user_id(rest.open_id("zhangwei")).user_id_type("open_id")
        return sent, patched, image, client.contact.v3.user.get(who.build())

    sent, patched, image, user = await asyncio.to_thread(use)
    assert sent.success() and patched.success() and image.success() and user.success()
    assert feishu_world.sim.platforms["feishu"].recorder.requests()[0]["status"] == 200
    shown = (await control.get(f"/feishu/messages?chat={GROUP}"))["messages"]
    assert [(m["id"], m["card"]["title"]) for m in shown] == [(sent.data.message_id, "新")]
    assert rest.feishu.store.assets[image.data.image_key].data == b"\x89PNG\r\n\r\n"
    assert user.data.user.leader_user_id == rest.open_id("liuyang")


async def test_the_official_long_connection_receives_an_event_and_answers_a_card(
    rest: Rest, control: Control, tmp_path: Path
) -> None:
    script = tmp_path / "client.py"
    script.write_text(WS_CLIENT, encoding="utf-8")
    env = {**rest.env, "NEW_CARD": json.dumps(card(title="处理中")), "PYTHONIOENCODING": "utf-8"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(script),
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:

        async def pinged() -> bool:
            state = await control.get("/feishu/state")
            return state["connections"] == 1 and state["pings"] >= 1

        await eventually(pinged, within=40)
        body = {"chat": GROUP, "person": "lina", "text": "漏水"}
        message = (await control.post("/feishu/say", body))["message"]
        assert await heard(process) == ["message", [message, '{"text": "@_user_1 漏水"}']]
        shown = await rest.card(card(button("接单", {"op": "claim"}), title="待接单"))
        click = {"message": shown, "person": "zhangwei", "button": "接单"}
        result = await control.post("/feishu/click", click)
        assert await heard(process) == ["click", {"op": "claim"}]
        assert (result["ok"], result["toast"]) == (True, "已接单")
        seen = (await control.get(f"/feishu/messages?chat={GROUP}"))["messages"][-1]
        assert seen["card"]["title"] == "处理中"
    finally:
        process.kill()
        await process.wait()


async def heard(process: asyncio.subprocess.Process) -> Any:
    """The next line the client printed; the SDK's own log lines are skipped."""
    assert process.stdout is not None
    while True:
        line = await asyncio.wait_for(process.stdout.readline(), 20)
        assert line, "the client ended"
        if line.startswith(b'["'):
            return json.loads(line)
