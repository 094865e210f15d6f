"""What the pages of claims, relations and cruxes show."""

from collections.abc import Mapping, Sequence
from typing import TypedDict

from markupsafe import Markup

from app.core.debate.graph import (
    Citation,
    Claim,
    Credence,
    Crux,
    Graph,
    Node,
    Person,
    Relation,
)
from app.core.debate.weighing import Numbers
from app.services.node_details import NodeDetails
from app.web.showing.claim_parts import Part
from app.web.showing.node_rows import OrderRow, StanceRow, TalkRow, UseRow, VerdictRow
from app.web.showing.uncounted_words import UncountedRow
from app.web.showing.why import Why
from app.web.showing.windows import Window
from app.web.site.frames import Frame


class NodePage(Frame):
    """What the pages of all nodes show; `restores` is the change that withdrew it.

    `said`: stretches of attached texts by their spans, shown in the place of quoted words.
    """

    graph: Graph
    details: NodeDetails
    readings: bool
    trail: Sequence[Node]
    stances: Window[StanceRow]
    orders: Window[OrderRow]
    credences: Window[Credence]
    hidden: bool
    ended: bool
    citations: Window[Citation]
    talk: Window[TalkRow]
    cruxes: Window[Crux]
    numbers: Numbers
    restores: str | None
    said: Mapping[str, str]


class ClaimPage(NodePage):
    """A claim: its number and why it is that, what bears on it, what it bears on."""

    node: Claim
    body: Markup | None
    part: Part
    why: Why | None
    uncounted: Window[UncountedRow]
    rows: Window[Markup]
    uses: Window[UseRow]
    asker: Person | None
    asked: list[Person]
    may: Mapping[str, bool]


class RelationPage(NodePage):
    """A relation: both its ends, how far it applies, and what is said of it.

    `mine` is the viewer's credence in words, `mine_then` one given to an earlier wording.
    """

    node: Relation
    mine: str | None
    mine_then: str | None
    premises: Window[Part]
    target_part: Part | None
    target_step: str
    title: str
    target_text: str
    rows: Window[Markup]
    person: Person | None
    owner: Person | None
    same_reason: list[str]
    verdicts: Window[VerdictRow]


class HangingRow(TypedDict):
    """A claim, or a step, that hangs on a crux."""

    id: str
    part: Part | None
    step: str


class PositionRow(TypedDict):
    """What a person holds on a crux."""

    person: Person
    value: str | None
    short: str | None
    sign: str | None
    text: str | None
    span: str | None


class CruxPage(NodePage):
    """A crux: everybody's position, what it decides, and what hangs on it."""

    node: Crux
    conclusion: Part | None
    hanging: Window[HangingRow]
    positions: Window[PositionRow]
    named_by: Person | None
    may: Mapping[str, bool]
