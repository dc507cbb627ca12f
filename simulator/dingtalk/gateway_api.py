"""Opening a Stream connection (dingtalk.md §2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from aiohttp import web

from simulator.dingtalk import auth_api
from simulator.dingtalk.api import Call, Endpoint
from simulator.dingtalk.errors import bad

if TYPE_CHECKING:
    from simulator.dingtalk.platform import DingTalk

SOCKET_PATH = "/dingtalk/stream/connect"


def open_connection(dt: DingTalk, call: Call) -> web.Response:
    """A ticket and an endpoint; XML unless the client accepts JSON, as the real gateway may."""
    body = call.body
    if not auth_api.is_app(dt, body.get("clientId"), body.get("clientSecret")):
        raise bad("invalidClientIdOrSecret", "无效的clientId或者clientSecret")
    if not dt.settings.published:
        raise bad("app.unpublished", "应用未发布")
    if dt.settings.transport != "stream":
        raise bad("app.notStreamMode", "应用未开启Stream模式")
    wanted = body.get("subscriptions")
    if not isinstance(wanted, list) or not wanted:
        raise bad("subscriptions.empty")
    topics = frozenset(
        (str(item.get("type")), str(item.get("topic"))) for item in wanted if isinstance(item, dict)
    )
    endpoint = dt.sim.base_url.replace("http", "ws", 1) + SOCKET_PATH
    ticket = dt.streams.ticket(topics)
    if "application/json" in call.request.headers.get("Accept", ""):
        return web.json_response({"endpoint": endpoint, "ticket": ticket})
    xml = f"<result><endpoint>{escape(endpoint)}</endpoint><ticket>{ticket}</ticket></result>"
    return web.Response(text=xml, content_type="application/xml")


ENDPOINTS = (Endpoint("POST", "/v1.0/gateway/connections/open", open_connection, token="none"),)
