"""Where the data lives, read from the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from bot.errors import SetupError

DEFAULT_URL = "sqlite:///data/bihuan.db"
Synchronous = Literal["FULL", "NORMAL"]


@dataclass(frozen=True, slots=True, repr=False)
class StorageSettings:
    """`url`: sqlite:///path (sqlite:////absolute) or postgresql://…; `pool_size`: readers.

    `synchronous` is SQLite's: FULL keeps every commit through a power cut, NORMAL may lose the
    last ones then (never through a crash of the process).
    """

    url: str = DEFAULT_URL
    synchronous: Synchronous = "FULL"
    pool_size: int = 4

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> StorageSettings:
        """Reads DATABASE_URL, DATABASE_SYNCHRONOUS, POOL_SIZE; SetupError lists every fault."""
        faults = []
        url = env.get("DATABASE_URL", "").strip() or DEFAULT_URL
        if url.startswith("sqlite:"):
            if not re.fullmatch(r"sqlite:///[^?]+", url) or url.endswith(":memory:"):
                faults.append("DATABASE_URL: sqlite:/// must be followed by a file's path")
        elif not re.match(r"postgres(ql)?://", url):
            faults.append("DATABASE_URL: must begin with sqlite:/// or postgresql://")
        synchronous = env.get("DATABASE_SYNCHRONOUS", "").strip().upper() or "FULL"
        if synchronous not in ("FULL", "NORMAL"):
            faults.append("DATABASE_SYNCHRONOUS: must be FULL or NORMAL")
        pool = env.get("POOL_SIZE", "").strip() or "4"
        if not (pool.isascii() and pool.isdigit() and 1 <= int(pool) <= 64):
            faults.append("POOL_SIZE: must be a whole number from 1 to 64")
        if faults:
            raise SetupError(faults)
        return cls(url, cast(Synchronous, synchronous), int(pool))

    @property
    def path(self) -> Path | None:
        """The SQLite file, or None on PostgreSQL."""
        return Path(self.url.removeprefix("sqlite:///")) if self.is_sqlite else None

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the single-file database."""
        return self.url.startswith("sqlite:")

    def __repr__(self) -> str:
        url = re.sub(r"(://[^:/@]*):.*@", r"\1:***@", self.url)
        url = re.sub(r"(password=)[^&]*", r"\1***", url)
        return f"StorageSettings({url}, synchronous={self.synchronous}, pool={self.pool_size})"
