"""The quick comparison of texts answers what the plain formula does."""

import math
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.triage import Candidate, Similar, similar
from bot.domain.triage.alike import SAME_ASSET, SAME_PLACE, _read, _without
from bot.domain.triage.tokens import joined

WORDS = st.sampled_from(
    ["打印机卡纸", "打印机", "又卡纸了", "空调漏水", "空调不制冷", "请尽快派人来看", "急" * 9, "的",
     "EQ-1024主轴有异响", "eq-1024", "资产编号 A-77", "vpn", "VPN 连不上", "3楼", "三楼", "5F",
     "3号楼2楼会议室", "3号楼", "B座", "，", " "]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=7).map("".join)
PLACES = st.sampled_from([None, None, "3楼", "5楼", "3号楼", "3号楼2楼", "会议室"])
ASSETS = st.sampled_from([None, None, None, "EQ-1024", "eq-1024", "A-77"])
THRESHOLDS = st.sampled_from([0.0, 0.1, 0.32, 0.42, 0.9])
POOLS = st.lists(st.tuples(TEXTS, PLACES, ASSETS), max_size=12).map(
    lambda found: [Candidate(number, *one) for number, one in enumerate(found, 1)]
)


def plainly(text: str, pool: list[Candidate], place, asset, threshold, limit) -> list[Similar]:
    """Every weight of every union, as the likeness is defined."""
    here, thing, mine = _read(text, place, asset)
    read = [_read(one.text, one.place, one.asset) for one in pool]
    out = []
    for candidate, (there, other_thing, theirs) in zip(pool, read, strict=True):
        if thing and other_thing and thing != other_thing:
            continue
        near = bool(here and there and (here in there or there in here))
        if here and there and not near and re.sub(r"\d+", "#", here) == re.sub(r"\d+", "#", there):
            continue

        def weight(token: str) -> float:
            seen = sum(token in tokens for _, _, tokens in read)
            return math.log(1 + (len(pool) + 1) / (1 + seen))

        shared = mine & theirs
        union = math.fsum(weight(token) for token in mine | theirs)
        score = math.fsum(weight(token) for token in shared) / union if union else 0.0
        score += SAME_PLACE if near else 0.0
        score += SAME_ASSET if thing and thing == other_thing else 0.0
        if score >= threshold and shared:
            because = tuple(joined(text, shared))[:5]
            out.append(Similar(candidate.number, min(1.0, score), because, near))
    return sorted(out, key=lambda entry: (-entry.score, -entry.number))[:limit]


@settings(max_examples=300, deadline=None)
@given(TEXTS, PLACES, ASSETS, POOLS, THRESHOLDS, st.sampled_from([1, 3, 9]))
def test_what_is_skipped_early_is_what_the_formula_drops(text, place, asset, pool, least, most):
    quick = similar(text, pool, place=place, asset=asset, threshold=least, limit=most)
    assert quick == plainly(text, pool, place, asset, least, most)


@given(st.sampled_from(["3楼", "5F", "EQ-1024", "eq-1", "會議室", "ß", "K9"]), TEXTS)
def test_what_was_said_of_the_place_is_taken_out_in_capitals_and_small_letters(said, text):
    for written in (said, said.lower(), said.upper()):
        whole = f"{text}{written}{text}"
        expected = re.sub(re.escape(said), " ", whole, flags=re.IGNORECASE)
        assert _without(said, whole) == expected
