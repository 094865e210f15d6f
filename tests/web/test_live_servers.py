"""Streams of real servers: all workers tell, places come free, nothing is lost with a process."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from app.db import Database
from app.services.transfer import import_document, prepare
from tests.looping import to_its_end
from tests.servers import environment, serving
from tests.serving import rest
from tests.web.library import SITE_OWNER, a_star
from tests.web.streaming import WAIT, Watchers, asked, change, told
from tests.web.test_crowds import ENGINES, NOT_HANGING, Crowd, Site

READERS = 300
PLACES = 20
SLOW = 1
DIES = """
import os, signal, sys
from app.db import Database
from tests.web.streaming import change
with Database(sys.argv[1]).writing() as session:
    change(session, "star")
os.kill(os.getpid(), signal.SIGKILL)
"""


@contextmanager
def a_server(
    request: pytest.FixtureRequest, folder: Path, engine: tuple[str, str], **more: str
) -> Iterator[tuple[str, Database]]:
    name, workers = engine
    database: Database = request.getfixturevalue(name)
    with database.writing() as session:
        import_document(session, SITE_OWNER, prepare(a_star("star", 60)))
    url = database.url.render_as_string(hide_password=False)
    around = environment(folder, url) | more
    with serving(folder, around, "--no-bundled", "--workers", workers) as address:
        with urlopen(f"{address}/healthz", timeout=WAIT) as answer:
            assert answer.status == 200
        yield address, database


@pytest.fixture(params=ENGINES, ids=["one worker on SQLite", "two workers on PostgreSQL"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Database]]:
    with a_server(request, tmp_path, request.param) as running:
        yield running


def test_hundreds_watch_beside_readers_and_all_are_told(site: tuple[str, Database]) -> None:
    address, database = site

    async def watched() -> None:
        async with Watchers(address) as all_of_them:
            lines = await all_of_them.many("star", READERS)
            crowd = Crowd(Site(address, [], []))
            await asyncio.gather(*(crowd.ask("page", "/d/star/thread") for _ in range(40)))
            assert crowd.answers == Counter({("page", "200"): 40})
            assert crowd.longest < NOT_HANGING
            with database.writing() as session:
                assert change(session, "star") == 2
            await told(lines, 2)
            assert {tuple(line.told) for line in lines} == {(2,)}

    to_its_end(watched())


def test_a_stream_that_is_cut_is_resumed_where_it_was(site: tuple[str, Database]) -> None:
    address, database = site

    async def watched() -> None:
        async with Watchers(address) as all_of_them:
            line = await all_of_them.watch("star", since=0)
            await line.until(b"id: 1\n")
            line.cut()
            with database.writing() as session:
                assert [change(session, "star") for _ in range(2)] == [2, 3]
            resumed = await all_of_them.watch("star", "Last-Event-ID: 1", since=0)
            await resumed.until(b"id: 3\n")
            again = await all_of_them.watch("star", "Last-Event-ID: 3", since=0)
            with database.writing() as session:
                assert change(session, "star") == 4
            await told([resumed, again], 4)
            assert (resumed.told, again.told) == ([3, 4], [4])

    to_its_end(watched())


def test_what_a_process_changed_that_was_killed_after_its_commit_is_told(
    site: tuple[str, Database],
) -> None:
    address, database = site
    url = database.url.render_as_string(hide_password=False)
    around = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}

    async def watched() -> None:
        async with Watchers(address) as all_of_them:
            lines = await all_of_them.many("star", PLACES)
            command = [sys.executable, "-c", DIES, url]
            died = await asyncio.to_thread(subprocess.run, command, env=around, check=False)
            assert died.returncode == -signal.SIGKILL
            await told(lines, 2)

    to_its_end(watched())


def test_the_place_of_a_connection_that_is_cut_comes_free(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    async def watched(address: str) -> None:
        async with Watchers(address) as all_of_them:
            lines = await all_of_them.many("star", PLACES)
            refused = await all_of_them.watch("star")
            assert refused.status == 503
            assert b"retry-after: 60" in refused.got.lower()
            lines[0].cut()
            async with asyncio.timeout(WAIT):
                while (await all_of_them.watch("star")).status != 200:
                    await asyncio.sleep(0.1)

    with a_server(request, tmp_path, ENGINES[0], CRUXMAP_LIVE_READERS=str(PLACES)) as (address, _):
        to_its_end(watched(address))


def test_those_who_watch_take_no_place_of_those_who_read_and_may_be_still(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    async def watched(address: str, database: Database) -> None:
        async with Watchers(address) as all_of_them:
            lines = await all_of_them.many("star", 3 * PLACES)
            crowd = Crowd(Site(address, [], []))
            await asyncio.gather(*(crowd.ask("page", "/help") for _ in range(PLACES // 2)))
            assert crowd.answers == Counter({("page", "200"): PLACES // 2})
            await asyncio.sleep(4 * SLOW)
            with database.writing() as session:
                change(session, "star")
            await told(lines, 2)

    more = {"CRUXMAP_CONNECTIONS": str(PLACES + 5), "CRUXMAP_SLOW_SECONDS": str(SLOW)}
    with a_server(request, tmp_path, ENGINES[0], **more) as (address, database):
        to_its_end(watched(address, database))


def test_a_server_stops_at_once_although_some_watch(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        with a_server(request, tmp_path, ENGINES[0]) as (address, _):
            url = urlsplit(address)
            dialled = [socket.create_connection((url.hostname, url.port)) for _ in range(PLACES)]
            lines = [stack.enter_context(line) for line in dialled]
            for line in lines:
                line.settimeout(WAIT)
                line.sendall(asked(url.netloc, "star"))
                assert line.recv(15) == b"HTTP/1.1 200 OK"
        assert "graceful" not in (tmp_path / "log").read_text()  # nobody had to be waited for
        for line in lines:
            assert rest(line).endswith(b"\r\n0\r\n\r\n")
