"""Groups made by the app: create, change, read, send; nothing comes back from them (§3.4)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from simulator.wecom import contents
from simulator.wecom.api import Api, Call
from simulator.wecom.errors import ApiError
from simulator.wecom.shared import Shared
from simulator.wecom.windows import Windows
from simulator.world import Chat

CHAT_ID = re.compile(r"[0-9a-zA-Z]{1,32}")
NAME = 50
LEAST, MOST = 2, 2000
CREATES_A_DAY = 1000


@dataclass
class AppChat:
    chat: Chat
    owner: str
    spoken: bool = False


class AppChats:
    """A chat joins the world's groups with its first message."""

    def __init__(self, shared: Shared, api: Api) -> None:
        self._shared = shared
        self._chats: dict[str, AppChat] = {}
        self._creates = Windows(shared.sim.clock, (CREATES_A_DAY, 86400.0))
        api.post("appchat/create", self._create)
        api.post("appchat/update", self._update)
        api.get("appchat/get", self._get)
        api.post("appchat/send", self._send)

    def reset(self) -> None:
        self._chats.clear()

    def _create(self, call: Call) -> dict[str, Any]:
        chat_id = call.body.get("chatid") or secrets.token_hex(16)
        if not isinstance(chat_id, str) or not CHAT_ID.fullmatch(chat_id):
            raise ApiError(86001)
        if chat_id in self._chats or chat_id in self._shared.groups:
            raise ApiError(86001, "chatid exists")
        members = self._people(call.body.get("userlist") or [])
        if not LEAST <= len(members) <= MOST:
            raise ApiError(40058, "userlist takes 2 to 2000")
        if not self._creates.allow("create"):
            raise ApiError(45009)
        owner = call.body.get("owner")
        owner_id = self._people([owner])[0] if owner else members[0]
        name = str(call.body.get("name") or "群聊")[:NAME]
        self._chats[chat_id] = AppChat(Chat(chat_id, "wecom", name, tuple(members)), owner_id)
        return {"chatid": chat_id}

    def _update(self, call: Call) -> dict[str, Any]:
        own = self._own(call.text("chatid"))
        added = self._people(call.body.get("add_user_list") or [])
        gone = set(self._people(call.body.get("del_user_list") or []))
        members = [one for one in own.chat.members if one not in gone]
        members += [one for one in added if one not in members]
        name = str(call.body.get("name") or own.chat.name)[:NAME]
        own.chat = replace(own.chat, name=name, members=tuple(members))
        if call.body.get("owner"):
            own.owner = self._people([call.body["owner"]])[0]
        if own.spoken:
            self._shared.groups[own.chat.id] = own.chat
        return {}

    def _get(self, call: Call) -> dict[str, Any]:
        own = self._own(call.query.get("chatid", ""))
        userid = self._shared.people.userid
        info = {
            "chatid": own.chat.id,
            "name": own.chat.name,
            "owner": userid(own.owner),
            "userlist": [userid(one) for one in own.chat.members],
        }
        return {"chat_info": info}

    def _send(self, call: Call) -> dict[str, Any]:
        own = self._own(call.text("chatid"))
        content = self._content(call.body)
        mentioned = [self._shared.people.find(one) for one in content.userids]
        own.spoken = True
        self._shared.groups[own.chat.id] = own.chat
        self._shared.log.post(
            own.chat.id,
            "bot",
            bot="app",
            mentions=[person.id for person in mentioned if person is not None],
            **content.fields(),
        )
        return {}

    def _content(self, body: dict[str, Any]) -> contents.Content:
        kind = body.get("msgtype")
        if kind == "text":
            made = contents.text(body, cut=True)
            made.userids += body["text"].get("mentioned_list") or []
            return made
        makers: dict[str, Callable[[], contents.Content]] = {
            "markdown": lambda: contents.marked(body, contents.APP_MARKDOWN),
            "textcard": lambda: contents.textcard(body),
            "news": lambda: contents.news(body),
        }
        if kind in contents.MEDIA:
            return contents.medium(body, str(kind), self._shared.media.get)
        if kind not in makers:  # template_card among them
            raise ApiError(40008)
        return makers[str(kind)]()

    def _own(self, chat_id: str) -> AppChat:
        if chat_id in self._chats:
            return self._chats[chat_id]
        raise ApiError(86008 if chat_id in self._shared.groups else 86003)

    def _people(self, userids: Any) -> list[str]:
        if not isinstance(userids, list):
            raise ApiError(40058, "a list of userids is needed")
        found = [self._shared.people.find_visible(str(one)) for one in userids]
        if None in found:
            raise ApiError(60111)
        return list(dict.fromkeys(person.id for person in found if person is not None))
