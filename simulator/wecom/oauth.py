"""Web login: the authorize pages with a chooser of who is signing in, and the code (§9)."""

from __future__ import annotations

import html
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from yarl import URL

from simulator.errors import Refused
from simulator.wecom.api import Api, Call
from simulator.wecom.codes import CodeBook, Spent, Unknown
from simulator.wecom.errors import ApiError
from simulator.wecom.shared import Shared

CODE_LIFE = 300.0
TICKET_LIFE = 1800.0
STATE_BYTES = 128
OUTSIDER = "outsider"  # somebody of another company scans the code


class OAuth:
    """`?as=zhangwei` on an authorize address signs in without the chooser (simulator only)."""

    def __init__(self, shared: Shared, api: Api) -> None:
        self._shared = shared
        self.codes: CodeBook[tuple[str, bool]] = CodeBook(shared.sim.clock, CODE_LIFE)
        self._tickets: CodeBook[str] = CodeBook(shared.sim.clock, TICKET_LIFE)
        api.get("auth/getuserinfo", self._user)
        api.get("user/getuserinfo", self._user_legacy)
        api.post("auth/getuserdetail", self._detail)

    def routes(self, app: web.Application) -> None:
        app.router.add_get("/wecom/open/connect/oauth2/authorize", self._inside)
        app.router.add_get("/wecom/open/wwlogin/sso/login", self._browser)

    def reset(self) -> None:
        self.codes.clear()
        self._tickets.clear()

    async def _inside(self, request: web.Request) -> web.Response:
        query = request.query
        if query.get("response_type") != "code":
            return _page("参数错误：response_type", status=400)
        scope = query.get("scope", "")
        if scope not in ("snsapi_base", "snsapi_privateinfo"):
            return _page("参数错误：scope", status=400)
        return self._choose(request, private=scope == "snsapi_privateinfo")

    async def _browser(self, request: web.Request) -> web.Response:
        agent = str(self._shared.settings.app_agent_id)
        if request.query.get("login_type") != "CorpApp" or request.query.get("agentid") != agent:
            return _page("参数错误：login_type 或 agentid", status=400)
        return self._choose(request, private=False)

    def _choose(self, request: web.Request, *, private: bool) -> web.Response:
        query = request.query
        target, state = query.get("redirect_uri", ""), query.get("state", "")
        if query.get("appid") != self._shared.settings.corp_id:
            return _page("参数错误：appid", status=400)
        if urlsplit(target).hostname not in self._shared.settings.trusted_domains:
            return _page("redirect_uri 与配置的授权完成回调域名不一致（50001）", status=400)
        if len(state.encode()) > STATE_BYTES or (state and not _plain(state)):
            return _page("参数错误：state", status=400)
        person = query.get("as")
        if person:
            return self._back(person, target, state, private)
        links = [(p.id, p.name) for p in self._shared.people.everybody()]
        return _page(
            "以谁的身份登录？",
            [
                (str(request.rel_url.update_query({"as": key})), name)
                for key, name in [*links, (OUTSIDER, "外部人员")]
            ],
        )

    def _back(self, person: str, target: str, state: str, private: bool) -> web.Response:
        try:
            who = OUTSIDER if person == OUTSIDER else self._shared.people.member(person).id
        except Refused as fault:
            return _page(fault.text, status=404)
        code = self.codes.issue((who, private))
        more = {"code": code, "state": state} if state else {"code": code}
        return web.Response(status=302, headers={"Location": str(URL(target).update_query(more))})

    def _user(self, call: Call) -> dict[str, Any]:
        try:
            who, private = self.codes.spend(call.query.get("code", ""))
        except Unknown as fault:
            raise ApiError(40029) from fault
        except Spent as fault:
            raise ApiError(42022) from fault
        if who == OUTSIDER:
            return {"openid": "oOUTSIDER", "external_userid": "wmOUTSIDER"}
        found: dict[str, Any] = {"userid": self._shared.people.userid(who)}
        return {**found, "user_ticket": self._tickets.issue(who)} if private else found

    def _user_legacy(self, call: Call) -> dict[str, Any]:
        """The older address with PascalCase fields, which older clients still use."""
        found = self._user(call)
        return {"UserId" if key == "userid" else key: value for key, value in found.items()}

    def _detail(self, call: Call) -> dict[str, Any]:
        try:
            who = self._tickets.peek(call.text("user_ticket"))
        except LookupError as fault:
            raise ApiError(40058, "user_ticket") from fault
        person = self._shared.sim.world.people[who]
        return {
            "userid": self._shared.people.userid(who),
            "gender": "0",
            "avatar": "",
            "mobile": person.mobile,
            "email": person.email,
        }


def _plain(state: str) -> bool:
    return state.isascii() and state.isalnum()


def _page(text: str, links: list[tuple[str, str]] | None = None, status: int = 200) -> web.Response:
    items = "".join(
        f'<li><a href="{html.escape(url)}">{html.escape(name)}</a></li>'
        for url, name in links or []
    )
    body = (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>企业微信登录</title>'
        f"<h1>{html.escape(text)}</h1><ul>{items}</ul></html>"
    )
    return web.Response(text=body, content_type="text/html", status=status)
