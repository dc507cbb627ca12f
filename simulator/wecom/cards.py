"""Template cards in the world: faces per viewer, and task ids used once for ever (§4.4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.wecom import card_check, card_view
from simulator.wecom import face as faces
from simulator.wecom.directory import Directory
from simulator.wecom.errors import ApiError

Node = dict[str, Any]
CAN_CALL_BACK = ("button_interaction", "vote_interaction", "multiple_interaction")


@dataclass
class Card:
    """`base` is everybody's face, `faces` those of single viewers (person ids)."""

    bot: str
    base: Node
    recipients: frozenset[str] | None = None
    faces: dict[str, Node] = field(default_factory=dict)
    edited: datetime | None = None
    edited_by_viewer: dict[str, datetime] = field(default_factory=dict)
    # A card sent together with a stream over the long connection: mobile shows no buttons (§6.3).
    without_buttons: bool = False

    @property
    def task_id(self) -> str:
        return str(self.base.get("task_id") or "")

    def face(self, viewer: str | None) -> Node:
        return self.faces.get(viewer, self.base) if viewer else self.base

    def drawn(self, viewer: str | None) -> dict[str, Any]:
        shown = card_view.draw(self.face(viewer), self.bot)
        if not self.without_buttons:
            return shown
        body = [node for node in shown["view"]["body"] if node["kind"] not in faces.LIVE]
        return {**shown, "buttons": [], "inputs": [], "view": {"header": None, "body": body}}

    def keys(self, viewer: str) -> dict[str, str]:
        return {} if self.without_buttons else card_view.keys(self.face(viewer), self.bot)

    def put(self, face: Node, viewers: set[str] | None, at: datetime) -> None:
        """Show this face to these viewers; None: to everybody."""
        if viewers is None:
            self.base, self.edited = face, at
            self.faces.clear()
            self.edited_by_viewer.clear()
            return
        for viewer in viewers:
            self.faces[viewer] = face
            self.edited_by_viewer[viewer] = at

    def edited_for(self, viewer: str | None) -> datetime | None:
        return self.edited_by_viewer.get(viewer or "", self.edited)


def calls_back(card: Node) -> bool:
    """Does this card ask the app for anything (a response_code comes with it, §3.1)?"""
    return card["card_type"] in CAN_CALL_BACK or "action_menu" in card


class CardBook:
    """Cards by (bot, task id); also what was longer than advised, for tests."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._tasks: dict[tuple[str, str], Card] = {}
        self.over_length: list[dict[str, Any]] = []

    def check(self, card: Any, bot: str) -> Node:
        """The card, if its content is acceptable; else ApiError 420xx."""
        card_check.check(
            card, bot, known_user=lambda userid: self._directory.find_any(userid) is not None
        )
        for path, text, advised in card_check.over_length(card, bot):
            self.over_length.append(
                {"bot": bot, "path": path, "length": len(text), "advised": advised}
            )
        return dict(card)

    def check_new(self, card: Any, bot: str) -> Node:
        """check(), and ApiError 42014 if the task id was ever used by this bot."""
        checked = self.check(card, bot)
        task_id = checked.get("task_id")
        if task_id and (bot, task_id) in self._tasks:
            raise ApiError(42014, "task_id was used before")
        return checked

    def create(self, card: Node, bot: str, recipients: frozenset[str] | None = None) -> Card:
        """Bring a card that passed check_new() into the world."""
        made = Card(bot, card, recipients)
        if made.task_id and bot != "hook":
            self._tasks[(bot, made.task_id)] = made
        return made

    def find(self, bot: str, task_id: str) -> Card | None:
        return self._tasks.get((bot, task_id))

    def rename(self, card: Card, task_id: str) -> None:
        """An update may carry a new task id, if it is nobody else's (42014)."""
        owner = self._tasks.setdefault((card.bot, task_id), card)
        if owner is not card:
            raise ApiError(42014, "task_id belongs to another card")

    def clear(self) -> None:
        """Task ids are unique for ever, yet a reset begins another world."""
        self._tasks.clear()
        self.over_length.clear()
