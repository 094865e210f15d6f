"""Bodies of requests: how large each may be, and how many are held and answered at a time."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from fastapi import params
from fastapi.routing import APIRoute
from starlette.responses import PlainTextResponse

from app.api.routes import ROUTERS as API
from app.api.routes import UPLOADS as API_UPLOADS
from app.db import Database
from app.main import create_app
from app.web.routes import ROUTERS as PAGES
from app.web.routes import UPLOADS
from app.web.site import bodies
from app.web.site.bodies import IN_MEMORY, LARGE_AT_ONCE, USUAL, BodyLimit
from app.web.site.forms import MOST_FIELDS
from tests.looping import to_its_end
from tests.web.library import browser, settings_for

LARGE = 10 * IN_MEMORY


def refuse(_scope: Any, status: int, code: str, text: str) -> PlainTextResponse:
    return PlainTextResponse(f"{code}: {text}", status)


class Seen:
    """An application that counts how many requests it answers at a time, and reads each whole."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.bodies: list[bytes] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message["body"], message["more_body"]
        await asyncio.sleep(0.01)
        self.bodies.append(body)
        self.now -= 1
        await PlainTextResponse("taken")(scope, receive, send)


def limit(app: Any, *, room: int = 50 * LARGE) -> BodyLimit:
    return BodyLimit(app, most=20 * LARGE, room=room, uploads=["/up/{name}"], refuse=refuse)


class Sending:
    """A client that sends pieces when told to, and keeps the status of its answer."""

    def __init__(self, app: BodyLimit, path: str = "/up/a") -> None:
        self.pieces: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.status = 0
        scope = {"type": "http", "method": "POST", "path": path, "headers": []}
        self.task = asyncio.ensure_future(app(scope, self.pieces.get, self._send))

    def put(self, data: bytes, *, more: bool = False) -> None:
        self.pieces.put_nowait({"type": "http.request", "body": data, "more_body": more})

    async def _send(self, message: Any) -> None:
        self.status = message.get("status", self.status)


def run(scenario: Callable[[], Coroutine[Any, Any, None]]) -> None:
    to_its_end(asyncio.wait_for(scenario(), 60))


@pytest.mark.parametrize("size", [0, 1, IN_MEMORY, IN_MEMORY + 1, LARGE])
def test_the_application_reads_what_was_sent(size: int) -> None:
    body = bytes(range(256)) * (size // 256 + 1)

    async def scenario() -> None:
        seen = Seen()
        client = Sending(limit(seen))
        for begin in range(0, size, 50_000):
            client.put(body[begin : min(begin + 50_000, size)], more=True)
        client.put(b"")
        await client.task
        assert (client.status, seen.bodies) == (200, [body[:size]])

    run(scenario)


def test_few_large_bodies_are_in_memory_at_a_time_and_small_ones_need_not_wait() -> None:
    async def scenario() -> None:
        large, small = Seen(), Seen()
        app = limit(large)
        clients = [Sending(app) for _ in range(10)]
        for client in clients:
            client.put(b"x" * LARGE)
        await asyncio.gather(*(client.task for client in clients))
        app = limit(small)
        clients = [Sending(app) for _ in range(10)]
        for client in clients:
            client.put(b"x" * IN_MEMORY)
        await asyncio.gather(*(client.task for client in clients))
        assert (large.most, small.most) == (LARGE_AT_ONCE, 10)

    run(scenario)


def test_where_there_is_no_room_the_newcomer_is_refused_and_room_comes_back() -> None:
    async def scenario() -> None:
        app = limit(Seen(), room=3 * LARGE)
        held = [Sending(app) for _ in range(3)]
        for client in held:
            client.put(b"x" * LARGE, more=True)
        await asyncio.sleep(0.05)
        late = Sending(app)
        late.put(b"x" * LARGE)
        await late.task
        assert late.status == 503
        for client in held:
            client.put(b"")
            await client.task
        assert [client.status for client in held] == [200, 200, 200]
        assert (app.coming.held, app.coming.bodies) == (0, {})

    run(scenario)


def test_who_has_been_sending_for_long_makes_way_for_a_newcomer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bodies, "PATIENCE", 0.0)

    async def scenario() -> None:
        app = limit(Seen(), room=3 * LARGE)
        held = [Sending(app) for _ in range(3)]
        for client in held:
            client.put(b"x" * LARGE, more=True)
        await asyncio.sleep(0.05)
        late = Sending(app)
        late.put(b"x" * LARGE)
        await asyncio.gather(late.task, held[0].task)
        assert (late.status, held[0].status) == (200, 503)
        for client in held[1:]:
            client.put(b"")
            await client.task
        assert [client.status for client in held] == [503, 200, 200]
        assert app.coming.held == 0

    run(scenario)


def test_a_client_that_leaves_in_the_middle_leaves_nothing_behind() -> None:
    async def scenario() -> None:
        seen = Seen()
        app = limit(seen)
        client = Sending(app)
        client.put(b"x" * LARGE, more=True)
        client.pieces.put_nowait({"type": "http.disconnect"})
        await client.task
        assert (client.status, seen.bodies, app.coming.held) == (0, [], 0)

    run(scenario)


def test_only_paths_that_take_files_take_large_bodies() -> None:
    async def scenario() -> None:
        app = limit(Seen())
        for path, size, status in (
            ("/up/a", LARGE * 20, 200),
            ("/up/a", LARGE * 20 + 1, 413),
            ("/up/a/b", USUAL + 1, 413),
            ("/other", USUAL + 1, 413),
            ("/other", min(USUAL, LARGE * 20), 200),
        ):
            client = Sending(app, path)
            client.put(b"x" * size)
            await client.task
            assert (path, size, client.status) == (path, size, status)

    run(scenario)


def test_the_paths_that_take_files_are_those_with_files() -> None:
    takes = set()
    for route in (each for router in PAGES for each in router.routes):
        if isinstance(route, APIRoute):
            fields = route.dependant.body_params
            if any(isinstance(field.field_info, params.File) for field in fields):
                takes.add(route.path)
    assert takes == set(UPLOADS)


def test_the_api_takes_large_bodies_only_where_it_reads_them_itself() -> None:
    raw = {
        route.path
        for router in API
        for route in router.routes
        if isinstance(route, APIRoute) and "requestBody" in (route.openapi_extra or {})
    }
    assert raw == set(API_UPLOADS)


def test_a_form_has_a_bounded_number_of_fields_and_files(
    sqlite_database: Database, tmp_path: Path
) -> None:
    client = browser(create_app(settings_for(sqlite_database, tmp_path), sqlite_database))
    fields = {f"f{number}": "x" for number in range(MOST_FIELDS + 1)}
    files = [("file", (f"{number}.json", b"{}", "application/json")) for number in range(9)]
    wide = {"file": ("x.json", b"{}", "x/" + "y" * 5_000)}
    assert client.post("/sign-in", data=fields).status_code == 400
    assert client.post("/import", data=fields, files=wide).status_code == 400
    assert client.post("/import", files=files).status_code == 400
    assert client.post("/import", files=wide).status_code == 400
    assert client.post("/import", files=files[:1]).status_code != 400


def test_bodies_for_pages_that_take_none_are_bounded_too(
    sqlite_database: Database, tmp_path: Path
) -> None:
    client = browser(create_app(settings_for(sqlite_database, tmp_path), sqlite_database))
    for path in ("/sign-in", "/nowhere", "/d/x/n/c1/reply", "/api/v1/debates/x/nodes"):
        answer = client.post(path, content=b"x" * (USUAL + 1))
        assert answer.status_code == 413, path
        assert "1 MB at most" in answer.text
        assert answer.headers["connection"] == "close"
