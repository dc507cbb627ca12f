"""The open platform's endpoints under /feishu/open-apis (feishu.md §1, §5–§9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from simulator.feishu.api import (
    auth,
    cardkit,
    chats,
    contacts,
    login,
    media,
    message_extras,
    messages,
    slash_commands,
    special,
    webhook,
)

if TYPE_CHECKING:
    from simulator.feishu.platform import Feishu

GROUPS = (
    auth,
    messages,
    message_extras,
    special,
    media,
    contacts,
    chats,
    slash_commands,
    cardkit,
    login,
    webhook,
)


def routes(feishu: Feishu, app: web.Application) -> None:
    for group in GROUPS:
        group.register(feishu, app)
