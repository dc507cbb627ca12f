"""Things people do outside the conversation: leave, remove the bot, open a chat (§2.5, §5.2)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from simulator.errors import Refused
from simulator.wecom.aibot import AiBot, Origin
from simulator.wecom.app_callbacks import AppCallbacks
from simulator.wecom.hook import Hook
from simulator.wecom.log import AIBOT_CHAT
from simulator.wecom.shared import Shared

Push = Callable[[str, Origin, dict[str, Any]], Awaitable[None]]
FEEDBACK = {"good": 1, "bad": 2, "cancelled": 3}


class PeopleEvents:
    """`push` brings an AI-bot event to the bot in whichever mode is on."""

    def __init__(
        self, shared: Shared, bot: AiBot, app: AppCallbacks, hook: Hook, push: Push
    ) -> None:
        self._shared = shared
        self._bot = bot
        self._app = app
        self._hook = hook
        self._push = push
        self._table: dict[str, Callable[[dict[str, Any]], Awaitable[None]]] = {
            "leave": self._leave,
            "hide": self._hide,
            "remove_bot": self._remove_bot,
            "add_bot": self._add_bot,
            "remove_hook": self._remove_hook,
            "enter_chat": self._enter_chat,
            "enter_agent": lambda body: self._app_event(body, "enter_agent", EventKey=""),
            "subscribe": lambda body: self._app_event(body, "subscribe", EventKey=""),
            "unsubscribe": lambda body: self._app_event(body, "unsubscribe", EventKey=""),
            "menu": lambda body: self._app_event(body, "click", EventKey=str(body.get("key"))),
            "recall": self._recall,
            "feedback": self._feedback,
        }

    async def happen(self, kind: str, body: dict[str, Any]) -> None:
        if kind not in self._table:
            raise Refused(f"wecom knows no event {kind!r}; known: {', '.join(self._table)}")
        await self._table[kind](body)

    async def _leave(self, body: dict[str, Any]) -> None:
        """Out of the company and every group; the app hears of it if it has a callback."""
        person = self._person(body)
        userid = self._shared.people.userid(person)
        self._shared.people.left.add(person)
        for chat in list(self._shared.groups.values()):
            members = tuple(one for one in chat.members if one != person)
            self._shared.groups[chat.id] = replace(chat, members=members)
        if self._shared.has("app"):
            self._shared.sim.spawn(
                self._app.event(person, "change_contact", ChangeType="delete_user", UserID=userid)
            )

    async def _hide(self, body: dict[str, Any]) -> None:
        """The admin takes somebody out of the app's visible range."""
        self._shared.people.hidden.add(self._person(body))

    async def _remove_bot(self, body: dict[str, Any]) -> None:
        self._shared.bot_groups.discard(self._chat(body))

    async def _add_bot(self, body: dict[str, Any]) -> None:
        self._shared.bot_groups.add(self._chat(body))

    async def _remove_hook(self, body: dict[str, Any]) -> None:
        self._hook.removed.add(self._chat(body))

    async def _enter_chat(self, body: dict[str, Any]) -> None:
        """Opening the single chat; only the day's first opening is an event."""
        person = self._person(body)
        if self._bot.first_today(person):
            origin = Origin(AIBOT_CHAT, person)
            await self._push("enter_chat", origin, self._bot.event(origin, "enter_chat", None))

    async def _app_event(self, body: dict[str, Any], name: str, **fields: Any) -> None:
        self._shared.sim.spawn(self._app.event(self._person(body), name, **fields))

    async def _recall(self, body: dict[str, Any]) -> None:
        """A person takes their message back; the platform tells no bot of it."""
        message = self._shared.log.get(str(body.get("message")))
        if message.sender == "bot":
            raise Refused("only a person's own message can be recalled")
        message.recalled = True

    async def _feedback(self, body: dict[str, Any]) -> None:
        person = self._person(body)
        message = self._shared.log.get(str(body.get("message")), person)
        if message.feedback is None:
            raise Refused("this message asks for no feedback")
        grade = body.get("grade", "good")
        if grade not in FEEDBACK:
            raise Refused(f"grade is one of {', '.join(FEEDBACK)}")
        origin = Origin(message.chat, person)
        fields = {
            "id": message.feedback,
            "type": FEEDBACK[grade],
            "content": str(body.get("content") or ""),
            "inaccurate_reason_list": [],
        }
        event = self._bot.event(origin, "feedback_event", fields)
        await self._push("feedback_event", origin, event)

    def _person(self, body: dict[str, Any]) -> str:
        return self._shared.people.member(str(body.get("person"))).id

    def _chat(self, body: dict[str, Any]) -> str:
        return self._shared.group(str(body.get("chat"))).id
