"""What a messenger cannot do with the bots it was given; read in /help and by `check`."""

TEXTS: dict[str, str] = {
    "limit.wecom.deaf": "nothing is heard here: there are webhooks only, no AI bot and no app",
    "limit.wecom.no_group": "no groups: there is no AI bot and no webhook; write to the app",
    "limit.wecom.deaf_group": "groups get notices but are not heard: no AI bot; write to the app",
    "limit.wecom.app_mute": "the app has no callback URL: its cards have no buttons, no replies",
    "limit.wecom.answers_only": "the bot can only answer within an hour of somebody's words; "
    "reminders go by webhook or app",
    "limit.wecom.redraw": "an old group card changes only when pressed; "
    "a change made elsewhere comes as a new card",
    "limit.wecom.first_word": "no app: people who never wrote to the bot get no direct messages",
    "limit.wecom.no_mention": "nobody is really mentioned with @: this group has no webhook",
    "limit.wecom.no_forms": "cards take no text: the bot asks in chat instead",
    "quota.calls": "{platform}: {percent}% of this month's API calls are used ({used}/{quota}). "
    "When they run out the bot can send nothing. Send fewer reminders, or upgrade.",
    "quota.pushes": "{platform}: {percent}% of this month's pushes are used ({used}/{quota}). "
    "When they run out the bot no longer sees what people write. Consider upgrading.",
    "quota.withheld": "This month's message quota is used up: DingTalk did not pass your words on. "
    "Please tell an admin, or ask the owner directly.",
    "quota.stranger": "I can only help colleagues of this company and do not know your account. "
    "Please ask an admin.",
}
