"""Feishu and Lark (platforms/feishu.md): both transports, cards 2.0, contacts, media."""

from adapters.feishu.adapter import FeishuMessenger
from adapters.feishu.settings import FeishuSettings

__all__ = ["FeishuMessenger", "FeishuSettings"]
