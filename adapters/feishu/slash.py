"""Feishu's native slash commands: only an aid for typing, kept equal to ours (feishu.md §4)."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from adapters.feishu.client import FeishuClient
from bot.errors import Refused

log = logging.getLogger(__name__)

_PATH = "/application/v7/app_slash_commands"
_MAX = 100


async def register(client: FeishuClient, wanted: Sequence[tuple[str, str]]) -> int:
    """Creates what is missing and mends changed descriptions; returns how many were written.

    `wanted` holds (name without slash, description). Names made by hand in the console stay. A
    name the platform does not allow is left out with a line in the log.
    """
    present = await _present(client)
    written = 0
    for name, description in wanted[:_MAX]:
        known = present.get(name)
        body: dict[str, Any] = {"description": {"default_value": description}}
        if known is not None and _description(known) == description:
            continue
        try:
            if known is None:
                body["command"] = name
                await client.call("POST", _PATH, api="slash create", json=body)
            else:
                path = f"{_PATH}/{quote(str(known.get('command_id')), safe='')}"
                await client.call("PATCH", path, api="slash change", json=body)
        except Refused as error:
            log.warning("slash command %s was not registered: %s", name, error)
        else:
            written += 1
    return written


async def _present(client: FeishuClient) -> dict[str, Mapping[str, Any]]:
    answer = await client.call("GET", _PATH, api="slash list")
    items = (answer.get("data") or {}).get("items") or ()
    return {str(item.get("command")): item for item in items if isinstance(item, dict)}


def _description(item: Mapping[str, Any]) -> str:
    found = item.get("description")
    return str(found.get("default_value") or "") if isinstance(found, dict) else ""
