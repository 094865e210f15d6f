"""Relations: arrows from premises to a node, and the rules of where they may point."""

from dataclasses import asdict
from typing import Annotated

from sqlalchemy.orm import Session

from app.core.debate.change import Entry, changed
from app.core.debate.shape import NODES
from app.core.errors import Conflict, Invalid
from app.core.permissions import Action, Actor
from app.core.texts import Typed
from app.core.vocabulary import Basis, Provenance, RelationKind, Strength
from app.services import changes
from app.services.arrows import Arrow, check_aim, check_graph, drawn
from app.services.changes import Act, Recorded
from app.services.debates import OpenDebate, open_for_change
from app.services.given import Word, given
from app.services.nodes import (
    NodeRow,
    check_own,
    check_removable,
    find_entry,
    find_node,
    find_nodes,
    keys_of,
    pick_node,
    pick_nodes,
    reworded,
    rewording,
    what_hangs_on,
)
from app.services.removals import removal
from app.services.rows.entries import read_entries


@given
class NewRelation:
    """An arrow from claims to a node."""

    kind: Annotated[str, Word(RelationKind)]
    premises: tuple[str, ...]
    target: str
    basis: Annotated[str, Word(Basis)] = Basis.ALL
    strength: Annotated[str, Word(Strength)] | None = None
    warrant: str | None = None
    note: str | None = None
    provenance: Annotated[str, Word(Provenance)] = Provenance.OUTSIDE


@given
class RelationEdit:
    """Another kind (with the kind `seen`), or another warrant (with the `wording` seen)."""

    kind: Annotated[str, Word(RelationKind)] | None = None
    seen: Annotated[str, Word(RelationKind)] | None = None
    warrant: str | None = None
    wording: int | None = None


def add(session: Session, actor: Actor, slug: str, form: NewRelation) -> Recorded:
    """Draw an arrow from claims to a node, all by public id, and return its id.

    Raises Invalid with the fields at fault, and Conflict when the same arrow is there already.
    """
    debate = open_for_change(session, actor, slug, Action.ADD_NODE)
    arrow = _read(session, debate, form)
    edit, known = drawn(session, debate, arrow), keys_of(arrow.target, *arrow.premises)
    act = Act("add", "relation", edit.id)
    return changes.make(session, debate.id, actor, act, [edit], keys=known)


def edit(session: Session, actor: Actor, slug: str, ref: str, form: RelationEdit) -> Recorded:
    """Change the kind of an arrow, or say anew why its premises bear on its target.

    The kind is changed by its author and by editors, the warrant by editors. Raises Conflict
    when somebody else was faster, with both kinds or texts, and when others have rated the arrow
    whose kind is to change: a credence is never carried over to another step, but stays with
    the wording it was given to. Raises Invalid when not exactly one of the two is given.
    """
    kind, seen, warrant, wording = form.kind, form.seen, form.warrant, form.wording
    if kind is not None and seen is not None and warrant is None:
        return _retype(session, actor, slug, ref, kind, seen)
    if warrant is not None and wording is not None and kind is None:
        return _reword(session, actor, slug, ref, warrant, wording)
    fault = "Give either kind with seen, or warrant with wording."
    raise Invalid(fault, {"kind": fault, "warrant": fault})


def remove(session: Session, actor: Actor, slug: str, ref: str) -> Recorded:
    """Remove an arrow of one's own, or any as an editor, that nobody has built on."""
    debate = open_for_change(session, actor, slug, Action.ADD_NODE)
    node = _find_relation(session, debate, ref)
    check_own(debate, node.account_id)
    check_removable(session, node)
    act, edits = Act("remove", "relation", ref), removal(session, debate, node)
    return changes.make(session, debate.id, actor, act, edits, keys=keys_of(node))


def _retype(session: Session, actor: Actor, slug: str, ref: str, kind: str, seen: str) -> Recorded:
    debate = open_for_change(session, actor, slug, Action.ADD_NODE)
    node = _find_relation(session, debate, ref)
    check_own(debate, node.account_id)
    typed = Typed({"kind": kind})
    kind = typed.choice("kind", RelationKind)
    typed.check()
    entry = read_entries(session, debate.id, "relations", [ref])[ref].entry
    if kind == entry.row.kind:
        return Recorded(ref, debate.revision, changed=False)
    if seen != entry.row.kind:
        raise Conflict("Its kind has been changed meanwhile.", yours=kind, theirs=entry.row.kind)
    _check_kind(session, debate, typed, kind, entry)
    if "credences" in what_hangs_on(session, node):
        raise Conflict("Others have rated this step as it is. Draw another arrow instead.")
    act, edit = Act("change", "relation", ref), changed("relations", entry, kind=kind)
    return changes.make(session, debate.id, actor, act, [edit], keys=keys_of(node))


def _check_kind(
    session: Session, debate: OpenDebate, typed: Typed, kind: str, entry: Entry
) -> None:
    """Check whether an arrow may be of a kind where it stands."""
    row = entry.row
    ends = {node.ref: node for node in find_nodes(session, debate, [row.target, *row.premises])}
    target, premises = ends[row.target], [ends[premise] for premise in row.premises]
    check_aim(typed, kind, target, premises)
    typed.check()
    check_graph(session, debate, kind, target, premises)


def _reword(
    session: Session, actor: Actor, slug: str, ref: str, warrant: str, wording: int
) -> Recorded:
    debate = open_for_change(session, actor, slug, Action.EDIT_NODE)
    key, entry = find_entry(session, debate, "relations", ref)
    typed = Typed({"warrant": warrant})
    text = typed.line("warrant")
    typed.check()
    arrow = entry.row
    if wording != arrow.wording:
        raise reworded(arrow.wording, wording, yours=text, theirs=arrow.warrant)
    if text == arrow.warrant:
        return Recorded(ref, debate.revision, changed=False)
    edit = rewording(session, debate, "relations", entry, "warrant", text)
    act, known = Act("reword", "relation", ref), {(NODES, ref): key}
    return changes.make(session, debate.id, actor, act, [edit], keys=known)


def _read(session: Session, debate: OpenDebate, form: NewRelation) -> Arrow:
    typed = Typed(asdict(form))
    kind = typed.choice("kind", RelationKind)
    basis = typed.choice("basis", Basis)
    strength = typed.maybe_choice("strength", Strength)
    warrant, note = typed.maybe_line("warrant"), typed.maybe_text("note")
    provenance = typed.choice("provenance", Provenance)
    aim = pick_node(session, debate, form.target, typed, "target")
    start = pick_nodes(session, debate, form.premises, typed, "premises")
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
