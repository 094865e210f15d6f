from threading import Thread

import pytest

from app.core.errors import NotFound
from app.core.permissions import ANONYMOUS
from app.db import Database
from app.services import changes, history
from tests import factories as make


def test_each_change_is_one_revision_with_its_record(database: Database) -> None:
    with database.writing() as session:
        debate, other = make.a_debate(session), make.a_debate(session, "other")
        ada = make.an_account(session, "Ada")

        first = changes.record(
            session, debate.key, ada, action="add", noun="claim", ref="c1", after={"text": "Ja"}
        )
        second = changes.record(
            session, debate.key, ANONYMOUS, action="remove", noun="claim", ref="c1"
        )

        assert (first, second) == (2, 3)
        assert make.revision_of(session, other) == 1
        rows = history.list_changes(session, debate.key)
        assert [(row.revision, row.account, row.action) for row in rows] == [
            (3, None, "remove"),
            (2, "Ada", "add"),
        ]
        assert (rows[0].before, rows[1].after) == (None, {"text": "Ja"})


def test_the_list_goes_on_where_it_stopped(database: Database) -> None:
    with database.writing() as session:
        debate = make.a_debate(session)
        for number in range(5):
            changes.record(
                session, debate.key, ANONYMOUS, action="add", noun="claim", ref=f"c{number}"
            )

        rows = history.list_changes(session, debate.key, until=4, limit=2)
        everything = history.list_changes(session, debate.key, until=10**30, limit=10**30)

        assert [row.revision for row in rows] == [4, 3]
        assert len(everything) == 5


def test_a_debate_that_is_gone_takes_no_changes(database: Database) -> None:
    with database.writing() as session, pytest.raises(NotFound):
        changes.record(session, 77, ANONYMOUS, action="add", noun="claim", ref=None)


def test_a_change_that_fails_leaves_no_revision(database: Database) -> None:
    with database.writing() as session:
        debate = make.a_debate(session)

    def fail_half_way() -> None:
        with database.writing() as session:
            changes.record(session, debate.key, ANONYMOUS, action="add", noun="claim", ref=None)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()

    with database.reading() as session:
        assert make.revision_of(session, debate) == 1
        assert history.list_changes(session, debate.key) == []


def test_many_at_once_make_one_revision_each(database: Database) -> None:
    with database.writing() as session:
        debate = make.a_debate(session)

    def change() -> None:
        for _ in range(5):
            with database.writing() as session:
                changes.record(session, debate.key, ANONYMOUS, action="add", noun="x", ref=None)

    threads = [Thread(target=change) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.reading() as session:
        revisions = [row.revision for row in history.list_changes(session, debate.key)]
    assert revisions == list(range(21, 1, -1))
