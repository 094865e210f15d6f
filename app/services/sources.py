"""Attaching the text of a source, and looking every quotation up in it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.core.errors import Conflict, Invalid, NotFound
from app.core.permissions import Action, Actor
from app.core.quotes.anchors import Verified, anchor, normalise, text_hash
from app.core.quotes.lines import LineNumbers
from app.core.quotes.places import Places
from app.core.vocabulary import CitationState
from app.db import Database
from app.models import Citation, Snapshot, Source, Span
from app.services import changes, clock
from app.services.debates import OpenDebate, open_debate, open_for_change
from app.services.source_pages import (
    Stretch,
    find_source,
    list_sources,
    read_source,
    read_stretches,
)

__all__ = ["AttachReport", "SpanState", "attach", "list_sources", "read_source", "verify_source"]

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


class _Given(NamedTuple):
    """A text as it was handed in for a source."""

    ref: str
    text: str
    hash: str
    replace: bool


class _Known(NamedTuple):
    """What looking up rests on: the source, the hash of its text, and every span of it."""

    key: int
    text_hash: str | None
    stretches: list[Stretch]


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
            known = _known(session, open_debate(session, actor, slug, Action.ATTACH_TEXT), given)
            earlier = _earlier(session, known, given)
        found = _verified(text, known.stretches, earlier)
        moved = _moved(text, known.stretches, found) if known.text_hash != given.hash else []
        with database.writing() as session:
            debate = open_for_change(session, actor, slug, Action.ATTACH_TEXT)
            if _known(session, debate, given) == known:
                return _write(session, debate, given, known, found, moved)
    message = "The source was changed again and again meanwhile. Attach its text once more."
    raise Conflict(message, fields={"text": message})


def verify_source(session: Session, debate: OpenDebate, ref: str) -> AttachReport:
    """Look every span of a source up in its attached text; nothing is changed.

    Raises NotFound when no text is attached.
    """
    key, _ = find_source(session, debate, ref)
    text = session.scalar(select(Snapshot.text).where(Snapshot.source_id == key))
    if text is None:
        raise NotFound(f"No text is attached to the source “{ref}”.")
    stretches = read_stretches(session, key)
    return _report(ref, text, text_hash(text), stretches, _verified(text, stretches))


def _known(session: Session, debate: OpenDebate, given: _Given) -> _Known:
    key, row = find_source(session, debate, given.ref)
    if row.text_hash not in (None, given.hash) and not given.replace:
        raise _other_text(row.text_hash or "", given.hash)
    return _Known(key, row.text_hash, read_stretches(session, key))


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
    moved: Sequence[Mapping[str, object]],
) -> AttachReport:
    _store(session, debate.actor, known.key, given.text, given.hash)
    if moved:
        session.execute(update(Span), moved)
    _set_states(session, known.key, known.stretches, found)
    report = _report(given.ref, given.text, given.hash, known.stretches, found)
    changes.record(
        session,
        debate.id,
        debate.actor,
        action="attach",
        noun="source",
        ref=given.ref,
        after=report.counts,
    )
    return report


def _other_text(known: str, given: str) -> Conflict:
    message = (
        "This is not the text that the debate's quotations were taken from: its hash differs."
        " Attach it all the same, as a replacement, to have every quotation looked up in it."
    )
    return Conflict(message, fields={"text": message}, yours=given, theirs=known)


def _verified(text: str, stretches: Sequence[Stretch], earlier: str = "") -> list[Verified]:
    return Places(text, earlier).verify_all([each.anchor for each in stretches])


def _store(session: Session, actor: Actor, source_id: int, text: str, hashed: str) -> None:
    session.execute(delete(Snapshot).where(Snapshot.source_id == source_id))
    values = {
        "source_id": source_id,
        "text": text,
        "hash": hashed,
        "attached_at": clock.now(),
        "account_id": actor.account_id,
    }
    session.execute(insert(Snapshot).values(values))
    table = update(Source).where(Source.id == source_id)
    session.execute(table.values(text_hash=hashed, text_length=len(text)))


def _moved(
    text: str, stretches: Sequence[Stretch], found: Sequence[Verified]
) -> list[dict[str, object]]:
    """Point the spans that were found elsewhere at where they stand in the new text."""
    lines = LineNumbers(text)
    rows: list[dict[str, object]] = []
    for each, verified in zip(stretches, found, strict=True):
        if verified.state is CitationState.MOVED and verified.start is not None and verified.end:
            now = anchor(text, verified.start, verified.end)
            is_numbered = each.first_line is not None
            first, last = lines.at(verified.start), lines.at(verified.end - 1)
            rows.append(
                {
                    "id": each.key,
                    **now._asdict(),
                    "first_line": first if is_numbered else None,
                    "last_line": last if is_numbered else None,
                }
            )
    return rows


def _set_states(
    session: Session, source_id: int, stretches: Sequence[Stretch], found: Sequence[Verified]
) -> None:
    """Write the states of the citations that name a span of this source."""
    by_state: dict[CitationState, list[int]] = defaultdict(list)
    for each, verified in zip(stretches, found, strict=True):
        by_state[verified.state].append(each.key)
    for state, keys in by_state.items():
        of_source = update(Citation).where(Citation.source_id == source_id)
        session.execute(of_source.where(Citation.span_id.in_(keys)).values(state=state.value))


def _report(
    ref: str, text: str, hashed: str, stretches: Sequence[Stretch], found: Sequence[Verified]
) -> AttachReport:
    spans = tuple(
        SpanState(each.id, each.locator, verified.state, verified.start, verified.end)
        for each, verified in zip(stretches, found, strict=True)
    )
    return AttachReport(ref, hashed, len(text), spans)
