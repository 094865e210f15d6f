"""What a card shows of a claim, as frozen values: equal parts look the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.core import figures
from app.core.debate import strips
from app.core.debate.contested import accounts_far_apart, people_split, sides_on
from app.core.debate.graph import Claim, Credence, Crux, Graph, Relation
from app.core.debate.grouping import joined
from app.core.vocabulary import ClaimKind, Status
from app.services.snapshots import Snapshot
from app.web.showing import words
from app.web.showing.chips import (
    MOST_CHIPS,
    Cite,
    CruxMark,
    More,
    StanceChip,
    cites_of,
    crux_marks,
    more_of,
    stances_of,
    voices_of,
)
from app.web.showing.what_ifs import Implied, implied_spoken, implied_words

MOST_STEPS = 20


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose page it is: their account and what they ask to see beside the shared parts.

    `news` says at which nodes something is new to them, in a few words, `below` how many rows with
    such nodes are left out below a row.
    """

    account: int | None = None
    readings: bool = False
    news: Mapping[str, str] = field(default_factory=dict)
    below: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A claim as a card shows it."""

    id: str
    kind: str
    text: str
    voices: str
    provenance: str
    status: str | None
    again: bool
    elsewhere: bool
    contested: str | None
    cruxes: tuple[CruxMark, ...]
    cites: tuple[Cite, ...]
    stances: tuple[StanceChip, ...]
    more: More
    rateable: bool
    is_past: bool
    hidden: bool
    stated: float | None
    people: int
    implied: Implied | None
    mine: str | None
    mine_then: str | None
    strip: strips.Strip | None
    label: str
    news: str | None


def part_of(
    snapshot: Snapshot,
    claim_id: str,
    viewer: Viewer,
    *,
    again: bool = False,
    elsewhere: bool = False,
) -> Part:
    """Make the card part of one claim.

    `again`: it is shown with its replies in another place; `elsewhere`: not even on this page.
    """
    graph = snapshot.graph
    claim, numbers = graph.claims[claim_id], snapshot.weighing.of(claim_id)
    return Part(
        id=claim.id,
        kind=claim.kind,
        text=claim.text,
        voices=voices_of(graph, claim),
        provenance=claim.provenance,
        status=ended_status(claim),
        again=again,
        elsewhere=elsewhere,
        contested=contested_words(snapshot, claim_id),
        cruxes=crux_marks(graph, claim_id),
        cites=cites_of(graph, claim_id),
        stances=stances_of(graph, claim_id),
        more=more_of(graph, claim_id),
        rateable=_shows_credences(graph, claim) and not graph.has_ended(claim_id),
        is_past=snapshot.is_past,
        hidden=snapshot.hides(claim_id),
        stated=numbers.stated.value if numbers.stated else None,
        people=len(numbers.values),
        implied=implied_words(snapshot, claim_id),
        mine=own_credence(graph, claim_id, viewer),
        mine_then=own_credence_then(graph, claim_id, viewer),
        strip=_strip(snapshot, claim_id, viewer),
        label=strip_label(snapshot, claim_id),
        news=None if again else viewer.news.get(claim_id),
    )


def _shows_credences(graph: Graph, claim: Claim) -> bool:
    """Tell whether a claim's card speaks of credences: a definition's only once it has any."""
    return claim.kind == ClaimKind.CLAIM or (
        claim.takes_credence and bool(graph.counted_of.get(claim.id))
    )


def own_credence(graph: Graph, node: str, viewer: Viewer) -> str | None:
    """Return the viewer's credence that counts in words: a percentage, or “ill-posed”."""
    if viewer.account is None:
        return None
    for credence in graph.counted_of.get(node, ()):
        if credence.account == viewer.account:
            return _given(credence)
    return None


def own_credence_then(graph: Graph, node: str, viewer: Viewer) -> str | None:
    """Return what the viewer gave to an earlier wording and has not renewed; it does not count."""
    if viewer.account is None:
        return None
    for credence in graph.credences_of.get(node, ()):
        if credence.account == viewer.account and credence.wording != graph.wording_of(node):
            return _given(credence)
    return None


def _given(credence: Credence) -> str:
    return "ill-posed" if credence.value is None else figures.exact(credence.value)


def contested_words(snapshot: Snapshot, node: str) -> str | None:
    """Say who is apart on a node, when somebody is."""
    graph = snapshot.graph
    if people_split(graph, node):
        sides = sides_on(graph, node)
        ayes, noes = (
            [graph.people[stance.person].short for stance in rows]
            for rows in (sides.accepting, sides.rejecting)
        )
        return f"{joined(ayes)} against {joined(noes)}"
    apart = accounts_far_apart(snapshot.weighing, node)
    return f"{apart} accounts are far apart" if apart else None


def _strip(snapshot: Snapshot, node: str, viewer: Viewer) -> strips.Strip | None:
    numbers = snapshot.weighing.of(node)
    ranges = _ranges(snapshot.graph, node) if viewer.readings else []
    if not numbers.values and numbers.implied is None and not ranges:
        return None
    values = dots_of(snapshot.graph, node)
    stated = numbers.stated.value if numbers.stated else None
    return strips.strip(
        values, stated=stated, implied=numbers.implied, ranges=ranges, own=viewer.account
    )


def dots_of(graph: Graph, node: str) -> list[tuple[float, int]]:
    """List the credences that count on a node with their accounts, for a strip."""
    found = graph.counted_of.get(node, ())
    return [(row.value, row.account) for row in found if row.value is not None]


def _ranges(graph: Graph, node: str) -> list[tuple[str, float, float]]:
    """The analyst's readings that a strip has room for."""
    found = [
        (stance.person, stance.low, stance.high)
        for stance in graph.stances_of.get(node, ())
        if stance.low is not None and stance.high is not None and stance.stands
    ]
    return found[:MOST_CHIPS]


def strip_label(snapshot: Snapshot, node: str) -> str:
    """Say in words what a strip shows."""
    numbers = snapshot.weighing.of(node)
    said = []
    if numbers.stated:
        people = len(numbers.values)
        value = figures.pooled(numbers.stated.value, people)
        said.append(f"{words.count(people, 'credence')}, pooled {value} percent")
    if implied := implied_spoken(snapshot, node):
        said.append(implied)
    for person, low, high in _ranges(snapshot.graph, node):
        name = snapshot.graph.people[person].short
        said.append(
            f"analyst's reading of {name}: {figures.whole(low)} to {figures.whole(high)} percent"
        )
    return "; ".join(said) or "No credences yet"


def step_words(graph: Graph, target: str) -> str:
    """Say which inference a relation on a relation points at: “#c2 → #c1”."""
    relation = graph.relations.get(target)
    if relation is None:
        return f"#{target}"
    ends = relation.target
    aim = f"step #{ends}" if ends in graph.relations else f"#{ends}"
    return f"{joined(['#' + premise for premise in relation.premises], ' + ')} → {aim}"


def step_sentence(graph: Graph, target: str) -> str:
    """Say which inference is meant in the words of its conclusion: the step to “…”."""
    steps = 0
    relation = graph.relations.get(target)
    while relation and relation.target in graph.relations and steps < MOST_STEPS:
        relation = graph.relations[relation.target]
        steps += 1
    if relation is None:
        return f"#{target}"
    lead = "the step to" if not steps else "what bears on the step to"
    return f"{lead} “{shortened(graph.text(relation.target))}”"


def short_name(graph: Graph, node_id: str) -> str:
    """Name a node in few words: by its label where it has one, a step by what it leads to."""
    node = graph.node(node_id)
    if isinstance(node, Claim | Crux):
        return node.label or shortened(graph.text(node_id))
    return step_sentence(graph, node_id)


def shortened(text: str, most: int = 90) -> str:
    """Cut a sentence at a word so that it fits in a line."""
    text = text.rstrip(".")
    return text if len(text) <= most else text[: most - 2].rsplit(" ", 1)[0] + " …"


def ended_status(node: Claim | Relation) -> str | None:
    """Return a status worth showing: nodes that simply stand have none."""
    return node.status if node.status not in (None, Status.STANDING) else None
