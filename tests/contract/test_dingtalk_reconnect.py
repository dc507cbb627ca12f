"""500 messages while the connection is cut 20 times and dies silently 10 times (§2.4, §10.10)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from bot.events import MessageReceived
from tests.contract.rigs.base import eventually
from tests.contract.rigs.dingtalk import QUICK, DingTalkRig, dingtalk_rig

ROUNDS = ["disconnect", "half_open", "disconnect"] * 10
HASTY = replace(QUICK, idle=0.3, settled=0.1)
PEOPLE = ("lina", "zhangwei", "wangqiang")


async def test_no_message_is_lost_and_none_has_two_keys() -> None:
    async with dingtalk_rig("stream", rhythm=HASTY) as rig:
        said: list[str] = []
        for number, kind in enumerate(ROUNDS):
            await rig.fault(kind)
            for message in range(17 if number % 3 else 16):
                words = f"{number}/{message}"
                said.append(await rig.say(PEOPLE[message % 3], words))
            await eventually(lambda: alive(rig))
            await rig.forward(seconds=61)  # what was not acknowledged comes again, once
            await eventually(lambda: heard(rig) >= set(said))
        assert len(said) == 500 and heard(rig) == set(said)
        keys = {event.message: event.key for event in rig.heart.told(MessageReceived)}
        assert len(set(keys.values())) == 500  # storage drops the rest by these keys
        opened = (await rig.control("GET", "/dingtalk/state"))["connections_opened"]
        assert opened >= len(ROUNDS)


async def test_what_was_acknowledged_never_comes_again() -> None:
    async with dingtalk_rig("stream") as rig:
        for number in range(20):
            await rig.fault("disconnect")
            await rig.say("lina", f"message {number}")
        await eventually(lambda: alive(rig))
        await rig.forward(seconds=61)  # what found no connection
        await eventually(lambda: len(heard(rig)) == 20)
        await rig.forward(seconds=200)
        await rig.hears(await rig.say("lina", "last"))
        times = Counter(event.message for event in rig.heart.told(MessageReceived))
        assert set(times.values()) == {1}


def heard(rig: DingTalkRig) -> set[str]:
    return {event.message for event in rig.heart.told(MessageReceived)}


async def alive(rig: DingTalkRig) -> bool:
    connections = (await rig.control("GET", "/dingtalk/state"))["connections"]
    dead = any(one["half_open"] for one in connections)
    return not dead and any(not one["leaving"] for one in connections)
