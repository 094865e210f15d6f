"""All connections of a process: how many there may be, and which are cut off for being slow."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any, Protocol

try:
    import resource
except ImportError:  # pragma: no cover - not on Unix
    resource = None  # type: ignore[assignment]

log = logging.getLogger("cruxmap")

PERIOD = 1.0  # seconds between two looks
LEAVING = 100
OTHER_FILES = 156
FILES_EACH = 2  # a connection, and a file for the body that comes in on it


@dataclass(frozen=True, slots=True)
class Limits:
    """What one client may take up: bytes, numbers, and seconds."""

    connections: int = 1000
    url: int = 8_000
    head: int = 32_000
    headers: int = 100
    pipelined: int = 8
    slow_seconds: float = 20.0
    bytes_a_second: int = 1_000
    slow_periods: int = 30  # no body takes longer than so many times `slow_seconds`
    unsent: int = 128_000_000
    linger_seconds: float = 2.0


class Pace:
    """Whether bytes move: at least so many of them within any so many seconds."""

    def __init__(self, limits: Limits) -> None:
        self.seconds = limits.slow_seconds
        self.least = limits.slow_seconds * limits.bytes_a_second
        self.begun: float | None = None
        self.at = 0

    def rest(self) -> None:
        """Nothing has to move now."""
        self.begun = None

    def is_slow(self, moved: int, now: float) -> bool:
        """Tell, given all that has moved so far, whether it has been too little for too long."""
        if self.begun is None or moved - self.at >= self.least:
            self.begun, self.at = now, moved
        return now - self.begun > self.seconds

    def since(self, now: float) -> float:
        """Return when the present stretch of waiting began."""
        return now if self.begun is None else self.begun


class Member(Protocol):
    """What `Connections` needs of a connection."""

    @property
    def unsent(self) -> int:
        """Bytes of answers that the client has not taken yet."""

    def waits_since(self, now: float) -> float | None:
        """Return since when the client keeps us waiting; None if it hardly does."""

    def look(self, now: float) -> None:
        """Cut the client off if it is too slow."""

    def drop(self) -> None:
        """Close at once, whatever is unsent."""


class Leaver(Protocol):
    """What `Wire` needs of a connection."""

    is_leaving: bool

    def leave(self) -> None:
        """Close once all is sent."""


class Wire:
    """The transport as uvicorn sees it: it counts what is written, and does not hang up abruptly.

    Closing a socket on which data is unread makes the client's system throw away an answer that
    the client has not read yet.
    """

    def __init__(self, transport: asyncio.Transport, connection: "Leaver") -> None:
        self._transport = transport
        self._connection = connection
        self.written = 0

    def write(self, data: bytes) -> None:
        """Send, unless the connection is closing."""
        if not self._connection.is_leaving:
            self.written += len(data)
            self._transport.write(data)

    def close(self) -> None:
        """Close when everything is sent and the client has had time to read it."""
        self._connection.leave()

    def is_closing(self) -> bool:
        """Tell whether the connection is closed, or about to be."""
        return self._connection.is_leaving or self._transport.is_closing()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class Connections:
    """The connections of one process."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.open: dict[Member, None] = {}
        self.streaming: dict[Member, None] = {}
        self.leaving: dict[Member, None] = {}
        self._timer: asyncio.TimerHandle | None = None

    def admit(self, new: Member) -> bool:
        """Count a connection in; False if there is no room, not even by dropping an idle one."""
        self._begin()
        if len(self.open) >= self.limits.connections:
            longest = self._longest_waiting()
            if longest is None:
                return False
            longest.drop()
        self.open[new] = None
        return True

    def stream(self, one: Member) -> None:
        """Note that a connection carries a stream: such are counted elsewhere, and never idle."""
        self.open.pop(one, None)
        self.streaming[one] = None

    def let_go(self, one: Member) -> None:
        """Note that a connection is about to close, and waits only for the client."""
        self.forget(one)
        self.leaving[one] = None
        if len(self.leaving) > LEAVING:
            next(iter(self.leaving)).drop()

    def forget(self, one: Member) -> None:
        """Note that a connection is gone."""
        for group in (self.open, self.streaming, self.leaving):
            group.pop(one, None)

    def _longest_waiting(self) -> Member | None:
        now = asyncio.get_running_loop().time()
        waiting = {one: since for one in self.open if (since := one.waits_since(now)) is not None}
        return min(waiting, key=waiting.__getitem__, default=None)

    def _all(self) -> list[Member]:
        return [*self.open, *self.streaming, *self.leaving]

    def _begin(self) -> None:
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(PERIOD, self._look, loop.time() + PERIOD)

    def _look(self, due: float) -> None:
        now = asyncio.get_running_loop().time()
        # After a standstill of ours, what clients have sent meanwhile is to be read first.
        if now - due < PERIOD:
            for one in self._all():
                one.look(now)
            self._bound_unsent(now)
        self._timer = None
        if self.open or self.streaming or self.leaving:
            self._begin()

    def _bound_unsent(self, now: float) -> None:
        taking = {one: one.unsent for one in self._all() if one.unsent}
        total = sum(taking.values())
        for one in sorted(taking, key=lambda one: one.waits_since(now) or now):
            if total <= self.limits.unsent:
                return
            one.drop()
            total -= taking[one]


def room_for(connections: int, streams: int) -> tuple[int, int]:
    """Raise this process's limit of open files as far as needed; return how many of each fit."""
    if resource is None:  # pragma: no cover - not on Unix
        return connections, streams
    needed = FILES_EACH * connections + streams + LEAVING + OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return connections, streams
    room = soft - LEAVING - OTHER_FILES
    fitting = min(connections, max(1, room // FILES_EACH))
    watching = max(0, room - FILES_EACH * fitting)
    told = "%d open files are allowed: room for %d connections and %d who watch only."
    log.warning(told, soft, fitting, watching)
    return fitting, watching
