"""What people write, as the robot message the bot gets: or does not get (dingtalk.md §4.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from simulator.dingtalk.chats import Chat
from simulator.dingtalk.media import StoredFile
from simulator.dingtalk.messages import BOT, Message
from simulator.platform import Upload
from simulator.world import Person

if TYPE_CHECKING:
    from simulator.dingtalk.platform import DingTalk

VOICE = (".amr", ".mp3", ".wav", ".m4a", ".ogg")
VIDEO = (".mp4", ".mov", ".avi")
OVER_QUOTA = 20001


def write(
    dt: DingTalk,
    chat: Chat,
    person: Person,
    text: str,
    at_bot: bool,
    quote: str | None,
    files: Sequence[Upload],
    mentions: Sequence[str],
) -> Message:
    """Posts what a person sends and pushes to the bot what it may hear; the first message."""
    named = mentioned_people(dt, chat, text, mentions)
    content = without_bot(text, dt.sim.world.bot_name)
    hears = not chat.is_group or ((at_bot or content != text) and chat.has_bot)
    photos = [file for file in files if file.is_image]
    others = [file for file in files if not file.is_image]
    posted: list[Message] = []
    if text or photos or not others:
        kind, body = _body(dt, chat, content, photos, named, at_bot)
        shown = (
            text if content != text or not (at_bot and chat.is_group) else f"{dt.at_name} {text}"
        )
        message = dt.desk.post(
            chat,
            kind,
            person.id,
            text=shown,
            mentions=[p.id for p in named] + ([BOT] if hears and chat.is_group else []),
            quote=quote,
            files=[_shown_file(dt, StoredFile(file.name, file.data, "image")) for file in photos],
            payload=body,
        )
        posted.append(message)
        if hears:
            _push(dt, chat, person, message, {"msgtype": kind, **body, **_quote(dt, body, quote)})
    for file in others:
        posted.append(_attach(dt, chat, person, file))
    return posted[0]


def mentioned_people(dt: DingTalk, chat: Chat, text: str, mentions: Sequence[str]) -> list[Person]:
    """Members named with @ in the text, and those picked explicitly."""
    members = [dt.desk.directory.person(member) for member in chat.members]
    wanted = {dt.desk.directory.person(key).id for key in mentions}
    return [p for p in members if chat.is_group and (p.id in wanted or f"@{p.name}" in text)]


def without_bot(text: str, bot_name: str) -> str:
    """The text without the mention of the bot; the blank after it stays (§4.1)."""
    return re.sub(rf"@{re.escape(bot_name)}", "", text, count=1)


def _body(
    dt: DingTalk,
    chat: Chat,
    content: str,
    photos: Sequence[Upload],
    named: Sequence[Person],
    at_bot: bool,
) -> tuple[str, dict[str, Any]]:
    """(msgtype, fields): text; a lone photo one-to-one is a picture; else richText."""
    spaced = content if content.startswith(" ") or not chat.is_group else f" {content}"
    if not photos:
        return "text", {"text": {"content": spaced}}
    codes = [dt.desk.media.attach(StoredFile(file.name, file.data, "image")) for file in photos]
    pictures = [{"downloadCode": code, "pictureDownloadCode": code} for code in codes]
    if not content and len(pictures) == 1 and not chat.is_group:
        return "picture", {"content": pictures[0]}
    items: list[dict[str, Any]] = [{"text": spaced}] if content else []
    items += [
        {"type": "at", "atName": p.name, "atUserId": dt.desk.directory.user_id(p)} for p in named
    ]
    items += [{"type": "picture", **picture} for picture in pictures]
    return "richText", {"content": {"richText": items}}


def _quote(dt: DingTalk, body: dict[str, Any], quote: str | None) -> dict[str, Any]:
    """The fields of a reply; in text messages `text.repliedMsg` as well."""
    if quote is None:
        return {}
    original = dt.desk.log.find(quote)
    fields: dict[str, Any] = {"originalMsgId": original.id}
    if original.query_key and original.sender == BOT:
        fields["originalProcessQueryKey"] = original.query_key
    if "text" in body:
        payload = original.payload.get("content") or {}
        content = {"text": original.text} if original.text else dict(payload)
        replied = {
            "msgType": original.kind,
            "msgId": original.id,
            "senderId": dt.desk.directory.chat_user_id(original.sender),
            "createdAt": int(original.at.timestamp() * 1000),
            "content": content,
        }
        fields["text"] = {**body["text"], "isReplyMsg": True, "repliedMsg": replied}
    return fields


def _attach(dt: DingTalk, chat: Chat, person: Person, upload: Upload) -> Message:
    """A file, voice or video: in a group the robot never hears of it."""
    name = upload.name.lower()
    kind = "audio" if name.endswith(VOICE) else "video" if name.endswith(VIDEO) else "file"
    stored = StoredFile(upload.name, upload.data, kind)
    code = dt.desk.media.attach(stored)
    content: dict[str, Any] = {"downloadCode": code}
    if kind == "audio":
        content.update(duration=3000, recognition="")
    elif kind == "video":
        content.update(duration=3000, videoType=name.rsplit(".", 1)[-1])
    else:
        content.update(spaceId="0", fileId=code[:12], fileName=upload.name)
    message = dt.desk.post(
        chat, kind, person.id, files=[_shown_file(dt, stored)], payload={"content": content}
    )
    if not chat.is_group:
        _push(dt, chat, person, message, {"msgtype": kind, "content": content})
    return message


def _shown_file(dt: DingTalk, file: StoredFile) -> dict[str, str]:
    return {"name": file.name, "url": dt.file_url(file, lasting=True)}


def _push(
    dt: DingTalk, chat: Chat, person: Person, message: Message, content: dict[str, Any]
) -> None:
    data = {**content, **_envelope(dt, chat, person, message)}
    if not dt.quotas.count_push() or dt.faults.take("over_quota", "robot"):
        data = over_quota(data, dt.settings.transport)
    dt.pusher.robot(data, lambda reply: dt.reply_by_http(chat, reply))


def over_quota(data: dict[str, Any], transport: str) -> dict[str, Any]:
    """A push beyond the month's quota: no text, no content, error 20001 (§1.2).

    The page gives two spellings of the fields; each mode uses one of them.
    """
    stripped = {key: value for key, value in data.items() if key not in ("text", "content")}
    code, text = ("errorCode", "errorMessage") if transport == "stream" else ("errCode", "errMsg")
    return {**stripped, code: OVER_QUOTA, text: "推送次数已超过当月配额"}


def _envelope(dt: DingTalk, chat: Chat, person: Person, message: Message) -> dict[str, Any]:
    directory, settings = dt.desk.directory, dt.settings
    session, until = dt.desk.open_session(chat)
    bot = directory.chat_user_id(BOT)
    envelope: dict[str, Any] = {
        "msgId": message.id,
        "conversationId": chat.id,
        "conversationType": "2" if chat.is_group else "1",
        "openThreadId": chat.id,
        "senderId": directory.chat_user_id(person.id),
        "senderNick": person.name,
        "senderCorpId": settings.corp_id,
        "isAdmin": directory.is_admin(person),
        "chatbotUserId": bot,
        "chatbotCorpId": settings.corp_id,
        "robotCode": settings.client_id,
        "senderPlatform": "Mac",
        "sessionWebhook": f"{dt.sim.base_url}/dingtalk/oapi/robot/sendBySession?session={session}",
        "sessionWebhookExpiredTime": int(until.timestamp() * 1000),
        "createAt": int(message.at.timestamp() * 1000),
    }
    if settings.published:
        envelope["senderStaffId"] = directory.user_id(person)
        envelope["senderUnionId"] = directory.union_id(person)
    if chat.is_group:
        people = [dt.sim.world.people[key] for key in message.mentions if key != BOT]
        envelope["conversationTitle"] = chat.name
        envelope["isInAtList"] = True
        envelope["atUsers"] = [
            {"dingtalkId": bot},
            *(
                {"dingtalkId": directory.chat_user_id(p.id), "staffId": directory.user_id(p)}
                for p in people
            ),
        ]
    return envelope
