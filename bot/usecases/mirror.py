"""A ticket in several chats: its card there, and what is said in one reaches the others once."""

from __future__ import annotations

from typing import Any

from bot.domain.intents import Mirror
from bot.domain.lifecycle import Event
from bot.domain.notices import InChat, Say
from bot.domain.people import Chat, ChatId
from bot.domain.permissions import allow
from bot.domain.ticket import Ticket
from bot.domain.words import AFTER_PLATFORM, PLATFORM_WORDS
from bot.errors import BadInput, NotAllowed, NotFound
from bot.ports import Attachment, Placement, Tx
from bot.usecases.call import Call, Outcome
from bot.usecases.which import which

CHOICES = 6


def mirror(intent: Mirror, call: Call) -> Outcome:
    """Shows the ticket's card in another chat as well.

    Raises NotAllowed for a private ticket, NotFound for a chat the bot is not in, BadInput where
    several chats fit or the card hangs there already.
    """
    ticket = call.ticket(intent.ticket or which("mirror", call))
    allow(call.actor, "mirror", ticket, call.policy)
    if not intent.chat:
        raise BadInput("error.mirror.where", number=ticket.id)
    if ticket.private:
        raise NotAllowed("error.mirror.private", number=ticket.id)
    chat = _chat(intent.chat, ticket, call)
    if chat.kind != "group":
        raise BadInput("error.mirror.group_only")
    if chat.id == ticket.home or any(p.chat == chat.id for p in shared(ticket, call.tx)):
        raise BadInput("error.mirror.already", number=ticket.id, chat=label(chat))
    after = call.record(
        ticket, Event("mirrored", call.now, call.actor.id, {"chat": list(chat.id)})
    )
    call.tx.outbox.add(
        Say("ticket", InChat(chat.id), after.id,
            {"lead": "lead.mirrored", "lead_facts": {"who": call.actor.id}})
    )
    if not call.clicking and call.chat is not None:
        call.reply("line", after.id, **call.line(
            "reply.mirrored", number=after.id, chat=label(chat)))
    return Outcome("toast.done")


def label(chat: Chat) -> str:
    """What a chat is called in a sentence."""
    return chat.name or chat.id.chat


def _chat(said: str, ticket: Ticket, call: Call) -> Chat:
    """The chat meant: by packed id, id, name, or the team it belongs to."""
    parts = said.split(":", 2)
    if len(parts) == 3:
        found = call.tx.chats.find(ChatId(*parts))
        return _alive(found, said)
    platform, name = "", said
    for word, code in PLATFORM_WORDS.items():
        if said.lower().startswith(word) and len(said) > len(word):
            platform, name = code, said[len(word):].strip(AFTER_PLATFORM)
            break
    groups = [g for g in call.tx.chats.groups() if platform in ("", g.id.platform)]
    fits = (
        [g for g in groups if name in (g.name, g.id.chat)]
        or [g for g in groups if g.name and name in g.name]
        or [g for g in groups if _team(g.id, call) == name]
    )
    if platform == "":
        fits = [g for g in fits if g.id not in (call.chat, ticket.home)] or fits
    if len(fits) > 1:
        raise BadInput(
            "error.mirror.which", number=ticket.id, name=name,
            chats=[[":".join(g.id), label(g), g.id.platform] for g in fits[:CHOICES]],
        )
    if not fits:
        named = next((c for c in _known_dead(name, call)), None)
        return _alive(named, name)
    return fits[0]


def _known_dead(name: str, call: Call) -> list[Chat]:
    """Chats of that id the bot once knew."""
    return [
        chat
        for home in call.policy.chats
        if home.chat == name and (chat := call.tx.chats.find(home)) is not None
    ]


def _alive(chat: Chat | None, said: str) -> Chat:
    if chat is None:
        raise NotFound("error.mirror.unknown", chat=said[:60])
    if not chat.alive:
        raise NotFound("error.mirror.dead", chat=label(chat))
    return chat


def _team(chat: ChatId, call: Call) -> str | None:
    here = call.policy.chats.get(chat)
    return here.team if here else None


def shared(ticket: Ticket, tx: Tx) -> list[Placement]:
    """The newest card of each chat in which everybody sees the ticket."""
    newest = {
        p.chat: p for p in tx.placements.of_ticket(ticket.id)
        if p.kind == "ticket" and p.person is None
    }
    return list(newest.values())


def at_team_home(ticket: Ticket, call: Call) -> None:
    """A ticket that was routed to a team which lives in another chat appears there too, once."""
    team = call.policy.team_of(ticket.team)
    home = team.home if team else None
    if home is None or home == ticket.home or ticket.private:
        return
    known = call.tx.chats.find(home)
    if known is not None and not known.alive:
        return
    if any(p.chat == home for p in shared(ticket, call.tx)):
        return
    call.tx.outbox.add(
        Say("ticket", InChat(home), ticket.id, {"lead": "lead.pool_here"},
            once=f"home:{ticket.id}:{':'.join(home)}")
    )


def pass_on(ticket: Ticket, kind: str, source: ChatId | None, tx: Tx, **facts: Any) -> None:
    """Says something said about a ticket in one chat in the threads of its other chats.

    The bot's own words are no events to it, so nothing comes back; names do not ring.
    """
    if ticket.private:
        return
    for placement in shared(ticket, tx):
        chat = tx.chats.find(placement.chat)
        if placement.chat == source or (chat is not None and not chat.alive):
            continue
        tx.outbox.add(Say(kind, InChat(placement.chat, placement.message), ticket.id, facts))


def show_elsewhere(attachment: Attachment, sha256: str, media_type: str, tx: Tx) -> None:
    """A file that is archived now is shown in the ticket's other chats, a photo as a picture."""
    source = tx.records.get("file_from", str(attachment.id))
    if source is None:
        return
    tx.records.drop("file_from", source.key)
    pass_on(
        tx.tickets.get(attachment.ticket), "mirrored_photo", ChatId(*source.data["chat"]), tx,
        who=attachment.by, platform=attachment.platform, name=attachment.name, sha256=sha256,
        picture=media_type.startswith("image/"),
    )
