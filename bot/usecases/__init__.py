"""One verb, one transaction: authorise, decide, record, queue what is to be said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.domain import intents as i
from bot.errors import BadInput
from bot.usecases.answered import complete
from bot.usecases.ask import ask, carry_on, dismiss
from bot.usecases.call import Call, Outcome
from bot.usecases.choices import offered
from bot.usecases.configure import configure
from bot.usecases.documents import export_document, import_, roll_back
from bot.usecases.doubles import distinct, join, merge_tickets
from bot.usecases.drafts import decide
from bot.usecases.duty import ask_contact, ask_duty, hand_over, import_roster
from bot.usecases.export import export_table
from bot.usecases.first_admin import claim
from bot.usecases.import_people import import_people, settle
from bot.usecases.leave import end_leave, leave_tickets, take_leave
from bot.usecases.letters import undelivered
from bot.usecases.link import link, unlink
from bot.usecases.members import alias, leave, members, unite
from bot.usecases.mine import prefer, speak
from bot.usecases.mirror import mirror
from bot.usecases.move import move
from bot.usecases.new import file_ticket
from bot.usecases.parts import split, sub
from bot.usecases.press import (
    acknowledge,
    escalate,
    nudge,
    prioritise,
    reschedule,
    supervise,
)
from bot.usecases.promise import promise
from bot.usecases.proposals import revise
from bot.usecases.quiet import acknowledge_all
from bot.usecases.relate import relate
from bot.usecases.remark import edit, follow, rate, remark
from bot.usecases.repeats import repeats, root_cause
from bot.usecases.report import ask_report
from bot.usecases.rerate import rerate
from bot.usecases.rulewords import say_rule, try_rules
from bot.usecases.settings import open_settings
from bot.usecases.setup import open_setup, set_up
from bot.usecases.show import browse, show
from bot.usecases.suggestions import adopt
from bot.usecases.swap import answer_swap, ask_swap
from bot.usecases.talk import silence, talk, unknown
from bot.usecases.undo import undo
from bot.usecases.workdays import import_holidays, set_day_off, show_calendar

HANDLERS: dict[type[i.Intent], Callable[[Any, Call], Outcome]] = {
    i.FileTicket: file_ticket,
    i.Move: move,
    i.Remark: remark,
    i.Nudge: nudge,
    i.Prioritise: prioritise,
    i.Reschedule: reschedule,
    i.Edit: edit,
    i.Complete: complete,
    i.Follow: follow,
    i.Escalate: escalate,
    i.Supervise: supervise,
    i.Acknowledge: acknowledge,
    i.Rate: rate,
    i.Promise: lambda intent, call: promise(intent, call, handle),
    i.Undo: undo,
    i.Merge: merge_tickets,
    i.Distinct: distinct,
    i.Join: join,
    i.Split: split,
    i.Sub: sub,
    i.Relate: relate,
    i.Adopt: adopt,
    i.Rerate: rerate,
    i.Repeats: repeats,
    i.RootCause: root_cause,
    i.Show: show,
    i.Browse: browse,
    i.Ask: ask,
    i.Talk: talk,
    i.Unknown: unknown,
    i.Silence: silence,
    i.Undelivered: undelivered,
    i.Continue: carry_on,
    i.Dismiss: dismiss,
    i.Link: link,
    i.Unlink: unlink,
    i.Prefer: prefer,
    i.Speak: speak,
    i.Members: members,
    i.Unite: unite,
    i.Alias: alias,
    i.Depart: leave,
    i.Mirror: mirror,
    i.ImportPeople: import_people,
    i.SettleImport: settle,
    i.AskDuty: ask_duty,
    i.AskContact: ask_contact,
    i.ImportRoster: import_roster,
    i.DecideDraft: decide,
    i.AskSwap: ask_swap,
    i.AnswerSwap: answer_swap,
    i.HandOver: hand_over,
    i.AcknowledgeAll: acknowledge_all,
    i.AskReport: ask_report,
    i.ExportTable: export_table,
    i.SetDay: set_day_off,
    i.ShowCalendar: show_calendar,
    i.ImportHolidays: import_holidays,
    i.TakeLeave: take_leave,
    i.EndLeave: end_leave,
    i.LeaveTickets: leave_tickets,
    i.ClaimAdmin: claim,
    i.OpenSettings: open_settings,
    i.OpenSetup: open_setup,
    i.SetUp: set_up,
    i.Configure: configure,
    i.SayRule: lambda intent, call: say_rule(intent, call, handle),
    i.TryRules: try_rules,
    i.Revise: revise,
    i.RollBack: roll_back,
    i.ExportPolicy: export_document,
    i.ImportPolicy: lambda intent, call: import_(intent, call, handle),
}


def handle(intent: i.Intent, call: Call) -> Outcome:
    """Serves an intent. Raises UserErrors; a unit may run again, so only `call.tx` is touched."""
    try:
        return HANDLERS[type(intent)](intent, call)
    except BadInput as error:
        choices = offered(intent, error)
        if choices:
            error.facts["choices"] = choices
        raise
