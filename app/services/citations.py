"""Citations: from a node to a source, by locator, or by words found in its attached text."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Row, Select, delete, exists, insert, or_, select
from sqlalchemy.orm import Session

from app.core.anchoring import Found, State, anchor, find_quote
from app.core.errors import NotFound
from app.core.permissions import Action, Actor
from app.core.texts import Typed
from app.models import Base, Citation, Node, Snapshot, Source, Span
from app.services import changes, clock
from app.services.changes import Recorded
from app.services.debates import OpenDebate, open_for_change
from app.services.ids import new_id
from app.services.nodes import PUBLIC_ID, NodeRow, check_own, find_node

ROLES = ("supports", "disputes", "defines", "context", "consistent_with")
NEAREST_SHOWN = 300


class _Place(NamedTuple):
    """Where quoted words stand: code points of the text they were found in."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Checked:
    source_id: int
    source: str
    locator: str | None
    place: _Place | None
    role: str
    note: str | None


def add(
    session: Session,
    actor: Actor,
    slug: str,
    ref: str,
    *,
    source: str,
    role: str,
    locator: str | None = None,
    quote: str | None = None,
    note: str | None = None,
) -> Recorded:
    """Cite a source for a node: by a locator, by a quote from its attached text, or both.

    A quote is kept as a place in the text, not as words. The same citation again adds nothing.
    Returns the citation's id. Raises Invalid with every field at fault.
    """
    debate = open_for_change(session, actor, slug, Action.CITE)
    node = find_node(session, debate, ref)
    fields = {"source": source, "locator": locator, "quote": quote, "role": role, "note": note}
    cited = _read(session, debate, Typed(fields))
    same = session.scalar(_same(debate, node, cited))
    if same is not None:
        return Recorded(same, debate.revision, changed=False)
    span_id = _insert_span(session, debate, cited)
    public_id = _insert(session, debate, node, cited, span_id)
    revision = changes.record(
        session,
        debate.id,
        actor,
        action="add",
        noun="citation",
        ref=public_id,
        after=_shown(node.ref, cited.source, cited.locator, cited.role, cited.note),
    )
    return Recorded(public_id, revision)


def remove(session: Session, actor: Actor, slug: str, ref: str) -> Recorded:
    """Remove a citation of one's own, or any as an editor."""
    debate = open_for_change(session, actor, slug, Action.CITE)
    row = _find(session, debate, ref)
    check_own(debate, row.account_id)
    session.execute(delete(Citation).where(Citation.id == row.id))
    if row.span_id is not None and row.account_id is not None:
        _sweep_span(session, row.span_id)
    revision = changes.record(
        session,
        debate.id,
        actor,
        action="remove",
        noun="citation",
        ref=ref,
        before=_shown(row.node, row.source, row.locator, row.role, row.note),
    )
    return Recorded(ref, revision)


def _read(session: Session, debate: OpenDebate, typed: Typed) -> _Checked:
    locator, note = typed.maybe_line("locator"), typed.maybe_text("note")
    quote, role = typed.maybe_text("quote"), typed.choice("role", ROLES)
    source_id, source, text = _source(session, debate, typed)
    if not locator and not quote:
        typed.fault("locator", "Say where in the source: give a locator, or quote its words.")
    place = None
    if quote and source_id and "quote" not in typed.faults:
        place = _place(typed, text, quote)
    typed.check()
    return _Checked(source_id, source, locator, place, role, note)


def _source(session: Session, debate: OpenDebate, typed: Typed) -> tuple[int, str, str | None]:
    """Return the source's key, its public id and its attached text, if there is one."""
    ref = (typed.fields.get("source") or "").strip()
    row = None
    if PUBLIC_ID.fullmatch(ref):
        row = session.execute(
            select(Source.id, Snapshot.text)
            .outerjoin(Snapshot, Snapshot.source_id == Source.id)
            .where(Source.debate_id == debate.id, Source.public_id == ref)
        ).one_or_none()
    if row is None:
        typed.fault("source", "Choose a source of this debate.")
        return 0, ref, None
    return row[0], ref, row[1]


def _place(typed: Typed, text: str | None, quote: str) -> _Place | None:
    if text is None:
        typed.fault(
            "quote",
            "No text is attached to this source, so a quote cannot be looked up. "
            "Give a locator instead: a section, a page or lines.",
        )
        return None
    found = find_quote(text, quote)
    if found.how not in ("exact", "tolerant") or found.start is None or found.end is None:
        typed.fault("quote", _why_not(text, found))
        return None
    return _Place(text, found.start, found.end)


def _why_not(text: str, found: Found) -> str:
    # Words that are only like those typed are shown, not taken: a citation is locked to words.
    if found.how != "fuzzy" or found.start is None or found.end is None:
        return found.sentence or "These words are not in the text."
    nearest = text[found.start : found.end]
    cut = "…" if len(nearest) > NEAREST_SHOWN else ""
    return f"These words are not in the text. The nearest are: “{nearest[:NEAREST_SHOWN]}{cut}”"


def _same(debate: OpenDebate, node: NodeRow, cited: _Checked) -> Select[str]:
    place = cited.place
    return (
        select(Citation.public_id)
        .outerjoin(Span, Span.id == Citation.span_id)
        .where(
            Citation.node_id == node.id,
            Citation.source_id == cited.source_id,
            Citation.account_id == debate.actor.account_id,
            Citation.role == cited.role,
            Citation.locator.is_not_distinct_from(cited.locator),
            Citation.note.is_not_distinct_from(cited.note),
            Span.start.is_not_distinct_from(place.start if place else None),
            Span.end.is_not_distinct_from(place.end if place else None),
        )
        .limit(1)
    )


def _insert_span(session: Session, debate: OpenDebate, cited: _Checked) -> int | None:
    if cited.place is None:
        return None
    text, start, end = cited.place
    found = anchor(text, start, end)
    inserted: int = session.execute(
        insert(Span)
        .values(
            debate_id=debate.id,
            public_id=new_id(),
            source_id=cited.source_id,
            first_line=text.count("\n", 0, start) + 1,
            last_line=text.count("\n", 0, end) + 1,
            start=start,
            end=end,
            hash=found.hash,
            prefix_hash=found.prefix_hash,
            suffix_hash=found.suffix_hash,
            only_here=False,
        )
        .returning(Span.id)
    ).scalar_one()
    return inserted


def _insert(
    session: Session, debate: OpenDebate, node: NodeRow, cited: _Checked, span_id: int | None
) -> str:
    public_id = new_id()
    session.execute(
        insert(Citation).values(
            debate_id=debate.id,
            public_id=public_id,
            node_id=node.id,
            source_id=cited.source_id,
            locator=cited.locator,
            span_id=span_id,
            role=cited.role,
            state=(State.UNCHECKED if span_id is None else State.EXACT).value,
            account_id=debate.actor.account_id,
            note=cited.note,
            created_at=clock.now(),
        )
    )
    return public_id


def _find(session: Session, debate: OpenDebate, ref: str) -> Row[*tuple[object, ...]]:
    row = None
    if PUBLIC_ID.fullmatch(ref):
        row = session.execute(
            select(
                Citation.id,
                Citation.account_id,
                Citation.span_id,
                Node.public_id.label("node"),
                Source.public_id.label("source"),
                Citation.locator,
                Citation.role,
                Citation.note,
            )
            .join(Node, Node.id == Citation.node_id)
            .join(Source, Source.id == Citation.source_id)
            .where(Citation.debate_id == debate.id, Citation.public_id == ref)
        ).one_or_none()
    if row is None:
        raise NotFound("There is no such citation in this debate.")
    return row


def _sweep_span(session: Session, span_id: int) -> None:
    """Delete a span that nothing points at any more, in whatever table."""
    pointing = [
        exists().where(key.parent == span_id)
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table is Span.__table__
    ]
    session.execute(delete(Span).where(Span.id == span_id, ~or_(*pointing)))


def _shown(
    node: str, source: str, locator: str | None, role: str, note: str | None
) -> dict[str, object]:
    return {"node": node, "source": source, "locator": locator, "role": role, "note": note}
