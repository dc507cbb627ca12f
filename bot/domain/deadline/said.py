"""Is a time said as a deadline? The marks beside it, and the words round it, decide."""

import re
from typing import NamedTuple

from bot.domain.deadline.phrases import Phrase
from bot.domain.deadline.words.context import (
    AGAIN_AND_AGAIN,
    AS_OF,
    BEFORE_IN_ENGLISH,
    BY_OR_BEFORE,
    CONDITION,
    DEMAND_AFTER,
    DEMAND_BEFORE,
    DONE_IN_ENGLISH,
    KEEPS_HOURS,
    MARK_AFTER,
    MARK_BEFORE,
    NOT_KEPT,
    NOT_WITHIN,
    OF_A_NOUN,
    PARTICLES,
    QUESTION,
    REPORTED_BEFORE,
    REQUEST_AFTER,
    REQUEST_IN_ENGLISH,
    STOP,
    SUBJECT_THEN_DEED,
    TO_BE,
    TOLD_AS_PAST,
    TOLD_BY_OTHERS,
    UNLESS,
    WISH_BEFORE,
    WITHIN_WEAK,
)
from bot.domain.deadline.words.traps import BLANK

CLAUSE = 60  # characters of context on either side


class Mark(NamedTuple):
    """A time with its marks: the span with them, whether 前 is said, whether it is a deadline."""

    start: int
    end: int
    before: bool
    said: bool


def mark(text: str, phrase: Phrase) -> Mark:
    """What the words round the phrase make of it, in a normalised text."""
    clause = _clause_start(text, phrase.start)
    ahead = text[clause : phrase.start]
    pre = MARK_BEFORE.search(ahead)
    post = MARK_AFTER.match(text, phrase.end)
    end = post.end() if post else phrase.end
    rest = text[end : _clause_end(text, end)]
    start = clause + pre.start() if pre else phrase.start
    before = bool(post and post["before"]) or bool(pre and BEFORE_IN_ENGLISH.search(pre.group()))
    said = _is_said(text, phrase, ahead, pre, post, rest)
    return Mark(start, end, before, said)


def may_be_meant(text: str, phrase: Phrase) -> bool:
    """Whether an unmarked time looks like a wish: worth a suggestion, never a deadline."""
    if phrase.weak or phrase.ranged or (phrase.whole and phrase.whole.kind == "vague"):
        return False
    ahead = text[_clause_start(text, phrase.start) : phrase.start]
    post = MARK_AFTER.match(text, phrase.end)
    end = post.end() if post else phrase.end
    rest = text[end : _clause_end(text, end)]
    if REPORTED_BEFORE.search(ahead) or CONDITION.search(ahead) or DONE_IN_ENGLISH.search(ahead):
        return False
    if OF_A_NOUN.match(rest) or TOLD_AS_PAST.search(rest) or DONE_IN_ENGLISH.search(rest):
        return False
    if TOLD_BY_OTHERS.search(ahead):
        return False
    if PARTICLES.fullmatch(rest):
        return not ahead.strip() or bool(WISH_BEFORE.search(ahead))
    return bool(REQUEST_AFTER.match(rest) or WISH_BEFORE.search(ahead))


def _is_said(
    text: str,
    phrase: Phrase,
    ahead: str,
    pre: re.Match[str] | None,
    post: re.Match[str] | None,
    rest: str,
) -> bool:
    if (
        phrase.ranged
        or REPORTED_BEFORE.search(ahead)
        or NOT_KEPT.match(text, _clause_end(text, phrase.end))
    ):
        return False
    within = phrase.whole is not None and phrase.whole.kind == "duration"
    english = within and phrase.whole is not None and phrase.whole.text.isascii()
    if english and phrase.whole is not None and phrase.whole.said("within"):
        asked = not ahead.strip() or REQUEST_IN_ENGLISH.search(ahead + rest)
        return bool(asked) and not DONE_IN_ENGLISH.search(ahead + rest)
    if english and phrase.whole is not None and phrase.whole.said("in"):
        return bool(REQUEST_IN_ENGLISH.search(ahead)) and not DONE_IN_ENGLISH.search(ahead + rest)
    if pre:
        return _holds_after_mark(text, phrase, ahead, rest)
    if post is None or (within and post["before"]):
        return _is_demanded(ahead, rest, phrase)
    if phrase.weak and WITHIN_WEAK.match(rest):
        return False
    return _is_requested(ahead, rest, bool(post["before"]))


def _holds_after_mark(text: str, phrase: Phrase, ahead: str, rest: str) -> bool:
    """截止… and by…: a deadline, unless it tells how things stood then."""
    if DONE_IN_ENGLISH.search(ahead + rest) or OF_A_NOUN.match(rest):
        return False
    if BY_OR_BEFORE.search(ahead):
        wish = TO_BE.search(ahead) or REQUEST_IN_ENGLISH.search(ahead + rest)
        bare = not BY_OR_BEFORE.sub("", ahead).strip() and PARTICLES.fullmatch(rest)
        if not (wish or bare):
            return False
    return not AS_OF.match(text[phrase.end :])


def _is_requested(ahead: str, rest: str, before: bool) -> bool:
    """…前 and …内: a deadline at the end of a clause, or before what is to be done."""
    if OF_A_NOUN.match(rest) or QUESTION.search(rest) or CONDITION.search(ahead):
        return False
    if ahead.strip() and KEEPS_HOURS.match(rest) and not DEMAND_BEFORE.search(ahead):
        return False
    if not before and AGAIN_AND_AGAIN.search(rest):
        return False
    if PARTICLES.fullmatch(rest) or UNLESS.match(rest):
        return True
    if TOLD_AS_PAST.search(rest):
        return False
    if REQUEST_AFTER.match(rest):
        return True
    return bool(SUBJECT_THEN_DEED.match(rest)) and (before or not NOT_WITHIN.match(rest))


def _is_demanded(ahead: str, rest: str, phrase: Phrase) -> bool:
    """必须明天修好, 明天必须修好: no mark, but a demand beside the time and the deed after."""
    if phrase.weak or OF_A_NOUN.match(rest) or TOLD_AS_PAST.search(rest):
        return False
    if QUESTION.search(rest) or CONDITION.search(ahead):
        return False
    if DEMAND_BEFORE.search(ahead):
        return bool(REQUEST_AFTER.match(rest))
    return bool(DEMAND_AFTER.match(rest))


def _clause_start(text: str, position: int) -> int:
    far = max(0, position - CLAUSE)
    for index in range(position - 1, far - 1, -1):
        if STOP.match(text, index):
            return index + 1
    return far


def _clause_end(text: str, position: int) -> int:
    """Where the clause ends; a blanked trap that cuts it off belongs to it."""
    far = min(len(text), position + CLAUSE)
    found = STOP.search(text, position, far)
    if found is None:
        return far
    return found.end() if found.group() == BLANK else found.start()
