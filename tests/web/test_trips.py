"""One request makes one trip to a worker thread, and no session is open outside of one."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from inspect import iscoroutinefunction, isgeneratorfunction
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

import anyio.to_thread
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from sqlalchemy import event
from sqlalchemy.pool import Pool
from starlette.testclient import TestClient

from app.api.routes import ROUTERS as API
from app.config import Settings
from app.core.permissions import Role
from app.db import Database
from app.main import create_app
from app.models import Membership
from app.services import accounts, sign_ins, snapshots, tokens
from app.trips import TripRoute
from app.web.routes import ROUTERS as PAGES
from app.web.site import presence
from app.web.site.deps import CurrentActor, PageRoute, ReadSession, session_cookie
from tests.web.library import a_star, bring, settings_for

CROWD = 40
GETS = [
    *("/", "/help", "/account", "/new", "/import", "/healthz", "/d/star", "/d/star/thread"),
    *("/d/star/n/c1", "/d/star/n/r2", "/d/star/cruxes", "/d/star/people", "/d/star/compare"),
    *("/d/star/mine", "/d/star/open", "/d/star/sources", "/d/star/history", "/d/star/settings"),
    *("/d/star/conversation", "/d/star/export", "/d/star/export/cruxmap"),
    *("/d/star/claims/new", "/d/star/n/c1/reply", "/d/star/n/c1/edit", "/d/star/n/c1/rate"),
    *("/d/star/n/c1/cite", "/d/star/n/c1/crux/new", "/d/star/n/c1/credence"),
    *("/api/v1/debates", "/api/v1/debates/star", "/api/v1/debates/star/graph"),
    *("/api/v1/debates/star/rollup", "/api/v1/debates/star/contested"),
    *("/api/v1/debates/star/cruxes", "/api/v1/debates/star/export"),
    *("/api/v1/debates/star/outline", "/api/v1/debates/star/search?q=star"),
    *("/api/v1/debates/star/nodes/c1", "/api/v1/debates/star/nodes/c1/neighbours"),
    "/api/v1/debates/star/nodes/c1/why",
]
POSTS: list[tuple[str, dict[str, str], int]] = [
    ("/d/star/n/c2/credence", {"value": "70", "wording": "1"}, 303),
    ("/d/star/n/c2/credence", {"value": "170", "wording": "1"}, 422),
    ("/d/star/n/c2/reply", {"kind": "supports", "text": "Tea calms."}, 303),
    ("/d/star/n/c2/reply", {"kind": "supports", "text": ""}, 422),
    ("/d/star/claims/new", {"kind": "claim", "text": "Coffee wakes."}, 303),
    ("/d/star/n/c2/edit", {"text": "Statement two holds.", "wording": "1"}, 303),
    ("/d/star/n/c2/edit", {"text": "Statement two does hold.", "wording": "1"}, 409),
    ("/d/star/settings", {"title": "On stars", "seen": "0"}, 409),
    ("/d/star/roles", {"name": "Nobody", "role": "editor"}, 422),
    ("/import", {}, 422),
    ("/account/sign-out-everywhere", {}, 303),
]


@pytest.fixture(autouse=True)
def _no_snapshots() -> Iterator[None]:
    yield
    snapshots.forget()


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Iterator[TestClient]:
    """The application as it serves, with a debate that Ada owns, and her browser."""
    settings = settings_for(database, tmp_path, cached_pages_mb=0)
    app = create_app(settings, database)
    bring(app, a_star("star", 30))
    with TestClient(app, follow_redirects=False) as client:
        for name, value in an_owner(database, settings).items():
            client.headers[name] = value
        yield client


def an_owner(database: Database, settings: Settings) -> dict[str, str]:
    """Make an account that owns the debate; return the headers of its browser and its program."""
    with database.writing() as session:
        ada = accounts.add_account(session, "Ada")
        session.add(Membership(debate_id=1, account_id=ada.id, role=Role.OWNER.value))
        token = sign_ins.start(session, ada, settings, None).token
        bearer = tokens.add_token(session, ada, settings)
    return {"Cookie": f"{session_cookie(settings)}={token}", "Authorization": f"Bearer {bearer}"}


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every trip to a worker thread, by what was called there."""
    made: list[str] = []
    plain = anyio.to_thread.run_sync

    async def counted(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        made.append(repr(function))
        return await plain(function, *arguments, **options)

    monkeypatch.setattr(anyio.to_thread, "run_sync", counted)
    return made


def test_every_page_and_every_read_of_the_api_makes_one_trip(
    site: TestClient, trips: list[str]
) -> None:
    site.get("/")  # the first request of the hour also notes that the session is in use
    site.get("/d/star")  # and the first look of a visit that there was one
    for path in GETS:
        trips.clear()
        status = site.get(path).status_code
        assert (path, status in (200, 303), len(trips)) == (path, True, 1), trips


def test_every_action_makes_one_trip(site: TestClient, trips: list[str]) -> None:
    site.get("/")
    for path, fields, status in POSTS:
        trips.clear()
        answer = site.post(path, data=fields, headers={"HX-Request": "false"})
        assert (path, answer.status_code, len(trips)) == (path, status, 1), trips
    for number in (1, 2):
        trips.clear()
        answer = site.post(
            "/api/v1/debates/star/nodes/c3/credence", json={"value": number / 10, "wording": 1}
        )
        assert (answer.status_code, answer.json()["changed"], len(trips)) == (201, True, 1)


@contextmanager
def sessions() -> Iterator[list[int]]:
    """Note how many connections are taken out at each moment one is taken."""
    taken, noted, lock = 0, [0], Lock()

    def take(*_: object) -> None:
        nonlocal taken
        with lock:
            taken += 1
            noted.append(taken)

    def give(*_: object) -> None:
        nonlocal taken
        with lock:
            taken -= 1

    event.listen(Pool, "checkout", take)
    event.listen(Pool, "checkin", give)
    try:
        yield noted
    finally:
        event.remove(Pool, "checkout", take)
        event.remove(Pool, "checkin", give)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_there_are_never_more_sessions_than_threads(
    database: Database, tmp_path: Path, threads: int
) -> None:
    settings = settings_for(database, tmp_path, threads=threads, cached_pages_mb=0)
    app = create_app(settings)  # with a database of its own, as the server makes it
    bring(app, a_star("star", 10))
    headers = an_owner(database, settings)
    with sessions() as noted, TestClient(app, follow_redirects=False) as client:

        def ask(number: int) -> int:
            if number % 4:
                return client.get(GETS[number % len(GETS)], headers=headers).status_code
            fields = {"value": str(number), "wording": "1"}
            more = {"HX-Request": "true"}
            return client.post(
                f"/d/star/n/c{2 + number % 7}/credence", data=fields, headers=headers | more
            ).status_code

        with ThreadPoolExecutor(CROWD) as crowd:
            statuses = set(crowd.map(ask, range(2 * CROWD)))
    assert statuses <= {200, 303}
    assert 0 < max(noted) <= threads


def test_each_pool_holds_a_connection_for_each_thread_and_for_the_watcher_and_archives(
    database: Database, tmp_path: Path
) -> None:
    settings = settings_for(database, tmp_path, threads=3)
    made: Database = create_app(settings).state.database
    sizes = [engine.pool.size() for engine in (made._read_engine, made._write_engine)]  # type: ignore[attr-defined]
    made.close()
    assert sizes == [5, 5]


# Who may be known of comes before what is wrong with the request.


def test_a_fault_in_the_address_is_told_to_who_asked(site: TestClient) -> None:
    answer = site.get("/d/star/history", params={"until": "yesterday"})
    assert answer.status_code == 422
    assert 'href="/account"' in answer.text
    assert site.get("/d/moon/history", params={"until": "yesterday"}).status_code == 404


def test_a_token_is_asked_for_before_faults_of_the_body_are_told(site: TestClient) -> None:
    path = "/api/v1/debates/star/nodes/c2/credence"
    assert site.post(path, json={"value": 7}).status_code == 422
    site.headers["Authorization"] = "Bearer of nothing"
    assert site.post(path, json={"value": 7}).status_code == 401
    del site.headers["Authorization"]
    assert site.post(path, json={"value": 7}).status_code == 401


# What keeps it so: the shape of routes and dependencies.


def routes() -> list[APIRoute]:
    found = [route for router in (*PAGES, *API) for route in router.routes]
    return [route for route in found if isinstance(route, APIRoute)]


def dependencies(dependant: Dependant) -> Iterator[Any]:
    for each in dependant.dependencies:
        yield each.call
        yield from dependencies(each)


def is_light(call: Any) -> bool:
    """Tell whether a dependency is a coroutine: no trip of its own, nothing held after it."""
    return iscoroutinefunction(call) or iscoroutinefunction(type(call).__call__)


def test_no_route_has_a_dependency_that_makes_a_trip_or_holds_something() -> None:
    checked = routes()
    assert len(checked) > 60
    assert all(isinstance(route, TripRoute) for route in checked)
    calls = {call for route in checked for call in dependencies(route.dependant)}
    assert len(calls) >= 5
    assert [call for call in calls if not is_light(call)] == []
    handlers = [route.dependant.call for route in checked]
    assert [h for h in handlers if iscoroutinefunction(h) or isgeneratorfunction(h)] == []


def test_a_generator_as_dependency_would_be_found() -> None:
    def held(ready: bool = True) -> Iterator[bool]:
        yield ready

    assert not is_light(held)
    assert not is_light(lambda: None)


def test_only_a_plain_function_can_be_given_a_session() -> None:
    router = APIRouter(route_class=PageRoute)

    async def sleeping(session: ReadSession) -> None: ...

    def giving(session: ReadSession) -> Iterator[int]:
        yield 1

    for handler in (sleeping, giving):
        with pytest.raises(TypeError, match="plain function"):
            router.get("/")(handler)


def test_a_handler_that_asks_for_no_session_runs_after_it_was_closed(
    database: Database, tmp_path: Path
) -> None:
    open_at: dict[str, int] = {}
    router = APIRouter(route_class=PageRoute)

    def taken() -> int:
        return int(database._read_engine.pool.checkedout())  # type: ignore[attr-defined]

    @router.get("/reads")
    def reads(session: ReadSession, actor: CurrentActor) -> list[int]:
        open_at["reads"] = taken()
        return [1]

    @router.get("/acts")
    def acts(actor: CurrentActor) -> list[int]:
        open_at["acts"] = taken()
        return [2]

    app = FastAPI()
    app.state.settings, app.state.database = settings_for(database, tmp_path), database
    app.include_router(router)
    client = TestClient(app, headers={"Cookie": "cruxmap_session=unknown"})  # so it is looked up
    assert (client.get("/reads").json(), client.get("/acts").json()) == ([1], [2])
    assert open_at == {"reads": 1, "acts": 0}


def test_noting_presence_waits_for_no_long_writer(
    database: Database, settings_of_pages: Settings
) -> None:
    with database.writing() as session:
        ada = accounts.add_account(session, "Ada")
        token = sign_ins.start(session, ada, settings_of_pages, None).token
    noted = Event()

    def note() -> None:
        presence.note(database, token, settings_of_pages)
        noted.set()

    with database.writing() as session:
        accounts.add_account(session, "Ben")  # the lock is held from here on
        waiting = Thread(target=note)
        waiting.start()
        gave_up = noted.wait(5)  # a writer that is somebody's waits for ten seconds
    waiting.join()
    assert gave_up


@pytest.fixture
def settings_of_pages(database: Database, tmp_path: Path) -> Settings:
    return settings_for(database, tmp_path)
