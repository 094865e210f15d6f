"""What is patched by changes is what would be read anew: graphs, weighings, and their numbers."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy.orm import Session

from app.core.debate.applying import apply
from app.core.debate.change import Change
from app.core.debate.graph import Claim, Graph, Relation
from app.core.debate.references import with_accounts
from app.core.debate.reweighing import Weighed, reweighed
from app.core.debate.weighing import weigh
from app.core.debate.whole import Debate
from app.core.permissions import ANONYMOUS, Actor
from app.db import Database
from app.services import clock, credences, snapshots
from app.services.credences import NewCredence
from app.services.debates import OpenDebate, open_debate
from app.services.graphs import read_debate, read_graph
from app.services.history import edits_between
from app.services.rows.accounts import public_ids
from app.services.snapshots import Snapshot, load_snapshot
from tests.services.acts import Acting
from tests.services.conftest import SLUG
from tests.services.reading_back import same, told
from tests.services.weighed import numbers

SEMANTICS = ("sbn", "log_odds", "df_quad")


def seen(database: Database, semantics: str = "sbn", pooling: str = "geometric") -> Snapshot:
    with database.reading() as session:
        debate: OpenDebate = open_debate(session, ANONYMOUS, SLUG)
        return load_snapshot(session, replace(debate, semantics=semantics, pooling=pooling))


def rated(database: Database, random: Random, actors: list[Actor]) -> None:
    """One account changes its mind about one node, or takes its credence back."""
    snapshot = seen(database)
    graph, actor = snapshot.graph, random.choice(actors)
    nodes: list[Claim | Relation] = [*graph.claims.values(), *graph.relations.values()]
    node = random.choice([each for each in nodes if each.takes_credence][:12])
    given = NewCredence(value=random.choice([0, 0.25, 0.5, 0.9, 1]), wording=node.wording)
    with database.writing() as session:
        if random.random() < 0.15:
            credences.withdraw(session, actor, SLUG, node.id)
        else:
            credences.give(session, actor, SLUG, node.id, given)


@pytest.mark.parametrize("semantics", SEMANTICS)
def test_a_weighing_that_is_kept_is_the_one_made_anew(
    database: Database,
    accounts: list[Actor],
    semantics: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random, drafted = Random(semantics), list[bool]()
    snapshots.forget()
    seen(database, semantics)
    monkeypatch.setattr(snapshots, "read_graph", None)

    def spied(before: Weighed, graph: Graph) -> Weighed | None:
        found = reweighed(before, graph)
        assert found is not None
        drafted.append(found.live is None)
        return found

    monkeypatch.setattr(snapshots, "reweighed", spied)
    for _ in range(30):
        rated(database, random, accounts)
        now = seen(database, semantics)
        with database.reading() as session:
            graph = read_graph(session, open_debate(session, ANONYMOUS, SLUG))
        anew = weigh(graph, semantics=semantics)
        assert numbers(now.weighing) == pytest.approx(numbers(anew), abs=1e-12)
        assert replace(now.graph, accounts={}, account_keys={}) == replace(
            graph, accounts={}, account_keys={}
        )
        assert now.graph.credences_of == dict(graph.credences_of)
        assert now.weighing.rollup.clipped == anew.rollup.clipped
        assert now.weighing.rollup.status == dict(anew.rollup.status)
        assert now.weighing.informed == anew.informed
    assert 3 < sum(drafted) < len(drafted) - 3


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_what_is_patched_is_what_is_read(
    database: Database, accounts: list[Actor], seed: int
) -> None:
    random, done = Random(seed), Counter[str]()
    snapshots.forget()
    for _ in range(60):
        before = seen(database).graph
        was = whole(database)
        acting = Acting(database, SLUG, random, random.choice(accounts), before)
        done[acting.do()] += 1
        now, debate = seen(database), whole(database)
        assert same(apply(was, change_between(database, was, debate))) == same(debate)
        with database.reading() as session:
            graph = read_graph(session, open_debate(session, ANONYMOUS, SLUG))
        assert told(now.graph) == told(graph)
        assert numbers(now.weighing) == pytest.approx(numbers(weigh(graph)), abs=1e-12)
    assert len([name for name in done if "refused" not in name]) > 10


def key_of(session: Session) -> int:
    return open_debate(session, ANONYMOUS, SLUG).id


def whole(database: Database) -> Debate:
    with database.reading() as session:
        return read_debate(session, key_of(session))


def change_between(database: Database, before: Debate, after: Debate) -> Change:
    """What the records say happened between two states, in the words of documents."""
    with database.reading() as session:
        key = key_of(session)
        edits = edits_between(session, key, before.revision, after.revision)
        documents = {public: id_ for id_, public in public_ids(session, key).items()}
    assert edits is not None
    return Change(with_accounts(edits, documents), accounts=after.accounts)


def readings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The revisions that are read anew from now on."""
    found: list[int] = []

    def spied(session: Session, debate: OpenDebate) -> Graph:
        found.append(debate.revision)
        return read_graph(session, debate)

    monkeypatch.setattr(snapshots, "read_graph", spied)
    return found


@pytest.mark.parametrize("is_on", [True, False])
def test_a_switch_has_every_revision_read_anew(
    database: Database, accounts: list[Actor], is_on: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots.Patching, "is_on", is_on)
    snapshots.forget()
    read = readings(monkeypatch)
    revisions = {seen(database).graph.revision}
    for _ in range(3):
        rated(database, Random(len(revisions)), accounts)
        revisions.add(seen(database).graph.revision)
    assert read == (sorted(revisions)[:1] if is_on else sorted(revisions))


def test_once_a_day_everything_is_read_anew(
    database: Database, accounts: list[Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshots.forget()
    read = readings(monkeypatch)
    now = clock.now()
    for hours in (0, 12, 23, 25, 26, 50):
        monkeypatch.setattr(clock, "now", lambda at=now + timedelta(hours=hours): at)
        with database.writing() as session:
            given = NewCredence(value=hours / 100, wording=1)
            credences.give(session, accounts[0], SLUG, "c1", given)
        seen(database)
    first = read[0]
    assert read == [first, first + 3, first + 5]
