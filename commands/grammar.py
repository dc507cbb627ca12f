"""Finding the command in a line: exact names, names run together with a number, typos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from commands.line import SLASH, Line, narrow
from commands.spec import Command

AFTER_A_NAME = " ,\uff0c:\uff1a#@\uff20\n"
GOES_ON = "的过得不没了吗"  # what makes a name the beginning of an ordinary sentence
PARTICLES = "吧啊呀呢"
CLOSE_ENOUGH = 0.65  # similarity from which a typo is offered as a button


@dataclass(frozen=True, slots=True)
class Found:
    """A command, the rest of its line, and whether a slash said that it is one."""

    command: Command
    line: Line
    slash: bool


class Grammar:
    """The names of all commands, longest first."""

    def __init__(self, commands: Sequence[Command]) -> None:
        self.commands = tuple(commands)
        self._names = sorted(
            ((name.lower(), command) for command in commands for name in command.all_names()),
            key=lambda pair: -len(pair[0]),
        )
        self._heads = {name[0] for name, _ in self._names}
        self._longest = len(self._names[0][0])

    def slashed(self, line: Line) -> Line | None:
        """The line behind its slash, if it begins with one."""
        match = SLASH.match(line.rest)
        return line.without(line.rest[match.end() :]) if match else None

    def find(self, line: Line, *, slash: bool) -> Found | None:
        """The command a line begins with. Without a slash only as freely as it allows."""
        text = narrow(line.rest[: self._longest]).lower()
        if not text or text[0] not in self._heads:
            return None
        for name, command in self._names:
            if not text.startswith(name):
                continue
            rest = line.rest[len(name) :]
            if not _ends_here(name, rest):
                continue
            if slash and self._misspelt(name, rest):
                return None
            if slash or _may_be_bare(command, rest):
                return Found(command, line.without(rest.strip(" ,\uff0c:\uff1a")), slash)
        return None

    def _misspelt(self, name: str, rest: str) -> bool:
        """Whether a name and what runs on from it are a longer name with one wrong character:
        升级连 is 升级链, and not 升级 because of 连."""
        more = narrow(rest.split(" ")[0])
        if not more or more[0].isascii() or more[0] in GOES_ON + PARTICLES:
            return False
        return any(
            len(longer) == len(name) + len(more)
            and longer.startswith(name)
            and sum(a != b for a, b in zip(longer[len(name) :], more, strict=True)) == 1
            for longer, _ in self._names
        )

    def nearest(self, line: Line) -> tuple[str, str]:
        """The name nearest to the first word of a line and the line with it put in."""
        word, _, rest = line.rest.strip().partition(" ")
        bare = word.rstrip("0123456789#\uff03")  # a typo run together with a number: 派但128
        if not bare:
            return "", ""
        bare = bare.lower()
        found = [(_likeness(bare, name), name, command.name) for name, command in self._names]
        close = [entry for entry in found if entry[0] >= CLOSE_ENOUGH]
        if not close:
            return "", ""
        # A typo usually keeps the length; of equals the command listed first is meant.
        best = max(close, key=lambda entry: entry[0] + 0.15 * (len(entry[1]) == len(bare)))[2]
        number = word[len(bare) :].lstrip("#\uff03")
        return best, " ".join(part for part in (best, number, rest) if part)


def _likeness(word: str, name: str) -> float:
    """How alike two words are; a Chinese typo usually keeps its first character."""
    head = 0.2 if word[0] == name[0] else 0.0
    return SequenceMatcher(None, word, name).ratio() + head


def _ends_here(name: str, rest: str) -> bool:
    """An English name must end at a word's end; a Chinese one may run on."""
    if not rest or not name[-1].isascii():
        return True
    return not rest[0].isalnum() or not rest[0].isascii() or rest[0].isdigit()


def _may_be_bare(command: Command, rest: str) -> bool:
    if command.bare == "never":
        return False
    stripped = narrow(rest).strip(" ,\uff0c。.!\uff01?\uff1f~\uff5e了" + PARTICLES)
    if not stripped or stripped.lstrip("#").split(" ")[0].isdigit():
        return True
    if command.bare != "free":
        return False
    if rest[0] in AFTER_A_NAME or rest[0].isdigit() or stripped[0] in "#@":
        return True
    return len(command.name) > 1 and rest[0] not in GOES_ON
