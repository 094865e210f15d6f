"""Attaching the text of a source, and looking every quotation up in it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.core.debate.change import Edit, changed
from app.core.errors import Conflict, Invalid, NotFound
from app.core.permissions import Action, Actor
from app.core.quotes.anchors import Verified, anchor, normalise, text_hash
from app.core.quotes.lines import LineNumbers
from app.core.quotes.places import Places
from app.core.vocabulary import CitationState
from app.db import Database, expect_no_session
from app.models import Citation, Snapshot, Span
from app.services import changes, clock
from app.services.changes import Act, Fields
from app.services.debates import OpenDebate, open_debate, open_for_change
from app.services.rows.entries import Stored, read_entries
from app.services.source_pages import (
    Stretch,
    find_source,
    list_sources,
    read_source,
    read_stretches,
)

__all__ = [
    "AttachReport",
    "Attached",
    "SpanState",
    "attach",
    "list_sources",
    "read_attached",
    "read_source",
    "store_known",
    "verified",
]

# Looking up is repeated when the source has changed meanwhile, so often at most.
TRIES = 3


@dataclass(frozen=True, slots=True)
class SpanState:
    """A span of a source, how it was found in the attached text, and where it stands there."""

    id: str
    locator: str | None
    state: CitationState
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class AttachReport:
    """What came of attaching or verifying a text: every span of the source with its state."""

    source: str
    hash: str
    length: int
    spans: tuple[SpanState, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many spans are in which state."""
        return dict(Counter(span.state.value for span in self.spans))

    @property
    def is_exact(self) -> bool:
        """Tell whether every span with a hash stands where the debate says."""
        return all(
            span.state in (CitationState.EXACT, CitationState.UNCHECKED) for span in self.spans
        )


class Attached(NamedTuple):
    """A source's text as it is attached, and every span of the source."""

    source: str
    text: str
    stretches: list[Stretch]


class _Given(NamedTuple):
    """A text as it was handed in for a source."""

    ref: str
    text: str
    hash: str
    replace: bool


class _Cited(NamedTuple):
    """A citation that names a span, by the key of that, and the state it is in."""

    key: int
    id: str
    span: int
    state: str


class _Known(NamedTuple):
    """What looking up rests on: the source, every span of it, and what cites it by those."""

    source: Stored
    stretches: list[Stretch]
    cited: list[_Cited]

    @property
    def key(self) -> int:
        """Return the key of the source."""
        return self.source.key

    @property
    def text_hash(self) -> str | None:
        """Return the hash of the text that the spans are of."""
        found: str | None = self.source.entry.row.text_hash
        return found


def attach(
    database: Database, actor: Actor, slug: str, ref: str, data: bytes, *, replace: bool = False
) -> AttachReport:
    """Store a text of a source, look up every span in it, and set the states of citations.

    A text that is not the one the spans were made from is refused with Conflict, unless
    `replace` asks for it: then spans found elsewhere are moved to where they now stand.
    Spans are looked up before the transaction that writes, so that nobody waits for it, and
    once more if the source has changed by then. Raises Invalid for what is no text, NotFound,
    SignInNeeded, Forbidden, and Conflict when the source changes again and again.
    """
    text = normalise(data)
    if not text.strip():
        raise Invalid("The file is empty.", {"file": "There is no text in this file."})
    given = _Given(ref, text, text_hash(text), replace)
    for _ in range(TRIES):
        with database.reading() as session:
            debate = open_debate(session, actor, slug, Action.ATTACH_TEXT)
            known, seen = _known(session, debate, given), debate.revision
            earlier = _earlier(session, known, given)
        found = _verified(text, known.stretches, earlier)
        moved = _moved(text, known.stretches, found) if known.text_hash != given.hash else {}
        with database.writing() as session:
            debate = open_for_change(session, actor, slug, Action.ATTACH_TEXT)
            if debate.revision == seen or _known(session, debate, given) == known:
                return _write(session, debate, given, known, found, moved)
    message = "The source was changed again and again meanwhile. Attach its text once more."
    raise Conflict(message, fields={"text": message})


def store_known(session: Session, actor: Actor, slug: str, ref: str, data: bytes) -> None:
    """Store the very text that a source names by its hash, within the caller's transaction.

    Nothing is looked up and no state is set: the spans were made from this text. Raises Invalid
    for another text, NotFound, SignInNeeded, Forbidden.
    """
    debate = open_debate(session, actor, slug, Action.ATTACH_TEXT)
    key, source = find_source(session, debate, ref)
    text = normalise(data)
    if text_hash(text) != source.text_hash:
        raise Invalid(f"The text for {slug}/{ref} is not the one that this source names.")
    _store(session, actor, key, text, text_hash(text))


def read_attached(session: Session, debate: OpenDebate, ref: str) -> Attached:
    """Return what it takes to look every span of a source up in its text.

    Raises NotFound when no text is attached.
    """
    key, _ = find_source(session, debate, ref)
    text = session.scalar(select(Snapshot.text).where(Snapshot.source_id == key))
    if text is None:
        raise NotFound(f"No text is attached to the source “{ref}”.")
    return Attached(ref, text, read_stretches(session, key))


def verified(attached: Attached) -> AttachReport:
    """Look every span of a source up in its attached text; nothing is changed.

    Raises RuntimeError where this thread has a session open: a long text takes seconds.
    """
    source, text, stretches = attached
    return _report(source, text, text_hash(text), stretches, _verified(text, stretches))


def _known(session: Session, debate: OpenDebate, given: _Given) -> _Known:
    source = read_entries(session, debate.id, "sources", [given.ref]).get(given.ref)
    if source is None:
        raise NotFound("There is no such source in this debate.")
    known = _Known(source, read_stretches(session, source.key), _cited(session, source.key))
    if known.text_hash not in (None, given.hash) and not given.replace:
        raise _other_text(known.text_hash or "", given.hash)
    return known


def _cited(session: Session, source_id: int) -> list[_Cited]:
    """Return the citations of a source that name a span of it."""
    found = select(Citation.id, Citation.public_id, Span.id, Citation.state)
    found = found.join(Span, Span.id == Citation.span_id).order_by(Citation.id)
    mine = (Citation.source_id == source_id, Span.source_id == source_id)
    return [_Cited(*row) for row in session.execute(found.where(*mine))]


def _earlier(session: Session, known: _Known, given: _Given) -> str:
    """Return the text that is about to be replaced: it still has the words of the spans."""
    if known.text_hash == given.hash:
        return ""
    return session.scalar(select(Snapshot.text).where(Snapshot.source_id == known.key)) or ""


def _write(
    session: Session,
    debate: OpenDebate,
    given: _Given,
    known: _Known,
    found: Sequence[Verified],
    moved: Mapping[str, Fields],
) -> AttachReport:
    _store(session, debate.actor, known.key, given.text, given.hash)
    of_text = {"text_hash": given.hash, "text_length": len(given.text)}
    edits = [changed("sources", known.source.entry, **of_text)]
    edits += _changed(session, debate, "spans", moved)
    edits += _changed(session, debate, "citations", _states(known, found))
    edits = [edit for edit in edits if edit.changed]
    keys = {("sources", given.ref): known.key}
    keys |= {("spans", each.id): each.key for each in known.stretches}
    keys |= {("citations", each.id): each.key for each in known.cited}
    report = _report(given.ref, given.text, given.hash, known.stretches, found)
    act = Act("attach", "source", given.ref)
    changes.make(session, debate.id, debate.actor, act, edits, keys=keys, after=report.counts)
    return report


def _changed(
    session: Session, debate: OpenDebate, name: str, fields: Mapping[str, Fields]
) -> list[Edit]:
    """Return the edits that give rows of a list, by id, other values in some fields."""
    entries = read_entries(session, debate.id, name, fields) if fields else {}
    return [changed(name, entries[id_].entry, **fields[id_]) for id_ in fields]


def _states(known: _Known, found: Sequence[Verified]) -> dict[str, Fields]:
    """Return the states of the citations that are in another one by now."""
    keys = (each.key for each in known.stretches)
    now = {key: each.state.value for key, each in zip(keys, found, strict=True)}
    return {
        each.id: {"state": now[each.span]} for each in known.cited if now[each.span] != each.state
    }


def _other_text(known: str, given: str) -> Conflict:
    message = (
        "This is not the text that the debate's quotations were taken from: its hash differs."
        " Attach it all the same, as a replacement, to have every quotation looked up in it."
    )
    return Conflict(message, fields={"text": message}, yours=given, theirs=known)


def _verified(text: str, stretches: Sequence[Stretch], earlier: str = "") -> list[Verified]:
    expect_no_session("Quotations are looked up")
    return Places(text, earlier).verify_all([each.anchor for each in stretches])


def _store(session: Session, actor: Actor, source_id: int, text: str, hashed: str) -> None:
    session.execute(delete(Snapshot).where(Snapshot.source_id == source_id))
    values = {"source_id": source_id, "text": text, "hash": hashed}
    values |= {"attached_at": clock.now(), "account_id": actor.account_id}
    session.execute(insert(Snapshot).values(values))


def _moved(text: str, stretches: Sequence[Stretch], found: Sequence[Verified]) -> dict[str, Fields]:
    """Return where the spans that were found elsewhere stand in the new text, by their ids."""
    lines = LineNumbers(text)
    moved: dict[str, Fields] = {}
    for each, verified in zip(stretches, found, strict=True):
        if verified.state is CitationState.MOVED and verified.start is not None and verified.end:
            now = anchor(text, verified.start, verified.end)
            is_numbered = each.first_line is not None
            first, last = lines.at(verified.start), lines.at(verified.end - 1)
            moved[each.id] = {
                **now._asdict(),
                "first_line": first if is_numbered else None,
                "last_line": last if is_numbered else None,
            }
    return moved


def _report(
    ref: str, text: str, hashed: str, stretches: Sequence[Stretch], found: Sequence[Verified]
) -> AttachReport:
    spans = tuple(
        SpanState(each.id, each.locator, verified.state, verified.start, verified.end)
        for each, verified in zip(stretches, found, strict=True)
    )
    return AttachReport(ref, hashed, len(text), spans)
