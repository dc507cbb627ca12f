"""How tests fill in a platform's console."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any


async def pressed_again(save: Callable[[], Awaitable[Any]], times: int = 5) -> Any:
    """As an admin does when a console's check of an address had no answer within its second,
    for the machine was busy."""
    for _ in range(times - 1):
        with contextlib.suppress(AssertionError):
            return await save()
    return await save()
