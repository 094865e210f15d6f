"""A debate's map on its page: the drawing, the same in small, the reasons on its roots."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from app.core.debate.graph import Graph, Relation
from app.core.debate.maps.drawing import Box, Map, MapCard
from app.core.formats.svg_cards import Drawn, markup
from app.core.formats.svg_words import aim_words, short
from app.core.vocabulary import ClaimKind
from app.services.snapshots import Snapshot
from app.web.showing import words
from app.web.showing.chips import StanceChip, stances_of, voices_of
from app.web.showing.claim_parts import contested_words, shortened
from app.web.site import addresses as to

# By how much the small map is smaller, and the longest that it may be, in pixels.
SCALES, LONGEST = (20, 40, 80, 160), 600
MOST_REASONS, MOST_WAYS, LONGEST_REASON = 40, 12, 64


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Where the parts of a map lead to on its page.

    `shown` returns the address that shows a claim beside the map, `rooted` that of its own map;
    `still`: the page is read from a file, where there is one map.
    """

    slug: str
    shown: Callable[[str], str]
    rooted: Callable[[str], str]
    still: bool

    def card(self, node: str) -> str:
        """Return where a card leads to: what it says, beside the map."""
        return to.node(self.slug, node) if self.still else f"{self.shown(node)}#m-{node}"

    def step(self, relation: str) -> str:
        """Return where a joint leads to: the page of the step."""
        return to.node(self.slug, relation)

    def more(self, node: str) -> str:
        """Return where what hangs below a card is shown."""
        return to.node(self.slug, node) if self.still else self.rooted(node)


class SmallCard(NamedTuple):
    """A card in the small map."""

    box: Box
    kind: str
    is_selected: bool


class Band(NamedTuple):
    """The part of the small map that leads to a reason: from where to where, and what it says."""

    node: str
    y: float
    height: float
    says: str


class Small(NamedTuple):
    """A map in small."""

    scale: int
    width: float
    height: float
    cards: Sequence[SmallCard]
    bands: Sequence[Band]


class Reason(NamedTuple):
    """A reason on a root: its kind, its first premise, and how many more premises it has."""

    kind: str
    node: str
    label: str
    more: int


class Selected(NamedTuple):
    """The claim that is told in full beside a map.

    `ways` says what it bears on, a relation each; `hidden`: numbers of others are not known yet.
    """

    id: str
    heading: str
    text: str
    kind: str
    voices: str
    status: str | None
    contested: str | None
    stances: tuple[StanceChip, ...]
    ways: Sequence[tuple[str, str]]
    cruxes: Sequence[tuple[str, str]]
    rateable: bool


def drawing(graph: Graph, found: Map, links: PageLinks, selected: str) -> Markup:
    """Return what stands within the drawing of a map; its text is escaped where it is written."""
    return Markup("\n".join(markup(Drawn(graph, found, links, selected))))


def small(graph: Graph, found: Map, selected: str) -> Small:
    """Return a map in small, with a part for each reason on a root."""
    scale = next((each for each in SCALES if found.height / each <= LONGEST), SCALES[-1])
    cards = [
        SmallCard(_smaller(card.box, scale), card.kind, card.node == selected and not card.again)
        for card in found.cards
    ]
    bands = list(_bands(graph, found, scale))
    return Small(scale, found.width / scale, found.height / scale, cards, bands)


def _smaller(box: Box, scale: int) -> Box:
    return Box(*(round(each / scale, 1) for each in box))


def _bands(graph: Graph, found: Map, scale: int) -> list[Band]:
    """Cut a small map into parts, from each reason on a root to the next one."""
    heads = [card for card in found.cards if card.is_root or (card.column == 1 and _is_first(card))]
    heads = sorted(heads, key=lambda card: card.box.y)
    ends = [*(card.box.y for card in heads[1:]), found.height]
    return [
        Band(card.node, round(card.box.y / scale, 1), round((end - card.box.y) / scale, 1), says)
        for card, end in zip(heads, ends, strict=True)
        if (says := short(graph, card.node)) and end - card.box.y >= scale and not card.again
    ]


def _is_first(card: MapCard) -> bool:
    return card.kind in ("supports", "rebuts")


def reasons(graph: Graph, roots: Sequence[str], found: Map) -> list[Reason]:
    """List the reasons on the roots of a map that are on it."""
    drawn = {joint.relation for joint in found.joined.joints}
    rows = [row for root in roots for row in graph.arguments.get(root, ()) if row.id in drawn]
    return [
        Reason(
            row.kind,
            row.premises[0],
            shortened(short(graph, row.premises[0]), LONGEST_REASON),
            len(row.premises) - 1,
        )
        for row in rows[:MOST_REASONS]
        if row.premises
    ]


def selected_claim(snapshot: Snapshot, node: str) -> Selected:
    """Return what is told of a claim beside a map."""
    graph = snapshot.graph
    claim = graph.claims[node]
    ways = graph.outgoing.get(node, ())[:MOST_WAYS]
    return Selected(
        id=node,
        heading=claim.label or words.capitalize_first(words.CLAIM_KIND[claim.kind]),
        text=claim.text,
        kind=claim.kind,
        voices=voices_of(graph, claim),
        status=claim.status if graph.has_ended(node) else None,
        contested=contested_words(snapshot, node),
        stances=stances_of(graph, node),
        ways=[(row.id, _way(graph, row, node)) for row in ways],
        cruxes=[(crux.id, short(graph, crux.id)) for crux in graph.cruxes_of.get(node, ())[:5]],
        rateable=claim.kind == ClaimKind.CLAIM and not graph.has_ended(node),
    )


def _way(graph: Graph, relation: Relation, node: str) -> str:
    """Say what a claim does by a relation: “Undercuts the step from ‘…’”, and with what else."""
    others = [short(graph, each) for each in relation.premises if each != node]
    together = f", with ‘{others[0]}’" if others else ""
    more = f" and {len(others) - 1} more" if len(others) > 1 else ""
    return f"{words.RELATION[relation.kind]} {aim_words(graph, relation.target)}{together}{more}"
