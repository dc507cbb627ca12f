"""Words of haste: no date, but a hint for the priority (product.md §7.7 rule 13)."""

from bot.domain.deadline.words.haste import CALM, HASTE, NAMES


def urgency(text: str) -> int:
    """1: the text asks for haste; -1: it says there is time; 0: neither."""
    if CALM.search(text):
        return -1
    if not HASTE.search(text):
        return 0
    return int(HASTE.search(NAMES.sub("", text)) is not None) if NAMES.search(text) else 1
