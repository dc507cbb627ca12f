"""Configuration in chat."""

TEXTS = {
    "config.admins_only": "An admin has to do this.[ Please ask {names}.]",
    "config.admin_exists": (
        "There is an admin already; please ask {names} to send \"/roles admin add @you\"."
    ),
    "config.code_directly": "Please send this code to me directly, not in a group.",
    "config.code_where": (
        "Add the code from the server's log at start, e.g. \"/admin ABCD-2345\"."
    ),
    "config.code_locked": (
        "Too many wrong codes. Try again in an hour, or restart the server for a new code."
    ),
    "config.code_wrong": (
        "That is not the code; {count} tries left. It is in the server's log (configuration c"
        "ode)."
    ),
    "config.admin_made": (
        "You are the admin now (configuration v{version}). Go to a group, mention me and send"
        " \"/config\": a few questions and it works."
    ),
    "config.no_change": "That is how it is already; nothing to change.",
    "config.locked_out": (
        "Nobody would be admin any more, so nothing was saved. Add an admin who can be reache"
        "d first."
    ),
    "config.in_group": "Please send this in the group it is about.",
    "config.need_person": "Name somebody, e.g. \"{example} @colleague\".",
    "config.need_number": "A number is needed here, e.g. 8. You sent: {example}",
    "config.need_times": "Add the times, e.g. \"/targets P2 respond 30m resolve 8h\".",
    "config.need_sentence": "Add a sentence, e.g. \"/rules try printer jammed on floor 3\".",
    "config.strategy": (
        "Ways to dispatch: {names}. In English: on_duty, least_load, round_robin, pool."
    ),
    "config.digest": (
        "Say at what time it comes, or \"off\". E.g. \"/teams IT digest 18:00\", \"weekly fri 17:30"
        "\", \"monthly 09:00\"."
    ),
    "config.ranking": (
        "Who sees the ranking: {names}. In English: leads (only they and the manager), on (eve"
        "rybody), off (nobody). E.g. \"/teams IT ranking leads\"."
    ),
    "config.scope": "Scopes: {names}. In English: own, team, site, all.",
    "config.role": "Roles: {names}. In English: admin, dispatcher, manager.",
    "config.field": "Give the field's name and kind, e.g. \"{example}\".",
    "config.chat_words": (
        "A chat has: team, template, site, home, words, silent on or off. E.g. \"/chat words broken"
        "\"."
    ),
    "config.rule_words": (
        "I did not understand that rule. It is said in Chinese, e.g. \"/rules\" shows the for"
        "m."
    ),
    "config.rule_who": (
        "I cannot find \"{name}\".[ Teams: {names}.] Name a team, or mention a person."
    ),
    "config.rule_which": (
        "\"{name}\" may be several: {names}. Use the full name, or mention the person."
    ),
    "config.rule_move": "Send \"/rules move 3 to 1\" with the numbers of the rules.",
    "config.which_team": "Which team? Please name it: {names}.",
    "config.which_template": "Which template? Please name it: {names}.",
    "config.no_version": "There is no such version. \"/config history\" lists them.",
    "config.import_empty": (
        "Please send me the file (.yaml) within 10 minutes, or paste its text. \"cancel\" gives up."
    ),
    "config.import_direct": (
        "Please send \"/config import\" to me directly and then the file (.yaml): in groups of WeCom and DingTalk files do not reach me. Or paste the text behind \"/config import\"."
    ),
    "config.reading": "Got \"{name}\", reading it.",
    "config.file_not_text": "That file is no text. Please send a .yaml file saved as UTF-8.",
    "config.preview": "Preview of a change (not in force yet)",
    "config.more": "and {count} more changes",
    "config.warning": "⚠️ [line {line}: ]{what}[ Did you mean \"{near}\"?]",
    "config.warnings_more": "and {count} more warnings",
    "config.tried_none": "There are no tickets of the last 30 days to try this on.",
    "config.tried": (
        "Of {total} tickets of the last 30 days[ (up to {until_at})], "
        "{changed} would go elsewhere[, {nobody} to nobody]"
    ),
    "config.tried_one": "#{number} {title}: {before} → {after}",
    "config.tried_orphans": "Nobody could take, for example: {tickets}",
    "config.tried_times": (
        "{total} tickets of the last 30 days[ (up to {until_at})]: late replies {respond_before} → "
        "{respond_after}, late repairs {before} → {after} (holds not deducted)"
    ),
    "config.rule": "{name}: {when}, {then}",
    "config.rule_new": "+ rule {rule}",
    "config.rule_gone": "- rule {rule}",
    "config.new": "+ {where}: {value}",
    "config.gone": "- {where}: {value}",
    "config.changed": "{where}: {before} → {after}",
    "config.semicolon": "; ",
    "config.comma": ", ",
    "config.and": " and ",
    "config.then_to": "to {who}",
    "config.when_all": "all tickets",
    "config.when.words": "mentions {value}",
    "config.when.categories": "category {value}",
    "config.when.priorities": "priority {value}",
    "config.when.sites": "site {value}",
    "config.when.chats": "from chat {value}",
    "config.when.departments": "department {value}",
    "config.when.assets": "asset number begins with {value}",
    "config.when.hours": "{value}",
    "config.unit.m": "{n} min",
    "config.unit.h": "{n} h",
    "config.unit.d": "{n} d",
    "config.unit.wd": "{n} working days",
    "config.enabled": (
        "In force now (configuration v{version}). To go back, send \"/config history\"."
    ),
    "config.moved_on": (
        "Somebody changed the configuration to v{version} meanwhile. Compared again: see the "
        "new preview."
    ),
    "config.group_ready": (
        "{by} has set this group up[; {team} takes care]. Mention me and say one sentence to "
        "report something."
    ),
    "config.title": "Configuration",
    "config.overview": (
        "{teams} teams · {rules} rules · {chats} chats set up · v{version}[ ({last})]"
    ),
    "config.no_teams": "There are no teams yet. Send \"/config\" in a group to set it up.",
    "config.no_rules": "There are no rules; tickets go to their group's team.",
    "config.no_versions": "No configuration has been saved yet.",
    "config.team_row": "{team}: {count} people[, lead {names}], {how}",
    "config.rule_row": "{n}. {rule}",
    "config.rule_off": "{n}. (off) {rule}",
    "config.times": "Targets {name}",
    "config.categories": "Categories of {name}",
    "config.template_row": "{name}: {categories} categories, {fields} fields",
    "config.starters": "Ready-made: {names}",
    "config.roles": "Roles",
    "config.history": "History",
    "config.version": "v{version} · {by} · {at}[ · {why}]",
    "config.rollback": "Roll back",
    "config.open.history": "config history",
    "config.open.rollback": "rollback v{version}",
    "config.hint.overview": (
        "Also: /targets /hours /ladder /categories /templates /chat /roles /config export"
    ),
    "config.hint.teams": "New: /teams new Helpdesk @member lead @somebody manager @somebody",
    "config.hint.team": (
        "Change: /teams Helpdesk add @colleague; remove, lead, manager, strategy, skills, lim"
        "it"
    ),
    "config.hint.rules": "try a sentence | off 2 | on 2 | delete 2 | move 2 to 1",
    "config.hint.times": "Change: /targets P2 respond 30m resolve 8h",
    "config.hint.categories": (
        "Change: /categories add Printer jam toner; /categories delete Printer"
    ),
    "config.hint.templates": "Use a ready-made one: /templates use NAME",
    "config.hint.template": (
        "Change: /templates field add Impact choice one all required; /templates days 3"
    ),
    "config.hint.chat": "Change: /chat team Helpdesk; /chat words broken; /chat silent on",
    "config.hint.roles": (
        "Change: /roles dispatcher add @colleague; /roles scope @colleague all"
    ),
    "config.try_title": "Try a sentence",
    "config.try": "\"{text}\" → [{team}][ {who}][ (category {category})]",
    "config.exported": "Configuration v{version}",
    "config.file_name": "bihuan configuration v{version}",
    "config.fault": "Line {line}, column {column}: {what}[ Did you mean \"{near}\"?]",
    "config.faults": "The configuration has {count} faults and was not saved",
    "config.faults_more": "and {count} more; mend these first",
    "config.say_again": "Say this change once more",
    "config.change_title": "Change it",
    "setup.title": "Set up this group: {group}",
    "setup.note": (
        "Somebody is missing? Let them say a word here, or send \"/teams add @colleague\" lat"
        "er."
    ),
    "setup.purpose": "What is this group for",
    "setup.members": "Who takes care of the tickets",
    "setup.lead": "Lead (hears first when late)",
    "setup.manager": "Manager (the last escalation)",
    "setup.hours": "Working hours",
    "setup.hours.0": "Workdays 09:00-12:00 13:30-18:00",
    "setup.hours.1": "Workdays 08:30-12:00 14:00-17:30",
    "setup.hours.2": "Monday to Saturday 08:30-12:00 13:30-17:30",
    "setup.hours.3": "Around the clock",
    "setup.team": "The team's name",
    "setup.team_hint": "Empty: the same as the purpose",
    "config.key.accept_days": "days to accept",
    "config.key.accounts": "accounts",
    "config.key.admins": "admins",
    "config.key.aliases": "aliases",
    "config.key.alternate_saturdays": "alternate Saturdays",
    "config.key.assets": "assets",
    "config.key.calendar": "hours",
    "config.key.calendars": "hours",
    "config.key.categories": "categories",
    "config.key.chats": "chats",
    "config.key.days": "special days",
    "config.key.departments": "departments",
    "config.key.digest": "digest",
    "config.key.dispatchers": "dispatchers",
    "config.key.enabled": "enabled",
    "config.key.fields": "fields",
    "config.key.holidays": "holidays",
    "config.key.home": "home chat",
    "config.key.hours": "hours",
    "config.key.kind": "kind",
    "config.key.ladder": "ladder",
    "config.key.ladders": "ladders",
    "config.key.language": "language",
    "config.key.leads": "leads",
    "config.key.limit": "limit",
    "config.key.manager": "manager",
    "config.key.managers": "managers",
    "config.key.members": "members",
    "config.key.name": "name",
    "config.key.options": "options",
    "config.key.order": "order",
    "config.key.people": "people",
    "config.key.person": "person",
    "config.key.priorities": "priorities",
    "config.key.priority": "priority",
    "config.key.required": "required",
    "config.key.resolve": "resolve",
    "config.key.respond": "respond",
    "config.key.roster": "roster",
    "config.key.rules": "rules",
    "config.key.scope": "scope",
    "config.key.silent": "silent",
    "config.key.site": "site",
    "config.key.sites": "sites",
    "config.key.skill": "skill",
    "config.key.skills": "skills",
    "config.key.sla": "targets",
    "config.key.slas": "targets",
    "config.key.strategy": "strategy",
    "config.key.team": "team",
    "config.key.teams": "teams",
    "config.key.template": "template",
    "config.key.templates": "templates",
    "config.key.triage": "suggestions",
    "config.key.week": "week",
    "config.key.monthly": "monthly report",
    "config.key.ranking": "ranking",
    "config.key.weekly": "weekly report",
    "config.key.weight": "weight",
    "config.key.when": "when",
    "config.key.words": "words",
    "config.key.zone": "time zone",
    "config.switched_off": "off",
    "config.value.all": "all",
    "config.value.asset": "asset",
    "config.value.choice": "choice",
    "config.value.date": "date",
    "config.value.false": "no",
    "config.value.filing": "at filing",
    "config.value.finishing": "at finishing",
    "config.value.fixed": "a fixed person",
    "config.value.leads": "leads and managers",
    "config.value.least_load": "least load",
    "config.value.multi": "multiple choice",
    "config.value.number": "number",
    "config.value.off": "outside working hours",
    "config.value.on": "everybody",
    "config.value.on_duty": "who is on duty",
    "config.value.own": "own",
    "config.value.photo": "photo",
    "config.value.pool": "claimed",
    "config.value.round_robin": "in turn",
    "config.value.text": "text",
    "config.value.true": "yes",
    "config.value.working": "working hours",
}
