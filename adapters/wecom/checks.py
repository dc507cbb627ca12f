"""What an admin must mend at WeCom, found by asking WeCom, and what this combination cannot do."""

from __future__ import annotations

from adapters.wecom.client import WeComClient
from adapters.wecom.codes import advice_for
from adapters.wecom.link import Link
from adapters.wecom.settings import WeComSettings
from bot.errors import DeliveryError


async def faults(
    settings: WeComSettings, client: WeComClient, link: Link | None, *, running: bool
) -> list[str]:
    """Sentences in English, empty when all is well."""
    found = []
    if settings.app is not None:
        fault = await _app_fault(client)
        if fault:
            found.append(fault)
    if link is not None:
        if link.stopped_because:
            found.append(f"The long connection of the AI bot has stopped: {link.stopped_because}.")
        elif running and not link.up and not link.standby:
            found.append("The long connection of the AI bot does not stand at the moment.")
    return found


async def _app_fault(client: WeComClient) -> str | None:
    """gettoken proves the secret; only a call proves that our address is trusted (§1.1)."""
    try:
        await client.verify_credentials()
        await client.call("department/simplelist")
    except DeliveryError as error:
        advice = advice_for(error)
        what = "The self-built app cannot be used"
        return f"{what}: {error}." + (f" Advice: {advice}." if advice else "")
    return None
