"""One connection: uvicorn's protocol, with limits on what a client sends and how slowly.

The parser itself keeps whatever it is sent, and uvicorn waits for ever: for the rest of a head,
for the rest of a body, and for a client to take its answer.
"""

import asyncio
import logging
from collections.abc import Callable
from enum import Enum
from typing import Any, cast

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.server import ServerState

from app.web.site.connections import Connections, Limits, Pace, Wire
from app.web.site.middleware import HEADERS

log = logging.getLogger("cruxmap")

STEP = 16_384  # bytes given to the parser at a time, so that no head grows far beyond its limit
SOON = 1.0  # seconds for which nobody is said to wait
TOO_LONG = "The address of a request may have {} characters at most."
TOO_MUCH = "The headers of a request may have {} bytes and {} lines at most."
TOO_MANY = "Too many requests are waiting on this connection."
TOO_SLOW = "The request took too long to arrive."
FULL = "Too many connections are open just now. Try again in a minute."


class Phase(Enum):
    """How much of a request has come."""

    NEW = "nothing yet, on a new connection"
    IDLE = "nothing yet, after an answer"
    HEAD = "part of the head"
    BODY = "the head, and not all of the body"
    WHOLE = "everything, and it is not answered yet"


class Connection(HttpToolsProtocol):
    """A client's connection; uvicorn makes one for each, by the name of this class."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.all: Connections = app_state["connections"]
        self.limits: Limits = self.all.limits
        self.phase = Phase.NEW
        self.since = self.loop.time()
        self.received = 0
        self.unfinished = 0
        self.head_bytes = 0
        self.coming, self.going = Pace(self.limits), Pace(self.limits)
        self.refusal: tuple[int, str] | None = None
        self.is_leaving = False
        self.end_of_stream: Callable[[], None] | None = None

    # What the transport tells.

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, or refuse where there is no room."""
        super().connection_made(transport)
        self._raw = transport
        self._wire = Wire(transport, self)
        self.transport = cast(asyncio.Transport, self._wire)
        if not self.all.admit(self):
            self.refuse(503, FULL)

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self.is_leaving = True
        self.all.forget(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what has come, in pieces; stop as soon as it is too much."""
        self.received += len(data)
        if self.phase in (Phase.NEW, Phase.IDLE):
            self._turn(Phase.HEAD)
        for begin in range(0, len(data), STEP):
            if self.is_leaving:
                return
            piece = data[begin : begin + STEP]
            super().data_received(piece)
            self.unfinished += len(piece)
            if self.unfinished > self.limits.head and not self.is_leaving:
                self.refuse(431, TOO_MUCH.format(self.limits.head, self.limits.headers))

    # What the parser tells. `unfinished` are the bytes since it has last told anything.

    def on_message_begin(self) -> None:
        """Note that a request begins."""
        super().on_message_begin()
        self.scope["state"]["connection"] = self
        self.unfinished = self.head_bytes = 0
        self._turn(Phase.HEAD)

    def on_url(self, url: bytes) -> None:
        """Take a piece of the address."""
        super().on_url(url)
        self.unfinished = 0
        if len(self.url) > self.limits.url:
            self._stop(414, TOO_LONG.format(self.limits.url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; those that follow a body in pieces count as well."""
        super().on_header(name, value)
        self.unfinished = 0
        self.head_bytes += len(name) + len(value) + 4
        if self.head_bytes > self.limits.head or len(self.headers) > self.limits.headers:
            self._stop(431, TOO_MUCH.format(self.limits.head, self.limits.headers))

    def on_headers_complete(self) -> None:
        """Start the application."""
        if len(self.pipeline) >= self.limits.pipelined:
            self._stop(429, TOO_MANY)
        super().on_headers_complete()
        self.coming.rest()
        self._turn(Phase.BODY)

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        self.unfinished = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that all of a request has come."""
        super().on_message_complete()
        self.unfinished = 0
        self._turn(Phase.IDLE if self._is_answered else Phase.WHOLE)

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        if self.phase is Phase.WHOLE and self._is_answered:
            self._turn(Phase.IDLE)

    def send_400_response(self, msg: str) -> None:
        """Answer what the parser could not read, or what stopped it."""
        self.refuse(*(self.refusal or (400, msg)))

    # What `Connections` asks.

    @property
    def unsent(self) -> int:
        """Return how many bytes of answers the client has not taken yet."""
        return int(self._raw.get_write_buffer_size())

    def waits_since(self, now: float) -> float | None:
        """Return since when the client keeps us waiting; None if it hardly does."""
        patience = SOON if self.phase is not Phase.BODY else self.limits.slow_seconds
        since = self.since
        if self.unsent:
            patience, since = self.limits.slow_seconds / 2, self.going.since(now)
        elif self.phase is Phase.WHOLE:
            return None
        return since if now - since > patience else None

    def look(self, now: float) -> None:
        """Cut the client off if it takes, or sends, too slowly."""
        unsent = self.unsent
        if not unsent:
            self.going.rest()
            self._look_at_sender(now)
        elif self.going.is_slow(self._wire.written - unsent, now):
            self.drop()

    def _look_at_sender(self, now: float) -> None:
        waited = now - self.since
        if self.is_leaving:
            if waited > self.limits.linger_seconds:
                self.drop()
        elif self.phase is Phase.IDLE:
            if waited > self.timeout_keep_alive:
                self.leave()
        elif self.phase is Phase.NEW:
            if waited > self.limits.slow_seconds:
                self.leave()  # browsers open connections in advance: there is nothing to answer
        elif self._sends_too_slowly(now, waited):
            self.refuse(408, TOO_SLOW)

    def _sends_too_slowly(self, now: float, waited: float) -> bool:
        if self.flow.read_paused:  # it is we who do not read
            self.coming.rest()
            self.since = now if self.phase is Phase.HEAD else self.since
            return False
        if self.phase is Phase.HEAD:
            return waited > self.limits.slow_seconds
        longest = self.limits.slow_seconds * self.limits.slow_periods
        slow = waited > longest or self.coming.is_slow(self.received, now)
        return self.phase is Phase.BODY and slow

    # Streams: answers that go on for as long as the client likes.

    def begin_stream(self, end: Callable[[], None]) -> None:
        """Give up the place among those that wait for an answer; `end` ends this one."""
        if not self.is_leaving:
            self.end_of_stream = end
            self.all.stream(self)

    def shutdown(self) -> None:
        """Finish, for the server stops."""
        super().shutdown()
        if self.end_of_stream:
            self.end_of_stream()

    # Ending.

    def refuse(self, status: int, text: str) -> None:
        """Answer without the application, and close."""
        if self.is_leaving:
            return
        log.info("refused with %d: %s", status, text)
        self._unset_keepalive_if_required()
        if not self._is_answered:
            if self.cycle.response_started or self.phase is Phase.HEAD:
                self.leave()
                return
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self._wire.write(self._plain(status, text))
        self.leave(heard_out=True)

    def leave(self, *, heard_out: bool = False) -> None:
        """Close once all is sent; read on for a moment what a client is still sending."""
        if self.is_leaving:
            return
        self.is_leaving = True
        self.since = self.loop.time()
        if self._raw.is_closing():
            return
        self.all.let_go(self)
        if heard_out or self.phase in (Phase.HEAD, Phase.BODY):
            self._raw.write_eof()
            self.flow.resume_reading()
        else:
            self._raw.close()

    def drop(self) -> None:
        """Close at once, whatever is unsent."""
        self.is_leaving = True
        self.all.forget(self)
        self._raw.abort()

    @property
    def _is_answered(self) -> bool:
        answered: bool = self.cycle is None or self.cycle.response_complete
        return answered

    def _turn(self, phase: Phase) -> None:
        self.phase = phase
        self.since = self.loop.time()

    def _stop(self, status: int, text: str) -> None:
        self.refusal = (status, text)
        raise ValueError(text)  # ends the parsing; `send_400_response` comes next

    def _plain(self, status: int, text: str) -> bytes:
        headers = [
            *self.server_state.default_headers,
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(text)).encode()),
            (b"connection", b"close"),
            *HEADERS,
        ]
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
        return STATUS_LINE[status] + lines + b"\r\n" + text.encode()
