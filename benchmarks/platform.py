"""A Feishu that takes everything and is never slow: what the bot calls while it is measured.

    python -m benchmarks.platform PORT
"""

from __future__ import annotations

import itertools
import sys

from aiohttp import web

_numbers = itertools.count(1)


async def answer(request: web.Request) -> web.Response:
    """The smallest truthful answer to every call a ticket makes."""
    await request.read()
    path = request.path
    if path.endswith("/tenant_access_token/internal"):
        return web.json_response({"code": 0, "tenant_access_token": "t-bench", "expire": 7200})
    if path.endswith("/bot/v3/info"):
        return web.json_response({"code": 0, "bot": {"open_id": "ou_bot", "app_name": "工单助手"}})
    if "/contact/v3/users/" in path:
        user = path.rsplit("/", 1)[-1]
        return web.json_response({"code": 0, "data": {"user": {"open_id": user, "name": user}}})
    if "/im/v1/chats/" in path:
        return web.json_response({"code": 0, "data": {"chat_mode": "group", "name": "bench"}})
    message = {"message_id": f"om_sent_{next(_numbers)}", "chat_id": "oc_direct"}
    return web.json_response({"code": 0, "data": message})


def main() -> None:
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_route("*", "/{path:.*}", answer)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)


if __name__ == "__main__":
    main()
