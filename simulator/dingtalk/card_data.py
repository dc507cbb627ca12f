"""A card instance: its data, who sees what of it, and the two ways of updating it.

A reader's view is the public data, over it what a click's answer showed only to him, over it his
private data (dingtalk.md §6.3, §6.6).
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.dingtalk.errors import bad
from simulator.dingtalk.templates import Template

MAX_KEY_BYTES = 100
MAX_TOTAL_BYTES = 100_000
MAX_TRACK_ID = 100

Params = dict[str, str]


@dataclass
class CardInstance:
    """One card; `private`, `answered` and `answered_at` are keyed by the world's person ids.

    `at_people` (world ids) are those whom `<a atId=…>` in its markdown really mentions.
    """

    out_track_id: str
    template: Template
    callback_type: str
    callback_route_key: str
    user_id_type: int
    public: Params
    private: dict[str, Params] = field(default_factory=dict)
    answered: dict[str, Params] = field(default_factory=dict)
    at_people: frozenset[str] = frozenset()
    answered_at: dict[str, datetime] = field(default_factory=dict)

    def view(self, person: str) -> Params:
        public = self.answered.get(person, self.public)
        return {**public, **self.private.get(person, {})}

    def update(
        self,
        public: Params | None,
        private: dict[str, Params],
        by_key: bool,
        private_by_key: bool,
    ) -> None:
        """PUT: without its by-key flag a map is overwritten as a whole (§6.3)."""
        if public is not None:
            self.public = {**self.public, **public} if by_key else dict(public)
        for person, params in private.items():
            old = self.private.get(person, {}) if private_by_key else {}
            self.private[person] = {**old, **params}
        self.answered.clear()

    def answer(
        self,
        person: str,
        public: Params | None,
        private: Params | None,
        by_key: bool,
        private_by_key: bool,
    ) -> None:
        """A click's answer: its card data reaches only the person who clicked (§6.6)."""
        if public is not None:
            shown = self.answered.get(person, self.public)
            self.answered[person] = {**shown, **public} if by_key else dict(public)
        if private is not None:
            old = self.private.get(person, {}) if private_by_key else {}
            self.private[person] = {**old, **private}


def param_map(container: Any) -> Params | None:
    """`{"cardParamMap": {…}}` checked; None when absent. All values must be strings (§6.2)."""
    if container is None:
        return None
    params = container.get("cardParamMap") if isinstance(container, dict) else None
    if params is None:
        return None
    if not isinstance(params, dict):
        raise bad("param.invalid", "cardParamMap must be an object")
    total = 0
    for key, value in params.items():
        if not isinstance(value, str):
            raise bad("param.invalid", f"cardParamMap.{key} must be a string")
        if len(key.encode()) > MAX_KEY_BYTES:
            raise bad("param.invalid", f"cardParamMap key {key[:20]}… is too long")
        total += len(key.encode()) + len(value.encode())
    if total > MAX_TOTAL_BYTES:
        raise bad("param.invalid", "cardParamMap is larger than 100 KB")
    return dict(params)


def update_flags(body: dict[str, Any]) -> tuple[bool, bool]:
    """(card data by key, private data by key); both default to overwriting."""
    options = body.get("cardUpdateOptions") or {}
    return bool(options.get("updateCardDataByKey")), bool(options.get("updatePrivateDataByKey"))


def checked_track_id(body: dict[str, Any]) -> str:
    track_id = body.get("outTrackId")
    if not track_id:
        raise bad("param.outTrackIdEmpty")
    if not isinstance(track_id, str) or len(track_id) > MAX_TRACK_ID:
        raise bad("param.invalid", "outTrackId is longer than 100 characters")
    return track_id
