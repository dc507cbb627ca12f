"""WeCom in the contract suite and for its own stories: any combination of its bots.

`bots` are those of the simulator: aibot, app, hook. A card is known by its lasting name; the
simulated client's ids are found by the task id of the copy.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import unicodedata
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import aiohttp
from aiohttp import web
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from adapters.shared.http import make_http
from adapters.wecom import Rhythm, WeComMessenger, WeComSettings
from bot.cards.model import Card
from bot.domain.people import ChatId
from bot.ports import Place, Receipt
from simulator.app import serve
from tests.console import pressed_again
from tests.contract.rigs.base import Forgery, Rig, eventually

QUICK = Rhythm(ping=2.0, ack=3.0, first_wait=0.02, last_wait=0.2, lead_every=0.1, passive=0.2)
ALL = ("aibot", "app", "hook")
# What no bot of WeCom can do, so that no messenger can be held to it (wecom.md §4, §5, §11); what
# it does instead is asserted in tests/adapters/wecom/test_combinations.py.
_NO_FORMS = "a card has no text inputs"
_NO_TOKEN = "the long connection needs no token"
CANNOT = {
    "test_a_form_brings_back_every_value": _NO_FORMS,
    "test_a_form_left_as_it_was_brings_back_its_defaults": _NO_FORMS,
    "test_a_form_can_be_dropped_without_filling_it": _NO_FORMS,
    "test_every_card_is_accepted_and_shown[wecom-form]": _NO_FORMS,
    "test_a_row_of_a_list_has_its_own_button": "a card has six buttons, its rows none",
    "test_every_card_is_accepted_and_shown[wecom-far too many]": "a card has six buttons",
    "test_every_card_is_accepted_and_shown[wecom-hostile]": "a button has ten characters",
    "test_every_card_is_accepted_and_shown[wecom-links and bold]": "no link buttons",
    "test_a_ticket_card_shows_its_facts": "a card has four colours",
    "test_hostile_words_stay_words": "a card's text has 112 characters",
    "test_a_mention_rings_in_cards_and_in_plain_messages": "the webhook mentions beside the card",
    "test_a_colleague_is_mentioned_by_name_and_account": "mentions come as names only",
    "test_a_file_can_be_fetched_byte_for_byte": "files come without their names",
    "test_a_quote_brings_the_words_it_quotes": "quotes come without ids",
    "test_a_quoted_card_is_known_by_its_message": "quotes come without ids",
    "test_a_quoted_file_can_be_fetched": "quotes come without ids",
    "test_an_expired_token_costs_one_refresh_and_one_retry": _NO_TOKEN,
    "test_a_token_is_renewed_before_it_ends": _NO_TOKEN,
}
_OF: Mapping[str, Sequence[str]] = {
    "aibot": ("BOT", "WS"), "app": ("APP",), "hook": ("WEBHOOKS",)
}


class WeComRig(Rig):
    platform = "wecom"
    people = ("lina", "zhangwei", "liuyang")
    token_path = "/gettoken"
    send_path = "/aibot_send_msg"
    quotes = False
    tells_failures = False
    cannot = CANNOT

    def __init__(self, transport: str, bots: Sequence[str]) -> None:
        super().__init__()
        self.transport = transport
        self.bots = bots
        self.tells_failures = transport == "http"
        self.messenger: WeComMessenger
        self.settings: WeComSettings
        self.bot_url = ""
        self._shown_as: dict[str, str] = {}

    # ---- the villains -----------------------------------------------------------------------

    async def forge(self, kind: Forgery) -> bool | None:
        if self.transport == "websocket":
            return None  # the socket is the signature
        body, stamp = json.dumps(self.said("forged")).encode(), None
        owner = self.settings.corp_id if kind == "other app" else ""
        if kind == "stale":
            stamp = str(int(self.clock.now().timestamp()) - self.settings.max_age - 60)
        sealed, query = self.sealed(body, "bot", owner=owner, stamp=stamp)
        if kind == "tampered":
            sealed = sealed.replace("A", "B", 1) if "A" in sealed else "A" + sealed[1:]
        if kind == "unsigned":
            query = ""
        if kind == "wrong token":
            query = query.replace("msg_signature=", "msg_signature=0", 1)
        return await self.deliver("bot", json.dumps({"encrypt": sealed}).encode(), query) == 200

    async def post(self, body: bytes) -> int | None:
        if self.transport == "websocket":
            return None
        return await self.deliver("bot", body, self.sealed(b"{}", "bot")[1])

    async def happen(self, kind: str) -> bool:
        event = {**self.said(""), "msgtype": "event", "event": {"eventtype": kind}}
        if self.transport == "websocket":
            frame = {"cmd": "aibot_event_callback", "headers": {"req_id": "r"}, "body": event}
            await self.messenger._pushed(frame)
            return True
        sealed, query = self.sealed(json.dumps(event).encode(), "bot")
        return await self.deliver("bot", json.dumps({"encrypt": sealed}).encode(), query) == 200

    def said(self, text: str, **changes: Any) -> dict[str, Any]:
        """An AI bot's message as the platform writes it."""
        return {
            "msgid": "forged", "aibotid": "aib", "chatid": self.group.chat, "chattype": "group",
            "from": {"userid": "Lina"}, "msgtype": "text", "text": {"content": text}, **changes,
        }

    def sealed(
        self, plain: bytes, door: str, *, owner: str | None = None, stamp: str | None = None
    ) -> tuple[str, str]:
        """The encrypted text and its signed query, as WeCom makes them."""
        bot, app = self.settings.bot, self.settings.app
        if door == "app":
            assert app is not None
            token, secret, owner = app.token, app.aes_key, owner or self.settings.corp_id
        else:
            assert bot is not None
            token, secret, owner = bot.token, bot.aes_key, owner or ""
        key = base64.b64decode(secret + "=")
        data = os.urandom(16) + len(plain).to_bytes(4, "big") + plain + owner.encode()
        fill = 32 - len(data) % 32
        lock = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
        text = base64.b64encode(lock.update(data + bytes([fill]) * fill)).decode()
        stamp = stamp or str(int(self.clock.now().timestamp()))
        signed = hashlib.sha1("".join(sorted((token, stamp, "n", text))).encode()).hexdigest()
        return text, f"?msg_signature={signed}&timestamp={stamp}&nonce=n"

    async def deliver(self, door: str, body: bytes, query: str) -> int:
        url = f"{self.bot_url}/wecom/{door}{query}"
        async with self.http.post(url, data=body) as answer:
            return answer.status

    # ---- the world --------------------------------------------------------------------------

    def simulated(self, chat: ChatId) -> str:
        """The simulator's name of a chat: a direct chat is the viewer's own."""
        if chat.chat.startswith("single:"):
            return "direct"
        return "direct:app" if chat.chat.startswith("app:") else chat.chat

    async def shown_in(self, chat: ChatId, viewer: str) -> list[dict[str, Any]]:
        """The chat as this person's client shows it, twins of markup read as what they mean."""
        path = f"/wecom/messages?chat={self.simulated(chat)}&viewer={viewer}"
        found: list[dict[str, Any]] = (await self.control("GET", path))["messages"]
        for message in found:
            if message["sender"] == "bot":
                _as_read(message)
        return found

    async def count_seen(self, chat: ChatId, viewer: str) -> int:
        return len(await self.shown_in(chat, viewer))

    async def seen(self, receipt: Receipt, viewer: str) -> dict[str, Any] | None:
        """The newest copy of a card, or the words of the receipt."""
        found = await self.shown_in(receipt.chat, viewer)
        for message in reversed(found):
            task = str((message["card"] or {}).get("task_id") or "")
            if task.partition("_")[0] == receipt.message:
                return message
        await self._learn(receipt)
        name = self._shown_as.get(receipt.message)
        return next((one for one in found if one["id"] == name), None)

    async def send(self, card: Card, place: Place | None = None, *, key: str = "") -> Receipt:
        receipt = await super().send(card, place, key=key)
        await self._learn(receipt)
        return receipt

    async def known(self) -> None:
        """Somebody in the group has spoken to the bot, which may then speak there."""
        await self.hears(await self.say(self.people[0], "在吗"))
        self.heart.heard.clear()

    async def hears(self, message: str) -> Any:
        return await super().hears(await self.number_of(message))

    async def number_of(self, message: str) -> str:
        """The platform's own id of what somebody said, from its deliveries."""
        known = self._shown_as.get(f"said {message}")

        async def told() -> str | None:
            for one in (await self.control("GET", "/wecom/deliveries"))["deliveries"]:
                if one["id"] == known:
                    return str(one["body"].get("msgid") or one["body"].get("MsgId"))
            return None

        return str(await eventually(told)) if known else message

    async def say(self, person: str, text: str, **more: Any) -> str:
        before = (await self.control("GET", "/wecom/deliveries"))["deliveries"]
        last = before[-1]["id"] if before else 0
        message = await super().say(person, text, **more)

        async def delivered() -> int | None:
            found = (await self.control("GET", "/wecom/deliveries"))["deliveries"]
            fresh = [one["id"] for one in found
                     if one["id"] > last and one["kind"].split(".")[-1] != "event"]
            return fresh[-1] if fresh else None

        if more.get("at_bot", True) or str(more.get("chat", "")).startswith("direct"):
            self._shown_as[f"said {message}"] = await eventually(delivered)
        return message

    async def click(
        self, message: str, person: str, button: str, values: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """WeCom has no toasts: what the clicker alone reads on the card stands for one."""
        await self._learn_all(person)
        number = self._shown_as.get(message, message)
        before = await self._find(number, person)
        clicked = await super().click(number, person, button, values)
        shown = await self._find(number, person)
        changed = shown and before and shown["card"] != before["card"]
        if shown and changed and clicked["ok"] and not clicked["toast"]:
            clicked["toast"] = "\n".join([shown["card"]["title"], *shown["card"]["lines"]])
        return clicked

    async def _find(self, number: str, viewer: str) -> dict[str, Any] | None:
        for chat in ("", "single:", "app:"):
            where = self.group._replace(chat=chat) if chat else self.group
            if chat == "app:" and "app" not in self.bots:
                continue
            for one in await self.shown_in(where, viewer):
                if one["id"] == number:
                    return one
        return None

    async def _learn_all(self, person: str) -> None:
        """Cards by the name their copies share."""
        for chat in ("", "single:", "app:"):
            where = self.group._replace(chat=chat) if chat else self.group
            if chat == "app:" and "app" not in self.bots:
                continue
            for one in await self.shown_in(where, person):
                if one["card"] and one["card"].get("task_id"):
                    name = str(one["card"]["task_id"]).partition("_")[0]
                    self._shown_as[name] = one["id"]

    async def _learn(self, receipt: Receipt) -> None:
        if receipt.message in self._shown_as:
            return
        for viewer in self.people:
            for one in reversed(await self.shown_in(receipt.chat, viewer)):
                if one["sender"] == "bot" and one["id"] not in self._shown_as.values():
                    self._shown_as[receipt.message] = one["id"]
                    return

    async def state(self) -> dict[str, Any]:
        found: dict[str, Any] = await self.control("GET", "/wecom/state")
        return found


def _as_read(message: dict[str, Any]) -> None:
    message["text"] = _read(message["text"])
    card = message["card"]
    if card:
        card["lines"] = [line for part in card["lines"] for line in part.split("\n")]


def _read(text: str) -> str:
    """Full-width twins of markup as people read them."""
    marks = "＜＞＊＿｀～［］｜＃"
    plain = "".join(unicodedata.normalize("NFKC", c) if c in marks else c for c in text)
    return plain.replace("\u2060", "")


@asynccontextmanager
async def wecom_rig(
    transport: str = "websocket", bots: Sequence[str] = ALL, **console: Any
) -> AsyncIterator[WeComRig]:
    """A started messenger in a fresh world, ready to hear."""
    rig = WeComRig(transport, bots)
    async with (
        serve(platforms=("wecom",)) as world,
        aiohttp.ClientSession() as rig.http,
        make_http() as http,
    ):
        rig.url = world.url
        env = {**world.sim.env(), "WECOM_BOT_TRANSPORT": transport}
        env["PUBLIC_URL"] = "https://tickets.example"
        missing = [prefix for bot in ALL if bot not in bots for prefix in _OF[bot]]
        env = {
            k: v for k, v in env.items()
            if not any(k.startswith(f"WECOM_{prefix}") for prefix in missing)
        }  # fmt: skip
        settings = WeComSettings.from_env(env)
        assert settings is not None
        rig.settings = settings
        overview = await rig.control("GET", "")
        rig.clock.set(datetime.fromisoformat(overview["now"]))
        groups = [chat for chat in overview["platforms"]["wecom"]["chats"]
                  if chat["kind"] == "group"]
        rig.group = ChatId("wecom", settings.tenant, groups[0]["id"])
        rig.messenger = WeComMessenger(settings, rig.clock, http, rhythm=QUICK)
        runner = await _door(rig)
        await rig.messenger.start(rig.heart)
        try:
            urls: dict[str, Any] = {"auto_enter": False, "bots": list(bots), **console}
            if "app" in bots:
                urls["app_url"] = f"{rig.bot_url}/wecom/app"
            if transport == "http":
                urls |= {"bot_url": f"{rig.bot_url}/wecom/bot", "bot_transport": "http"}
            await pressed_again(lambda: rig.control("POST", "/wecom/console", urls))
            await eventually(rig.messenger.ready)
            if "aibot" in bots:
                await rig.known()
            yield rig
        finally:
            await rig.messenger.stop()
            await runner.cleanup()


async def _door(rig: WeComRig) -> web.AppRunner:
    app = web.Application()
    app.add_routes(rig.messenger.routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    rig.bot_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    return runner
