"""Counting tries, so that nobody can guess passwords quickly. In memory, one per process."""

import time
from collections import deque
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock

from app.core.errors import TooMany

KEYS_KEPT = 10_000


class Window:
    """At most `limit` tries per key within any `seconds`.

    A refused try is not counted, so a key opens again by itself, however often it is tried.
    """

    def __init__(
        self, *, limit: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.limit = limit
        self.seconds = seconds
        self.clock = clock
        self._tries: dict[str, deque[float]] = {}
        self._lock = Lock()

    def enter(self, *keys: str) -> None:
        """Count a try under every key; raise TooMany, counting nothing, if one key is full."""
        with self._lock:
            rows = [self._recent(key) for key in keys]
            if any(len(row) >= self.limit for row in rows):
                minutes = max(1, round(self.seconds / 60))
                raise TooMany(f"Too many tries. Wait {minutes} minutes and try again.")
            for key, row in zip(keys, rows, strict=True):
                row.append(self.clock())
                self._tries[key] = row
            self._bound()

    def forgive(self, *keys: str) -> None:
        """Take back the last try of every key, because it was a good one."""
        with self._lock:
            for key in keys:
                if row := self._tries.get(key):
                    row.pop()

    def _recent(self, key: str) -> deque[float]:
        row = self._tries.pop(key, None) or deque()
        while row and row[0] <= self.clock() - self.seconds:
            row.popleft()
        if row:
            self._tries[key] = row
        return row

    def _bound(self) -> None:
        # Dictionaries keep their order and every try moves its key to the end.
        while len(self._tries) > KEYS_KEPT:
            del self._tries[next(iter(self._tries))]


def address_key(address: str) -> str:
    """Return what stands for a network address: an IPv6 user has a whole /64 of them.

    >>> address_key("2001:db8::1") == address_key("2001:db8::2"), address_key("192.0.2.1")
    (True, 'address:192.0.2.1')
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return f"address:{address[:64]}"
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or ip_network(f"{found}/64", strict=False).network_address
    return f"address:{found}"
