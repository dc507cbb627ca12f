"""The configuration document in force, read once per version."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.policy import Policy
from bot.domain.policy.document import load
from bot.ports import Tx


class PolicyBook:
    """Holds the current Policy. A new version in the database is noticed by the next unit of
    work, so every process follows within one request."""

    def __init__(self, parse: Callable[[str, int], Policy], default: Policy) -> None:
        self._parse = parse
        self._default = default
        self._held: Policy | None = None

    def current(self, tx: Tx) -> Policy:
        """The policy of the version that counts in this transaction."""
        version = tx.settings.version()
        if version == 0:
            return self._default
        held = self._held
        if held is None or held.version != version:
            setting = tx.settings.current()
            assert setting is not None
            held = self._held = self._parse(setting.text, setting.version)
        return held


def stored_policy(text: str, version: int) -> Policy:
    """A stored document as the Policy of that version; it was checked when it was stored."""
    return load(text, version=version)
