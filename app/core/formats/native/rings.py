"""Chains that must not run in a ring: replies, quotes, supersession, restatement and the like.

Reasons that weigh may run in a ring; the roll-up copes with it and says so.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.core.formats.native.faults import LONGEST_ROW, Fault, cut
from app.core.formats.native.rows import Document, LooseRow
from app.core.vocabulary import RelationKind

SHOWN = 6


def ring_faults(rows: Document) -> Iterator[Fault]:
    """Find each ring in the chains of a document."""
    chains = (
        (rows.rows["comments"], "parent", "These comments answer each other in a ring"),
        (rows.rows["quotes"], "within", "These quotes stand inside each other in a ring"),
        (rows.nodes, "superseded_by", "These replace each other in a ring"),
        (rows.rows["verdicts"], "disputes", "These verdicts dispute each other in a ring"),
    )
    for listed, key, message in chains:
        edges = {row.id: [row.text(key) or ""] for row in listed if row.id and key in row.fields}
        yield from _named(listed, key, message, edges)
    yield from _relations(rows.rows["relations"])


def _relations(relations: Sequence[LooseRow]) -> Iterator[Fault]:
    targets = {row.id: [row.text("target") or ""] for row in relations if row.id}
    message = "These relations aim at each other in a ring and hang on nothing"
    yield from _named(relations, "target", message, targets)
    restated: dict[str, list[str]] = {}
    rows: dict[str, LooseRow] = {}
    for row in relations:
        if row.text("kind") == RelationKind.RESTATES:
            for _, premise in row.texts("premises[]"):
                restated.setdefault(premise, []).append(row.text("target") or "")
                rows.setdefault(premise, row)
    for ring in rings(restated):
        message = f"These restate each other in a ring: {_chain(ring)}."
        yield rows[ring[-1]].fault("target", message)


def _named(
    rows: Iterable[LooseRow], key: str, message: str, edges: Mapping[str, Sequence[str]]
) -> Iterator[Fault]:
    by_id: dict[str | None, LooseRow] = {}
    for ring in rings(edges):
        by_id = by_id or {row.id: row for row in rows}
        yield by_id[ring[-1]].fault(key, f"{message}: {_chain(ring)}.")


def _chain(ring: Sequence[str]) -> str:
    shown = [*ring[:SHOWN], "…"] if len(ring) > SHOWN else list(ring)
    return " → ".join(cut(name, LONGEST_ROW) for name in [*shown, ring[0]])


def rings(edges: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Return one ring for each edge that closes one on a walk through all; none: no ring.

    >>> list(rings({"a": ["b"], "b": ["c", "a"]}))
    [['a', 'b']]
    """
    done: set[str] = set()
    for start in edges:
        if start in done:
            continue
        trail, place = [(start, iter(edges[start]))], {start: 0}
        while trail:
            node, following = trail[-1]
            step = next(following, None)
            if step is None:
                trail.pop()
                del place[node]
                done.add(node)
            elif step in place:
                yield [each for each, _ in trail[place[step] :]]
            elif step not in done and step in edges:
                place[step] = len(trail)
                trail.append((step, iter(edges[step])))
