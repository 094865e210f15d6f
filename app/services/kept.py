"""What a process keeps in memory because it may be wanted again, up to a number of bytes."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, NamedTuple, TypeVar

from cachetools import LRUCache

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class _Entry(NamedTuple):
    value: object
    size: int


def _size(entry: _Entry) -> int:
    return entry.size


class Kept(Generic[K, V]):
    """Values by key, the latest used ones, up to `most` bytes; any thread may ask.

    What one value costs is said by whoever puts it. With `one_at_least`, a value larger than
    all the room is kept alone, until the next one comes; otherwise it is not kept.
    """

    def __init__(self, most: int, *, one_at_least: bool = False) -> None:
        self._one_at_least = one_at_least
        self._lock = Lock()
        self._entries: LRUCache[K, _Entry] = LRUCache(most, getsizeof=_size)

    def get(self, key: K) -> V | None:
        """Return a kept value, or None."""
        with self._lock:
            entry = self._entries.get(key)
            return entry.value if entry else None  # type: ignore[return-value]

    def take(self, key: K) -> V | None:
        """Return a kept value that nobody else will get from here any more, or None."""
        with self._lock:
            entry = self._entries.pop(key, None)
            return entry.value if entry else None  # type: ignore[return-value]

    def put(self, key: K, value: V, size: int) -> None:
        """Keep a value of so many bytes; the longest unused ones make room."""
        with self._lock:
            room = self._entries.maxsize
            if self._one_at_least:
                size = min(size, int(room))
            if size <= room and room > 0:
                self._entries[key] = _Entry(value, size)

    def drop(self, is_old: Callable[[K], bool]) -> None:
        """Forget the values whose key `is_old` names."""
        with self._lock:
            for key in [key for key in self._entries if is_old(key)]:
                del self._entries[key]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()

    def resize(self, most: int) -> None:
        """Set how many bytes may be kept; the longest unused values go first."""
        with self._lock:
            before = self._entries
            self._entries = LRUCache(most, getsizeof=_size)
            for key in list(before):
                if before[key].size <= most:
                    self._entries[key] = before[key]

    def names(self) -> list[K]:
        """Return the keys of all kept values."""
        with self._lock:
            return list(self._entries)

    def values(self) -> list[V]:
        """Return all kept values."""
        with self._lock:
            return [self._entries[key].value for key in self._entries]  # type: ignore[misc]

    @property
    def size(self) -> int:
        """Return how many bytes are kept."""
        return int(self._entries.currsize)

    def __len__(self) -> int:
        return len(self._entries)
