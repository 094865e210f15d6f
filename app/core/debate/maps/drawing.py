"""A whole map: chosen, filled, placed and joined."""

from typing import NamedTuple

from app.core.debate.graph import Graph
from app.core.debate.maps.choosing import MOST_PREMISES, Card, Chosen, Group, View, chosen
from app.core.debate.maps.faces import Face, face_of
from app.core.debate.maps.lines import Joined, joined
from app.core.debate.maps.placing import CARD, EDGE, INDENT, ROOT, Place, Placed, Size, placed
from app.core.debate.weighing import Weighing

__all__ = ["MOST_PREMISES", "Box", "Map", "MapCard", "Rest", "View", "drawn_map"]


class Box(NamedTuple):
    """Where something stands on a map, in pixels."""

    x: float
    y: float
    width: float
    height: float


class MapCard(NamedTuple):
    """A card on a map; `kind` is that of the relation by which it hangs there, none for a root.

    `hidden` relations on its claim are not on the map.
    """

    node: str
    relation: str
    kind: str
    box: Box
    face: Face
    again: bool
    is_root: bool
    hidden: int
    column: int


class Rest(NamedTuple):
    """How much of a step is not on the map: relations on it, and premises of it."""

    relation: str
    box: Box
    steps: int
    premises: int


class Map(NamedTuple):
    """A map: how large it is, its cards in the order in which they are read, what joins them."""

    width: float
    height: float
    cards: tuple[MapCard, ...]
    rests: tuple[Rest, ...]
    joined: Joined

    @property
    def hidden(self) -> int:
        """How many relations bear on what is on the map, and are not on it."""
        return sum(card.hidden for card in self.cards) + sum(rest.steps for rest in self.rests)


def drawn_map(graph: Graph, weighing: Weighing, view: View) -> Map:
    """Draw the map of a debate, weighed, as a view asks for it."""
    found = chosen(graph, view)
    faces = [face_of(graph, weighing, card, _wide(card, view), view) for card in found.cards]
    places = placed(found, [_size(face, view) for face in faces], is_down=view.is_down)
    cards = _cards(found, faces, places, view)
    rests = tuple(_rests(found, places, view))
    boxes = [*(card.box for card in cards), *(rest.box for rest in rests)]
    return Map(
        width=max((box.x + box.width for box in boxes), default=0) + 2 * EDGE,
        height=max((box.y + box.height for box in boxes), default=0) + EDGE,
        cards=cards,
        rests=rests,
        joined=joined(found, places, is_down=view.is_down),
    )


def _wide(card: Card, view: View) -> float:
    if card.is_root:
        return ROOT
    return CARD if view.is_down else CARD - INDENT * card.nest


def _size(face: Face, view: View) -> Size:
    return Size(face.height, face.width) if view.is_down else Size(face.width, face.height)


def _box(place: Place, view: View) -> Box:
    along, across = place.end - place.along, place.until - place.across
    if view.is_down:
        return Box(place.across, place.along, across, along)
    return Box(place.along, place.across, along, across)


def _in_order(found: Chosen) -> list[tuple[Card, Group | None]]:
    """Return the cards as they are read: what hangs from one comes right after it."""
    order: list[tuple[Card, Group | None]] = []
    waiting: list[Card | Group] = [*found.roots[::-1]]
    group_of = {card.at: group for group in _groups(found) for card in group.cards}
    while waiting:
        here = waiting.pop()
        if isinstance(here, Group):
            waiting += [*here.steps[::-1], *here.cards[::-1]]
        else:
            order.append((here, group_of.get(here.at)))
            waiting += here.groups[::-1]
    return order


def _groups(found: Chosen) -> list[Group]:
    groups = [group for card in found.cards for group in card.groups]
    for group in groups:  # which grows on the way
        groups += group.steps
    return groups


def _cards(found: Chosen, faces: list[Face], places: Placed, view: View) -> tuple[MapCard, ...]:
    return tuple(
        MapCard(
            node=card.node,
            relation=group.relation.id if group else "",
            kind=group.relation.kind if group else "",
            box=_box(places.cards[card.at], view),
            face=faces[card.at],
            again=card.again,
            is_root=card.is_root,
            hidden=card.hidden,
            column=card.column,
        )
        for card, group in _in_order(found)
    )


def _rests(found: Chosen, places: Placed, view: View) -> list[Rest]:
    return [
        Rest(
            group.relation.id, _box(places.more[group.relation.id], view), group.hidden, group.more
        )
        for group in _groups(found)
        if group.relation.id in places.more
    ]
