"""What people are told when something happened to a ticket, and its history."""

TEXTS = {
    "lead.filed": "Ticket filed.",
    "lead.filed_deadline": "Ticket filed, due {deadline_at}.",
    "lead.yours": "This one is yours. Please accept it.",
    "lead.pool": "Free to take. Who will?",
    "lead.nobody": "⚠️ Nobody can take this ticket. Please assign it. Reason: {why}",
    "lead.transferred": "{who} handed this over to you: {reason}",
    "lead.resolved": "{who} is done. Please approve: {result}",
    "lead.sent_back": "{who} sent it back: {reason}",
    "lead.reopened": "{who} reopened it: {reason}",
    "lead.rework": "⚠️ Rework no. {n}. Please have a look.",
    "toast.accept": "Accepted, good luck!",
    "toast.assign": "Assigned to {to}",
    "toast.transfer": "Handed over to {to}",
    "toast.decline": "Declined, looking for somebody else",
    "toast.hold": "On hold",
    "toast.resume": "Resumed",
    "toast.resolve": "Resolved, waiting for approval",
    "toast.approve": "Approved, thank you!",
    "toast.send_back": "Sent back to {owner} (rework)",
    "toast.reopen": "Reopened",
    "toast.cancel": "Cancelled",
    "toast.form": "Please fill in the form just sent to you",
    "toast.done": "Done",
    "toast.nudge": "Nudged",
    "toast.followed": "Following; you will hear of news",
    "toast.unfollowed": "No longer following",
    "toast.acknowledged": "Noted that you know",
    "toast.menu": "More actions were sent to you",
    "toast.undone": "Undone",
    "reply.moved": '#{number}: {verb}. It is "{state}" now.',
    "reply.moved_plain": "#{number}: {verb}, done.",
    "reply.promised": "#{number}: {who} knows that you expect {eta_at}.",
    "reply.commented": "Noted on #{number}.",
    "reply.nudged": "Nudged {owner}[; last progress {last}]. {next}",
    "reply.nudged_pool": "Nobody has taken #{number} yet; I reminded {team} again. {next}",
    "reply.next_ping": "Next automatic reminder: {next_at}.",
    "reply.prioritised": "#{number} is {priority} now[, resolve by {resolve_at}].",
    "reply.rescheduled": "#{number} is due {deadline_at} now.",
    "reply.undeadlined": (
        "#{number} has no deadline of its own any more[, resolve by {resolve_at}]."
    ),
    "reply.edited": '#{number}: {field} is "{value}" now.',
    "reply.rated": "Thank you for rating: {rating}.",
    "reply.escalated": "Escalated[ to {names}].",
    "reply.supervised": "The owner was asked in your name for progress.",
    "reply.deadline_unread": (
        'I cannot read the deadline "{said}", so the usual times apply.'
        ' Tap "Deadline" to change it.'
    ),
    "reply.deadline_chip": "Is it due {deadline_at}?",
    "reply.files": "Stored {n} file(s) with #{number}.",
    "tell.accepted": "{who} accepted #{number} {title}",
    "tell.promised": "#{number} {title}: {who} expects {eta_at}",
    "tell.assigned_away": "{who} handed #{number} {title} over to {to}[: {reason}]",
    "tell.reassigned": "#{number} {title} is with {to} now",
    "tell.declined": "{who} declined #{number} {title}: {reason}",
    "tell.held": "{who} put #{number} {title} on hold: {reason}[, resumes {wake_at}]",
    "tell.resumed": "Work on #{number} {title} goes on",
    "tell.approved": "{who} approved #{number} {title}. Well done!",
    "tell.auto_approved": (
        "#{number} {title} was approved and closed automatically. If it is not right,"
        " reopen it within 7 days."
    ),
    "tell.cancelled": "{who} cancelled #{number} {title}",
    "tell.auto_closed": (
        "#{number} {title} waited 7 days for your answer and was closed."
        " Report it again if you still need it."
    ),
    "tell.answered": "{who} has answered: work on #{number} {title} goes on",
    "tell.commented": "{who} on #{number} {title}: {text}",
    "tell.prioritised": "{who} set #{number} {title} to {priority}",
    "tell.rescheduled": "{who} moved the deadline of #{number} {title} to {deadline_at}",
    "tell.undone": '{who} undid "{verb}" on #{number} {title}',
    "ask.rate": "How was #{number} handled? Please rate it.",
    "ping.accept": "{owner}, please accept #{number} {title}; respond by {due_at}.",
    "ping.pool": "Nobody has taken #{number} {title}; respond by {due_at}. Who will?",
    "ping.resolve": (
        "#{number} {title} is due soon: {due_at}[ ({left})]. Owner {owner},"
        " please take care of it."
    ),
    "ping.late": (
        "#{number} {title} is overdue: {due_at}[ ({left})]. Owner {owner},"
        " please finish it soon."
    ),
    "ping.lead": (
        "{lead}, please look at #{number} {title}: due {due_at}[ ({left})], owner {owner}."
    ),
    "ping.manager": (
        "{lead}, please step in: #{number} {title} is badly overdue[ ({left})], owner {owner}."
    ),
    "ping.handover": "{owner} did not accept #{number} {title}; it went to {to}.",
    "ping.info": (
        "#{number} {title} waits for your answer[: {reason}]."
        " Without one by {due_at} it will be closed."
    ),
    "ping.approve": (
        "#{number} {title} is done. Please approve it; after {due_at} that happens by itself."
    ),
    "ping.nudge": "{who} asks for progress: #{number} {title}. Please take care of it soon.",
    "ping.supervise": (
        "{who} is watching #{number} {title}, owner {owner}. Please report progress. {text}"
    ),
    "ping.escalated": "{lead}, please help: {who} escalated #{number} {title}[: {reason}]",
    "ping.unanswered": (
        "{lead}, please step in: {who} did not confirm the alert on #{number} {title}."
    ),
    "ping.delayed": " (late reminder, planned for {planned_at})",
    "history.title": "History of #{number}",
    "history.filed": "{who} reported it",
    "history.routed": "went to {to}[ ({team})]",
    "history.unrouted": "nobody could take it",
    "history.accept": "{who} accepted it",
    "history.assign": "{who} assigned it to {to}[: {reason}]",
    "history.transfer": "{who} handed it over to {to}[: {reason}]",
    "history.decline": "{who} declined it[: {reason}]",
    "history.hold": "{who} put it on hold[: {reason}]",
    "history.resume": "{who} resumed it",
    "history.resolve": "{who} resolved it[: {result}]",
    "history.approve": "{who} approved it",
    "history.send_back": "{who} sent it back[: {reason}]",
    "history.reopen": "{who} reopened it[: {reason}]",
    "history.cancel": "{who} cancelled it[: {reason}]",
    "history.commented": "{who}: {text}",
    "history.attached": "{who} attached {name}",
    "history.prioritised": "{who} set the priority → {priority}[ ({impact}, {urgency})]",
    "history.rescheduled": "{who} set the deadline → {deadline_at}",
    "history.edited": "{who} changed: {changes}",
    "history.promised": "{who} expects {eta_at}",
    "history.nudged": "{who} nudged",
    "history.warned": "reminded {people}",
    "history.followed": "{who} follows it",
    "history.unfollowed": "{who} no longer follows it",
    "history.escalated": "{who} escalated it[: {reason}]",
    "history.supervised": "{who} is watching it[: {text}]",
    "history.acknowledged": "{who} knows",
    "history.rated": "{who} rated it {rating}[: {text}]",
    "history.undone": '{who} undid "{verb}"',
    "history.other": "{kind}",
}
