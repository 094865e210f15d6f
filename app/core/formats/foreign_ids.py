"""Ids of other programs as ids of ours: the same where they fit, else the nearest that do."""

import re
from collections.abc import Iterable

from app.core.formats.building import ID

LONGEST = 40
_OTHER = re.compile(r"[^A-Za-z0-9_.-]+")


class ForeignIds:
    """Hands out ids, one for each id of a file; none is handed out twice."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Begin; those in `taken` are handed out to nobody but themselves."""
        self._taken = {id_ for id_ in taken if ID.fullmatch(id_)}
        self._given: set[str] = set()
        self._next: dict[str, int] = {}

    def own(self, foreign: str, fallback: str) -> str:
        """Return an id for one of another program's; `fallback` where no sign of it fits.

        >>> ids = ForeignIds(["a"])
        >>> ids.own("a", "s"), ids.own("x/y z", "s"), ids.own("x y z", "s"), ids.own("…", "s")
        ('a', 'x-y-z', 'x-y-z-2', 's')
        """
        if ID.fullmatch(foreign) and foreign not in self._given:
            return self._handed(foreign)
        plain = _OTHER.sub("-", foreign).strip("-_.")[:LONGEST] or fallback
        if self._is_free(plain):
            return self._handed(plain)
        stem = plain[: LONGEST - 8]
        number = self._next.get(stem, 2)
        while not self._is_free(f"{stem}-{number}"):
            number += 1
        self._next[stem] = number + 1
        return self._handed(f"{stem}-{number}")

    def _is_free(self, id_: str) -> bool:
        return id_ not in self._taken and id_ not in self._given

    def _handed(self, id_: str) -> str:
        self._given.add(id_)
        return id_
