"""English, one module a topic."""

from bot.texts.en import duty, errors, forms, labels, notices, people, policy, talk, times

TEXTS: dict[str, str] = {
    key: sentence
    for topic in (labels, errors, notices, forms, talk, policy, times, people, duty)
    for key, sentence in topic.TEXTS.items()
}
