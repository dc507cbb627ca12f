"""Phone numbers in front of a whole group, and numbers that are none."""

import pytest

from bot.cards.model import Bold, Card, Field, Fields, Note, Text
from bot.cards.phones import for_everybody
from bot.domain.phones import masked


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("请打13812345678", "请打138****5678"),
        ("电话138 1234 5678张工", "电话138****5678张工"),
        ("138-1234-5678", "138****5678"),
        ("+86 13812345678", "+86 138****5678"),
        ("+8613812345678,急", "+86138****5678,急"),
        ("座机0755-12345678", "座机0755-****5678"),
        ("010-1234567", "010-****4567"),
        ("(021) 12345678", "(021) ****5678"),
        ("13812345678/13987654321", "138****5678/139****4321"),
    ],
)
def test_the_middle_of_a_phone_number_is_hidden(said: str, shown: str) -> None:
    assert masked(said) == shown


@pytest.mark.parametrize(
    "said",
    [
        "订单13812345678", "订单号\uff1a13812345678", "SN13812345678", "资产号 13812345678",
        "order no. 13812345678", "2026112813812345678", "A-13812345678", "13812345678-02", "#128",
        "12812345678", "3号楼2单元", "2026-11-28 09:00", "11-28 13:45", "192.168.13.150",
        "KT-0755-0012", "1381234567", "138123456789", "设备编号0755-12345678",
    ],
)
def test_other_numbers_stay(said: str) -> None:
    assert masked(said) == said


def test_every_line_of_a_card_is_covered_and_an_assets_field_left_alone() -> None:
    card = Card(
        title="#1 打13812345678", summary="打13812345678",
        blocks=(
            Text((Bold("13812345678"),)), Note(("13812345678",)),
            Fields((Field("电话", ("13812345678",)), Field("设备", ("13812345678",)))),
        ),
    )
    everybody = for_everybody(card, ("设备",))
    assert everybody == Card(
        title="#1 打138****5678", summary="打138****5678",
        blocks=(
            Text((Bold("138****5678"),)), Note(("138****5678",)),
            Fields((Field("电话", ("138****5678",)), Field("设备", ("13812345678",)))),
        ),
    )
