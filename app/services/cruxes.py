"""Cruxes: marking a question on which positions turn, editing it, removing it."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from app.core.debate.change import added
from app.core.debate.lists import new_row
from app.core.debate.shape import NODES
from app.core.errors import Invalid
from app.core.permissions import Action, Actor
from app.core.texts import Typed
from app.core.vocabulary import Provenance
from app.services import changes
from app.services.changes import Act, Recorded
from app.services.debates import OpenDebate, open_for_change
from app.services.given import given
from app.services.ids import new_id
from app.services.nodes import (
    NodeRow,
    check_own,
    check_own_row,
    check_removable,
    find_entry,
    find_node,
    first_words,
    keys_of,
    pick_node,
    pick_nodes,
    reworded,
    rewording,
)
from app.services.removals import removal


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

    @property
    def fields(self) -> dict[str, Any]:
        """Return what the row of the crux says, but its question."""
        return {
            "claims": tuple(claim.ref for claim in self.claims),
            "conclusion": self.conclusion.ref if self.conclusion else None,
            "would_move": self.would_move,
        }

    @property
    def keys(self) -> dict[tuple[str, str], int]:
        """Return the keys of the nodes it names."""
        return keys_of(*self.claims, *filter(None, [self.conclusion]))


def mark(session: Session, actor: Actor, slug: str, form: NewCrux) -> Recorded:
    """Mark a question as a crux on which claims or relations hang, and return its id."""
    debate = open_for_change(session, actor, slug, Action.MARK_CRUX)
    crux = _read(session, debate, form)
    row = new_row(
        "cruxes",
        id=new_id(),
        question=crux.question,
        wording=1,
        provenance=Provenance.OUTSIDE.value,
        account=changes.author(session, actor),
        **crux.fields,
    )
    edit = added("cruxes", row, wordings=first_words(session, debate, crux.question))
    act = Act("add", "crux", row.id)
    return changes.make(session, debate.id, actor, act, [edit], keys=crux.keys)


def edit(session: Session, actor: Actor, slug: str, ref: str, form: CruxEdit) -> Recorded:
    """Change a crux of one's own, or any as an editor.

    Every edit counts as a wording, so two people cannot undo each other unseen: the second gets
    a Conflict with both texts.
    """
    debate = open_for_change(session, actor, slug, Action.MARK_CRUX)
    key, entry = find_entry(session, debate, "cruxes", ref)
    check_own_row(session, debate, entry.row.account)
    crux, seen, present = _read(session, debate, form), form.wording, entry.row
    if seen != present.wording:
        raise reworded(present.wording, seen, yours=crux.question, theirs=present.question)
    said = {name: getattr(present, name) for name in crux.fields}
    if (present.question, said) == (crux.question, crux.fields):
        return Recorded(ref, debate.revision, changed=False)
    asked = rewording(session, debate, "cruxes", entry, "question", crux.question)
    assert asked.after is not None
    edit = replace(asked, after=asked.after.with_fields(crux.fields))
    act, known = Act("change", "crux", ref), {**crux.keys, (NODES, ref): key}
    return changes.make(session, debate.id, actor, act, [edit], keys=known)


def remove(session: Session, actor: Actor, slug: str, ref: str) -> Recorded:
    """Remove a crux of one's own, or any as an editor, that nobody has built on."""
    debate = open_for_change(session, actor, slug, Action.MARK_CRUX)
    node = _own_crux(session, debate, ref)
    check_removable(session, node)
    act, edits = Act("remove", "crux", ref), removal(session, debate, node)
    return changes.make(session, debate.id, actor, act, edits, keys=keys_of(node))


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
