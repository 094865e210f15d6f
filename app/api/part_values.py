"""A node, an arrow, and why a number is what it is, as what comes out of the API."""

from collections.abc import Iterable

from app.api.part_schemas import (
    Arrow,
    CitationOut,
    EffectOut,
    FarOut,
    NodeLine,
    NodeOut,
    StanceOut,
    UncountedOut,
    WhyOut,
)
from app.api.schemas import stated_as
from app.core.debate.edge_ids import relation_of
from app.core.debate.explaining import Explanation, explain
from app.core.debate.graph import Claim, Crux, Graph, Node, Relation
from app.core.debate.searching import CRUX, RELATION, kind_of
from app.core.debate.weighing import Weighing
from app.services.snapshots import Snapshot

CLAIM = "claim"


def line(snapshot: Snapshot, ref: str) -> NodeLine:
    """Return a node of the debate as lists show it."""
    node, weighing = snapshot.graph.node(ref), snapshot.weighing
    assert node is not None
    numbers = weighing.of(ref)
    return NodeLine(
        id=ref,
        kind=kind_of(node),
        text=snapshot.graph.text(ref),
        status=None if isinstance(node, Crux) else node.status,
        stated=numbers.stated.value if numbers.stated else None,
        n=len(numbers.values),
        implied=numbers.implied,
    )


def arrow(relation: Relation) -> Arrow:
    """Return an arrow by ids."""
    return Arrow(
        id=relation.id,
        kind=relation.kind,
        premises=list(relation.premises),
        basis=relation.basis,
        target=relation.target,
        warrant=relation.warrant,
        status=relation.status,
    )


def node_out(snapshot: Snapshot, revision: int, ref: str) -> NodeOut:
    """Return a node of the debate with all that is told of it."""
    graph = snapshot.graph
    node = graph.node(ref)
    assert node is not None
    numbers = snapshot.weighing.of(ref)
    reasons, bears_on = graph.incoming.get(ref, ()), graph.outgoing.get(ref, ())
    return NodeOut(
        revision=revision,
        id=ref,
        noun=kind_of(node) if kind_of(node) in (RELATION, CRUX) else CLAIM,  # type: ignore[arg-type]
        kind=node.kind if not isinstance(node, Crux) else CRUX,
        text=graph.text(ref),
        label=None if isinstance(node, Relation) else node.label,
        body=node.body if isinstance(node, Claim) else None,
        note=node.note,
        wording=node.wording,
        status=None if isinstance(node, Crux) else node.status,
        superseded_by=None if isinstance(node, Crux) else node.superseded_by,
        prior=node.prior if isinstance(node, Claim) else None,
        stated=stated_as(numbers.stated),
        implied=numbers.implied,
        disagreement=numbers.disagreement,
        hidden=node.takes_credence and not graph.has_ended(ref) and snapshot.hides(ref),
        arrow=arrow(node) if isinstance(node, Relation) else None,
        reasons=[arrow(each) for each in reasons],
        bears_on=[arrow(each) for each in bears_on],
        near=[line(snapshot, each) for each in _near(node, (*reasons, *bears_on))],
        stances=_stances(graph, ref),
        citations=_citations(graph, ref),
        cruxes=[crux.id for crux in graph.cruxes_of.get(ref, ())],
    )


def why_out(snapshot: Snapshot, revision: int, ref: str) -> WhyOut:
    """Explain a node's implied number."""
    graph, weighing = snapshot.graph, snapshot.weighing
    found = explain(graph, weighing, ref, snapshot.hides)
    explained, numbers = found.explained, weighing.of(ref)
    return WhyOut(
        revision=revision,
        node=ref,
        text=graph.text(ref),
        implied=found.implied,
        stated=numbers.stated.value if numbers.stated else None,
        prior=explained.prior if explained else None,
        prior_assumed=bool(explained and explained.prior_assumed),
        one_hop=explained.one_hop if explained else None,
        status=_status(weighing, ref, found),
        interval=weighing.rollup.intervals.get(ref) if found.explained else None,
        once=found.once,
        reasons=_effects(graph, found),
        uncounted=_uncounted(graph, found),
        shared=list(found.shared),
        far=[FarOut(node=n.node, text=graph.text(n.node), swing=n.swing) for n in found.far],
    )


def _status(weighing: Weighing, ref: str, found: Explanation) -> str | None:
    return weighing.rollup.status.get(ref) if found.explained else None


def _effects(graph: Graph, found: Explanation) -> list[EffectOut]:
    return [
        EffectOut(
            relation=relation_of(effect.edge),
            edge=effect.edge,
            text=graph.text(relation_of(effect.edge)),
            now=effect.now,
            without=effect.without,
            if_certain=effect.if_certain,
            assumed=list(assumed),
        )
        for effect, assumed in found.reasons
    ]


def _uncounted(graph: Graph, found: Explanation) -> list[UncountedOut]:
    return [
        UncountedOut(
            relation=row.relation.id,
            text=graph.sentence(row.relation),
            because=row.because,
            nodes=list(row.nodes),
        )
        for row in found.uncounted
    ]


def _near(node: Node, arrows: Iterable[Relation]) -> tuple[str, ...]:
    own = [node] if isinstance(node, Relation) else []
    ends = [end for each in (*own, *arrows) for end in (*each.premises, each.target)]
    hanging = [*node.claims, *filter(None, [node.conclusion])] if isinstance(node, Crux) else []
    return tuple(each for each in dict.fromkeys([*ends, *hanging]) if each != node.id)


def _stances(graph: Graph, ref: str) -> list[StanceOut]:
    return [
        StanceOut(
            id=row.id,
            person=row.person,
            name=graph.name(row.person),
            value=row.value,
            words=row.words,
            stands=row.stands,
        )
        for row in graph.stances_of.get(ref, ())
    ]


def _citations(graph: Graph, ref: str) -> list[CitationOut]:
    return [
        CitationOut(
            id=row.id,
            source=row.source,
            title=graph.sources[row.source],
            locator=row.locator,
            role=row.role,
            state=row.state,
            note=row.note,
        )
        for row in graph.citations_of.get(ref, ())
    ]
