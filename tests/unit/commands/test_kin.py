"""Words about tickets that have to do with each other."""

from __future__ import annotations

import pytest

from bot.domain import intents as i
from bot.domain.actions import unpack
from commands.buttons import intent_of
from commands.forms import build
from tests.unit.commands.test_interpret import ZHANG, said

LI_SI = i.Who("李四")


@pytest.mark.parametrize(
    "text",
    [
        "/合并 129 到 128", "合并 129 到 128", "/并单 #129 #128", "/合单129到128",
        "/merge 129 into 128", "/合并 \uff11\uff12\uff19 到 \uff03128", "并入 129 128",
    ],
)
def test_two_numbers_merge_the_first_into_the_second(text: str) -> None:
    assert said(text) == i.Merge(129, 128)


def test_a_number_too_long_is_never_the_end_of_itself() -> None:
    assert said("/合并 100000000128 到 127") == i.Merge(100000000128, 127)
    assert said("/合并 127 到 " + "9" * 5000) == i.Merge(127, int("9" * 18))


def test_under_a_card_one_number_is_the_other_ticket() -> None:
    quoting = i.Context(quoted=129)
    assert said("/合并 到 128", context=quoting) == i.Merge(129, 128)
    assert said("/关联单 130", context=quoting) == i.Relate(129, 130)
    assert said("/合并", context=quoting) == i.Merge(129, 0)
    assert said("我也遇到", context=quoting) == i.Join(129)


def test_ordinary_sentences_with_such_words_are_requests() -> None:
    for text in ("合并报表打不开", "拆分订单失败了", "关联的账号登录不了", "子单打印不出来"):
        assert isinstance(said(text), i.FileTicket), text


def test_parts_carry_their_words_and_people() -> None:
    assert said("/拆单 128 灯也坏了") == i.Split(128, "灯也坏了")
    assert said("/split 128 the light too") == i.Split(128, "the light too")
    assert said("/子单 128 更换电机 @李四") == i.Sub(128, "更换电机", LI_SI)
    assert said("/子单 128 @李四 更换 2号电机") == i.Sub(128, "更换 2号电机", LI_SI)
    assert said("/sub 128 new motor") == i.Sub(128, "new motor")
    mentioned = said("/子单 128 更换电机 @张三", mentions=(ZHANG,))
    assert mentioned == i.Sub(128, "更换电机", i.Who(ZHANG.name, ZHANG.account))


def test_ties() -> None:
    assert said("/关联单 128 130") == i.Relate(128, 130)
    assert said("/relate 128 130") == i.Relate(128, 130)
    assert said("/取消关联 128 130") == i.Relate(128, 130, off=True)
    assert said("/关联单 128") == i.Relate(128, 0)


def test_buttons_and_forms() -> None:
    assert intent_of(unpack("merge.129.0.into=128"), {}) == i.Merge(129, 128)
    assert intent_of(unpack("merge.129.3"), {}) == i.Merge(129, 0)
    assert intent_of(unpack("distinct.129.0.other=128"), {}) == i.Distinct(129, 128)
    assert build("merge", 129, 3, {"into": " #128 "}) == i.Merge(129, 128)
    assert build("merge", 129, 3, {"into": "那张"}) == i.Merge(129, 0)
    assert build("split", 128, 3, {"text": "灯"}) == i.Split(128, "灯")
    assert build("sub", 128, 3, {"text": "电机", "to": "7"}) == i.Sub(
        128, "电机", i.Who(person=7))
