"""Pushes to the bot with DingTalk's redelivery, and the faults that hit pushes (§2.4, §3.2).

Robot messages: once more after 60 s without an acknowledgement, with a new messageId and the same
msgId. Events: again 10 s and 30 s after a failure, then they are on the failed list.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from simulator.dingtalk import channels, frames, ids
from simulator.dingtalk.channels import Outcome

if TYPE_CHECKING:
    from simulator.dingtalk.platform import DingTalk

ROBOT_RETRY_S = 60
EVENT_RETRIES_S = (10, 30)
FAILED_LISTED_AFTER_S = 180
REORDER_HOLD_S = 5

Send = Callable[[bool], Coroutine[Any, Any, Outcome]]  # (garbled) -> outcome


class Pusher:
    def __init__(self, dt: DingTalk) -> None:
        self._dt = dt
        self._running: set[asyncio.Task[None]] = set()
        self._held: asyncio.Future[None] | None = None

    def robot(self, data: dict[str, Any], on_reply: Callable[[dict[str, Any]], None]) -> None:
        """Pushes a robot message; an HTTP answer that is a message goes to `on_reply`."""
        self._spawn(self._robot(data, on_reply))

    def event(self, event_type: str, data: dict[str, Any]) -> str:
        """Pushes an event; answers its eventId."""
        event_id = ids.secret()
        self._spawn(self._event(event_type, event_id, data))
        return event_id

    async def card(self, callback: dict[str, Any], route: tuple[str, str] | None) -> Outcome:
        """Pushes a click by Stream, or to (url, secret); one attempt, two real seconds."""
        if route is None:
            wait = functools.partial(channels.real, seconds=channels.CARD_DEADLINE_S)

            async def send(garbled: bool) -> Outcome:
                return await channels.by_stream(
                    self._dt, "CALLBACK", frames.CARD_TOPIC, callback, {}, wait, garbled
                )
        else:
            url, secret = route
            shown = {k: v for k, v in callback.items() if k not in ("spaceType", "spaceId")}

            async def send(garbled: bool) -> Outcome:
                return await channels.card_by_http(self._dt, url, secret, shown, garbled)

        return await self._attempt("card", ids.secret(), 1, callback, send)

    async def replay(self, count: int) -> None:
        """Sends the last pushes once more, byte for byte, as somebody would who recorded them."""
        for send in list(self._dt.wire)[-count:]:
            self._spawn(self._again("replay", "", send))

    def reset(self) -> None:
        """Forgets what is under way: the clock it waits for was reset."""
        for task in self._running:
            task.cancel()
        self._dt.wire.clear()
        self._held = None

    async def _robot(
        self, data: dict[str, Any], on_reply: Callable[[dict[str, Any]], None]
    ) -> None:
        dt = self._dt
        by_http = dt.settings.transport == "http"

        async def send(garbled: bool) -> Outcome:
            if by_http:
                return await channels.robot_by_http(dt, data, garbled)
            wait = functools.partial(channels.simulated, dt, seconds=ROBOT_RETRY_S)
            return await channels.by_stream(
                dt, "CALLBACK", frames.ROBOT_TOPIC, data, {}, wait, garbled
            )

        for attempt in (1, 2):
            due = dt.clock.now() + timedelta(seconds=ROBOT_RETRY_S)
            outcome = await self._attempt("robot", data["msgId"], attempt, data, send)
            if outcome.ok:
                if by_http and outcome.data.get("msgtype"):
                    on_reply(outcome.data)
                return
            await dt.clock.sleep((due - dt.clock.now()).total_seconds())

    async def _event(self, event_type: str, event_id: str, data: dict[str, Any]) -> None:
        dt = self._dt
        born = dt.clock.timestamp_ms()
        settings = dt.settings
        by_http = settings.transport == "http"
        body = http_event(event_type, event_id, born, settings.corp_id, data) if by_http else data
        headers = frames.event_headers(
            event_type, event_id, settings.corp_id, born, settings.client_id
        )

        for attempt, pause in enumerate((*EVENT_RETRIES_S, 0), start=1):
            wait = functools.partial(channels.simulated, dt, seconds=pause or EVENT_RETRIES_S[0])
            send = functools.partial(self._send_event, by_http, body, headers, wait)
            due = dt.clock.now() + timedelta(seconds=pause)
            outcome = await self._attempt(event_type, event_id, attempt, body, send)
            if outcome.ok:
                return
            await dt.clock.sleep((due - dt.clock.now()).total_seconds())
        if by_http:
            listed = dt.clock.now() + timedelta(seconds=FAILED_LISTED_AFTER_S)
            entry = {"call_back_tag": event_type, "event_time": born, event_type: data}
            dt.desk.failed_events.append((listed, entry))

    async def _send_event(
        self,
        by_http: bool,
        body: dict[str, Any],
        headers: dict[str, str],
        wait: channels.Wait,
        garbled: bool,
    ) -> Outcome:
        if by_http:
            return await channels.event_by_http(
                self._dt, self._dt.settings.event_url, body, garbled
            )
        return await channels.by_stream(
            self._dt, "EVENT", frames.EVENT_TOPIC, body, headers, wait, garbled
        )

    async def _attempt(
        self, kind: str, event_id: str, attempt: int, body: Any, send: Send
    ) -> Outcome:
        """One recorded attempt, through the faults of the moment."""
        faults = self._dt.faults
        entry = self._dt.recorder.delivery(event_id, kind, attempt, body)
        if faults.take("drop_events", kind):
            outcome = Outcome(False, "lost on the way (fault)")
        else:
            if faults.take("reorder_events", kind):
                await self._hold()
            garbled = bool(faults.take("tamper_events", kind))
            if faults.take("duplicate_events", kind):
                self._spawn(self._again(kind, event_id, functools.partial(send, False)))
            sending = asyncio.ensure_future(send(garbled))
            self._release()
            try:
                outcome = await sending
            finally:
                sending.cancel()
        _answered(entry, outcome)
        return outcome

    async def _again(
        self, kind: str, event_id: str, send: Callable[[], Coroutine[Any, Any, Outcome]]
    ) -> None:
        entry = self._dt.recorder.delivery(event_id, kind, 1, None, duplicate=True)
        _answered(entry, await send())

    async def _hold(self) -> None:
        """Until the next push has gone out, or a few simulated seconds."""
        self._held = asyncio.get_running_loop().create_future()
        await channels.simulated(self._dt, self._held, REORDER_HOLD_S)

    def _release(self) -> None:
        if self._held is not None and not self._held.done():
            self._held.set_result(None)
        self._held = None

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._dt.sim.spawn(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)


def _answered(entry: dict[str, Any], outcome: Outcome) -> None:
    entry.update(answer=outcome.answer, took_ms=outcome.took_ms, ok=outcome.ok)


def http_event(
    event_type: str, event_id: str, born_ms: int, corp_id: str, data: dict[str, Any]
) -> dict[str, Any]:
    """The body of an event by HTTP: PascalCase keys, but `eventId` (§3.2)."""
    pascal = {key[:1].upper() + key[1:]: value for key, value in data.items()}
    return {
        "EventType": event_type,
        "EventTime": born_ms,
        "CorpId": corp_id,
        "BizId": event_id,
        "eventId": event_id,
        **pascal,
    }
