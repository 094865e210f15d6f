"""Reading a document that may be faulty anywhere: what has the wrong shape is passed over."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from app.core.debate.lists import SHAPES
from app.core.debate.shape import NODES as SPACE
from app.core.formats.native.faults import Fault
from app.core.formats.native.schema import Json, lists

NODES = tuple(name for name, shape in SHAPES.items() if shape.space == SPACE)
SINGULAR = {name: shape.singular for name, shape in SHAPES.items()} | {
    SPACE: "claim, relation or crux"
}


class LooseRow(NamedTuple):
    """A row of a document: its list, where it stands, its fields."""

    noun: str
    path: str
    fields: Json

    @property
    def id(self) -> str | None:
        """Return the id of the row, if it has one."""
        return self.text("id")

    def text(self, key: str) -> str | None:
        """Return a field that is a string, else None."""
        value = self.fields.get(key)
        return value if isinstance(value, str) else None

    def number(self, key: str) -> int | None:
        """Return a field that is a whole number, else None."""
        value = self.fields.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def inner(self, key: str) -> list["LooseRow"]:
        """Return the rows of a list inside this row."""
        items = self.fields.get(key)
        pairs = enumerate(items) if isinstance(items, list) else ()
        return [
            LooseRow(self.noun, f"{self.path}.{key}[{at}]", item)
            for at, item in pairs
            if isinstance(item, dict)
        ]

    def texts(self, path: str) -> Iterator[tuple[str, str]]:
        """Return all strings at a path such as `versions[].spans[]`, each with its full path."""
        yield from _texts(self.fields, path.split("."), self.path)

    def fault(self, key: str, message: str) -> Fault:
        """Return a fault at a field of this row; a key with a dot is taken as a full path."""
        path = f"{self.path}.{key}" if key else self.path
        return Fault(path, message, self.id)


class Document:
    """The rows of a document by list, and all ids by what they name."""

    def __init__(self, document: Json) -> None:
        self.document = document
        self.rows = {key: list(_rows(document, key)) for key in lists()}
        self._inner: dict[tuple[str, str], dict[str | None, LooseRow]] = {}
        self._wordings: dict[str, int] = {}

    @cached_property
    def debate(self) -> LooseRow:
        """Return the debate itself."""
        debate = self.document.get("debate")
        return LooseRow("debate", "debate", debate if isinstance(debate, dict) else {})

    @cached_property
    def nodes(self) -> list[LooseRow]:
        """Return claims, relations and cruxes."""
        return [row for key in NODES for row in self.rows[key]]

    @cached_property
    def by_id(self) -> dict[str, dict[str, LooseRow]]:
        """Return the rows of every list, and of "nodes", by id; the first counts."""
        found: dict[str, dict[str, LooseRow]] = defaultdict(dict)
        for key, rows in self.rows.items():
            for row in rows:
                if row.id is not None:
                    found[key].setdefault(row.id, row)
                    if key in NODES:
                        found["nodes"].setdefault(row.id, row)
        return found

    def inner(self, row: LooseRow, key: str) -> dict[str | None, LooseRow]:
        """Return the rows of a list inside a row by id; the first counts."""
        # Many rows may ask for those of one and the same.
        if (row.path, key) not in self._inner:
            self._inner[row.path, key] = {each.id: each for each in reversed(row.inner(key))}
        return self._inner[row.path, key]

    def wordings(self, node: LooseRow) -> int:
        """Return how many wordings a node has: one where none are listed."""
        if node.path not in self._wordings:
            self._wordings[node.path] = len(node.inner("wordings")) or 1
        return self._wordings[node.path]

    def get(self, space: str, public_id: str | None) -> LooseRow | None:
        """Return the row of that id, or None."""
        return self.by_id[space].get(public_id) if public_id is not None else None


def _rows(document: Json, key: str) -> Iterator[LooseRow]:
    value = document.get(key)
    for at, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, dict):
            yield LooseRow(key, f"{key}[{at}]", item)


def _texts(value: Any, steps: list[str], path: str) -> Iterator[tuple[str, str]]:
    if not steps:
        if isinstance(value, str):
            yield path, value
        return
    key = steps[0].removesuffix("[]")
    inner = value.get(key) if isinstance(value, dict) else None
    if not steps[0].endswith("[]"):
        yield from _texts(inner, steps[1:], f"{path}.{key}")
    elif isinstance(inner, list):
        for at, item in enumerate(inner):
            yield from _texts(item, steps[1:], f"{path}.{key}[{at}]")
