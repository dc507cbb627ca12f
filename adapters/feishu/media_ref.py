"""The key of a file somebody sent: everything needed to fetch it, in one string."""

from __future__ import annotations

from typing import Literal, cast

from bot.errors import Refused

Kind = Literal["image", "file"]


def pack(message: str, kind: Kind, key: str) -> str:
    """`om_1/image/img_x`: message, resource type and resource key (feishu.md §5, download)."""
    return f"{message}/{kind}/{key}"


def unpack(ref: str) -> tuple[str, Kind, str]:
    """Message, type and key; raises Refused for anything `pack` did not make."""
    parts = ref.split("/")
    if len(parts) != 3 or not all(parts) or parts[1] not in ("image", "file"):
        raise Refused("not a Feishu file reference", code="ref")
    return parts[0], cast(Kind, parts[1]), parts[2]
