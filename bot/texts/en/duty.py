"""Duty rosters in chat."""

TEXTS = {
    "duty.title": "On duty",
    "duty.title_at": "On duty ({when_at})",
    "duty.main": "{team}: {to}",
    "duty.backup": ", backup {to}",
    "duty.until": ", until {until_at}",
    "duty.nobody": "{team}: nobody is on duty. Please ask the lead: {names}",
    "duty.unplanned": "{team}: there is no roster. Please ask the lead: {names}",
    "duty.no_teams": "There is no team yet. Please ask an admin to set one up.",
    "duty.contact": "{to}: {mobile} (please keep the number out of groups)",
    "duty.no_contact": "I have no number for {to}. Please write to {to} directly.",
    "duty.preview": "Roster of {team}: {count} shift(s)",
    "duty.row": "{start} to {end} {main}",
    "duty.more": "{count} more",
    "duty.fault": "Line {line}: {what}",
    "duty.near": 'Did you mean "{near}"?',
    "duty.faults_more": "{count} more fault(s)",
    "duty.unusable": "Nothing was saved. Please mend the table and paste it again.",
    "duty.imported": (
        "The roster of {team} is in use: {count} shift(s) (configuration version {version})."
    ),
    "duty.tomorrow": (
        "Reminder: you are on duty for {team} from {start_at}[, backup {to}][, until {end_at}]."
    ),
    "duty.tomorrow_backup": (
        "Reminder: you are backup for {team} from {start_at}[, first {to}][, until {end_at}]."
    ),
    "duty.now_backup": "You are backup for {team} from now[, first {to}][, until {end_at}].",
    "duty.hole": (
        "⚠️ Nobody is on duty for {team} from {start_at}."
        ' Please send "/roster" with a new table.'
    ),
    "duty.noted": "Noted. Your successor will see it.",
    "handover.title": "Hand-over of {team}",
    "handover.starts": "You are on duty from now[, backup {to}][, until {until_at}].",
    "handover.open": "In progress: {count}",
    "handover.waiting": "On hold or to approve: {count}",
    "handover.pool": "To dispatch: {count}",
    "handover.none": "There are no open tickets.",
    "handover.note": "{who}: {text}",
    "handover.hint": 'To leave a note for your successor, send "/handover your note".',
    "swap.title": "Swap request",
    "swap.give": "{who} asks you to cover {start_at} to {end_at} ({team}).",
    "swap.back": "In return {who} covers {start_at} to {end_at} for you.",
    "swap.asked": "Asked {to}. It counts once they agree.",
    "swap.agreed": "The swap is settled: {who} agreed with {to}.",
    "swap.refused": "{who} did not agree to the swap with {to}. The roster stays.",
    "swap.expired": "{to} did not answer about the swap. The roster stays.",
    "swap.told": "Swap: {who} covers {start_at} to {end_at} for {to}.",
    "draft.cancelled": "Cancelled, nothing was changed.",
    "button.enable": "Use it",
    "button.agree": "Agree",
    "button.refuse": "Refuse",
    "button.contact": "Contact {to}",
    "toast.contact": "Sent to you in private",
    "error.draft_gone": "This preview has expired or is not yours. Please paste the table again.",
    "error.which_team": "Which team? Please name it: {names}.",
    "error.leads_only": (
        "Only leads of {team} and admins may change this. Please send them the table."
    ),
    "error.no_team": "You are in no team. Please ask a lead to add you.",
    "error.swap_who": 'Swap with whom? Please write "/swap @colleague 11/25".',
    "error.swap_self": "You cannot swap with yourself. Please @ a colleague.",
    "error.swap_no_team": (
        "You two share no team with a roster. Please ask a lead to change the roster."
    ),
    "error.swap_not_on_duty": (
        "You have no shift on {day}. Please name a day you are on duty, e.g."
        ' "/swap @colleague 11/25".'
    ),
    "error.swap_no_return": (
        "{to} has no shift to give soon. To be covered for a day only,"
        ' send "/cover @colleague 11/25".'
    ),
    "error.swap_gone": (
        "This swap was already answered or has expired. Please ask again if you still need it."
    ),
    "error.swap_changed": "The roster has changed, so this swap no longer fits. Please ask again.",
    "error.days_backwards": '"{said}" is reversed. Please put the earlier day first.',
}
