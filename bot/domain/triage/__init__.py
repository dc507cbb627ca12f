"""Triage without outside AI: suggestions from words and from how this group's tickets ended."""

from bot.domain.triage.advice import (
    Suggested,
    advice_for,
    advise,
    lesson_of,
    may_be_advised,
    scope_of,
)
from bot.domain.triage.alike import (
    DAYS,
    LEAST,
    THRESHOLD,
    Candidate,
    Fault,
    Repeat,
    Similar,
    repeat_faults,
    repeats_among,
    similar,
    things_of,
)
from bot.domain.triage.judge import Judge
from bot.domain.triage.model import Lesson, Model, empty, forget, learn, learn_all, taught
from bot.domain.triage.places import Found, find_place
from bot.domain.triage.suggestions import (
    Advice,
    Suggestion,
    matrix,
    matrix_of_answers,
    suggest,
    suggest_category,
    suggest_place,
    suggest_priority,
)

__all__ = [
    "DAYS",
    "LEAST",
    "THRESHOLD",
    "Advice",
    "Candidate",
    "Fault",
    "Found",
    "Judge",
    "Lesson",
    "Model",
    "Repeat",
    "Similar",
    "Suggested",
    "Suggestion",
    "advice_for",
    "advise",
    "empty",
    "find_place",
    "forget",
    "learn",
    "learn_all",
    "lesson_of",
    "matrix",
    "matrix_of_answers",
    "may_be_advised",
    "repeat_faults",
    "repeats_among",
    "scope_of",
    "similar",
    "suggest",
    "suggest_category",
    "suggest_place",
    "suggest_priority",
    "taught",
    "things_of",
]
