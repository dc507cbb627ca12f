"""What an admin must mend at DingTalk, found by asking DingTalk (dingtalk.md §1, §7)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from adapters.dingtalk.client import DingTalkClient
from adapters.dingtalk.codes import advice_for
from adapters.dingtalk.contacts import Contacts
from adapters.dingtalk.settings import DingTalkSettings
from adapters.dingtalk.tiers import Tiers
from adapters.dingtalk.usage import Usage
from bot.errors import DeliveryError

_NEARLY = 80  # percent of a quota


async def faults(
    settings: DingTalkSettings, client: DingTalkClient, contacts: Contacts, tiers: Tiers,
    usage: Usage, trouble: str | None,
) -> list[str]:
    """Sentences in English, empty when all is well; a wrong secret hides the rest."""
    found = []
    fault = await _tried(client.verify_credentials, "DingTalk does not give us a token")
    if fault:
        return [fault]
    if trouble:
        found.append(f"The Stream connection does not stand: {trouble}")
    if settings.transport == "http" and not settings.public_url:
        found.append(
            "PUBLIC_URL is not set: in HTTP mode DingTalk cannot be told where clicks go."
        )
    fault = await _tried(contacts.probe, "The contacts cannot be read")
    if fault:
        found.append(fault)
    found += tiers.faults()
    told = " ".join(found)
    found += [
        f"A scope is missing for '{name}': {scopes}."
        for name, scopes in client.missing_scopes.items()
        if scopes not in told
    ]
    return found + quota_faults(usage)


def quota_faults(usage: Usage) -> list[str]:
    """Quotas that are used up or nearly so."""
    found = []
    if usage.exhausted or usage.api_calls * 100 >= usage.api_quota * _NEARLY:
        state = "are used up" if usage.exhausted else "are running out"
        found.append(
            f"This month's API calls {state}: {usage.api_calls} of {usage.api_quota}. "
            "Cards and reminders stop at the limit; a larger edition has more."
        )
    if usage.pushes_exhausted or usage.pushes * 100 >= usage.push_quota * _NEARLY:
        state = "are used up" if usage.pushes_exhausted else "are running out"
        found.append(
            f"This month's pushes {state}: {usage.pushes} of {usage.push_quota}. "
            "Beyond the limit messages arrive without their words."
        )
    return found


async def _tried(step: Callable[[], Awaitable[object]], what: str) -> str | None:
    try:
        await step()
    except DeliveryError as error:
        advice = advice_for(error.code)
        return f"{what}: {error}." + (f" Advice: {advice}." if advice else "")
    return None
