"""Reading a debate piece by piece: its outline, what words find, a node, what is around it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response

from app.api.answers import Answers, TheAnswers
from app.api.deps import HAS, ApiRoute, TheView
from app.api.part_schemas import (
    HitOut,
    NeighboursOut,
    NodeLine,
    NodeOut,
    OutlineOut,
    OutlineRow,
    SearchOut,
    StepOut,
    WhyOut,
)
from app.api.part_values import arrow, line, node_out, why_out
from app.api.schemas import READING, gives
from app.core.debate.around import Direction, Step, around, ends_of
from app.core.debate.graph import Crux, Graph
from app.core.debate.searching import KINDS, Hit, search
from app.core.debate.thread import Row, bare_thread, further_roots
from app.core.errors import Invalid, NotFound
from app.core.vocabulary import RelationKind
from app.services.snapshots import Snapshot, load_snapshot

T = TypeVar("T")
router = APIRouter(
    route_class=ApiRoute,
    prefix="/api/v1/debates/{slug}",
    tags=["parts"],
    responses=READING,
    dependencies=HAS,
)
Depth = Annotated[int, Query(ge=0, le=100, description="how many steps below are listed")]
Near = Annotated[int, Query(ge=1, le=5, description="how many steps away at most")]
Kinds = Annotated[str, Query(description="only these kinds, between commas; all without any")]
Limit = Annotated[int, Query(ge=1, le=500, description="how many at most")]
From = Annotated[int, Query(alias="from", ge=0, description="leaves out as many")]
Words = Annotated[str, Query(alias="q", min_length=1, max_length=400, description="words to find")]


@router.get("/outline", responses=gives(OutlineOut))
def show_outline(
    answers: TheAnswers,
    view: TheView,
    node: str = "",
    depth: Depth = 2,
    start: From = 0,
    limit: Limit = 200,
) -> Response:
    """Return the argument below the theses, or below one node, depth first.

    After the theses come the claims at the top of what hangs under none of them.
    """

    def made(seen: Answers, snapshot: Snapshot) -> OutlineOut:
        graph = snapshot.graph
        rows = bare_thread(graph.relations, graph.arguments, _roots(graph, node), depth)
        return OutlineOut(
            revision=seen.debate.revision,
            total=len(rows),
            rows=[_row(snapshot, row) for row in rows[start : start + limit]],
            next=_next(answers, len(rows), start, limit),
        )

    return _answered(answers.seen_as(view), OutlineOut, made)


@router.get("/search", responses=gives(SearchOut))
def search_nodes(
    answers: TheAnswers,
    view: TheView,
    query: Words,
    kinds: Kinds = "",
    start: From = 0,
    limit: Limit = 20,
) -> Response:
    """Return the claims, relations and cruxes that have words of a query, the best first."""
    among = _kinds(kinds, KINDS)

    def made(seen: Answers, snapshot: Snapshot) -> SearchOut:
        found = search(snapshot.graph, query, among)
        return SearchOut(
            revision=seen.debate.revision,
            total=len(found),
            hits=[_hit(snapshot, hit) for hit in found[start : start + limit]],
            next=_next(answers, len(found), start, limit),
        )

    return _answered(answers.seen_as(view), SearchOut, made)


@router.get("/nodes/{node}", responses=gives(NodeOut))
def show_node(answers: TheAnswers, view: TheView, node: str) -> Response:
    """Return a claim, relation or crux with its reasons, what it bears on, and its numbers."""

    def made(seen: Answers, snapshot: Snapshot) -> NodeOut:
        _check(snapshot.graph, node)
        return node_out(snapshot, seen.debate.revision, node)

    return _answered(answers.seen_as(view), NodeOut, made)


@router.get("/nodes/{node}/neighbours", responses=gives(NeighboursOut))
def list_neighbours(
    answers: TheAnswers,
    view: TheView,
    node: str,
    depth: Near = 1,
    direction: Direction = Direction.BOTH,
    kinds: Kinds = "",
    start: From = 0,
    limit: Limit = 200,
) -> Response:
    """Return the arrows within some steps of a node, towards its reasons, its consequences or both.

    Of arrows, `kinds` are those that are followed.
    """
    among = _kinds(kinds, tuple(RelationKind))

    def made(seen: Answers, snapshot: Snapshot) -> NeighboursOut:
        _check(snapshot.graph, node)
        found = around(snapshot.graph, node, depth=depth, direction=direction, kinds=among)
        steps = found[start : start + limit]
        return NeighboursOut(
            revision=seen.debate.revision,
            node=node,
            total=len(found),
            steps=[_step(step) for step in steps],
            nodes=_lines(snapshot, dict.fromkeys((node, *ends_of(steps)))),
            next=_next(answers, len(found), start, limit),
        )

    return _answered(answers.seen_as(view), NeighboursOut, made)


@router.get("/nodes/{node}/why", responses=gives(WhyOut))
def show_why(answers: TheAnswers, view: TheView, node: str) -> Response:
    """Return why a claim's implied number is what it is: what each reason does, and which do not.

    `implied` is null where nothing that anybody rated bears on the node.
    """

    def made(seen: Answers, snapshot: Snapshot) -> WhyOut:
        _check(snapshot.graph, node)
        return why_out(snapshot, seen.debate.revision, node)

    return _answered(answers.seen_as(view), WhyOut, made)


def _answered(seen: Answers, kind: type[T], make: Callable[[Answers, Snapshot], T]) -> Response:
    return seen.value(kind, lambda: make(seen, load_snapshot(seen.session, seen.debate)), weak=True)


def _check(graph: Graph, node: str) -> None:
    if graph.node(node) is None:
        raise NotFound(f"There is no node #{node} in this debate.")


def _kinds(given: str, known: Sequence[str]) -> tuple[str, ...]:
    kinds = tuple(filter(None, given.split(",")))
    if not set(kinds) <= set(known):
        raise Invalid("There is no such kind.", {"kinds": f"Of {', '.join(known)}."})
    return kinds


def _next(answers: Answers, total: int, start: int, limit: int) -> str | None:
    url = answers.request.url
    if start + limit >= total:
        return None
    asked = [(k, v) for k, v in answers.request.query_params.multi_items() if k != "from"]
    return f"{url.path}?{urlencode([*asked, ('from', start + limit)])}"


def _roots(graph: Graph, node: str) -> tuple[str, ...]:
    if not node:
        return (*graph.theses, *further_roots(graph, graph.theses))
    _check(graph, node)
    found = graph.node(node)
    # A question on which positions turn is no part of the argument; what hangs on it is.
    return found.claims if isinstance(found, Crux) else (node,)


def _row(snapshot: Snapshot, row: Row) -> OutlineRow:
    return OutlineRow(
        depth=row.depth,
        relation=row.relation and row.relation.id,
        kind=row.relation and row.relation.kind,
        claims=_lines(snapshot, row.claims),
        repeated=sorted(row.repeated),
        hidden=row.hidden,
    )


def _lines(snapshot: Snapshot, nodes: Iterable[str]) -> list[NodeLine]:
    return [line(snapshot, node) for node in nodes]


def _hit(snapshot: Snapshot, hit: Hit) -> HitOut:
    return HitOut(**line(snapshot, hit.node).model_dump(), score=hit.score)


def _step(step: Step) -> StepOut:
    own = arrow(step.relation).model_dump()
    return StepOut(**own, distance=step.distance, direction=step.direction)
