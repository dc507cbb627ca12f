"""Attachments on disk, named by their content: the same photo is kept once."""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from bot.errors import Refused

# First bytes → what a file really is, whatever its name says.
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"BM", "image/bmp"),
)


class DiskFiles:
    """bot.ports.FileStore under one directory: ab/abcdef…"""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, chunks: AsyncIterator[bytes], limit: int) -> tuple[str, int]:
        """Stores a stream durably; returns (sha256 hex, bytes). Raises Refused over `limit`."""
        self._root.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._root, prefix=".part-")
        digest, size = hashlib.sha256(), 0
        try:
            with os.fdopen(handle, "wb") as file:
                async for chunk in chunks:
                    size += len(chunk)
                    if size > limit:
                        raise Refused("file too large", code="size")
                    digest.update(chunk)
                    await asyncio.to_thread(file.write, chunk)
                file.flush()
                await asyncio.to_thread(os.fsync, file.fileno())
            target = self.path(digest.hexdigest())
            target.parent.mkdir(exist_ok=True)
            os.replace(name, target)
        except BaseException:
            Path(name).unlink(missing_ok=True)  # noqa: ASYNC240
            raise
        return digest.hexdigest(), size

    def path(self, sha256: str) -> Path:
        """Where a content lies. Raises ValueError for anything but a SHA-256 in hex."""
        if len(sha256) != 64 or not all(c in "0123456789abcdef" for c in sha256):
            raise ValueError("not a content address")
        return self._root / sha256[:2] / sha256

    def read(self, sha256: str) -> bytes:
        """The whole content; raises FileNotFoundError."""
        return self.path(sha256).read_bytes()

    def media_type(self, sha256: str) -> str | None:
        """What the first bytes say the file is, if they say anything."""
        with self.path(sha256).open("rb") as file:
            head = file.read(16)
        if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
            return "image/webp"
        if head[4:8] == b"ftyp":
            return "video/mp4"
        return next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)
