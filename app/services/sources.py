"""Attaching the text of a source, and looking every quotation up in it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.core.anchoring import Places, State, Verified, anchor, normalise, text_hash
from app.core.errors import Conflict, Invalid, NotFound
from app.core.permissions import Action, Actor
from app.models import Citation, Snapshot, Source, Span
from app.services import changes, clock
from app.services.debates import open_debate, open_for_change
from app.services.source_pages import (
    Stretch,
    find_source,
    list_sources,
    read_source,
    read_stretches,
)

__all__ = ["AttachReport", "SpanState", "attach", "list_sources", "read_source", "verify_source"]


@dataclass(frozen=True, slots=True)
class SpanState:
    """A span of a source, how it was found in the attached text, and where it stands there."""

    id: str
    locator: str | None
    state: State
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
        return all(span.state in (State.EXACT, State.UNCHECKED) for span in self.spans)


def attach(
    session: Session, actor: Actor, slug: str, ref: str, data: bytes, *, replace: bool = False
) -> AttachReport:
    """Store a text of a source, look up every span in it, and set the states of citations.

    A text that is not the one the spans were made from is refused with Conflict, unless
    `replace` asks for it: then spans found elsewhere are moved to where they now stand.
    Raises Invalid for what is no text, NotFound, SignInNeeded, Forbidden.
    """
    text = normalise(data)
    if not text.strip():
        raise Invalid("The file is empty.", {"file": "There is no text in this file."})
    debate = open_for_change(session, actor, slug, Action.ATTACH_TEXT)
    key, row = find_source(session, debate, ref)
    hashed = text_hash(text)
    is_other = row.text_hash is not None and row.text_hash != hashed
    if is_other and not replace:
        raise _other_text(row.text_hash or "", hashed)
    stretches = read_stretches(session, key)
    found = _verified(text, stretches)
    _store(session, actor, key, text, hashed)
    if is_other or row.text_hash is None:
        _move(session, text, stretches, found)
    _set_states(session, key, stretches, found)
    report = _report(ref, text, hashed, stretches, found)
    changes.record(
        session, debate.id, actor, action="attach", noun="source", ref=ref, after=report.counts
    )
    return report


def verify_source(session: Session, actor: Actor, slug: str, ref: str) -> AttachReport:
    """Look every span of a source up in its attached text; nothing is changed.

    Raises NotFound when no text is attached.
    """
    key, _ = find_source(session, open_debate(session, actor, slug), ref)
    text = session.scalar(select(Snapshot.text).where(Snapshot.source_id == key))
    if text is None:
        raise NotFound(f"No text is attached to the source “{ref}”.")
    stretches = read_stretches(session, key)
    return _report(ref, text, text_hash(text), stretches, _verified(text, stretches))


def _other_text(known: str, given: str) -> Conflict:
    message = (
        "This is not the text that the debate's quotations were taken from: its hash differs."
        " Attach it all the same, as a replacement, to have every quotation looked up in it."
    )
    return Conflict(message, fields={"text": message}, yours=given, theirs=known)


def _verified(text: str, stretches: Sequence[Stretch]) -> list[Verified]:
    return Places(text).verify_all([each.anchor for each in stretches])


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


def _move(
    session: Session, text: str, stretches: Sequence[Stretch], found: Sequence[Verified]
) -> None:
    """Point the spans that were found elsewhere at where they stand in the new text."""
    rows = []
    for each, verified in zip(stretches, found, strict=True):
        if verified.state is State.MOVED and verified.start is not None and verified.end:
            now = anchor(text, verified.start, verified.end)
            row = {"id": each.key, **now._asdict()}
            if each.first_line is not None:
                row["first_line"] = text.count("\n", 0, verified.start) + 1
                row["last_line"] = text.count("\n", 0, verified.end - 1) + 1
            else:
                row |= {"first_line": None, "last_line": None}
            rows.append(row)
    if rows:
        session.execute(update(Span), rows)


def _set_states(
    session: Session, source_id: int, stretches: Sequence[Stretch], found: Sequence[Verified]
) -> None:
    """Write the states of the citations that name a span of this source."""
    by_state: dict[State, list[int]] = defaultdict(list)
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
