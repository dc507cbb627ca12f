"""The two error envelopes: HTTP 4xx/5xx with a code (api), HTTP 200 with errcode (oapi).

dingtalk.md §1.1 and §1.2.
"""

import uuid
from typing import Any


class ApiError(Exception):
    """A refusal of api.dingtalk.com: HTTP `status` and a dotted `code`."""

    def __init__(
        self, status: int, code: str, message: str = "", detail: dict[str, Any] | None = None
    ) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.message = message or code
        self.detail = detail

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "requestid": str(uuid.uuid4()).upper(),
            "code": self.code,
            "message": self.message,
        }
        if self.detail:
            body["accessdenieddetail"] = self.detail
        return body


class OapiError(Exception):
    """A refusal of oapi.dingtalk.com: always HTTP 200, a numeric `errcode`."""

    def __init__(self, errcode: int, errmsg: str) -> None:
        super().__init__(f"{errcode} {errmsg}")
        self.errcode = errcode
        self.errmsg = errmsg

    def body(self) -> dict[str, Any]:
        return {
            "errcode": self.errcode,
            "errmsg": self.errmsg,
            "request_id": uuid.uuid4().hex[:12],
        }


def bad(code: str, message: str = "") -> ApiError:
    """HTTP 400 with this code."""
    return ApiError(400, code, message)


def invalid_token() -> ApiError:
    return ApiError(400, "InvalidAuthentication", "不合法的access_token")


def missing_scope(scope: str) -> ApiError:
    return ApiError(
        403,
        "Forbidden.AccessDenied.AccessTokenPermissionDenied",
        f"应用尚未开通所需的权限：[{scope}]",
        {"requiredScopes": [scope]},
    )


def too_many_calls() -> ApiError:
    return ApiError(
        403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", "应用调用该接口的QPS超限"
    )


def month_is_used_up() -> ApiError:
    return ApiError(403, "Forbidden.AccessDenied.ApiCountLimitForOrg", "组织当月API调用量已用完")
