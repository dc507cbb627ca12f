"""Feishu in its simulated world, over HTTP and over the long connection."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.contract.rigs.feishu import FeishuRig, feishu_rig


@pytest.fixture
async def stream() -> AsyncIterator[FeishuRig]:
    async with feishu_rig("websocket") as rig:
        yield rig


@pytest.fixture
async def door() -> AsyncIterator[FeishuRig]:
    async with feishu_rig("http") as rig:
        yield rig
