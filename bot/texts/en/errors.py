"""Polite refusals: what is wrong, and what to do next."""

TEXTS = {
    "error.no_ticket": 'No permission, or no such ticket: #{number}. Send "/mine" to see yours.',
    "error.which": 'Which ticket? Please say it again with its number, e.g. "#128".',
    "error.which_none": "There is no ticket here that you could use “{verb}” on. Name its number, such as “/show 128”, or say “/mine”.",
    "error.illegal": '#{number} is "{state}" now, so "{verb}" is not possible. {can}',
    "error.can": "You can: {verbs}.",
    "error.not_allowed": '"{verb}" is up to {who}. {can}',
    "error.stale": (
        "Somebody has just changed #{number}. Please look at the latest card and confirm again."
    ),
    "error.taken": (
        "Somebody was faster: {who} has accepted #{number}. Thank you, nothing left to do."
    ),
    "error.button": 'This button no longer works. Please send "#number" to open the latest card.',
    "error.nobody": (
        'I cannot find "{name}". Please pick the person with @, or write the full name.'
    ),
    "error.no_person": (
        "I cannot find this person; they may have been removed. Please pick another with @."
    ),
    "error.ambiguous": '"{name}" could be {names}. Please pick one with @, or write the full name.',
    "error.person_left": "{name} has left or is disabled. Please choose somebody else.",
    "error.same_owner": (
        "#{number} is already with {who}. Please choose somebody else to hand it over."
    ),
    "error.need_reason": 'Please give a short reason, e.g. "waiting for parts" or "off duty".',
    "error.need_result": (
        'Please say what was done, e.g. "/resolve {number} replaced the drain pipe".'
    ),
    "error.need_person": (
        'Who should take it? Please name the person, e.g. "/assign {number} @colleague".'
    ),
    "error.day_over": "Today's working hours are over. Please write a time, such as “/eta tomorrow 10:00”.",
    "error.too_long": "That is too long (at most {limit} characters). Please send it in parts.",
    "error.empty": 'I see no text. One sentence is enough, e.g. "The AC in building 3 leaks".',
    "error.deadline": (
        'I cannot read the time "{said}". Try "2026-12-01 18:00", "11/25 17:00" or "2h".'
    ),
    "error.deadline_past": '"{said}" has already passed. Please give a time to come, e.g. "2h".',
    "error.deadline_which": (
        'Which time is "{said}": {choices}? Please write it out and send it again.'
    ),
    "error.priority": "Please write the priority as P1, P2, P3 or P4 (urgent, high, normal, low).",
    "error.rating": 'Please rate from 1 to 5, e.g. "/rate {number} 5".',
    "error.reopen_late": (
        "#{number} was closed more than 7 days ago. Please report again and mention #{number}."
    ),
    "error.nudge_soon": (
        "#{number} was nudged at {last_at} and {who} knows. You can nudge again after {again_at}."
    ),
    "error.undo_late": (
        'You can undo your own last step within 2 minutes only. Tap "More",'
        " or ask the team lead."
    ),
    "error.undo_none": (
        'The last step on #{number} is not yours to undo. Tap "More", or ask the team lead.'
    ),
    "error.form_gone": "This form has expired. Please tap the button again.",
    "error.too_many_files": "At most {limit} files at once. Please send the others separately.",
    "error.file_type": (
        "I cannot take this kind of file: {name}. Please send a picture, video,"
        " document or archive."
    ),
    "error.internal": (
        "Something went wrong and was noted (no. {trace}). Please try again later;"
        " no ticket is lost."
    ),
    "error.no_choice": 'Please answer with a number from the list, or "cancel".',
}
