"""What every part of an export needs: ids by key, and reading whole tables of one debate."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, Table, select
from sqlalchemy.orm import Session

from app.core.formats.native_schema import Json
from app.models import (
    Account,
    Base,
    Citation,
    Comment,
    Credence,
    Node,
    Person,
    Quote,
    Rendering,
    Source,
    Span,
    Verdict,
    Wording,
)

Rows = list[Json]
SPACES: tuple[tuple[str, type[Base]], ...] = (
    ("people", Person),
    ("sources", Source),
    ("comments", Comment),
    ("spans", Span),
    ("quotes", Quote),
    ("nodes", Node),
    ("verdicts", Verdict),
)


@dataclass(frozen=True, slots=True)
class Blind:
    """A reader who must not see others' credences before giving one; visitors have no key."""

    account_id: int | None


class Accounts:
    """The accounts that a document names: imported ones keep the id they came with."""

    def __init__(self, session: Session, debate_id: int) -> None:
        keys = (
            select(Node.account_id)
            .where(Node.debate_id == debate_id)
            .union(
                select(Citation.account_id).where(Citation.debate_id == debate_id),
                select(Credence.account_id).where(Credence.debate_id == debate_id),
                select(Wording.account_id).join(Node).where(Node.debate_id == debate_id),
            )
        )
        columns = (Account.id, Account.public_id, Account.imported_id, Account.name)
        found = select(*columns).where(Account.id.in_(keys)).order_by(Account.id)
        rows = session.execute(found).all()
        taken = {row.public_id for row in rows if row.imported_id is None}
        self.ids: dict[int, str] = {}
        self.names: dict[str, str] = {}
        self.used: set[str] = set()
        for key, public_id, imported_id, name in rows:
            self.ids[key] = imported_id if imported_id and imported_id not in taken else public_id
            taken.add(self.ids[key])
            self.names[self.ids[key]] = name

    def __call__(self, key: int | None) -> str | None:
        """Return the id of an account, which then belongs to the document."""
        if key is None:
            return None
        self.used.add(self.ids[key])
        return self.ids[key]

    def named(self) -> Rows:
        """Return the accounts that were asked for."""
        return [{"id": public_id, "name": self.names[public_id]} for public_id in self.used]


class Reading:
    """One export under way: the public ids of all rows by key, and how to read more."""

    def __init__(self, session: Session, debate_id: int, blind: Blind | None) -> None:
        self.session = session
        self.debate_id = debate_id
        self.blind = blind
        self.ids = {key: self._ids(model) for key, model in SPACES}
        renderings = select(Rendering.id, Rendering.public_id).join(Source)
        renderings = renderings.where(Source.debate_id == debate_id)
        self.ids["renderings"] = dict(session.execute(renderings).all())
        self.accounts = Accounts(session, debate_id)

    def _ids(self, model: type[Base]) -> dict[int, str]:
        table = table_of(model)
        found = select(table.c.id, table.c.public_id).where(table.c.debate_id == self.debate_id)
        return dict(self.session.execute(found).all())

    def id(self, space: str, key: int | None) -> str | None:
        """Return the id of a row of some list by its key."""
        return None if key is None else self.ids[space][key]

    def own(self, model: type[Base]) -> Iterable[Row[Any]]:
        """Return the rows of a table that knows its debate, in the order they were written."""
        table = table_of(model)
        found = select(table).where(table.c.debate_id == self.debate_id).order_by(table.c.id)
        return self.session.execute(found)

    def listed(self, model: type[Base], *fields: str) -> Rows:
        """Return a list of the document whose fields are columns of one table."""
        return [fields_of(row, *fields, id=row.public_id) for row in self.own(model)]

    def of(self, owner: str, found: Select[Any]) -> dict[int, list[Row[Any]]]:
        """Return the rows that belong to others, by the owner's key, in their order."""
        grouped: dict[int, list[Row[Any]]] = defaultdict(list)
        for row in self.session.execute(found):
            grouped[getattr(row, owner)].append(row)
        return grouped

    def references(
        self, model: type[Base], owner: str, through: type[Base], column: str, space: str
    ) -> Callable[[int], list[str]]:
        """Return a look-up of an ordered list of ids by its owner's key."""
        rows = self.of(owner, self.within(model, owner, through))
        ids = self.ids[space]
        return lambda key: [ids[getattr(row, column)] for row in rows.get(key, ())]

    def within(self, model: type[Base], owner: str, through: type[Base]) -> Select[Any]:
        """Select the rows of a table without a debate of its own by the owner's debate."""
        table, outer = table_of(model), table_of(through)
        key = table.c[owner]
        found = select(table).join(outer, outer.c.id == key)
        return found.where(outer.c.debate_id == self.debate_id).order_by(key, table.c.position)


def table_of(model: type[Base]) -> Table:
    """Return the table of a model, for statements without objects."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def fields_of(row: Row[Any], *fields: str, **more: object) -> Json:
    """Return the named columns and values as fields, without those that are not there."""
    values = {field: getattr(row, field) for field in fields} | more
    return {key: value for key, value in values.items() if value is not None}
