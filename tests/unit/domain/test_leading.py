"""A guarded pattern finds exactly what the plain one finds, only sooner."""

import random
import re

import pytest

from bot.domain.deadline.words.leading import guarded
from bot.domain.deadline.words.patterns import KINDS

WHOLE = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in KINDS.items())
PIECES = (
    "明天", "下午", "3点半", "12月1日", "周五", "之前", "2个工作日内", "下班前", "月底", "空调",
    "漏水",
    "急", " ", ",", "#12", "3-15", "eod", "next week", "tomorrow", "at 5", "13:45", "国庆前", "两",
    "半小时后", "今晚", "大后天", "3rd of may", "\u0663点", "x", "(", "。", "A座1203",
)  # fmt: skip


def test_times_in_random_sentences_are_found_alike():
    draw = random.Random(5)
    plain, quick = re.compile(WHOLE), guarded(WHOLE)
    assert quick.pattern != plain.pattern
    for _ in range(2000):
        text = "".join(draw.choices(PIECES, k=draw.randint(1, 9))).lower()
        assert [(m.span(), m.lastgroup) for m in quick.finditer(text)] == [
            (m.span(), m.lastgroup) for m in plain.finditer(text)
        ], text


@pytest.mark.parametrize(
    "pattern", [r"[^a]b|c", r".x|y", r"a?|b", r"(?:a|b*)c?", r"(a)?\1b", r"[a-f\d]x|\w+!|(?<=q)\s]"]
)
def test_whatever_the_pattern_it_finds_the_same(pattern):
    draw = random.Random(7)
    for _ in range(500):
        text = "".join(draw.choices("abcfqxy3 !]^", k=8))
        assert guarded(pattern).findall(text) == re.findall(pattern, text)
