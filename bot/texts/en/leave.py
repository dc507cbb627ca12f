"""Leave in chat."""

TEXTS = {
    "leave.noted": "Noted: {who} is away {start_at} to {end_at} and gets no new tickets then.",
    "leave.on_duty": (
        '⚠️ You are on duty on {day}. Send "/cover @colleague {day}" to find a stand-in.'
    ),
    "leave.open": "{count} open ticket(s) are with you. What about them?",
    "leave.told": "{who} is away: {start_at} to {end_at}.",
    "leave.kept": "All right, your tickets stay with you.",
    "leave.handed": "{count} ticket(s) went to colleagues.",
    "leave.ended": "Welcome back! The leave of {who} is cancelled; tickets come again.",
    "leave.none": "No leave is noted for {who}.",
    "button.hand_over": "Hand over",
    "button.keep": "Keep them",
    "error.leave_when": 'From when to when? E.g. "/leave 11/25-11/27".',
    "error.leave_of_others": "Only a lead of the team or an admin may note leave for {who}.",
    "error.leave_gone": "This leave was cancelled or is over; nothing left to do.",
}
