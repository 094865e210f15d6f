"""Citations: from a node to a source, by locator, or by words found in its attached text."""

from dataclasses import asdict, dataclass
from typing import Annotated, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, exists, or_, select
from sqlalchemy.orm import Session

from app.core.debate import rows, source_rows
from app.core.debate.change import Edit, added, removed
from app.core.errors import Conflict, NotFound
from app.core.permissions import Action, Actor
from app.core.texts import Typed
from app.core.vocabulary import CitationRole, CitationState
from app.db import Database
from app.models import Base, Citation, Snapshot, Source, Span
from app.services import changes
from app.services.changes import Act, Recorded
from app.services.citation_quotes import Place, find_place
from app.services.debates import OpenDebate, open_debate, open_for_change
from app.services.given import Word, given
from app.services.ids import new_id
from app.services.nodes import PUBLIC_ID, NodeRow, check_own, find_node
from app.services.rows.entries import Stored, place_of, read_entries
from app.services.tags import Condition, expect

# Looking up is repeated when the text has changed meanwhile, so often at most.
TRIES = 3


@given
class NewCitation:
    """A source for a node: by a locator, by a quote from its attached text, or both."""

    source: str
    role: Annotated[str, Word(CitationRole, named=False)]
    locator: str | None = None
    quote: str | None = None
    note: str | None = None


class _Cited(NamedTuple):
    """A source as it was when a quote was looked up in its text."""

    key: int
    ref: str
    text_hash: str | None


@dataclass(frozen=True, slots=True)
class _Checked:
    source: _Cited
    locator: str | None
    place: Place | None
    role: str
    note: str | None


def add(
    database: Database,
    actor: Actor,
    slug: str,
    ref: str,
    citation: NewCitation,
    *,
    expected: Condition | None = None,
) -> Recorded:
    """Cite a source for a node: by a locator, by a quote from its attached text, or both.

    A quote is kept as a place in the text, not as words. The same citation again adds nothing.
    The quote is looked up before the transaction that writes, so that nobody waits for it, and
    once more if the text has changed by then. Returns the citation's id. Raises Invalid with
    every field at fault, NotFound, SignInNeeded, Forbidden, Conflict when the text changes again
    and again, and ConditionFailed when the debate is not as `expected`.
    """
    fields, source = asdict(citation), citation.source
    if not citation.quote:
        with database.writing() as session:
            expect(session, expected)
            return _cite(session, actor, slug, ref, Typed(fields))
    for _ in range(TRIES):
        typed = Typed(fields)
        with database.reading() as session:
            debate = open_debate(session, actor, slug, Action.CITE)
            find_node(session, debate, ref)
            cited = _source(session, debate, source)
            text = _text(session, cited) if cited else None
        checked = _read(typed, cited, text)
        with database.writing() as session:
            expect(session, expected)
            debate = open_for_change(session, actor, slug, Action.CITE)
            node = find_node(session, debate, ref)
            if _source(session, debate, source) == cited:
                return _write(session, debate, node, checked)
    message = "The text of this source was changed again and again meanwhile. Cite it once more."
    raise Conflict(message, fields={"source": message})


def _cite(session: Session, actor: Actor, slug: str, ref: str, typed: Typed) -> Recorded:
    """Cite by a locator alone: nothing has to be looked up before."""
    debate = open_for_change(session, actor, slug, Action.CITE)
    node = find_node(session, debate, ref)
    cited = _source(session, debate, typed.fields["source"] or "")
    return _write(session, debate, node, _read(typed, cited, None))


def remove(session: Session, actor: Actor, slug: str, ref: str) -> Recorded:
    """Remove a citation of one's own, or any as an editor."""
    debate = open_for_change(session, actor, slug, Action.CITE)
    found = _find(session, debate, ref)
    row = found.entry.row
    is_own = row.account is not None and row.account == changes.author(session, actor)
    check_own(debate, actor.account_id if is_own else None)
    edits = [_removed(session, debate, "citations", found)]
    if row.span is not None and row.account is not None:
        edits += _swept(session, debate, found, row.span)
    act = Act("remove", "citation", ref)
    return changes.make(session, debate.id, actor, act, edits)


def _source(session: Session, debate: OpenDebate, typed: str) -> _Cited | None:
    ref = typed.strip()
    if not PUBLIC_ID.fullmatch(ref):
        return None
    found = (
        select(Source.id, Source.public_id, Snapshot.hash)
        .outerjoin(Snapshot, Snapshot.source_id == Source.id)
        .where(Source.debate_id == debate.id, Source.public_id == ref)
    )
    row = session.execute(found).one_or_none()
    return _Cited(*row) if row else None


def _text(session: Session, cited: _Cited) -> str | None:
    return session.scalar(select(Snapshot.text).where(Snapshot.source_id == cited.key))


def _read(typed: Typed, cited: _Cited | None, text: str | None) -> _Checked:
    locator, note = typed.maybe_line("locator"), typed.maybe_text("note")
    quote, role = typed.maybe_text("quote"), typed.choice("role", CitationRole)
    if cited is None:
        typed.fault("source", "Choose a source of this debate.")
    if not locator and not quote:
        typed.fault("locator", "Say where in the source: give a locator, or quote its words.")
    place = None
    if quote and cited and "quote" not in typed.faults:
        place = find_place(typed, text, quote)
    typed.check()
    assert cited is not None
    return _Checked(cited, locator, place, role, note)


def _same(debate: OpenDebate, node: NodeRow, cited: _Checked) -> Select[str]:
    place = cited.place
    return (
        select(Citation.public_id)
        .outerjoin(Span, Span.id == Citation.span_id)
        .where(
            Citation.node_id == node.id,
            Citation.source_id == cited.source.key,
            Citation.account_id == debate.actor.account_id,
            Citation.role == cited.role,
            Citation.locator.is_not_distinct_from(cited.locator),
            Citation.note.is_not_distinct_from(cited.note),
            Span.start.is_not_distinct_from(place.anchor.start if place else None),
            Span.end.is_not_distinct_from(place.anchor.end if place else None),
        )
        .limit(1)
    )


def _write(session: Session, debate: OpenDebate, node: NodeRow, cited: _Checked) -> Recorded:
    same = session.scalar(_same(debate, node, cited))
    if same is not None:
        return Recorded(same, debate.revision, changed=False)
    span = _span(cited)
    row = _row(node, cited, span, changes.author(session, debate.actor))
    keys = {("nodes", node.ref): node.id, ("sources", row.source): cited.source.key}
    if row.account is not None and debate.actor.account_id is not None:
        keys["accounts", row.account] = debate.actor.account_id
    edits = [added("spans", span)] if span else []
    edits.append(added("citations", row))
    act = Act("add", "citation", row.id)
    return changes.make(session, debate.id, debate.actor, act, edits, keys=keys)


def _span(cited: _Checked) -> source_rows.Span | None:
    if cited.place is None:
        return None
    return source_rows.Span(
        id=new_id(),
        source=cited.source.ref,
        first_line=cited.place.first_line,
        last_line=cited.place.last_line,
        **cited.place.anchor._asdict(),
        rendering=None,
        comment=None,
        footnote=None,
        locator=None,
        only_here=False,
    )


def _row(
    node: NodeRow, cited: _Checked, span: source_rows.Span | None, account: str | None
) -> rows.Citation:
    return rows.Citation(
        id=new_id(),
        node=node.ref,
        source=cited.source.ref,
        locator=cited.locator,
        span=span.id if span else None,
        role=cited.role,
        state=(CitationState.EXACT if span else CitationState.UNCHECKED).value,
        by=None,
        account=account,
        note=cited.note,
    )


def _find(session: Session, debate: OpenDebate, ref: str) -> Stored:
    found = None
    if PUBLIC_ID.fullmatch(ref):
        found = read_entries(session, debate.id, "citations", [ref]).get(ref)
    if found is None:
        raise NotFound("There is no such citation in this debate.")
    return found


def _removed(session: Session, debate: OpenDebate, name: str, found: Stored) -> Edit:
    place = place_of(session, debate.id, name, found.key)
    return removed(name, found.entry, place=place, key=found.key)


def _swept(session: Session, debate: OpenDebate, citation: Stored, ref: str) -> list[Edit]:
    """Return the removal of a span that nothing but a citation points at, in whatever table."""
    span = read_entries(session, debate.id, "spans", [ref])[ref]
    pointing = [
        exists().where(key.parent == span.key, *_but(table, citation.key))
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table is Span.__table__
    ]
    if session.scalar(select(or_(*pointing))):
        return []
    return [_removed(session, debate, "spans", span)]


def _but(table: Table, citation: int) -> list[ColumnElement[bool]]:
    return [table.c.id != citation] if table is Citation.__table__ else []
