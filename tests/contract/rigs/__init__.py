"""The platforms of the contract suite: a new one adds its line to RIGS."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from tests.contract.rigs.base import Rig
from tests.contract.rigs.dingtalk import dingtalk_rig
from tests.contract.rigs.feishu import feishu_rig
from tests.contract.rigs.wecom import wecom_rig

RIGS: dict[str, Callable[[], AbstractAsyncContextManager[Rig]]] = {
    "dingtalk-http": lambda: dingtalk_rig("http"),
    "dingtalk-stream": lambda: dingtalk_rig("stream"),
    "feishu-http": lambda: feishu_rig("http"),
    "feishu-websocket": lambda: feishu_rig("websocket"),
    "wecom": wecom_rig,
}
