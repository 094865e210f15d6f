"""Bodies of requests: taken whole before the application begins, and never many in memory.

A body of more than `IN_MEMORY` bytes waits in a file; few of those are answered at the same
time, because whoever reads one needs it in memory. Half-sent ones hold room on the disk only,
and when that is full the one that has been coming longest makes way.
"""

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from tempfile import SpooledTemporaryFile

from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.site.middleware import SAFE_METHODS, Refuse

USUAL = 1_000_000
IN_MEMORY = 65_536
LARGE_AT_ONCE = 2
PATIENCE = 20.0  # seconds an unfinished body is left alone when the room is full
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?(?!utf-?8\b)", re.IGNORECASE)

Fault = Callable[[Scope], ASGIApp]


class _Gone(Exception):
    """The client has left."""


class _Refused(Exception):
    """The body is not taken: status, code, sentence."""


class BodyLimit:
    """Takes a request's body, or refuses it as too large, and passes both on.

    `uploads` are the paths, as routes have them, that take `most` bytes; others take `USUAL`.
    `room` is the number of bytes on disk for bodies on their way in.
    """

    def __init__(
        self, app: ASGIApp, *, most: int, room: int, uploads: Iterable[str], refuse: Refuse
    ) -> None:
        self.app = app
        self.most = most
        self.uploads = [compile_path(path)[0] for path in uploads]
        self.refuse = refuse
        self.coming = Coming(room)
        self.turns = asyncio.Semaphore(LARGE_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on with the body at hand, or answer 413, 415, 503 or 507."""
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
            return await self.app(scope, receive, send)
        with Body(self.coming) as body:
            try:
                await self._take(scope, receive, body)
            except _Gone:
                return None
            except _Refused as refused:
                return await self.refuse(scope, *refused.args)(scope, receive, send)
            if not body.is_large:
                return await self.app(scope, partial(body.replay, receive), send)
            async with self.turns:
                return await self.app(scope, partial(body.replay, receive), send)

    async def _take(self, scope: Scope, receive: Receive, body: "Body") -> None:
        headers: Mapping[bytes, bytes] = dict(scope["headers"])
        most = self._most(scope["path"])
        if _CHARSET.search(headers.get(b"content-type", b"")):
            raise _Refused(415, "wrong_content", "Text is taken as UTF-8 only.")
        _check_size(_declared(headers), most)
        try:
            async with asyncio.timeout(None) as body.patience:
                await _read(receive, body, most)
        except TimeoutError:
            raise _busy() from None
        except OSError:
            text = "There is no room for the request on the server's disk."
            raise _Refused(507, "disk_full", text) from None

    def _most(self, path: str) -> int:
        takes_files = any(pattern.match(path) for pattern in self.uploads)
        return self.most if takes_files else min(self.most, USUAL)


class Coming:
    """The large bodies that are on their way in, oldest first, and the room they take."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.held = 0
        self.bodies: dict[Body, None] = {}

    def add(self, body: "Body", size: int) -> None:
        """Count bytes of a body; where there is no room, the one that came first makes way."""
        self.bodies.setdefault(body)
        while self.held + size > self.room:
            self._send_away(asyncio.get_running_loop().time(), body)
        self.held += size
        body.on_disk += size

    def drop(self, body: "Body") -> None:
        """Take a body off the count."""
        self.held -= body.on_disk
        body.on_disk = 0
        self.bodies.pop(body, None)

    def _send_away(self, now: float, asking: "Body") -> None:
        for body in self.bodies:
            if body is not asking and body.has_had_its_time(now):
                body.stop(now)
                return self.drop(body)
        raise _busy()


class Body:
    """One body: small ones in memory, large ones in a file that has no name."""

    def __init__(self, coming: Coming) -> None:
        self.coming = coming
        self.begun = asyncio.get_running_loop().time()
        self.patience: asyncio.Timeout | None = None
        self.size = self.on_disk = 0
        self.is_whole = self.is_read = False
        self.file = SpooledTemporaryFile[bytes](max_size=IN_MEMORY)

    def __enter__(self) -> "Body":
        return self

    def __exit__(self, *_: object) -> None:
        self.coming.drop(self)
        self.file.close()

    @property
    def is_large(self) -> bool:
        """Tell whether the body waits on disk."""
        return self.size > IN_MEMORY

    def add(self, data: bytes) -> None:
        """Keep a piece; raises where there is no room."""
        self.size += len(data)
        if self.is_large:
            self.coming.add(self, self.size - self.on_disk)
        self.file.write(data)

    def has_had_its_time(self, now: float) -> bool:
        """Tell whether the body is still coming, and has been for long enough to make way."""
        return not self.is_whole and now - self.begun > PATIENCE

    def stop(self, now: float) -> None:
        """Let whoever reads the body give up."""
        if self.patience is not None:
            self.patience.reschedule(now)

    async def replay(self, receive: Receive) -> Message:
        """Hand the body out in pieces; afterwards, what the client does next."""
        if self.is_read:
            return await receive()
        data = self.file.read(IN_MEMORY)
        self.is_read = self.file.tell() >= self.size
        return {"type": "http.request", "body": data, "more_body": not self.is_read}


async def _read(receive: Receive, body: Body, most: int) -> None:
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise _Gone
        data = message.get("body", b"")
        _check_size(body.size + len(data), most)
        body.add(data)
        more = message.get("more_body", False)
    body.file.seek(0)
    body.is_whole = True


def _declared(headers: Mapping[bytes, bytes]) -> int:
    length = headers.get(b"content-length", b"")
    return int(length) if re.fullmatch(rb"[0-9]{1,20}", length) else 0


def _check_size(size: int, most: int) -> None:
    if size > most:
        text = f"A request may carry {most / 1_000_000:g} MB at most here."
        raise _Refused(413, "too_large", text)


def _busy() -> _Refused:
    return _Refused(503, "busy", "Too many large requests are coming in. Try again in a minute.")
