"""Pure ASGI middleware: security headers, same-origin check, compression, log."""

import json
import logging
import re
import time
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.services.packing import compress, takes_gzip

log = logging.getLogger("cruxmap.access")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), interest-cohort=()"),
)
STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SMALLEST_TO_COMPRESS = 1000
UNANSWERED = 499  # for the log: the client left, or was sent away, before there was an answer
COMPRESSIBLE = (b"text/", b"application/json", b"application/yaml", b"image/svg+xml")
Refuse = Callable[[Scope, int, str, str], ASGIApp]
_LINK = re.compile(r"(link/+).+", re.IGNORECASE)


class Faults:
    """Answers what nobody foresaw, inside the other layers: such answers need their headers too."""

    def __init__(self, app: ASGIApp, *, answer: Callable[[Scope, Exception], ASGIApp]) -> None:
        self.app = app
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; answer an exception unless an answer has begun."""
        begun = False

        async def watch(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception as error:
            if begun or scope["type"] != "http":
                raise
            await self.answer(scope, error)(scope, receive, send)


class HeadAsGet:
    """Answers HEAD as GET without the body; `bodyless` tells those whose body has no end."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a HEAD on as a GET; keep the headers, drop the body."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return await self.app(scope, receive, send)

        async def bare(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        return await self.app({**scope, "method": "GET", "bodyless": True}, receive, bare)


class SecurityHeaders:
    """Adds the same headers to every answer, errors and static files included."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.headers = [*HEADERS, STRICT_TRANSPORT] if https else list(HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with the headers in front of the answer's own."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *self.headers]
            await send(message)

        return await self.app(scope, receive, with_headers)


class SameOrigin:
    """Refuses requests that change something and come from another site.

    Browsers say where a request comes from (Sec-Fetch-Site, Origin); programs with a bearer
    token carry no cookie and cannot be tricked. Where both headers are missing there is no
    browser, and so no cookie that somebody else could ride on.
    """

    def __init__(self, app: ASGIApp, *, origin: str, refuse: Refuse) -> None:
        self.app = app
        self.origin = origin.rstrip("/")
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or answer 403."""
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            headers = dict(scope["headers"])
            if self._is_foreign(headers) and b"authorization" not in headers:
                text = "This request came from another site, so nothing was done."
                await self.refuse(scope, 403, "cross_site", text)(scope, receive, send)
                return None
        return await self.app(scope, receive, send)

    def _is_foreign(self, headers: dict[bytes, bytes]) -> bool:
        site = headers.get(b"sec-fetch-site")
        if site is not None:
            return site not in (b"same-origin", b"none")
        origin = headers.get(b"origin")
        if origin is None:
            return False
        host = headers.get(b"host", b"").decode("latin-1")
        given = origin.decode("latin-1")
        return given != self.origin and urlsplit(given).netloc != host


class Compression:
    """Compresses text answers that come in one piece and are not compressed already."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; hold back the start of an answer until its body is seen."""
        if scope["type"] != "http" or not accepts_gzip(scope["headers"]):
            return await self.app(scope, receive, send)
        held: list[Message] = []

        async def squeeze(message: Message) -> None:
            if message["type"] == "http.response.start" and _may_compress(message["headers"]):
                held.append(message)
            elif held and message["type"] == "http.response.body":
                start = held.pop()
                if not message.get("more_body"):
                    _compress_into(start, message)
                await send(start)
                await send(message)
            else:
                await send(message)

        return await self.app(scope, receive, squeeze)


def accepts_gzip(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Tell whether the client takes gzip."""
    return any(
        name == b"accept-encoding" and takes_gzip(value.decode("latin-1"))
        for name, value in headers
    )


def _may_compress(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    found = dict(headers)
    kind = found.get(b"content-type", b"")
    return b"content-encoding" not in found and kind.startswith(COMPRESSIBLE)


def _compress_into(start: Message, message: Message) -> None:
    body = message.get("body", b"")
    if len(body) < SMALLEST_TO_COMPRESS:
        return
    message["body"] = compress(body)
    kept = [(name, value) for name, value in start["headers"] if name != b"content-length"]
    length = str(len(message["body"])).encode()
    start["headers"] = [
        *kept,
        (b"content-encoding", b"gzip"),
        (b"content-length", length),
        (b"vary", b"Accept-Encoding"),
    ]


def logged_path(path: str) -> str:
    """Return a path as it may stand in a log: on one line, and without what signs somebody in.

    A link that was typed or copied not quite right carries a token that is as good as any.

    >>> logged_path("/sign-in/link/abc"), logged_path("/a" + chr(10) + "b")
    ('/sign-in/link/…', '/a\\\\nb')
    """
    safe = path.encode("unicode_escape").decode("ascii")
    return _LINK.sub(r"\1…", safe)


class AccessLog:
    """Writes one line a request: method, path, status, milliseconds, bytes."""

    def __init__(self, app: ASGIApp, *, form: str) -> None:
        self.app = app
        self.form = form

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, watching the answer."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        seen = {"status": UNANSWERED, "bytes": 0}
        began = time.perf_counter()

        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
            seen["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            return await self.app(scope, receive, watch)
        finally:
            self._write(scope, seen, (time.perf_counter() - began) * 1000)

    def _write(self, scope: Scope, seen: dict[str, int], took: float) -> None:
        path = logged_path(scope["path"])
        row = {"method": scope["method"], "path": path, **seen, "ms": round(took, 1)}
        if self.form == "json":
            log.info(json.dumps(row, ensure_ascii=False))
        else:
            log.info("%(method)s %(path)s %(status)s %(ms)s ms %(bytes)s bytes", row)
