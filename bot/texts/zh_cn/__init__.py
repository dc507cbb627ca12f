"""Simplified Chinese, one module a topic."""

from bot.texts.zh_cn import (
    clocks,
    config,
    duty,
    errors,
    export,
    forms,
    halves,
    imports,
    kin,
    labels,
    leave,
    letters,
    limits,
    notices,
    people,
    policy,
    report,
    talk,
    times,
    triage,
)

TOPICS = (
    clocks,
    config,
    duty,
    errors,
    export,
    forms,
    halves,
    imports,
    kin,
    labels,
    leave,
    letters,
    limits,
    notices,
    people,
    policy,
    report,
    talk,
    times,
    triage,
)
TEXTS: dict[str, str] = {
    key: sentence for topic in TOPICS for key, sentence in topic.TEXTS.items()
}
