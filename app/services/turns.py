"""Threads that want the same thing made: one makes it, the others wait and find it made."""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from threading import Lock


class Turns:
    """Locks by key, each there while somebody holds it or waits for it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: dict[Hashable, tuple[Lock, int]] = {}

    @contextmanager
    def of(self, key: Hashable) -> Iterator[None]:
        """Wait until nobody else has the turn of this key, and hold it meanwhile."""
        turn = self._joined(key)
        try:
            with turn:
                yield
        finally:
            self._left(key)

    def _joined(self, key: Hashable) -> Lock:
        with self._lock:
            turn, number = self._waiting.get(key, (Lock(), 0))
            self._waiting[key] = turn, number + 1
            return turn

    def _left(self, key: Hashable) -> None:
        with self._lock:
            turn, number = self._waiting.pop(key)
            if number > 1:
                self._waiting[key] = turn, number - 1

    def __len__(self) -> int:
        return len(self._waiting)
