"""Feishu's error answers (feishu.md §1, §5): one exception, one envelope."""

from __future__ import annotations

from typing import Any

from aiohttp import web

RATE_LIMITED = 99991400
TENANT_LIMIT = 11232
CHAT_LIMIT = 230020


class ApiError(Exception):
    """A call Feishu refuses: code ≠ 0, usually with HTTP 400."""

    def __init__(self, code: int, msg: str, status: int = 400) -> None:
        super().__init__(f"{code}: {msg}")
        self.code = code
        self.msg = msg
        self.status = status


def wrong_parameter(reason: str) -> ApiError:
    return ApiError(230001, f"Your request contains an invalid request parameter, ext={reason}")


def invalid_field(field: str, reason: str) -> ApiError:
    return ApiError(99992402, f"field validation failed: {field} {reason}")


def card_rejected(code: int, reason: str) -> ApiError:
    """230099 with the card service's own code in the text (§5)."""
    return ApiError(
        230099, f"Failed to create card content, ext=ErrCode: {code}; ErrMsg: {reason}; "
    )


def succeeded(data: dict[str, Any] | None = None) -> web.Response:
    return web.json_response({"code": 0, "msg": "success", "data": data or {}})


def failed(fault: ApiError, log_id: str) -> web.Response:
    headers = {"X-Tt-Logid": log_id}
    if fault.code == RATE_LIMITED:
        headers |= {"x-ogw-ratelimit-limit": "50", "x-ogw-ratelimit-reset": "1"}
    error = {"log_id": log_id, "troubleshooter": "", "details": []}
    body = {"code": fault.code, "msg": fault.msg, "error": error}
    return web.json_response(body, status=fault.status, headers=headers)
