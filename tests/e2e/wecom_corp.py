"""WeCom for the stories: the demonstration's company, in which 王强 and 黄婷 have WeCom too."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from simulator.world import World, load
from tests.e2e.stage import POLICY, Play, stage

BOTS = {
    "bot": ("aibot",),
    "app": ("app",),
    "bot+app": ("aibot", "app"),
    "bot+app+webhook": ("aibot", "app", "hook"),
}
JOINING = {"wangqiang": ("王强", "Wangqiang"), "huangting": ("黄婷", "Huangting")}
CAST = ("lina", "zhangwei", "wangqiang", "huangting", "liuyang", "chenjing")


@asynccontextmanager
async def corp(
    database: str, data: Path, name: str, *, greeting: Sequence[str] = CAST
) -> AsyncIterator[Play]:
    """A stage on a combination of bots. With the AI bot alone those of `greeting` have greeted
    it once: it cannot write to anybody who has not (wecom.md §6.3)."""
    policy = data / "policy.yaml"
    policy.write_text(joined(POLICY.read_text("utf-8")), "utf-8")
    async with stage(
        database, data, platform="wecom", policy=policy, world=world(), bots=BOTS[name]
    ) as play:
        if name == "bot":
            for who in greeting:
                await play.person(who).says("你好", chat="direct")
                await play.person(who).sees("工单助手", chat="direct")
        yield play


def world() -> World:
    """The default world with the two who join."""
    made = load()
    people = {
        key: replace(one, accounts={**one.accounts, "wecom": JOINING[key][1]})
        if key in JOINING else one
        for key, one in made.people.items()
    }
    first = made.chats_of("wecom")[0]
    chats = tuple(
        replace(chat, members=(*chat.members, *JOINING)) if chat.id == first.id else chat
        for chat in made.chats
    )
    return replace(made, people=people, chats=chats)


def joined(policy: str) -> str:
    """The policy that knows their accounts, and whose tickets go to a team from direct chats."""
    policy = policy.replace(
        "rules:\n",
        "rules:\n  - {name: 车间归设备维修, when: {words: [车间]}, team: 设备维修}\n", 1,
    )
    for name, user in JOINING.values():
        head = f"name: {name}, accounts: {{"
        assert head in policy
        policy = policy.replace(head, f'{head}wecom: "{user}", ')
    return policy
