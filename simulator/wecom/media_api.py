"""media/upload and media/get of the app, and what clients download (wecom.md §3.5, §5.5)."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from simulator import multipart
from simulator.wecom.api import Api, Call
from simulator.wecom.errors import ApiError
from simulator.wecom.media import disposition
from simulator.wecom.shared import Shared


class MediaApi:
    def __init__(self, shared: Shared, api: Api) -> None:
        self._shared = shared
        api.post("media/upload", self._upload)
        api.get("media/get", self._get)

    def routes(self, app: web.Application) -> None:
        app.router.add_get("/wecom/media/{id}", self._picture)
        app.router.add_get("/wecom/download/{name}", self._download)
        app.router.add_get("/sim/wecom/media/{id}", self._for_page)

    def _upload(self, call: Call) -> dict[str, Any]:
        name, data = uploaded(call)
        medium = self._shared.media.store(call.query.get("type", ""), name, data)
        stamp = str(int(medium.at.timestamp()))
        return {"type": medium.kind, "media_id": medium.id, "created_at": stamp}

    def _get(self, call: Call) -> web.Response:
        medium = self._shared.media.get(call.query.get("media_id", ""))
        return web.Response(body=medium.data, headers=disposition(medium.name))

    async def _picture(self, request: web.Request) -> web.Response:
        """PicUrl of an app's image message."""
        try:
            medium = self._shared.media.get(request.match_info["id"])
        except ApiError as fault:
            raise web.HTTPNotFound from fault
        return web.Response(body=medium.data, headers=disposition(medium.name))

    async def _for_page(self, request: web.Request) -> web.Response:
        medium = self._shared.media.peek(request.match_info["id"])
        if medium is None:
            raise web.HTTPNotFound
        kind = "image/png" if medium.kind == "image" else "application/octet-stream"
        headers = {**disposition(medium.name), "Content-Type": kind}
        return web.Response(body=medium.data, headers=headers)

    async def _download(self, request: web.Request) -> web.Response:
        return self._shared.media.encrypted(request.match_info["name"])


def uploaded(call: Call) -> tuple[str, bytes]:
    """File name and bytes of the part named media. ApiError 40058 without it."""
    try:
        part = multipart.parse(call.raw, call.content_type).get("media")
    except ValueError as fault:
        raise ApiError(40058, str(fault)) from fault
    if part is None or not part.filename:
        raise ApiError(40058, "a multipart part 'media' with a filename is needed")
    return part.filename, part.data
