"""Simplified Chinese, one module a topic."""

from bot.texts.zh_cn import (
    duty,
    errors,
    forms,
    labels,
    leave,
    notices,
    people,
    policy,
    report,
    talk,
    times,
)

TEXTS: dict[str, str] = {
    key: sentence
    for topic in (labels, errors, notices, forms, talk, policy, times, people, duty, leave, report)
    for key, sentence in topic.TEXTS.items()
}
