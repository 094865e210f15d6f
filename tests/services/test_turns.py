"""What several threads want at once is made by one of them."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.orm import Session

from app.core.debate.graph import Graph
from app.core.permissions import ANONYMOUS, Actor
from app.db import Database
from app.services import credences, snapshots
from app.services.credences import NewCredence
from app.services.debates import OpenDebate, open_debate
from app.services.graphs import read_graph
from app.services.snapshots import Snapshot, load_snapshot
from app.services.turns import Turns
from tests.services.conftest import SLUG

MANY = 8


def test_one_makes_and_the_others_find_it() -> None:
    turns, made, together = Turns(), list[int](), threading.Barrier(MANY)

    def ask(number: int) -> None:
        together.wait()
        with turns.of("page"):
            if not made:
                made.append(number)

    with ThreadPoolExecutor(MANY) as pool:
        list(pool.map(ask, range(MANY)))
    assert len(made) == 1
    assert len(turns) == 0


def test_another_key_need_not_wait_and_a_fault_gives_the_turn_back() -> None:
    turns = Turns()
    with turns.of("a"), turns.of("b"):
        assert len(turns) == 2
    with pytest.raises(KeyError), turns.of("a"):
        raise KeyError
    with turns.of("a"):
        assert len(turns) == 1
    assert len(turns) == 0


def seen(database: Database) -> Snapshot:
    with database.reading() as session:
        return load_snapshot(session, open_debate(session, ANONYMOUS, SLUG))


@pytest.mark.usefixtures("accounts")
def test_a_debate_that_many_open_at_once_is_read_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshots.forget()
    read, together = list[int](), threading.Barrier(MANY)

    def counted(session: Session, debate: OpenDebate) -> Graph:
        read.append(debate.revision)
        return read_graph(session, debate)

    def ask(_: int) -> Snapshot:
        together.wait()
        return seen(database)

    monkeypatch.setattr(snapshots, "read_graph", counted)
    with ThreadPoolExecutor(MANY) as pool:
        found = list(pool.map(ask, range(MANY)))
    assert len(read) == 1
    assert len({id(each.weighing) for each in found}) == 1


def test_who_opened_a_debate_before_a_change_finds_it_kept_as_it_was(
    database: Database, accounts: list[Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshots.forget()
    before = seen(database)
    with database.reading() as session:
        opened = open_debate(session, ANONYMOUS, SLUG)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(_rate, database, accounts[0]).result()
            after = pool.submit(seen, database).result()
        monkeypatch.setattr(snapshots, "read_graph", None)
        monkeypatch.setattr(snapshots, "weigh", None)
        late = load_snapshot(session, opened)
    assert after.graph.revision == before.graph.revision + 1
    assert late.graph is before.graph
    assert late.weighing is before.weighing
    assert seen(database).weighing is after.weighing


def _rate(database: Database, actor: Actor) -> None:
    with database.writing() as session:
        credences.give(session, actor, SLUG, "c1", NewCredence(value=0.25, wording=1))
