"""How the cards of a map are joined: trunks, brackets, joints, and arrows that end on joints."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.core.debate.maps.choosing import Card, Chosen, Group
from app.core.debate.maps.placing import JOINT, TRUNK, Place, Placed

RADIUS = 10.0
BRACKET = 8.0
TIP, HEAD, HALF = 11.0, 8.5, 4.6  # of an arrow: before the joint, how long, how wide to a side
ROUND = 6.0
UNDER_HEAD = 6.0  # from the beginning of a head to the line on which its reasons hang


class Line(NamedTuple):
    """A line on the map: `look` is "trunk", or the kind of the relation it belongs to."""

    look: str
    path: str


class Joint(NamedTuple):
    """The sign of an inference: what can be looked at, rated and attacked."""

    relation: str
    kind: str
    x: float
    y: float


class Joined(NamedTuple):
    """What joins the cards of a map, in the order in which it is drawn."""

    lines: tuple[Line, ...]
    arrows: tuple[Line, ...]
    joints: tuple[Joint, ...]


class Pen:
    """Writes paths in either direction."""

    def __init__(self, *, is_down: bool) -> None:
        self.is_down = is_down

    def at(self, along: float, across: float) -> tuple[float, float]:
        """Return a point as x and y."""
        return (across, along) if self.is_down else (along, across)

    def path(self, *points: tuple[str, float, float]) -> str:
        """Return the path that goes through points, each with a letter of SVG before it."""
        told = (f"{sign}{x:g} {y:g}" for sign, x, y in self._turned(points))
        return "".join(told)

    def _turned(
        self, points: Sequence[tuple[str, float, float]]
    ) -> Iterator[tuple[str, float, float]]:
        for sign, along, across in points:
            yield (sign, *self.at(along, across))


def joined(found: Chosen, places: Placed, *, is_down: bool) -> Joined:
    """Join the cards of a map."""
    work = _Work(places, Pen(is_down=is_down), is_down)
    for card in found.cards:
        work.reasons(card)
    return Joined(tuple(work.lines), tuple(work.arrows), tuple(work.joints))


class _Work:
    def __init__(self, places: Placed, pen: Pen, is_down: bool) -> None:
        self.places, self.pen, self.is_down = places, pen, is_down
        self.lines: list[Line] = []
        self.arrows: list[Line] = []
        self.joints: list[Joint] = []

    def reasons(self, card: Card) -> None:
        """Draw the trunk of a card and all that hangs on it."""
        if not card.groups:
            return
        place = self.places.cards[card.at]
        is_head = card.column == 0 and not self.is_down
        trunk = place.along + UNDER_HEAD if is_head else self.places.ends[card.column] + TRUNK
        middles = [self._middle(group) for group in card.groups]
        start = ("M", trunk, place.until) if is_head else ("M", place.end, place.stub)
        turn = [] if is_head or middles[-1] == place.stub else [("L", trunk, place.stub)]
        self.lines.append(Line("trunk", self.pen.path(start, *turn, ("L", trunk, middles[-1]))))
        for group, middle in zip(card.groups, middles, strict=True):
            stub = self.pen.path(("M", trunk, middle), ("L", self._door(group), middle))
            self.lines.append(Line(group.relation.kind, stub))
            self._group(group)

    def _group(self, group: Group) -> None:
        """Draw the joint of a relation, its bracket, and what ends on the joint."""
        waiting = [group]
        while waiting:
            here = waiting.pop()
            self._bracket(here)
            x, y = self.pen.at(*self._joint(here))
            self.joints.append(Joint(here.relation.id, here.relation.kind, x, y))
            # The nearest is drawn last: where lines run together, it is the one that is seen.
            self._rest(here)
            for step in here.steps[::-1]:
                self._step(step, self._joint(here))
            waiting += here.steps

    def _step(self, step: Group, joint: tuple[float, float]) -> None:
        look = step.relation.kind
        self.lines.append(Line(look, self._hook(joint, self._middle(step), self._door(step))))
        along, across = joint
        tip, base = across + TIP, across + TIP + HEAD
        head = ("M", along, tip), ("L", along - HALF, base), ("L", along + HALF, base)
        self.arrows.append(Line(look, self.pen.path(*head) + "Z"))

    def _rest(self, group: Group) -> None:
        place = self.places.more.get(group.relation.id)
        if place:
            middle = (place.across + place.until) / 2
            self.lines.append(Line("rest", self._hook(self._joint(group), middle, place.along)))

    def _hook(self, joint: tuple[float, float], middle: float, door: float) -> str:
        """Return the path from a joint across to a line, and along that to where it ends."""
        along, across = joint
        return self.pen.path(
            ("M", along, across + TIP + HEAD),
            ("L", along, middle - ROUND),
            ("Q", along, middle),
            (" ", along + ROUND, middle),
            ("L", door, middle),
        )

    def _bracket(self, group: Group) -> None:
        """Draw what holds the premises of a relation together, where it has several."""
        stubs = [self.places.cards[card.at].stub for card in group.cards]
        if len(stubs) == 1:
            return
        start, first, last, half = self._start(group), stubs[0], stubs[-1], BRACKET / 2
        path = self.pen.path(
            ("M", start, first),
            ("L", start - half, first),
            ("Q", start - BRACKET, first),
            (" ", start - BRACKET, first + half),
            ("L", start - BRACKET, last - half),
            ("Q", start - BRACKET, last),
            (" ", start - half, last),
            ("L", start, last),
            *(p for s in stubs[1:-1] for p in (("M", start - BRACKET, s), ("L", start, s))),
        )
        self.lines.append(Line(group.relation.kind, path))

    def _start(self, group: Group) -> float:
        return self.places.cards[group.cards[0].at].along

    def _door(self, group: Group) -> float:
        """Where, along, a line to a relation's premises ends: at its bracket, or its card."""
        return self._start(group) - BRACKET * (len(group.cards) > 1)

    def _middle(self, group: Group) -> float:
        first, last = (self._place(group, at).stub for at in (0, -1))
        return round((first + last) / 2, 1)

    def _joint(self, group: Group) -> tuple[float, float]:
        return self._start(group) - JOINT, self._middle(group)

    def _place(self, group: Group, at: int) -> Place:
        return self.places.cards[group.cards[at].at]
