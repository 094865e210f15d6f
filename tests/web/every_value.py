"""A debate in which every field has a value of its own, so that two that trade places are seen.

Its rows and what they refer to are those of `tests/formats/every_field.yaml`; texts, numbers
and members of enumerations are filled in by the published schema.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from app.core.formats.native.canonical import canonical
from app.core.formats.native.reading import read_document
from app.core.formats.native.rules import ONLY
from app.core.formats.native.schema import inlined

Json = dict[str, Any]
ROWS = Path(__file__).parent.parent / "formats" / "every_field.yaml"

# What decides which other fields a row may have stays as it is; so do its endings, which decide
# on which pages it stands.
KEPT = {"claims.kind", "relations.kind", "relations.basis", "stances.value"} | {
    f"{name}.{key}"
    for name, key in (("claims", "status"), ("relations", "status"), ("stances", "ended_how"))
}
# A stretch without words for its place is named by its lines.
AS_GIVEN = {"spans.locator"}
LINES = {
    "sources.renderings a": {"first_line": 101, "last_line": 299},
    "sources.renderings b": {"first_line": 301, "last_line": 399},
    "sources s1": {"text_length": 9001},
    "spans x1": {"first_line": 111, "last_line": 113, "start": 21, "end": 61},
    "spans x2": {"first_line": 311, "last_line": 312, "start": 511, "end": 541},
}
# So that what only some rows show is seen too: a weighed reason and a prior it moves, a citation
# that an account added, a credence on an earlier wording, two relations of one group.
MORE: dict[str, list[Json]] = {
    "claims": [{"id": "c6", "kind": "claim", "text": "", "provenance": "in_text", "prior": 0}],
    "relations": [
        {
            **{"id": "r6", "kind": "rebuts", "premises": ["c6"], "target": "c2", "group": "g1"},
            "provenance": "in_text",
        }
    ],
    "credences": [{"account": "a2", "node": "r1", "wording": 1, "value": 0, "at": "2024-03-31"}],
}
GIVEN = {("claims", "c2"): {"prior": 0}, ("citations", "y2"): {"account": "a2"}}
PRESENT = {"claims": "text", "relations": "warrant", "cruxes": "question"}


def every_value() -> Json:
    """Return the debate as a document in canonical form."""
    document = dict(read_document(ROWS.read_bytes(), ROWS.name))
    for name, rows in MORE.items():
        document[name] += [dict(row) for row in rows]
    for (name, row_id), more in GIVEN.items():
        next(row for row in document[name] if row["id"] == row_id).update(more)
    _Filling().fill(document, inlined(), "")
    for position in (each for row in document["cruxes"] for each in row["positions"]):
        if position["value"] == "not_stated":  # silence has no sign
            position.pop("sign")
    for name, key in PRESENT.items():
        for row in document[name]:
            if "wordings" in row:  # the last one is the present one
                row["wordings"][-1]["text"] = row[key]
    return canonical(document)


def mark(path: str, row: str) -> str:
    """Return the text that stands in a field; it is no part of any other."""
    return f"zq-{path}-{row}-Qz"


class _Filling:
    """Counts rows, members and numbers while a document is filled."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.hundredths = count(11)

    def fill(self, value: Any, part: Json, path: str) -> None:
        if isinstance(value, list):
            for at, each in enumerate(value):
                if part["items"].get("type") == "number":
                    value[at] = next(self.hundredths) / 100
                self.fill(each, part["items"], path)
        elif isinstance(value, dict):
            self._object(value, part, path)

    def _object(self, row: Json, part: Json, path: str) -> None:
        self.seen[path] += 1
        name = str(row.get("id", self.seen[path]))
        for key, field in part["properties"].items():
            where = f"{path}.{key}" if path else key
            if key in row or (_may(row, path, key, field) and where not in AS_GIVEN):
                self._field(row, key, field, where, name)
        row |= LINES.get(f"{path} {name}", {})

    def _field(self, row: Json, key: str, field: Json, where: str, name: str) -> None:
        if _is_text(field) and not where.startswith(("format", "sources.csl.")):
            row[key] = mark(where, name)
        elif "enum" in field and where not in KEPT:
            members = [each for each in field["enum"] if each != field.get("default")]
            # Fields of one list that have the same members go on counting together.
            of = f"{where.rpartition('.')[0]} {members}"
            self.seen[of] += 1
            row[key] = members[self.seen[of] % len(members)]
        elif field.get("type") == "number":
            row[key] = next(self.hundredths) / 100
        elif key in row:
            self.fill(row[key], field, where)
        if where == "sources.csl":
            row[key]["title"] = mark(f"{where}.title", name)


def _may(row: Json, path: str, key: str, field: Json) -> bool:
    """Tell whether a field that a row lacks is one that it can be given."""
    if not (_is_text(field) or "enum" in field) or f"{path}.{key}" in KEPT or path == "sources.csl":
        return False
    return all(row.get(of) == kind for name, only, of, kind in ONLY if (name, only) == (path, key))


def _is_text(field: Json) -> bool:
    return field.get("type") == "string" and not {"pattern", "enum", "const"} & field.keys()


def values(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every plain value of a document with its path; rows by id, or by place."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from values(each, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for at, each in enumerate(value):
            name = each.get("id", at) if isinstance(each, dict) else at
            yield from values(each, f"{path}[{name}]")
    else:
        yield path, value
