"""All numbers of a weighing, to be compared."""

from app.core.debate.weighing import Weighing


def numbers(weighing: Weighing) -> dict[str, float]:
    """Every number of a weighing, by a name of its own."""
    rolled = weighing.rollup
    found = {f"strength {node}": value for node, value in rolled.strengths.items()}
    found |= {f"edge {edge}": value for edge, value in rolled.edges.items()}
    found |= {f"pooled {node}": value for node, value in weighing.pooled.items()}
    found |= {f"base {node}": value or -1.0 for node, value in weighing.network.bases.items()}
    found |= {f"relevance {edge.id}": edge.relevance for edge in weighing.network.edges}
    found |= {f"prior {node}": value for node, value in weighing.priors.items()}
    for node in weighing.network.bases:
        of = weighing.of(node)
        found |= {f"apart {node}": of.disagreement, f"implied {node}": of.implied or -1.0}
    return found
