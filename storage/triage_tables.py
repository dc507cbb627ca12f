"""The tables of what is learned from tickets and of what breaks again and again. They are filled
after the commits people wait for, and can be made anew from the history."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from storage.tables import _number, _same_id


class LessonRow(SQLModel, table=True):
    """A ticket whose end the models know, or have to hear of. `learned`: the place of the history
    whose ticket they know (0: none)."""

    __tablename__ = "lesson"

    ticket: int = _same_id()
    learned: int
    waiting: bool


class ModelRow(SQLModel, table=True):
    """What was learned (bot/domain/triage/model), for one team or chat."""

    __tablename__ = "model"

    scope: str = Field(primary_key=True)
    revision: int
    data: str


class FaultRow(SQLModel, table=True):
    """The asset or place of a ticket in one spelling. `fresh`: the radar has not looked yet."""

    __tablename__ = "fault"

    ticket: int = _number(primary_key=True)
    kind: str = Field(primary_key=True)  # asset, place
    value: str
    at: int = _number()
    fresh: bool
