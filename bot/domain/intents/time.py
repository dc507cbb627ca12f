"""Intents about alarms, reports and the working calendar."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.intents.ticket import Intent


@dataclass(frozen=True, slots=True)
class AcknowledgeAll(Intent):
    """已知晓 for every alarm of a digest."""


@dataclass(frozen=True, slots=True)
class AskReport(Intent):
    """The report of a team; `span` is "day", "week" or "month", `team` "" the teams one may see.
    `when` as bot/domain/report.period reads it."""

    span: str
    team: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class ExportTable(Intent):
    """A report ("day", "week", "month") or a list as a workbook; `kind` "" what suits the person.

    `words`: a report's team, or what is searched for. `when`: as in AskReport; a button says the
    period it showed instead, in milliseconds.
    """

    kind: str = ""
    words: str = ""
    when: str = ""
    start: int = 0
    end: int = 0
    before: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SetDay(Intent):
    """A day off, or a day that is worked: `works`. `said` names the day, and a calendar."""

    said: str
    works: bool


@dataclass(frozen=True, slots=True)
class ImportHolidays(Intent):
    """A pasted year of holidays: holiday-cn JSON or the text of a notice."""

    text: str


@dataclass(frozen=True, slots=True)
class ShowCalendar(Intent):
    """The special days to come."""
