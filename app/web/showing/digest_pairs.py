"""Where two people part, in sentences: an editor's where there are any, else read from the rows."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from app.core.debate.comparison import Both, DisputedStep, OnCrux
from app.core.debate.exchanges import Dispute, Exchange
from app.core.debate.graph import Graph
from app.core.vocabulary import PairKind, Side, StanceValue
from app.web.showing import words
from app.web.showing.digest_values import Block
from app.web.showing.lines import Line, Run, few, line, node, numbered, quoted
from app.web.site import addresses as to

MOST = 3
MOST_RESTS = 6
TOLD = (PairKind.PART, PairKind.AGREE, PairKind.UNANSWERED, PairKind.CHANGED)


def block(graph: Graph, found: Dispute) -> Block:
    """Say of two people where they part, on what they agree, and what is left unanswered."""
    names = named_pair(graph, found.exchange)
    said = _written(graph, found) if found.said else _read(graph, found, names.href)
    return Block(line(names), tuple(said))


def named_pair(graph: Graph, pair: Exchange) -> Run:
    """Name two people, with the link to the page that compares them."""
    sides = urlencode({"a": f"p:{pair.a}", "b": f"p:{pair.b}"}, safe=":")
    names = f"{graph.people[pair.a].short} and {graph.people[pair.b].short}"
    return Run(names, f"{to.debate(graph.slug, 'compare')}?{sides}")


def _written(graph: Graph, found: Dispute) -> Iterator[tuple[str, Line]]:
    """Yield an editor's sentences with the numbers of what each rests on."""
    for row in found.said:
        if row.kind in TOLD:
            rests = [line(" ", numbered(graph, each)) for each in row.nodes[:MOST_RESTS]]
            yield words.PAIR[row.kind], line(row.text, *rests)


def _read(graph: Graph, found: Dispute, href: str) -> Iterator[tuple[str, Line]]:
    a, b = found.exchange.a, found.exchange.b
    apart = [*_opposed(graph, found, a, b), *_steps(graph, found.found.steps)]
    apart += [_crux(graph, row, a, b) for row in found.found.cruxes if _parts(row)]
    if apart:
        yield words.PAIR[PairKind.PART], line(few(apart, href, "; ", MOST), ".")
    else:
        yield "", _no_parting(found)
    if agreed := [_agreed(graph, row) for row in found.found.shared]:
        yield words.PAIR[PairKind.AGREE], line(few(agreed, href, "; ", MOST), ".")
    if waiting := [_waiting(graph, found, at) for at in range(len(found.unanswered))]:
        yield words.PAIR[PairKind.UNANSWERED], line(few(waiting, href, "; ", MOST), ".")


def _no_parting(found: Dispute) -> Line:
    return line(
        f"They speak to each other in {_arrows(found)}, and no claim, step or crux is on this map "
        "that one accepts and the other rejects."
    )


def _arrows(found: Dispute) -> str:
    return words.count(len(found.exchange.by_a) + len(found.exchange.by_b), "place")


def _opposed(graph: Graph, found: Dispute, a: str, b: str) -> list[Line]:
    return [
        line(
            quoted(graph, row.node),
            f": {graph.people[a].short} {words.STANCE[row.a.value]},",
            f" {graph.people[b].short} {words.STANCE[row.b.value]}",
        )
        for row in found.found.opposed
        # A disputed step is told with who draws it.
        if row.node not in {step.relation.id for step in found.found.steps}
    ]


def _steps(graph: Graph, rows: Sequence[DisputedStep]) -> list[Line]:
    return [
        line(
            node(graph, row.relation.id),
            f": {graph.people[row.drawn_by].short} takes it,",
            f" {graph.people[row.disputed_by].short} disputes it",
        )
        for row in rows
    ]


def _parts(row: OnCrux) -> bool:
    """Tell whether two people answer a crux with a yes and a no."""
    signs = [each.sign for each in (row.a, row.b) if each and each.sign]
    sides = {StanceValue(sign).side for sign in signs}
    return sides == {Side.FOR, Side.AGAINST}


def _crux(graph: Graph, row: OnCrux, a: str, b: str) -> Line:
    said = [
        f"{graph.people[who].short} {each.short or words.STANCE[each.sign or 'undecided']}"
        for who, each in ((a, row.a), (b, row.b))
        if each
    ]
    return line("the crux ", quoted(graph, row.crux.id), f": {', '.join(said)}")


def _agreed(graph: Graph, row: Both) -> Line:
    return line(f"both {_both(row)} ", quoted(graph, row.node))


def _both(row: Both) -> str:
    """Say what two people hold alike of a node, in the plural: “both accept”."""
    said = {
        StanceValue.ACCEPTS: "accept",
        StanceValue.REJECTS: "reject",
        StanceValue.UNDECIDED: "are undecided on",
        StanceValue.DOUBTS: "doubt",
        StanceValue.DENIES_KNOWN: "deny to be known",
        StanceValue.ACCEPTS_IF: "accept on a condition",
    }
    return said[StanceValue(row.a.value)]


def _waiting(graph: Graph, found: Dispute, at: int) -> Line:
    attack = found.unanswered[at].attack
    by = graph.people[attack.person].short if attack.person else ""
    shown = attack.premises[0] if attack.premises else attack.id
    name = Run(node(graph, shown).text, to.node(graph.slug, attack.id))
    return line(f"{by}’s ‘", name, "’")
