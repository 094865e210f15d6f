"""Reading the rows of one debate: bare tables, and inner keys turned into public ids."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app import models as m

Rows = Select[*tuple[Any, ...]]

# Bare tables: selects of mapped attributes take the slower road through the mapper.
t: Any = SimpleNamespace(
    **{mapper.class_.__name__: mapper.local_table for mapper in m.Base.registry.mappers}
)


class Reading:
    """One debate's session and the names of its rows."""

    def __init__(self, session: Session, debate_id: int) -> None:
        self.session = session
        self.debate_id = debate_id
        self.nodes = self.ids(t.Node)
        self.people = self.ids(t.Person)
        self.comments = self.ids(t.Comment)
        self.titles: dict[str, str] = {}
        self.sources: dict[int, str] = {}
        for key, public, csl in self.rows(
            select(t.Source.c.id, t.Source.c.public_id, t.Source.c.csl)
        ):
            self.sources[key] = public
            self.titles[public] = csl["title"]
        self.spans: dict[int, tuple[str, int | None]] = {
            key: (public, comment)
            for key, public, comment in self.rows(
                select(t.Span.c.id, t.Span.c.public_id, t.Span.c.comment_id)
            )
        }
        self.accounts = self._accounts()

    def rows(self, statement: Rows) -> Sequence[Any]:
        """Select from one table the rows of this debate, in the order they were made."""
        table = statement.columns_clause_froms[0]
        return self.session.execute(
            statement.where(table.c.debate_id == self.debate_id).order_by(table.c.id)
        ).all()

    def all(self, statement: Rows) -> Sequence[Any]:
        """Run a select that says itself which rows it wants."""
        return self.session.execute(statement).all()

    def ids(self, table: Any) -> dict[int, str]:
        """Map a table's inner keys to public ids."""
        return {row[0]: row[1] for row in self.rows(select(table.c.id, table.c.public_id))}

    def span(self, key: int | None) -> str | None:
        """Return a span's public id."""
        return self.spans[key][0] if key is not None else None

    def _accounts(self) -> dict[int, str]:
        here = [
            select(table.c.account_id).where(table.c.debate_id == self.debate_id)
            for table in (t.Credence, t.Node, t.Citation)
        ]
        wanted = here[0].union(*here[1:])
        statement = select(t.Account.c.id, t.Account.c.name).where(t.Account.c.id.in_(wanted))
        return {row[0]: row[1] for row in self.all(statement)}
