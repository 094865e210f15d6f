"""The markup of a map in SVG: cards, lines and joints, the same in a file and on a page.

Colours and fonts are given by classes, so that a page can show them light and dark.
"""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from app.core.debate.graph import Graph
from app.core.debate.maps.drawing import Box, Map, MapCard, Rest
from app.core.debate.maps.faces import BETWEEN, LINE, PADDING, SMALL, STRIP, Axis
from app.core.debate.maps.lines import Joint, Line
from app.core.debate.maps.widths import width
from app.core.formats import svg_words as words
from app.core.formats.xml_writing import UNTOLD, attribute, content

SHAPES = {
    "supports": "M0-5.5 5.2 3.5H-5.2z",
    "rebuts": "M0 5.5 5.2-3.5H-5.2z",
    "undercuts": "M-4-4l8 8M4-4l-8 8",
    "backs": "M-4.5.5l3.2 3.2 6-7",
    "talk": "M-4-1.5h8M-4 1.8h5",
}
STANCES = {
    "accepts": '<circle class="sign full" cx="4.5" cy="4.5" r="3.6"/>',
    "accepts_if": '<circle class="sign" cx="4.5" cy="4.5" r="3.4"/>',
    "rejects": '<path class="sign" d="M1.2 1.2l6.6 6.6M7.8 1.2l-6.6 6.6"/>',
    "doubts": '<path class="sign" d="M1 4.5h7"/>',
    "denies_known": '<path class="sign" d="M1 4.5h7"/>',
    "undecided": '<circle class="sign" cx="4.5" cy="4.5" r="3.4" stroke-dasharray="2 1.6"/>',
    "voices": '<path class="sign" d="M2.2 2.4v4M4.5 2.4v4M6.8 2.4v4"/>',
}
PILL, PILL_HIGH = 34, 22


class Links(Protocol):
    """Where the parts of a map lead to; nowhere where the address is empty."""

    def card(self, node: str) -> str:
        """Return where a claim's card leads to."""
        ...

    def step(self, relation: str) -> str:
        """Return where a joint leads to."""
        ...

    def more(self, node: str) -> str:
        """Return where what is hidden below a claim is to be seen."""
        ...


class Drawn(NamedTuple):
    """A map with what its markup is made of; `selected` is the node whose card stands out."""

    graph: Graph
    map: Map
    links: Links
    selected: str = ""


def markup(drawn: Drawn) -> Iterator[str]:
    """Yield the elements of a map: what joins the cards, then these in the order of reading."""
    joined = drawn.map.joined
    yield from (_line(line) for line in joined.lines)
    for arrow in joined.arrows:
        yield f'<path class="arrow {_look(arrow.look)}" d="{arrow.path}"/>'
    yield from (_joint(drawn, joint) for joint in joined.joints)
    for card in drawn.map.cards:
        yield _card(drawn, card)
        if card.hidden:
            yield _more(drawn, card)
    yield from (_rest(drawn, rest) for rest in drawn.map.rests)


def told(text: str) -> str:
    """Return a text as the content of an element, without signs that XML cannot tell."""
    return content(UNTOLD.sub("\ufffd", text))


def glyph(kind: str, x: float, y: float) -> str:
    """Return the sign of a kind of relation, around a point."""
    look = _look(kind)
    shape = f'<circle r="10"/><path d="{SHAPES[look]}"/>'
    return f'<g class="joint {look}" transform="translate({x:g} {y:g})">{shape}</g>'


def stance_sign(value: str, x: float, y: float) -> str:
    """Return the sign of a stance, by its upper left corner."""
    return f'<g transform="translate({x:g} {y:g})">{STANCES[value]}</g>'


def _look(kind: str) -> str:
    return kind if kind in SHAPES or kind in ("trunk", "rest") else "talk"


def _line(line: Line) -> str:
    return f'<path class="line {_look(line.look)}" d="{line.path}"/>'


def _linked(href: str, classes: str, title: str, inner: str, id_: str = "", more: str = "") -> str:
    named = f" id={attribute(id_)}" if id_ else ""
    tag = f"a href={attribute(UNTOLD.sub('', href))}{more}" if href else "g"
    body = f"<title>{told(title)}</title>{inner}"
    return f'<{tag}{named} class="{classes}">{body}</{tag[0]}>'


def _joint(drawn: Drawn, joint: Joint) -> str:
    title = words.joint_words(drawn.graph, drawn.graph.relations[joint.relation])
    href, inner = drawn.links.step(joint.relation), glyph(joint.kind, joint.x, joint.y)
    # Joints are links, but no stops of the Tab key: what they lead to stands with the cards.
    return _linked(href, "step", title, inner, f"m-{joint.relation}", ' tabindex="-1"')


def _card(drawn: Drawn, card: MapCard) -> str:
    href = f"#m-{card.node}" if card.again else drawn.links.card(card.node)
    own = "" if card.again or card.node in drawn.graph.relations else f"m-{card.node}"
    title = words.card_words(drawn.graph, card)
    return _linked(href, _classes(drawn, card), title, "".join(_inner(card)), own)


def _classes(drawn: Drawn, card: MapCard) -> str:
    told = {
        "root": card.is_root,
        "again": card.again,
        "ended": card.face.has_ended,
        "part": not card.face.is_label and not card.is_root,
        "chosen": card.node == drawn.selected and not card.again,
    }
    return " ".join(["card", *(name for name, holds in told.items() if holds)])


def _inner(card: MapCard) -> Iterator[str]:
    face, box = card.face, card.box
    left = box.x + PADDING
    yield f'<rect {_at(box)} rx="7"/>'
    lines = "".join(
        f'<tspan x="{left:g}" dy="{LINE if number else 0}">{told(line)}</tspan>'
        for number, line in enumerate(face.lines)
    )
    yield f'<text class="label" x="{left:g}" y="{box.y + 22:g}">{lines}</text>'
    if face.is_crux:
        yield f'<path class="crux" d="M{box.x + box.width - 14:g} {box.y + 13:g}l5 5-5 5-5-5z"/>'
    row = box.y + 22 + LINE * len(face.lines) - 1
    yield from _holders(card, left, row)
    if face.axis:
        yield from axis(face.axis, left, box.y + box.height - 12, box.width - 2 * PADDING)


def _holders(card: MapCard, left: float, y: float) -> Iterator[str]:
    face = card.face
    if face.kind:
        yield _name(left, y, words.KINDS[face.kind], "name kind")
        left += width(words.KINDS[face.kind], SMALL) + BETWEEN
    for value, name, x, _ in face.holders:
        yield stance_sign(value, left + x, y - 8)
        yield _name(left + x + 13, y, name)
    if face.more and face.holders:
        last = face.holders[-1]
        yield _name(left + last.end + 6, y, f"+{face.more}")


def _name(x: float, y: float, text: str, classes: str = "name") -> str:
    return f'<text class="{classes}" x="{x:g}" y="{y:g}">{told(text)}</text>'


def axis(axis: Axis, x: float, y: float, wide: float) -> Iterator[str]:
    """Yield a strip of credences on a line of a width."""

    def at(value: float) -> str:
        return f"{x + value * wide:.1f}"

    yield f'<path class="axis" d="M{x:g} {y:g}h{wide:g}"/>'
    for low, high in axis.ranges:
        size = f'width="{max(2.0, (high - low) * wide):.1f}" height="6" rx="3"'
        yield f'<rect class="range" x="{at(low)}" y="{y - 3:g}" {size}/>'
    yield from (f'<circle class="dot" cx="{at(dot)}" cy="{y:g}" r="2.4"/>' for dot in axis.dots)
    if axis.own is not None:
        yield f'<circle class="own" cx="{at(axis.own)}" cy="{y:g}" r="3.4"/>'
    if axis.pooled is not None:
        yield f'<path class="pooled" d="M{at(axis.pooled)} {y - 5:g}v10"/>'
    if axis.implied is not None:
        yield f'<path class="implied" d="M{at(axis.implied)} {y - 5:g}l4 5-4 5-4-5z"/>'


def _more(drawn: Drawn, card: MapCard) -> str:
    x = card.box.x + card.box.width - PILL + 10
    y = card.box.y + card.box.height - STRIP * (card.face.axis is not None) - 25
    inner = _pill(Box(x, y, PILL, PILL_HIGH), card.hidden)
    return _linked(drawn.links.more(card.node), "pill", words.more_words(card.hidden), inner)


def _rest(drawn: Drawn, rest: Rest) -> str:
    inner = _pill(rest.box, rest.steps + rest.premises)
    return _linked(drawn.links.step(rest.relation), "pill", words.rest_words(rest), inner)


def _pill(box: Box, number: int) -> str:
    middle, base = box.x + box.width / 2, box.y + box.height / 2 + 4
    said = f"+{number}" if number < 1000 else f"+{number // 1000}k"
    return f'<rect {_at(box)} rx="11"/><text x="{middle:g}" y="{base:g}">{said}</text>'


def _at(box: Box) -> str:
    return f'x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}"'
