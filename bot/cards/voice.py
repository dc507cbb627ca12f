"""What a card needs to speak: words in one language, people's names, moments in one zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from bot.cards.model import Line


class Voice(Protocol):
    """Implemented by bot/compose for the place a card goes to."""

    now: datetime

    def say(self, key: str, **facts: Any) -> str:
        """A filled sentence as bare text."""

    def line(self, key: str, facts: Mapping[str, Any]) -> Line:
        """A filled sentence as spans; people's ids become mentions."""

    def name(self, person: int | None) -> str:
        """A person's name; a word for nobody."""

    def when(self, moment: datetime) -> str:
        """A moment with its weekday, near days by name."""

    def left(self, due: datetime) -> str:
        """What is left until a moment, or how late it is."""
