"""Tables from a document: each row a list of cells, in the order of the document."""

import csv
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

from app.core.debate.lists import SHAPES
from app.core.debate.shape import NODES
from app.core.formats.native.schema import Json
from app.core.formats.sheets.cells import guarded
from app.core.formats.tabled.shapes import DEBATE, POSITION, Column, Table, inner, tables

Cells = list[object]


def written(document: Json) -> Iterator[tuple[str, bytes]]:
    """Yield the name of each table and its text: all of them, empty ones as well."""
    rows: dict[str, list[Cells]] = {table.name: [] for table in tables()}
    for table in tables():
        if table.inside is None:
            held = document.get(table.name, ())
            _fill(rows, table, [held] if table.name == DEBATE else held, [])
    yield NODES, _text(("id", "list"), _nodes(document))
    for table in tables():
        yield table.name, _text(table.header, rows[table.name])


def _fill(rows: dict[str, list[Cells]], table: Table, held: list[Any], owners: Cells) -> None:
    below = inner(table.name)
    for place, value in enumerate(held, start=1):
        cells = [*owners, *((place,) if table.has_position else ())]
        if table.value:
            rows[table.name].append([*cells, _cell(value)])
            continue
        rows[table.name].append([*cells, *(_of_field(value, column) for column in table.columns)])
        for each in below:
            key = each.owners[len(owners)].key if len(each.owners) > len(owners) else ""
            own = [place if key == POSITION else value[key]] if key else []
            _fill(rows, each, value.get(each.key, []), [*owners, *own])


def _of_field(row: Json, column: Column) -> object:
    value = row.get(column.key, column.default)
    if value is None:
        return ""
    return _cell(value if column.part is None else value[column.part])


def _cell(value: object) -> object:
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value


def _nodes(document: Json) -> list[Cells]:
    """Return the ids of all that can be argued about, which many columns name."""
    return [
        [row["id"], name]
        for name, shape in SHAPES.items()
        if shape.space == NODES
        for row in document.get(name, ())
    ]


def _text(header: tuple[str, ...], rows: list[Cells]) -> bytes:
    text = StringIO()
    out = csv.writer(text, lineterminator="\r\n")
    out.writerow(header)
    out.writerows(rows)
    return text.getvalue().encode()
