"""What is missing in half a command, with an example."""

TEXTS = {
    "config.need_team": (
        "Give the team's name and members, e.g. \"/teams new Helpdesk @member lead @somebo"
        "dy\"."
    ),
    "config.need_name": (
        "Give the new name, e.g. \"{example} Name\"."
    ),
    "config.need_rule": (
        "Give the rule's number, e.g. \"{example}\". \"/rules\" shows the numbers."
    ),
    "config.need_priority": (
        "Name a priority from P1 to P4, e.g. \"/targets P2 respond 30m resolve 8h\"."
    ),
    "config.need_category": (
        "Name the category, e.g. \"{example} Printer\"."
    ),
    "config.template_words": (
        "A template is changed like this: \"/templates use NAME\", \"/templates days 3\", \"/t"
        "emplates field add Impact choice one all required\", \"/templates delete NAME\"."
    ),
    "config.language_words": (
        "Name the language, e.g. \"/language default en\"."
    ),
    "config.words": (
        "I did not understand \"{said}\". There are: /config setup, history, rollback 3, ex"
        "port, import, triage off."
    ),
    "config.team_words": (
        "I did not understand \"{said}\". A team has: add, remove, lead, manager, strategy,"
        " skills, limit, sites, weight, rename. E.g. \"/teams Helpdesk add @colleague\"."
    ),
}
