"""The settings of the heart and the server, and how the environment is gathered.

Each room reads its own settings from the same mapping; every fault is listed at once.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from bot.errors import SetupError

LEVELS = frozenset({"DEBUG", "INFO", "WARNING", "ERROR"})


@dataclass(frozen=True, slots=True)
class Settings:
    """`host`, `port`: where the server listens. `data`: the directory of attachments.

    `public_url`: how messengers reach this server in HTTP mode, without a slash at the end.
    `policy_file`: the configuration document taken at the very first start. `clock_url`:
    follow this clock instead of the machine's. `max_file`: bytes of one attachment.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    data: Path = Path("data")
    public_url: str | None = None
    policy_file: Path | None = None
    clock_url: str | None = None
    max_file: int = 50 * 1024 * 1024
    log_level: str = "INFO"
    log_format: str = "text"

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Settings:
        """Raises SetupError with every fault."""
        faults: list[str] = []

        def whole(name: str, default: int, low: int, high: int) -> int:
            raw = env.get(name, "").strip()
            if not raw:
                return default
            if not (raw.isascii() and raw.isdigit() and low <= int(raw) <= high):
                faults.append(f"{name}: must be a whole number from {low} to {high}")
                return default
            return int(raw)

        url = env.get("PUBLIC_URL", "").strip().rstrip("/") or None
        if url and not url.startswith(("http://", "https://")):
            faults.append("PUBLIC_URL: must begin with http:// or https://")
        clock = env.get("CLOCK_URL", "").strip() or None
        if clock and not clock.startswith(("http://", "https://")):
            faults.append("CLOCK_URL: must begin with http:// or https://")
        policy = env.get("POLICY_FILE", "").strip()
        if policy and not Path(policy).is_file():
            faults.append(f"POLICY_FILE: {policy} is not a file")
        level = env.get("LOG_LEVEL", "").strip().upper() or "INFO"
        if level not in LEVELS:
            faults.append(f"LOG_LEVEL: must be one of {', '.join(sorted(LEVELS))}")
        form = env.get("LOG_FORMAT", "").strip().lower() or "text"
        if form not in ("text", "json"):
            faults.append("LOG_FORMAT: must be text or json")
        made = cls(
            host=env.get("HTTP_HOST", "").strip() or "127.0.0.1",
            port=whole("HTTP_PORT", 8080, 0, 65535),
            data=Path(env.get("DATA_DIR", "").strip() or "data"),
            public_url=url,
            policy_file=Path(policy) if policy else None,
            clock_url=clock,
            max_file=whole("MAX_FILE_MB", 50, 1, 500) * 1024 * 1024,
            log_level=level,
            log_format=form,
        )
        if faults:
            raise SetupError(faults)
        return made


def environment(env_file: Path | None) -> dict[str, str]:
    """The .env file with the process's environment over it. Raises SetupError if a file was
    named that is not there."""
    if env_file is not None and not env_file.is_file():
        raise SetupError([f"--env-file: {env_file} is not a file; copy .env.example to it"])
    values: dict[str, str] = {}
    if env_file is not None:
        values = {k: v for k, v in dotenv_values(env_file).items() if v is not None}
    return {**values, **os.environ}
