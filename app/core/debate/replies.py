"""What meets an attack: which relations and verdicts of others bear on it, in text or by reading.

An attack stands on its step, its premises, and what its author gives for these or says in limiting
their own words. Whoever says something on that ground, by any relation but a support, meets it.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.core.debate.graph import SUPPORTING, Graph, Relation, Verdict
from app.core.debate.holding import (
    are_put_by_others,
    author_of,
    holders,
    own_stance,
)
from app.core.vocabulary import Provenance, RelationKind, StanceValue, VerdictValue

# What takes an attack up where it comes from whoever is concerned, and what always does.
REPLYING = frozenset(kind for kind in RelationKind if kind.takes_up)
ANSWERING = (REPLYING | {RelationKind.ANSWERS}) - {RelationKind.QUALIFIES}
MEETING = ANSWERING | {RelationKind.QUALIFIES, RelationKind.ASKS}


class Reply(NamedTuple):
    """A node by which somebody meets an attack, and who does: a person, an account, or neither."""

    id: str
    person: str | None
    account: str | None


class Met(NamedTuple):
    """What meets an attack in the text, and those of these by which it is taken up."""

    by: tuple[Reply, ...]
    taken_up_by: tuple[Reply, ...]


def ground(graph: Graph, attack: Relation) -> tuple[str, ...]:
    """List what an attack stands on: itself, its premises, and its author's words on these."""
    author = author_of(attack)
    direct = [attack.id, *attack.premises]
    props = [
        row
        for node in direct
        for row in graph.incoming.get(node, ())
        if row.kind in SUPPORTING and graph.stands(row) and _is_of(row, author)
    ]
    below = [node for prop in props for node in (prop.id, *prop.premises)]
    return tuple(dict.fromkeys([*direct, *below, *_limited(graph, attack.premises, author)]))


def _is_of(prop: Relation, author: str | None) -> bool:
    """Tell whether what props an attack up is its author's; without one, everything is."""
    if author is None:
        return True
    return author_of(prop) in (None, author) and prop.provenance != Provenance.INFERRED


def _limited(graph: Graph, premises: Iterable[str], author: str | None) -> Iterator[str]:
    """Yield the author's own claims that these premises qualify: both are one argument."""
    for premise in premises:
        for row in graph.outgoing.get(premise, ()):
            is_own = author is not None and author_of(row) == author
            if is_own and row.kind == RelationKind.QUALIFIES:
                yield from (row.target,) if author in holders(graph, row.target) else ()


def replies(graph: Graph, attack: Relation) -> tuple[Reply, ...]:
    """List what stands against an attack or grants it, whoever says so: for unsigned attacks."""
    found = _on_ground(graph, ground(graph, attack))
    return tuple(_reply(row) for row in found if row.kind in REPLYING)


def met(graph: Graph, attack: Relation) -> Met:
    """Find by what others meet a signed attack in the text, and by what they take it up."""
    author, stands_on = author_of(attack), ground(graph, attack)
    rows = [
        row
        for row in _on_ground(graph, stands_on)
        if row.provenance != Provenance.INFERRED and author_of(row) not in (None, author)
    ]
    taken = [_reply(row) for row in rows if _takes_up(graph, row, attack)]
    judged = list(_judged(graph, stands_on, author))
    touched = [*map(_reply, rows), *(reply for reply, _ in judged)]
    taken += [reply for reply, takes in judged if takes]
    return Met(tuple(dict.fromkeys(touched)), tuple(dict.fromkeys(taken)))


def seen_answers(graph: Graph, attack: Relation) -> tuple[Reply, ...]:
    """List the relations in which the analyst sees others' words answer an attack."""
    author = author_of(attack)
    return tuple(
        _reply(row)
        for row in _on_ground(graph, ground(graph, attack))
        if row.provenance == Provenance.INFERRED
        and row.kind in REPLYING
        and author is not None
        and row.premises
        and are_put_by_others(graph, row.premises, author)
    )


def _on_ground(graph: Graph, stands_on: Iterable[str]) -> list[Relation]:
    return [
        row
        for node in stands_on
        for row in graph.incoming.get(node, ())
        if row.kind in MEETING and graph.stands(row)
    ]


def _takes_up(graph: Graph, row: Relation, attack: Relation) -> bool:
    """Tell whether a relation takes an attack up, and does not merely touch on its ground.

    A limit or a question does so where it comes from whoever is attacked, or from somebody who
    takes a side on what it is said of; others may only point to where the matter is treated.
    """
    if row.kind in ANSWERING or row.account:
        return True
    said = own_stance(graph, row.target, row.person or "")
    has_side = said is not None and StanceValue(said.value).side is not None
    return has_side or _is_attacked(graph, attack, row.person)


def _is_attacked(graph: Graph, attack: Relation, person: str | None) -> bool:
    step = graph.relations.get(attack.target)
    if step is not None and author_of(step):
        return author_of(step) == person
    return person in holders(graph, attack.target)


def _judged(
    graph: Graph, stands_on: Iterable[str], author: str | None
) -> Iterator[tuple[Reply, bool]]:
    """Yield the restatements with a verdict, and whether the verdict takes the attack up.

    Either somebody restates the attack and its author judges that, or the attack stands on a
    restatement and its owner judges that.
    """
    for node in stands_on:
        for row, verdict in _verdicts(graph, graph.incoming.get(node, ())):
            if author_of(row) not in (None, author):
                yield Reply(row.id, row.person, row.account), verdict.by == author
            elif verdict.by not in (None, author):
                yield Reply(row.id, verdict.by, None), False
        for row, verdict in _verdicts(graph, graph.outgoing.get(node, ())):
            if verdict.by not in (None, author):
                yield Reply(row.id, verdict.by, None), author_of(row) == author


def _verdicts(graph: Graph, rows: Iterable[Relation]) -> Iterator[tuple[Relation, Verdict]]:
    """Yield the restatements among some relations with each verdict that says something."""
    for row in rows:
        if row.kind == RelationKind.RESTATES and graph.stands(row):
            found = graph.verdicts_of.get(row.id, ())
            yield from ((row, each) for each in found if each.value != VerdictValue.NONE)


def _reply(row: Relation) -> Reply:
    return Reply(row.id, row.person, row.account)
