"""DingTalk as its users, its app and its admin know it (dingtalk.md)."""

from simulator.dingtalk.platform import DingTalk
from simulator.sim import Sim


def create(sim: Sim) -> DingTalk:
    return DingTalk(sim)
