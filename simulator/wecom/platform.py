"""The WeCom half of the simulator: one corp with an app, an AI bot and group webhooks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from simulator.errors import Refused
from simulator.faults import Fault
from simulator.platform import Platform, Upload
from simulator.sim import Sim
from simulator.wecom.aibot import AiBot, Origin
from simulator.wecom.aibot_inbound import Heard, Inbound
from simulator.wecom.api import Api
from simulator.wecom.app import App
from simulator.wecom.app_callbacks import AppCallbacks
from simulator.wecom.appchat import AppChats
from simulator.wecom.callback_url import CallbackUrl
from simulator.wecom.console import Console
from simulator.wecom.contacts import Contacts
from simulator.wecom.errors import envelope
from simulator.wecom.hook import Hook
from simulator.wecom.http_bot import HttpBot
from simulator.wecom.log import AIBOT_CHAT, APP_CHAT
from simulator.wecom.media_api import MediaApi
from simulator.wecom.oauth import OAuth
from simulator.wecom.people_events import PeopleEvents
from simulator.wecom.pressing import Pressing
from simulator.wecom.settings import HTTP
from simulator.wecom.shared import shared
from simulator.wecom.ws import LongConnection

DIRECT = "direct"


class WeCom(Platform):
    """Chats: a group's id, "direct" (the AI bot, or the app if there is none), "direct:app"."""

    name = "wecom"
    own_faults = ("bad_secret", "untrusted_ip")

    def __init__(self, sim: Sim) -> None:
        super().__init__(sim)
        self._shared = shared(sim, self.recorder, self.faults)
        self._api = Api(self._shared)
        urls = CallbackUrl(self._shared)
        self._callbacks = AppCallbacks(self._shared, urls)
        self._app = App(self._shared, self._callbacks, self._api)
        self._appchats = AppChats(self._shared, self._api)
        self._media = MediaApi(self._shared, self._api)
        self._contacts = Contacts(self._shared, self._api)
        self._oauth = OAuth(self._shared, self._api)
        self._hook = Hook(self._shared, self._api)
        self._bot = AiBot(self._shared)
        self._inbound = Inbound(self._shared, self._bot)
        self._ws = LongConnection(self._shared, self._bot)
        self._http = HttpBot(self._shared, self._bot, urls, self._api)
        self._console = Console(self._shared, urls, self._http)
        self._pressing = Pressing(
            self._shared, self._app, self._callbacks, self._bot, self._ws, self._http
        )
        self._events = PeopleEvents(
            self._shared, self._bot, self._callbacks, self._hook, self._bot_event
        )

    def routes(self, app: web.Application) -> None:
        app.router.add_get("/wecom/ws", self._ws.serve)
        self._media.routes(app)
        self._oauth.routes(app)
        app.router.add_route("*", "/wecom/cgi-bin/{path:.+}", self._api.handle)

    def describe(self) -> dict[str, Any]:
        people = self._shared.people.everybody()
        ids = [person.id for person in people]
        chats = [
            {"id": chat.id, "name": chat.name, "kind": "group", "members": list(chat.members)}
            for chat in self._shared.groups.values()
        ]
        name = self._shared.settings.bot_name
        direct = {"kind": "direct", "members": ids}
        if self._shared.has("aibot"):
            chats.append({"id": DIRECT, "name": name, **direct})
        if self._shared.has("app"):
            lone = not self._shared.has("aibot")
            called = name if lone else f"{name}（应用）"
            chats.append({"id": DIRECT if lone else APP_CHAT, "name": called, **direct})
        shown = [{"id": p.id, "name": p.name, "title": p.title} for p in people]
        return {"people": shown, "chats": chats}

    async def say(
        self,
        chat: str,
        person: str,
        text: str,
        *,
        at_bot: bool = True,
        quote: str | None = None,
        files: Sequence[Upload] = (),
        mentions: Sequence[str] = (),
    ) -> str:
        who = self._shared.people.member(person).id
        if not text and not files:
            raise Refused("an empty message cannot be sent")
        place = self._place(chat)
        if place == APP_CHAT:
            return self._callbacks.say(who, text, quote, list(files))
        if place == AIBOT_CHAT:
            if self._shared.settings.auto_enter:
                await self._events.happen("enter_chat", {"person": who})
            message, heard = self._inbound.direct(who, text, quote, files)
        else:
            self._belongs(who, place)
            message, heard = self._inbound.group(
                place, who, text, at_bot=at_bot, quote=quote, files=files, mentions=mentions
            )
        for one in heard:
            await self._hear(one)
        return message

    async def click(
        self, message: str, person: str, button: str, values: dict[str, Any]
    ) -> dict[str, Any]:
        who = self._shared.people.member(person).id
        found = self._shared.log.get(message, who)
        if found.chat in self._shared.groups:
            self._belongs(who, found.chat)
        return await self._pressing.press(found, who, button, values)

    def messages(
        self, chat: str | None, viewer: str | None, after: str | None, *, peek: bool = False
    ) -> list[dict[str, Any]]:
        who = self._shared.people.member(viewer).id if viewer else None
        places = None if not chat else [self._place(chat)]
        if who and places and places[0] in self._shared.groups:
            self._belongs(who, places[0])
        if who and not places:
            groups = [one.id for one in self._shared.groups.values() if who in one.members]
            places = [*groups, AIBOT_CHAT, APP_CHAT]
        return self._shared.log.shown(places, who, after)

    async def console(self, settings: dict[str, Any]) -> dict[str, Any]:
        shown = await self._console.save(settings)
        if self._shared.settings.bot_transport == HTTP or not self._shared.has("aibot"):
            await self._ws.close()
        return shown

    def env(self) -> dict[str, str]:
        settings, base = self._shared.settings, self.sim.base_url
        found = {
            "WECOM_CORP_ID": settings.corp_id,
            "WECOM_API_URL": f"{base}/wecom",
            "WECOM_OPEN_URL": f"{base}/wecom/open",
        }
        if self._shared.has("aibot"):
            found["WECOM_WS_URL"] = f"{base.replace('http', 'ws', 1)}/wecom/ws"
            found["WECOM_BOT_ID"] = settings.bot_id
            found["WECOM_BOT_SECRET"] = settings.bot_secret
            found["WECOM_BOT_NAME"] = settings.bot_name
            found["WECOM_BOT_TRANSPORT"] = settings.bot_transport
            found["WECOM_BOT_TOKEN"] = settings.bot_token
            found["WECOM_BOT_AES_KEY"] = settings.bot_aes_key
        if self._shared.has("app"):
            found["WECOM_APP_SECRET"] = settings.app_secret
            found["WECOM_APP_AGENT_ID"] = str(settings.app_agent_id)
            found["WECOM_APP_TOKEN"] = settings.app_token
            found["WECOM_APP_AES_KEY"] = settings.app_aes_key
        if self._shared.has("hook"):
            found["WECOM_WEBHOOKS"] = json.dumps(settings.webhooks)
        return found

    def state(self) -> dict[str, Any]:
        settings = self._shared.settings
        return {
            "console": self._console.shown(),
            "connected": self._ws.connected,
            "counts": dict(self._shared.counts),
            "dropped": self._shared.dropped,
            "refused_replies": self._shared.refused,
            "over_length": self._shared.cards.over_length,
            "response_codes": self._app.codes.counts(),
            "response_urls": self._bot.response_urls.counts(),
            "known_chats": sorted(self._bot.known),
            "webhooks": settings.webhooks,
            "tokens": self._api.state(),
        }

    async def event(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        await self._events.happen(kind, body)
        return {"ok": True}

    async def fault(self, fault: Fault) -> None:
        if fault.kind == "expire_tokens":
            self._api.expire_tokens()
        if fault.kind == "disconnect":
            self._ws.disconnect()
        if fault.kind == "replay_events":
            await self._shared.outlet.replay(fault.left or 1)

    def refusal(self, request: web.Request, status: int, code: int | None) -> web.Response:
        """With a code: HTTP 200 and that errcode, for WeCom refuses in the body alone."""
        if code is None:
            return super().refusal(request, status, None)
        return web.json_response(envelope(code, "injected fault"))

    def rate_limited(self, request: web.Request) -> web.Response:
        return web.json_response(envelope(45009))

    async def stop(self) -> None:
        await self._ws.close()

    async def reset(self) -> None:
        self._shared.rewind()
        self._shared.outlet.forget()
        for part in (
            self._app, self._appchats, self._contacts, self._oauth, self._hook, self._bot,
            self._http, self._ws,
        ):  # fmt: skip
            part.reset()

    def _place(self, chat: str) -> str:
        if chat == DIRECT:
            chat = AIBOT_CHAT if self._shared.has("aibot") else APP_CHAT
        if chat in (AIBOT_CHAT, APP_CHAT):
            if not self._shared.has(chat.removeprefix("direct:")):
                raise Refused(f"there is no {chat} here: the bot is not installed", 404)
            return chat
        return self._shared.group(chat).id

    def _belongs(self, person: str, chat: str) -> None:
        if person not in self._shared.group(chat).members:
            raise Refused(f"{person} is not in this group", 403)

    async def _hear(self, heard: Heard) -> None:
        if self._shared.settings.bot_transport == HTTP:
            self.sim.spawn(self._http.message(heard.kind, heard.origin, heard.body))
        else:
            self.sim.spawn(self._ws.push(heard.kind, heard.origin, heard.body))

    async def _bot_event(self, kind: str, origin: Origin, body: dict[str, Any]) -> None:
        if self._shared.settings.bot_transport != HTTP:
            self.sim.spawn(self._ws.push(kind, origin, body))
        elif kind == "enter_chat":
            self.sim.spawn(self._http.enter(origin, body))
        else:
            self.sim.spawn(self._http.event(kind, body))
