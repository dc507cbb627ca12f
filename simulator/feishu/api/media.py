"""Uploads and downloads (feishu.md §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from aiohttp import web

from simulator import multipart
from simulator.feishu.api.call import Call, Registrar
from simulator.feishu.codes import ApiError
from simulator.feishu.store import BOT, Asset, media_type

if TYPE_CHECKING:
    from simulator.feishu.platform import Feishu

MOST_IMAGE, MOST_FILE = 10 * 1024 * 1024, 30 * 1024 * 1024
FILE_TYPES = ("opus", "mp4", "pdf", "doc", "xls", "ppt", "stream")
UPLOAD = ("im:resource", "im:resource:upload")
READ = ("im:resource", "im:message", "im:message:readonly")


def register(feishu: Feishu, app: web.Application) -> None:
    add = Registrar(feishu, app).add
    add("POST", "/im/v1/images", _image, *UPLOAD)
    add("POST", "/im/v1/files", _file, *UPLOAD)
    add("GET", "/im/v1/images/{key}", _own_upload, "im:resource")
    add("GET", "/im/v1/files/{key}", _own_upload, "im:resource")
    add("GET", "/im/v1/messages/{id}/resources/{key}", _resource, *READ)


def _image(call: Call) -> dict[str, Any]:
    parts = _parts(call)
    if "image_type" not in parts or parts["image_type"].text not in ("message", "avatar"):
        raise ApiError(234001, "Invalid request param: image_type.")
    data, name = _data(parts, "image", MOST_IMAGE)
    return {"image_key": call.feishu.store.keep(name, data, "image", BOT).key}


def _file(call: Call) -> dict[str, Any]:
    parts = _parts(call)
    if "file_type" not in parts or parts["file_type"].text not in FILE_TYPES:
        raise ApiError(234001, "Invalid request param: file_type.")
    if "file_name" not in parts or not parts["file_name"].text:
        raise ApiError(234001, "Invalid request param: file_name.")
    data, _ = _data(parts, "file", MOST_FILE)
    return {"file_key": call.feishu.store.keep(parts["file_name"].text, data, "file", BOT).key}


def _own_upload(call: Call) -> web.Response:
    asset = call.feishu.store.assets.get(call.path("key"))
    if asset is None or asset.owner != BOT:
        raise ApiError(234001, "Invalid request param: not uploaded by this app.")
    return _binary(asset)


def _resource(call: Call) -> web.Response:
    feishu, key = call.feishu, call.path("key")
    message = feishu.store.messages.get(call.path("id"))
    if message is None or message.recalled:
        raise ApiError(234003, "File not in msg.")
    if not feishu.store.rooms[message.chat].bot_inside:
        raise ApiError(230002, "Bot/User can NOT be out of the chat.")
    if message.kind in ("interactive", "merge_forward"):
        raise ApiError(234043, "Unsupported message type.")
    asset = feishu.store.assets.get(key)
    if asset is None or f'"{key}"' not in message.content:
        raise ApiError(234003, "File not in msg.")
    if call.query("type") != asset.kind:
        raise ApiError(234001, "Invalid request param: type.")
    return _binary(asset)


def _parts(call: Call) -> dict[str, multipart.Part]:
    try:
        return multipart.parse(call.raw, call.request.headers.get("Content-Type", ""))
    except ValueError as fault:
        raise ApiError(234001, f"Invalid request param: {fault}.") from fault


def _data(parts: dict[str, multipart.Part], name: str, most: int) -> tuple[bytes, str]:
    """A part's filename may be missing: the official SDK sends open files so."""
    part = parts.get(name)
    if part is None:
        raise ApiError(234001, f"Invalid request param: {name}.")
    if not part.data:
        raise ApiError(234010, "File's size can't be 0.")
    if len(part.data) > most:
        raise ApiError(234006, "The file size exceed the max value.")
    return part.data, part.filename or name


def _binary(asset: Asset) -> web.Response:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(asset.name)}"}
    kind = media_type(asset.name, asset.kind)
    return web.Response(body=asset.data, content_type=kind, headers=headers)
