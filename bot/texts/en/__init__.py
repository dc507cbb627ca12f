"""English, one module a topic."""

from bot.texts.en import duty, errors, forms, labels, leave, notices, people, policy, talk, times

TEXTS: dict[str, str] = {
    key: sentence
    for topic in (labels, errors, notices, forms, talk, policy, times, people, duty, leave)
    for key, sentence in topic.TEXTS.items()
}
