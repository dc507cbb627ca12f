"""A robot message becomes an Event, or a reason why it cannot (dingtalk.md §4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from adapters.dingtalk.content import content_of, names_in, quote_of, tidy
from adapters.dingtalk.ids import Names
from bot.domain.people import AccountId, ChatId
from bot.errors import BadSignature, Undecodable
from bot.events import Mention, MessageReceived

OVER_QUOTA = 20001


@dataclass(frozen=True, slots=True)
class Session:
    """Where an answer may go without a token, until `until`."""

    url: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """A robot message. `event` is None where `reason` tells why nobody can act on it:
    "quota" (the words were withheld) or "stranger" (a person without a staff id)."""

    message: str
    chat: ChatId
    account: AccountId | None
    name: str | None
    session: Session | None
    event: MessageReceived | None = None
    reason: Literal["", "quota", "stranger"] = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads for one app. `name_of` knows people's names by staff id, `ours` our cards by the
    processQueryKey that quotes bring."""

    names: Names
    robot_code: str
    bot_name: str
    name_of: Callable[[str], str | None]
    ours: Mapping[str, str]

    def read(self, body: Mapping[str, Any]) -> Heard:
        """Raises BadSignature for another app's message and Undecodable for none at all."""
        robot = body.get("robotCode")
        if robot and robot != self.robot_code and robot != "normal":
            raise BadSignature("the message is for another robot")
        message, conversation = body.get("msgId"), body.get("conversationId")
        if not isinstance(message, str) or not message:
            raise Undecodable("a message without msgId")
        if not isinstance(conversation, str) or not conversation:
            raise Undecodable("a message without conversation")
        direct = str(body.get("conversationType")) == "1"
        staff = body.get("senderStaffId")
        staff = staff if isinstance(staff, str) else ""
        if direct and staff:
            chat = self.names.direct(staff)
        else:
            chat = self.names.group(conversation)
        account = self.names.account(staff) if staff else None
        nick = body.get("senderNick")
        name = nick if isinstance(nick, str) and nick else None
        session = _session(body)
        if _over_quota(body):
            return Heard(message, chat, account, name, session, None, "quota")
        if account is None:
            return Heard(message, chat, None, name, session, None, "stranger")
        event = self._event(body, message, chat, account, name, direct)
        return Heard(message, chat, account, name, session, event)

    def _event(
        self, body: Mapping[str, Any], message: str, chat: ChatId, account: AccountId,
        name: str | None, direct: bool,
    ) -> MessageReceived:
        content = content_of(body, str(body.get("msgtype", "")), self.bot_name)
        title = body.get("conversationTitle")
        return MessageReceived(
            key=f"dingtalk:{self.names.tenant}:{message}",
            account=account,
            chat=chat,
            chat_kind="direct" if direct else "group",
            message=message,
            text=tidy(content.text),
            at=moment(body.get("createAt")),
            addressed=True,  # a group's robot hears nothing else (§4.1)
            name=name,
            chat_name=title if isinstance(title, str) and title and not direct else None,
            mentions=tuple(self._mentions(body, content.text)),
            files=content.files,
            quote=quote_of(body, self.ours),
        )

    def _mentions(self, body: Mapping[str, Any], text: str) -> list[Mention]:
        """DingTalk lists ids and leaves the names in the words: matched by what we know of the
        people, else by their order."""
        listed, bot = body.get("atUsers"), body.get("chatbotUserId")
        others = [
            one for one in (listed if isinstance(listed, list) else ())
            if isinstance(one, dict) and one.get("dingtalkId") != bot
        ]
        written = names_in(text)
        in_order = len(written) == len(others)
        found = []
        for number, one in enumerate(others):
            staff = one.get("staffId")
            staff = staff if isinstance(staff, str) and staff else None
            name = self.name_of(staff) if staff else None
            if name is None and in_order:
                name = written[number]
            if name is not None or staff:
                account = self.names.account(staff) if staff else None
                found.append(Mention(name or str(staff), account))
        return found


def moment(stamp: Any) -> datetime:
    """UTC from milliseconds, given as number or text (§2.2); raises Undecodable."""
    try:
        return datetime.fromtimestamp(int(stamp) / 1000, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        raise Undecodable("a time that is none") from None


def _over_quota(body: Mapping[str, Any]) -> bool:
    code = body.get("errorCode", body.get("errCode"))
    return str(code) == str(OVER_QUOTA)


def _session(body: Mapping[str, Any]) -> Session | None:
    url, until = body.get("sessionWebhook"), body.get("sessionWebhookExpiredTime")
    if not isinstance(url, str) or not url:
        return None
    try:
        return Session(url, moment(until))
    except Undecodable:
        return None
