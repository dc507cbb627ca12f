"""What an admin must mend at Feishu, found by asking Feishu (feishu.md §1, §7)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from adapters.feishu.client import FeishuClient
from adapters.feishu.codes import advice_for
from adapters.feishu.contacts import Contacts
from adapters.feishu.identity import Identity
from adapters.feishu.settings import FeishuSettings
from bot.errors import DeliveryError


async def faults(
    settings: FeishuSettings, client: FeishuClient, identity: Identity, contacts: Contacts
) -> list[str]:
    """Sentences in English, empty when all is well; stops at the first fault that hides others."""
    found = _settings(settings)
    for step, what in (
        (client.verify_credentials, "Feishu does not give us a token"),
        (identity.ask, "Feishu does not tell who the bot is"),
    ):
        fault = await _tried(step, what)
        if fault:
            return [*found, fault]
    probes: tuple[tuple[Callable[[], Awaitable[object]], str], ...] = (
        (lambda: _chats(client), "The bot's groups cannot be listed"),
        (lambda: _lookup(contacts), "People cannot be found by mobile number or mail"),
    )
    for probe, what in probes:
        fault = await _tried(probe, what)
        if fault:
            found.append(fault)
    told = " ".join(found)
    found += [
        f"A scope is missing for '{api}': {message}"
        for api, message in client.missing_scopes.items()
        if message not in told
    ]
    return found


def _settings(settings: FeishuSettings) -> list[str]:
    if settings.transport == "http" and not settings.encrypt_key:
        return [
            "FEISHU_ENCRYPT_KEY is not set: events arrive unsigned, protected by the "
            "verification token only. Set an Encrypt Key in the console and here."
        ]
    return []


async def _tried(step: Callable[[], Awaitable[object]], what: str) -> str | None:
    try:
        await step()
    except DeliveryError as error:
        advice = advice_for(error.code)
        return f"{what}: {error}." + (f" Advice: {advice}." if advice else "")
    return None


async def _chats(client: FeishuClient) -> None:
    await client.call("GET", "/im/v1/chats", api="chat list", params={"page_size": 1})


async def _lookup(contacts: Contacts) -> None:
    await contacts.find(mobile=None, email="nobody@example.invalid")
