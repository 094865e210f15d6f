"""What the records of changes say, held against what the changes made of a debate."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from app.core.debate.applying import apply
from app.core.debate.change import Change, invert
from app.core.debate.references import with_accounts
from app.db import Database
from app.models import Account
from app.services.graphs import read_debate
from app.services.history import edits_between
from app.services.rows.accounts import named_accounts
from tests.services.reading_back import same


@contextmanager
def recorded_whole(database: Database, debate_id: int) -> Iterator[None]:
    """What is done meanwhile is what its records say, forwards and backwards; it is something."""
    with database.reading() as session:
        before, known = read_debate(session, debate_id), named_accounts(session, debate_id)
    yield
    with database.reading() as session:
        after, named = read_debate(session, debate_id), named_accounts(session, debate_id)
        edits = edits_between(session, debate_id, before.revision, after.revision)
        public_ids = session.execute(select(Account.id, Account.public_id)).all()
    assert after.revision > before.revision
    assert edits is not None
    ids = {**known.ids, **named.ids}
    edits = with_accounts(edits, {public: ids[key] for key, public in public_ids if key in ids})
    change = Change(edits, accounts=(*known.rows.values(), *named.rows.values()))
    assert same(apply(before, change)) == same(after)
    assert same(apply(after, invert(change))) == same(before)
