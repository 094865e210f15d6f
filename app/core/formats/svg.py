"""The map of a debate as a drawing in SVG, a file that stands by itself.

A hanging tree: reasons stand to the right of what they bear on, an undercut ends on the joint of
the step it questions. The full sentence is told at each card, and links lead to the debate where
its address is known. At most 300 cards; what is deeper is counted where it would begin.
"""

import re
from collections.abc import Iterator

from app.core.debate.graph import Graph
from app.core.debate.maps.choosing import Group, View, all_roots, chosen
from app.core.debate.maps.drawing import Map, drawn_map
from app.core.debate.maps.faces import said_of
from app.core.debate.maps.placing import EDGE
from app.core.debate.maps.widths import width, wrapped
from app.core.debate.weighing import weigh
from app.core.debate.whole import Debate
from app.core.formats import svg_words as words
from app.core.formats.format import Format, Loss, Options, Written
from app.core.formats.keeping import kept
from app.core.formats.losing import in_words, lost
from app.core.formats.svg_cards import Drawn, glyph, markup, stance_sign, told
from app.core.formats.svg_look import style

HEADING, TOLD = 17.0, 12.0
NARROWEST = 560.0
_SIZE = re.compile(r'<svg xmlns="[^"]*" width="([\d.]+)" height="([\d.]+)"')
_CARRIED = {
    "debate": ("question", "theses"),
    "people": ("id", "name"),
    "claims": ("id", "kind", "text", "label", "status"),
    "relations": ("id", "kind", "basis", "premises", "target", "warrant", "status"),
    "stances": ("id", "person", "node", "value"),
}


class _To:
    """Links to the pages of a debate at an address."""

    def __init__(self, address: str) -> None:
        self.address = address

    def card(self, node: str) -> str:
        return f"{self.address}/n/{node}" if self.address else ""

    step = card

    def more(self, node: str) -> str:
        return f"{self.address}/map?root={node}" if self.address else ""


def write(debate: Debate, options: Options) -> Written:
    """Draw a debate's map; with an address, cards and joints lead to their pages."""
    losses = lost(debate, keeps(debate))
    view = whole_view(debate.graph)
    settings = debate.settings
    weighing = weigh(debate.graph, semantics=settings.semantics, pooling=settings.pooling)
    drawn = drawn_map(debate.graph, weighing, view)
    heads = [settings.title, *([settings.question] if settings.question else [])]
    return Written(picture(debate.graph, drawn, heads, options.address, losses).encode(), losses)


def whole_view(graph: Graph) -> View:
    """Return the view of a debate that shows as much of it as there is room for."""
    return View(all_roots(graph), remarks=True)


def keeps(debate: Debate) -> Debate:
    """Return the claims in their words and the relations, as far as they are drawn, and who holds
    the claims."""
    graph = debate.graph
    found = chosen(graph, whole_view(graph))
    groups: list[Group] = [group for card in found.cards for group in card.groups]
    for group in groups:  # which grows on the way
        groups += group.steps
    nodes = {card.node for card in found.cards}
    nodes |= {group.relation.id for group in groups if not group.more}
    stances = {
        row.id: row.person for node in nodes & graph.claims.keys() for row in said_of(graph, node)
    }
    known = {"claims": nodes, "relations": nodes, "stances": stances.keys()}
    known["people"] = set(stances.values())
    return kept(debate, _CARRIED, only=lambda name, row: row.id in known[name])


def picture(
    graph: Graph, drawn: Map, heads: list[str], address: str = "", losses: tuple[Loss, ...] = ()
) -> str:
    """Return a map as a file: what it is called, the map, and what its signs mean."""
    wide = max(drawn.width, NARROWEST)
    head = list(_heading(heads, wide))
    top = 24.0 * len(head) + 4
    foot, high = _signs(wide, top + drawn.height)
    title, about = heads[0], " ".join([*words.whole_words(graph, drawn), words.READ_SO])
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}" height="{high:g}" '
        f'viewBox="0 0 {wide:g} {high:g}" role="group" aria-labelledby="title about">',
        f'<title id="title">{told(title)}</title>',
        f'<desc id="about">{told(about)}</desc>',
        *([f"<metadata>{told(in_words(losses))}</metadata>"] if losses else []),
        f"<style>{told(style())}</style>",
        f'<rect class="ground" width="{wide:g}" height="{high:g}"/>',
        *head,
        f'<g transform="translate(0 {top:g})">',
        *markup(Drawn(graph, drawn, _To(address))),
        "</g>",
        *foot,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def size_of(drawing: str) -> tuple[float, float]:
    """Return how wide and how high a file says that it is.

    >>> size_of('<svg xmlns="http://www.w3.org/2000/svg" width="560" height="80.5" viewBox="">')
    (560.0, 80.5)
    """
    found = _SIZE.match(drawing)
    assert found is not None
    return float(found[1]), float(found[2])


def _heading(heads: list[str], wide: float) -> Iterator[str]:
    y = 30.0
    for number, text in enumerate(heads):
        size, look = (TOLD, "told") if number else (HEADING, "heading")
        for line in wrapped(text, wide - 2 * EDGE, size, 4).lines:
            yield f'<text class="{look}" x="{EDGE:g}" y="{y:g}">{told(line)}</text>'
            y += 24


def _signs(wide: float, y: float) -> tuple[list[str], float]:
    """Return what the signs mean, below a map, and how high the whole is then."""
    found: list[str] = []
    x, y = EDGE, y + 26
    entries = [(glyph(kind, 9, -4), says, 24) for kind, says in words.SIGNS]
    entries += [(stance_sign(value, 4, -8), says, 18) for value, says in words.STANCES]
    for sign, says, indent in entries:
        needs = indent + width(says, TOLD)
        if x > EDGE and x + needs > wide - EDGE:
            x, y = EDGE, y + 26
        text = f'<text class="told" x="{indent}">{told(says)}</text>'
        found.append(f'<g transform="translate({x:g} {y:g})">{sign}{text}</g>')
        x += needs + 16
    for line in wrapped(words.READ_SO, wide - 2 * EDGE, TOLD, 9).lines:
        y += 20
        found.append(f'<text class="told" x="{EDGE:g}" y="{y:g}">{told(line)}</text>')
    return found, y + 16


FORMAT = Format(
    name="svg",
    title="Map as SVG",
    media_type="image/svg+xml",
    ending=".svg",
    use="a picture of the argument for slides, papers and walls, at any size",
    carries="claims and all relations on claims and on steps, joint premises, who holds "
    "each claim, pooled and implied credences where somebody rated; of a debate of more than 300 "
    "cards, what stands nearest to the theses",
    loses="the words of stances, cruxes but for their sign, citations, bodies and notes, "
    "strengths, earlier wordings, who gave which credence; goes out only",
    write=write,
    keeps=keeps,
)
