"""Where the cards of a map stand: a hanging tree, in one pass from its head.

A claim stands level with its first reason, and what bears on a step is set in below the claim whose
step it is. Geometry is the same in both directions: `along` runs from a claim to its reasons,
`across` from one reason to the next; only at the end do they become x and y.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.core.debate.maps.choosing import Card, Chosen, Group

CARD, ROOT = 230.0, 510.0
EDGE, TOP = 12.0, 14.0
JOINT = 22.0  # from a joint to its card
STUB = 19.0  # from the beginning of a card to where its lines leave it
INDENT = 18.0
GUTTER = 66.0
TRUNK = 20.0  # from the end of a card to the line on which its reasons hang
UNDER_ROOT, NEXT_ROOT, NEXT_PREMISE, NEXT_STEP, NEXT_REASON = 22.0, 44.0, 8.0, 12.0, 16.0
MORE_WIDE, MORE_HIGH = 46.0, 22.0


class Size(NamedTuple):
    """How far a card reaches along and across."""

    along: float
    across: float


class Place(NamedTuple):
    """Where a card stands, from and to, along and across."""

    along: float
    across: float
    end: float
    until: float

    @property
    def stub(self) -> float:
        """Where its lines leave it, across."""
        return self.across + STUB


class Placed(NamedTuple):
    """The places of all cards by their numbers, and of the counts below steps, by relation.

    `ends` are the ends of the columns, by which their trunks stand.
    """

    cards: Sequence[Place]
    more: Mapping[str, Place]
    ends: Sequence[float]


def placed(found: Chosen, sizes: Sequence[Size], *, is_down: bool) -> Placed:
    """Place cards of these sizes; `is_down` tells that heads stand in a column of their own."""
    starts, ends = _columns(found.cards, sizes, is_down=is_down)
    work = _Work(found.cards, sizes, starts, ends, is_down)
    for root in found.roots:
        work.place(root)
    places = [place for place in work.places if place is not None]
    return Placed(places, work.more, ends)


def _columns(
    cards: Sequence[Card], sizes: Sequence[Size], *, is_down: bool
) -> tuple[list[float], list[float]]:
    """Return where each column starts and ends, along."""
    most: list[float] = []
    for card, size in zip(cards, sizes, strict=True):
        most += [0.0] * (card.column + 1 - len(most))
        reach = size.along + INDENT * card.nest
        if reach > most[card.column]:
            most[card.column] = reach
    starts, ends, here = list[float](), list[float](), EDGE
    for column, length in enumerate(most):
        if not is_down and column == 1:  # a head stands above its reasons, not before them
            here = EDGE + 6 + JOINT + 24
        starts.append(here)
        ends.append(here + length)
        here += length + GUTTER
    return starts, ends


class _Rest(NamedTuple):
    """The place below a step where it is told how much of it is not on the map."""

    group: Group


# What is to be placed, how far across if that is settled, and else the gap before it.
_Next = tuple[Card | Group | _Rest, float | None, float]


class _Work:
    def __init__(
        self,
        cards: Sequence[Card],
        sizes: Sequence[Size],
        starts: Sequence[float],
        ends: Sequence[float],
        is_down: bool,
    ) -> None:
        self.sizes, self.starts, self.is_down = sizes, starts, is_down
        self.free = [TOP] * len(ends)
        self.places: list[Place | None] = [None] * len(cards)
        self.more: dict[str, Place] = {}
        self.reach = _reaches(cards, is_down=is_down)

    def place(self, root: Card) -> None:
        """Place a head with all that hangs from it, without recursion."""
        start = max(self.free)
        if start > TOP:
            start += NEXT_ROOT if self.is_down else NEXT_ROOT - UNDER_ROOT
        self.free = [start] * len(self.free)
        waiting: list[_Next] = [(root, start, 0.0)]
        while waiting:
            here, level, gap = waiting.pop()
            if isinstance(here, Card):
                waiting += self._card(here, level, gap)
            elif isinstance(here, Group):
                waiting += _in_group(here, level, gap)
            else:
                self._rest(here.group, gap)

    def _card(self, card: Card, level: float | None, gap: float) -> list[_Next]:
        """Place a card, level with something or where there is room; return what comes next."""
        column, size = card.column, self.sizes[card.at]
        if level is None:
            level = self._room(column, self.reach[card.at], gap)
        along = self.starts[column] + INDENT * card.nest
        until = level + size.across
        self.places[card.at] = Place(along, level, along + size.along, until)
        is_head = column == 0 and not self.is_down
        if is_head:
            self._head_until(until)
        else:
            self.free[column] = until
        below: list[_Next] = [(group, None, NEXT_REASON) for group in card.groups[::-1]]
        if below:
            below[-1] = (card.groups[0], None if is_head else level, 0.0)
        return below

    def _head_until(self, until: float) -> None:
        under = until + UNDER_ROOT
        self.free = [under] * min(2, len(self.free)) + [under - NEXT_REASON] * (len(self.free) - 2)

    def _rest(self, group: Group, gap: float) -> None:
        along = self.starts[group.column] + INDENT * (group.nest + 1)
        across = self.free[group.column] + gap
        size = Size(MORE_HIGH, MORE_WIDE) if self.is_down else Size(MORE_WIDE, MORE_HIGH)
        place = Place(along, across, along + size.along, across + size.across)
        self.more[group.relation.id] = place
        self.free[group.column] = place.until

    def _room(self, column: int, reach: int, gap: float) -> float:
        """Return where, across, the next card has room, and those level with it."""
        own = self.free[column] + gap
        if reach == 1:
            return own
        return max(own, max(self.free[column + 1 : column + reach]) + NEXT_REASON)


def _in_group(group: Group, level: float | None, gap: float) -> list[_Next]:
    """Return the premises of a relation and what bears on the step, the last one first."""
    found: list[_Next] = [(_Rest(group), None, NEXT_STEP)] if group.hidden or group.more else []
    found += [(step, None, NEXT_STEP) for step in group.steps[::-1]]
    found += [(card, None, NEXT_PREMISE) for card in group.cards[:0:-1]]
    found.append((group.cards[0], level, gap))
    return found


def _reaches(cards: Sequence[Card], *, is_down: bool) -> list[int]:
    """Return over how many columns each card and its first reasons stand level."""
    found = [1] * len(cards)
    for card in reversed(cards):
        if card.groups and (is_down or card.column):
            found[card.at] = 1 + found[card.groups[0].cards[0].at]
    return found
