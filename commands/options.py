"""The options of a request: !priority, 截止 time, 分类 name, 位置 place, 设备 asset."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.deadline.words.leading import guarded

PRIORITIES = {
    "p1": 1, "紧急": 1, "特急": 1, "urgent": 1, "急": 1,
    "p2": 2, "高": 2, "high": 2, "重要": 2,
    "p3": 3, "中": 3, "普通": 3, "normal": 3, "medium": 3, "一般": 3,
    "p4": 4, "低": 4, "low": 4, "不急": 4,
}
_WORDS = "|".join(sorted(PRIORITIES, key=len, reverse=True))
_PRIORITY = guarded(rf"(?:(?<=\s)|^)[!\uff01]\s?({_WORDS})(?=$|[\s,\uff0c。!\uff01])", re.I)
_FIELDS = {
    "deadline": ("截止时间", "截止", "期限", "deadline", "due"),
    "category": ("分类", "类别", "category"),
    "place": ("位置", "地点", "place", "location"),
    "asset": ("设备编号", "设备号", "资产号", "asset"),
}
_FIELD = guarded(
    r"(?:(?<=\s)|(?<=[,\uff0c。;\uff1b])|^)(?P<name>"
    + "|".join(sorted((w for words in _FIELDS.values() for w in words), key=len, reverse=True))
    + r")(?:\s*[:\uff1a]\s*|\s+)(?P<value>[^\n]*?)"
    + r"(?=$|\n|\s[!\uff01]\s?(?:" + _WORDS + r")(?:$|\s)|\s(?:"
    + "|".join(w for words in _FIELDS.values() for w in words)
    + r")(?:\s|[:\uff1a]))",
    re.I | re.M,
)
_SPACES = re.compile(r" {2,}")
_NAMES = {word: name for name, words in _FIELDS.items() for word in words}


@dataclass(frozen=True, slots=True)
class Options:
    """A request's text without its options, and the options."""

    text: str
    priority: int | None = None
    deadline: str = ""
    category: str | None = None
    place: str | None = None
    asset: str | None = None


def read_options(text: str) -> Options:
    """Takes the options out of a request; what is no option stays in the text."""
    found: dict[str, str] = {}
    priority: int | None = None

    def take_priority(match: re.Match[str]) -> str:
        nonlocal priority
        priority = PRIORITIES[match[1].lower()]
        return ""

    def take_field(match: re.Match[str]) -> str:
        name, value = _NAMES[match["name"].lower()], match["value"].strip(" ,\uff0c。;\uff1b")
        if name in found or not value:
            return match[0]
        found[name] = value
        return ""

    rest = _PRIORITY.sub(take_priority, text)
    rest = _FIELD.sub(take_field, rest)
    rest = "\n".join(part.strip(" ,\uff0c") for part in rest.split("\n"))
    return Options(
        _SPACES.sub(" ", rest).strip(), priority, found.get("deadline", ""),
        found.get("category"), found.get("place"), found.get("asset"),
    )
