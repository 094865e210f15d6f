"""A CSV file as rows of cells: which sign stands between them, and where each cell stands."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from io import StringIO
from typing import NamedTuple

from app.core.formats.format import Caution
from app.core.formats.native.faults import Fault, ImportFaults, quoted
from app.core.formats.sheets.cells import bare

DELIMITERS = ",;\t"
# What a file may hold at most, in marks that are quick to count.
MOST_LINES = 100_000
MOST_CELLS = 3_000_000
MOST_COLUMNS = 1_000
LONGEST_CELL = 1_000_000
_CELL = {sign: re.compile(rf'"[^"]*(?:""[^"]*)*"|[^{re.escape(sign)}\n]*') for sign in DELIMITERS}
# Some programs say in a line of its own, before all others, what stands between cells.
_SAID = re.compile(r"sep=(.)\n", re.IGNORECASE)
Known = Callable[[str], bool]


class Row(NamedTuple):
    """Cells, the line of the file on which they begin, and which row of the spreadsheet it is."""

    line: int
    cells: list[str]
    number: int = 0


@dataclass
class Sheet:
    """A header and the rows below it that are not empty."""

    text: str
    delimiter: str
    head: Row
    rows: list[Row] = field(default_factory=list)

    def place(self, line: int, cell: int) -> tuple[int, int]:
        """Return line and column of a cell of the row that begins on a line; all from 1."""
        start = at = self._starts[line - 1]
        for _ in range(cell - 1):
            at = self._end_of_cell(at)
            if self.text[at : at + 1] != self.delimiter:
                return line, 1
            at += 1
        breaks = self.text.count("\n", start, at)
        return line + breaks, at - (self.text.rfind("\n", 0, at) + 1) + 1

    def placed(self, fault: Fault) -> Fault:
        """Return a fault whose column is the number of a cell with its place as characters."""
        if not (fault.line and fault.column):
            return fault
        line, column = self.place(fault.line, fault.column)
        return replace(fault, line=line, column=column)

    def named(self, fault: Fault) -> Fault:
        """Return a fault, whose column is the number of a cell, with that cell as people name it.

        A row is called by its number in a spreadsheet, a column by its header.
        """
        at = (fault.column or 0) - 1
        header = quoted(bare(self.head.cells[at])) if 0 <= at < len(self.head.cells) else ""
        number = self._numbers.get(fault.line or 0)
        told = [f"column {header}"] if header and number else []
        told += [f"row {number}"] if number else []
        return replace(fault, path=", ".join(told), row=None)

    def warned(self, caution: Caution) -> Caution:
        """Return a caution whose column is the number of a cell with its place as characters."""
        if not (caution.line and caution.column):
            return caution
        return Caution(caution.message, *self.place(caution.line, caution.column))

    @cached_property
    def _numbers(self) -> dict[int, int]:
        return {row.line: row.number for row in self.rows}

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    def _end_of_cell(self, at: int) -> int:
        found = _CELL[self.delimiter].match(self.text, at)
        return found.end() if found else at


def sheet_of(text: str, known: Known, *, most_lines: int = MOST_LINES) -> Sheet:
    """Read a text as a table; `known` tells names of columns that may stand in its header.

    What stands between cells is told by the header. Raises ImportFaults with the line of a
    quotation mark that is out of place, of a row longer than the header, or for too much of it.
    """
    said = _SAID.match(text)
    delimiter = said[1] if said and said[1] in DELIMITERS else _likeliest(text, known)
    _check_size(text, delimiter, most_lines)
    rows = _rows(text, delimiter)
    if said:
        next(rows, None)
    head = next(rows, None)
    if head is None:
        raise ImportFaults([Fault("", "The file is empty: a table begins with its header.")])
    if len(head.cells) > MOST_COLUMNS:
        message = f"The table has {len(head.cells):,} columns; at most {MOST_COLUMNS:,} are read."
        raise ImportFaults([Fault("", message, None, head.line)])
    sheet = Sheet(text, delimiter, head, list(rows))
    _check_lengths(sheet)
    return sheet


def header_of(text: str, known: Known) -> tuple[str, ...]:
    """Return the cells of the first row of a text, or none where it begins like no table."""
    said = _SAID.match(text)
    begun = text[said.end() :] if said else text
    return _first(begun.lstrip("\n"), _likeliest(text, known))


def _likeliest(text: str, known: Known) -> str:
    def worth(delimiter: str) -> tuple[int, int]:
        cells = _first(text.lstrip("\n"), delimiter)
        return sum(map(known, cells[:MOST_COLUMNS])), len(cells)

    return max(DELIMITERS, key=worth)


def _first(text: str, delimiter: str) -> tuple[str, ...]:
    try:
        return tuple(next(csv.reader(StringIO(text), delimiter=delimiter, strict=True), ()))
    except csv.Error:
        return ()


def _check_size(text: str, delimiter: str, most_lines: int) -> None:
    counts = (("lines", text.count("\n"), most_lines), ("cells", text.count(delimiter), MOST_CELLS))
    for noun, held, most in counts:
        if held > most:
            message = f"The table holds {held:,} {noun}; at most {most:,} are read."
            raise ImportFaults([Fault("", message)])


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    """Yield the rows in which anything stands, each with its line."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(StringIO(text), delimiter=delimiter, strict=True)
    line = 1
    try:
        for number, cells in enumerate(reader, 1):
            if any(cells):
                yield Row(line, cells, number)
            line = reader.line_num + 1
    except csv.Error as error:
        raise ImportFaults([Fault("", _sentence(str(error)), None, line)]) from None


def _sentence(error: str) -> str:
    if "end of data" in error:
        return "A quotation mark opens in this row and is never closed."
    if "field limit" in error:
        return f"A cell of this row has more than {LONGEST_CELL:,} characters."
    return "In this row a quoted cell goes on after its closing mark; a mark in a text is doubled."


def _check_lengths(sheet: Sheet) -> None:
    most = len(sheet.head.cells)
    faults = []
    for line, cells, _ in sheet.rows:
        if len(cells) > most and any(cells[most:]):
            message = f"This row has {len(cells)} cells, the header {most}."
            faults.append(Fault("", message, None, *sheet.place(line, most + 1)))
            if len(faults) > 200:
                break
    if faults:
        raise ImportFaults(faults)
