"""Debates as they were: the present rows, with the edits since then taken back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.debate.applying import apply
from app.core.debate.change import Change, invert
from app.core.debate.conflicts import Conflicting
from app.core.debate.graph import Credence, Graph
from app.core.debate.lists import SHAPES
from app.core.debate.references import accounts_in, with_accounts
from app.core.debate.shape import Id
from app.core.debate.whole import Debate
from app.core.errors import Invalid
from app.models import Change as Record
from app.services import clock
from app.services.debates import OpenDebate
from app.services.graphs import read_debate
from app.services.history import edits_between, edits_of, whole_since
from app.services.kept import Kept
from app.services.moments import Moment, end_of, revision_of, start_of
from app.services.rows.accounts import named_with

WANTED = "Write a revision, such as 41, a day, such as 2026-03-31, or a time in UTC."
# What pages say of a debate as a whole, as it was then.
OF_THEN = (
    *("title", "question", "summary", "language", "licence", "authors"),
    *("semantics", "pooling"),
)
ROW = 900  # bytes of a row with what stands beside it, measured on the bundled debates


class Past(NamedTuple):
    """A debate as it was, and the keys of the accounts that it named, by what it called them."""

    debate: Debate
    keys: Mapping[Id, int]


_pasts: Kept[tuple[str, int, int], Past] = Kept(16_000_000, one_at_least=True)


def keep(most: int) -> None:
    """Set how many bytes of past debates this process keeps."""
    _pasts.resize(most)


def forget() -> None:
    """Forget all past debates."""
    _pasts.clear()


def kept_bytes() -> int:
    """Return about how many bytes of past debates are kept."""
    return _pasts.size


def looked_back(session: Session, debate: OpenDebate, text: str) -> OpenDebate:
    """Return a debate at a revision, or as it was at a time: then with its settings of then.

    Who may read it, and whether it is blind, is as it is now. A day means its end, in UTC.
    Raises Invalid, naming the parameter, for what cannot be read, lies ahead, or is not held.
    """
    latest = debate.revision
    revision = _asked(session, debate, text)
    first = _first(session, debate.id)
    if revision < first:
        raise _not_held(first)
    time, is_whole = _record_of(session, debate.id, revision)
    moment = Moment(revision, time, first if is_whole else revision, latest)
    opened = replace(debate, revision=revision, at=moment)
    was = past_of(session, opened).debate.settings
    return replace(opened, **{name: getattr(was, name) for name in OF_THEN})


def past_of(session: Session, debate: OpenDebate) -> Past:
    """Return all of a debate that is looked back at, as it was; from what is kept, if it is."""
    assert debate.at is not None
    key = (debate.database_id, debate.id, debate.at.revision)
    found = _pasts.get(key)
    if found is None:
        found = _made(session, debate.id, debate.at)
        lists = [getattr(found.debate, name) for name in SHAPES]
        _pasts.put(key, found, ROW * (10 + sum(map(len, lists))))
    return found


def past_graph(session: Session, debate: OpenDebate) -> Graph:
    """Return the graph of a debate that is looked back at, as it would have been read then."""
    past, keys = past_of(session, debate)
    numbers = {at: keys[row.id] for at, row in enumerate(past.accounts, start=1)}
    latest = {(row.node, keys[row.account]): at for at, row in enumerate(past.credences)}

    def place(row: Credence) -> int:
        return latest[row.node, row.account]

    given = (row._replace(account=numbers[row.account]) for row in past.graph.credences)
    own = {row.id: keys[row.id] for row in past.accounts}
    standing = tuple(sorted(given, key=place))
    return replace(past.graph, slug=debate.slug, credences=standing, account_keys=own)


def _asked(session: Session, debate: OpenDebate, text: str) -> int:
    revision, end = revision_of(text), end_of(text)
    if revision is not None:
        if revision > debate.revision:
            raise _fault(f"There is no change {revision} yet; the last one is {debate.revision}.")
        return revision
    if end is None:
        raise _fault(f"“{text[:60]}” is neither a revision nor a time.")
    if (start := start_of(text)) > clock.now() and not _is_recorded(session, debate, start):
        raise _fault("This lies in the future.")
    mine = (Record.debate_id == debate.id) & (Record.at < end)
    found: int | None = session.scalar(select(func.max(Record.revision)).where(mine))
    return found or 0


def _is_recorded(session: Session, debate: OpenDebate, time: datetime) -> bool:
    """Tell whether anything bears a time or a later one: the clock may have been put back."""
    mine = (Record.debate_id == debate.id) & (Record.at >= time)
    return session.scalar(select(Record.id).where(mine).limit(1)) is not None


def _first(session: Session, debate_id: int) -> int:
    """Return the revision before which nobody can look back; records may bound it further."""
    mine = (Record.debate_id == debate_id) & Record.edits.is_(None)
    found: int | None = session.scalar(select(func.max(Record.revision)).where(mine))
    return found or 0


def _record_of(session: Session, debate_id: int, revision: int) -> tuple[datetime | None, bool]:
    """Return when a revision was made, and whether its record holds what it changed."""
    mine = (Record.debate_id == debate_id) & (Record.revision == revision)
    found = session.execute(select(Record.at, Record.edits).where(mine)).first()
    return (found.at, edits_of(found.edits) is not None) if found else (None, False)


def _made(session: Session, debate_id: int, moment: Moment) -> Past:
    now = read_debate(session, debate_id)
    edits = edits_between(session, debate_id, moment.revision, now.revision)
    if edits is None:
        raise _not_held(whole_since(session, debate_id, now.revision))
    turned = invert(Change(edits)).edits
    named = named_with(session, debate_id, accounts_in(turned))
    change = Change(with_accounts(turned, named.documents), accounts=named.rows)
    try:
        past = apply(now, change)
    except Conflicting:
        raise _misfit() from None
    settings = past.settings._replace(slug=now.settings.slug)
    return Past(replace(past, settings=settings, revision=moment.revision), named.keys)


def _fault(words: str) -> Invalid:
    return Invalid(f"{words} {WANTED}", {"at": words})


def _misfit() -> Invalid:
    words = "One cannot look back as far: what is recorded since does not fit what is there now."
    return Invalid(words, {"at": words})


def _not_held(first: int) -> Invalid:
    words = f"One can look back as far as change {first}: older ones are not recorded whole."
    return Invalid(words, {"at": words})
