"""The key of a file somebody sent: everything needed to fetch it, in one string."""

from __future__ import annotations

from bot.errors import Refused


def from_bot(url: str, aes_key: str) -> str:
    """A file sent to the AI bot; its own key comes with it over WebSocket, over HTTP it is the
    callback's (wecom.md §5.5). The address is good for five minutes."""
    return f"bot|{aes_key}|{url}"


def from_app(media_id: str) -> str:
    """A file sent to the app; good for three days (§2.4)."""
    return f"app||{media_id}"


def unpack(ref: str) -> tuple[str, str, str]:
    """bot or app, the key ("" for the callback's), the address or id; raises Refused."""
    parts = ref.split("|", 2)
    if len(parts) != 3 or parts[0] not in ("bot", "app") or not parts[2]:
        raise Refused("not a WeCom file reference", code="ref")
    return parts[0], parts[1], parts[2]
