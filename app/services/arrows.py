"""Arrows: the rules that a relation keeps, and the drawing of one that keeps them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.debate.change import Edit, added
from app.core.debate.lists import new_row
from app.core.errors import Conflict, Invalid
from app.core.texts import Typed
from app.core.vocabulary import ENDED, Aim, RelationKind
from app.models import Node, Premise, Relation
from app.services.changes import author
from app.services.debates import OpenDebate
from app.services.ids import new_id
from app.services.nodes import NodeRow, first_words


@dataclass(frozen=True, slots=True)
class Arrow:
    """A relation as it is to be: checked against every rule, and not written yet."""

    kind: str
    target: NodeRow
    premises: tuple[NodeRow, ...]
    basis: str = "all"
    strength: str | None = None
    warrant: str | None = None
    note: str | None = None
    provenance: str = "outside"


def check_aim(typed: Typed, kind: str, target: NodeRow, premises: Sequence[NodeRow] | None) -> None:
    """Note what is wrong with an arrow of `kind` at `target`; None: a premise yet to be written."""
    known = RelationKind(kind) if kind in tuple(RelationKind) else None
    aim = known.aim if known else Aim.ANY
    if known is RelationKind.UNDERCUTS and target.kind != "relation":
        typed.fault(
            "target",
            "An undercut is aimed at a step, not at a claim. To say that the claim is wrong, "
            "rebut it; to undercut, choose the arrow whose step does not hold.",
        )
    elif aim is Aim.RELATION and target.kind != "relation":
        typed.fault("target", "Backing is given to a step. To argue for a claim, support it.")
    elif aim is Aim.CLAIM and target.kind != "claim":
        advice = "back or undercut it" if target.kind == "relation" else "argue on its claims"
        typed.fault("target", f"Only claims are supported or rebutted; here, {advice}.")
    if premises is None:
        return
    if not premises and known and known.needs_premise:
        typed.fault("premises", "Name at least one claim from which the arrow starts.")
    if any(premise.kind != "claim" for premise in premises):
        typed.fault("premises", "An arrow starts from claims only.")
    if any(premise.id == target.id for premise in premises):
        typed.fault("target", "A claim is no reason for or against itself.")


def check_graph(
    session: Session,
    debate: OpenDebate,
    kind: str,
    target: NodeRow,
    premises: Sequence[NodeRow],
) -> None:
    """Raise Conflict when the arrow is drawn already, and Invalid when restatements would loop.

    Others must be held off meanwhile, or two halves of a loop could pass side by side.
    """
    wanted = frozenset(premise.id for premise in premises)
    for ref, found in _premises_of_like(session, kind, target).items():
        if found == wanted:
            raise Conflict(
                f"This arrow is here already, as {ref!r}.",
                fields={"premises": "From here, the same arrow is drawn already."},
                theirs=ref,
            )
    if kind == RelationKind.RESTATES and _reaches(session, debate, target.id, wanted):
        fault = "What is restated here restates, by some steps, the very claim that restates it."
        raise Invalid(fault, {"target": fault})


def drawn(session: Session, debate: OpenDebate, arrow: Arrow) -> Edit:
    """Check an arrow against the rest of the debate, and return the edit that draws it.

    The debate must be held (`open_for_change`).
    """
    check_graph(session, debate, arrow.kind, arrow.target, arrow.premises)
    row = new_row(
        "relations",
        id=new_id(),
        kind=arrow.kind,
        basis=arrow.basis,
        premises=tuple(premise.ref for premise in arrow.premises),
        target=arrow.target.ref,
        strength=arrow.strength,
        warrant=arrow.warrant or "",
        wording=1,
        provenance=arrow.provenance,
        note=arrow.note,
        account=author(session, debate.actor),
    )
    return added("relations", row, wordings=first_words(session, debate, arrow.warrant))


def _premises_of_like(session: Session, kind: str, target: NodeRow) -> dict[str, frozenset[int]]:
    """Return the premises of each standing arrow of `kind` at `target`, by its public id."""
    rows = session.execute(
        select(Node.public_id, Premise.node_id)
        .join(Relation, Relation.node_id == Node.id)
        .outerjoin(Premise, Premise.relation_id == Relation.node_id)
        .where(
            Relation.target_id == target.id,
            Relation.kind == kind,
            Node.status.is_(None) | Node.status.not_in([status.value for status in ENDED]),
        )
    )
    found = defaultdict[str, set[int]](set)
    for ref, premise in rows:
        found[ref].update(() if premise is None else (premise,))
    return {ref: frozenset(premises) for ref, premises in found.items()}


def _reaches(session: Session, debate: OpenDebate, start: int, goals: Iterable[int]) -> bool:
    """Tell whether following restatements from `start` comes upon one of `goals`."""
    pairs = session.execute(
        select(Premise.node_id, Relation.target_id)
        .join(Relation, Relation.node_id == Premise.relation_id)
        .join(Node, Node.id == Relation.node_id)
        .where(Node.debate_id == debate.id, Relation.kind == RelationKind.RESTATES.value)
    )
    onward = defaultdict[int, list[int]](list)
    for premise, target in pairs:
        onward[premise].append(target)
    seen, waiting = {start}, [start]
    while waiting:
        fresh = set(onward[waiting.pop()]) - seen
        seen |= fresh
        waiting.extend(fresh)
    return not seen.isdisjoint(goals)
