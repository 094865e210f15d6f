"""What a card shows of a relation with its premises, as frozen values."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from app.core import figures
from app.core.debate.graph import Relation
from app.core.debate.thread import Line, Row
from app.core.vocabulary import Basis, Provenance, Strength
from app.services.snapshots import Snapshot
from app.web.showing import words
from app.web.showing.claim_parts import (
    Part,
    Viewer,
    ended_status,
    part_of,
    shortened,
    step_sentence,
    step_words,
)

MOST_PARTS = 40
FORCE: dict[str, int] = {strength: force for force, strength in enumerate(Strength, 1)}


@dataclass(frozen=True, slots=True)
class Card:
    """A row of a thread: a thesis, or a relation with its premises."""

    key: str
    depth: int
    thesis: bool
    kick: str
    kind: str
    verb: str
    on_step: bool
    target: str
    target_here: bool
    step: str
    force: int
    strength: str | None
    effect: str | None
    effect_title: str
    about: str | None
    scheme: str | None
    basis: str
    warrant: str
    provenance: str
    status: str | None
    parts: tuple[Part, ...]
    more: int
    lines: tuple[Line, ...]
    tint: int | None
    hidden: int
    below: tuple[tuple[str, int], ...]
    news: str | None
    news_below: int


def cards(
    snapshot: Snapshot,
    rows: Sequence[Row],
    viewer: Viewer,
    *,
    also: Collection[str] = (),
    of: Sequence[Row] | None = None,
) -> list[Card]:
    """Make the cards of the rows that a page shows; `also` names other nodes it shows.

    `of` are the rows whose cards are wanted, where these are not all.
    """
    here = shown_by(rows) | set(also)
    wanted = rows if of is None else of
    made = [_card(snapshot, row, viewer, here) for row in wanted]
    return [
        card if card.target in also else replace(card, about=_about(snapshot, row))
        for card, row in zip(made, wanted, strict=True)
    ]


def shown_by(rows: Iterable[Row]) -> set[str]:
    """Return the nodes that rows show with what hangs below them."""
    claims = (claim for row in rows for claim in row.claims if claim not in row.repeated)
    # A thesis that was shown already has a row of its own, and its replies stand there alone.
    return {*(row.key for row in rows if row.relation), *claims}


def _card(snapshot: Snapshot, row: Row, viewer: Viewer, here: Collection[str]) -> Card:
    parts = _parts(snapshot, row, viewer, here)
    relation = row.relation
    effect, effect_title = effect_words(snapshot, relation)
    return Card(
        key=row.key,
        depth=row.depth,
        thesis=relation is None,
        kick=_kick(snapshot, row),
        kind=relation.kind if relation else "",
        verb=verb(relation) if relation else "",
        on_step=bool(relation and relation.target in snapshot.graph.relations),
        target=relation.target if relation else "",
        target_here=bool(relation and relation.target in here),
        step=step_words(snapshot.graph, relation.target) if relation else "",
        force=FORCE.get(relation.strength or "", 0) if relation else 0,
        strength=relation.strength if relation else None,
        effect=effect,
        effect_title=effect_title,
        about=None,
        scheme=words.SCHEME.get(relation.scheme) if relation and relation.scheme else None,
        basis=words.BASIS[relation.basis] if relation else "",
        warrant=relation.warrant if relation else "",
        provenance=relation.provenance if relation else Provenance.IN_TEXT.value,
        status=ended_status(relation) if relation else None,
        parts=parts,
        more=len(row.claims) - len(parts),
        lines=row.lines,
        tint=row.tint,
        hidden=row.hidden,
        below=tuple(row.counts.items()) if row.hidden else (),
        news=viewer.news.get(row.key) if relation else None,
        news_below=viewer.below.get(row.key, 0),
    )


def _parts(snapshot: Snapshot, row: Row, viewer: Viewer, here: Collection[str]) -> tuple[Part, ...]:
    return tuple(
        part_of(
            snapshot,
            claim,
            viewer,
            again=claim in row.repeated,
            elsewhere=claim not in here,
        )
        for claim in row.claims[:MOST_PARTS]
    )


def _about(snapshot: Snapshot, row: Row) -> str | None:
    """Say in words what a row bears on when it stands at the margin, away from that."""
    if row.relation is None or row.depth:
        return None
    if row.relation.target in snapshot.graph.relations:
        return step_sentence(snapshot.graph, row.relation.target)
    return f"“{shortened(snapshot.graph.text(row.relation.target))}”"


def _kick(snapshot: Snapshot, row: Row) -> str:
    claim = snapshot.graph.claims.get(row.key)
    if claim is not None and (status := ended_status(claim)):
        return f"{status.capitalize()} since"
    if row.key in snapshot.graph.theses:
        return "Thesis"
    bears = any(relation.weighs for relation in snapshot.graph.outgoing.get(row.key, ()))
    return "Claim" if bears else "Further argument"


def effect_words(snapshot: Snapshot, relation: Relation | None) -> tuple[str | None, str]:
    """Say in points what a relation now does to its target, and in a sentence how that is meant."""
    if relation is None or relation.target not in snapshot.graph.claims:
        return None, ""
    push = snapshot.weighing.push(relation.target, relation.id)
    now = snapshot.weighing.of(relation.target).implied
    if push is None or now is None or figures.read(now) == figures.read(now - push):
        return None, ""
    said = figures.change(now - push, now)
    return said, f"What it now does to the implied credence of #{relation.target}"


def verb(relation: Relation) -> str:
    """Return the word for a relation, in the plural for joint premises: “Support together”."""
    word = words.RELATION[relation.kind]
    if len(relation.premises) < 2:
        return word
    word = word.removesuffix("s")
    return (
        f"{word} only together"
        if relation.basis == Basis.ALL
        else f"{word} {words.BASIS[relation.basis]}"
    )
