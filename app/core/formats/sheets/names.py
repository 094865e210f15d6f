"""Ids as spreadsheets leave them: `1e5` becomes `100000`, `007` becomes `7`, `1-2` a day."""

import re
from collections.abc import Iterable
from math import isfinite

from app.core.formats.building import ID
from app.core.formats.sheets.cells import number

_IN_ADDRESS = re.compile(r"/n/([A-Za-z0-9][A-Za-z0-9_.-]{0,39})/?\s*\Z", re.ASCII)
_DAY = re.compile(
    r"\d{1,4}[-./ ](?:\d{1,2}|[^\W\d]{3,4}\.?)(?:[-./ ]\d{1,4})?|[^\W\d]{3,4}\.?[- ]\d{1,4}"
)


def id_in(address: str) -> str:
    """Return the id at the end of the address of a node's page, or nothing.

    >>> id_in("https://map.example.org/d/museum/n/1e5")
    '1e5'
    """
    found = _IN_ADDRESS.search(address[-400:])
    return found[1] if found else ""


def is_changed(cell: str, id_: str) -> bool:
    """Tell whether a cell is what a spreadsheet makes of an id.

    >>> is_changed("100000", "1e5"), is_changed("02. Jan", "1-2"), is_changed("c2", "c1")
    (True, True, False)
    """
    if cell == id_:
        return False
    as_number = value(cell)
    if as_number is not None and as_number == value(id_):
        return True
    return bool(_DAY.fullmatch(cell) or not ID.fullmatch(cell)) and id_[:1].isalnum()


def value(id_: str) -> float | None:
    """Return the number that a spreadsheet takes an id for."""
    found = number(id_)
    return found if found is not None and isfinite(found) else None


class Known:
    """The ids that there are, by what the file calls them, and by the numbers they look like."""

    def __init__(self) -> None:
        self.ids: dict[str, str] = {}
        self._by_number: dict[float, set[str]] = {}

    def add(self, cell: str, id_: str) -> None:
        """Note what the file calls an id, and what it is."""
        self.ids[cell] = id_
        for each in (cell, id_):
            as_number = value(each)
            if as_number is not None:
                self._by_number.setdefault(as_number, set()).add(id_)

    def exactly(self, cell: str) -> str | None:
        """Return the id that the file calls so."""
        return self.ids.get(cell)

    def nearly(self, cell: str) -> str | None:
        """Return the one id that looks like the same number, if there is one."""
        as_number = value(cell)
        found = self._by_number.get(as_number, set()) if as_number is not None else set()
        return next(iter(found)) if len(found) == 1 else None


def of_the_form(cells: Iterable[str]) -> set[str]:
    """Return those that are of the form of our ids."""
    return {cell for cell in cells if ID.fullmatch(cell)}
