"""A debate as it is stored, beside what changes make of one: how the two are compared."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.debate.change import Edit, Entry
from app.core.debate.graph import SHARED, Graph
from app.core.debate.references import renamed
from app.core.debate.whole import Debate
from app.models import Account
from app.services.rows.accounts import named_accounts


def public_ids(session: Session, debate_id: int) -> dict[str, str]:
    """The public ids of accounts, by the ids that documents of a debate have for them."""
    accounts = session.execute(select(Account.id, Account.public_id))
    public = {row.id: row.public_id for row in accounts}
    named = named_accounts(session, debate_id).ids
    return {id_: public[key] for key, id_ in named.items()}


def with_accounts(edits: Iterable[Edit], names: Mapping[str, str]) -> tuple[Edit, ...]:
    """Edits in which accounts go by other ids."""

    def side(edit: Edit, entry: Entry | None) -> Entry | None:
        return entry and renamed(edit.shape, entry, "accounts", names)

    return tuple(
        replace(each, before=side(each, each.before), after=side(each, each.after))
        for each in edits
    )


def same(debate: Debate) -> Debate:
    """A debate without what no change says: the order of accounts, and the revision."""
    return replace(debate, accounts=tuple(sorted(debate.accounts)), revision=0)


def told(graph: Graph) -> list[object]:
    """All that a graph holds, and all that is made of it."""
    made = (getattr(graph, name) for name in (*SHARED, "credences_of", "counted_of", "raters"))
    # An account that nothing names any more may stay until everything is read anew.
    named = (Graph.with_credences(graph, ()).accounts, graph.revision)
    rest = replace(graph, accounts={}, account_keys={})
    return [rest, *named, *(dict(each) if isinstance(each, Mapping) else each for each in made)]
