"""What a command is: its names, and how its line becomes an intent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.intents import Context, Intent
from commands.line import Line


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `names`: the first is the one we answer with; `en` its English names.

    `bare`: how it may be said to the bot without a slash.
    "never"; "alone": only as the whole message, or with a ticket number; "free": with anything.
    """

    name: str
    names: tuple[str, ...]
    en: tuple[str, ...]
    build: Callable[[Line, Context], Intent]
    bare: str = "alone"
    hint: str = ""  # an example of use, for the native command lists
    about: str = ""  # one line for the native command lists

    def all_names(self) -> tuple[str, ...]:
        """Every spelling."""
        return (*self.names, *self.en)
