"""What a card says of a claim in a word each: voices, stances, citations, cruxes."""

from dataclasses import dataclass
from typing import NamedTuple

from app.core.debate.graph import Claim, Graph, Stance
from app.core.debate.grouping import MOST_NAMED, joined
from app.core.debate.holding import own_stance
from app.core.vocabulary import ClaimKind, Side, StanceValue

HELD = frozenset(value for value in StanceValue if value.holds)
AGAINST = frozenset(value for value in StanceValue if value.side is Side.AGAINST)
SAID = frozenset(value for value in StanceValue if value.side)
MOST_CHIPS = 40
VOICING = {
    StanceValue.VOICES: "voiced, not held",
    StanceValue.REJECTS: "voiced, and rejected",
    StanceValue.DENIES_KNOWN: "voiced, and denied to be known",
    StanceValue.DOUBTS: "voiced, and doubted",
    StanceValue.UNDECIDED: "voiced, and left undecided",
}


@dataclass(frozen=True, slots=True)
class StanceChip:
    """One person's stance in words."""

    name: str
    value: str
    words: str | None
    ended: str | None
    second_hand: bool
    doubted: bool


@dataclass(frozen=True, slots=True)
class Cite:
    """One citation in a line."""

    source: str
    title: str
    label: str
    role: str
    state: str


@dataclass(frozen=True, slots=True)
class CruxMark:
    """A crux that a claim hangs on."""

    id: str
    question: str


class More(NamedTuple):
    """How many cruxes, citations and stances a card leaves to the claim's own page."""

    cruxes: int
    cites: int
    stances: int


def crux_marks(graph: Graph, node: str) -> tuple[CruxMark, ...]:
    """List the cruxes that a node hangs on, at most `MOST_CHIPS`."""
    found = graph.cruxes_of.get(node, ())[:MOST_CHIPS]
    return tuple(CruxMark(crux.id, crux.question) for crux in found)


def more_of(graph: Graph, node: str) -> More:
    """Count what is left out of the lists of a card."""
    lists = (graph.cruxes_of.get(node, ()), graph.citations_of.get(node, ()), _said(graph, node))
    return More(*(max(0, len(rows) - MOST_CHIPS) for rows in lists))


def voices_of(graph: Graph, claim: Claim) -> str:
    """Say who put a claim into words, and whether they hold it; where nobody did, who added it."""
    people = graph.voices.get(claim.id, ())
    if claim.account and not people:
        return f"added by {graph.accounts[claim.account]}"
    shown = [_voice(graph, claim, person) for person in people[:MOST_NAMED]]
    return joined([*shown, *people[MOST_NAMED:]])


def voicing(graph: Graph, claim: Claim, person: str | None) -> str | None:
    """Say how a person who puts a claim into words stands to it, where they do not hold it."""
    said = own_stance(graph, claim.id, person or "")
    return VOICING.get(StanceValue(said.value)) if said else None


def _voice(graph: Graph, claim: Claim, person: str) -> str:
    name = graph.people[person].short
    held = {s.value for s in graph.stances_by.get((claim.id, person), ()) if s.stands}
    if not held or held & HELD or claim.kind in (ClaimKind.QUESTION, ClaimKind.DEFINITION):
        return name
    if held & AGAINST:
        return f"put into words by {name}, who rejects it"
    return f"put into words by {name}"


def cites_of(graph: Graph, node: str) -> tuple[Cite, ...]:
    """List the citations of a node in short, at most `MOST_CHIPS`."""
    return tuple(
        Cite(
            cite.source,
            graph.sources[cite.source],
            short_title(graph.sources[cite.source], cite.locator),
            cite.role,
            cite.state,
        )
        for cite in graph.citations_of.get(node, ())[:MOST_CHIPS]
    )


def short_title(title: str, locator: str | None) -> str:
    """Shorten a work's title to its main part, with the locator."""
    main = title.split(":")[0]
    main = main if len(main) <= 48 else main[:46].rsplit(" ", 1)[0] + " …"
    return f"{main}, {locator}" if locator else main


def stances_of(graph: Graph, node: str) -> tuple[StanceChip, ...]:
    """List the stances on a node that say something, in words, at most `MOST_CHIPS`."""
    return tuple(_chip(graph, stance) for stance in _said(graph, node)[:MOST_CHIPS])


def _said(graph: Graph, node: str) -> list[Stance]:
    return [s for s in graph.stances_of.get(node, ()) if s.value in SAID]


def _chip(graph: Graph, stance: Stance) -> StanceChip:
    return StanceChip(
        graph.people[stance.person].short,
        stance.value,
        stance.words,
        None if stance.stands else (stance.ended_how or "ended"),
        bool(stance.via),
        stance.sureness == "unsure",
    )
