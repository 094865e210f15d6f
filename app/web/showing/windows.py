"""Long lists on a page: a stretch of the rows, and links to the rest that are mere addresses."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Request

T = TypeVar("T")
U = TypeVar("U")
WINDOW = 200
MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Window(Generic[T]):
    """A stretch of a list: its rows, the number of the first one, and of how many it is.

    `earlier` and `later` are the addresses of the stretches beside it, None at an end.
    """

    rows: Sequence[T]
    start: int
    total: int
    earlier: str | None
    later: str | None

    def __iter__(self) -> Iterator[T]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def map(self, make: Callable[[T], U]) -> "Window[U]":
        """Return the same stretch with each row made into something else."""
        made = [make(row) for row in self.rows]
        return Window(made, self.start, self.total, self.earlier, self.later)

    @property
    def is_cut(self) -> bool:
        """Tell whether some of the list is not here."""
        return len(self.rows) < self.total

    @property
    def says(self) -> str:
        """Say which rows these are."""
        return f"{self.start + 1:,} to {self.start + len(self.rows):,} of {self.total:,}"


@dataclass(frozen=True, slots=True)
class Lists:
    """Which list of a page is asked for further on, and the rest of the page's address.

    The address says it as `?list=citations&from=200`; every other list starts at its beginning.
    """

    path: str
    query: tuple[tuple[str, str], ...]
    name: str
    start: int

    @classmethod
    def of(cls, request: Request) -> "Lists":
        """Read what the address asks for; nonsense asks for nothing."""
        given = request.query_params
        start = given.get("from", "")
        is_number = start.isascii() and start.isdecimal() and len(start) <= MOST_DIGITS
        kept = [
            (k, v) for k, v in given.multi_items() if k not in ("list", "from", "at", "comment")
        ]
        number = int(start) if is_number else 0
        return cls(request.url.path, tuple(kept), given.get("list", ""), number)

    def cut(self, name: str, rows: Sequence[T], most: int = WINDOW) -> Window[T]:
        """Return the asked stretch of a list; `name` is also the id of its place on the page."""
        total = len(rows)
        start = self._start(name, total, most)
        after = start + most
        return Window(
            rows[start:after],
            start,
            total,
            self._address(name, max(0, start - most)) if start else None,
            self._address(name, after) if after < total else None,
        )

    def around(self, name: str, place: int | None) -> "Lists":
        """Ask for the stretch of a list in which a row stands; None: as the address has it."""
        return self if place is None else replace(self, name=name, start=place)

    def at(self, revision: int | None) -> str:
        """Return the address of the page as of a revision; None: as of now."""
        query = [*self.query, *([("at", str(revision))] if revision is not None else [])]
        return f"{self.path}?{urlencode(query, safe=':,')}" if query else self.path

    def _start(self, name: str, total: int, most: int) -> int:
        if name != self.name or self.start >= total:
            return 0
        return self.start - self.start % most

    def _address(self, name: str, start: int) -> str:
        query = [*self.query, *([("list", name), ("from", str(start))] if start else [])]
        shown = f"?{urlencode(query, safe=':,')}" if query else ""
        return f"{self.path}{shown}#{name}"
