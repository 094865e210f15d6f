"""What a card of a map shows: the claim in a few words, who holds it, the credences in it."""

from typing import NamedTuple

from app.core.debate.graph import Graph, Stance
from app.core.debate.maps.choosing import Card, View
from app.core.debate.maps.widths import Lines, width, wrapped
from app.core.debate.weighing import Weighing
from app.core.vocabulary import ClaimKind, StanceValue

SIZE, SMALL = 12.5, 11.5
LINE = 17
PADDING = 10
SIGN, BETWEEN = 13, 9  # a stance's sign with the blank after it, and between two holders
MARK = 18  # the sign of a crux, in the first line
MOST_LINES, MOST_SENTENCE_LINES, MOST_ROOT_LINES, MOST_AGAIN_LINES = 4, 3, 12, 2
TEXT, HOLDERS, STRIP = 15, 17, 22  # heights, in pixels
MOST_TOLD = 40
KIND_ROOM = 112.0  # for the word that says that a claim is a question, or the like
PILL_ROOM = 28.0  # for the number of what is not on the map


class Holder(NamedTuple):
    """Who takes which stance, and from where to where, right of the card's text, that is said."""

    value: str
    name: str
    x: float
    end: float


class Axis(NamedTuple):
    """Credences as places from 0 to 1: what accounts say, the reader's own, and the numbers.

    `ranges` are the analyst's readings of people, from low to high.
    """

    dots: tuple[float, ...]
    own: float | None
    pooled: float | None
    implied: float | None
    ranges: tuple[tuple[float, float], ...]


class Face(NamedTuple):
    """What stands on a card, and how wide and high that makes it.

    `is_label`: its words are the claim's label; else they are its sentence, which `is_cut` where
    there is no room for all of it. `aside` stands before the holders. `says` is all of it in words.
    """

    width: float
    height: float
    lines: tuple[str, ...]
    is_label: bool
    is_cut: bool
    kind: str
    holders: tuple[Holder, ...]
    more: int
    is_crux: bool
    has_ended: bool
    axis: Axis | None


def face_of(graph: Graph, weighing: Weighing, card: Card, wide: float, view: View) -> Face:
    """Make what a card shows, for a card of a width."""
    if card.node not in graph.claims:
        return _remark(graph, card, wide)
    claim, is_crux = graph.claims[card.node], card.node in graph.cruxes_of
    text = claim.text if card.is_root else claim.label or claim.text
    room, first = wide - 2 * PADDING, MARK if is_crux and not card.again else 0
    found = wrapped(text, room, SIZE, _most_lines(card, bool(claim.label)), first)
    kind = "" if card.again or claim.kind == ClaimKind.CLAIM else claim.kind
    axis = None if card.again else axis_of(graph, weighing, claim.id, view)
    taken = KIND_ROOM * bool(kind) + PILL_ROOM * bool(card.hidden)
    holders, more = _holders(graph, claim.id, room - taken) if not card.again else ((), 0)
    lines, has_row = found.lines or ("…",), bool(kind or holders or card.hidden)
    return Face(
        width=wide,
        height=TEXT + LINE * len(lines) + HOLDERS * has_row + STRIP * (axis is not None),
        lines=lines,
        is_label=bool(claim.label) and not card.is_root,
        is_cut=found.is_cut,
        kind=kind,
        holders=holders,
        more=more,
        is_crux=is_crux and not card.again,
        has_ended=graph.has_ended(claim.id),
        axis=axis,
    )


def said_of(graph: Graph, node: str) -> tuple[Stance, ...]:
    """Return the stances on a node that stand at the end and say something."""
    rows = graph.stances_of.get(node, ())
    return tuple(row for row in rows if row.stands and row.value != StanceValue.NOT_STATED)


def axis_of(graph: Graph, weighing: Weighing, node: str, view: View) -> Axis | None:
    """Return the credences in a claim; None where nobody rated it and no range is to be shown."""
    rows = [row for row in graph.counted_of.get(node, ()) if row.value is not None]
    ranges = _ranges(graph, node) if view.readings else ()
    if not rows and not ranges:
        return None
    numbers = weighing.of(node)
    return Axis(
        dots=tuple(sorted({round(row.value or 0, 2) for row in rows if row.account != view.own})),
        own=next((row.value for row in rows if row.account == view.own), None),
        pooled=numbers.stated.value if numbers.stated else None,
        implied=numbers.implied,
        ranges=ranges,
    )


def _ranges(graph: Graph, node: str) -> tuple[tuple[float, float], ...]:
    rows = graph.stances_of.get(node, ())[:MOST_TOLD]
    told = ((row.low, row.high) for row in rows if row.stands)
    return tuple((low, high) for low, high in told if low is not None and high is not None)


def _most_lines(card: Card, has_label: bool) -> int:
    if card.again:
        return MOST_AGAIN_LINES
    if card.is_root:
        return MOST_ROOT_LINES
    return MOST_LINES if has_label else MOST_SENTENCE_LINES


def _remark(graph: Graph, card: Card, wide: float) -> Face:
    """Make the card of a remark that starts from no claim: its own words, and whose they are."""
    relation = graph.relations[card.node]
    said = relation.warrant or graph.name(relation.person)
    found: Lines = wrapped(said, wide - 2 * PADDING, SIZE, MOST_SENTENCE_LINES)
    lines = found.lines or ("…",)
    high = TEXT + LINE * len(lines) + (HOLDERS if card.hidden else 0)
    told = (wide, high, lines, False, found.is_cut, "", (), 0, False)
    return Face(*told, graph.has_ended(card.node), None)


def _holders(graph: Graph, node: str, room: float) -> tuple[tuple[Holder, ...], int]:
    """Return who holds a claim or speaks against it, as far as a line has room, and the others.

    Of a claim on which no stance is known, those who put it into words.
    """
    named = [(row.value, graph.people[row.person].short) for row in said_of(graph, node)]
    voices = graph.voices.get(node, ())
    named = named or [(StanceValue.VOICES.value, graph.people[each].short) for each in voices]
    found: list[Holder] = []
    x, limit = 0.0, room - width("+99", SMALL) - BETWEEN
    for value, name in named:
        needs = SIGN + width(name, SMALL)
        if x + needs > limit:
            break
        found.append(Holder(value, name, x, x + needs))
        x += needs + BETWEEN
    return tuple(found), len(named) - len(found)
