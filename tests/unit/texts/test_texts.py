"""Both languages say the same things, and nothing the code says is left without words."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter
from types import ModuleType

import pytest

from bot.cards.ticket import SHOWN
from bot.compose.ticket import MENU_VERBS
from bot.domain.intents import Context, Move
from bot.domain.lifecycle import MOVES
from bot.texts import LANGUAGES, en, render, template, text, zh_cn
from commands.interpret import GRAMMAR
from commands.line import Line
from tests.unit.texts.said_keys import FAMILIES, families, prefixes, written

CHINESE = LANGUAGES["zh-CN"]
ENGLISH = LANGUAGES["en"]
SLOT = re.compile(r"\{(\w+)\}")
OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
HAN = "\u4e00-\u9fff"
WIDE = "\u3000-\u303f\uff00-\uffef"
STOPS = "\u3002\uff0c\uff1a\uff1b\uff01\uff1f\uff09"
TYPED = ("!\u7d27\u6025", "\u540d\u79f0: \u5185\u5bb9", "\u5e73\u53f0:\u4f01\u4e1a:\u7fa4\u53f7")
BILINGUAL = {"language.which"}  # asked before the language is known
PRESSED = {verb for verbs in SHOWN.values() for verb in verbs} | MOVES | set(MENU_VERBS)


def topics(language: ModuleType) -> dict[str, dict[str, str]]:
    return {
        found.name: importlib.import_module(f"{language.__name__}.{found.name}").TEXTS
        for found in pkgutil.iter_modules(language.__path__)
    }


def test_both_languages_have_one_set_of_keys() -> None:
    assert sorted(CHINESE) == sorted(ENGLISH)


@pytest.mark.parametrize("language", [zh_cn, en], ids=["zh", "en"])
def test_every_topic_is_registered_and_no_key_is_written_twice(language: ModuleType) -> None:
    keys = Counter(key for texts in topics(language).values() for key in texts)
    assert [key for key, count in keys.items() if count > 1] == []
    assert sorted(keys) == sorted(language.TEXTS)


def test_a_topic_has_the_same_keys_in_both_languages() -> None:
    chinese, english = topics(zh_cn), topics(en)
    assert {name: set(texts) for name, texts in chinese.items()} == {
        name: set(texts) for name, texts in english.items()
    }


def test_both_languages_use_the_same_facts() -> None:
    unlike = {
        key: (CHINESE[key], ENGLISH[key])
        for key in CHINESE
        if set(SLOT.findall(CHINESE[key])) != set(SLOT.findall(ENGLISH[key]))
    }
    assert unlike == {}


@pytest.mark.parametrize("texts", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_no_sentence_is_empty_or_has_a_slot_that_does_not_fill(texts: dict[str, str]) -> None:
    for key, sentence in texts.items():
        assert sentence.strip() or key == "list.separator", key
        bare = SLOT.sub("", OPTIONAL.sub("", sentence))
        assert not re.search(r"[{}\[\]]", bare), key
        for part in OPTIONAL.findall(sentence):
            assert SLOT.search(part), f"{key}: [{part}] would always stand"


def test_every_key_the_code_writes_has_a_sentence() -> None:
    known = {key.partition(".")[0] for key in CHINESE}
    missing = [
        (key, where)
        for key, where in written()
        if key.partition(".")[0] in known and key not in CHINESE
    ]
    assert missing == []


def test_every_key_the_code_puts_together_has_a_sentence() -> None:
    assert families() - set(CHINESE) == set()


def test_every_way_of_putting_keys_together_is_listed() -> None:
    known = {key.partition(".")[0] + "." for key in CHINESE}
    unlisted = [
        (prefix, where)
        for prefix, where in prefixes()
        if prefix.partition(".")[0] + "." in known and prefix not in FAMILIES
    ]
    assert unlisted == []


def test_no_sentence_is_left_that_nobody_says() -> None:
    assert set(CHINESE) - {key for key, _ in written()} - families() == set()


def test_chinese_sentences_have_chinese_punctuation() -> None:
    narrow = re.compile(
        rf"[{HAN}{WIDE}] ?[,;:!?()]|[,;!?()] ?[{HAN}]|\}}[,;:!?()]|[,;:!?(]\{{|\.\.\."
    )
    mixed = {}
    for key, sentence in CHINESE.items():
        for typed in TYPED:
            sentence = sentence.replace(typed, "typed")
        if narrow.search(sentence) or re.search(rf" [{STOPS}]", sentence):
            mixed[key] = sentence
    assert mixed == {}


def test_english_sentences_have_no_chinese_in_them() -> None:
    odd = {k: s for k, s in ENGLISH.items() if re.search(f"[{HAN}{WIDE}]", s)}
    assert odd.keys() <= BILINGUAL


def test_a_refusal_says_what_to_do_next() -> None:
    """It asks for something, names a command, or lists what is possible."""
    words = "[\u8bf7\u53d1\u5199\u7528\u8981\u627e]|\u53ef\u4ee5|\u4f8b\u5982"
    invites = re.compile(words + r"|\{can\}")
    mute = [k for k, s in CHINESE.items() if k.startswith("error.") and not invites.search(s)]
    assert mute == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verb", sorted(PRESSED))
def test_what_a_button_says_can_be_typed_instead(verb: str, language: str) -> None:
    found = GRAMMAR.find(Line(f"{text(f'verb.{verb}', language)} 128"), slash=True)
    assert found is not None
    intent = found.command.build(found.line, Context())
    assert getattr(intent, "ticket", None) == 128
    if verb in MOVES:
        assert isinstance(intent, Move)
        assert intent.verb == verb


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(key for key in CHINESE if key.startswith("typed.")))
def test_what_may_be_typed_for_a_button_is_a_command(key: str, language: str) -> None:
    line = Line(text(key, language, number=128, level="P2"))
    found = GRAMMAR.find(GRAMMAR.slashed(line) or line, slash=line.rest.startswith("/"))
    assert found is not None
    if "128" in line.rest:
        assert getattr(found.command.build(found.line, Context()), "ticket", None) == 128


def test_a_part_without_its_fact_is_left_out() -> None:
    with_reason = text("history.decline", who="Li", reason="off")
    assert "off" in with_reason
    assert text("history.decline", who="Li", reason="") == with_reason.split("\uff1a")[0]
    assert render("history.decline", "en", {"who": "Li", "reason": None}) == ("Li", " declined it")


def test_a_list_is_said_as_one() -> None:
    said = text("policy.category_in_use", "en", name="AC", rules=["one", "two"])
    assert "one, two" in said
    assert "one\u3001two" in "".join(
        render("policy.category_in_use", "zh-CN", {"name": "AC", "rules": ["one", "two"]})
    )


def test_spans_stay_spans() -> None:
    mention = object()
    assert render("toast.assign", "en", {"to": (mention,)}) == ("Assigned to ", mention)


@pytest.mark.parametrize("spelling", ["en", "en-US", "en_GB", "EN"])
def test_english_is_english_however_it_is_spelt(spelling: str) -> None:
    assert template("verb.accept", spelling) == "Accept"


def test_an_unknown_language_reads_the_default_and_an_unknown_key_fails() -> None:
    assert template("verb.accept", "fr") == CHINESE["verb.accept"]
    with pytest.raises(KeyError):
        template("verb.dance", "en")
