"""Files of ours: they arrive byte for byte, once, and for one pair of eyes."""

from __future__ import annotations

import os
from typing import Any

import pytest

from bot.cards.model import Card, Text
from bot.errors import RetryLater, Unreachable
from bot.ports import Document, Outgoing, Place, Receipt
from tests.contract.rigs.base import Rig
from tests.contract.rigs.wecom import wecom_rig

NAME = "工单周报 IT组 2026-11-20.xlsx"
WORDS = Card(blocks=(Text(("新增 5",)),))
UPLOADS = {"feishu": "/im/v1/files", "dingtalk": "/media/upload", "wecom": "upload"}


async def received(rig: Rig, person: str) -> list[tuple[str, bytes]]:
    """The files in this person's direct chats with our bots: (name, content)."""
    found: list[dict[str, Any]] = []
    chats = ("direct", "direct:app") if rig.platform == "wecom" else ("direct",)
    for chat in chats:
        url = f"{rig.url}/sim/{rig.platform}/messages?chat={chat}&viewer={person}"
        async with rig.http.get(url) as answer:
            if answer.status == 200:
                found += (await answer.json())["messages"]
    files = []
    for file in (f for m in found if m["sender"] == "bot" for f in m["files"]):
        url = file["url"] if "://" in file["url"] else rig.url + file["url"]
        async with rig.http.get(url) as answer:
            assert answer.status == 200
            files.append((file["name"], await answer.read()))
    return files


async def give(rig: Rig, place: Place, content: bytes, key: str = "file-1") -> Receipt:
    outgoing = Outgoing(WORDS, document=Document(NAME, content))
    return await rig.messenger.send(place, outgoing, key=key)


async def test_a_file_arrives_byte_for_byte(rig: Rig) -> None:
    account, _ = await rig.meet(rig.people[1])
    content = os.urandom(1_400_000)  # three pieces of WeCom's long connection
    assert rig.messenger.capabilities(Place(account=account)).files
    await give(rig, Place(account=account), content)
    assert await received(rig, rig.people[1]) == [(NAME, content)]


async def test_the_same_key_sends_a_file_once(rig: Rig) -> None:
    account, _ = await rig.meet(rig.people[1])
    first = await give(rig, Place(account=account), b"PK 12345")
    again = await give(rig, Place(account=account), b"PK 12345")
    assert first.message == again.message
    assert len(await received(rig, rig.people[1])) == 1


async def test_a_file_for_one_person_never_lies_in_the_group(rig: Rig) -> None:
    account, _ = await rig.meet(rig.people[1])
    before = await rig.count_seen(rig.group, rig.people[0])
    receipt = await give(rig, Place(chat=rig.group, only=account, account=account), b"PK 12345")
    assert await rig.count_seen(rig.group, rig.people[0]) == before
    assert receipt.chat != rig.group
    assert await received(rig, rig.people[1]) == [(NAME, b"PK 12345")]


async def test_trouble_while_uploading_is_no_refusal(rig: Rig) -> None:
    account, _ = await rig.meet(rig.people[1])
    await rig.fault("status", match=UPLOADS[rig.platform], count=1, status=502)
    with pytest.raises(RetryLater):
        await give(rig, Place(account=account), b"PK 12345")
    await give(rig, Place(account=account), b"PK 12345")
    assert await received(rig, rig.people[1]) == [(NAME, b"PK 12345")]


async def test_wecom_without_long_connection_and_app_says_it_has_no_files() -> None:
    async with wecom_rig("http", ("aibot",)) as rig:
        account, _ = await rig.meet("zhangwei")
        place = Place(account=account)
        assert not rig.messenger.capabilities(place).files
        with pytest.raises(Unreachable):
            await give(rig, place, b"PK 12345")


async def test_a_stranger_to_wecoms_ai_bot_gets_the_file_from_the_app() -> None:
    async with wecom_rig("websocket", ("aibot", "app")) as rig:
        account, _ = await rig.meet("zhangwei")
        stranger = account._replace(user="liuyang")
        receipt = await give(rig, Place(account=stranger), b"PK 12345")
        assert receipt.chat.chat == "app:liuyang"
        assert await received(rig, "liuyang") == [(NAME, b"PK 12345")]


async def test_wecom_takes_a_name_of_any_length() -> None:
    async with wecom_rig("websocket", ("aibot",)) as rig:
        account, _ = await rig.meet("zhangwei")
        named = Document("报" * 200 + ".xlsx", b"PK 12345")
        await rig.messenger.send(
            Place(account=account), Outgoing(WORDS, document=named), key="long"
        )
        ((name, _),) = await received(rig, "zhangwei")
        assert name.endswith("报.xlsx") and len(name.encode()) <= 256
