"""Reading debates: the list, one debate, its graph, its roll-up, what is contested."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from app.api.answers import Answers, TheAnswers
from app.api.deps import HAS, ApiRoute, TheMoment, TheReading, TheView
from app.api.schemas import (
    READING,
    Contested,
    CruxOut,
    DebateLine,
    DebateMeta,
    Json,
    NetworkAnswer,
    RollUpAnswer,
    gives,
    stated_as,
)
from app.core.debate.graph import Graph
from app.core.debate.summary import ranked_cruxes, summarise
from app.core.debate.weighing import Weighing
from app.core.engine.network_json import held_at, write_network
from app.core.engine.rollup_json import write_roll_up
from app.core.formats.native.schema import schema
from app.services import debates
from app.services.debates import OpenDebate
from app.services.snapshots import Snapshot, load_snapshot

router = APIRouter(route_class=ApiRoute, prefix="/api/v1", tags=["debates"], responses=READING)
As = Annotated[
    Literal["numbers", "network"],
    Query(alias="as", description="network: the document that `cruxmap rollup` reads"),
]


@router.get("/schema/cruxmap-1")
def read_schema() -> Json:
    """Return the JSON Schema of the native format, cruxmap/1."""
    return schema()


@router.get("/debates")
def list_debates(at: TheReading) -> list[DebateLine]:
    """List the debates that the holder of the token may read."""
    return [
        DebateLine.model_validate(asdict(row)) for row in debates.list_debates(at.session, at.actor)
    ]


@router.get("/debates/{slug}", responses=gives(DebateMeta), dependencies=HAS)
def show_debate(answers: TheAnswers) -> Response:
    """Return a debate without its graph."""
    return answers.value(DebateMeta, lambda: _meta(answers))


@router.get("/debates/{slug}/graph", responses=gives(Json), dependencies=HAS)
def show_graph(answers: TheAnswers, moment: TheMoment) -> Response:
    """Return the whole debate in the native format, as JSON in canonical order."""
    return answers.seen_as(moment).file("cruxmap")


@router.get(
    "/debates/{slug}/rollup", responses=gives(RollUpAnswer | NetworkAnswer), dependencies=HAS
)
def roll_up(answers: TheAnswers, view: TheView, form: As = "numbers") -> Response:
    """Return the roll-up: the same numbers as on the pages and from `cruxmap rollup`."""
    seen = answers.seen_as(view)

    def made() -> Json:
        weighing = load_snapshot(seen.session, seen.debate).weighing
        return _network(weighing) if form == "network" else _numbers(seen.debate, weighing)

    return seen.value(Any, made, weak=True)


@router.get("/debates/{slug}/contested", responses=gives(Contested), dependencies=HAS)
def contested(answers: TheAnswers, view: TheView) -> Response:
    """Return what is contested: by the people of the sources, and by accounts."""
    seen = answers.seen_as(view)
    return seen.value(
        Contested, lambda: _contested(load_snapshot(seen.session, seen.debate)), weak=True
    )


@router.get("/debates/{slug}/cruxes", responses=gives(list[CruxOut]), dependencies=HAS)
def list_cruxes(answers: TheAnswers, moment: TheMoment) -> Response:
    """Return the cruxes with everybody's position, those not settled first."""
    seen = answers.seen_as(moment)
    return seen.value(
        list[CruxOut], lambda: _cruxes(load_snapshot(seen.session, seen.debate).graph)
    )


def _meta(answers: Answers) -> DebateMeta:
    debate, snapshot = answers.debate, load_snapshot(answers.session, answers.debate)
    named = {
        name: getattr(debate, name) for name in DebateMeta.model_fields if _is_of(debate, name)
    }
    counts = dict(summarise(snapshot.graph, snapshot.weighing).counts)
    return DebateMeta(**named, theses=list(snapshot.graph.theses), counts=counts)


def _contested(snapshot: Snapshot) -> Json:
    graph = snapshot.graph
    summary = summarise(graph, snapshot.weighing)
    people = [
        {"node": row.node, "text": graph.text(row.node), "attacks": row.attacks}
        | {
            name: [stance.person for stance in getattr(row, name)]
            for name in ("accepting", "rejecting", "unsure")
        }
        for row in summary.by_people
    ]
    accounts = [{**row._asdict(), "text": graph.text(row.node)} for row in summary.by_accounts]
    return {"claims": list(summary.contested), "by_people": people, "by_accounts": accounts}


def _cruxes(graph: Graph) -> list[Json]:
    return [
        {
            **crux._asdict(),
            "claims": list(crux.claims),
            "positions": [position._asdict() for position in crux.positions],
        }
        for crux in ranked_cruxes(graph)
    ]


def _is_of(debate: OpenDebate, name: str) -> bool:
    return hasattr(debate, name)


def _network(weighing: Weighing) -> Json:
    bases = weighing.network.bases
    held = {node: value for node, value in weighing.supposed.items() if node in bases}
    return write_network(held_at(weighing.network, held), weighing.semantics)


def _numbers(debate: OpenDebate, weighing: Weighing) -> Json:
    rated = {node: weighing.of(node) for node in sorted(weighing.credences)}
    implied = {node: weighing.of(node).implied for node in weighing.rollup.strengths}
    written = write_roll_up(weighing.rollup)
    return {
        **{name: written[name] for name in ("strengths", "edges", "status", "intervals")},
        "revision": debate.revision,
        "semantics": weighing.semantics,
        "pooling": weighing.pooling,
        "blind": debate.blind,
        "suppose": dict(weighing.supposed),
        "implied": {node: value for node, value in implied.items() if value is not None},
        "stated": {
            node: stated_as(numbers.stated) for node, numbers in rated.items() if numbers.stated
        },
        "disagreement": {node: numbers.disagreement for node, numbers in rated.items()},
    }
