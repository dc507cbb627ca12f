"""Simplified Chinese, one module a topic."""

from bot.texts.zh_cn import duty, errors, forms, labels, notices, policy, talk, times

TEXTS: dict[str, str] = {
    key: sentence
    for topic in (labels, errors, notices, forms, talk, policy, times, duty)
    for key, sentence in topic.TEXTS.items()
}
