"""A comparison's values for its template: nodes with their words, shares in points."""

from collections.abc import Sequence, Set

from app.core.debate.comparison import Both, DisputedStep, PeopleCompared, Restated
from app.core.debate.edge_ids import relation_of
from app.core.debate.graph import Graph, Person, Relation
from app.core.debate.pairs import Pair
from app.core.debate.two_sides import RangeCompared, SidesCompared
from app.core.figures import adding_up, apart, percent, points, points_of, read
from app.core.measures.gap_split import NOT_ON_THE_MAP, GapShare
from app.core.measures.parting_ranges import RangeParting
from app.core.measures.partings import Parting
from app.web.showing.claim_parts import step_words
from app.web.showing.compare_values import (
    BothRow,
    CruxOfSides,
    DisputedRow,
    NodeLine,
    NotCompared,
    PeopleValues,
    RangeCrux,
    RangeNotCompared,
    RangeValues,
    Rest,
    RestatedRow,
    ShareRow,
    SidesValues,
)
from app.web.showing.node_rows import MOST_VERDICTS, verdict_row
from app.web.showing.pair_rows import sentence_rows
from app.web.showing.parting_words import parting_sentence, range_sentence

SHOWN = 0.005
# What closes or opens a gap by less than this, a difference of credences, is no crux.
LEAST_CLOSING = 0.0005


def people_values(graph: Graph, found: PeopleCompared, said: Pair | None) -> PeopleValues:
    """Return two people's comparison, and what an editor says of them: words only."""
    return {
        "said": sentence_rows(graph, said.sentences) if said else [],
        "shared": [_both(graph, row) for row in found.shared],
        "opposed": [_both(graph, row) for row in found.opposed],
        "half_apart": [_both(graph, row) for row in found.half_apart],
        "reported": [_both(graph, row) for row in found.reported],
        "steps": [_step(graph, row) for row in found.steps],
        "restated": [_restated(graph, row) for row in found.restated],
        "cruxes": found.cruxes,
        "only_a": found.only_a,
        "only_b": found.only_b,
    }


def _restated(graph: Graph, row: Restated) -> RestatedRow:
    return {
        "id": row.relation.id,
        "by": graph.name(row.by),
        "of": graph.name(row.of),
        "as_": _first(graph, row.relation),
        "target": graph.text(row.relation.target),
        "verdicts": [verdict_row(graph, v) for v in row.verdicts[:MOST_VERDICTS]],
        "more_verdicts": max(0, len(row.verdicts) - MOST_VERDICTS),
    }


def _both(graph: Graph, row: Both) -> BothRow:
    relation = graph.relations.get(row.node)
    if relation is None:
        text = graph.text(row.node)
        return {"id": row.node, "text": text, "a": row.a, "b": row.b, "step": None}
    text = relation.warrant or graph.sentence(relation)
    step = f"The step {step_words(graph, row.node)}"
    return {"id": row.node, "text": text, "a": row.a, "b": row.b, "step": step}


def _step(graph: Graph, row: DisputedStep) -> DisputedRow:
    relation = row.relation
    return {
        "id": relation.id,
        "kind": relation.kind,
        "premises": [{"id": node, "text": graph.text(node)} for node in relation.premises],
        "target": relation.target,
        "target_text": _aim(graph, relation),
        "drawn_by": graph.people[row.drawn_by].short,
        "disputed_by": graph.people[row.disputed_by].short,
        "shares": row.shares_premises,
        "undercuts": [{"id": u.id, "text": _first(graph, u)} for u in row.undercuts],
    }


def _aim(graph: Graph, relation: Relation) -> str:
    if relation.target in graph.relations:
        return f"the step {step_words(graph, relation.target)}"
    return graph.text(relation.target)


def _first(graph: Graph, relation: Relation) -> str:
    return graph.text(relation.premises[0]) if relation.premises else relation.warrant


def sides_values(
    graph: Graph, found: SidesCompared | None, at: str | None
) -> SidesValues | NotCompared:
    """Return two accounts' or camps' comparison: the gap, its split, its cruxes."""
    if found is None:
        return {"at": at, "found": None, "text": graph.text(at) if at else ""}
    shares, rest = _shares(graph, found)
    gap = apart(found.report.root_a, found.report.root_b)
    return {
        "at": found.at,
        "text": graph.text(found.at),
        "found": found,
        "gap": gap,
        "shares": shares,
        "rest": rest,
        "cruxes": [_crux(graph, found, gap, crux) for crux in found.report.cruxes if _counts(crux)],
        "only_a": _nodes(graph, found.only_a),
        "only_b": _nodes(graph, found.only_b),
    }


def _shares(graph: Graph, found: SidesCompared) -> tuple[list[ShareRow], Rest | None]:
    """Return the parts of a gap, those too small to stand alone summed up.

    In whole points that add up to the gap as it is shown.
    """
    split, report = found.split, found.report
    shown = [share for share in split.shares if _is_shown(share)]
    small = [share.share for share in split.shares if not _is_shown(share) and share.share]
    # A part counts up where it is signed like the gap.
    way = -1 if split.gap < 0 else 1
    parts = [
        way * part for part in (*(share.share for share in shown), *([sum(small)] * bool(small)))
    ]
    total = abs(read(report.root_a) - read(report.root_b))
    numbers = adding_up([100 * part for part in parts], total)
    said = [_signed(number, part) for number, part in zip(numbers, parts, strict=True)]
    widest = max(map(abs, parts), default=0.0) or 1.0
    rows = [_share(graph, each, text, way, widest) for each, text in zip(shown, said, strict=False)]
    return rows, {"n": len(small), "points": said[-1]} if small else None


def _share(graph: Graph, share: GapShare, said: str, way: int, widest: float) -> ShareRow:
    return {
        "id": relation_of(share.id),
        "kind": share.kind,
        "name": _name(graph, share.id, share.kind),
        "points": said,
        "widens": way * share.share < 0,
        "width": round(200 * abs(share.share) / widest, 1),
    }


def _is_shown(share: GapShare) -> bool:
    return share.kind == NOT_ON_THE_MAP or abs(share.share) >= SHOWN


def _signed(number: int, part: float) -> str:
    """Say a part of a gap in points, with a minus if the gap is narrower for it."""
    return ("−" if number < 0 else "") + points_of(number, part)


def range_values(
    graph: Graph, found: RangeCompared | None, account: str, person: Person, at: str | None
) -> RangeValues | RangeNotCompared:
    """Return an account's comparison with a person: ranges, in whole points."""
    if found is None:
        text = graph.text(at) if at else ""
        return {"account": account, "person": person, "at": at, "found": None, "text": text}
    return {
        "account": account,
        "person": person,
        "at": found.at,
        "text": graph.text(found.at),
        "found": found,
        "gap": _gap_words(found.report.gap, person.short),
        "cruxes": [_range_crux(graph, crux) for crux in found.report.cruxes],
        "beyond": _nodes(graph, found.beyond),
    }


def _range_crux(graph: Graph, crux: RangeParting) -> RangeCrux:
    sentence = range_sentence(crux)
    return {"id": crux.id, "text": graph.text(crux.id), "crux": crux, "sentence": sentence}


def _gap_words(gap: tuple[float, float], person: str) -> str:
    """Say a range of gaps: always who is higher, and when that is open."""
    low, high = gap
    if low < 0 < high:
        return f"anywhere from {points(low)} below to {points(high)} above {person}"
    near, far = sorted((abs(low), abs(high)))
    side = "above" if high > 0 else "below"
    return f"{read(near)} to {points(far)} {side} {person}"


def _counts(crux: Parting) -> bool:
    return max(abs(crux.agree), abs(crux.resolve)) >= LEAST_CLOSING


def _crux(graph: Graph, found: SidesCompared, gap: str, crux: Parting) -> CruxOfSides:
    node = relation_of(crux.id)
    kind = "claim" if node in graph.claims else "relation"
    name = _name(graph, crux.id, kind)
    return {
        "id": node,
        "kind": kind,
        "name": name,
        "crux": crux,
        "sentence": parting_sentence(crux, gap),
        "a": _said(crux.credence_a, node, found.rated_a, found.rated_b, kind),
        "b": _said(crux.credence_b, node, found.rated_b, found.rated_a, kind),
    }


def _said(value: float, node: str, own: Set[str], others: Set[str], kind: str) -> str:
    """Say what a side holds of a crux: its own number, an implied one, or that it gave none."""
    if node in own:
        return percent(value)
    return (
        "not rated"
        if node in others or kind == "relation"
        else f"{percent(value)} implied by the map"
    )


def _name(graph: Graph, node: str, kind: str) -> str:
    if kind == "claim":
        return graph.text(node)
    if kind == NOT_ON_THE_MAP:
        return "Not on the map: what no reason listed here explains"
    return f"The step {step_words(graph, relation_of(node))}"


def _nodes(graph: Graph, nodes: Sequence[str]) -> list[NodeLine]:
    return [
        {"id": node, "text": graph.text(node), "step": node in graph.relations} for node in nodes
    ]
