"""The public Python client wechatpy talks to the simulator unchanged: API, crypto, XML."""

from __future__ import annotations

import asyncio
import io
import warnings
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
import requests
from aiohttp import web
from requests.adapters import HTTPAdapter

from tests.simulator.conftest import eventually
from tests.simulator.wecom_kit import PNG, Corp, corp, served

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from wechatpy.enterprise import WeChatClient, create_reply, parse_message
    from wechatpy.enterprise.crypto import WeChatCrypto
    from wechatpy.exceptions import InvalidSignatureException, WeChatClientException

T = TypeVar("T")
HOST = "https://qyapi.weixin.qq.com"


class Detour(HTTPAdapter):
    """Brings calls of the real host to the simulator, as a hosts file would."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> Any:
        request.url = str(request.url).replace(HOST, f"{self._base}/wecom")
        return super().send(request, *args, **more)


def client(c: Corp) -> WeChatClient:
    made = WeChatClient(c.env["WECOM_CORP_ID"], c.env["WECOM_APP_SECRET"])
    made._http.mount(HOST, Detour(c.url))
    return made


async def run(work: Callable[[], T]) -> T:
    """wechatpy blocks: off the event loop with it."""
    return await asyncio.to_thread(work)


async def test_its_client_sends_reads_and_refreshes_its_token() -> None:
    async with corp() as c:
        wechat = client(c)
        sent = await run(lambda: wechat.message.send_text(1000002, ["Lina", "Gone"], "你好"))
        assert sent["invaliduser"] == "gone"
        assert (await c.last("direct:app", "lina"))["text"] == "你好"
        user = await run(lambda: wechat.user.get("Zhangwei"))
        assert user["name"] == "张伟"
        departments = await run(lambda: wechat.department.get(1))
        assert departments[0]["name"] == "闭环科技"
        await c.control.post("/wecom/faults", {"kind": "expire_tokens"})
        user = await run(lambda: wechat.user.get("Lina"))  # 42001, fetched again, repeated
        assert user["userid"] == "Lina"
        with pytest.raises(WeChatClientException) as caught:
            await run(lambda: wechat.user.get("Nobody"))
        assert caught.value.errcode == 60111


async def test_its_uploads_and_appchats_arrive() -> None:
    async with corp() as c:
        wechat = client(c)
        photo = io.BytesIO(PNG)
        photo.name = "photo.png"
        media = await run(lambda: wechat.media.upload("image", photo))
        await run(lambda: wechat.message.send_image(1000002, "Lina", media["media_id"]))
        assert (await c.last("direct:app", "lina"))["files"][0]["name"] == "photo.png"
        users = ["Lina", "Zhangwei"]
        chat = await run(lambda: wechat.appchat.create("G1", "处理群", "Lina", users))
        await run(lambda: wechat.appchat.send_text(chat["chatid"], "到齐"))
        assert (await c.last("G1", "zhangwei"))["text"] == "到齐"
        info = await run(lambda: wechat.appchat.get("G1"))
        assert info["owner"] == "Lina"


async def test_its_crypto_opens_callbacks_and_its_replies_are_shown() -> None:
    async with corp() as c:
        crypto = WeChatCrypto(
            c.env["WECOM_APP_TOKEN"], c.env["WECOM_APP_AES_KEY"], c.env["WECOM_CORP_ID"]
        )
        heard: list[Any] = []

        async def handle(request: web.Request) -> web.Response:
            query = request.query
            signed = (query["msg_signature"], query["timestamp"], query["nonce"])
            if request.method == "GET":
                return web.Response(text=crypto.check_signature(*signed, query["echostr"]))
            text = await request.text()
            with pytest.raises(InvalidSignatureException):
                crypto.decrypt_message(text, "0" * 40, *signed[1:])
            message = parse_message(crypto.decrypt_message(text, *signed))
            heard.append(message)
            reply = create_reply("收到", message).render()
            return web.Response(text=crypto.encrypt_message(reply, query["nonce"], "1767225600"))

        async with served(handle) as url:
            await c.console(app_url=url)
            await c.say("direct:app", "lina", "打印机坏了")
            await eventually(lambda: _last(c, "收到"))
        (message,) = heard
        assert (message.type, message.content, message.source) == ("text", "打印机坏了", "Lina")
        assert message.agent == 1000002


async def _last(c: Corp, text: str) -> bool:
    return bool((await c.last("direct:app", "lina"))["text"] == text)
