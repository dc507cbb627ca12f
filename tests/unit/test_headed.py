"""Where a card must have a title, the words that would stand there stand nowhere else."""

from __future__ import annotations

from bot.cards.fit import headed
from bot.cards.model import At, Bold, Card, Note, Text, plain
from bot.domain.people import AccountId


def parts(card: Card) -> tuple[str, list[str]]:
    return card.title, [plain(b.spans) for b in card.blocks if isinstance(b, Text | Note)]


def test_a_short_sentence_becomes_the_title() -> None:
    assert parts(headed(Card(blocks=(Text(("#2 影响有多大？",)),)), 20)) == ("#2 影响有多大？", [])


def test_the_first_line_moves_and_the_rest_stays() -> None:
    card = Card(blocks=(Text((Bold("#1 空调"), "\n", "抱歉让你久等了。")), Note(("…",))))
    assert parts(headed(card, 20)) == ("#1 空调", ["抱歉让你久等了。", "…"])


def test_of_a_long_text_the_first_sentence_moves() -> None:
    card = Card(blocks=(Text(("没听懂「派但 1」。你是想「派单」吗？",)),))
    assert parts(headed(card, 12)) == ("没听懂「派但 1」。", ["你是想「派单」吗？"])


def test_what_has_a_title_or_a_mention_or_no_short_beginning_stays_as_it_is() -> None:
    titled = Card(title="#1", blocks=(Text(("x",)),))
    mention = Card(blocks=(Text((At("李娜", AccountId("wecom", "t", "u")), " 好")),))
    long = Card(blocks=(Text(("一" * 50,)),))
    for card in (titled, mention, long, Card()):
        assert headed(card, 20) is card
