"""Triage without outside AI: suggestions from words and from how this group's tickets ended."""

from bot.domain.triage.alike import (
    THRESHOLD,
    Candidate,
    Fault,
    Repeat,
    Similar,
    repeat_faults,
    similar,
)
from bot.domain.triage.model import Lesson, Model, empty, forget, learn, learn_all
from bot.domain.triage.places import Found, find_place
from bot.domain.triage.suggestions import (
    Advice,
    Suggestion,
    matrix,
    matrix_of_answers,
    suggest,
    suggest_category,
    suggest_priority,
)

__all__ = [
    "THRESHOLD",
    "Advice",
    "Candidate",
    "Fault",
    "Found",
    "Lesson",
    "Model",
    "Repeat",
    "Similar",
    "Suggestion",
    "empty",
    "find_place",
    "forget",
    "learn",
    "learn_all",
    "matrix",
    "matrix_of_answers",
    "repeat_faults",
    "similar",
    "suggest",
    "suggest_category",
    "suggest_priority",
]
