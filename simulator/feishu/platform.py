"""The Feishu half: holds its parts together and answers the core's calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from simulator.errors import Refused
from simulator.faults import Fault
from simulator.feishu import api, clicks, console, happenings, ids, settings, speech, view
from simulator.feishu.card.validate import Known
from simulator.feishu.codes import RATE_LIMITED, TENANT_LIMIT, ApiError, failed
from simulator.feishu.events import Bodies
from simulator.feishu.http_push import HttpPush
from simulator.feishu.limits import Limits
from simulator.feishu.long_connection import Connections
from simulator.feishu.people import People
from simulator.feishu.push import Pusher
from simulator.feishu.store import Message, Room, Store, media_type
from simulator.feishu.tokens import Tokens
from simulator.platform import Platform, Upload
from simulator.sim import Sim
from simulator.world import Person


class Feishu(Platform):
    name = "feishu"
    own_faults = ("tenant_limit", "delay_events")  # 11232 on message creation; late events
    # lark-oapi's REST client refuses a domain with a path, so the root answers as well.
    aliases = ("open-apis", "callback")

    def __init__(self, sim: Sim) -> None:
        super().__init__(sim)
        self.tokens = Tokens(sim.clock)
        self.limits = Limits()
        self.pusher = Pusher(self)
        self.connections = Connections(self)
        self.webhook_push = HttpPush(self)
        self.settings = settings.from_world(sim.world, sim.bot_url)
        self._fill()

    def _fill(self) -> None:
        """Everything that comes from the world file."""
        world = self.sim.world
        self.people = People(world, self.settings)
        self.bodies = Bodies(self.settings, self.people)
        self.store = Store(world.chats_of("feishu"), self.people.all(), self.people.id_of)
        self.update_tokens: dict[str, clicks.UpdateToken] = {}
        self.sent: dict[str, tuple[Any, str]] = {}  # uuid -> (when, message id)
        self.slash_commands: dict[str, dict[str, Any]] = {}
        self.logins: dict[str, Any] = {}
        self.cards: dict[str, Any] = {}
        self.batches: dict[str, list[Message]] = {}

    def routes(self, app: web.Application) -> None:
        for prefix in ("/feishu", ""):
            self.connections.routes(app, prefix)
        api.routes(self, app)
        app.router.add_get("/sim/feishu/files/{key}", self._file)

    def describe(self) -> dict[str, Any]:
        present = [person for person in self.people.all() if self.people.present(person)]
        people = [{"id": p.id, "name": p.name, "title": p.title} for p in present]
        chats = [
            {"id": room.id, "name": room.name, "kind": room.kind, "members": room.members}
            for room in self.store.rooms.values()
            if not room.dissolved
        ]
        return {"people": people, "chats": chats}

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
        who = self.person(person)
        return speech.say(
            self,
            self.room(chat, who.id),
            who,
            text,
            at_bot=at_bot,
            quote=quote,
            files=files,
            mentions=mentions,
        )

    async def click(
        self, message: str, person: str, button: str, values: dict[str, Any]
    ) -> dict[str, Any]:
        who = self.person(person)
        found = self.store.messages.get(message)
        if found is None:
            raise Refused(f"no message {message!r}", 404)
        if who.id not in self.store.rooms[found.chat].members:
            raise Refused(f"{who.id} cannot see this message")
        if found.only_for not in (None, who.id):
            raise Refused(f"{who.id} cannot see this message")
        return await clicks.click(self, found, who, button, values)

    def messages(
        self, chat: str | None, viewer: str | None, after: str | None, *, peek: bool = False
    ) -> list[dict[str, Any]]:
        return view.messages(self, chat, viewer, after)

    async def console(self, settings: dict[str, Any]) -> dict[str, Any]:
        return await console.save(self, settings)

    async def event(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        return happenings.happen(self, kind, body)

    def env(self) -> dict[str, str]:
        base = f"{self.sim.base_url}/feishu"
        return {
            "FEISHU_APP_ID": self.settings.app_id,
            "FEISHU_APP_SECRET": self.settings.app_secret,
            "FEISHU_VERIFICATION_TOKEN": self.settings.verification_token,
            "FEISHU_ENCRYPT_KEY": self.settings.encrypt_key,
            "FEISHU_BASE_URL": base,
            "FEISHU_ACCOUNTS_URL": base,
            "FEISHU_TRANSPORT": self.settings.transport,
        }

    def state(self) -> dict[str, Any]:
        return {
            "connections": len(self.connections.open),
            "pings": self.connections.pings,
            "tokens_issued": self.tokens.issued,
            "retries_waiting": self.pusher.waiting,
            "slash_commands": sorted(c["command"] for c in self.slash_commands.values()),
            "webhooks": {room.name: self.webhook(room) for room in self.store.groups()},
            "settings": self.settings.public(),
        }

    async def fault(self, fault: Fault) -> None:
        if fault.kind == "expire_tokens":
            self.tokens.expire_all()
        elif fault.kind == "disconnect":
            await self.connections.disconnect(fault.left)
        elif fault.kind == "replay_events":
            await self.pusher.replay(fault.left or 1)

    def refusal(self, request: web.Request, status: int, code: int | None) -> web.Response:
        if code is None:
            return super().refusal(request, status, code)
        return failed(ApiError(code, "injected fault", status), ids.new(""))

    def rate_limited(self, request: web.Request) -> web.Response:
        fault = ApiError(RATE_LIMITED, "request trigger frequency limit", 429)
        return failed(fault, ids.new(""))

    async def stop(self) -> None:
        await self.connections.disconnect()

    async def reset(self) -> None:
        """The admin's choice of transport stays, as connections and tokens do."""
        old = self.settings
        self.settings = settings.from_world(self.sim.world, self.sim.bot_url)
        for key in ("transport", "event_url", "card_url", "client_config"):
            setattr(self.settings, key, getattr(old, key))
        self.limits.clear()
        self.pusher.reset()
        self._fill()

    # What the parts ask each other.

    def person(self, key: str) -> Person:
        """Somebody who has an account here and has not left. Refused otherwise."""
        person = self.sim.world.person(key)
        if "feishu" not in person.accounts:
            raise Refused(f"{person.id} has no Feishu account")
        if not self.people.present(person):
            raise Refused(f"{person.id} has left the company")
        return person

    def room(self, chat: str, person: str | None) -> Room:
        """By id, by group name, or "direct" for the person's chat with the bot."""
        if chat == "direct":
            if person is None:
                raise Refused('"direct" needs to know whose chat: person or viewer')
            return self.store.direct(self.person(person).id)
        for room in self.store.rooms.values():
            if chat == room.id or (room.kind == "group" and chat == room.name):
                return room
        raise Refused(f"no chat {chat!r}", 404)

    def read(self, room: Room, person: Person) -> None:
        """The person has looked at the chat; read receipts exist for direct chats only (§4)."""
        now = self.clock.now()
        fresh = self.store.mark_read(room.id, person.id, now)
        if fresh and room.kind == "direct":
            body = self.bodies.read(fresh, person, now)
            self.pusher.event("im.message.message_read_v1", body)

    def name_of(self, user_id: str) -> str:
        if user_id == self.settings.bot_open_id:
            return self.settings.bot_name
        person = self.people.any_id(user_id)
        return person.name if person else user_id

    def member_names(self, chat: str) -> list[tuple[str, str]]:
        world = self.sim.world
        members = [world.people[member] for member in self.store.rooms[chat].members]
        return [(self.people.id_of(person), person.name) for person in members]

    def choosable(self, chat: str) -> dict[str, str]:
        """Person id, name or open_id → open_id, for people selects in this chat."""
        found: dict[str, str] = {}
        for person in self.people.all():
            open_id = self.people.id_of(person)
            found |= {person.id: open_id, person.name: open_id, open_id: open_id}
        return found

    def known(self) -> Known:
        """What a card may refer to."""

        def person(user_id: str) -> bool:
            return user_id == self.settings.bot_open_id or self.people.any_id(user_id) is not None

        return Known(person, lambda key: key in self.store.assets)

    def webhook(self, room: Room) -> dict[str, str]:
        """The custom webhook bot of a group (§9): its token in the URL and its secret."""
        token = ids.derived("", f"hook {room.id}")
        return {
            "url": f"{self.sim.base_url}/feishu/open-apis/bot/v2/hook/{token}",
            "token": token,
            "secret": ids.derived("", f"hook secret {room.id}", 22),
        }

    def tenant_limit(self) -> None:
        if self.faults.take("tenant_limit"):
            raise ApiError(TENANT_LIMIT, "the app's message creation reached its limit")

    async def _file(self, request: web.Request) -> web.Response:
        asset = self.store.assets.get(request.match_info["key"])
        if asset is None:
            raise web.HTTPNotFound
        kind = media_type(asset.name, asset.kind)
        return web.Response(body=asset.data, content_type=kind)
