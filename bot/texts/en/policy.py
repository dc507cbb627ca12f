"""What is wrong with a configuration, and how to put it right."""

TEXTS = {
    "policy.faults": (
        "The configuration has {count} fault(s) and was not saved."
        " Please mend them and send it again."
    ),
    "policy.syntax": "Not valid YAML: {detail}. Please check indentation, colons and quotes.",
    "policy.key_twice": "The same key twice: {detail}. Please delete one.",
    "policy.text_too_long": (
        "The configuration is too long (at most {limit} characters). Please shorten it."
    ),
    "policy.too_deep": "Nested too deeply (at most {limit} levels). Please check the indentation.",
    "policy.key_unknown": '"{name}" is unknown. Please correct or delete it.',
    "policy.key_missing": "Missing: {names}. Please add it.",
    "policy.mapping_expected": 'Please write "name: content" here.',
    "policy.list_expected": 'Please write a list here, each line starting with "- ".',
    "policy.text_expected": "Please write text here.",
    "policy.flag_expected": "Please write true or false here.",
    "policy.number_expected": "Please write a whole number from {low} to {high} here.",
    "policy.number_range": "The number must be from {low} to {high}.",
    "policy.choice_unknown": '"{value}" is not possible. Please choose from: {choices}.',
    "policy.too_long": "Too long (at most {limit} characters). Please shorten it.",
    "policy.too_many": "Too many (at most {limit}). Please delete some.",
    "policy.date": 'I cannot read the date "{value}". Please write it like 2026-11-21.',
    "policy.moment": 'I cannot read the time "{value}". Please write it like 2026-11-23 09:00.',
    "policy.time": 'I cannot read the time of day "{value}". Please write it like 18:00.',
    "policy.weekly": 'I cannot read "{value}". Please write it like mon 09:00.',
    "policy.weekday": 'I cannot read the weekday "{value}". Please write it like mon-fri.',
    "policy.weekday_twice": '"{value}" repeats a day above. Please write each day once.',
    "policy.hours": (
        'I cannot read the hours "{value}". Please write 09:00-12:00 13:30-18:00, or off.'
    ),
    "policy.hours_overlap": 'The hours "{value}" overlap. Please write intervals that do not.',
    "policy.duration": (
        'I cannot read the duration "{value}". Please write 30m, 4h or 3wd (working days).'
    ),
    "policy.days_of_24_hours": (
        "{days} days of 24 hours are many working days. For working days write {days}wd."
    ),
    "policy.percent": 'I cannot read the percentage "{value}". Please write it like 80%.',
    "policy.chat_id": 'I cannot read the chat "{value}". Please write platform:tenant:chat.',
    "policy.bad_name": (
        '"{name}" cannot be a name: not empty, one line, at most {limit} characters.'
    ),
    "policy.bad_dates": (
        "{first} to {last} is not possible. Please put the earlier day first, 60 days at most."
    ),
    "policy.bad_days": "The days must be from {low} to {high}.",
    "policy.bad_limit": "The limit of open tickets must be from {low} to {high}.",
    "policy.bad_weight": "The weight must be from {low} to {high}.",
    "policy.bad_position": "The position must be from {low} to {high}.",
    "policy.bad_scope": 'The scope "{value}" is not possible. Please choose from: {choices}.',
    "policy.bad_trigger_word": (
        "A trigger word has {low} to {high} characters. Please choose another."
    ),
    "policy.no_admin": (
        "There is no admin yet, so nobody can change the configuration. Please fill in admins."
    ),
    "policy.last_admin": "{name} is the last admin. Please add another first.",
    "policy.already_in_role": "{name} has this role already; nothing to add.",
    "policy.not_in_role": "{name} does not have this role; nothing to remove.",
    "policy.person_empty": "A person is missing here. Please write a name or an account.",
    "policy.person_unknown": (
        '"{name}" is unknown. Please introduce the person under people, or name another.'
    ),
    "policy.person_in_use": (
        "{name} is still in teams ({teams}) or rules ({rules})."
        " Please replace them there first."
    ),
    "policy.person_without_team": (
        "{name} is in no team, so no lead sees these tickets. Please add them to a team first."
    ),
    "policy.person_not_in_team": '{name} is not in "{team}". Please change the rule or add them.',
    "policy.no_alias": '{name} is not called "{alias}".',
    "policy.alias_taken": '"{alias}" already means {name}. Please choose another.',
    "policy.alias_twice": (
        'Several people are called "{alias}": {people}. I will ask who is meant;'
        " better give each their own."
    ),
    "policy.no_team": 'There is no team "{name}"; please check the name.[ Did you mean "{near}"?]',
    "policy.team_unknown": 'There is no team "{name}". Please name one that exists.',
    "policy.team_exists": 'There is a team "{name}" already. Please choose another name.',
    "policy.team_needs_member": 'The team "{name}" needs at least one member. Please name one.',
    "policy.team_empty": 'The team "{team}" has nobody in it. Please fill in members.',
    "policy.team_without_lead": (
        'The team "{team}" has no lead to hear of late tickets. Better fill in leads.'
    ),
    "policy.team_without_manager": (
        'The team "{team}" has no manager for the last escalation. Better fill in manager.'
    ),
    "policy.team_in_use": (
        'The team "{name}" is still used[ by the rules {rules}], groups: {chats}.'
        " Please change them first."
    ),
    "policy.manager_is_lead": (
        "{name} is lead and manager, so escalation stays with one person."
        " Better choose another manager."
    ),
    "policy.escalation_circle": (
        "Escalation runs in a circle: {teams}. Please give one of them another manager."
    ),
    "policy.already_member": '{name} is in "{team}" already.',
    "policy.not_a_member": '{name} is not in "{team}". Please add them first.',
    "policy.member_unnamed": "This member has no name. Please add name.",
    "policy.member_twice": '"{name}" is listed twice. Please delete one.',
    "policy.last_member": '{name} is the last member of "{team}". Please add another first.',
    "policy.member_in_rules": "Rules still name {name}: {rules}. Please change them first.",
    "policy.member_on_roster": (
        '{name} is still on the roster of "{team}". Please change the roster first.'
    ),
    "policy.already_lead": '{name} leads "{team}" already.',
    "policy.not_a_lead": '{name} does not lead "{team}".',
    "policy.last_lead": '{name} is the last lead of "{team}". Please add another first.',
    "policy.roster_missing": (
        'The team "{team}" goes by duty but has no roster. Please paste one,'
        " or choose another strategy."
    ),
    "policy.shift_backwards": (
        "The shift {start} to {end} ends before it starts. Please correct it."
    ),
    "policy.no_rule": 'There is no rule "{name}"; please check the name.[ Did you mean "{near}"?]',
    "policy.rule_exists": 'There is a rule "{name}" already. Please choose another name.',
    "policy.rule_twice": 'Two rules are called "{name}". Please rename one.',
    "policy.rule_unnamed": "Rule no. {number} has no name. Please add name.",
    "policy.rule_does_nothing": (
        'The rule "{name}" sends nothing anywhere. Please fill in team or person.'
    ),
    "policy.rule_shadowed": (
        'The rule "{name}" never gets its turn: "{by}" before it takes all.'
        " Please reorder or delete one."
    ),
    "policy.rule_contradicts": (
        '"{name}" and "{by}" have the same conditions but other goals; only "{by}" counts.'
        " Please delete one."
    ),
    "policy.phrase_who": (
        'I do not know who "{word}" is. Please name a person or a team.[ There are: {choices}]'
    ),
    "policy.phrase_ambiguous": '"{word}" could be {choices}. Please say it with the full name.',
    "policy.skill_missing": (
        'Nobody in "{team}" has the skill "{skill}".'
        " Please add it to a member or change the rule."
    ),
    "policy.no_template": (
        'There is no template "{name}"; please check the name.[ Did you mean "{near}"?]'
    ),
    "policy.template_unknown": 'There is no template "{name}". Please name one that exists.',
    "policy.template_exists": 'There is a template "{name}" already. Please choose another name.',
    "policy.template_in_use": (
        'The template "{name}" is still used[ by the rules {rules}], groups: {chats}.'
        " Please change them first."
    ),
    "policy.no_starter": (
        'There is no ready-made template "{name}". You can choose from: {choices}.'
    ),
    "policy.no_category": (
        "There is no category \"{name}\". Please look at the template's categories."
    ),
    "policy.category_unknown": (
        'No template has the category "{name}", so the rule never matches. Please correct it.'
    ),
    "policy.category_in_use": (
        'Rules still use the category "{name}": {rules}. Please change them first.'
    ),
    "policy.no_field": "There is no field \"{name}\". Please look at the template's fields.",
    "policy.options_missing": 'The field "{field}" is a choice. Please fill in options.',
    "policy.no_site": 'There is no site "{name}"; please check the name.[ Did you mean "{near}"?]',
    "policy.site_unknown": 'There is no site "{name}". Please add it to sites first.',
    "policy.site_exists": 'There is a site "{name}" already. Please choose another name.',
    "policy.site_in_use": (
        'The site "{name}" is still used[ by {members}][ by the rules {rules}],'
        " groups: {chats}. Please change them first."
    ),
    "policy.no_chat": "This group has no settings; nothing to remove.",
    "policy.no_language": (
        'I do not speak "{name}"; please check the name.[ Did you mean "{near}"?]'
    ),
    "policy.no_calendar": (
        'There is no calendar "{name}"; please check the name.[ Did you mean "{near}"?]'
    ),
    "policy.calendar_unknown": 'There is no calendar "{name}". Please name one that exists.',
    "policy.calendar_exists": 'There is a calendar "{name}" already. Please choose another name.',
    "policy.calendar_empty": 'The calendar "{name}" has no working day. Please fill in the hours.',
    "policy.no_sla": 'There are no times "{name}"; please check the name.[ Did you mean "{near}"?]',
    "policy.sla_unknown": 'There are no times "{name}". Please name some that exist.',
    "policy.sla_exists": 'There are times "{name}" already. Please choose another name.',
    "policy.sla_incomplete": 'The times "{name}" lack: {missing}. Please add them.',
    "policy.sla_backwards": "{priority} may respond later than it must resolve. Please check.",
    "policy.no_ladder": (
        'There is no ladder "{name}"; please check the name.[ Did you mean "{near}"?]'
    ),
    "policy.ladder_unknown": 'There is no ladder "{name}". Please name one that exists.',
    "policy.ladder_to_nobody": 'The ladder "{name}" tells nobody. Please add ping to a step.',
    "policy.step_incomplete": (
        "This step is incomplete: it needs at (a percentage) and ping (whom)."
    ),
    "policy.orphans_team": (
        '{count} open ticket(s) are with the team "{name}", which is gone.'
        " Please assign them anew."
    ),
    "policy.orphans_owner": (
        "{count} open ticket(s) are with {name}, who is in no team any more."
        " Please assign them anew."
    ),
    "policy.orphans_calendar": (
        '{count} open ticket(s) count by the calendar "{name}", which is gone.'
    ),
    "policy.orphans_ladder": '{count} open ticket(s) remind by the ladder "{name}", which is gone.',
    "policy.orphans_template": '{count} open ticket(s) use the template "{name}", which is gone.',
    "policy.orphans_category": (
        '{count} open ticket(s) are in the category "{name}", which is in no template any more.'
    ),
}
