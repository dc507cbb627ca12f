"""Simplified Chinese, one module a topic."""

from bot.texts.zh_cn import (
    duty,
    errors,
    forms,
    labels,
    leave,
    limits,
    notices,
    people,
    policy,
    report,
    talk,
    times,
)

TOPICS = (
    duty,
    errors,
    forms,
    labels,
    leave,
    limits,
    notices,
    people,
    policy,
    report,
    talk,
    times,
)
TEXTS: dict[str, str] = {
    key: sentence for topic in TOPICS for key, sentence in topic.TEXTS.items()
}
