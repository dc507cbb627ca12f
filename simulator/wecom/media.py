"""Temporary media: uploads with their size rules, and encrypted AI-bot downloads (§3.5, §5.5)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from aiohttp import web

from simulator.clock import SimClock
from simulator.wecom.crypto import encrypt_media
from simulator.wecom.errors import ApiError

LIFE = timedelta(days=3)
URL_LIFE = timedelta(minutes=5)
LEAST = 5  # bytes; a file must be larger
MB = 1024 * 1024
MOST = {"image": 10 * MB, "voice": 2 * MB, "video": 10 * MB, "file": 20 * MB}
MAGIC = {"image": (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"), "voice": (b"#!AMR",)}


@dataclass(frozen=True)
class Medium:
    id: str
    kind: str
    name: str
    data: bytes
    at: datetime
    owner: str = "corp"  # a webhook's media belong to its key

    def shown(self) -> dict[str, str]:
        """As `files` of a message; the url is the page's, outside the recorded traffic."""
        url = f"/sim/wecom/media/{self.id}"
        return {"name": self.name, "media_id": self.id, "kind": self.kind, "url": url}


@dataclass(frozen=True)
class _Link:
    medium: Medium
    key: bytes
    until: datetime


class Media:
    def __init__(self, clock: SimClock) -> None:
        self._clock = clock
        self._media: dict[str, Medium] = {}
        self._links: dict[str, _Link] = {}

    def store(self, kind: str, name: str, data: bytes, owner: str = "corp") -> Medium:
        """An upload of the bot: type and size are checked. ApiError 40004, 40005, 40006."""
        if kind not in MOST:
            raise ApiError(40005)
        if not LEAST < len(data) <= MOST[kind]:
            raise ApiError(40006)
        if kind in MAGIC and not data.startswith(MAGIC[kind]):
            raise ApiError(40004, f"not a {kind}")
        return self.keep(kind, name, data, owner)

    def keep(self, kind: str, name: str, data: bytes, owner: str = "corp") -> Medium:
        """Without checks: what a person sends has passed the client."""
        medium = Medium(secrets.token_urlsafe(32), kind, name, data, self._clock.now(), owner)
        self._media[medium.id] = medium
        return medium

    def get(self, media_id: str, owner: str = "corp") -> Medium:
        medium = self._media.get(media_id)
        if medium is None or medium.owner != owner or medium.at + LIFE <= self._clock.now():
            raise ApiError(40007)
        return medium

    def peek(self, media_id: str) -> Medium | None:
        """For the page: whoever owns it, however old."""
        return self._media.get(media_id)

    def link(self, medium: Medium, key: bytes) -> str:
        """A path segment under which the encrypted bytes can be had for five minutes."""
        name = secrets.token_urlsafe(24)
        self._links[name] = _Link(medium, key, self._clock.now() + URL_LIFE)
        return name

    def encrypted(self, name: str) -> web.Response:
        link = self._links.get(name)
        if link is None or link.until <= self._clock.now():
            return web.Response(status=403, text="the download url has expired")
        return web.Response(
            body=encrypt_media(link.key, link.medium.data), headers=disposition(link.medium.name)
        )

    def clear(self) -> None:
        self._media.clear()
        self._links.clear()


def disposition(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
