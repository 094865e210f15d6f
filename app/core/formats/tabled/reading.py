"""A debate from tables: rows are put into the rows that hold them, and checked as a whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.core.formats.building import Building, Place
from app.core.formats.decoding import text_of
from app.core.formats.format import Caution, Given, Read
from app.core.formats.keeping import STANDS_IN
from app.core.formats.native.faults import Fault, ImportFaults, outwards, quoted
from app.core.formats.native.schema import Json
from app.core.formats.sheets.cells import bare, number
from app.core.formats.sheets.sheet import Row, Sheet, sheet_of
from app.core.formats.tabled.columns import Columns, columns_of, is_header_of
from app.core.formats.tabled.listing import File, files_of
from app.core.formats.tabled.shapes import DEBATE, POSITION, Table, tables
from app.core.formats.tabled.values import value_of

# Lines of all tables together: what is packed small would take minutes without.
MOST_LINES = 250_000


@dataclass(slots=True)
class Entry:
    """What a row says: the value it adds to a list, and where it stands."""

    value: Any
    sheet: "Opened"
    line: int
    position: float
    inside: dict[str, list["Entry"]] = field(default_factory=dict)


@dataclass
class Opened:
    """A table that was opened: which one it is, its file, its cells, its columns."""

    table: Table
    file: str
    sheet: Sheet
    columns: Columns


class Reading:
    """The reading of the files of one package."""

    def __init__(self, files: Mapping[str, bytes], given: Given) -> None:
        self.given = given
        listing = files_of(files)
        self.files, self.title = listing.files, listing.title
        self.made = Building(given, title=listing.title)
        self.made.cautions += listing.cautions
        self.held: dict[str, list[Entry]] = {}
        self.of_debate: dict[str, list[Entry]] = {}
        self.by_key: dict[str, dict[tuple[str, ...], Entry]] = {}
        self.places: dict[str, tuple[Entry, Table]] = {}
        self.left = MOST_LINES

    def read(self) -> Read:
        """Return the debate; ImportFaults with table, line and column of each fault."""
        for table in tables():
            if file := self.files.get(table.name):
                self._gather(self._opened(table, file))
        self.made.faults.check()
        self._build()
        try:
            return self.made.finished()
        except ImportFaults as error:
            faults = map(self._placed, error.faults)
            raise ImportFaults(faults, is_cut=error.is_cut) from None

    def _opened(self, table: Table, file: File) -> Opened:
        try:
            text = text_of(file.data, self.given)
            sheet = sheet_of(text, lambda name: is_header_of(table, name), most_lines=self.left)
            self.left -= text.count("\n")
            columns = columns_of(table, sheet)
            self._tell(file.name, sheet, columns.cautions)
        except ImportFaults as error:
            faults = (replace(fault, path=file.name) for fault in error.faults)
            raise ImportFaults(faults, is_cut=error.is_cut) from None
        return Opened(table, file.name, sheet, columns)

    def _tell(self, file: str, sheet: Sheet, cautions: Iterable[Caution]) -> None:
        for caution in map(sheet.warned, cautions):
            place = (caution.line or 1, caution.column)
            self.made.caution(f"{file}: {caution.message}", place)

    def _gather(self, opened: Opened) -> None:
        table = opened.table
        known = self.by_key.setdefault(table.name, {})
        for at, row in enumerate(opened.sheet.rows):
            entry = self._entry(opened, row, at)
            owner = self._owner(opened, row)
            if owner is None:
                continue
            key, held = owner
            held.append(entry)
            if table.value is None:
                own = entry.value.get("id") if table.has_id else str(len(held))
                known.setdefault((*key, str(own)), entry)

    def _entry(self, opened: Opened, row: Row, at: int) -> Entry:
        position = float(at)
        if (cell := opened.columns.cell(row, POSITION)) and opened.table.has_position:
            told = number(cell)
            if told is None:
                self._fault(opened, row, POSITION, f"{quoted(cell)} is no position.")
            position = told or 0.0
        value = self._value(opened, row)
        return Entry(value, opened, row.line, position)

    def _value(self, opened: Opened, row: Row) -> Any:
        table, found = opened.table, Json()
        for at, column, cell in opened.columns.filled(row):
            try:
                value = value_of(cell, column.kind)
            except ImportFaults as error:
                self._fault_at(opened, row, at, error.faults[0].message)
                continue
            if table.value:
                return value
            if column.part is not None:
                found.setdefault(column.key, []).append(value)
            elif column.key in found:
                message = f"Only one of the columns for “{column.key}” can be filled in a row."
                self._fault_at(opened, row, at, message)
            else:
                found[column.key] = value
        return "" if table.value else found

    def _owner(self, opened: Opened, row: Row) -> tuple[tuple[str, ...], list[Entry]] | None:
        """Return the key of the row that holds this one, and the list it belongs to."""
        table = opened.table
        if table.inside is None:
            return (), self.held.setdefault(table.name, [])
        if table.inside.name == DEBATE:
            return (), self.of_debate.setdefault(table.key, [])
        above = self.by_key.get(table.inside.name, {})
        key = tuple(opened.columns.cell(row, column.name) for column in table.owners)
        found = above.get(key)
        if found is None:
            named = ", ".join(map(quoted, key))
            message = f"There is no row {named} in the table “{table.inside.name}”."
            self._fault(opened, row, table.owners[-1].name, message)
            return None
        return key, found.inside.setdefault(table.key, [])

    def _fault(self, opened: Opened, row: Row, column: str, message: str) -> None:
        path = f"{opened.file}, {column}" if column else opened.file
        place = self._place(opened, row.line, column)
        self.made.faults.add(Fault(path, message, None, *place))

    def _fault_at(self, opened: Opened, row: Row, at: int, message: str) -> None:
        path = f"{opened.file}, {bare(opened.sheet.head.cells[at])}"
        self.made.faults.add(Fault(path, message, None, *opened.sheet.place(row.line, at + 1)))

    def _place(self, opened: Opened, line: int, column: str) -> Place:
        at = opened.columns.at.get(column)
        return (line, None) if at is None else opened.sheet.place(line, at + 1)

    def _build(self) -> None:
        for name, entries in self.held.items():
            rows = self._listed(entries, name)
            if name == DEBATE:
                self._set(rows, entries)
                continue
            stands = STANDS_IN.get(name, {})
            rest = {key: stands[key] for key in stands if key != "wording"}
            for row in rows:
                self.made.add(name, None, **{**rest, **row})
        for key, entries in self.of_debate.items():
            self.made.settings[key] = self._listed(entries, f"{DEBATE}.{key}")
        self.made.faults.check()

    def _set(self, rows: list[Json], entries: list[Entry]) -> None:
        self.made.settings |= rows[0]
        for entry in entries[1:]:
            message = "There is a second row; these are the tables of one debate."
            self._fault(entry.sheet, Row(entry.line, []), "", message)

    def _listed(self, entries: list[Entry], path: str) -> list[Any]:
        """Return the values of a list in their order, each with what is in it."""
        entries.sort(key=lambda entry: entry.position)
        found = []
        for at, entry in enumerate(entries):
            own = path if path == DEBATE else f"{path}[{at}]"
            self.places[own] = (entry, entry.sheet.table)
            for key, inside in entry.inside.items():
                entry.value[key] = self._listed(inside, f"{own}.{key}")
            found.append(entry.value)
        return found

    def _placed(self, fault: Fault) -> Fault:
        """Give a fault the table, the line and the column of what it names."""
        for path in outwards(fault.path):
            if path in self.places:
                entry, table = self.places[path]
                key = fault.path[len(path) :].lstrip(".").partition(".")[0].partition("[")[0]
                own = table.value.name if table.value else self._column(table, key)
                place = self._place(entry.sheet, entry.line, own)
                shown = f"{entry.sheet.file}, {own or key}" if own or key else entry.sheet.file
                return replace(fault, path=shown, line=place[0], column=place[1])
        return fault

    def _column(self, table: Table, key: str) -> str:
        return next((column.name for column in table.columns if column.key == key), "")
