"""DingTalk: an internal app with a robot, over Stream or HTTP (dingtalk.md)."""

from adapters.dingtalk.adapter import DingTalkMessenger
from adapters.dingtalk.settings import DingTalkSettings

__all__ = ["DingTalkMessenger", "DingTalkSettings"]
