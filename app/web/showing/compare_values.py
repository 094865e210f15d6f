"""What the page that compares two sides shows, by what the sides are."""

from collections.abc import Sequence
from typing import TypedDict

from app.core.debate.comparison import OnCrux
from app.core.debate.graph import Person, Stance
from app.core.debate.two_sides import RangeCompared, SidesCompared
from app.core.measures.parting_ranges import RangeParting
from app.core.measures.partings import Parting
from app.web.showing.node_rows import VerdictRow
from app.web.showing.pair_rows import SentenceRow


class NodeLine(TypedDict):
    """A node in a list."""

    id: str
    text: str
    step: bool


# Two people.


class BothRow(TypedDict):
    """A node with what each of two people holds of it."""

    id: str
    text: str
    a: Stance
    b: Stance
    step: str | None


class TextLine(TypedDict):
    """A node by its words."""

    id: str
    text: str


class DisputedRow(TypedDict):
    """A step that one draws or accepts and the other disputes."""

    id: str
    kind: str
    premises: list[TextLine]
    target: str
    target_text: str
    drawn_by: str
    disputed_by: str
    shares: bool
    undercuts: list[TextLine]


class RestatedRow(TypedDict):
    """What one put forward as the other's position, and what became of it."""

    id: str
    by: str | None
    of: str | None
    as_: str
    target: str
    verdicts: list[VerdictRow]
    more_verdicts: int


class PeopleValues(TypedDict):
    """Two people by their words; `said` is what an editor says of them."""

    said: list[SentenceRow]
    shared: list[BothRow]
    opposed: list[BothRow]
    half_apart: list[BothRow]
    reported: list[BothRow]
    steps: list[DisputedRow]
    restated: list[RestatedRow]
    cruxes: Sequence[OnCrux]
    only_a: int
    only_b: int


# Two accounts or camps.


class NotCompared(TypedDict):
    """Nothing that both rated bears on the claim `at`."""

    at: str | None
    found: None
    text: str


class ShareRow(TypedDict):
    """A part of the gap; `width` is of the widest one's 200."""

    id: str
    kind: str
    name: str
    points: str
    widens: bool
    width: float


class Rest(TypedDict):
    """All the parts too small to stand alone."""

    n: int
    points: str


class CruxOfSides(TypedDict):
    """A node that would close the gap."""

    id: str
    kind: str
    name: str
    crux: Parting
    sentence: str
    a: str
    b: str


class SidesValues(TypedDict):
    """The gap between two sides, its split, and what would close it."""

    at: str
    text: str
    found: SidesCompared
    gap: str
    shares: list[ShareRow]
    rest: Rest | None
    cruxes: list[CruxOfSides]
    only_a: list[NodeLine]
    only_b: list[NodeLine]


# An account and a person.


class RangeNotCompared(NotCompared):
    """There is no claim on which both have a view, or nothing of theirs bears on it."""

    account: str
    person: Person


class RangeCrux(TypedDict):
    """A claim that the gap could hang on."""

    id: str
    text: str
    crux: RangeParting
    sentence: str


class RangeValues(TypedDict):
    """The gap between an account's number and the reading of a person's words, in ranges."""

    account: str
    person: Person
    at: str
    text: str
    found: RangeCompared
    gap: str
    cruxes: list[RangeCrux]
    beyond: list[NodeLine]
