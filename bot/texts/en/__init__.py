"""English, by topic."""

from bot.texts.en import errors, forms, labels, notices, talk

TEXTS: dict[str, str] = {
    **labels.TEXTS,
    **errors.TEXTS,
    **notices.TEXTS,
    **forms.TEXTS,
    **talk.TEXTS,
}
