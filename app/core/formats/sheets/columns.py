"""Which column of a table says what, by its name and where that is not enough by its words."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.core.formats.format import Caution
from app.core.formats.native.faults import quoted
from app.core.formats.sheets.cells import bare, word
from app.core.formats.sheets.sheet import Sheet
from app.core.formats.sheets.words import COLUMNS, KINDS, ROLES, THESES, relation_of, sign_of

OTHER_TEXTS = ("thesis", "label")


@dataclass
class Columns:
    """Where each column stands, from 0; and what to tell of those that say nothing to us."""

    at: dict[str, int] = field(default_factory=dict)
    cautions: list[Caution] = field(default_factory=list)

    def said(self, cells: list[str]) -> dict[str, str]:
        """Return what the cells of a row say, by column, without those that are empty."""
        most = len(cells)
        told = ((name, bare(cells[at])) for name, at in self.at.items() if at < most)
        return {name: cell for name, cell in told if cell}


def is_column(name: str) -> bool:
    """Tell whether a header may have a column of this name."""
    return word(bare(name)) in ROLES


def columns_of(sheet: Sheet) -> Columns:
    """Tell the columns of a table of claims."""
    found = Columns()
    names = [word(bare(cell)) for cell in sheet.head.cells]
    # Our own names come first, so that a synonym beside one is not taken for it.
    for at in sorted(range(len(names)), key=lambda at: names[at] not in COLUMNS):
        _place(found, sheet, names[at], at)
    if "text" not in found.at:
        other = next((name for name in OTHER_TEXTS if name in found.at), None)
        if other:
            found.at["text"] = found.at.pop(other)
    found.cautions.sort(key=lambda caution: caution.column or 0)
    return found


def is_relation(cell: str) -> bool:
    """Tell whether a cell says what a claim is to its parent."""
    return bool(relation_of(cell) or sign_of(cell)) or word(cell) in THESES


def _place(found: Columns, sheet: Sheet, name: str, at: int) -> None:
    role = ROLES.get(name)
    if role == "relation" and name not in ("relation", "sign") and _says(sheet, at, _is_kind):
        role = "kind"
    if role == "relation" and role in found.at and _is_word_of_two(found, sheet, at):
        found.at.setdefault("relation_id", found.at["relation"])
        found.at["relation"] = at
    elif role is not None and role not in found.at:
        found.at[role] = at
    elif sheet.head.cells[at].strip() or _says(sheet, at, bool):
        why = "another column says the same" if role else "no column of that name is known"
        message = f"The column {quoted(bare(sheet.head.cells[at]))} is ignored: {why}."
        found.cautions.append(Caution(message, sheet.head.line, at + 1))


def _is_word_of_two(found: Columns, sheet: Sheet, at: int) -> bool:
    """Of two columns for the relation one may hold its id, and this one its word."""
    has_word = _says(sheet, found.at["relation"], is_relation)
    return not has_word and "relation_id" not in found.at and _says(sheet, at, is_relation)


def _says(sheet: Sheet, at: int, is_one: Callable[[str], bool]) -> bool:
    """Tell whether some cells of a column are filled, and all those with what is asked for."""
    filled = [cell for row in sheet.rows if at < len(row.cells) and (cell := bare(row.cells[at]))]
    return bool(filled) and all(map(is_one, filled))


def _is_kind(cell: str) -> bool:
    return word(cell) in KINDS
