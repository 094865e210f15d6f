"""A page costs the same number of queries whatever the size of the debate."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from app.db import Database
from app.main import create_app
from app.services import snapshots
from app.trips import Found, TripRoute
from app.web.routes import ROUTERS
from app.web.site.kept_pages import DebatePages
from tests.conftest import Queries
from tests.found import some
from tests.web.library import a_star, bring, browser, settings_for, signed_in

pytest_plugins = ("tests.web.library_fixtures",)

Counting = Callable[[], AbstractContextManager[Queries]]
PAGES = ["", "/thread", "/thread?root=c1", "/cruxes", "/people", "/open", "/conversation"]
PAGES += ["/n/c1", "/n/r2", "/sources", "/history", "/difference", "/export/cruxmap"]
PAGES += ["/digest", "/digest.md", "/n/c1/digest", "/n/r2/digest", "/n/r2/digest.md"]
PAGES += ["/map", "/map?root=c1&depth=2&remarks=true", "/map/svg", "/map?at=1"]
PAGES += ["/thread?at=1", "/n/c1?at=1", "/n/r2?at=1"]
MOST = 60
MOST_WARM = 4


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """An application that keeps no pages, on each engine, with a small and a large debate."""
    name = "sqlite_database" if request.param == "sqlite" else "postgres_database"
    database: Database = request.getfixturevalue(name)
    app = create_app(settings_for(database, tmp_path, cached_pages_mb=0), database)
    for slug, width in (("small", 5), ("large", 500)):
        bring(app, a_star(slug, width))
    yield app
    snapshots.forget()


def cost(client: TestClient, address: str, count: Counting, *, cold: bool) -> int:
    if cold:
        snapshots.forget()
    else:
        client.get(address)
    with count() as queries:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(queries)


@pytest.mark.parametrize("is_signed_in", [False, True])
@pytest.mark.parametrize("cold", [True, False])
def test_five_claims_and_five_hundred_cost_the_same(
    site: Any, count_queries: Counting, cold: bool, is_signed_in: bool
) -> None:
    client = signed_in(site, "Ada") if is_signed_in else browser(site)
    client.get("/")
    differing = []
    for path in PAGES:
        small, large = (
            cost(client, f"/d/{slug}{path}", count_queries, cold=cold)
            for slug in ("small", "large")
        )
        if small != large or large > MOST:
            differing.append((path, small, large))
    assert differing == []


def test_a_warm_page_asks_for_little_more_than_the_revision(
    site: Any, count_queries: Counting
) -> None:
    for path in ("", "/thread", "/cruxes", "/people", "/open"):
        found = cost(browser(site), f"/d/large{path}", count_queries, cold=False)
        assert found <= MOST_WARM, path


def test_the_list_of_debates_is_one_query_for_a_visitor(site: Any, count_queries: Counting) -> None:
    client = browser(site)
    with count_queries() as queries:
        client.get("/")
    assert len(queries) == 1


# What is kept, here or in the browser, costs who asks and which revision the debate has.

MOST_KEPT = 2
PARTS = {"node_id": ["c1", "r2", "k1"], "person_id": ["p1"], "source_id": ["s1"]}
PARTS |= {"name": ["cruxmap"], "what": ["claims"]}
VIEWS = ["/thread?root=c1&show=steps", "/n/c1?readings=true", "/n/c1?if=c1:0.9"]
VIEWS += ["/compare?a=p:p1&b=p:p2", "/s/s1?report=true", "/thread?semantics=df_quad"]
MISSING = ["/n/none", "/people/none", "/s/none", "/thread?root=none", "/compare?at=none"]
MISSING += ["/compare?a=none", "/export/none", "/people?if=none:0.5"]


def reads() -> list[APIRoute]:
    """Every address of a debate that is asked for with GET."""
    routes = [route for router in ROUTERS for route in router.routes]
    found = [route for route in routes if isinstance(route, APIRoute)]
    found = [route for route in found if "GET" in (route.methods or ())]
    return some((route for route in found if route.path.startswith("/d/{slug}")), at_least=20)


def is_page(route: APIRoute) -> bool:
    """Tell a page from a form, from what only leads to another address, and from the stream."""
    name = route.endpoint.__name__
    no_page = name.startswith("ask_") or name.endswith("_instead")
    # What waits is no part of a revision, so nobody keeps a page of it.
    return not (no_page or name in ("suppose", "watch", "list_suggestions", "show_suggestion"))


def addresses(route: APIRoute) -> Iterator[str]:
    """Fill the address of a route in with each kind of thing that it may name."""
    asked = [name for name in route.param_convertors if name != "slug"]
    for values in product(*(PARTS[name] for name in asked)):
        path = route.path.removeprefix("/d/{slug}")
        yield path.format(**dict(zip(asked, values, strict=True)))


PAGES_OF_EACH_KIND = [path for route in reads() if is_page(route) for path in addresses(route)]


@pytest.fixture
def shelf(sqlite_database: Database, tmp_path: Path) -> Iterator[Any]:
    """An application that keeps pages, and a debate with one of everything."""
    app = create_app(settings_for(sqlite_database, tmp_path), sqlite_database)
    book = {"id": "s1", "kind": "work", "csl": {"type": "book", "title": "On stars"}}
    crux = {"id": "k1", "question": "Is it hot?", "claims": ["c2"], "provenance": "in_text"}
    people = [{"id": f"p{n}", "name": f"Ida {n}", "kind": "named"} for n in (1, 2)]
    more = {"sources": [book], "cruxes": [crux], "people": people}
    bring(app, {**a_star("star", 5), **more})
    yield app
    snapshots.forget()


@pytest.mark.parametrize("is_signed_in", [False, True])
@pytest.mark.parametrize("path", [*PAGES_OF_EACH_KIND, *VIEWS])
def test_a_page_that_is_kept_costs_two_queries(
    shelf: Any, count_queries: Counting, path: str, is_signed_in: bool
) -> None:
    client = signed_in(shelf, "Ada") if is_signed_in else browser(shelf)
    client.get("/")  # the first request of the hour also notes that the session is in use
    snapshots.forget()
    first = client.get(f"/d/star{path}")
    visitors_see_nothing = path == "/mine" and not is_signed_in
    assert first.status_code == (303 if visitors_see_nothing else 200)
    if visitors_see_nothing:
        return
    snapshots.forget()
    with count_queries() as queries:
        again = client.get(f"/d/star{path}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert len(queries) <= MOST_KEPT, queries.statements
    if is_signed_in or path.startswith(("/export/", "/map/")):
        return
    with count_queries() as queries:
        assert client.get(f"/d/star{path}").text == first.text
    assert len(queries) <= MOST_KEPT, queries.statements


@pytest.mark.parametrize("path", MISSING)
def test_what_is_missing_is_missing_each_time_and_bears_no_mark(shelf: Any, path: str) -> None:
    client = browser(shelf)
    for _ in range(2):
        answer = client.get(f"/d/star{path}", headers={"If-None-Match": "*"})
        assert answer.status_code == 404
        assert "etag" not in answer.headers
    assert shelf.state.pages.size == 0


def test_every_page_of_a_debate_is_answered_from_the_shelf() -> None:
    """Forms are made anew each time, for what was typed; a file has a mark of its own."""
    loose = {
        route.path
        for route in reads()
        if is_page(route) and not any(mark.pick == DebatePages.of for mark in _marks(route))
    }
    files = {"export/{name}", "export/archive", "map/svg", "map/png"}
    assert loose == {f"/d/{{slug}}/{file}" for file in files}


def _marks(route: APIRoute) -> list[Found]:
    assert isinstance(route, TripRoute)
    return list(route.found.values())
