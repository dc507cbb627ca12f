"""What every platform half offers to the core: the contract between app, control and platforms."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from simulator.errors import Refused
from simulator.faults import Fault, FaultBox
from simulator.traffic import Recorder

if TYPE_CHECKING:
    from simulator.sim import Sim


@dataclass(frozen=True)
class Upload:
    """A photo or file a person adds to a message."""

    name: str
    data: bytes

    @property
    def is_image(self) -> bool:
        return self.name.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp"))


class Platform(ABC):
    """One messenger. `name` is also the first path segment of its hosts (`/feishu/…`)."""

    name: str
    own_faults: Iterable[str] = ()
    # First path segments beside `name`, for clients that only take an origin without a path.
    aliases: tuple[str, ...] = ()

    def __init__(self, sim: Sim) -> None:
        self.sim = sim
        self.clock = sim.clock
        self.recorder = Recorder(sim.clock)
        self.faults = FaultBox(sim.clock, self.own_faults)

    @abstractmethod
    def routes(self, app: web.Application) -> None:
        """Mount everything under /{name}."""

    @abstractmethod
    def describe(self) -> dict[str, Any]:
        """{"people": [{"id","name","title"}], "chats": [{"id","name","kind","members"}]}.

        Ids of people are the world's.
        """

    @abstractmethod
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
        """A person writes; answers the new message's id as soon as the platform has taken it."""

    @abstractmethod
    async def click(
        self, message: str, person: str, button: str, values: dict[str, Any]
    ) -> dict[str, Any]:
        """A person presses a button: {"ok","toast","error","took_ms"} as their client shows it.

        toast and error are texts or null; took_ms is real time until the bot's answer.
        """

    @abstractmethod
    def messages(
        self, chat: str | None, viewer: str | None, after: str | None, *, peek: bool = False
    ) -> list[dict[str, Any]]:
        """Messages as this viewer's client shows them (simulator contract).

        With `peek` nobody counts as having read them: the client only looks for news.
        """

    @abstractmethod
    async def console(self, settings: dict[str, Any]) -> dict[str, Any]:
        """What an admin sets in the developer console; refuses as the real console does."""

    @abstractmethod
    def env(self) -> dict[str, str]:
        """The settings a bot needs to join this world."""

    def state(self) -> dict[str, Any]:
        """The platform's own counters, for tests and the page."""
        return {}

    async def event(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        """Something people do outside the conversation (leave, remove the bot, recall…)."""
        raise Refused(f"{self.name} knows no event {kind!r}")

    async def fault(self, fault: Fault) -> None:  # noqa: B027 - most platforms override some
        """Act on an immediate fault: expire_tokens, disconnect, replay_events, own kinds."""

    def refusal(self, request: web.Request, status: int, code: int | None) -> web.Response:
        """The answer of a `status` fault, in the platform's own envelope."""
        if code is None:
            page = "<html>gateway error</html>"
            return web.Response(status=status, text=page, content_type="text/html")
        return web.json_response({"code": code, "msg": "injected fault"}, status=status)

    def rate_limited(self, request: web.Request) -> web.Response:
        """The platform's own answer to too many calls."""
        return self.refusal(request, 429, 429)

    async def start(self) -> None:  # noqa: B027
        """The server is bound (sim.base_url is known); open what needs it."""

    async def stop(self) -> None:  # noqa: B027
        """Close sockets and the like."""

    async def reset(self) -> None:  # noqa: B027
        """Back to the world file. Open connections and issued tokens stay."""
