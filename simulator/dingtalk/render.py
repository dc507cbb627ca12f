"""Messages as one person's client shows them (the simulator contract's `messages`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from simulator.dingtalk import card_view, face, markdown
from simulator.dingtalk.messages import BOT, Message

if TYPE_CHECKING:
    from simulator.dingtalk.platform import DingTalk

RECALLED = "[消息已撤回]"


def messages(
    dt: DingTalk, chat: str | None, viewer: str | None, after: str | None, peek: bool
) -> list[dict[str, Any]]:
    """`viewer` None shows public data of everything; a viewer who does not peek reads it too."""
    person = dt.desk.directory.person(viewer).id if viewer else None
    wanted = dt.desk.chats.named(chat, person).id if chat else None
    found = [
        message
        for message in dt.desk.log.later(after, person)
        if wanted in (None, message.chat) and _may_see(dt, message, person)
    ]
    if person is not None and not peek:
        for message in found:
            if message.sender == BOT:
                message.readers.add(person)
    return [show(dt, message, person) for message in found]


def _may_see(dt: DingTalk, message: Message, person: str | None) -> bool:
    chat = dt.desk.chats.get(message.chat)
    if person is None:
        return True
    return chat is not None and person in chat.members and message.visible_to(person)


def show(dt: DingTalk, message: Message, person: str | None) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": message.id,
        "chat": message.chat,
        "sender": message.sender,
        "at": message.at.isoformat(),
        "edited_at": _moment(message.edited_for(person)),
        "kind": message.kind,
        "text": message.text,
        "mentions": list(message.mentions),
        "quote": message.quote,
        "files": list(message.files),
        "links": [],
        "card": None,
        "view": None,
        "recalled": message.recalled,
        "only_for": sorted(message.only_for) if message.only_for is not None else None,
    }
    if message.recalled:
        return {**shown, "text": RECALLED, "mentions": [], "files": []}
    if message.card is not None:
        view = message.card.view(person or "")
        shown["card"] = card_view.draw(message.card.template, view)
        named = [
            dt.desk.directory.by_user_id(key) for key in card_view.mentions(message.card, view)
        ]
        shown["mentions"] += [p.id for p in named if p and p.id in message.card.at_people]
        return shown
    body = markdown.show(markdown.message_lines(message.markdown))
    buttons = message_buttons(message)
    if buttons:
        shown["card"] = {
            "title": message.title,
            "colour": None,
            "tags": [],
            "lines": body.lines,
            "fields": body.fields,
            "buttons": [button.shown() for button in buttons],
            "inputs": [],
            "view": face.action_card(
                message.markdown,
                labels=[button.label for button in buttons],
                titles=[item["title"] for item in message.buttons],
                title=message.title if message.kind in ("link", "feedCard") else "",
                beside=message.beside,
            ),
        }
    elif message.markdown:
        shown["text"] = "\n".join(body.lines)
        shown["view"] = face.words(message.markdown)
    shown["links"] = [link for link in body.links if not _is_command(link["url"])]
    return shown


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def message_buttons(message: Message) -> list[card_view.Button]:
    """Buttons of an action card, and command links in the text, which work like buttons."""
    links = markdown.show(markdown.message_lines(message.markdown)).links
    commands = [link for link in links if _is_command(link["url"])]
    return [_button(item, "blue") for item in message.buttons] + _unlike(
        (_button(item, "link") for item in commands), message
    )


def _unlike(buttons: Iterable[card_view.Button], message: Message) -> list[card_view.Button]:
    known = {item["title"] for item in message.buttons}
    return [button for button in buttons if button.label not in known]


def _button(item: dict[str, str], style: str) -> card_view.Button:
    url = item["url"]
    if _is_command(url):
        return card_view.Button(
            item["title"], item["title"], style, command=markdown.command_text(url) or ""
        )
    return card_view.Button(item["title"], item["title"], style, url=url)


def _is_command(url: str) -> bool:
    return url.lower().startswith("dtmd:")
