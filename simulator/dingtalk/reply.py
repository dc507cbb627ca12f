"""Messages in the webhook format: text, markdown, actionCard, link, feedCard (dingtalk.md §5.1).

Used by sessionWebhook, custom robots and the HTTP answer to a robot message.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulator.dingtalk import markdown
from simulator.dingtalk.chats import Chat
from simulator.dingtalk.errors import OapiError

if TYPE_CHECKING:
    from simulator.dingtalk.platform import DingTalk

MAX_AT = 50
EVERYBODY = "all"


@dataclass
class Content:
    """A webhook message as it will be shown."""

    kind: str
    text: str = ""
    title: str = ""
    source: str = ""  # markdown
    buttons: list[dict[str, str]] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)
    beside: bool = False


def read(dt: DingTalk, chat: Chat, body: dict[str, Any]) -> Content:
    """The message of a webhook body; raises OapiError for what DingTalk would refuse."""
    kind = body.get("msgtype")
    part = body.get(kind) if isinstance(kind, str) else None
    if kind not in _READERS:
        raise OapiError(400105, f"unsupported msgtype {kind!r}")
    if not isinstance(part, dict):
        raise OapiError(400002, f"{kind} is missing")
    content = _READERS[kind](part)
    at = body.get("at")
    if kind in ("text", "markdown") and isinstance(at, dict):
        _mention(dt, chat, content, at)
    return content


def post(dt: DingTalk, chat: Chat, content: Content, sender: str) -> None:
    dt.desk.post(
        chat,
        content.kind,
        sender,
        text=content.text,
        title=content.title,
        markdown=content.source,
        buttons=content.buttons,
        beside=content.beside,
        mentions=content.mentions,
    )


def _mention(dt: DingTalk, chat: Chat, content: Content, at: dict[str, Any]) -> None:
    """Real mentions need both the `at` object and `@id` in the text; shown as the nick (§5.1)."""
    directory = dt.desk.directory
    wanted = [(str(key), directory.by_user_id(str(key))) for key in at.get("atUserIds") or []]
    wanted += [(str(key), directory.by_mobile(str(key))) for key in at.get("atMobiles") or []]
    if len(wanted) > MAX_AT:
        raise OapiError(400002, "at most 50 people can be mentioned")
    for key, person in wanted:
        if person is None or person.id not in chat.members:
            continue
        if f"@{key}" in content.text + content.source:
            content.text = content.text.replace(f"@{key}", f"@{person.name}")
            content.source = content.source.replace(f"@{key}", f"@{person.name}")
            content.mentions.append(person.id)
    if at.get("isAtAll") in (True, "true"):
        content.mentions.append(EVERYBODY)


def _text(part: dict[str, Any]) -> Content:
    return Content("text", text=_needed(part, "content"))


def _markdown(part: dict[str, Any]) -> Content:
    return Content("markdown", title=_needed(part, "title"), source=_needed(part, "text"))


def _action_card(part: dict[str, Any]) -> Content:
    content = Content("actionCard", title=_needed(part, "title"), source=_needed(part, "text"))
    if part.get("singleTitle"):
        content.buttons = [{"title": part["singleTitle"], "url": _needed(part, "singleURL")}]
    else:
        buttons = part.get("btns")
        if not isinstance(buttons, list) or not buttons:
            raise OapiError(400002, "actionCard needs btns or singleTitle")
        content.buttons = [
            {"title": _needed(button, "title"), "url": _needed(button, "actionURL")}
            for button in buttons
        ]
        content.beside = str(part.get("btnOrientation")) == "1"
    return content


def _link(part: dict[str, Any]) -> Content:
    button = {"title": _needed(part, "title"), "url": _needed(part, "messageUrl")}
    return Content("link", title=button["title"], source=_needed(part, "text"), buttons=[button])


def _feed_card(part: dict[str, Any]) -> Content:
    links = part.get("links")
    if not isinstance(links, list) or not links:
        raise OapiError(400002, "feedCard.links is missing")
    buttons = [
        {"title": _needed(link, "title"), "url": _needed(link, "messageURL")} for link in links
    ]
    return Content("feedCard", title=buttons[0]["title"], buttons=buttons)


_READERS = {
    "text": _text,
    "markdown": _markdown,
    "actionCard": _action_card,
    "link": _link,
    "feedCard": _feed_card,
}


def _needed(part: Any, key: str) -> str:
    value = part.get(key) if isinstance(part, dict) else None
    if not isinstance(value, str) or not value:
        raise OapiError(400002, f"{key} is missing")
    return value


def searchable(content: Content) -> str:
    """The words a custom robot's keywords are looked up in."""
    return " ".join((content.title, content.text, markdown.flatten_message(content.source)))
