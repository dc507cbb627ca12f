"""Feishu, played over its real protocols (feishu.md)."""

from __future__ import annotations

from simulator.feishu.platform import Feishu
from simulator.sim import Sim


def create(sim: Sim) -> Feishu:
    return Feishu(sim)
