"""From an AI bot's message or event to the heart and back, over either transport (§5, §6)."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from adapters.shared.server import Reply
from adapters.wecom import bodies, cards, ids
from adapters.wecom.book import Faces, Opening, OpeningKind, Openings
from adapters.wecom.bot_inbound import event_type, sender, task_of, to_event
from adapters.wecom.clicking import Clicking
from adapters.wecom.link import Link
from adapters.wecom.sending import Sender
from adapters.wecom.userids import UserIds
from bot.domain.people import ChatId
from bot.errors import DeliveryError, InboundError, Overloaded, RetryLater
from bot.events import Answer, ButtonClicked, Event
from bot.ports import Clock, Handler

log = logging.getLogger(__name__)

_AGAIN = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)  # seconds: a long connection never delivers twice
_REPLY_LIFE, _URL_LIFE = timedelta(hours=23), timedelta(minutes=58)  # of 24 h and 1 h
_GROUPS = 10_000  # group ids logged at most
_WELCOME_LIFE = timedelta(seconds=4.5)  # of 5 s


class BotReceiver:
    """`page` is where a card without buttons leads; `passive` see Rhythm."""

    def __init__(
        self, sender_: Sender, users: UserIds, openings: Openings, faces: Faces, clock: Clock,
        *, tenant: str, bot_name: str, page: str, passive: float,
    ) -> None:
        self._sender = sender_
        self._users = users
        self._openings = openings
        self._faces = faces
        self._clock = clock
        self._tenant = tenant
        self._bot_name = bot_name
        self._page = page
        self._passive = passive
        self._met: set[str] = set()
        self._busy: set[asyncio.Task[Any]] = set()
        self.handle: Handler | None = None
        self.clicking = Clicking(self._clicked)

    # ---- over the long connection -----------------------------------------------------------

    async def pushed(self, link: Link, frame: Mapping[str, Any]) -> None:
        """A push: clicks are answered on its req_id, messages through the outbox."""
        task = asyncio.current_task()
        if task is not None:
            self._busy.add(task)
            task.add_done_callback(self._busy.discard)
        body = frame.get("body")
        if not isinstance(body, dict):
            return
        req_id = str((frame.get("headers") or {}).get("req_id") or "")
        try:
            event = await self._patiently(body)
            if event is None:
                return
            if isinstance(event, ButtonClicked):
                update = await self.click(event, body)
                if update is not None:
                    await link.request("aibot_respond_update_msg", update.body, req_id)
                    update.arrived()
                return
        except InboundError as error:
            log.warning("wecom push refused: %s: %s", type(error).__name__, error)
            return
        except DeliveryError as error:
            log.warning("wecom: a click could not be answered: %s", error)
            return
        self._open("welcome" if event_type(body) else "reply", event, req_id)
        await self._insistently(event)

    # ---- over the callback address ----------------------------------------------------------

    async def called(self, body: Mapping[str, Any]) -> Reply | None:
        """The passive reply to a callback, None for an empty one. Raises what the heart raises:
        then the platform may deliver a message again."""
        event = await self._read(body)
        if event is None:
            return None
        url = body.get("response_url")
        if isinstance(url, str) and url.startswith(("http://", "https://")):
            self._open("url", event, url)
        if isinstance(event, ButtonClicked):
            return await self.click(event, body)
        waiting: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()
        opening = self._open("greeting" if event_type(body) else "passive", event, waiting)
        try:
            assert self.handle is not None
            await self.handle(event)
            async with asyncio.timeout(self._passive):
                return Reply(dict(await asyncio.shield(waiting)))
        except TimeoutError:
            return None
        finally:
            waiting.cancel()
            if opening is not None:
                self._openings.close(opening)

    # ---- clicks -----------------------------------------------------------------------------

    async def click(self, event: ButtonClicked, body: Mapping[str, Any]) -> Reply | None:
        """The update of the clicked card; unchanged, so that the client sees an answer, when
        there is nothing to tell or it comes later. None when we do not know how it looks."""
        task, who = task_of(body), sender(body) or ""
        answer = await self.clicking.answer(event, partial(self._late, event.chat, task))
        if answer is not None and (answer.card is not None or answer.toast):
            return self._update(answer, task, event, who)
        face = self._faces.of(task)
        if face is None:
            return None
        alone = event.chat_kind == "group" and bool(who)
        return Reply(bodies.update(face, [who] if alone else None))

    def _update(
        self, answer: Answer, task: str, event: ButtonClicked, who: str
    ) -> Reply | None:
        """The card for everybody; with a refusal or a mere word, for the clicker alone: there
        are no toasts, so it stands above the card's text."""
        refused = answer.level in ("warning", "error")
        if answer.card is not None:
            note = answer.toast if refused else ""
            made = cards.template(answer.card, task, "bot", page=self._page, note=note)
        else:
            face = self._faces.of(task)
            if face is None:
                self._spawn(self._sender.tell(event.account.user, answer.toast))
                return None
            made = cards.with_note(face, answer.toast, "bot")
        alone = event.chat_kind == "group" and (refused or answer.card is None)
        if not alone and answer.card is not None:
            self._faces.shows(task, made)
        update = bodies.update(made, [who] if alone and who else None)
        return Reply(update) if alone else Reply(update, answer.arrived)

    async def _late(self, chat: ChatId, task: str, answer: Answer) -> None:
        """The five seconds are over: a new card tells (§6.5)."""
        if answer.card is None:
            return
        key = f"late:{task}:{secrets.token_hex(4)}"
        await self._sender.again(chat, ids.name_of(task), answer.card, key)
        answer.arrived()

    async def _clicked(self, event: ButtonClicked) -> Answer | None:
        assert self.handle is not None
        return await self.handle(event)

    # ---- events -----------------------------------------------------------------------------

    async def _read(self, body: Mapping[str, Any]) -> Event | None:
        raw = sender(body)
        if raw is None:
            return None
        user = await self._users.plain(raw)
        event = to_event(
            body, user, tenant=self._tenant, bot_name=self._bot_name, now=self._clock.now()
        )
        if body.get("chattype") == "group":
            self._note_group(str(body.get("chatid")))
        elif event is not None and not event_type(body):
            self._sender.met(user)
        return event

    def _note_group(self, chat: str) -> None:
        """An admin who wants a webhook for a group finds its id in the log (docs/wecom.md §4)."""
        if chat not in self._met and len(self._met) < _GROUPS:
            self._met.add(chat)
            log.info("wecom: met group %s", chat)

    async def _patiently(self, body: Mapping[str, Any]) -> Event | None:
        for wait in _AGAIN[:4]:
            try:
                return await self._read(body)
            except RetryLater:
                await asyncio.sleep(wait)
        return await self._read(body)

    async def _insistently(self, event: Event) -> None:
        """Over a long connection nothing comes twice: we repeat what the heart could not take."""
        assert self.handle is not None
        for wait in (*_AGAIN, None):
            try:
                await self.handle(event)
                return
            except Exception as error:
                if wait is None:
                    raise
                level = logging.INFO if isinstance(error, Overloaded) else logging.ERROR
                log.log(level, "wecom event failed, trying again", exc_info=error)
                await asyncio.sleep(wait)

    def _open(self, kind: OpeningKind, event: Event, how: Any) -> Opening | None:
        chat = getattr(event, "chat", None)
        if chat is None or not how:
            return None
        life = {"url": _URL_LIFE, "reply": _REPLY_LIFE}.get(kind, _WELCOME_LIFE)
        message = str(getattr(event, "message", ""))
        opening = Opening(kind, chat.chat, message, self._clock.now() + life, how)
        self._openings.add(opening)
        return opening

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)

    async def finish(self) -> None:
        """Waits for what has begun."""
        while self._busy:
            await asyncio.wait(set(self._busy))
        await self.clicking.finish()

