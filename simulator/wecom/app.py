"""The self-built app's messages: send, recall, update of template cards (wecom.md §3.1–3.3)."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from simulator.wecom import contents
from simulator.wecom.api import Api, Call
from simulator.wecom.app_callbacks import AppCallbacks
from simulator.wecom.cards import Card, calls_back
from simulator.wecom.codes import CodeBook, Spent, Unknown
from simulator.wecom.errors import ApiError
from simulator.wecom.log import APP_CHAT, Message
from simulator.wecom.recipients import Addressed, addressed, split
from simulator.wecom.shared import Shared
from simulator.wecom.windows import HOUR, MINUTE, Windows

CODE_LIFE = 72 * 3600.0
RECALL_LIFE = timedelta(hours=24)
DUPLICATE_SECONDS, DUPLICATE_MOST = 1800, 4 * 3600
INTERACTIVE = ("button_interaction", "vote_interaction", "multiple_interaction")


@dataclass
class Sent:
    message: Message | None
    at: datetime


class App:
    """`codes` are the response codes of cards: 72 h, single use."""

    def __init__(self, shared: Shared, callbacks: AppCallbacks, api: Api) -> None:
        self._shared = shared
        self._callbacks = callbacks
        self.codes: CodeBook[Card] = CodeBook(shared.sim.clock, CODE_LIFE)
        self._windows = Windows(shared.sim.clock, (30, MINUTE), (1000, HOUR))
        self._sent: dict[str, Sent] = {}
        self._requests: dict[str, datetime] = {}
        self._numbers = itertools.count(1)
        api.post("message/send", self._send)
        api.post("message/recall", self._recall)
        api.post("message/update_template_card", self._update)

    def reset(self) -> None:
        self.codes.clear()
        self._windows.clear()
        self._sent.clear()
        self._requests.clear()

    async def _send(self, call: Call) -> dict[str, Any]:
        body = contents.translated(call.body, self._shared.people)
        self._agent(body)
        found = self._receivers(body)
        content, card = await self._content(body)
        self._not_repeated(body)
        msgid = f"MSG{next(self._numbers):08d}"
        reached = [one for one in found.people if self._in_rate(one, msgid)]
        message = None
        code = None
        if card is not None:
            made = self._shared.cards.create(card, "app", frozenset(found.people))
            code = self.codes.issue(made) if calls_back(card) else None
            message = self._post(reached, "template_card", {"card": made})
        elif content is not None:
            message = self._post(reached, content.kind, content.fields())
        self._sent[msgid] = Sent(message, self._shared.now())
        answer: dict[str, Any] = {
            "invaliduser": "|".join(found.bad_users),
            "invalidparty": "|".join(found.bad_parties),
            "invalidtag": "|".join(found.bad_tags),
            "unlicenseduser": "",
            "msgid": msgid,
        }
        return {**answer, "response_code": code} if code else answer

    async def _content(
        self, body: dict[str, Any]
    ) -> tuple[contents.Content | None, dict[str, Any] | None]:
        kind = body.get("msgtype")
        if kind == "template_card":
            card = self._shared.cards.check_new(body.get("template_card"), "app")
            if calls_back(card) and not await self._callbacks.usable():
                raise ApiError(40058, "template_card needs a callback url of the app")
            return None, card
        makers: dict[str, Callable[[], contents.Content]] = {
            "text": lambda: contents.text(body, cut=True),
            "markdown": lambda: contents.marked(body, contents.APP_MARKDOWN),
            "textcard": lambda: contents.textcard(body),
            "news": lambda: contents.news(body),
        }
        if kind in contents.MEDIA:
            return contents.medium(body, str(kind), self._shared.media.get), None
        if kind not in makers:
            raise ApiError(40008)
        return makers[str(kind)](), None

    def _receivers(self, body: dict[str, Any]) -> Addressed:
        users = split(body.get("touser"), "touser")
        parties = split(body.get("toparty"), "toparty")
        tags = split(body.get("totag"), "totag")
        if not users and not parties and not tags:
            raise ApiError(82001)
        if users == ["@all"]:
            everybody = Addressed()
            everybody.add(person.id for person in self._shared.people.visible())
            return everybody
        found = addressed(self._shared.people, users, parties, tags)
        if not found.people:
            raise ApiError(81013)
        return found

    def _agent(self, body: dict[str, Any]) -> None:
        if body.get("agentid") not in (
            self._shared.settings.app_agent_id,
            str(self._shared.settings.app_agent_id),
        ):
            raise ApiError(40056)

    def _not_repeated(self, body: dict[str, Any]) -> None:
        """The whole request is compared; the real errcode of a hit is unconfirmed (§15)."""
        if not body.get("enable_duplicate_check"):
            return
        span = min(int(body.get("duplicate_check_interval") or DUPLICATE_SECONDS), DUPLICATE_MOST)
        key = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        now, last = self._shared.now(), self._requests.get(key)
        if last is not None and now - last < timedelta(seconds=span):
            raise ApiError(40058, "duplicate message")
        self._requests[key] = now

    def _in_rate(self, person: str, msgid: str) -> bool:
        """Beyond 30 a minute a member gets nothing and the app is not told (§1.2)."""
        if self._windows.allow(person):
            return True
        at = self._shared.now().isoformat()
        self._shared.dropped.append({"msgid": msgid, "person": person, "at": at})
        return False

    def _post(self, people: list[str], kind: str, fields: dict[str, Any]) -> Message | None:
        if not people:
            return None
        fields = {**fields, "kind": kind}
        audience = frozenset(people)
        return self._shared.log.post(APP_CHAT, "bot", bot="app", audience=audience, **fields)

    def _recall(self, call: Call) -> dict[str, Any]:
        sent = self._sent.get(call.text("msgid"))
        if sent is None or sent.at + RECALL_LIFE < self._shared.now():
            raise ApiError(40058, "msgid")
        if sent.message is not None:
            sent.message.recalled = True
        return {}

    def _update(self, call: Call) -> dict[str, Any]:
        body = contents.translated(call.body, self._shared.people)
        self._agent(body)
        code = call.text("response_code")
        try:
            card = self.codes.peek(code)
        except (Unknown, Spent) as fault:
            raise ApiError(40058, f"invalid response_code ({type(fault).__name__})") from fault
        viewers, bad = self._targets(body, card)
        face = self._face(body, card)
        if isinstance(face, str):
            self._grey(card, viewers, face)
        else:
            card.put(face, None if body.get("atall") else viewers, self._shared.now())
        self.codes.spend(code)
        return {"invaliduser": bad}

    def _targets(self, body: dict[str, Any], card: Card) -> tuple[set[str], list[str]]:
        recipients = set(card.recipients or ())
        if body.get("atall"):
            return recipients, []
        lists = [body.get(key) or [] for key in ("userids", "partyids", "tagids")]
        if not any(lists):
            raise ApiError(82001)
        found = addressed(self._shared.people, *lists)
        reached = recipients & set(found.people)
        missed = [p for p in found.people if p not in recipients]
        bad = found.bad_users + [self._shared.people.userid(one).lower() for one in missed]
        if not reached:
            raise ApiError(81013)
        return reached, bad

    def _face(self, body: dict[str, Any], card: Card) -> dict[str, Any] | str:
        """A full new face, or the label that replaces the buttons."""
        if body.get("template_card") is None:
            name = contents.part(body, "button").get("replace_name")
            if not isinstance(name, str) or not name:
                raise ApiError(42020)
            if card.base["card_type"] not in INTERACTIVE:
                raise ApiError(42031, "this card type has no buttons to replace")
            return name
        face = self._shared.cards.check(body["template_card"], "app")
        task_id = face.setdefault("task_id", card.task_id)
        if task_id != card.task_id:
            self._shared.cards.rename(card, task_id)
        return face

    def _grey(self, card: Card, viewers: set[str], name: str) -> None:
        for viewer in viewers:
            face = {**card.face(viewer), "replace_text": name}
            card.put(face, {viewer}, self._shared.now())
