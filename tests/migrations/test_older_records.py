"""Change records of an older program: those of credences can be taken back, others say so."""

import pytest
from sqlalchemy import select, update

from app.core.errors import Invalid
from app.db import Database
from app.models import Change
from app.services import credences, history
from app.services.credences import NewCredence
from app.services.migrations import downgrade, migrate
from app.services.undoing import undo
from tests import factories as make


def test_what_was_given_before_can_be_taken_back(database: Database) -> None:
    with database.writing() as session:
        debate = make.a_debate(session)
        claim = make.a_claim(session, debate, "Tea is hot.")
        ada = make.an_account(session, "Ada")
        given = NewCredence(value=0.25, wording=1, note="By tongue.")
        credences.give(session, ada, "tea", claim.ref, given)
        credences.withdraw(session, ada, "tea", claim.ref)
    with database.reading() as session:
        whole = [row.edits for row in history.list_changes(session, debate.key)]
        entries = session.scalars(select(Change.id).order_by(Change.id)).all()
    with database.writing() as session:
        # As the program before wrote them: only which entry it was.
        for number, key in enumerate(entries, start=1):
            old = update(Change).where(Change.id == key)
            session.execute(old.values(edits=None, after={"entry": number, "wording": 1}))
    downgrade(database, "0006")
    migrate(database)
    with database.reading() as session:
        rows = history.list_changes(session, debate.key)
    assert [row.edits for row in rows] == whole
    with database.writing() as session:
        undo(session, ada, "tea", rows[0].revision)


def test_what_told_too_little_is_not_taken_back(database: Database) -> None:
    with database.writing() as session:
        debate = make.a_debate(session)
        editor = make.an_account(session, "Eve", site_owner=True)
        old = {"action": "reword", "noun": "claim", "ref": "c1", "after": {"text": "Tea."}}
        session.add(Change(debate_id=debate.key, revision=2, account_id=None, at=make.THEN, **old))
    downgrade(database, "0006")
    migrate(database)
    with (
        database.writing() as session,
        pytest.raises(Invalid, match="does not hold what was changed"),
    ):
        undo(session, editor, "tea", 2)
