"""Nodes: finding one by its public id, adding one, and what hangs on one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.core.debate.change import Edit, Entry, changed
from app.core.debate.lists import SHAPES
from app.core.debate.rows import Wording as Words
from app.core.debate.shape import NODES, Id
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.permissions import Action, Actor, role_in
from app.core.texts import Typed
from app.core.vocabulary import ClaimKind, Status
from app.models import (
    Citation,
    Claim,
    Credence,
    Crux,
    CruxClaim,
    Debate,
    Link,
    Membership,
    Node,
    PairSentenceNode,
    Premise,
    Relation,
    SenseNode,
    Stance,
    Thesis,
    Verdict,
    Wording,
)
from app.services import changes, clock
from app.services.changes import Act, Recorded
from app.services.debates import OpenDebate, open_for_change
from app.services.rows.entries import Stored, read_entries

PUBLIC_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
AT_MOST = 50
LISTS = {shape.singular: shape.name for shape in SHAPES.values() if shape.space == NODES}
Column = InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
# Written down once: every change asks it, and the asking took longer than the answer.
FOUND = (
    select(
        Node.id,
        Node.public_id,
        Node.kind,
        Node.wording,
        Node.status,
        Node.account_id,
        Claim.kind,
        Relation.kind,
        Wording.text,
    )
    .outerjoin(Claim, Claim.node_id == Node.id)
    .outerjoin(Relation, Relation.node_id == Node.id)
    .outerjoin(Wording, (Wording.node_id == Node.id) & (Wording.number == Node.wording))
    .where(
        Node.debate_id == bindparam("debate"),
        Node.public_id.in_(bindparam("refs", expanding=True)),
    )
)


@dataclass(frozen=True, slots=True)
class NodeRow:
    """What actions need to know of a node; `text` is its present wording, if it has words."""

    id: int
    ref: str
    kind: str
    wording: int
    status: str | None
    account_id: int | None
    claim_kind: str | None
    relation_kind: str | None
    text: str | None

    @property
    def is_question(self) -> bool:
        """Tell whether the node is a claim that only asks."""
        return self.claim_kind == ClaimKind.QUESTION


def keys_of(*nodes: NodeRow) -> dict[tuple[str, str], int]:
    """Return the keys of nodes as the writer of edits wants them."""
    return {(NODES, node.ref): node.id for node in nodes}


def find_node(session: Session, debate: OpenDebate, ref: str) -> NodeRow:
    """Return the node of the debate with public id `ref`; NotFound when there is none."""
    found = find_nodes(session, debate, [ref])
    if not found:
        raise NotFound(f"There is no node {ref[:40]!r} in this debate.")
    return found[0]


def find_entry(session: Session, debate: OpenDebate, name: str, ref: str) -> Stored:
    """Return a node of a list with all that belongs to it; raises as `find_node`, and Invalid."""
    found = read_entries(session, debate.id, name, [ref] if PUBLIC_ID.fullmatch(ref) else [])
    if not found:
        find_node(session, debate, ref)
        raise Invalid(f"{ref!r} is no {SHAPES[name].singular}.")
    return found[ref]


def find_nodes(session: Session, debate: OpenDebate, refs: Sequence[str]) -> list[NodeRow]:
    """Return those nodes of the debate that bear one of these public ids, in no order."""
    # What no id can be is not asked for: some databases refuse such text with an error.
    asked = [ref for ref in refs if PUBLIC_ID.fullmatch(ref)]
    if not asked:
        return []
    rows = session.execute(FOUND, {"debate": debate.id, "refs": asked})
    return [NodeRow(*row) for row in rows]


def pick_nodes(
    session: Session, debate: OpenDebate, refs: Sequence[str], typed: Typed, field: str
) -> list[NodeRow]:
    """Return the nodes named in a form's field, in that order and each once.

    Whatever is no node of this debate becomes a fault of the field.
    """
    wanted = list(dict.fromkeys(refs))
    if len(wanted) > AT_MOST:
        typed.fault(field, f"At most {AT_MOST} can be named here; these are {len(wanted)}.")
        return []
    found = {row.ref: row for row in find_nodes(session, debate, wanted)}
    for ref in wanted:
        if ref not in found:
            typed.fault(field, _why_not(session, debate, ref))
    return [found[ref] for ref in wanted if ref in found]


def pick_node(
    session: Session, debate: OpenDebate, ref: str, typed: Typed, field: str
) -> NodeRow | None:
    """Return the one node named in a form's field, or None after noting the fault."""
    return next(iter(pick_nodes(session, debate, [ref], typed, field)), None)


def first_words(session: Session, debate: OpenDebate, text: str | None) -> tuple[Words, ...]:
    """Return the wordings of a new node of the actor's; none where it has no words."""
    return () if text is None else (_words(session, debate, 1, text),)


def rewording(
    session: Session, debate: OpenDebate, name: str, entry: Entry, field: str, text: str
) -> Edit:
    """Return the edit that gives a node its next wording; earlier ones stay as they are.

    What had no words gets its first: nobody can have rated others.
    """
    wordings = entry.beside.get("wordings", ())
    number = entry.row.wording + (1 if wordings else 0)
    words = (*wordings, _words(session, debate, number, text))
    return changed(name, entry, **{field: text}, wording=number, wordings=words)


def wording_of(session: Session, node_id: int, number: int) -> str:
    """Return a wording of a node by its number; empty when it had no words then."""
    found = select(Wording.text).where(Wording.node_id == node_id, Wording.number == number)
    return session.scalar(found) or ""


def check_wording(session: Session, node: NodeRow, seen: int) -> None:
    """Raise Conflict, with both texts, when `seen` is not the present wording of the node."""
    if seen != node.wording:
        yours = wording_of(session, node.id, seen) if 1 <= seen < node.wording else ""
        raise reworded(node.wording, seen, yours=yours, theirs=node.text or "")


def reworded(present: int, seen: int, *, yours: str, theirs: str) -> Conflict | Invalid:
    """Return what is to be raised when a node is at another wording than the one that was seen."""
    if not 1 <= seen < present:
        fault = f"This has no wording {seen}."
        return Invalid(fault, {"wording": fault})
    return Conflict(
        "It has been reworded since you saw it.",
        fields={"wording": "This is not the present wording any more."},
        yours=yours,
        theirs=theirs,
    )


def check_own(debate: OpenDebate, account_id: int | None) -> None:
    """Raise Forbidden when something is neither the actor's own nor the actor an editor."""
    if debate.may(Action.EDIT_NODE) or (account_id and account_id == debate.actor.account_id):
        return
    raise Forbidden("Only its author and the editors of this debate may do this.")


def withdraw(session: Session, actor: Actor, slug: str, ref: str) -> Recorded:
    """Mark one's own claim or relation as withdrawn: it stays to be read and weighs no more."""
    debate = open_for_change(session, actor, slug, Action.ADD_NODE)
    node = find_node(session, debate, ref)
    check_own(debate, node.account_id)
    if node.kind == "crux":
        raise Invalid("A crux is not withdrawn: edit it, or remove it.")
    if node.status == Status.WITHDRAWN:
        return Recorded(ref, debate.revision, changed=False)
    name = LISTS[node.kind]
    entry = read_entries(session, debate.id, name, [ref])[ref].entry
    act = Act("withdraw", node.kind, ref)
    edits = [changed(name, entry, status=Status.WITHDRAWN.value)]
    return changes.make(session, debate.id, actor, act, edits, keys=keys_of(node))


def check_own_row(session: Session, debate: OpenDebate, account: Id | None) -> None:
    """Raise Forbidden as `check_own` does; `account` is the public id of who made a row."""
    own = account is not None and account == changes.author(session, debate.actor)
    check_own(debate, debate.actor.account_id if own else None)


def what_hangs_on(session: Session, node: NodeRow) -> list[str]:
    """Name what would lose its footing, or others' work that would go, if the node went.

    Credences and citations of the node's own author do not count.
    """
    others = Credence.account_id != node.account_id if node.account_id else Credence.id > 0
    cited = Citation.account_id.is_distinct_from(node.account_id)
    uses: dict[str, ColumnElement[bool]] = {
        "relations": or_(_used(Relation.target_id, node), _used(Premise.node_id, node)),
        "cruxes": or_(_used(CruxClaim.node_id, node), _used(Crux.conclusion_id, node)),
        "stances": or_(_used(Stance.node_id, node), _used(Verdict.node_id, node)),
        "credences": exists().where(Credence.node_id == node.id, others),
        "citations": exists().where(Citation.node_id == node.id, cited),
        "theses": _used(Thesis.node_id, node),
        "sentences on two people": _used(PairSentenceNode.node_id, node),
        "links": or_(_used(Link.node_id, node), _used(SenseNode.node_id, node)),
        "later nodes": exists().where(Node.superseded_by_id == node.id),
    }
    found = session.execute(select(*uses.values())).one()
    return [name for name, used in zip(uses, found, strict=True) if used]


def check_removable(session: Session, node: NodeRow) -> None:
    """Raise Conflict when others have built on the node."""
    if hanging := what_hangs_on(session, node):
        raise Conflict(
            f"Others have built on this ({', '.join(hanging)}), so it cannot be removed. "
            "What is yours you can withdraw: it stays to be read and weighs no more."
        )


def _why_not(session: Session, debate: OpenDebate, ref: str) -> str:
    """Tell an unknown id from one of another debate, if the actor may know that debate."""
    if not ref:
        return "Name a node of this debate."
    own = (Membership.debate_id == Debate.id) & (Membership.account_id == debate.actor.account_id)
    homes = session.execute(
        select(Debate.visibility, Debate.open_role, Membership.role)
        .join(Node, Node.debate_id == Debate.id)
        .outerjoin(Membership, own)
        .where(Node.public_id == (ref if PUBLIC_ID.fullmatch(ref) else ""))
    )
    for visibility, open_role, membership in homes:
        if role_in(debate.actor, visibility=visibility, open_role=open_role, membership=membership):
            return f"{ref!r} belongs to another debate."
    return f"There is no node {ref[:40]!r} in this debate."


def _words(session: Session, debate: OpenDebate, number: int, text: str) -> Words:
    return Words(number, text, clock.now(), changes.author(session, debate.actor))


def _used(column: Column, node: NodeRow) -> ColumnElement[bool]:
    return exists().where(column == node.id)
