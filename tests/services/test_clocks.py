"""The clock is put back, or jumps: revisions go on in order, and nothing is taken for later."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from app.core.debate.weighing import weigh
from app.core.errors import Invalid
from app.core.permissions import ANONYMOUS, Actor
from app.db import Database
from app.models import Change
from app.services import clock, credences, history, snapshots
from app.services.credences import NewCredence
from app.services.debates import open_debate
from app.services.graphs import read_graph
from app.services.snapshots import load_snapshot
from app.services.tags import tag_of
from app.services.transfer import export_document, import_document, prepare
from app.services.undoing import undo
from app.services.viewing import seen_as
from tests.found import some
from tests.services.acts import Acting
from tests.services.conftest import SLUG
from tests.services.reading_back import told
from tests.services.test_as_of import seen
from tests.services.test_patched import readings
from tests.services.weighed import numbers

NOON = datetime(2031, 5, 5, 12, tzinfo=UTC)
ME = Actor(None, site_owner=True)
Set = Callable[[timedelta], None]


@pytest.fixture
def stands(monkeypatch: pytest.MonkeyPatch) -> Set:
    """Put the clock so far from noon of a day."""

    def put(after: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: NOON + after)

    put(timedelta())
    return put


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def give(database: Database, actor: Actor, value: float, node: str = "c1") -> int:
    with database.writing() as session:
        return credences.give(
            session, actor, SLUG, node, NewCredence(value=value, wording=1)
        ).revision


def at(database: Database, moment: datetime) -> int:
    with database.reading() as session:
        asked = {"at": moment.isoformat().replace("+00:00", "Z")}
        return seen_as(session, open_debate(session, ANONYMOUS, SLUG), asked).revision


@pytest.mark.parametrize("seed", range(2))
def test_whatever_the_clock_does_pages_are_patched_looked_back_at_and_carried_over(
    stands: Set, database: Database, accounts: list[Actor], seed: int
) -> None:
    random = Random(seed)
    snapshots.forget()
    kept = [seen(database)]
    for _ in range(25):
        stands(hours(random.choice([-9_000, -30, -1, -0.001, 0, 0, 2, 30, 9_000])))
        # There may be nothing left to take away.
        with suppress(IndexError):
            graph = kept[-1].snapshot.graph
            Acting(database, SLUG, random, random.choice(accounts), graph).do()
        give(database, random.choice(accounts), random.choice([0.1, 0.3, 0.7]))
        kept.append(seen(database))
        with database.reading() as session:
            anew = read_graph(session, open_debate(session, ANONYMOUS, SLUG))
        assert told(kept[-1].snapshot.graph) == told(anew)
        assert numbers(kept[-1].snapshot.weighing) == pytest.approx(numbers(weigh(anew)))
    snapshots.forget()
    for then in some(kept, at_least=20):
        again = seen(database, at=str(then.snapshot.graph.revision))
        assert told(again.snapshot.graph) == told(then.snapshot.graph)
    assert standing(carried_over(database)) == standing(kept[-1].snapshot)


def carried_over(database: Database) -> snapshots.Snapshot:
    """The debate as another installation would have it from its file."""
    with database.reading() as session:
        document = export_document(session, ME, SLUG)
    document["debate"]["slug"] = "carried-over"
    with database.writing() as session:
        import_document(session, ME, prepare(document))
    return seen(database, slug="carried-over").snapshot


def standing(snapshot: snapshots.Snapshot) -> dict[tuple[str, str], float | None]:
    """The credences that stand, by node and name of the account."""
    return {(row.node, row.name): row.value for row in snapshot.graph.credences}


def test_what_an_account_said_last_stands_in_files_too(
    stands: Set, database: Database, accounts: list[Actor]
) -> None:
    give(database, accounts[0], 0.2)
    stands(hours(-1))
    revision = give(database, accounts[0], 0.8)
    now = {value for (node, _), value in standing(carried_over(database)).items() if node == "c1"}
    assert 0.8 in now
    assert 0.2 not in now
    stands(hours(-2))
    with database.writing() as session:
        undo(session, accounts[0], SLUG, revision)
    with database.reading() as session:
        document = export_document(session, ME, SLUG)
    mine = [row for row in document["credences"] if row["node"] == "c1"][-3:]
    assert [row["value"] for row in mine] == [0.2, 0.8, 0.2]


def test_a_time_leads_to_the_last_change_recorded_before_it_whatever_came_in_between(
    stands: Set, database: Database, accounts: list[Actor]
) -> None:
    given: dict[int, float] = {}
    for offset in (0.5, -1, -0.5, 2):
        stands(hours(offset))
        given[give(database, accounts[0], len(given) / 10)] = offset
    stands(hours(3))
    first, *rest = given
    assert at(database, NOON + hours(-0.9)) == rest[0]
    assert at(database, NOON) == at(database, NOON + hours(0.9)) == rest[1]
    assert at(database, NOON + hours(2)) == rest[2]
    found = [at(database, NOON + hours(step / 8)) for step in range(-8, 24)]
    assert found == sorted(found)
    assert first not in found


def test_what_was_recorded_before_the_clock_was_put_back_is_not_the_future(
    stands: Set, database: Database, accounts: list[Actor]
) -> None:
    revision = give(database, accounts[0], 0.5)
    stands(hours(-48))
    assert at(database, NOON) == revision
    with pytest.raises(Invalid, match="lies in the future"):
        at(database, NOON + hours(1))


def test_a_history_goes_by_revisions_and_every_change_is_taken_back(
    stands: Set, database: Database, accounts: list[Actor]
) -> None:
    before = standing(seen(database).snapshot)
    made = []
    for offset in (5, -5, 0):
        stands(hours(offset))
        made.append(give(database, accounts[offset % 2], 0.5 + offset / 100))
    with database.reading() as session:
        debate = open_debate(session, ANONYMOUS, SLUG)
        rows = history.list_changes(session, debate.id, since=made[0])
    assert [row.revision for row in rows] == made[::-1]
    assert [row.at for row in rows] == [NOON + hours(offset) for offset in (0, -5, 5)]
    for row in rows:
        stands(hours(-row.revision))
        with database.writing() as session:
            undo(session, accounts[int(row.revision != made[-1])], SLUG, row.revision)
    assert standing(seen(database).snapshot) == before


def test_after_the_clock_was_put_back_everything_is_read_anew_once(
    stands: Set, database: Database, accounts: list[Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshots.forget()
    read = readings(monkeypatch)
    made: list[int] = []
    for offset in (0, 1, -9_000, -8_999, -8_998, -8_970):
        stands(hours(offset))
        made.append(give(database, accounts[0], len(made) / 10))
        seen(database)
    assert read == [made[0], made[2], made[5]]


def test_a_clock_that_stands_still_gives_each_revision_a_tag_of_its_own(
    stands: Set, database: Database, accounts: list[Actor]
) -> None:
    tags = set()
    for number in range(4):
        give(database, accounts[0], number / 10)
        with database.reading() as session:
            debate = open_debate(session, ANONYMOUS, SLUG)
            assert load_snapshot(session, debate).graph.revision == debate.revision
            tags.add(tag_of(debate, "graph"))
    with database.reading() as session:
        times = session.scalars(select(Change.at).order_by(Change.revision.desc()).limit(4)).all()
    assert set(times) == {NOON}
    assert len(tags) == 4
