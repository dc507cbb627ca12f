"""The platforms of the contract suite: a new one adds its line to RIGS."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from tests.contract.rigs.base import Rig
from tests.contract.rigs.feishu import feishu_rig

RIGS: dict[str, Callable[[], AbstractAsyncContextManager[Rig]]] = {
    "feishu-http": lambda: feishu_rig("http"),
    "feishu-websocket": lambda: feishu_rig("websocket"),
}
