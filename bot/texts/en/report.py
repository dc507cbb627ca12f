"""Digests of pings, reports, and the working calendar in chat."""

TEXTS = {
    "pings.title": "Reminders: {count} ticket(s) to look at",
    "pings.late": "Late reminders: {count} ticket(s) came due while I was down",
    "pings.more": '{count} more; send "/todo" or "/overdue" to see all.',
    "pings.over": "All of them are settled; nothing left to do.",
    "report.day": "Daily report {day} · {team}",
    "report.week": "Weekly report to {day} · {team}",
    "report.counts": "New {filed} | done {done} (accepted {approved}) | open {open} (late {late})",
    "report.rates": "Answered in time {respond} | finished in time {resolve}",
    "report.means": "Mean response {respond} | mean resolution {resolve}",
    "report.quality": "Rating {rating} ({votes} votes) | sent back {rework} | nudged {nudges}",
    "report.top": "Most frequent: {names}",
    "report.why": "{reason}",
    "report.up": " (▲{n})",
    "report.down": " (▼{n})",
    "report.nothing": "none",
    "report.definitions": (
        "In time = accepted (finished, holds deducted) by its target ÷ due in the period; times "
        "in working hours; ▲▼ against the period before."
    ),
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
