"""Help, small talk, lists, and the cards that explain."""

TEXTS = {
    "hello.title": "Hello, I am the ticket bot",
    "hello.staff": (
        "@ me in a group with one sentence to report a problem, e.g."
        ' "The AC in building 3 leaks".\n'
        'Progress shows on the card; or send "/status" or "/nudge number".'
    ),
    "hello.owner": (
        'What waits for you is in "/todo".\n'
        "Accept, transfer, hold and resolve on the card."
    ),
    "hello.admin": 'You are an admin: send "/config" to set up teams, rules and times.',
    "help.title": "What I can do",
    "help.file": (
        'Report: one sentence, or "/new The AC in building 3 leaks !urgent due 2026-12-01 18:00'
        '"'
    ),
    "help.follow": 'Follow up: "#128", "/mine", "/nudge 128", "/cancel 128"',
    "help.work": (
        'Work: "/accept 128", "/transfer 128 @colleague reason", "/hold 128 reason",'
        ' "/resolve 128 result"'
    ),
    "help.lead": 'Lead: "/assign 128 @colleague", "/supervise 128", "/overdue", "/pool"',
    "help.limits": "Not possible here: {limits}",
    "who.am_i": (
        "I am the ticket bot: I file, dispatch and chase requests until they are approved and "
        "closed."
    ),
    "talk.thanks": "You are welcome!",
    "talk.approve": "#{number} is done. If you are happy with it, please approve.",
    "talk.cancel": '{who} wants to call off #{number}. If you agree, tap "Cancel".',
    "reply.cancel_asked": "#{number} is being worked on. {owner} was asked to agree.",
    "talk.accept": "#{number} waits for you to accept it.",
    "talk.complain": "Sorry for the wait. You can nudge the owner, or escalate to the manager.",
    "talk.eta": "When will you be there for #{number}?",
    "eta.30": "30min",
    "eta.120": "2h",
    "eta.today": "today",
    "talk.photo": "Got the photo. Where is it and what is wrong? One sentence files the ticket.",
    "talk.assign": "Assign #{number} to {to}?",
    "talk.file_too": "Sorry for the trouble. You have no open ticket; one sentence files one.",
    "talk.unknown": 'I did not get "{said}". Did you mean "{nearest}"?',
    "talk.unknown_plain": 'I did not get "{said}". Send "/help" to see what I can do.',
    "talk.urgent": "How bad is #{number}?",
    "talk.urgent_new": (
        "If it is urgent, tell me first where it is and what is wrong; I will file it at once."
    ),
    "urgent.1": "Production stopped or somebody hurt",
    "urgent.2": "Several people affected",
    "urgent.3": "Only me",
    "bot.joined": (
        "Hello everybody, I am the ticket bot. @ me with one sentence to report a problem, e.g."
        ' "The AC in building 3 leaks".'
    ),
    "list.mine": "My tickets",
    "list.todo": "To do",
    "list.pool": "Free to take",
    "list.overdue": "Overdue",
    "list.team": "My team's tickets",
    "list.chat": "This group's tickets",
    "list.search": "Search: {words}",
    "list.empty.mine": "You have no tickets yet. One sentence files one.",
    "list.empty.todo": "Nothing to do. Take a break.",
    "list.empty.pool": "Nothing is free to take.",
    "list.empty.overdue": "Nothing is overdue. Well done.",
    "list.empty.team": "Your team has no open tickets.",
    "list.empty.chat": "This group has no open tickets.",
    "list.empty.search": 'Nothing found for "{words}". Try another word, or send "#number".',
    "list.page": "Page {page}",
    "menu.title": "More for #{number}",
    "nobody.team": "nobody in the team is available",
    "nobody.rule": "no team is set up yet",
    "why.title": "Why #{number} went there",
    "why.none": "There is no record of dispatching.",
    "why.rule": 'Rule "{rule}"',
    "why.usual": "No rule matched; this group's default",
    "why.matched": "Because of: {what}",
    "why.chosen": "Assigned to ",
    "why.nobody": "Nobody could take it; the team lead was told",
    "why.pool": "Free to take for {team}",
    "sla.title": "Times of #{number}",
    "sla.head": " target {target}, used {used} ",
    "sla.met": "met",
    "sla.missed": "missed",
    "sla.open": "running",
    "sla.due": "Due {due}",
    "sla.counted": "Counted {total}: {start} → {end} {what}",
    "sla.deducted": "Not counted {total}: {start} → {end} {what}",
    "sla.now": "now",
    "files.title": "Files of #{number}",
    "files.none": "#{number} has no files.",
    "files.waiting": "being stored",
    "files.stored": "stored",
    "files.failed": "not received, please send again",
    "routing.reason.declined": "declined it before",
    "routing.reason.tried": "did not accept in time",
    "routing.reason.away": "on leave",
    "routing.reason.inactive": "left or has not joined",
    "routing.reason.off_duty": "off duty",
    "routing.reason.skill": "lacks the skill",
    "routing.reason.site": "does not cover this site",
    "routing.reason.limit": "has reached the limit",
    "routing.reason.weight": "gets nothing automatically",
    "routing.reason.busier": "has more open tickets",
    "routing.reason.not_next": "not next in turn",
    "routing.strategy.fixed": " (named)",
    "routing.strategy.on_duty": " (on duty)",
    "routing.strategy.least_load": " (fewest open tickets)",
    "routing.strategy.round_robin": " (next in turn)",
    "routing.strategy.pool": " (free to take)",
    "routing.part.categories": "category",
    "routing.part.priorities": "priority",
    "routing.part.sites": "site",
    "routing.part.chats": "group",
    "routing.part.departments": "department",
    "routing.part.words": "mentions",
    "routing.part.assets": "asset",
    "routing.part.hours": "hours",
    "routing.part.chat_team": "this group's team",
    "routing.part.only_team": "the only team",
    "routing.part.given_team": "the team named",
}
