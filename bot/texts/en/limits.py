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
}
