"""What was done to debates since revisions that accounts have seen, kept and gone on with."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.debate.following import Followed, Record, entries_added, follow
from app.core.debate.news import News, Rated, Stood
from app.core.debate.rows import CredenceEntry
from app.core.debate.shape import Id
from app.models import Account, Change, Credence, Node
from app.services.debates import OpenDebate
from app.services.history import edits_of
from app.services.kept import Kept

EDIT = 1000  # bytes of an edit with both its sides, or of who had a hand in one; measured
AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Since:
    """What was done since a revision, and what stood of the credences that were given anew."""

    followed: Followed
    stood: Mapping[Rated, Stood]


_since: Kept[tuple[str, int, int], Since] = Kept(3_000_000)
# What became of that for one reader, by all on which it depends.
made: Kept[object, News] = Kept(1_000_000)


def keep(most: int) -> None:
    """Set how many bytes this process keeps."""
    made.resize(most // 4)
    _since.resize(most - most // 4)


def forget() -> None:
    """Forget everything."""
    made.clear()
    _since.clear()


def kept_bytes() -> int:
    """Return about how many bytes are kept."""
    return made.size + _since.size


def followed_since(session: Session, debate: OpenDebate, since: int) -> Since:
    """Return what was done to a debate after a revision; asks for what came last alone."""
    key = (debate.database_id, debate.id, since)
    found = _since.get(key) or Since(Followed(since, since), {})
    if found.followed.until < debate.revision:
        found = _gone_on(session, debate, found)
        held = len(found.followed.whole.edits) + len(found.followed.hands)
        _since.put(key, found, EDIT * (2 + held))
    return found


def _gone_on(session: Session, debate: OpenDebate, before: Since) -> Since:
    records = _records(session, debate.id, before.followed.until, debate.revision)
    followed = follow(before.followed, records, debate.revision)
    added = entries_added(followed.whole.edits)
    missing = {pair: len(rows) for pair, rows in added.items() if pair not in before.stood}
    return Since(followed, {**before.stood, **_stood(session, debate.id, missing)})


def _records(session: Session, debate_id: int, after: int, until: int) -> list[Record]:
    mine = (Change.debate_id == debate_id) & (Change.revision > after) & (Change.revision <= until)
    found = (
        select(Account.public_id, Change.edits)
        .outerjoin(Account, Account.id == Change.account_id)
        .where(mine)
        .order_by(Change.revision)
    )
    return [Record(actor, edits_of(edits)) for actor, edits in session.execute(found)]


def _stood(session: Session, debate_id: int, added: Mapping[Rated, int]) -> dict[Rated, Stood]:
    """Return what stood before the latest entries, so many of each pair, were added."""
    entries: dict[Rated, list[Stood]] = {pair: [] for pair in added}
    nodes = sorted({node for node, _ in added})
    for start in range(0, len(nodes), AT_ONCE):
        for stood in _entries(session, debate_id, nodes[start : start + AT_ONCE], added):
            assert stood.entry is not None
            pair = (stood.entry.node, stood.entry.account)
            if pair in entries:
                entries[pair].append(stood)
    return {pair: _before(rows, added[pair]) for pair, rows in entries.items() if rows}


def _before(rows: list[Stood], added: int) -> Stood:
    return rows[-1 - added] if added < len(rows) else rows[-1]._replace(entry=None)


def _entries(
    session: Session, debate_id: int, nodes: Collection[Id], added: Iterable[Rated]
) -> Iterable[Stood]:
    accounts = sorted({account for _, account in added})
    c = Credence
    found = (
        select(Account.id, Account.name, Account.public_id, Node.public_id, c.wording, c.value)
        .add_columns(c.ill_posed, c.withdrawn, c.note, c.at)
        .join(Node, Node.id == c.node_id)
        .join(Account, Account.id == c.account_id)
        .where(Node.debate_id == debate_id, Node.public_id.in_(nodes))
        .where(Account.public_id.in_(accounts))
        .order_by(c.id)
    )
    for key, name, account, node, *rest in session.execute(found):
        yield Stood(key, name, CredenceEntry(account, node, *rest))
