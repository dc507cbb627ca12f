"""WeCom (platforms/wecom.md): AI bot over WebSocket or HTTP, self-built app, group webhooks."""

from adapters.wecom.adapter import WeComMessenger
from adapters.wecom.settings import WeComSettings
from adapters.wecom.wire import Rhythm

__all__ = ["Rhythm", "WeComMessenger", "WeComSettings"]
