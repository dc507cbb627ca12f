"""Simplified Chinese, by topic."""

from bot.texts.zh_cn import errors, forms, labels, notices, talk

TEXTS: dict[str, str] = {
    **labels.TEXTS,
    **errors.TEXTS,
    **notices.TEXTS,
    **forms.TEXTS,
    **talk.TEXTS,
}
