"""`datapackage.json`: what the tables are, for readers who know nothing of Cruxmap."""

import json
from collections.abc import Iterator
from typing import Any

from app.core.debate.lists import SHAPES
from app.core.debate.shape import NODES
from app.core.formats.native.schema import Json
from app.core.formats.tabled.shapes import POSITION, Column, Table, tables
from app.core.licences import licence_named

NAME = "datapackage.json"
TOLD = (
    "The tables of a debate of Cruxmap: one for each list of its native format, and one for each"
    " list within rows, in the order of the column “position”. “nodes” names all claims, relations"
    " and cruxes once more, for what may refer to any of them. Texts that begin with a sign that"
    " spreadsheets run, or with an apostrophe, have an apostrophe in front. Objects and lists in"
    " cells are JSON."
)
_POSITION = {"name": POSITION, "type": "integer", "constraints": {"required": True, "minimum": 1}}
_BOUNDS = ("minimum", "maximum", "enum")
# Patterns that say what may not stand in a text know nothing of the apostrophe in front of it.
_OF_TEXTS = "^[^"


def package(settings: Json, loses: str) -> bytes:
    """Describe the tables of a debate; `loses` says what none of them holds."""
    told = {
        "profile": "data-package",
        "name": settings["slug"],
        "title": settings["title"],
        **_rights(settings),
        "description": f"{TOLD} Not in them: {loses}.",
        "resources": [_nodes(), *map(_resource, tables())],
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _rights(settings: Json) -> Json:
    """Return authors and licence in the words of data packages; the table “debate” has them, too.

    A licence is named by its id there; what is none is called “other” and told in its title.
    """
    found: Json = {}
    if words := settings.get("licence"):
        known = licence_named(words)
        told = {"name": known.id, "title": known.name, "path": known.address} if known else {}
        found["licenses"] = [told or {"name": "other", "title": words}]
    if names := settings.get("authors"):
        found["contributors"] = [{"title": name, "role": "author"} for name in names]
    return found


def _nodes() -> Json:
    lists = [name for name, shape in SHAPES.items() if shape.space == NODES]
    named = {"name": "list", "type": "string", "constraints": {"required": True, "enum": lists}}
    return _described(NODES, [_text("id", {"required": True}), named], ["id"], [])


def _resource(table: Table) -> Json:
    fields = [_field(column) for column in table.owners]
    fields += [_POSITION] if table.has_position else []
    fields += [_field(column) for column in table.own]
    return _described(table.name, fields, _primary(table), list(_foreign(table)))


def _described(name: str, fields: list[Any], primary: list[str], foreign: list[Json]) -> Json:
    schema: Json = {"fields": fields, "missingValues": [""]}
    if primary:
        schema["primaryKey"] = primary
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(column: Column) -> Json:
    rules = column.rules
    limits = {name: rules[name] for name in _BOUNDS if name in rules}
    if "pattern" in rules and not rules["pattern"].startswith(_OF_TEXTS):
        limits["pattern"] = rules["pattern"]
    if column.is_required and column.kind != "object":
        limits["required"] = True
    return {"name": column.name, "type": column.kind, "constraints": limits}


def _text(name: str, limits: Json) -> Json:
    return {"name": name, "type": "string", "constraints": limits}


def _primary(table: Table) -> list[str]:
    if table.inside is None:
        return ["id"] if table.has_id else [POSITION] if table.has_position else ["slug"]
    return [*(column.name for column in table.owners), POSITION]


def _foreign(table: Table) -> Iterator[Json]:
    if table.inside is not None and table.owners:
        above = table.inside
        there = [column.name for column in above.owners] + [table.owners[-1].key]
        yield _key([column.name for column in table.owners], above.name, there)
    for column in table.own:
        if column.to and "." not in column.to:
            # A table names its own rows without its name.
            to = "" if column.to == table.name else column.to
            yield _key([column.name], to, ["id"])
    if table.inside is None and table.has_id and SHAPES[table.name].space == NODES:
        yield _key(["id"], NODES, ["id"])


def _key(fields: list[str], to: str, there: list[str]) -> Json:
    return {"fields": fields, "reference": {"resource": to, "fields": there}}
