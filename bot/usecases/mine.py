"""What a person settles for themselves: where notices reach them, and in which language."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.intents import Prefer, Speak
from bot.domain.notices import InChat, Say
from bot.domain.permissions import is_admin
from bot.errors import BadInput, NotAllowed, NotFound
from bot.texts import LANGUAGES
from bot.usecases.call import Call, Outcome


def prefer(intent: Prefer, call: Call) -> Outcome:
    """Orders a person's accounts; those not named follow as they were.

    Raises NotFound for a messenger in which the person has no account.
    """
    accounts = list(call.tx.people.accounts(call.actor.id))
    has = {account.id.platform for account in accounts}
    for platform in intent.platforms:
        if platform not in has:
            raise NotFound("error.prefer_missing", platform=platform)
    order = list(intent.platforms)
    accounts.sort(key=lambda a: order.index(a.id.platform) if a.id.platform in order else 99)
    if order:
        for rank, account in enumerate(accounts):
            call.tx.people.save_account(replace(account, rank=rank))
    platforms = list(dict.fromkeys(account.id.platform for account in accounts))
    if call.clicking and call.chat is not None:
        say = Say("receiving", InChat(call.chat), None, {"platforms": platforms})
        return Outcome("toast.done", show=say)
    call.whisper("receiving", None, platforms=platforms)
    return Outcome("toast.done")


def speak(intent: Speak, call: Call) -> Outcome:
    """Sets the language everything reaches the person in; the answer is already in it."""
    if intent.who is not None and not is_admin(call.actor, call.policy):
        raise NotAllowed("error.people_admin")
    wanted = intent.language.partition("-")[0]
    language = next((code for code in LANGUAGES if code.partition("-")[0] == wanted), "")
    if not language:
        call.whisper("languages", None)
        return Outcome("toast.done")
    person = call.person(intent.who) if intent.who else call.actor
    if person.language == language:
        raise BadInput("error.same_language", name=person.name)
    call.tx.people.save(replace(person, language=language))
    if person.id != call.actor.id:
        call.whisper("line", None, **call.line("members.language", name=person.name,
                                               language=language))
        return Outcome("toast.done")
    done = call.line("language.done")
    if call.clicking and call.chat is not None:
        return Outcome("toast.done", show=Say("line", InChat(call.chat), None, dict(done)))
    call.whisper("line", None, **done)
    return Outcome("toast.done")
