"""English, one module a topic."""

from bot.texts.en import errors, forms, labels, notices, policy, talk, times

TEXTS: dict[str, str] = {
    key: sentence
    for topic in (labels, errors, notices, forms, talk, policy, times)
    for key, sentence in topic.TEXTS.items()
}
