"""Digests of pings, reports, and the working calendar in chat."""

TEXTS = {
    "pings.title": "Reminders: {count} ticket(s) to look at",
    "pings.late": "Late reminders: {count} ticket(s) came due while I was down",
    "pings.more": '{count} more; send "/todo" or "/overdue" to see all.',
    "pings.over": "All of them are settled; nothing left to do.",
    "report.day": "Daily report {day} · {team}",
    "report.week": "Weekly report {day} · {team}",
    "report.month": "Monthly report {day} · {team}",
    "report.whole_month": "{year}-{month}",
    "report.counts": "New {filed}{filed_change} | done {done} ({done_change}accepted {approved}) | open {open} (late {late})",
    "report.rates": "Answered in time {respond} | finished in time {resolve}",
    "report.means": "Mean response {respond} | mean resolution {resolve}",
    "report.quality": "Rating {rating} ({votes} votes) | sent back {rework} | nudged {nudges}",
    "report.loop": "Loop closed {loop} | fixed first time {first}",
    "report.median": "{mean} (median {median})",
    "report.minutes": "{n} min",
    "report.hours": "{n} h",
    "report.mine": "Waiting for you: {count}[, late {late}]",
    "report.top": "Most frequent: {names}",
    "report.duty": "On duty: {to}[ until {until_at}]",
    "report.stages": "Where the time goes: {names}",
    "report.stage": "{name} {percent}%",
    "report.stage.waiting": "waiting to be taken",
    "report.stage.working": "in progress",
    "report.stage.accepting": "waiting for acceptance",
    "report.stage.hold": "on hold[ ({reason})]",
    "report.repeats": "Again and again: {names}",
    "report.times": "{value} ×{count}",
    "report.ranking": "Most finished: {names}",
    "report.standing": "{to} {done} (in time {met})",
    "report.why": "{reason}",
    "report.up": "▲{n}",
    "report.down": "▼{n}",
    "report.change": " ({arrow})",
    "report.first": "{arrow}, ",
    "report.nothing": "none",
    "report.teams": "{count} teams",
    "report.total": "All",
    "report.team_row": " new {filed} | done {done} | open {open} (late {late}) | in time: answered {respond}, finished {resolve}",
    "report.one_team": 'Send "/{command}" for one team.',
    "report.more_teams": 'And {count} more. Send "/{command}" for one team.',
    "typed.report.day": "daily",
    "typed.report.week": "weekly",
    "typed.report.month": "monthly",
    "report.definitions.day": (
        "In time = accepted (finished, holds deducted) by its target ÷ due in the period; times in "
        "working hours; ▲▼ against the period before; merged tickets count as one."
    ),
    "report.definitions.week": (
        "In time = accepted (finished, holds deducted) by its target ÷ due; loop closed = accepted "
        "by the requester ÷ filed in the period; fixed first time = closed without being sent back "
        "or reopened; times in working hours; ▲▼ against the week before."
    ),
    "report.definitions.month": (
        "In time = accepted (finished, holds deducted) by its target ÷ due; loop closed = accepted "
        "by the requester ÷ filed in the period; fixed first time = closed without being sent back "
        "or reopened; times in working hours; ▲▼ against the month before."
    ),
    "error.which_period": 'Which period? For example "/daily yesterday", "/daily 11-20", "/weekly last", "/monthly 10".',
    "error.period_ahead": "That has not begun yet. Please take a day that is past.",
    "report.gone": 'The team "{team}" is gone.',
    "error.report_not_yours": 'You see the reports of your own teams. Ask the lead of "{team}".',
    "error.report_none": 'You are in no team, so there is no report. Send "/mine" for your own.',
    "calendar.off": 'Calendar "{name}": {first}[ to {last}] is off (version {version}). '
    "Deadlines are being worked out anew; tickets that change say so.",
    "calendar.works": 'Calendar "{name}": {first}[ to {last}] is worked (version {version}). '
    "Deadlines are being worked out anew; tickets that change say so.",
    "calendar.imported": (
        "The holidays of {year} are in force (version {version}). Deadlines are being worked out "
        "anew."
    ),
    "calendar.preview": "Holidays of {year}",
    "calendar.coming": "Holidays to come",
    "calendar.days_off": "Off: {days}",
    "calendar.days_on": "Make-up working days: {days}",
    "calendar.none": "No special days in the next four months.",
    "calendar.unknown": 'The holidays of {year} are unknown. Send "/holidays" with the notice.',
    "calendar.unknown_year": (
        "⚠️ The holidays of {year} are not imported, so deadlines will be wrong. Send "
        '"/holidays" and paste the notice once it is out.'
    ),
    "history.recalculated": "Working calendar changed, resolution now due {due_at}",
    "error.admins_only": "Only admins may change this. Please ask one.",
    "error.which_day": 'Which day? For example "/dayoff 2026-12-31" or "/workday 2027-01-09".',
}
