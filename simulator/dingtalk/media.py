"""Files: what people attach (download codes), what the bot uploads (media ids).

dingtalk.md §4.2 and §5.5.
"""

import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator.dingtalk import ids

LIMITS = {"image": 20, "video": 20, "file": 20, "voice": 2}  # MB
LINK_LIFE_S = 600


@dataclass(frozen=True)
class StoredFile:
    name: str
    data: bytes
    kind: str = "file"

    @property
    def content_type(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


class Media:
    """`links` are short-lived download addresses; `shown` never expire (what clients display)."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._codes: dict[str, StoredFile] = {}
        self._uploads: dict[str, StoredFile] = {}
        self._links: dict[str, tuple[StoredFile, datetime | None]] = {}

    def attach(self, file: StoredFile) -> str:
        """Keeps a person's file; answers its downloadCode."""
        code = ids.query_key()
        self._codes[code] = file
        return code

    def by_code(self, code: object) -> StoredFile | None:
        return self._codes.get(code) if isinstance(code, str) else None

    def upload(self, file: StoredFile) -> str:
        """Keeps the bot's file; answers its media_id."""
        media_id = f"@lAL{ids.secret()}"
        self._uploads[media_id] = file
        return media_id

    def uploaded(self, media_id: object) -> StoredFile | None:
        return self._uploads.get(media_id) if isinstance(media_id, str) else None

    def link(self, file: StoredFile, *, lasting: bool) -> str:
        """The key under which the file can be fetched."""
        key = ids.secret()
        until = None if lasting else self._now() + timedelta(seconds=LINK_LIFE_S)
        self._links[key] = (file, until)
        return key

    def fetch(self, key: str) -> StoredFile | None:
        file, until = self._links.get(key, (None, None))
        return None if until is not None and until <= self._now() else file
