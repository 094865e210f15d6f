"""Relations: arrows from premises to a node, and the rules of where they may point."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.core.errors import Conflict, Invalid
from app.core.permissions import Action, Actor
from app.core.texts import Typed
from app.core.vocabulary import Basis, Provenance, RelationKind, Strength
from app.models import Node, Premise, Relation
from app.services import changes
from app.services.arrows import (
    Arrow,
    check_aim,
    check_graph,
    insert_arrow,
    shown,
)
from app.services.changes import Recorded
from app.services.debates import OpenDebate, open_for_change
from app.services.nodes import (
    NodeRow,
    check_own,
    check_removable,
    check_wording,
    find_node,
    find_nodes,
    first_wording,
    pick_node,
    pick_nodes,
    reword_node,
    what_hangs_on,
)


def add(
    session: Session,
    actor: Actor,
    slug: str,
    *,
    kind: str,
    premises: Sequence[str],
    target: str,
    basis: str = "all",
    strength: str | None = None,
    warrant: str | None = None,
    note: str | None = None,
    provenance: str = "outside",
) -> Recorded:
    """Draw an arrow of `kind` from claims to a node, all by public id, and return its id.

    Raises Invalid with the fields at fault, and Conflict when the same arrow is there already.
    """
    debate = open_for_change(session, actor, slug, Action.ADD_NODE)
    typed = Typed(
        {
            "kind": kind,
            "basis": basis,
            "strength": strength,
            "warrant": warrant,
            "note": note,
            "provenance": provenance,
        }
    )
    arrow = _read(session, debate, typed, premises, target)
    ref = insert_arrow(session, debate, arrow)
    revision = changes.record(
        session, debate.id, actor, action="add", noun="relation", ref=ref, after=shown(arrow)
    )
    return Recorded(ref, revision)


def retype(
    session: Session, actor: Actor, slug: str, ref: str, *, kind: str, seen: str
) -> Recorded:
    """Change the kind of an arrow of one's own, or of any as an editor; `seen` is its old kind.

    Raises Conflict when somebody else has changed the kind, or has rated the arrow: a credence
    is never carried over to another step.
    """
    debate = open_for_change(session, actor, slug, Action.ADD_NODE)
    node, arrow = _own_arrow(session, debate, ref)
    typed = Typed({"kind": kind})
    kind = typed.choice("kind", RelationKind)
    typed.check()
    if kind == arrow.kind:
        return Recorded(ref, debate.revision, changed=False)
    if seen != arrow.kind:
        raise Conflict("Its kind has been changed meanwhile.", yours=kind, theirs=arrow.kind)
    check_aim(typed, kind, arrow.target, arrow.premises)
    typed.check()
    if "credences" in what_hangs_on(session, node):
        raise Conflict("Others have rated this step as it is. Draw another arrow instead.")
    check_graph(session, debate, kind, arrow.target, arrow.premises)
    session.execute(update(Relation).where(Relation.node_id == node.id).values(kind=kind))
    revision = changes.record(
        session,
        debate.id,
        actor,
        action="change",
        noun="relation",
        ref=ref,
        before={"kind": arrow.kind},
        after={"kind": kind},
    )
    return Recorded(ref, revision)


def reword(
    session: Session, actor: Actor, slug: str, ref: str, *, warrant: str, wording: int
) -> Recorded:
    """Say anew why the premises bear on the target; `wording` is the one that was seen.

    Credences stay with the wording they were given to. Raises Conflict with both texts.
    """
    debate = open_for_change(session, actor, slug, Action.EDIT_NODE)
    node = _find_relation(session, debate, ref)
    typed = Typed({"warrant": warrant})
    text = typed.line("warrant")
    typed.check()
    check_wording(session, node, wording, yours=text)
    if text == node.text:
        return Recorded(ref, debate.revision, changed=False)
    if node.text is None:
        first_wording(session, debate, node, text)
    else:
        reword_node(session, debate, node, text)
    revision = changes.record(
        session,
        debate.id,
        actor,
        action="reword",
        noun="relation",
        ref=ref,
        before={"warrant": node.text},
        after={"warrant": text},
    )
    return Recorded(ref, revision)


def remove(session: Session, actor: Actor, slug: str, ref: str) -> Recorded:
    """Remove an arrow of one's own, or any as an editor, that nobody has built on."""
    debate = open_for_change(session, actor, slug, Action.ADD_NODE)
    node, arrow = _own_arrow(session, debate, ref)
    check_removable(session, node)
    session.execute(delete(Node).where(Node.id == node.id))
    revision = changes.record(
        session, debate.id, actor, action="remove", noun="relation", ref=ref, before=shown(arrow)
    )
    return Recorded(ref, revision)


def _read(
    session: Session, debate: OpenDebate, typed: Typed, premises: Sequence[str], target: str
) -> Arrow:
    kind = typed.choice("kind", RelationKind)
    basis = typed.choice("basis", Basis)
    strength = typed.maybe_choice("strength", Strength)
    warrant, note = typed.maybe_line("warrant"), typed.maybe_text("note")
    provenance = typed.choice("provenance", Provenance)
    aim = pick_node(session, debate, target, typed, "target")
    start = pick_nodes(session, debate, premises, typed, "premises")
    if aim is not None and "premises" not in typed.faults:
        check_aim(typed, kind, aim, start)
    typed.check()
    assert aim is not None
    return Arrow(kind, aim, tuple(start), basis, strength, warrant, note, provenance)


def _find_relation(session: Session, debate: OpenDebate, ref: str) -> NodeRow:
    node = find_node(session, debate, ref)
    if node.kind != "relation":
        raise Invalid(f"{ref!r} is no relation.")
    return node


def _own_arrow(session: Session, debate: OpenDebate, ref: str) -> tuple[NodeRow, Arrow]:
    node = _find_relation(session, debate, ref)
    check_own(debate, node.account_id)
    kind, basis, strength, target_id, note, provenance = session.execute(
        select(
            Relation.kind,
            Relation.basis,
            Relation.strength,
            Relation.target_id,
            Node.note,
            Node.provenance,
        )
        .join(Node, Node.id == Relation.node_id)
        .where(Relation.node_id == node.id)
    ).one()
    premises = session.scalars(
        select(Premise.node_id).where(Premise.relation_id == node.id).order_by(Premise.position)
    ).all()
    rows = _by_key(session, debate, [target_id, *premises])
    starts = tuple(rows[key] for key in premises)
    return node, Arrow(kind, rows[target_id], starts, basis, strength, node.text, note, provenance)


def _by_key(session: Session, debate: OpenDebate, keys: list[int]) -> dict[int, NodeRow]:
    refs = list(session.scalars(select(Node.public_id).where(Node.id.in_(keys))))
    return {row.id: row for row in find_nodes(session, debate, refs)}
