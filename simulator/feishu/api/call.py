"""One authorised call: parsing, the bearer token, scopes, rates and the error envelope."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from simulator.feishu import ids
from simulator.feishu.codes import ApiError, failed, invalid_field, succeeded
from simulator.feishu.people import ID_TYPES
from simulator.world import Person

if TYPE_CHECKING:
    from simulator.feishu.platform import Feishu

PREFIXES = ("/feishu/open-apis", "/open-apis")


@dataclass
class Call:
    feishu: Feishu
    request: web.Request
    raw: bytes

    @property
    def body(self) -> dict[str, Any]:
        try:
            body = json.loads(self.raw or b"{}")
        except ValueError as fault:
            raise ApiError(9499, "Bad Request: invalid JSON") from fault
        if not isinstance(body, dict):
            raise ApiError(9499, "Bad Request: the body is no object")
        return body

    def path(self, name: str) -> str:
        return self.request.match_info[name]

    def query(self, name: str, default: str = "") -> str:
        return self.request.query.get(name, default)

    def text(self, name: str) -> str:
        """A required text of the body."""
        value = self.body.get(name)
        if not isinstance(value, str) or not value:
            raise invalid_field(name, "is required")
        return value

    def id_type(self, name: str = "user_id_type") -> str:
        kind = self.query(name, "open_id")
        if kind not in ID_TYPES:
            raise invalid_field(name, "has an unknown value")
        return kind

    def page(self, items: list[Any], most: int, size_name: str = "page_size") -> dict[str, Any]:
        """items, has_more, page_token; the token is the offset."""
        try:
            size = int(self.query(size_name, str(min(20, most))))
            start = int(self.query("page_token") or 0)
        except ValueError as fault:
            raise ApiError(40012, "invalid page_token") from fault
        if not 1 <= size <= most:
            raise ApiError(40011, f"page_size must be between 1 and {most}")
        more = start + size < len(items)
        token = str(start + size) if more else ""
        return {"items": items[start : start + size], "has_more": more, "page_token": token}

    def people(self, kind: str, values: list[Any]) -> tuple[list[Person], list[Any]]:
        """The people behind ids, and the ids nobody has."""
        found = [(value, self.feishu.people.find(str(value), kind)) for value in values]
        return [p for _, p in found if p], [value for value, p in found if p is None]


Handler = Callable[[Call], dict[str, Any] | web.Response | None]


class Registrar:
    """Mounts handlers; `scopes` lists alternatives, one of which must be granted."""

    def __init__(self, feishu: Feishu, app: web.Application) -> None:
        self.feishu = feishu
        self.app = app

    def add(
        self, method: str, path: str, handler: Handler, *scopes: str, token: str | None = "t-"
    ) -> None:
        name = f"{method} {path}"

        async def serve(request: web.Request) -> web.Response:
            log_id = ids.new("2026")
            try:
                call = Call(self.feishu, request, await request.read())
                if token is not None:
                    self._authorise(request, token, scopes, name)
                data = handler(call)
            except ApiError as fault:
                return failed(fault, log_id)
            response = data if isinstance(data, web.Response) else succeeded(data)
            response.headers["X-Tt-Logid"] = log_id
            return response

        for prefix in PREFIXES:
            self.app.router.add_route(method, prefix + path, serve)

    def _authorise(
        self, request: web.Request, token: str, scopes: tuple[str, ...], name: str
    ) -> None:
        self.feishu.tokens.check(request.headers.get("Authorization"), token)
        if scopes and not self.feishu.settings.scopes & set(scopes):
            raise ApiError(
                99991672,
                f"Access denied. One of the following scopes is required: [{', '.join(scopes)}]. "
                "应用尚未开通所需的应用身份权限",
            )
        self.feishu.limits.api(name)
