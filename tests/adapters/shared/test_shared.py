"""What all messengers share: tokens, pace, back-off, caches, the door and the HTTP client."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import httpx
import pytest
from aiohttp import web

from adapters.shared.backoff import jittered
from adapters.shared.cache import Cache
from adapters.shared.http import json_answer, make_http, network_failures
from adapters.shared.pace import Pace
from adapters.shared.server import BodyTooLarge, Crowd, json_object, read_body, refusal
from adapters.shared.tokens import Token, TokenCache
from bot.errors import BadSignature, Refused, RetryLater, TooOld, Undecodable


class HandClock:
    """Moves when it is told to."""

    def __init__(self) -> None:
        self.at = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    async def sleep(self, duration: timedelta) -> None:
        self.at += duration


class TestTokens:
    def make(self) -> None:
        self.clock = HandClock()
        self.fetched = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.failures = 0

    async def fetch(self) -> Token:
        self.fetched += 1
        number = self.fetched
        await self.gate.wait()
        if self.failures:
            self.failures -= 1
            raise RetryLater("down")
        return Token(f"t{number}", timedelta(hours=2))

    async def test_many_who_ask_at_once_cost_one_call(self) -> None:
        self.make()
        self.gate.clear()
        cache = TokenCache(self.clock, self.fetch)
        asked = [asyncio.create_task(cache.get()) for _ in range(20)]
        await asyncio.sleep(0)
        asked[0].cancel()
        self.gate.set()
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert set(found[1:]) == {"t1"} and self.fetched == 1

    async def test_a_token_is_renewed_ten_minutes_before_its_end(self) -> None:
        self.make()
        cache = TokenCache(self.clock, self.fetch)
        assert await cache.get() == "t1"
        self.clock.at += timedelta(minutes=109)
        assert await cache.get() == "t1"
        self.clock.at += timedelta(minutes=2)
        assert await cache.get() == "t2"

    async def test_dropping_an_old_token_keeps_the_new_one(self) -> None:
        self.make()
        cache = TokenCache(self.clock, self.fetch)
        cache.drop(await cache.get())
        assert await cache.get() == "t2"
        cache.drop("t1")
        assert await cache.get() == "t2"

    async def test_a_failure_is_told_to_all_who_wait_and_then_forgotten(self) -> None:
        self.make()
        self.failures = 1
        cache = TokenCache(self.clock, self.fetch)
        found = await asyncio.gather(cache.get(), cache.get(), return_exceptions=True)
        assert all(isinstance(error, RetryLater) for error in found)
        assert await cache.get() == "t2"

    def test_a_token_does_not_show_its_secret(self) -> None:
        assert "t0p" not in repr(Token("t0p", timedelta(hours=1)))


class Seconds:
    """Monotonic time that sleeping moves."""

    def __init__(self) -> None:
        self.at = 1000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))


class TestPace:
    def make(self, rate: float, burst: int, max_wait: float = 10) -> Pace:
        self.time = Seconds()
        return Pace(rate, burst, max_wait=max_wait, now=self.time.now, sleep=self.time.sleep)

    async def test_a_burst_passes_and_then_the_rate_holds(self) -> None:
        pace = self.make(2, 3)
        for _ in range(6):
            await pace.wait("chat")
        assert self.time.slept == [0.5, 1.0, 1.5]
        self.time.at += 10
        for _ in range(3):
            await pace.wait("chat")
        assert len(self.time.slept) == 3

    async def test_chats_do_not_wait_for_each_other(self) -> None:
        pace = self.make(1, 1)
        for number in range(100):
            await pace.wait(number)
        assert self.time.slept == []

    async def test_who_would_wait_too_long_comes_later(self) -> None:
        pace = self.make(1, 1, max_wait=2)
        for _ in range(3):
            await pace.wait("chat")
        with pytest.raises(RetryLater) as error:
            await pace.wait("chat")
        assert error.value.after == 3

    async def test_a_platform_that_asks_for_silence_gets_it(self) -> None:
        pace = self.make(10, 5)
        pace.hold("chat", 4)
        await pace.wait("chat")
        assert self.time.slept == [4.0]

    async def test_idle_keys_are_forgotten(self) -> None:
        pace = self.make(1, 1)
        for number in range(20_000):
            self.time.at += 1
            await pace.wait(number)
        assert len(pace._due) <= 5001


@pytest.mark.parametrize(("draw", "expected"), [(0.0, [0.5, 1, 2, 4, 5]), (1.0, [1, 2, 4, 8, 10])])
def test_back_off_grows_within_its_bounds(draw: float, expected: list[float]) -> None:
    assert [jittered(n, cap=10, draw=lambda: draw) for n in range(5)] == expected
    assert jittered(10_000, cap=10, draw=lambda: draw) <= 10


def test_a_cache_forgets_the_old_and_the_unused() -> None:
    clock = HandClock()
    cache: Cache[str, int] = Cache(clock, size=2, lifetime=timedelta(hours=1))
    cache.put("a", 1)
    cache.put("b", 2)
    assert cache.get("a") == 1
    cache.put("c", 3)
    assert cache.get("b") is None and cache.get("a") == 1
    clock.at += timedelta(hours=2)
    assert cache.get("a") is None


@asynccontextmanager
async def site(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


class TestServer:
    @pytest.mark.parametrize(
        "body", [b"", b"{", b"[]", b"1", b'"x"', b"\xff", b"[" * 200_000, b"9" * 5000]
    )
    def test_only_objects_are_decoded(self, body: bytes) -> None:
        with pytest.raises(Undecodable):
            json_object(body)

    @pytest.mark.parametrize(
        ("error", "status"),
        [(BadSignature("x"), 403), (TooOld("x"), 403), (Undecodable("x"), 400),
         (BodyTooLarge("x"), 413)],
    )
    def test_a_refusal_tells_nothing_but_its_status(self, error: Undecodable, status: int) -> None:
        answer = refusal("feishu", error)
        assert answer.status == status and not answer.body

    async def test_a_body_that_lies_about_its_length_is_still_bounded(self) -> None:
        async def handler(request: web.Request) -> web.Response:
            try:
                return web.Response(text=str(len(await read_body(request, 1000))))
            except BodyTooLarge as error:
                return refusal("x", error)

        async def pieces(number: int) -> AsyncIterator[bytes]:
            for _ in range(number):
                yield b"x" * 100

        app = web.Application()
        app.router.add_post("/", handler)
        async with site(app) as url, aiohttp.ClientSession() as http:
            for number, status in ((10, 200), (11, 413)):
                async with http.post(url, data=pieces(number)) as answer:
                    assert answer.status == status
            async with http.post(url, data=b"x" * 1000) as answer:
                assert await answer.text() == "1000"

    async def test_a_crowd_is_counted_out(self) -> None:
        crowd = Crowd(2)
        with crowd.enter(), crowd.enter():
            assert crowd.full and not await crowd.gone(0.01)
        assert not crowd.full and await crowd.gone(0.01)


class TestHttp:
    async def test_the_client_speaks_like_httpx(self) -> None:
        async def handler(request: web.Request) -> web.Response:
            posted = await request.post()
            upload = posted["f"]
            assert isinstance(upload, web.FileField)
            return web.json_response(
                {"q": request.query["q"], "name": upload.filename, "size": len(upload.file.read()),
                 "agent": request.headers.getall("User-Agent")},
                status=201, headers={"X-Tt-Logid": "log-1"},
            )

        app = web.Application()
        app.router.add_post("/a b", handler)
        async with site(app) as url, make_http() as http:
            answer = await http.post(
                f"{url}/a%20b", params={"q": "工 单&+"}, files={"f": ("名.png", b"x" * 70_000)}
            )
        assert answer.status_code == 201 and answer.headers["x-tt-logid"] == "log-1"
        assert json_answer(answer) == {
            "q": "工 单&+", "name": "名.png", "size": 70_000, "agent": ["bihuan"]
        }

    async def test_redirects_are_not_followed_and_packed_answers_are_unpacked(self) -> None:
        async def moved(request: web.Request) -> web.Response:
            raise web.HTTPFound("/packed")

        async def packed(request: web.Request) -> web.Response:
            answer = web.json_response({"a": "x" * 1000})
            answer.enable_compression(web.ContentCoding.gzip)
            return answer

        app = web.Application()
        app.router.add_get("/moved", moved)
        app.router.add_get("/packed", packed)
        async with site(app) as url, make_http() as http:
            assert (await http.get(f"{url}/moved")).status_code == 302
            answer = await http.get(f"{url}/packed", headers={"Accept-Encoding": "gzip"})
            assert json_answer(answer) == {"a": "x" * 1000}

    async def test_failures_have_httpx_names_and_no_addresses(self) -> None:
        hold = asyncio.Event()

        async def silent(request: web.Request) -> web.Response:
            await hold.wait()
            return web.Response()

        async def cut(request: web.Request) -> web.StreamResponse:
            answer = web.StreamResponse(headers={"Content-Length": "1000"})
            await answer.prepare(request)
            await answer.write(b"x")
            assert request.transport is not None
            request.transport.abort()
            return answer

        app = web.Application()
        app.router.add_get("/silent", silent)
        app.router.add_get("/cut", cut)
        async with site(app) as url, make_http(timeout=httpx.Timeout(0.2)) as http:
            for path in (f"{url}/silent", f"{url}/cut", "http://127.0.0.1:9/?token=s3cret"):
                with pytest.raises(RetryLater) as error, network_failures("call"):
                    await http.get(path)
                assert "127.0.0.1" not in str(error.value) and "s3cret" not in str(error.value)
            hold.set()
            with pytest.raises((Refused, RetryLater)), network_failures("call"):
                await http.get("notaurl://x")

    async def test_the_environments_proxy_is_used_and_nobodys_netrc(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        def answering(name: str) -> web.Application:
            async def answer(request: web.Request) -> web.Response:
                return web.json_response([name, request.headers.get("Authorization")])

            app = web.Application()
            app.router.add_get("/{path:.*}", answer)
            return app

        netrc = tmp_path / "netrc"
        netrc.write_text("machine platform.invalid login somebody password secret\n")
        monkeypatch.setenv("NETRC", str(netrc))
        async with site(answering("proxy")) as proxy, site(answering("platform")) as direct:
            for name, value in (("http_proxy", proxy), ("no_proxy", "127.0.0.1")):
                monkeypatch.delenv(name.upper(), raising=False)
                monkeypatch.setenv(name, value)
            async with make_http() as http:
                assert (await http.get("http://platform.invalid/a")).json() == ["proxy", None]
                assert (await http.get(f"{direct}/a")).json() == ["platform", None]

    async def test_addresses_with_tokens_are_not_logged(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO)
        async with site(web.Application()) as url, make_http() as http:
            await http.get(f"{url}/?access_token=s3cret")
        assert "s3cret" not in caplog.text

    def test_a_gateways_page_is_no_answer(self) -> None:
        for content in (b"<html>", b"[]", b"", b"[" * 200_000):
            assert json_answer(httpx.Response(200, content=content)) is None
