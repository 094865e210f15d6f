"""Cruxes: marking a question on which positions turn, editing it, removing it."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.core.errors import Invalid
from app.core.permissions import Action, Actor
from app.core.texts import Typed
from app.models import Crux, CruxClaim, Node
from app.services import changes
from app.services.changes import Recorded
from app.services.debates import OpenDebate, open_for_change
from app.services.given import given
from app.services.nodes import (
    NodeRow,
    add_node,
    check_own,
    check_removable,
    check_wording,
    find_node,
    pick_node,
    pick_nodes,
    reword_node,
)


@given
class NewCrux:
    """A question on which claims or relations hang, by id."""

    question: str
    claims: tuple[str, ...]
    conclusion: str | None = None
    would_move: str | None = None


@given
class CruxEdit(NewCrux):
    """A crux edited; `wording` is the number of the one that was seen."""

    wording: int


@dataclass(frozen=True, slots=True)
class _Checked:
    question: str
    claims: tuple[NodeRow, ...]
    conclusion: NodeRow | None
    would_move: str | None

    def shown(self) -> dict[str, object]:
        return {
            "question": self.question,
            "claims": [claim.ref for claim in self.claims],
            "conclusion": self.conclusion.ref if self.conclusion else None,
            "would_move": self.would_move,
        }


def mark(session: Session, actor: Actor, slug: str, form: NewCrux) -> Recorded:
    """Mark a question as a crux on which claims or relations hang, and return its id."""
    debate = open_for_change(session, actor, slug, Action.MARK_CRUX)
    crux = _read(session, debate, form)
    node_id, ref = add_node(session, debate, "crux", text=crux.question)
    session.execute(
        insert(Crux).values(
            node_id=node_id,
            conclusion_id=crux.conclusion.id if crux.conclusion else None,
            would_move=crux.would_move,
        )
    )
    _insert_claims(session, node_id, crux)
    revision = changes.record(
        session, debate.id, actor, action="add", noun="crux", ref=ref, after=crux.shown()
    )
    return Recorded(ref, revision)


def edit(session: Session, actor: Actor, slug: str, ref: str, form: CruxEdit) -> Recorded:
    """Change a crux of one's own, or any as an editor.

    Every edit counts as a wording, so two people cannot undo each other unseen: the second gets
    a Conflict with both texts.
    """
    debate = open_for_change(session, actor, slug, Action.MARK_CRUX)
    node = _own_crux(session, debate, ref)
    crux = _read(session, debate, form)
    check_wording(session, node, form.wording, yours=crux.question)
    before = _present(session, node)
    if crux.shown() == before:
        return Recorded(ref, debate.revision, changed=False)
    reword_node(session, debate, node, crux.question)
    session.execute(
        update(Crux)
        .where(Crux.node_id == node.id)
        .values(
            conclusion_id=crux.conclusion.id if crux.conclusion else None,
            would_move=crux.would_move,
        )
    )
    session.execute(delete(CruxClaim).where(CruxClaim.crux_id == node.id))
    _insert_claims(session, node.id, crux)
    revision = changes.record(
        session,
        debate.id,
        actor,
        action="change",
        noun="crux",
        ref=ref,
        before=before,
        after=crux.shown(),
    )
    return Recorded(ref, revision)


def remove(session: Session, actor: Actor, slug: str, ref: str) -> Recorded:
    """Remove a crux of one's own, or any as an editor, that nobody has built on."""
    debate = open_for_change(session, actor, slug, Action.MARK_CRUX)
    node = _own_crux(session, debate, ref)
    check_removable(session, node)
    before = _present(session, node)
    session.execute(delete(Node).where(Node.id == node.id))
    revision = changes.record(
        session, debate.id, actor, action="remove", noun="crux", ref=ref, before=before
    )
    return Recorded(ref, revision)


def _read(session: Session, debate: OpenDebate, form: NewCrux) -> _Checked:
    typed = Typed({"question": form.question, "would_move": form.would_move})
    question, would_move = typed.line("question"), typed.maybe_text("would_move")
    claims = pick_nodes(session, debate, form.claims, typed, "claims")
    if not form.claims:
        typed.fault("claims", "Name at least one claim that hangs on this question.")
    if any(claim.kind == "crux" for claim in claims):
        typed.fault("claims", "Claims and relations hang on a crux, not other cruxes.")
    conclusion = None
    if form.conclusion:
        conclusion = pick_node(session, debate, form.conclusion, typed, "conclusion")
    if conclusion is not None and conclusion.kind != "claim":
        typed.fault("conclusion", "What a crux decides is a claim.")
    typed.check()
    return _Checked(question, tuple(claims), conclusion, would_move)


def _own_crux(session: Session, debate: OpenDebate, ref: str) -> NodeRow:
    node = find_node(session, debate, ref)
    if node.kind != "crux":
        raise Invalid(f"{ref!r} is no crux.")
    check_own(debate, node.account_id)
    return node


def _insert_claims(session: Session, node_id: int, crux: _Checked) -> None:
    session.execute(
        insert(CruxClaim),
        [
            {"crux_id": node_id, "position": position, "node_id": claim.id}
            for position, claim in enumerate(crux.claims)
        ],
    )


def _present(session: Session, node: NodeRow) -> dict[str, object]:
    conclusion, would_move = session.execute(
        select(Node.public_id, Crux.would_move)
        .select_from(Crux)
        .outerjoin(Node, Node.id == Crux.conclusion_id)
        .where(Crux.node_id == node.id)
    ).one()
    claims = session.scalars(
        select(Node.public_id)
        .join(CruxClaim, CruxClaim.node_id == Node.id)
        .where(CruxClaim.crux_id == node.id)
        .order_by(CruxClaim.position)
    )
    return {
        "question": node.text,
        "claims": list(claims),
        "conclusion": conclusion,
        "would_move": would_move,
    }
