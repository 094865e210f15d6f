"""Claims: adding them, replying with one, asking, and rewording."""

from collections.abc import Sequence

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.core.errors import Conflict, Invalid
from app.core.permissions import Action, Actor
from app.core.texts import Typed
from app.core.vocabulary import ClaimKind, Provenance, RelationKind
from app.models import Claim, Node, Thesis, Wording
from app.services import changes
from app.services.arrows import Arrow, check_aim, insert_arrow, shown
from app.services.changes import Recorded
from app.services.debates import OpenDebate, open_for_change
from app.services.nodes import (
    NodeRow,
    add_node,
    check_wording,
    find_node,
    find_nodes,
    pick_node,
    pick_nodes,
    reword_node,
)

PURPOSES = ("clarification", "challenge", "inquiry", "rhetorical")


def add_claim(
    session: Session,
    actor: Actor,
    slug: str,
    *,
    text: str,
    kind: str = "claim",
    note: str | None = None,
    provenance: str = "outside",
    as_thesis: bool = False,
) -> Recorded:
    """Add a claim that answers to nothing yet; as a main thesis it heads a thread (editors).

    Raises Invalid with the fields at fault, and Conflict when the debate has this claim already.
    """
    action = Action.EDIT_NODE if as_thesis else Action.ADD_NODE
    debate = open_for_change(session, actor, slug, action)
    typed = Typed({"text": text, "kind": kind, "note": note, "provenance": provenance})
    kind = typed.choice("kind", ClaimKind)
    node = _insert_typed(session, debate, typed, kind)
    if as_thesis:
        _insert_thesis(session, debate, node)
    return _recorded(session, debate, node, {"kind": kind, "thesis": as_thesis})


def reply(
    session: Session,
    actor: Actor,
    slug: str,
    *,
    kind: str,
    target: str,
    text: str,
    joined: Sequence[str] = (),
    warrant: str | None = None,
    note: str | None = None,
    provenance: str = "outside",
) -> Recorded:
    """Add a claim and the arrow of `kind` from it to `target`, as one revision.

    `joined` names claims that bear on the target only together with the new one. Returns the
    new claim's id. Raises Invalid with the fields at fault, and Conflict as `add_claim`.
    """
    debate = open_for_change(session, actor, slug, Action.ADD_NODE)
    typed = Typed(
        {"kind": kind, "text": text, "warrant": warrant, "note": note, "provenance": provenance}
    )
    kind = typed.choice("kind", RelationKind)
    reason = typed.maybe_line("warrant")
    aim = pick_node(session, debate, target, typed, "target")
    others = pick_nodes(session, debate, joined, typed, "joined")
    if aim is not None:
        check_aim(typed, kind, aim, None)
        _check_joined(typed, aim, others)
    made = ClaimKind.QUESTION if kind == RelationKind.ASKS else ClaimKind.CLAIM
    node = _insert_typed(session, debate, typed, made.value)
    assert aim is not None
    arrow = Arrow(kind, aim, (node, *others), warrant=reason)
    relation = insert_arrow(session, debate, arrow)
    return _recorded(session, debate, node, {"relation": {"id": relation, **shown(arrow)}})


def add_question(
    session: Session,
    actor: Actor,
    slug: str,
    *,
    text: str,
    about: str | None = None,
    purpose: str = "inquiry",
    note: str | None = None,
) -> Recorded:
    """Add a question, with an arrow to the node it is about if there is one; one revision."""
    debate = open_for_change(session, actor, slug, Action.ADD_NODE)
    typed = Typed({"text": text, "purpose": purpose, "note": note, "provenance": "outside"})
    purpose = typed.choice("purpose", PURPOSES)
    aim = pick_node(session, debate, about, typed, "about") if about else None
    node = _insert_typed(session, debate, typed, "question", purpose=purpose)
    after: dict[str, object] = {"kind": "question", "purpose": purpose}
    if aim is not None:
        arrow = Arrow("asks", aim, (node,))
        after["relation"] = {"id": insert_arrow(session, debate, arrow), **shown(arrow)}
    return _recorded(session, debate, node, after)


def reword(
    session: Session, actor: Actor, slug: str, ref: str, *, text: str, wording: int
) -> Recorded:
    """Give a claim another wording; `wording` is the number of the one that was seen.

    Credences stay with the wording they were given to. Raises Conflict with both texts when
    somebody else was faster, so that nothing typed is lost.
    """
    debate = open_for_change(session, actor, slug, Action.EDIT_NODE)
    node = find_node(session, debate, ref)
    if node.kind != "claim":
        raise Invalid(f"{ref!r} is no claim.")
    typed = Typed({"text": text})
    new = typed.line("text")
    typed.check()
    check_wording(session, node, wording, yours=new)
    if new == node.text:
        return Recorded(ref, debate.revision, changed=False)
    _check_new(session, debate, new)
    number = reword_node(session, debate, node, new)
    revision = changes.record(
        session,
        debate.id,
        actor,
        action="reword",
        noun="claim",
        ref=ref,
        before={"text": node.text, "wording": node.wording},
        after={"text": new, "wording": number},
    )
    return Recorded(ref, revision)


def _insert_typed(
    session: Session, debate: OpenDebate, typed: Typed, kind: str, *, purpose: str | None = None
) -> NodeRow:
    """Write the claim of a form whose other fields have been read, or raise all its faults."""
    text, note = typed.line("text"), typed.maybe_text("note")
    provenance = typed.choice("provenance", Provenance)
    typed.check()
    _check_new(session, debate, text)
    node_id, ref = add_node(session, debate, "claim", text=text, provenance=provenance, note=note)
    session.execute(insert(Claim).values(node_id=node_id, kind=kind, purpose=purpose))
    return find_nodes(session, debate, [ref])[0]


def _check_joined(typed: Typed, target: NodeRow, others: Sequence[NodeRow]) -> None:
    if any(other.kind != "claim" or other.id == target.id for other in others):
        typed.fault("joined", "Only claims, and not the target itself, can join the new one.")


def _check_new(session: Session, debate: OpenDebate, text: str) -> None:
    """Refuse a claim that is there word for word: a second click, or a reason to link instead."""
    same = session.scalar(
        select(Node.public_id)
        .join(Wording, (Wording.node_id == Node.id) & (Wording.number == Node.wording))
        .where(Node.debate_id == debate.id, Node.kind == "claim", Wording.text == text)
        .limit(1)
    )
    if same is not None:
        raise Conflict(
            f"This claim is here already, as {same!r}. Draw an arrow from it instead.",
            fields={"text": f"These are the words of {same!r}."},
            yours=text,
            theirs=text,
        )


def _insert_thesis(session: Session, debate: OpenDebate, node: NodeRow) -> None:
    last = select(func.max(Thesis.position)).where(Thesis.debate_id == debate.id)
    position = session.scalar(last)
    session.execute(
        insert(Thesis).values(
            debate_id=debate.id,
            position=0 if position is None else position + 1,
            node_id=node.id,
        )
    )


def _recorded(
    session: Session, debate: OpenDebate, node: NodeRow, after: dict[str, object]
) -> Recorded:
    revision = changes.record(
        session,
        debate.id,
        debate.actor,
        action="add",
        noun="claim",
        ref=node.ref,
        after={"text": node.text, **after},
    )
    return Recorded(node.ref, revision)
