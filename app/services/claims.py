"""Claims: adding them, replying with one, and rewording."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.debate.change import Edit, added, changed
from app.core.debate.lists import new_row
from app.core.debate.shape import NODES
from app.core.errors import Conflict, Invalid
from app.core.permissions import Action, Actor
from app.core.texts import Typed
from app.core.vocabulary import ENDED, ClaimKind, Provenance, RelationKind
from app.models import Node, Wording
from app.services import changes
from app.services.arrows import Arrow, check_aim, drawn
from app.services.changes import Act, Recorded
from app.services.debates import OpenDebate, open_for_change
from app.services.given import Word, given
from app.services.ids import new_id
from app.services.nodes import (
    NodeRow,
    find_entry,
    first_words,
    keys_of,
    pick_node,
    pick_nodes,
    reworded,
    rewording,
)
from app.services.rows.entries import read_settings

# The key of a node that is not written yet: no row has it.
UNWRITTEN = -1


@given
class NewRelationTo:
    """The arrow that comes with a new claim."""

    kind: Annotated[str, Word(RelationKind)]
    target: str
    # Claims that bear on the target only together with the new one.
    joined: tuple[str, ...] = ()
    warrant: str | None = None


@given
class NewClaim:
    """A claim; with `relation`, a reply that bears on another node.

    `anew`: make it even where a claim of these words was withdrawn or superseded.
    """

    text: str
    kind: Annotated[str, Word(ClaimKind)] = ClaimKind.CLAIM
    note: str | None = None
    provenance: Annotated[str, Word(Provenance)] = Provenance.OUTSIDE
    as_thesis: bool = False
    anew: bool = False
    relation: NewRelationTo | None = None


@given
class ClaimEdit:
    """Other words for a claim; `wording` is the number of the wording that was seen."""

    text: str
    wording: int


class EndedAlready(Conflict):
    """A claim of these words, `ref`, was withdrawn or superseded: to be restored, or made anew."""

    def __init__(self, ref: str, status: str | None) -> None:
        super().__init__(
            f"A claim of these words was {status}: {ref!r}. It can be restored, or made anew.",
            fields={
                "text": f"These are the words of {ref!r}, which was {status}.",
                "anew": "Say that it is to be made all the same.",
            },
        )
        self.ref = ref


def add(session: Session, actor: Actor, slug: str, claim: NewClaim) -> Recorded:
    """Add a claim, alone or with the arrow from it to another node, as one revision.

    Alone it answers to nothing yet; as a main thesis it heads a thread (editors). Returns the
    new claim's id. Raises Invalid with the fields at fault, Conflict when this claim stands in
    the debate already, and EndedAlready when it once did.
    """
    if claim.relation is None:
        return _add_alone(session, actor, slug, claim)
    if claim.as_thesis or claim.kind not in (ClaimKind.CLAIM, ClaimKind.QUESTION):
        fault = "A reply is a claim or a question, and heads no thread."
        raise Invalid(fault, {"relation": fault})
    return _reply(session, actor, slug, claim, claim.relation)


def reword(session: Session, actor: Actor, slug: str, ref: str, form: ClaimEdit) -> Recorded:
    """Give a claim another wording.

    Credences stay with the wording they were given to. Raises Conflict with both texts when
    somebody else was faster, so that nothing typed is lost.
    """
    debate = open_for_change(session, actor, slug, Action.EDIT_NODE)
    key, entry = find_entry(session, debate, "claims", ref)
    typed = Typed({"text": form.text})
    new = typed.line("text")
    typed.check()
    claim = entry.row
    if form.wording != claim.wording:
        raise reworded(claim.wording, form.wording, yours=new, theirs=claim.text)
    if new == claim.text:
        return Recorded(ref, debate.revision, changed=False)
    _check_new(session, debate, new, anew=True)
    edit = rewording(session, debate, "claims", entry, "text", new)
    act, known = Act("reword", "claim", ref), {(NODES, ref): key}
    return changes.make(session, debate.id, actor, act, [edit], keys=known)


def _add_alone(session: Session, actor: Actor, slug: str, claim: NewClaim) -> Recorded:
    action = Action.EDIT_NODE if claim.as_thesis else Action.ADD_NODE
    debate = open_for_change(session, actor, slug, action)
    typed = Typed(asdict(claim))
    kind = typed.choice("kind", ClaimKind)
    new = _new(session, debate, typed, kind, anew=claim.anew)
    return _made(session, debate, new, _heads(session, debate, new) if claim.as_thesis else [])


def _reply(
    session: Session, actor: Actor, slug: str, claim: NewClaim, to: NewRelationTo
) -> Recorded:
    debate = open_for_change(session, actor, slug, Action.ADD_NODE)
    # The kind that may be at fault is the arrow's: the claim's follows from it.
    typed = Typed({**asdict(claim), "kind": to.kind, "warrant": to.warrant})
    kind, reason = typed.choice("kind", RelationKind), typed.maybe_line("warrant")
    aim = pick_node(session, debate, to.target, typed, "target")
    others = pick_nodes(session, debate, to.joined, typed, "joined")
    if aim is not None:
        check_aim(typed, kind, aim, None)
        _check_joined(typed, aim, others)
    made = ClaimKind.QUESTION if kind == RelationKind.ASKS else ClaimKind.CLAIM
    new = _new(session, debate, typed, made.value, anew=claim.anew)
    assert aim is not None
    arrow = Arrow(kind, aim, (new.node, *others), warrant=reason)
    return _made(session, debate, new, [drawn(session, debate, arrow)], aim, *others)


class _New(NamedTuple):
    """A claim that is to be: the edit that adds it, and what an arrow has to know of it."""

    edit: Edit
    node: NodeRow


def _new(session: Session, debate: OpenDebate, typed: Typed, kind: str, *, anew: bool) -> _New:
    """Make the claim of a form whose other fields have been read, or raise all its faults."""
    text, note = typed.line("text"), typed.maybe_text("note")
    provenance = typed.choice("provenance", Provenance)
    typed.check()
    _check_new(session, debate, text, anew=anew)
    row = new_row(
        "claims",
        id=new_id(),
        kind=kind,
        text=text,
        wording=1,
        provenance=provenance,
        note=note,
        account=changes.author(session, debate.actor),
    )
    edit = added("claims", row, wordings=first_words(session, debate, text))
    account = debate.actor.account_id
    return _New(edit, NodeRow(UNWRITTEN, row.id, "claim", 1, None, account, kind, None, text))


def _made(
    session: Session, debate: OpenDebate, new: _New, more: Sequence[Edit], *known: NodeRow
) -> Recorded:
    act, edits = Act("add", "claim", new.node.ref), [new.edit, *more]
    keys = keys_of(*known)
    return changes.make(session, debate.id, debate.actor, act, edits, keys=keys)


def _check_joined(typed: Typed, target: NodeRow, others: Sequence[NodeRow]) -> None:
    if any(other.kind != "claim" or other.id == target.id for other in others):
        typed.fault("joined", "Only claims, and not the target itself, can join the new one.")


def _check_new(session: Session, debate: OpenDebate, text: str, *, anew: bool) -> None:
    """Refuse a claim that is there word for word: a second click, or a reason to link instead.

    What ended keeps its words from nobody, but unless `anew` it is told of.
    """
    rows = session.execute(
        select(Node.public_id, Node.status)
        .join(Wording, (Wording.node_id == Node.id) & (Wording.number == Node.wording))
        .where(Node.debate_id == debate.id, Node.kind == "claim", Wording.text == text)
        .order_by(Node.id)
    ).all()
    for ref, status in rows:
        if status not in ENDED:
            raise Conflict(
                f"This claim is here already, as {ref!r}. Draw an arrow from it instead.",
                fields={"text": f"These are the words of {ref!r}."},
                yours=text,
                theirs=text,
            )
    if rows and not anew:
        raise EndedAlready(*rows[-1])


def _heads(session: Session, debate: OpenDebate, new: _New) -> list[Edit]:
    """Make a new claim the last of the theses."""
    settings = read_settings(session, debate.id)
    return [changed("debate", settings, theses=(*settings.row.theses, new.node.ref))]
