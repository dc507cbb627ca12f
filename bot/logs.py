"""Structured logs: one line per record, with the ids that were given and never a body."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

_USUAL = frozenset(vars(logging.LogRecord("", 0, "", 0, "", (), None))) | {"message", "asctime"}
_NOISY = ("httpx", "httpcore", "apscheduler", "aiohttp.access", "alembic")


class Lines(logging.Formatter):
    """time level logger message key=value… or the same as JSON."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self._json = form == "json"

    def format(self, record: logging.LogRecord) -> str:
        """One record."""
        extra = {k: v for k, v in vars(record).items() if k not in _USUAL and v is not None}
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        text = record.getMessage()
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        if self._json:
            data = {"at": at, "level": record.levelname, "logger": record.name, "message": text}
            if trace:
                data["trace"] = trace
            return json.dumps({**data, **extra}, ensure_ascii=False, default=str)
        pairs = "".join(f" {k}={v}" for k, v in extra.items())
        line = f"{at} {record.levelname:<7} {record.name} {text}{pairs}"
        return f"{line}\n{trace}" if trace else line


def set_up(level: str, form: str) -> None:
    """Sends all logs to standard error; libraries only from WARNING on."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines(form))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
