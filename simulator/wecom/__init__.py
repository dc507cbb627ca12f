"""WeCom: self-built app, AI bot in both modes, group webhooks (platforms/wecom.md §14)."""

from __future__ import annotations

from simulator.sim import Sim
from simulator.wecom.platform import WeCom


def create(sim: Sim) -> WeCom:
    return WeCom(sim)
