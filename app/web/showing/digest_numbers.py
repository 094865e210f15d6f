"""What the accounts' numbers say of a debate: what separates them, and what would close the gap."""

from collections.abc import Iterator
from urllib.parse import urlencode

from app.core.debate.edge_ids import relation_of
from app.core.debate.graph import Graph
from app.core.debate.separating import FEWEST, Held, Separation, Separator, separation
from app.core.debate.summary import apart
from app.core.figures import apart as points_apart
from app.core.figures import percent, points
from app.core.measures.partings import Parting
from app.services.snapshots import Snapshot
from app.web.showing import words
from app.web.showing.compare_words import LEAST_CLOSING
from app.web.showing.digest_values import Item
from app.web.showing.lines import Line, Run, line, quoted, several
from app.web.site import addresses as to

MOST_APART = 3
MOST_CLOSING = 3
MOST_STAKES = 3


def number_items(snapshot: Snapshot) -> Iterator[Item]:
    """Yield what separates those who rated, what is at stake, and what would close the gap."""
    graph, weighing = snapshot.graph, snapshot.weighing
    raters = len(graph.raters)
    if not raters:
        yield Item(line(_nobody(snapshot)))
    else:
        found = separation(
            graph, weighing.pooling, weighing.semantics, weighing.supposed, MOST_APART
        )
        yield from _separated(graph, found, raters) if found else (Item(_thin(raters)),)
        yield from _stakes(snapshot)
    yield from _would_move(graph)


def _nobody(snapshot: Snapshot) -> str:
    if not snapshot.audience.knows_all:
        return (
            "This debate is blind: what others think of a claim shows once you have rated it, so "
            "no number here says what separates them."
        )
    return (
        "No account has rated anything here, so no number says what separates them or would "
        "close the gap."
    )


def _thin(raters: int) -> Line:
    who = words.count(raters, "account")
    if raters < FEWEST:
        return line(f"{who} rated something: camps are looked for among {FEWEST} or more.")
    return line(f"The {who} who rated something do not fall into camps.")


def _separated(graph: Graph, found: Separation, raters: int) -> Iterator[Item]:
    sides = f"{len(found.sides)} camps among {raters} accounts" if found.are_camps else "2 accounts"
    rows = [_separator(graph, each) for each in found.nodes]
    if rows:
        lead = Run(f"{sides}, best separated by: ", look="b")
        yield Item(line(lead, several(rows, "; ", "; "), "."))
    else:
        lead = Run(f"{sides}. ", look="b")
        yield Item(line(lead, "No point that enough of each rated separates them."))
    yield from _gap(graph, found)


def _separator(graph: Graph, row: Separator) -> Line:
    said = [_held(each) for each in row.held]
    return line(quoted(graph, row.node), f" {' against '.join(said)}")


def _held(held: Held | None) -> str:
    return f"{percent(held.value)} ({held.n})" if held else "too few"


def _gap(graph: Graph, found: Separation) -> Iterator[Item]:
    gap = found.gap
    if gap is None:
        yield Item(line("They share no view on any thesis, so there is no gap to close."))
        return
    rows = [row for row in gap.report.cruxes if row.agree >= LEAST_CLOSING][:MOST_CLOSING]
    wide = points_apart(gap.report.root_a, gap.report.root_b)
    first = "The first two are" if len(found.sides) > 2 else "They are"
    there = Run(f"{wide} apart", _compared(graph, found))
    lead = line(f"{first} ", there, " on ", quoted(graph, gap.at), ". ")
    if not rows:
        yield Item(line(lead, "Agreeing on no single point would narrow that."))
        return
    said = several([_closing(graph, row) for row in rows], "; ", "; ")
    yield Item(line(lead, Run("Agreeing would narrow that: ", look="b"), said, "."))


def _closing(graph: Graph, row: Parting) -> Line:
    return line("on ", quoted(graph, relation_of(row.id)), f" by {points(row.agree)}")


def _compared(graph: Graph, found: Separation) -> str:
    if not found.are_camps:
        return to.debate(graph.slug, "compare")
    asked = urlencode({"a": "camp:1", "b": "camp:2"}, safe=":")
    return f"{to.debate(graph.slug, 'compare')}?{asked}"


def _stakes(snapshot: Snapshot) -> Iterator[Item]:
    graph = snapshot.graph
    rows = [row for row in apart(graph, snapshot.weighing) if row.stake and row.stake >= 0.005]
    rows.sort(key=lambda row: -(row.stake or 0))
    said = [
        line(
            quoted(graph, row.node),
            f" ±{points(row.stake or 0)}",
            *((" at ", quoted(graph, row.thesis)) if row.thesis else ()),
        )
        for row in rows[:MOST_STAKES]
    ]
    if said:
        lead = Run("What their disagreement is worth at a thesis: ", look="b")
        yield Item(line(lead, several(said, ", ", ", "), "."))
    else:
        yield Item(line("No disagreement of accounts is worth a point at a thesis."))


def _would_move(graph: Graph) -> Iterator[Item]:
    known = [crux for crux in graph.cruxes.values() if crux.would_move]
    if known:
        href = to.debate(graph.slug, "cruxes")
        of = f"{len(known)} of {words.count(len(graph.cruxes), 'crux', 'cruxes')}"
        if len(known) == len(graph.cruxes) > 1:
            of = f"All {len(known)} cruxes"
        said = "says in words what would move it"
        if len(known) > 1:
            said = "say in words what would move them"
        yield Item(line(Run(of, href), f" {said}."))
