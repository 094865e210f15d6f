"""Taking a node away, with what its author hung on it alone: its credences and citations."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.debate.change import Edit, removed
from app.models import Citation
from app.services.debates import OpenDebate
from app.services.nodes import LISTS, NodeRow
from app.services.rows.entries import Stored, place_of, read_credences, read_entries


def removal(session: Session, debate: OpenDebate, node: NodeRow) -> list[Edit]:
    """Return the edits that take a node away; nobody else may have built on it.

    What hangs on it goes first, so that taking the whole back starts with the node.
    """
    cited = select(Citation.public_id).where(Citation.node_id == node.id)
    citations = session.scalars(cited).all()
    return [
        *_removed(session, debate, "credences", read_credences(session, debate.id, node.id)),
        *_entries(session, debate, "citations", citations),
        *_entries(session, debate, LISTS[node.kind], [node.ref]),
    ]


def _entries(session: Session, debate: OpenDebate, name: str, ids: Collection[str]) -> list[Edit]:
    if not ids:
        return []
    found = read_entries(session, debate.id, name, ids).values()
    return _removed(session, debate, name, sorted(found, key=lambda each: each.key))


def _removed(
    session: Session, debate: OpenDebate, name: str, found: Collection[Stored]
) -> list[Edit]:
    """Take rows out one after the other, the last first: each one's place is as it then is."""
    return [
        removed(name, entry, place=place_of(session, debate.id, name, key), key=key)
        for key, entry in reversed(list(found))
    ]
