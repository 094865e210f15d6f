"""The frame of a debate's pages."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypedDict

from app.core.debate.extent import standing_claims
from app.core.debate.graph import Graph, Node
from app.core.vocabulary import ClaimKind, Provenance
from app.services.debates import OpenDebate
from app.services.moments import Moment
from app.web.showing.what_ifs import Moves
from app.web.showing.windows import WINDOW
from app.web.site import addresses as to
from app.web.site.views import differing, suffix

SEEN = "seen"  # in an address or a form: the revision from which one comes


class Frame(TypedDict):
    """What `debates/frame.html` needs; the page of every debate is given it.

    `all_outside`: nothing in it is from the text of a source, so no card says so of itself.
    """

    debate: OpenDebate
    as_of: Moment | None
    tab: str
    all_outside: bool
    counts: Mapping[str, int]
    view: str
    said_at: Callable[[str], str]
    differing: list[str]
    supposed: list[tuple[str, str, float]]
    seen: int | None
    moves: Moves | None


def tab_counts(graph: Graph) -> dict[str, int]:
    """Return the numbers beside the tabs."""
    return graph.kept(("claims", "cruxes", "people", "sources"), "tabs", lambda: _counted(graph))


def all_outside(graph: Graph) -> bool:
    """Tell whether every claim and arrow was added by an account or came in from a file."""
    return graph.kept(("claims", "relations"), "all_outside", lambda: _is_outside(graph))


def _is_outside(graph: Graph) -> bool:
    nodes: tuple[Node, ...] = (*graph.claims.values(), *graph.relations.values())
    return bool(nodes) and all(node.provenance == Provenance.OUTSIDE for node in nodes)


def _counted(graph: Graph) -> dict[str, int]:
    return {
        "thread": sum(claim.kind == ClaimKind.CLAIM for claim in standing_claims(graph)),
        "cruxes": len(graph.cruxes),
        "people": len(graph.people),
        "sources": len(graph.sources),
    }


def frame(debate: OpenDebate, graph: Graph, tab: str, seen: int | None = None) -> Frame:
    """Return what stands around a debate's page; `tab` is the view it is or belongs to.

    `seen` is the revision that the reader saw last, where they come from a form.
    """
    return {
        "debate": debate,
        "as_of": debate.at,
        "tab": tab,
        "all_outside": all_outside(graph),
        "counts": tab_counts(graph),
        "view": suffix(debate),
        "said_at": partial(to.comment, debate.slug, is_long=graph.comments > WINDOW),
        "differing": differing(debate),
        "supposed": [(node, graph.text(node), value) for node, value in debate.suppose],
        "seen": seen,
        "moves": None,
    }
