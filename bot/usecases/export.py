"""导出: a report or a list as a workbook, to the person who asked and nobody else."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.intents import ExportTable
from bot.domain.report import SPANS
from bot.domain.times import from_ms, to_ms
from bot.errors import BadInput
from bot.usecases.call import Call, Outcome
from bot.usecases.report import asked_teams, report_facts, teams_seen

LISTS = frozenset({"mine", "todo", "pool", "overdue", "team", "chat", "search"})
LONGEST = timedelta(days=400)


def export_table(intent: ExportTable, call: Call) -> Outcome:
    """Queues the file; it is made when it is sent."""
    assert call.chat is not None
    kind = intent.kind or ("month" if teams_seen(call.actor, call.policy) else "mine")
    if kind in LISTS:
        call.whisper("export", None, list=kind, words=intent.words[:60], viewer=call.actor.id,
                     chat=list(call.chat))
        return Outcome("toast.export", redraw=False)
    if kind not in SPANS:
        raise BadInput("error.button")
    facts = dict(report_facts(kind, intent.when, asked_teams(intent.words, call), call))
    if intent.start:
        facts |= _shown(intent, call)
    call.whisper("export", None, **facts)
    return Outcome("toast.export", redraw=False)


def _shown(intent: ExportTable, call: Call) -> dict[str, object]:
    """The period of the card whose button was pressed."""
    moments = (intent.start, intent.end, *intent.before)
    if len(moments) != 4 or max(moments) > to_ms(call.now) or intent.start >= intent.end:
        raise BadInput("error.button")
    if from_ms(intent.end) - from_ms(min(moments)) > LONGEST:
        raise BadInput("error.button")
    return {"start": intent.start, "end": intent.end, "before": list(intent.before)}
