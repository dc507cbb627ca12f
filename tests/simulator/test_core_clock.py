"""The simulated clock and its timers."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from simulator.clock import ZONE, SimClock
from simulator.errors import Refused
from simulator.faults import FaultBox
from simulator.multipart import parse
from simulator.world import BadWorld, load

START = datetime(2026, 1, 5, 9, 0, tzinfo=ZONE)


async def test_advancing_fires_timers_in_order_each_at_its_own_moment() -> None:
    clock, fired = SimClock(START), []
    for name, seconds in (("late", 3600), ("early", 15), ("never", 9000)):
        clock.call_later(
            seconds, lambda name=name: fired.append((name, round((clock.now() - START).seconds)))
        )
    clock.advance(7200)
    assert fired == [("early", 15), ("late", 3600)]
    assert timedelta(seconds=7200) <= clock.now() - START < timedelta(seconds=7201)


async def test_a_timer_set_by_a_timer_fires_in_the_same_jump() -> None:
    clock, fired = SimClock(START), []

    def first() -> None:
        clock.call_later(10, lambda: fired.append(clock.now()))

    clock.call_later(10, first)
    clock.advance(20.5)
    assert len(fired) == 1


async def test_a_cancelled_timer_does_not_fire() -> None:
    clock, fired = SimClock(START), []
    clock.call_later(10, lambda: fired.append(1)).cancel()
    clock.advance(20)
    assert fired == []


async def test_a_fast_clock_wakes_its_sleepers_in_real_time() -> None:
    clock = SimClock(START)
    clock.set_rate(10_000)
    await clock.sleep(600)
    assert clock.now() - START >= timedelta(seconds=600)


async def test_a_stopped_clock_stands_still() -> None:
    clock = SimClock(START)
    clock.set_rate(0)
    before = clock.now()
    assert clock.now() == before
    clock.advance(60)
    assert clock.now() == before + timedelta(seconds=60)


async def test_the_clock_refuses_to_advance_backward_but_can_be_set_back() -> None:
    clock = SimClock(START)
    with pytest.raises(ValueError):
        clock.advance(-1)
    clock.set(START - timedelta(days=1))
    assert clock.now() < START


async def test_a_fault_acts_as_often_as_counted_and_only_on_its_path() -> None:
    box = FaultBox(SimClock(START))
    box.add({"kind": "status", "match": "/im/v1", "count": 2, "status": 500})
    assert box.take("status", "/contact/v3") is None
    assert box.take("status", "/im/v1/messages") and box.take("status", "/im/v1/messages")
    assert box.take("status", "/im/v1/messages") is None


async def test_a_fault_ends_when_its_simulated_seconds_are_over() -> None:
    clock = SimClock(START)
    box = FaultBox(clock)
    box.add({"kind": "rate_limit", "match": "*/messages", "seconds": 60})
    assert box.take("rate_limit", "/feishu/open-apis/im/v1/messages")
    clock.advance(61)
    assert box.take("rate_limit", "/feishu/open-apis/im/v1/messages") is None


async def test_an_unknown_fault_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="gremlins"):
        FaultBox(SimClock(START)).add({"kind": "gremlins"})


def test_a_multipart_body_keeps_binary_data_exactly() -> None:
    data = bytes(range(256)) + b"\r\n--not the mark\r\n"
    body = (
        b'--XX\r\nContent-Disposition: form-data; name="image_type"\r\n\r\nmessage\r\n'
        b'--XX\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n'
        + data
        + b"\r\n--XX--\r\n"
    )
    parts = parse(body, "multipart/form-data; boundary=XX")
    assert parts["image_type"].text == "message"
    assert (parts["image"].filename, parts["image"].data) == ("a.png", data)


def test_the_default_world_has_twelve_people_and_two_groups_in_each_messenger() -> None:
    world = load()
    assert len(world.people) == 12
    for platform in ("feishu", "dingtalk", "wecom"):
        assert [chat.name for chat in world.chats_of(platform)] == ["设备报修群", "IT支持群"]
        core = {"lina", "zhangwei", "liuyang", "chenjing"}
        assert core <= {person.id for person in world.people_of(platform)}
        assert core <= set(world.chats_of(platform)[0].members)
    assert world.person("zhangwei").leader == "liuyang"
    assert world.person("张伟").id == "zhangwei"


def test_a_broken_world_file_names_its_fault(tmp_path: Path) -> None:
    file = tmp_path / "world.yaml"
    file.write_text("company: x\nbot_name: y\ndepartments: []\n", encoding="utf-8")
    with pytest.raises(BadWorld, match="people"):
        load(file)
