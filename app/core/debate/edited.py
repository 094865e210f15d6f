"""Which nodes of a debate say, or have beside them, something else than at an earlier revision.

Credences and the numbers that follow from them are not looked at here.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.core.debate.graph import Graph

# A change of one of these may show anywhere.
EVERYWHERE = ("theses", "people", "sources", "comments_of", "source_of")


def edited_between(old: Graph, new: Graph) -> frozenset[str] | None:
    """Return the nodes that were edited, with those beside them; None where all may look other."""
    if any(getattr(old, name) is not getattr(new, name) for name in EVERYWHERE):
        return None
    if any(new.accounts.get(ref, name) != name for ref, name in old.accounts.items()):
        return None
    found = {*_by_id(old.claims, new.claims), *_by_id(old.relations, new.relations)}
    for name in ("voices", "asked"):
        found.update(_by_id(getattr(old, name), getattr(new, name)))
    for name in ("stances", "verdicts", "citations", "orders"):
        found.update(row.node for row in _of_one(getattr(old, name), getattr(new, name)))
    for crux in _by_id(old.cruxes, new.cruxes):
        for row in filter(None, (old.cruxes.get(crux), new.cruxes.get(crux))):
            found.update((crux, *row.claims, *filter(None, [row.conclusion])))
    return frozenset({*found, *_beside(found, old), *_beside(found, new)})


def _by_id(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    if old is not new:
        yield from old.keys() - new.keys()
        yield from (key for key, row in new.items() if old.get(key) is not row)


def _of_one(old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterable[Any]:
    """Return the rows that only one of two lists holds."""
    if old is new:
        return ()
    ours, theirs = ({id(row): row for row in rows} for rows in (old, new))
    return [{**ours, **theirs}[key] for key in ours.keys() ^ theirs.keys()]


def _beside(nodes: Iterable[str], graph: Graph) -> Iterator[str]:
    """Give the relations at nodes, what they bear on, and from what."""
    for node in nodes:
        here = graph.relations.get(node)
        around = (*graph.incoming.get(node, ()), *graph.outgoing.get(node, ()))
        for relation in (*around, *((here,) if here else ())):
            yield from (relation.id, relation.target, *relation.premises)
