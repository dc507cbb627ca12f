"""The DingTalk half of the simulator: one organisation, one internal app with a robot."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any

from aiohttp import web

from simulator.dingtalk import (
    api,
    auth_api,
    card_api,
    clicks,
    console,
    contacts_api,
    errors,
    gateway_api,
    happenings,
    inbound,
    media_api,
    render,
    reply,
    robot_api,
    settings,
    state,
    webhook_api,
)
from simulator.dingtalk.channels import Outcome
from simulator.dingtalk.chats import Chat
from simulator.dingtalk.crypto import EventCodec
from simulator.dingtalk.desk import Desk
from simulator.dingtalk.media import StoredFile
from simulator.dingtalk.messages import BOT
from simulator.dingtalk.pusher import Pusher
from simulator.dingtalk.quotas import Quotas
from simulator.dingtalk.streams import Streams
from simulator.dingtalk.tokens import Tokens
from simulator.faults import Fault
from simulator.platform import Platform, Upload
from simulator.sim import Sim

REPLAYABLE = 50
_MODULES = (
    auth_api, gateway_api, robot_api, webhook_api, media_api, card_api, contacts_api,
)  # fmt: skip


class DingTalk(Platform):
    """`card_routes` maps a callbackRouteKey to (url, apiSecret)."""

    name = "dingtalk"
    own_faults = (
        "half_open", "qps_limit", "api_quota", "over_quota", "deliver_results_false",
        "expire_sessions",
    )  # fmt: skip

    def __init__(self, sim: Sim) -> None:
        super().__init__(sim)
        self.settings = settings.from_world(sim.world.apps[self.name], sim.bot_url)
        self.desk = Desk(sim.world, self.settings, self.clock)
        self.tokens = Tokens(self.clock.now)
        self.quotas = Quotas(self.clock.now)
        self.streams = Streams(self)
        self.pusher = Pusher(self)
        self.card_routes: dict[str, tuple[str, str]] = {}
        self.wire: deque[Callable[[], Coroutine[Any, Any, Outcome]]] = deque(maxlen=REPLAYABLE)

    @property
    def event_codec(self) -> EventCodec:
        app = self.settings
        return EventCodec(app.event_token, app.event_aes_key, app.client_id)

    @property
    def at_name(self) -> str:
        return f"@{self.sim.world.bot_name}"

    def user_id(self, person: str) -> str:
        return self.desk.directory.user_id(self.sim.world.people[person])

    def file_url(self, file: StoredFile, *, lasting: bool) -> str:
        key = self.desk.media.link(file, lasting=lasting)
        return f"{self.sim.base_url}/dingtalk/files/{key}"

    def reply_by_http(self, chat: Chat, body: dict[str, Any]) -> None:
        """The HTTP answer to a robot message may itself be a message (§3.1)."""
        try:
            reply.post(self, chat, reply.read(self, chat, body), BOT)
        except errors.OapiError:
            return  # an unusable answer (and {"msgtype": "empty"}) shows nothing

    def routes(self, app: web.Application) -> None:
        app.router.add_get(gateway_api.SOCKET_PATH, self.streams.connect)
        app.router.add_get("/dingtalk/login/oauth2/auth", self._with_self(auth_api.login_page))
        app.router.add_get("/dingtalk/files/{key}", self._with_self(media_api.fetch))
        api.mount(self, app, [item for module in _MODULES for item in module.ENDPOINTS])

    def _with_self(
        self, serve: Callable[[DingTalk, web.Request], Awaitable[web.StreamResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handler(request: web.Request) -> web.StreamResponse:
            return await serve(self, request)

        return handler

    def describe(self) -> dict[str, Any]:
        people = self.desk.directory.everybody()
        return {
            "people": [{"id": p.id, "name": p.name, "title": p.title} for p in people],
            "chats": [
                {"id": c.id, "name": c.name, "kind": c.kind, "members": list(c.members)}
                for c in self.desk.chats.all()
            ],
        }

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
        writer = self.desk.directory.person(person)
        where = self.desk.chats.named(chat, writer.id)
        self.desk.chats.member(where, writer.id)
        if quote is not None:
            self.desk.log.find(quote)
        return inbound.write(self, where, writer, text, at_bot, quote, files, mentions).id

    async def click(
        self, message: str, person: str, button: str, values: dict[str, Any]
    ) -> dict[str, Any]:
        return await clicks.click(self, message, person, button, values)

    def messages(
        self, chat: str | None, viewer: str | None, after: str | None, *, peek: bool = False
    ) -> list[dict[str, Any]]:
        return render.messages(self, chat, viewer, after, peek)

    async def console(self, settings: dict[str, Any]) -> dict[str, Any]:
        return await console.save(self, settings)

    def state(self) -> dict[str, Any]:
        return state.shown(self)

    async def event(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        return happenings.happen(self, kind, body)

    async def fault(self, fault: Fault) -> None:
        if fault.kind == "expire_tokens":
            self.tokens.expire_all()
        elif fault.kind == "disconnect":
            await self.streams.disconnect()
        elif fault.kind == "replay_events":
            await self.pusher.replay(fault.left or 1)
        elif fault.kind == "half_open":
            fault.settings["up_to"] = self.streams.opened
        elif fault.kind == "expire_sessions":
            self.desk.sessions.clear()
            fault.left = 0  # it has acted; sessions opened from now on are good

    def refusal(self, request: web.Request, status: int, code: object) -> web.Response:
        if request.path.startswith(api.OAPI) and code is not None:
            number = int(str(code)) if str(code).lstrip("-").isdigit() else -1
            return web.json_response(errors.OapiError(number, "injected fault").body())
        if code is None and status in (502, 503, 504):
            return web.Response(status=status, text="<html>gateway error</html>")
        refusal = errors.ApiError(status, str(code or "system.error"), "injected fault")
        return web.json_response(refusal.body(), status=status)

    def rate_limited(self, request: web.Request) -> web.Response:
        if request.path == f"{api.OAPI}/robot/send":
            return self.refusal(request, 200, 410100)
        if request.path.startswith(api.OAPI):
            return self.refusal(request, 200, 90018)
        refusal = errors.too_many_calls()
        return web.json_response(refusal.body(), status=refusal.status)

    def env(self) -> dict[str, str]:
        app, base = self.settings, f"{self.sim.base_url}/dingtalk"
        env = {
            "DINGTALK_CLIENT_ID": app.client_id,
            "DINGTALK_CLIENT_SECRET": app.client_secret,
            "DINGTALK_CORP_ID": app.corp_id,
            "DINGTALK_API_URL": f"{base}/api",
            "DINGTALK_OAPI_URL": f"{base}/oapi",
            "DINGTALK_LOGIN_URL": f"{base}/login",
            "DINGTALK_TRANSPORT": app.transport,
            "DINGTALK_EVENT_TOKEN": app.event_token,
            "DINGTALK_EVENT_AES_KEY": app.event_aes_key,
            "DINGTALK_CARD_SECRET": app.card_secret,
        }
        if app.template is not None:
            env["DINGTALK_CARD_TEMPLATE_ID"] = app.template.id
        return env

    async def stop(self) -> None:
        await self.streams.close_all()

    async def reset(self) -> None:
        """Chats, messages, cards and console go back; sockets, tokens and addresses stay."""
        fresh = settings.from_world(self.sim.world.apps[self.name], self.sim.bot_url)
        self.settings = replace(
            fresh,
            transport=self.settings.transport,
            robot_url=self.settings.robot_url,
            event_url=self.settings.event_url,
        )
        self.desk = Desk(self.sim.world, self.settings, self.clock)
        self.quotas = Quotas(self.clock.now)
        self.pusher.reset()
        self.streams.restart_timers()
