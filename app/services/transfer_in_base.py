"""What every part of an import needs: keys by the document's ids, and writing many rows at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, insert, update
from sqlalchemy.orm import Session

from app.core.formats.native_schema import Json
from app.models import Base

NODE_KINDS = {"claims": "claim", "relations": "relation", "cruxes": "crux"}
Rows = list[dict[str, Any]]


class Ids(dict[str, int]):
    """Keys of rows by the id that the document gives them."""

    def maybe(self, public_id: str | None) -> int | None:
        """Return the key of a row, or None for no id."""
        return None if public_id is None else self[public_id]


class Writing:
    """One import under way: the keys of the rows written so far, and how to write more."""

    def __init__(self, session: Session, debate_id: int, document: Json, at: datetime) -> None:
        self.session = session
        self.debate_id = debate_id
        self.document = document
        self.at = at
        self.ids: defaultdict[str, Ids] = defaultdict(Ids)
        self.renderings: dict[tuple[str, str], int] = {}

    def rows(self, key: str) -> Rows:
        """Return a list of the document."""
        found: Rows = self.document.get(key, [])
        return found

    def add(self, model: type[Base], rows: Rows) -> None:
        """Write rows whose keys nobody asks for."""
        if rows:
            self.session.execute(insert(table_of(model)), rows)

    def add_keyed(self, model: type[Base], rows: Rows) -> Sequence[int]:
        """Write rows and return their keys in the same order."""
        if not rows:
            return []
        table = table_of(model)
        statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        return self.session.execute(statement, rows).scalars().all()

    def add_named(self, key: str, model: type[Base], rows: Rows) -> Ids:
        """Write rows of a list of the document and remember their keys by public id."""
        known = [{"debate_id": self.debate_id} | row for row in rows]
        keys = self.add_keyed(model, known)
        self.ids[key].update(zip((row["public_id"] for row in rows), keys, strict=True))
        return self.ids[key]

    def set_links(self, model: type[Base], column: str, links: Iterable[tuple[int, int]]) -> None:
        """Let rows point at rows of their own table, once all are there."""
        table = table_of(model)
        values = [{"row_id": row_id, "link_id": link_id} for row_id, link_id in links]
        if values:
            statement = update(table).where(table.c.id == bindparam("row_id"))
            self.session.connection().execute(
                statement.values({column: bindparam("link_id")}), values
            )

    def span(self, row: Json, key: str = "span") -> int | None:
        """Return the key of the span that a row names, if it does."""
        return self.ids["spans"].maybe(row.get(key))

    def person(self, row: Json, key: str = "person") -> int | None:
        """Return the key of the person that a row names, if it does."""
        return self.ids["people"].maybe(row.get(key))

    def ordered(self, owner: str, key: int, row: Json, lists: str, column: str, of: str) -> Rows:
        """Return the rows of a table that keeps a list of references in order."""
        return [
            {owner: key, "position": at, column: self.ids[of][public_id]}
            for at, public_id in enumerate(row.get(lists, []))
        ]

    def all_ordered(
        self, model: type[Base], nouns: str, owner: str, lists: str, column: str, of: str
    ) -> None:
        """Write one list of references for all rows of a list of the document."""
        ids = self.ids["nodes" if nouns in NODE_KINDS else nouns]
        rows: Rows = []
        for row in self.rows(nouns):
            rows += self.ordered(owner, ids[row["id"]], row, lists, column, of)
        self.add(model, rows)


def table_of(model: type[Base]) -> Table:
    """Return the table of a model, for statements without objects."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def fields(row: Json, *keys: str, **more: Any) -> dict[str, Any]:
    """Return the columns of a row that have their field's name, and others."""
    return {key: row.get(key) for key in keys} | more


def picked(row: Json, *keys: str, **more: Any) -> dict[str, Any]:
    """Do as `fields` does, for a row with an id."""
    return fields(row, *keys, public_id=row["id"], **more)


def pairs(rows: Iterable[Json], key: str, ids: Ids) -> list[tuple[int, int]]:
    """Return the keys of rows and of those they name in one field."""
    return [(ids[row["id"]], ids[row[key]]) for row in rows if key in row]
