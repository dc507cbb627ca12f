"""What people and strangers may try: a polite answer or a silent refusal, and nothing is harmed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.ports import Tx
from storage.verify import verify
from tests.e2e.stage import Actor, Play, shown, stage

SECRET = "口令是Tr0ub4dor"  # said in requests; must not be found in the log


@pytest.fixture(params=["feishu", "dingtalk"])
async def play(
    request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> AsyncIterator[Play]:
    """A running bot that is checked afterwards: histories whole, no trace, no words in the log."""
    caplog.set_level(logging.DEBUG)
    transport = "http" if request.param == "feishu" else ""
    async with stage(
        sqlite_url, tmp_path, platform=request.param, transport=transport
    ) as made:
        yield made
        assert made.bot is not None
        assert await made.bot.transactions.read(verify) == []
        for name in ("lina", "zhangwei"):
            for chat in ("", "direct"):
                await made.person(name).never_sees("Traceback", chat=chat)
                await made.person(name).never_sees("出了点问题", chat=chat)
        ours = [r for r in caplog.records if r.name.split(".")[0] in ("bihuan", "root", "aiohttp")]
        for record in ours:
            said = record.getMessage() + str(vars(record))
            assert not record.exc_info, said
            assert SECRET not in said
            for name, value in made.env.items():
                if any(part in name for part in ("SECRET", "KEY", "TOKEN")) and value:
                    assert value not in said, name


async def tickets(play: Play) -> list[str]:
    """The titles of all tickets."""
    assert play.bot is not None

    def titles(tx: Tx) -> list[str]:
        found = [tx.tickets.find(n) for n in range(1, 30)]
        return [t.title for t in found if t is not None]

    return await play.bot.transactions.read(titles)


async def test_tricks_in_the_words_are_harmless(play: Play) -> None:
    lina = play.person("lina")
    said = {
        1: "打印机\u200b\u200b卡\u202e纸了\u2066" + SECRET,
        2: "空调'; DROP TABLE ticket; -- 漏水",
        3: "<script>alert(1)</script><at user_id=\"all\">所有人</at> 门坏了",
        4: "**加粗** [点我](https://evil.example) ![x](https://evil.example/x.png) 灯坏了",
        5: "@所有人 @all <at id=all></at> 水管爆了",
        6: "{{7*7}} %s {0} ${HOME} 窗户关不上",
    }
    for number, words in said.items():
        await lina.says(f"/报修 {words}")
        await lina.sees(f"#{number} ", "待接单")
    titles = await tickets(play)
    assert len(titles) == len(said)
    assert titles[0] == "打印机卡纸了" + SECRET
    assert titles[1] == said[2]
    sent = (await play.sim("GET", f"/{play.platform}/requests"))["requests"]
    assert any("待接单" in w or "请接单" in w for one in sent for w in marked_up(one["body"]))
    for words in (w for one in sent for w in marked_up(one["body"])):
        assert not mentions_all(words), words
    texts = "\n".join(shown(m) for m in await lina.messages() if m["card"])
    assert "{{7*7}} %s {0} ${HOME}" in texts


def marked_up(node: Any, key: str = "") -> Iterator[str]:
    """Every text of a request that a client reads as markdown; plain titles are not."""
    if isinstance(node, str) and node[:1] in "{[":
        with contextlib.suppress(ValueError):
            node = json.loads(node)
    if isinstance(node, dict):
        plain = node.get("tag") in ("plain_text", "text") or "title" in node.get("msg_type", "")
        for name, inner in node.items():
            if not plain and name not in ("title", "summary", "header", "lastMessageI18n",
                                          "notification", "template"):
                yield from marked_up(inner, name)
    elif isinstance(node, list):
        for inner in node:
            yield from marked_up(inner, key)
    elif isinstance(node, str) and key in ("content", "text", "markdown"):
        yield node


def mentions_all(words: str) -> bool:
    """Whether it calls everybody, or links where a requester wanted it to."""
    marks = ("<at id=all", '<at id="all', "<at user_id=", "<script", "](https://evil")
    return any(mark in words for mark in marks)


async def test_ten_thousand_characters_are_refused_kindly_or_cut_for_show(play: Play) -> None:
    lina = play.person("lina")
    await lina.says("/报修 " + "漏" * 1900)
    await lina.sees("#1 ", "待接单")
    await lina.says("/报修 " + "漏" * 10_000)
    await lina.says("好的，那说短一点：水龙头漏水")
    await lina.sees("水龙头漏水", "待接单")
    titles = await tickets(play)
    assert all(len(title) <= 120 for title in titles)
    assert len(titles) in (2, 3)


async def test_of_two_clicks_at_once_one_wins_and_the_other_is_told_by_whom(play: Play) -> None:
    lina = play.person("lina")
    team = [play.person("zhangwei"), play.person("wangqiang")]
    await lina.says("/报修 大门关不上")
    await lina.sees("#1 ", "待接单")
    answers = await asyncio.gather(*(one.clicks("接单") for one in team))
    assert len(answers) == 2
    card = await lina.sees("#1 ", "处理中")
    owner = card["card"]["fields"]["处理人"]
    loser = team[1] if owner == "张伟" else team[0]
    await loser.is_told(owner)
    await lina.sees("#1 ", "处理中", count=1)


async def test_who_may_not_is_told_politely_and_nothing_changes(play: Play) -> None:
    lina, huang = play.person("lina"), play.person("huangting")
    await lina.says("/报修 大门关不上")
    await lina.sees("#1 ", "待接单")
    await huang.clicks("接单")
    await huang.is_told("接单要请")
    await lina.sees("#1 ", "待接单")
    await huang.says("#77")
    await huang.sees("没有权限或不存在")
    await lina.says("派单 1 @不存在的人")
    await lina.says("转单 1 张三丰 忙")
    await lina.sees("#1 ", "待接单")


async def test_a_click_on_an_old_card_shows_the_truth(play: Play) -> None:
    lina, zhang = play.person("lina"), play.person("zhangwei")
    await lina.says("/报修 大门关不上")
    card = await lina.sees("#1 ", "待接单")
    owner = play.person("zhangwei" if card["card"]["fields"]["处理人"] == "张伟" else "wangqiang")
    await owner.clicks("接单")
    await lina.sees("#1 ", "处理中")
    await lina.says("撤单 1")
    await zhang.never_sees("已撤单", "处理人")
    await owner.says("完成 1 换了合页", chat="direct")
    await lina.sees("#1 ", "待验收")


class TestCallbacks:
    """Signed by the platform, but not what our card said."""

    @pytest.fixture
    async def play(self, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Play]:
        async with stage(sqlite_url, tmp_path, transport="http") as made:
            yield made

    async def test_a_button_value_that_was_tampered_with_does_nothing(self, play: Play) -> None:
        lina, huang = play.person("lina"), play.person("huangting")
        await lina.says("/报修 大门关不上")
        card = await lina.sees("#1 ", "待接单")
        for action in (
            "accept.1.0", "approve.1.0", "accept.999999.1", "accept.1", "accept.-1.0", "..",
            "drop_table.1.1", "submit.1.1.verb=nonsense", "submit.1.1.verb=resolve",
            "prioritise.1.0.priority=99", "list.0.0.kind=secret&page=-5", "member.0.0.who=1",
            "depart.0.0.who=1", "rate.1.0.rating=1000", "show.1.0.what=../../etc/passwd",
            "say.0.0.text=/规则 全部 派给 黄婷", "acknowledge.1.0.alarm=x", "undo.1.0",
            "assign.1.0.to=99999", "undraft.1.0", "x" * 3000, "accept.1.0.to=\u202e",
        ):
            answer = await callback(play, huang, card["id"], {"do": action, "a": action})
            assert answer["failure"] is None, (action, answer)
        await lina.sees("#1 ", "待接单", count=1)
        assert await tickets(play) == ["大门关不上"]
        for person in (lina, huang):
            for chat in ("", "direct"):
                await person.never_sees("出了点问题", chat=chat)

    async def test_values_of_any_shape_are_survived(self, play: Play) -> None:
        lina, zhang = play.person("lina"), play.person("zhangwei")
        await lina.says("/报修 大门关不上")
        card = await lina.sees("#1 ", "待接单")
        for value in ({}, [], "text", None, 5, {"a": {"b": []}}, {"a": None}, {"a": 7}):
            answer = await callback(play, zhang, card["id"], value)
            assert "Traceback" not in str(answer)
        await lina.sees("#1 ", "待接单", count=1)

    async def test_a_replayed_click_counts_once(self, play: Play) -> None:
        lina, zhang = play.person("lina"), play.person("zhangwei")
        await lina.says("/报修 大门关不上")
        card = await lina.sees("#1 ", "待接单")
        fields = card["card"]["fields"]
        owner = zhang if fields["处理人"] == "张伟" else play.person("wangqiang")
        await play.sim("POST", "/feishu/faults", {
            "kind": "duplicate_events", "api": "card.action.trigger", "count": 1})
        await owner.clicks("接单")
        await lina.sees("#1 ", "处理中", count=1)
        await lina.says("/工单 1")
        history = shown(await lina.sees("#1 的历史"))
        assert history.count("接单") - history.count("待接单") == 1, history

    @pytest.mark.parametrize(
        "body", [b"", b"{", b"[]", b"null", b"[" * 50_000, b"\xff" * 100, b"x" * 17_000_000]
    )
    async def test_broken_and_huge_bodies_are_refused(self, play: Play, body: bytes) -> None:
        url = f"{play.env['PUBLIC_URL']}/feishu/events"
        async with play.http.post(url, data=body) as answer:
            text = await answer.text()
            assert 400 <= answer.status < 500, (answer.status, text)
            assert "Traceback" not in text
        lina = play.person("lina")
        await lina.says("/报修 大门关不上")
        await lina.sees("#1 ", "待接单")


async def callback(play: Play, who: Actor, message: str, value: Any) -> dict[str, Any]:
    """A signed card callback as Feishu sends it, with a value of our choice (feishu.md §6.2)."""
    feishu: Any = play.simulator.sim.platforms["feishu"]
    person = play.simulator.sim.world.people[who.name]
    reply = await feishu.pusher.callback({
        "operator": {"tenant_key": feishu.settings.tenant_key, **feishu.people.ids(person)},
        "token": "c-forged", "host": "im_message",
        "action": {"tag": "button", "timezone": "Asia/Shanghai", "value": value},
        "context": {"open_message_id": message, "open_chat_id": await play.group("feishu")},
    })
    return {"failure": reply.failure, "answer": reply.answer, "text": reply.text}
