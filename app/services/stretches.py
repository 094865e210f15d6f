"""The words that a debate's nodes stand on, as the attached texts of its sources have them."""

from collections.abc import Iterable, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.quotes.anchors import stretch_hash
from app.models import Snapshot, Span
from app.services.debates import OpenDebate

# How many stretches a page shows in full, and up to how many signs each.
MOST = 100
LONGEST = 2_000


def read_words(
    session: Session,
    debate: OpenDebate,
    spans: Iterable[str],
    *,
    most: int | None = None,
    longest: int | None = None,
) -> Mapping[str, str]:
    """Return the words of stretches by the public ids of their spans, read from attached texts.

    A stretch is left out where no text is attached, where the text has other words in its place
    (their hash differs), and where it is longer than `longest` (2,000 signs). Of more than
    `most` (100), the first.
    """
    wanted = list(dict.fromkeys(spans))[: most or MOST]
    if not wanted or debate.at:
        return {}
    length = Span.end - Span.start
    found = (
        select(Span.public_id, Span.hash, func.substr(Snapshot.text, Span.start + 1, length))
        .join(Snapshot, Snapshot.source_id == Span.source_id)
        .where(Span.debate_id == debate.id, Span.public_id.in_(wanted))
        .where(length.between(1, longest or LONGEST))
    )
    rows = session.execute(found)
    return {span: words for span, hashed, words in rows if stretch_hash(words) == hashed}
