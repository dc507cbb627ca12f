"""Gives every contract test one platform after the other."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.contract.rigs import RIGS
from tests.contract.rigs.base import Rig


@pytest.fixture(params=sorted(RIGS))
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
    async with RIGS[request.param]() as made:
        cannot = getattr(made, "cannot", {})  # what the platform itself has no way to do
        for name in (request.node.name, request.node.originalname):
            if name in cannot:
                pytest.skip(cannot[name])
        yield made
