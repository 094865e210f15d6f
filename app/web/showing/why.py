"""Why a claim's implied number is what it is, in words with each reason's part in it."""

from collections.abc import Sequence
from typing import TypedDict

from app.core import figures
from app.core.debate.edge_ids import relation_of
from app.core.debate.explaining import counted_once, edges_of, from_afar
from app.core.debate.moving import moved_at
from app.core.debate.uncounted import assumed_sources
from app.core.engine.network import Edge
from app.core.measures.reason_effects import ReasonEffect
from app.core.measures.shared_claims import shared_claims
from app.services.snapshots import Snapshot
from app.web.showing import words
from app.web.showing.parting_words import effect_sentence, gap_sentence
from app.web.showing.uncounted_words import assumed_words
from app.web.showing.windows import Lists, Window
from app.web.site.views import NAMES

MOST_REASONS = 50
MOST_SHARED = 40
LEAST_EFFECT = 0.005


class ReasonRow(TypedDict):
    """A reason, and what it does to the implied number."""

    id: str
    kind: str
    verb: str
    text: str
    more: int
    points: str
    sentence: str
    assumed: str | None


class FarRow(TypedDict):
    """A claim further away, and how far it would swing the implied number."""

    id: str
    text: str
    swing: str


class Why(TypedDict):
    """An implied number explained."""

    implied: float
    was: str | None
    prior: float
    assumed: bool
    gap: str | None
    reasons: list[ReasonRow]
    window: Window[ReasonEffect]
    slight: int
    status: str | None
    interval: tuple[float, float] | None
    shared: Sequence[str]
    sharing: int
    once: float | None
    far: list[FarRow]
    semantics: str


def why(snapshot: Snapshot, node: str, lists: Lists) -> Why | None:
    """Explain a claim's implied number: where it starts, what each reason does, what people add.

    Of the reasons that do something a window is shown, those that do most first, but what rests
    on an assumption comes last.
    """
    weighing, graph = snapshot.weighing, snapshot.graph
    numbers = weighing.of(node)
    if numbers.implied is None or node in weighing.supposed:
        return None
    explained = weighing.explained(node)
    status = weighing.rollup.status.get(node)
    effects = weighing.effects(node)
    telling = [effect for effect in effects.values() if effect.largest > LEAST_EFFECT]
    edges = edges_of(weighing, effects)
    rests = {effect.edge: assumed_sources(weighing, edges[effect.edge]) for effect in telling}
    # What nobody said leads no list, however much it does.
    telling.sort(key=lambda effect: bool(rests[effect.edge]))
    shown = lists.cut("why", telling, MOST_REASONS)
    shared = shared_claims(weighing.plan, node) if node in graph.claims else ()
    return {
        "implied": numbers.implied,
        "was": _was(snapshot, node),
        "prior": explained.prior,
        "assumed": explained.prior_assumed,
        "gap": gap_sentence(explained, len(numbers.values)),
        "reasons": [
            _reason(snapshot, effect, edges[effect.edge], rests[effect.edge]) for effect in shown
        ],
        "window": shown,
        "slight": len(effects) - len(telling) if len(effects) > MOST_REASONS else 0,
        "status": status,
        "interval": weighing.rollup.intervals.get(node),
        "shared": shared[:MOST_SHARED],
        "sharing": len(shared),
        "once": counted_once(graph, weighing, node),
        "far": _far(snapshot, node),
        "semantics": NAMES[weighing.semantics],
    }


def _was(snapshot: Snapshot, node: str) -> str | None:
    """Say what a number is without a what-if that moves it, and by how much that does."""
    move = moved_at(snapshot.before, snapshot.weighing, node) if snapshot.before else None
    if move is None or move.after is None:
        return None
    if move.before is None:
        return "none without the what-if"
    was = figures.percent(move.before)
    return f"{was} without the what-if, {figures.change(move.before, move.after)}"


def _far(snapshot: Snapshot, node: str) -> list[FarRow]:
    graph = snapshot.graph
    return [
        {"id": row.node, "text": graph.text(row.node), "swing": figures.signed(row.swing)}
        for row in from_afar(graph, snapshot.weighing, node)
    ]


def _reason(
    snapshot: Snapshot, effect: ReasonEffect, edge: Edge, rests_on: Sequence[str]
) -> ReasonRow:
    graph = snapshot.graph
    relation = graph.relations[relation_of(effect.edge)]
    return {
        "id": relation.id,
        "kind": relation.kind,
        "verb": words.RELATION[relation.kind],
        "text": graph.text(edge.sources[0]),
        "more": len(edge.sources) - 1,
        "points": figures.change(effect.without, effect.now),
        "sentence": effect_sentence(effect),
        "assumed": assumed_words(snapshot.weighing, edge, rests_on) if rests_on else None,
    }
