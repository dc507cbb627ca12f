"""Uploads over the long connection: init, chunks in any order, finish (wecom.md §6.5)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from simulator.wecom.errors import ApiError
from simulator.wecom.media import MOST
from simulator.wecom.shared import Shared
from simulator.wecom.windows import HOUR, MINUTE, Windows

LIFE = timedelta(minutes=30)
CHUNK_BYTES = 512 * 1024
MOST_CHUNKS = 100
NAME_BYTES = 256
LEAST_BYTES = 5


@dataclass
class _Upload:
    kind: str
    name: str
    size: int
    chunks: int
    md5: str
    until: datetime
    parts: dict[int, bytes] = field(default_factory=dict)
    finished: dict[str, Any] | None = None


class Uploads:
    """Upload ids survive a reconnect. 30 uploads a minute, 1000 an hour."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._uploads: dict[str, _Upload] = {}
        self._windows = Windows(shared.sim.clock, (30, MINUTE), (1000, HOUR))

    def clear(self) -> None:
        self._uploads.clear()
        self._windows.clear()

    def init(self, body: dict[str, Any]) -> dict[str, Any]:
        kind, name = body.get("type"), body.get("filename")
        size, chunks = body.get("total_size"), body.get("total_chunks")
        if kind not in MOST:
            raise ApiError(40005)
        if not isinstance(name, str) or not 1 <= len(name.encode()) <= NAME_BYTES:
            raise ApiError(40058, "filename")
        if not isinstance(size, int) or not LEAST_BYTES <= size <= MOST[str(kind)]:
            raise ApiError(40006)
        if not isinstance(chunks, int) or not 1 <= chunks <= MOST_CHUNKS:
            raise ApiError(40058, "total_chunks")
        if not self._windows.allow("bot"):
            raise ApiError(846607)
        upload_id = secrets.token_urlsafe(24)
        until = self._shared.now() + LIFE
        md5 = str(body.get("md5") or "")
        self._uploads[upload_id] = _Upload(str(kind), name, size, chunks, md5, until)
        return {"upload_id": upload_id}

    def chunk(self, body: dict[str, Any]) -> dict[str, Any]:
        """Indexes from 0 or from 1: the page and its sample disagree (§6.5)."""
        upload = self._find(body)
        index = body.get("chunk_index")
        if not isinstance(index, int) or not 0 <= index <= upload.chunks:
            raise ApiError(40058, "chunk_index")
        try:
            data = base64.b64decode(str(body.get("base64_data") or ""), validate=True)
        except binascii.Error as fault:
            raise ApiError(40058, "base64_data") from fault
        if not 1 <= len(data) <= CHUNK_BYTES:
            raise ApiError(40058, "a chunk holds 1 byte to 512 KB")
        upload.parts[index] = data
        return {}

    def finish(self, body: dict[str, Any]) -> dict[str, Any]:
        upload = self._find(body)
        if upload.finished is not None:
            return upload.finished
        numbers = sorted(upload.parts)
        if numbers not in (list(range(upload.chunks)), list(range(1, upload.chunks + 1))):
            raise ApiError(40058, "chunks are missing")
        data = b"".join(upload.parts[number] for number in numbers)
        if len(data) != upload.size:
            raise ApiError(40006, "total_size")
        if upload.md5 and hashlib.md5(data).hexdigest() != upload.md5:
            raise ApiError(40058, "md5")
        medium = self._shared.media.keep(upload.kind, upload.name, data)
        stamp = int(medium.at.timestamp())
        upload.finished = {"type": medium.kind, "media_id": medium.id, "created_at": stamp}
        return upload.finished

    def _find(self, body: dict[str, Any]) -> _Upload:
        upload = self._uploads.get(str(body.get("upload_id")))
        if upload is None or upload.until <= self._shared.now():
            raise ApiError(40058, "upload_id")
        return upload
