"""What a disagreement is worth where it matters: at the theses of the debate."""

from collections.abc import Sequence
from typing import NamedTuple

from app.core.debate.graph import Graph
from app.core.debate.weighing import Weighing
from app.core.engine.rollup import roll_up_many
from app.core.measures.contest import stake


class Stake(NamedTuple):
    """By how much the raters' spread on a node moves a thesis: a difference of credences >= 0."""

    thesis: str
    worth: float


def stakes(graph: Graph, weighing: Weighing, nodes: Sequence[str]) -> dict[str, Stake]:
    """Give each rated node the thesis at which its disagreement is worth most, and how much.

    |thesis if it were certain - if certainly not| x standard deviation of the credences
    (ROLLUP A9), two runs a node in one batch. Nodes that reach no thesis are left out.
    """
    plan = weighing.plan
    theses = [thesis for thesis in graph.theses if thesis in weighing.rollup.strengths]
    places = {
        node: [node] if node in plan.node_index else [e.id for e in weighing.edges_of.get(node, ())]
        for node in nodes
        if node not in weighing.supposed
    }
    asked = [node for node, held in places.items() if held and theses]
    if not asked:
        return {}
    kept = {n: p for n, p in weighing.supposed.items() if n in plan.node_index}
    runs = [{**kept, **dict.fromkeys(places[node], p)} for node in asked for p in (1.0, 0.0)]
    rolled = roll_up_many(plan, semantics=weighing.semantics, runs=runs)
    slots = {thesis: plan.node_index[thesis] for thesis in theses}
    found = {}
    for row, node in enumerate(asked):
        swings = {
            thesis: float(rolled[2 * row, slot] - rolled[2 * row + 1, slot])
            for thesis, slot in slots.items()
            if thesis != node
        }
        best = max(swings, key=lambda thesis: abs(swings[thesis]), default=None)
        if best is not None and swings[best]:
            found[node] = Stake(best, stake(swings[best], weighing.credences[node]))
    return found
