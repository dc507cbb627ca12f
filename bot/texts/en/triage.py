"""Suggestions, re-rating, repeated faults."""

TEXTS = {
    "verb.adopt": "Adopt",
    "button.other": "Other category",
    "button.open": "Open",
    "button.root": "File root cause",
    "button.root_known": "Root cause #{number}",
    "suggest.category": "Suggested category: ",
    "suggest.priority": "Suggested priority: ",
    "suggest.place": "Suggested place: ",
    "suggest.learned": " ({words}: so ended {hits} of {of} tickets like it)",
    "suggest.spoken": " ({words})",
    "suggest.usual": " (usual for it)",
    "suggest.choose": "Choose a category.",
    "reply.adopted": "#{number}: suggestion adopted[: {values}][, {priority}].",
    "tell.rerouted": (
        "#{number} {title} is now \u201c{category}\u201d; a rule sends it to {team}[, to {to}]."
    ),
    "history.adopted": "{who} adopted[: {changes}][, {priority}][ ({because})]",
    "talk.still_works": "#{number}: does anything still work?",
    "urgency.1": "Nothing works",
    "urgency.2": "We get by",
    "urgency.3": "It can wait",
    "reply.rerated": "#{number} is now {priority} ({impact}, {urgency}).",
    "reply.rerated_same": "By impact and urgency ({impact}, {urgency}) #{number} stays {priority}.",
    "lead.root": "It breaks again and again: please find out why.",
    "repeat.asset": "Asset {value}",
    "repeat.place": "Place {value}",
    "repeat.title": "Repeated fault: {what}",
    "repeat.count": "{count} tickets in two weeks[, mostly {category}]. Worth finding the cause.",
    "repeat.row": "{count} tickets[ · {category}][ · {team}]",
    "repeat.more": "{n} more",
    "repeat.more_things": "{n} more",
    "repeat.root": "{value} fails again and again ({count} times); find the cause",
    "repeats.title": "Repeated faults",
    "repeats.none": "Nothing has failed again and again in the last two weeks.",
    "reply.root": "Root cause #{number} is filed[, owner {owner}].",
    "error.repeat_gone": (
        "{value} has fewer than 3 tickets in two weeks now. Send \"/repeats\" for the latest."
    ),
    "error.repeats": "Repeated faults are for leads and admins.[ Please ask {names}.]",
    "error.triage_off": (
        "Suggestions are switched off; an admin sends \"/config triage on\".[ Please ask {names}.]"
    ),
    "error.nothing_suggested": (
        "Nothing is suggested for #{number}. Send \"/category {number} name\" to set a category."
    ),
}
