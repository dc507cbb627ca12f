"""Working hours and escalation ladders in chat."""

TEXTS = {
    "config.hours": "Hours {name}",
    "config.ladder": "Ladder {name}",
    "config.used_by": "Used by {teams}",
    "config.all_day": "around the clock",
    "config.alternate": "every second Saturday, {first} is one",
    "config.patience": (
        "A manager acknowledges within {time}, else one level up; at most {count} pings per "
        "person and hour"
    ),
    "config.hint.hours": (
        "Change: /hours mon-fri 09:00-12:00 13:30-18:00; /hours TEAM alternate saturdays from "
        "11/28; three shifts; 7x24"
    ),
    "config.hint.ladder": (
        "Change: /ladder 80% ping owner; unaccepted 15m ping group; delete 2; acknowledge 30m; "
        "a team's name in front: for that team"
    ),
    "config.hours_how": (
        'I did not understand the hours. Write "/hours mon-fri 09:00-12:00 13:30-18:00", or '
        '"/hours sat off".'
    ),
    "config.hours_saturday": (
        'Name a Saturday that is worked, e.g. "/hours alternate saturdays from 11/28".'
    ),
    "config.hours_always": (
        '"7×24" stays as it is. Name a team, e.g. "/hours Helpdesk mon-fri 09:00-18:00".'
    ),
    "config.built_in": 'Everybody shares this one; it stays. "reset" makes it what it was.',
    "config.ladder_how": (
        'I did not understand. Write "/ladder 80% ping owner" or "/ladder unaccepted 15m ping '
        'group".'
    ),
    "config.ladder_who": (
        'I did not understand "{said}". A step pings group, owner, team, lead, manager or '
        'requester, or says "next" or "colour".'
    ),
    "config.ladder_nobody": (
        'Say who is pinged, e.g. "/ladder 80% ping owner", or "80% colour" for the card alone.'
    ),
    "config.ladder_late": 'Say it in percent, e.g. "/ladder overdue 50% ping manager".',
    "config.ladder_drop": 'Say which step, e.g. "/ladder delete 2". "/ladder" shows the numbers.',
    "config.ladder_minutes": 'I did not understand "{said}"; please write 15m or 1h.',
    "config.step": "{moment}: {act}",
    "config.step.respond_after": "unaccepted {after}[ (P1 {p1})]",
    "config.step.respond_at": "{at} of the reply time",
    "config.step.resolve_after": "unresolved {after}",
    "config.step.resolve_at": "{at} of the repair time",
    "config.step.ping": "ping {whom}",
    "config.step.next": "hand over to the next",
    "config.step.colour": "the card's colour",
    "config.who.chat": "group",
    "config.who.owner": "owner",
    "config.who.team": "team",
    "config.who.lead": "lead",
    "config.who.manager": "manager",
    "config.who.requester": "requester",
    "config.day.mon": "Mon",
    "config.day.tue": "Tue",
    "config.day.wed": "Wed",
    "config.day.thu": "Thu",
    "config.day.fri": "Fri",
    "config.day.sat": "Sat",
    "config.day.sun": "Sun",
    "config.days": "{first}[–{last}]",
    "config.key.acknowledge": "time to acknowledge",
    "config.key.always": "7×24",
    "config.key.budget": "pings per hour",
    "config.key.default": "everybody's",
    "config.key.steps": "steps",
    "config.value.always": "7×24",
    "config.value.china": "as in China, with make-up days",
    "config.value.default": "everybody's",
    "config.value.none": "none",
    "config.tried_pings": (
        "{total} tickets of the last 30 days[ (up to {until_at})]: {before} pings become {after}"
    ),
    "config.tried_pings_to": "{whom} {before} → {after}",
    "config.need_site": (
        'Name the sites, e.g. "/teams Helpdesk sites @colleague Plant".[ There are: {names}]'
    ),
    "policy.scope_without_site": (
        "{name} may see a site's tickets but works at none, so sees the team's only. "
        'Please send "/teams sites @person SITE".'
    ),
    "policy.no_step": 'There is no such step. There are {count}; "/ladder" shows their numbers.',
    "policy.bad_patience": "The time to acknowledge is between {low} and {high} minutes.",
    "policy.bad_budget": "The limit is between {low} and {high} pings.",
    "policy.calendar_in_use": (
        'The calendar "{name}" is in use: {users}. Please let them use another first.'
    ),
    "policy.sla_in_use": (
        'The targets "{name}" are in use: {users}. Please let them use others first.'
    ),
    "policy.ladder_in_use": (
        'The ladder "{name}" is in use: {users}. Please let them use another first.'
    ),
}
