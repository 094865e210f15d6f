"""A page costs the same number of queries whatever the size of the debate."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.db import Database
from app.main import create_app
from app.services import snapshots
from tests.conftest import Queries
from tests.web.library import a_star, bring, browser, settings_for, signed_in

pytest_plugins = ("tests.web.library_fixtures",)

Counting = Callable[[], AbstractContextManager[Queries]]
PAGES = ["", "/thread", "/thread?root=c1", "/cruxes", "/people", "/open", "/conversation"]
PAGES += ["/n/c1", "/n/r2", "/sources", "/history", "/export/cruxmap"]
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
