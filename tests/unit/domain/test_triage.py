"""Suggestions, duplicates, the radar of repeated faults, places and assets."""

import importlib.util
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.policy.defaults import default_policy
from bot.domain.policy.starters import starter, with_starter
from bot.domain.ticket import Priority
from bot.domain.triage import (
    Advice,
    Candidate,
    Fault,
    Lesson,
    empty,
    find_place,
    forget,
    learn,
    learn_all,
    matrix,
    matrix_of_answers,
    repeat_faults,
    similar,
    suggest,
    suggest_category,
    suggest_priority,
)

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)
POLICY = with_starter(default_policy(), "IT支持")
IT = starter("IT支持").categories


@pytest.mark.parametrize(
    ("text", "place", "asset"),
    [
        ("3号楼2楼会议室投影坏了", "3号楼2楼会议室", None),
        ("三楼打印机卡纸了", "3楼", None),
        ("3F打印机", "3楼", None),
        ("5号机异响", "5号机", None),
        ("B座1203空调不制冷", "B座1203", None),
        ("工位3-15没网", "工位3-15", None),
        ("设备编号 EQ-1024 报警", None, "EQ-1024"),
        ("设备编号:eq1024 报警", None, "EQ1024"),
        ("一车间3号线5号机漏油", "1车间3号线5号机", None),
        ("十二楼厕所堵了", "12楼厕所", None),
        ("地下一层车库灯不亮", "地下1楼车库", None),
        ("3栋 二单元 1203 漏水", "3号楼2单元1203", None),
        ("12#注塑机漏油", "12#注塑机", None),
        ("10.8.1.25 连不上", None, None),
        ("8点位检测", None, None),
        ("这个月底结账", None, None),
        ("两个人都上不了网", None, None),
        ("ISO-9001 审核", None, None),
        ("", None, None),
    ],
)
def test_places_and_assets_are_read_in_one_spelling(text, place, asset):
    found = find_place(text)
    assert (found.place, found.asset) == (place, asset)


def test_without_history_the_words_of_the_categories_speak():
    (best, *_) = suggest_category(empty(), "三楼打印机卡纸了", IT)
    assert best.value == "硬件/打印机" and best.score > 0.5
    assert set(best.because) >= {"打印机", "卡纸"}
    assert suggest_category(empty(), "你好", IT) == ()


def test_history_teaches_what_the_words_do_not_say_and_explains_itself():
    lessons = [Lesson("绿联转接头不认", "硬件/电脑")] * 4
    lessons += [Lesson("密码错误", "账号权限/重置")] * 4
    model = learn_all(empty(), lessons)
    (best, *_) = suggest_category(model, "转接头又不认了", IT)
    assert best.value == "硬件/电脑" and any("转接头" in word for word in best.because)


def test_learning_one_by_one_equals_learning_at_once_and_can_be_undone():
    lessons = [Lesson("打印机卡纸", "a", "P3", "3楼"), Lesson("网络不通", "b", "P2")]
    one_by_one = learn(learn(empty(), lessons[0]), lessons[1])
    assert one_by_one == learn_all(empty(), lessons) == json.loads(json.dumps(one_by_one))
    undone = forget(one_by_one, lessons[1])
    assert undone["documents"] == 1 and "b" not in undone["fields"]["category"]["labels"]


def test_learning_leaves_the_old_model_alone():
    before = learn(empty(), Lesson("打印机卡纸", "a"))
    copy = json.loads(json.dumps(before))
    learn(before, Lesson("打印机没墨", "a"))
    assert before == copy


@pytest.mark.parametrize(
    ("text", "expected"),
    [("产线停产了快来", "P1"), ("不急,有空换个鼠标", "P4"), ("很急,打印机坏了", "P2")],
)
def test_urgent_words_suggest_a_priority(text, expected):
    best = suggest_priority(empty(), text)[0]
    assert best.value == expected and best.because


def test_a_quiet_request_gets_no_priority_out_of_thin_air():
    assert suggest_priority(empty(), "打印机卡纸") == ()


def test_the_category_brings_its_priority():
    advice = suggest(empty(), "点了钓鱼链接中毒了", POLICY, "IT支持")
    assert advice.categories[0].value == "安全" and advice.priorities[0].value == "P2"


def test_triage_can_be_switched_off():
    from dataclasses import replace

    off = suggest(empty(), "三楼打印机卡纸", replace(POLICY, triage=False))
    assert off == Advice()


def test_impact_and_urgency_make_the_priority():
    assert [[int(matrix(i, u)) for u in (1, 2, 3)] for i in (1, 2, 3)] == [
        [1, 2, 3], [2, 3, 4], [3, 4, 4],
    ]  # fmt: skip
    assert matrix_of_answers("全公司", "无法工作") is Priority.P1
    assert matrix_of_answers("全公司", None) is None


OPEN = [
    Candidate(1, "三楼打印机卡纸了", "3楼"),
    Candidate(2, "5楼打印机卡纸了", "5楼"),
    Candidate(3, "空调不制冷", "3楼"),
    Candidate(4, "EQ-1024 主轴异响"),
    Candidate(5, "会议室投影仪不亮"),
]


def test_the_same_problem_at_the_same_place_is_recognised():
    found = similar("3楼的打印机又卡纸", OPEN)
    assert [s.number for s in found] == [1] and found[0].same_place
    assert any("打印机" in word for word in found[0].because)


def test_the_same_words_elsewhere_are_another_problem():
    assert similar("8楼打印机卡纸了", OPEN) == []


def test_another_problem_at_the_same_place_is_another_problem():
    assert similar("3楼窗户关不上", OPEN) == []


def test_the_same_asset_speaks_for_the_same_problem():
    assert [s.number for s in similar("EQ-1024主轴有异响", OPEN)] == [4]
    assert similar("EQ-2048 主轴异响", OPEN) == []
    assert similar("随便什么", []) == []


def test_the_radar_sees_three_faults_in_fourteen_days():
    def fault(number, days, **more):
        return Fault(number, NOW - timedelta(days=days), **more)

    faults = [
        fault(1, 15, asset="EQ-1"), fault(2, 13, asset="EQ-1", category="机械"),
        fault(3, 5, asset="eq-1", category="机械"), fault(4, 3, place="三楼"),
        fault(5, 2, place="3楼"), fault(6, 1, place="3F", category="水"),
    ]  # fmt: skip
    (place,) = repeat_faults(faults, NOW)
    assert (place.kind, place.value, place.numbers) == ("place", "3楼", (4, 5, 6))
    both = repeat_faults([*faults, fault(7, 0, asset="EQ-1")], NOW)
    assert {(r.kind, r.numbers) for r in both} == {("place", (4, 5, 6)), ("asset", (2, 3, 7))}
    assert next(r for r in both if r.kind == "asset").category == "机械"


def test_suggestions_beat_the_majority_on_a_held_back_part():
    path = Path(__file__).parents[3] / "benchmarks" / "triage_history.py"
    spec = importlib.util.spec_from_file_location("triage_history", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    tickets = list(module.history(1000, seed=5))
    model = learn_all(empty(), [Lesson(t.text, t.category) for t in tickets[:800]])
    truth = [t.category for t in tickets[800:]]
    said = [[s.value for s in suggest_category(model, t.text, IT)] for t in tickets[800:]]
    right = sum(s[:1] == [t] for s, t in zip(said, truth, strict=True)) / 200
    majority = max(truth.count(name) for name in set(truth)) / 200
    assert right > majority + 0.4


def test_an_asset_is_suggested_where_it_always_was():
    lessons = [Lesson("主轴异响", "机械", "P3", "3号楼", "EQ-1024")] * 5
    lessons += [Lesson("主轴漏油", "机械", "P3", "5号楼", "EQ-2048")] * 5
    model = learn_all(empty(), lessons)
    for asset, place in (("EQ-1024", "3号楼"), ("EQ-2048", "5号楼")):
        best, *_ = suggest(model, "主轴又坏了", POLICY, asset=asset).places
        assert best.value == place and asset in best.because and (best.hits, best.of) == (5, 5)


def test_a_model_keeps_its_size():
    lessons = [Lesson(f"abc{n} d{n % 7}", place=f"p{n}") for n in range(9000)]
    model = learn_all(empty(), lessons)
    assert len(model["seen"]) <= 8000 and len(model["fields"]["place"]["labels"]) <= 60
    assert set(model["fields"]["place"]["tokens"]) == set(model["fields"]["place"]["labels"])
