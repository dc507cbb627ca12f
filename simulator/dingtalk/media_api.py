"""Uploading, downloading and fetching files (dingtalk.md §4.2, §5.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from aiohttp import web

from simulator import multipart
from simulator.dingtalk.api import OAPI, Call, Endpoint
from simulator.dingtalk.errors import OapiError, bad
from simulator.dingtalk.media import LIMITS, StoredFile

if TYPE_CHECKING:
    from simulator.dingtalk.platform import DingTalk

MEGABYTE = 1024 * 1024


async def upload(dt: DingTalk, call: Call) -> dict[str, Any]:
    """`type` is read from the query, or from the form as the vendor's Python SDK sends it."""
    try:
        content_type = call.request.headers.get("Content-Type", "")
        parts = multipart.parse(await call.request.read(), content_type)
    except ValueError as error:
        raise OapiError(400002, str(error)) from error
    kind = call.query.get("type") or (parts["type"].text if "type" in parts else "")
    if kind not in LIMITS:
        raise OapiError(40004, "不合法的媒体文件类型")
    part = parts.get("media")
    if part is None or not part.data:
        raise OapiError(400002, "media is missing")
    if len(part.data) > LIMITS[kind] * MEGABYTE:
        raise OapiError(40006, "不合法的文件大小")
    media_id = dt.desk.media.upload(StoredFile(part.filename or kind, part.data, kind))
    return {
        "errcode": 0,
        "errmsg": "ok",
        "media_id": media_id,
        "created_at": dt.clock.timestamp_ms(),
        "type": kind,
    }


def download(dt: DingTalk, call: Call) -> dict[str, Any]:
    robot_code, code = call.body.get("robotCode"), call.body.get("downloadCode")
    if not robot_code:
        raise bad("invalidParameter.robotCode.empty")
    if robot_code != dt.settings.client_id:
        raise bad("invalidParameter.robotCode.auth")
    file = dt.desk.media.by_code(code)
    if file is None:
        raise bad("invalidParameter.robotCode.downloadCode")
    return {"downloadUrl": dt.file_url(file, lasting=False)}


async def fetch(dt: DingTalk, request: web.Request) -> web.Response:
    """The address behind a downloadUrl, and behind every picture the page shows."""
    file = dt.desk.media.fetch(request.match_info["key"])
    if file is None:
        return web.Response(status=403, text="the link has expired")
    disposition = f"inline; filename*=UTF-8''{quote(file.name)}"
    return web.Response(
        body=file.data,
        content_type=file.content_type,
        headers={"Content-Disposition": disposition},
    )


ENDPOINTS = (
    Endpoint("POST", "/media/upload", upload, host=OAPI),
    Endpoint("POST", "/v1.0/robot/messageFiles/download", download, "qyapi_robot_sendmsg"),
)
