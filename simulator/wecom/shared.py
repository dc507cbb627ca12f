"""What all four bot kinds of this corp have in common; built once per simulation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from simulator.errors import Refused
from simulator.faults import FaultBox
from simulator.sim import Sim
from simulator.traffic import Recorder
from simulator.wecom.cards import CardBook
from simulator.wecom.directory import Directory
from simulator.wecom.log import APP_CHAT, Log
from simulator.wecom.media import Media
from simulator.wecom.outlet import Outlet
from simulator.wecom.settings import Settings, from_world
from simulator.wecom.windows import within
from simulator.world import Chat

T = TypeVar("T")


@dataclass
class Shared:
    sim: Sim
    recorder: Recorder
    faults: FaultBox
    settings: Settings
    people: Directory
    log: Log
    cards: CardBook
    media: Media
    outlet: Outlet
    counts: Counter[str] = field(default_factory=Counter)
    dropped: list[dict[str, Any]] = field(default_factory=list)  # silently, errcode 0 (§1.2)
    refused: list[dict[str, Any]] = field(default_factory=list)  # passive replies not taken
    groups: dict[str, Chat] = field(default_factory=dict)
    bot_groups: set[str] = field(default_factory=set)  # groups the AI bot is a member of

    async def within(self, seconds: float, work: Awaitable[T]) -> T:
        return await within(self.sim.clock, seconds, work)

    def now(self) -> datetime:
        return self.sim.clock.now()

    def has(self, bot: str) -> bool:
        return bot in self.settings.bots

    def group(self, chat_id: str) -> Chat:
        if chat_id not in self.groups:
            raise Refused(f"no WeCom chat {chat_id!r}", 404)
        return self.groups[chat_id]

    def app_chat(self, person: str, **fields: Any) -> None:
        """The app writes to one person."""
        self.log.post(APP_CHAT, "bot", bot="app", audience=frozenset({person}), **fields)

    def refuse(self, where: str, code: int, detail: str) -> None:
        """A passive reply the platform drops: nobody is told, so it is kept for tests."""
        self.refused.append(
            {"at": self.now().isoformat(), "where": where, "code": code, "detail": detail}
        )

    def rewind(self) -> None:
        """Back to the world file; console settings of addresses and bots stay."""
        self.people.reset()
        self.log.clear()
        self.cards.clear()
        self.media.clear()
        self.counts.clear()
        self.dropped.clear()
        self.refused.clear()
        self.groups = {chat.id: chat for chat in self.sim.world.chats_of("wecom")}
        self.bot_groups = set(self.groups)


def shared(sim: Sim, recorder: Recorder, faults: FaultBox) -> Shared:
    people = Directory(sim.world)
    made = Shared(
        sim=sim,
        recorder=recorder,
        faults=faults,
        settings=from_world(sim.world, sim.bot_url),
        people=people,
        log=Log(sim.clock),
        cards=CardBook(people),
        media=Media(sim.clock),
        outlet=Outlet(faults),
    )
    made.rewind()
    return made
