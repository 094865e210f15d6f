"""What is new since an account last looked: from records, kept, and known to nobody else."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.debate.looking import Look
from app.core.debate.news import Became
from app.core.errors import NotFound, SignInNeeded
from app.core.permissions import ANONYMOUS, Actor
from app.db import Database
from app.models import Debate
from app.models import Look as Row
from app.services import changes, claims, clock, credences, looks, snapshots, undoing
from app.services.claims import ClaimEdit, NewClaim
from app.services.credences import NewCredence
from app.services.debates import open_debate
from app.services.news import Seen, SinceThen, load_news, see_all
from app.services.snapshots import load_snapshot
from app.services.undoing import Undoing
from tests import factories as make
from tests.conftest import Queries

from .conftest import SLUG

Counting = Callable[[], AbstractContextManager[Queries]]


def news(session: Session, actor: Actor) -> SinceThen | None:
    debate = open_debate(session, actor, SLUG)
    return load_news(session, debate, load_snapshot(session, debate))


def look(database: Database, actor: Actor) -> None:
    """Look at the debate as it is."""
    assert actor.account_id is not None
    with database.writing() as session:
        debate = open_debate(session, actor, SLUG)
        looks.note(session, debate.id, actor.account_id, debate.revision)


def held(database: Database, actor: Actor) -> Look:
    with database.reading() as session:
        found = open_debate(session, actor, SLUG).look
    assert found is not None
    return found


def let_pass(database: Database, time: timedelta) -> None:
    """Let time pass since all looks."""
    with database.writing() as session:
        for row in session.scalars(select(Row)):
            row.since_at, row.seen_at = row.since_at - time, row.seen_at - time


def some_claim(database: Database) -> tuple[str, int]:
    with database.reading() as session:
        graph = load_snapshot(session, open_debate(session, ANONYMOUS, SLUG)).graph
    claim = next(iter(graph.claims.values()))
    return claim.id, claim.wording


def test_what_others_do_is_new_until_the_next_visit(
    database: Database, accounts: list[Actor]
) -> None:
    ada, ben, _ = accounts
    claim, wording = some_claim(database)
    with database.reading() as session:
        assert news(session, ada) is None
    look(database, ada)
    with database.writing() as session:
        claims.reword(session, ben, SLUG, claim, ClaimEdit(text="Otherwise.", wording=wording))
    for _ in range(2):
        with database.reading() as session:
            found = news(session, ada)
            assert found is not None
            assert found.news.nodes[claim].became is Became.REWORDED
            assert news(session, ben) is None
        look(database, ada)
    let_pass(database, timedelta(minutes=31))
    with database.reading() as session:
        assert news(session, ada) is None
    assert held(database, ada).since == held(database, ada).seen


def test_what_was_not_looked_at_is_still_new_after_a_long_time(
    database: Database, accounts: list[Actor]
) -> None:
    ada, ben, _ = accounts
    look(database, ada)
    let_pass(database, timedelta(days=90))
    with database.writing() as session:
        made = claims.add(session, ben, SLUG, NewClaim(text="It is new."))
    with database.reading() as session:
        found = news(session, ada)
    assert found is not None
    assert found.news.nodes[made.ref].became is Became.NEW
    assert found.at < clock.now() - timedelta(days=89)


def test_what_was_taken_back_is_no_news(database: Database, accounts: list[Actor]) -> None:
    ada, ben, cleo = accounts
    claim, wording = some_claim(database)
    look(database, ada)
    with database.writing() as session:
        reworded = ClaimEdit(text="Otherwise.", wording=wording)
        done = claims.reword(session, ben, SLUG, claim, reworded)
        undoing.undo(session, cleo, SLUG, done.revision, Undoing())
        given = NewCredence(value=0.3, wording=wording)
        done = credences.give(session, ben, SLUG, claim, given)
    with database.reading() as session:
        found = news(session, ada)
        assert found is not None
        assert (found.news.counts, len(found.news.given)) == ({}, 1)
    with database.writing() as session:
        undoing.undo(session, ben, SLUG, done.revision, Undoing())
    with database.reading() as session:
        assert news(session, ada) is None


def test_a_pooled_credence_is_told_with_what_it_was(
    database: Database, accounts: list[Actor]
) -> None:
    ada, ben, cleo = accounts
    claim, wording = some_claim(database)
    with database.writing() as session:
        for actor, value in ((ben, 0.2), (cleo, 0.4)):
            given = NewCredence(value=value, wording=wording)
            credences.give(session, actor, SLUG, claim, given)
    with database.reading() as session:
        before = load_snapshot(session, open_debate(session, ada, SLUG)).weighing.of(claim).stated
    look(database, ada)
    with database.writing() as session:
        for value in (0.5, 0.9):
            credences.give(session, ben, SLUG, claim, NewCredence(value=value, wording=wording))
    with database.reading() as session:
        found = news(session, ada)
        after = load_snapshot(session, open_debate(session, ada, SLUG)).weighing.of(claim).stated
    assert found is not None
    assert before is not None
    assert after is not None
    (move,), (given_,) = found.news.moves, found.news.given
    assert (move.before, move.after) == pytest.approx((before.value, after.value))
    assert given_.before is not None
    assert (given_.name, given_.before.value, given_.after.value) == (ben.name, 0.2, 0.9)


def test_what_a_blind_debate_hides_is_no_news_until_one_may_know_it(
    database: Database, accounts: list[Actor]
) -> None:
    ben, claim, wording = accounts[1], *some_claim(database)
    with database.writing() as session:
        session.execute(update(Debate).values(blind=True))
        ada = make.an_account(session, "Ada")
    look(database, ada)
    with database.writing() as session:
        credences.give(session, ben, SLUG, claim, NewCredence(value=0.2, wording=wording))
    with database.reading() as session:
        assert news(session, ada) is None
    with database.writing() as session:
        credences.give(session, ada, SLUG, claim, NewCredence(value=0.6, wording=wording))
    with database.reading() as session:
        found = news(session, ada)
    assert found is not None
    assert [each.name for each in found.news.given] == [ben.name]
    assert found.news.moves == ()


def test_all_is_seen_up_to_the_page_and_what_came_since_stays_new(
    database: Database, accounts: list[Actor]
) -> None:
    ada, ben, _ = accounts
    look(database, ada)
    with database.writing() as session:
        seen = claims.add(session, ben, SLUG, NewClaim(text="It was seen."))
        late = claims.add(session, ben, SLUG, NewClaim(text="It came late."))
        done = see_all(session, ada, SLUG, Seen(revision=seen.revision))
        assert (done.ref, done.revision, done.changed) == (SLUG, late.revision, True)
    with database.reading() as session:
        found = news(session, ada)
        assert found is not None
        assert list(found.news.nodes) == [late.ref]
    with database.writing() as session:
        assert see_all(session, ada, SLUG, Seen(revision=10**9)).changed
        assert not see_all(session, ada, SLUG, Seen()).changed
        assert see_all(session, ben, SLUG, Seen()).changed
        with pytest.raises(SignInNeeded):
            see_all(session, ANONYMOUS, SLUG, Seen())
        with pytest.raises(NotFound):
            see_all(session, ada, "nowhere", Seen())
    assert held(database, ada).since == late.revision


def test_what_is_kept_goes_on_by_one_query_and_costs_none_while_nothing_changes(
    database: Database, accounts: list[Actor], count_queries: Counting
) -> None:
    ada, ben, _ = accounts
    look(database, ada)
    with database.reading() as session:  # as whoever is signed in is known by it
        ada = replace(ada, ref=changes.author(session, ada))
    costs = []
    for number in range(3):
        with database.writing() as session:
            claims.add(session, ben, SLUG, NewClaim(text=f"It is new, {number}."))
        for _ in range(2):
            with database.reading() as session:
                debate = open_debate(session, ada, SLUG)
                snapshot = load_snapshot(session, debate)
                with count_queries() as queries:
                    found = load_news(session, debate, snapshot)
            costs.append(len(queries))
            assert found is not None
            assert found.news.counts == {("claims", Became.NEW): number + 1}
    assert costs == [1, 0] * 3
    snapshots.forget()
    with database.reading() as session:
        anew = news(session, ada)
    assert anew == found


def test_two_first_looks_at_the_same_moment_are_one(
    database: Database, accounts: list[Actor]
) -> None:
    ada = accounts[0]
    assert ada.account_id is not None
    with database.writing() as session:
        debate = open_debate(session, ada, SLUG)
        now = clock.now()
        first = Look(1, now, 1, now)
        for _ in range(2):
            looks._keep(session, debate.id, ada.account_id, None, first)
    assert held(database, ada).since == 1
