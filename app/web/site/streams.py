"""One stream of server-sent events, and the answer that is one."""

import asyncio
import json
import random
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from fastapi import Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app import errors
from app.services.revisions import Seen

if TYPE_CHECKING:
    from app.web.site.live import Live

FULL = "Too many readers are being told of changes just now. Reload the page to see what is new."
HEADERS = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "Connection": "close",  # the connection is the stream's alone, and has its place elsewhere
    "X-Accel-Buffering": "no",
}
RETRY_MS = (2_000, 8_000)  # those who are cut off together do not come back together
READERS_A_SECOND = 100  # who may ask for the new page, of those who are told at once
BEAT = b":\n\n"
GOES_ON = "goes_on"


class Stream:
    """A reader who watches a debate: who they are, and what they were told last.

    Messages go out one at a time. While the client does not take them, the newest waits alone.
    """

    __slots__ = ("_ending", "_send", "_sending", "_waiting", "slug", "token", "told")

    def __init__(self, send: Send, token: str, slug: str, told: int) -> None:
        self.token, self.slug, self.told = token, slug, told
        self._send = send
        self._waiting: bytes | None = None
        self._sending: asyncio.Task[None] | None = None
        self._ending = False

    def tell(self, seen: Seen | None, readers: int) -> None:
        """Tell of a revision that is news; who may not read any more hears nothing, ever again."""
        if seen is None:
            self.end()
        elif seen.revision != self.told:
            self.told = seen.revision
            self._say(event(seen.revision, readers))

    def beat(self) -> None:
        """Show that the line is alive."""
        if self._sending is None:
            self._say(BEAT)

    def end(self) -> None:
        """End the answer."""
        if not self._ending:
            self._ending = True
            self._waiting = None
            self._say(b"")

    def _say(self, data: bytes) -> None:
        if self._ending and data:
            return
        self._waiting = data
        if self._sending is None:
            self._sending = asyncio.create_task(self._send_all())

    async def _send_all(self) -> None:
        while (data := self._waiting) is not None:
            self._waiting = None
            more = not self._ending
            await self._send({"type": "http.response.body", "body": data, "more_body": more})
        self._sending = None


def event(revision: int, readers: int = 1) -> bytes:
    """Write an event: the revision, and within how many seconds the page is to be asked for."""
    within = round(readers / READERS_A_SECOND, 2)
    data = json.dumps({"revision": revision, "within": within})
    return f"event: revision\nid: {revision}\ndata: {data}\n\n".encode()


class LiveAnswer(Response):
    """The beginning of an answer that goes on until the client leaves, or may not read any more.

    `GoingOn` keeps it up: who waits within all layers of the application holds all that they hold.
    """

    def __init__(self, live: "Live", token: str, slug: str, seen: Seen, since: int) -> None:
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self.live, self.token, self.slug = live, token, slug
        self.seen, self.since = seen, since

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what is news already; 503 where all places are taken."""
        if not self.live.has_room:
            await _full(Request(scope))(scope, receive, send)
        elif self.live.is_running and not scope.get("bodyless"):
            await self._begin(send, lasts=True)
            scope["state"][GOES_ON] = self._go_on
        else:
            await self._begin(send, lasts=False)
        if self.background is not None:
            await self.background()

    async def _begin(self, send: Send, *, lasts: bool) -> None:
        news = event(self.seen.revision) if self.since != self.seen.revision else BEAT
        body = f"retry: {random.randint(*RETRY_MS)}\n\n".encode() + news
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": body, "more_body": lasts})

    def _go_on(self, send: Send) -> AbstractContextManager[Stream]:
        stream = Stream(send, self.token, self.slug, self.seen.revision)
        return self.live.watching(stream, self.seen)


class GoingOn:
    """The outermost layer: goes on with streams that have begun within, and holds little else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; then wait for the end of a stream, if one has begun."""
        state = scope.setdefault("state", {})
        await self.app(scope, receive, send)
        go_on = state.pop(GOES_ON, None)
        if go_on is None:
            return
        connection = state.get("connection")
        with go_on(send) as stream:
            del go_on
            _forget(scope)
            if connection is not None:
                connection.begin_stream(stream.end)
            while (await receive())["type"] != "http.disconnect":
                pass


def _forget(scope: Scope) -> None:
    """Drop what is known of a request but what the server asks for until its end."""
    scope["state"].clear()
    scope["headers"].clear()
    for name in scope.keys() - {"type", "method", "state", "headers"}:
        del scope[name]


def _full(request: Request) -> Response:
    answer = errors.answer(request, 503, "busy", FULL)
    answer.headers["Retry-After"] = "60"
    return answer
