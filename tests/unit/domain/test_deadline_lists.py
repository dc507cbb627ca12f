"""The lists in tests/fixtures/deadlines: what people type, and what must never be a deadline."""

from datetime import datetime
from pathlib import Path
from time import process_time
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import Interval, WorkCalendar
from bot.domain.deadline import Ask, Mode, Reading, canonical, read, suggest
from bot.domain.holidays import china, with_holidays

LISTS = Path(__file__).parents[2] / "fixtures" / "deadlines"
TRAPS = ["holdout_traps.txt", "final_traps.txt", "tuning_traps.txt", "blind_traps.txt"]
ZONE = "Asia/Shanghai"
WEDNESDAY = datetime(2026, 11, 18, 10, 30, tzinfo=ZoneInfo(ZONE))
HOURS = (Interval(540, 720), Interval(810, 1080))
CALENDAR = with_holidays(
    WorkCalendar("office", ZONE, dict.fromkeys(range(5), HOURS)),
    [china(year) for year in (2024, 2025, 2026)],
)


class Phrase(NamedTuple):
    mode: Mode
    now: datetime
    text: str
    wanted: str


def lines(name: str) -> list[str]:
    text = (LISTS / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def phrases(name: str) -> list[Phrase]:
    found = []
    for line in lines(name):
        mode, now, text, wanted = line.split("\t")
        at = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo(ZONE)) if now else WEDNESDAY
        found.append(Phrase("loose" if mode == "loose" else "strict", at, text, wanted))
    return found


def told(phrase: Phrase) -> str:
    answer = read(phrase.text, phrase.now, CALENDAR, phrase.mode)
    if isinstance(answer, Reading):
        return canonical(answer.at, ZONE)
    return "ask" if isinstance(answer, Ask) else "nothing"


@pytest.mark.parametrize("name", ["holdout_phrases.tsv", "final_phrases.tsv"])
def test_at_least_95_percent_of_phrases_nobody_tuned_for_are_right(name: str) -> None:
    wrong = {phrase.text: told(phrase) for phrase in phrases(name) if told(phrase) != phrase.wanted}
    assert len(wrong) <= 0.05 * len(phrases(name)), wrong


@pytest.mark.parametrize("name", ["tuning_phrases.tsv", "blind_phrases.tsv"])
def test_every_phrase_of_the_lists_that_were_tuned_for_is_right(name: str) -> None:
    wrong = {
        phrase.text: (told(phrase), phrase.wanted)
        for phrase in phrases(name)
        if told(phrase) != phrase.wanted
    }
    assert not wrong


@pytest.mark.parametrize("name", TRAPS)
def test_ordinary_sentences_set_no_deadline_and_ask_nothing(name: str) -> None:
    assert not [text for text in lines(name) if read(text, WEDNESDAY, CALENDAR) is not None]


@pytest.mark.parametrize("name", TRAPS)
def test_few_ordinary_sentences_get_a_suggestion(name: str) -> None:
    suggested = [text for text in lines(name) if suggest(text, WEDNESDAY, CALENDAR)]
    assert len(suggested) <= 0.06 * len(lines(name)), suggested


def test_the_lists_are_as_long_as_promised_and_share_nothing() -> None:
    tuned = {phrase.text for phrase in phrases("tuning_phrases.tsv")}
    held = {phrase.text for phrase in phrases("holdout_phrases.tsv")}
    assert len(held) >= 120
    assert len(lines("holdout_traps.txt")) >= 150
    common = {text for text in held & tuned if len(text) > 8}
    assert not common


def test_a_parse_takes_less_than_a_fifth_of_a_millisecond() -> None:
    texts = lines("holdout_traps.txt") + [phrase.text for phrase in phrases("holdout_phrases.tsv")]
    rounds = []
    for _ in range(5):
        start = process_time()
        for text in texts:
            read(text, WEDNESDAY, CALENDAR)
        rounds.append((process_time() - start) / len(texts))
    assert min(rounds) < 0.0002


@pytest.mark.parametrize(
    "piece", ["1-1-", "半", "a1-", "12:", "周五前", "前", "1小时", " ", "2026-"]
)
def test_a_hostile_text_costs_no_more_than_its_length(piece: str) -> None:
    text = (piece * 2000)[:2000]
    start = process_time()
    read(text, WEDNESDAY, CALENDAR)
    suggest(text, WEDNESDAY, CALENDAR)
    assert process_time() - start < 1.0
