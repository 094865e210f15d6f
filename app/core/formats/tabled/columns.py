"""Where the columns of a table stand in a file of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.core.debate.lists import SHAPES
from app.core.debate.shape import NODES
from app.core.formats.format import Caution
from app.core.formats.native.faults import Fault, ImportFaults, quoted
from app.core.formats.sheets.cells import bare, word
from app.core.formats.sheets.sheet import Row, Sheet
from app.core.formats.tabled.shapes import Column, Table

# What can be argued about, as a row of each is called.
NOUNS = tuple(shape.tables[-1] for shape in SHAPES.values() if shape.space == NODES)


@dataclass
class Columns:
    """Where each column stands, from 0; and the places of those of the row itself, in order.

    What a node's column names may stand in one of several: `target_claim`, `target_relation`.
    """

    at: dict[str, int] = field(default_factory=dict)
    own: list[tuple[int, Column]] = field(default_factory=list)
    cautions: list[Caution] = field(default_factory=list)

    def cell(self, row: Row, name: str) -> str:
        """Return what a row says in a column; nothing where it is empty or not there."""
        at = self.at.get(name, len(row.cells))
        return bare(row.cells[at]) if at < len(row.cells) else ""

    def filled(self, row: Row) -> Iterator[tuple[int, Column, str]]:
        """Yield the places, the columns and the cells of the row itself that are not empty."""
        most = len(row.cells)
        for at, column in self.own:
            if at < most and row.cells[at] and (cell := bare(row.cells[at])):
                yield at, column, cell


def is_header_of(table: Table, cell: str) -> bool:
    """Tell whether a table has a column of this name."""
    return _named(table, cell)[0] is not None


def columns_of(table: Table, sheet: Sheet) -> Columns:
    """Tell the columns of a file; ImportFaults for one that stands twice."""
    found, line = Columns(), sheet.head.line
    own = {column.name: column for column in table.own}
    for at, cell in enumerate(sheet.head.cells):
        name, is_part = _named(table, cell)
        if name is None:
            if bare(cell) or any(at < len(row.cells) and row.cells[at] for row in sheet.rows):
                message = f"The column {quoted(bare(cell))} is ignored: this table has none such."
                found.cautions.append(Caution(message, line, at + 1))
            continue
        if name in found.at and not is_part:
            place = sheet.place(line, at + 1)
            raise ImportFaults(
                [Fault("", f"The column {quoted(name)} stands twice.", None, *place)]
            )
        found.at.setdefault(name, at)
        if name in own:
            found.own.append((at, own[name]))
    # Pairs are put together in their order.
    found.own.sort(key=lambda each: each[1].part or 0)
    return found


def _named(table: Table, cell: str) -> tuple[str | None, bool]:
    """Return the name of a column; of a node's also where it is told by what kind of node."""
    name = word(bare(cell))
    if name in table.header:
        return name, False
    for column in table.own:
        if column.to == NODES and name in {f"{column.name}_{noun}" for noun in NOUNS}:
            return column.name, True
    return None, False
