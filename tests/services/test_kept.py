"""What is kept in memory stays within its bytes, and estimates are near what is really taken."""

import ast
import gc
import tracemalloc
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.debate.reweighing import Weighed
from app.core.permissions import ANONYMOUS, Actor
from app.core.vocabulary import SemanticsName
from app.db import Database
from app.services import credences, snapshots
from app.services.credences import NewCredence
from app.services.debate_settings import SettingsEdit, change_settings
from app.services.debates import open_debate
from app.services.graphs import read_graph
from app.services.kept import Kept
from app.services.snapshots import Snapshot, graph_bytes, load_snapshot, weighing_bytes
from app.services.transfer import import_document, prepare
from benchmarks.generated import document
from tests import factories as make

APP = Path(__file__).parents[2] / "app"
OWNER = Actor(None, None, site_owner=True)
BLIND = SettingsEdit(title="Made up", blind=True, seen=10**6)


def test_the_longest_unused_make_room() -> None:
    kept: Kept[str, str] = Kept(100)
    for name in ("a", "b", "c"):
        kept.put(name, name.upper(), 40)
        kept.get("a")
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == ("A", None, "C")
    assert (len(kept), kept.size) == (2, 80)


def test_what_is_larger_than_all_the_room_is_not_kept_or_kept_alone() -> None:
    kept: Kept[str, str] = Kept(100)
    alone: Kept[str, str] = Kept(100, one_at_least=True)
    for each in (kept, alone):
        each.put("small", "small", 10)
        each.put("large", "large", 1_000)
    assert (kept.get("small"), kept.get("large")) == ("small", None)
    assert (alone.get("small"), alone.get("large")) == (None, "large")
    assert alone.size <= 100


def test_no_room_keeps_nothing() -> None:
    kept: Kept[str, str] = Kept(0, one_at_least=True)
    kept.put("a", "A", 0)
    assert kept.get("a") is None


def test_less_room_and_no_use_let_go() -> None:
    kept: Kept[int, int] = Kept(1_000)
    for number in range(10):
        kept.put(number, number, 100)
    kept.resize(350)
    assert sorted(kept.values()) == [7, 8, 9]
    kept.drop(lambda key: key % 2 == 0)
    assert sorted(kept.values()) == [7, 9]
    kept.put(7, 70, 300)
    assert (kept.get(7), kept.size) == (70, 300)
    kept.clear()
    assert (len(kept), kept.size) == (0, 0)


@pytest.fixture
def fresh() -> Iterator[None]:
    snapshots.forget()
    yield
    snapshots.forget()
    snapshots.keep(128_000_000)


def brought(database: Database, claims: int, slug: str = "generated") -> str:
    with database.writing() as session:
        return import_document(session, OWNER, prepare(document(claims, slug=slug))).slug


def used(snapshot: Snapshot) -> None:
    """Ask for everything that is made on demand."""
    graph, weighing = snapshot.graph, snapshot.weighing
    for each in (graph, weighing):
        for name in dir(type(each)):
            getattr(each, name)
    for node in (*graph.claims, *graph.relations):
        weighing.of(node)
        weighing.effects(node)


def taken(make: Callable[[], Any]) -> tuple[Any, int]:
    """Return what a call gives, and the bytes that it holds."""
    gc.collect()
    tracemalloc.start()
    try:
        made = make()
        gc.collect()
        return made, tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("claims", [100, 300])
def test_the_estimate_of_a_debate_is_within_a_factor_of_two(
    sqlite_database: Database, fresh: None, claims: int
) -> None:
    slug = brought(sqlite_database, claims)
    with sqlite_database.reading() as session:
        debate = open_debate(session, ANONYMOUS, slug)
        read_graph(session, debate)  # what is read for the first time fills other caches
        graph, graph_taken = taken(lambda: read_graph(session, debate))

        def weighed() -> Snapshot:
            made = Snapshot(graph, snapshots._weighed(graph, debate))
            used(made)
            return made

        weighed()
        snapshot, more = taken(weighed)
    assert 0.5 < graph_bytes(graph) / graph_taken < 2
    assert 0.5 < weighing_bytes(graph, Weighed(graph, snapshot.weighing)) / more < 2


def test_what_is_let_go_is_gone_at_once(sqlite_database: Database, fresh: None) -> None:
    """No ring of references: those wait for a collector that looks rarely."""
    slug = brought(sqlite_database, 100)
    gc.collect()
    gc.disable()
    try:
        for semantics in SemanticsName:
            with sqlite_database.reading() as session:
                debate = open_debate(session, ANONYMOUS, slug)
                debate = type(debate)(**{**_fields(debate), "semantics": semantics})
                snapshot = load_snapshot(session, debate)
            used(snapshot)
            seen: list[weakref.ref[Any]] = [
                weakref.ref(snapshot.graph),
                weakref.ref(snapshot.weighing),
            ]
            del snapshot
            snapshots.forget()
            assert [each() for each in seen] == [None, None], semantics
    finally:
        gc.enable()


def _fields(debate: Any) -> dict[str, Any]:
    return {name: getattr(debate, name) for name in type(debate).__dataclass_fields__}


def test_views_share_a_graph_and_stay_within_their_bytes(
    sqlite_database: Database, fresh: None
) -> None:
    slug = brought(sqlite_database, 200)
    most = 2_000_000
    snapshots.keep(most)
    graphs = set()
    for number in range(100):
        with sqlite_database.reading() as session:
            debate = open_debate(session, ANONYMOUS, slug)
            supposed = {**_fields(debate), "suppose": (("c3", number / 100),)}
            graphs.add(id(load_snapshot(session, type(debate)(**supposed)).graph))
        assert snapshots.kept_bytes() <= most
    assert len(graphs) == 1


def test_readers_of_a_blind_debate_share_what_they_know_alike(
    sqlite_database: Database, fresh: None
) -> None:
    slug = brought(sqlite_database, 20)
    with sqlite_database.writing() as session:
        people = [make.an_account(session) for _ in range(4)]
        change_settings(session, OWNER, slug, BLIND)
        for account in people[:2]:
            credences.give(session, account, slug, "c1", NewCredence(value=0.5, wording=1))
    graphs = []
    for actor in (OWNER, ANONYMOUS, *people):
        with sqlite_database.reading() as session:
            graphs.append(load_snapshot(session, open_debate(session, actor, slug)).graph)
    owner, visitor, one, two, *idle = graphs
    assert [each is visitor for each in idle] == [True, True]
    assert len({id(graph) for graph in (owner, visitor, one, two)}) == 4
    for graph in (visitor, one, two):
        assert graph.incoming is owner.incoming
        assert graph.claims is owner.claims
    assert visitor.credences == ()
    assert {row.node for row in one.credences} == {"c1"}
    assert len(owner.credences) > len(one.credences) >= 2


def test_what_the_known_graphs_share_is_the_last_to_go(
    sqlite_database: Database, fresh: None
) -> None:
    slug = brought(sqlite_database, 20)
    with sqlite_database.writing() as session:
        change_settings(session, OWNER, slug, BLIND)
        people = [make.an_account(session) for _ in range(12)]
        for account in people:
            credences.give(session, account, slug, "c1", NewCredence(value=0.5, wording=1))
    snapshots.keep(300_000)
    graphs = []
    for actor in (OWNER, *people, OWNER):
        with sqlite_database.reading() as session:
            graphs.append(load_snapshot(session, open_debate(session, actor, slug)).graph)
        assert snapshots.kept_bytes() <= 300_000
    assert graphs[-1] is graphs[0]
    assert len(snapshots._graphs) < len(people), "there was room for all: nothing had to go"


def test_a_newer_revision_takes_the_place_of_all_but_the_last(
    sqlite_database: Database, fresh: None
) -> None:
    slug = brought(sqlite_database, 20)
    sizes = []
    for revision in range(5):
        with sqlite_database.reading() as session:
            debate = open_debate(session, ANONYMOUS, slug)
            later = {**_fields(debate), "revision": debate.revision + revision}
            load_snapshot(session, type(debate)(**later))
        sizes.append(snapshots.kept_bytes())
    # The one before stays for those who opened the debate before the change.
    assert len(set(sizes[1:])) == 1
    assert sizes[1] <= 2.2 * sizes[0]


# Where a cache may be without a bound in bytes: its keys are not for users to choose.
# Of each file and each list of the model: no user makes more of these.
NOT_FOR_USERS = {"app/web/site/pages.py:static_url", "app/services/rows/writing.py:_references"}
NOT_FOR_USERS |= {"app/api/answers.py:_adapter", "app/services/changes.py:_counting_up"}
NOT_FOR_USERS |= {f"app/services/rows/columns.py:{name}" for name in ("bound", "bound_inner")}
NOT_FOR_USERS |= {
    f"app/core/formats/graphml_fields.py:{name}"
    for name in ("attribute_names", "edge_fields", "kinds")
}
NOT_FOR_USERS |= {"app/core/formats/tabled/shapes.py:inner"}
# Widths of single signs, of which it keeps a fixed number.
BOUNDED = {"app/core/debate/maps/widths.py:_width_of"}
BOUNDED |= {"app/services/kept.py", "app/web/site/presence.py"}


def caches(path: Path) -> Iterator[str]:
    """Yield the caches of a file that grow with what they are asked."""
    name = path.relative_to(APP.parent).as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            decorators = {ast.unparse(each).split("(")[0] for each in node.decorator_list}
            kept = {"cache", "lru_cache", "functools.cache", "functools.lru_cache"}
            if decorators & kept and (node.args.args or node.args.kwonlyargs):
                yield f"{name}:{node.name}"
        elif isinstance(node, ast.Name) and node.id in ("OrderedDict", "LRUCache", "TTLCache"):
            yield name


def test_every_cache_is_bounded_by_its_bytes() -> None:
    found = {each for path in APP.rglob("*.py") for each in caches(path)}
    assert found - NOT_FOR_USERS - BOUNDED == set()
    assert found >= NOT_FOR_USERS | BOUNDED, "the list names what is not there any more"
