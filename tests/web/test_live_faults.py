"""Streams when things go wrong: no revision is missed by who comes late, is cut, or is not told."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from urllib.request import urlopen

import pytest

from app.db import Database
from app.services import revisions
from app.services.transfer import import_document, prepare
from app.web.site.live import Pace
from app.web.site.streams import Stream
from tests.looping import to_its_end
from tests.web.library import SITE_OWNER, a_star
from tests.web.streaming import WAIT, Watchers, change, told
from tests.web.test_crowds import ENGINES
from tests.web.test_live import Client, a_room, until
from tests.web.test_live_servers import a_server

CHANGES = 30
ROUNDS = 12
# A process of which nobody hears: it changes a debate, and is gone before it could tell.
UNHEARD = """
import os, signal, sys
from app.db import Database
from app.services import changes
from tests.web.streaming import change
changes.telling = lambda: []
with Database(sys.argv[1]).writing() as session:
    change(session, "star")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(params=ENGINES, ids=["one worker on SQLite", "two workers on PostgreSQL"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Database]]:
    with a_server(request, tmp_path, request.param) as running:
        yield running


@pytest.mark.parametrize("name", ["sqlite_database", "postgres_database"])
def test_who_comes_right_after_the_database_was_asked_does_not_wait_for_the_next_time(
    request: pytest.FixtureRequest, tmp_path: Path, name: str
) -> None:
    database: Database = request.getfixturevalue(name)
    with database.writing() as session:
        import_document(session, SITE_OWNER, prepare(a_star("star", 5)))
        import_document(session, SITE_OWNER, prepare(a_star("moon", 5)))
    rarely = Pace(poll=600, net=600, gather=0.5, apart=0.05, beat=30)

    async def watched() -> list[int]:
        async with a_room(database, tmp_path, rarely) as room:
            # Both open their page; then one of the debates is changed, unheard.
            with database.reading() as session:
                seen = revisions.seen_by(session, "", "moon", room.live.settings)
            assert seen is not None
            client = Client()
            room.write(lambda session: change(session, "moon"))
            await asyncio.sleep(0.1)
            with room.reader(slug="star"):
                await asyncio.sleep(0.2)  # the watched debates are asked for just now
                with room.live.watching(Stream(client.send, "", "moon", 1), seen):
                    await until(lambda: bool(client.told))
        return client.told

    assert to_its_end(watched()) == [2]


def test_a_stream_that_is_cut_again_and_again_while_others_write_misses_nothing(
    site: tuple[str, Database],
) -> None:
    address, database = site
    random = Random(5)

    def write() -> int:
        with database.writing() as session:
            return change(session, "star")

    async def writing() -> int:
        for _ in range(CHANGES):
            revision = await asyncio.to_thread(write)
            await asyncio.sleep(random.random() / 20)
        return revision

    async def watched() -> None:
        last, heard = 1, list[int]()
        async with Watchers(address) as all_of_them:
            task = asyncio.create_task(writing())
            while last < CHANGES + 1:
                line = await all_of_them.watch("star", f"Last-Event-ID: {last}", since=1)
                await line.until(b"id: ")
                if random.random() < 0.5:
                    await asyncio.sleep(random.random() / 10)
                line.cut()
                assert line.told == sorted(set(line.told))
                assert line.told[0] > last
                heard += line.told
                last = line.told[-1]
            await task
            still = await all_of_them.watch("star", f"Last-Event-ID: {last}", since=1)
            await asyncio.to_thread(write)
            await told([still], CHANGES + 2)
        assert heard[-1] == CHANGES + 1

    to_its_end(watched())


def test_what_a_killed_process_told_nobody_is_served_at_once_and_told_in_time(
    site: tuple[str, Database],
) -> None:
    address, database = site
    url = database.url.render_as_string(hide_password=False)
    around = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}

    def shown() -> bool:
        with urlopen(f"{address}/d/star", timeout=WAIT) as answer:
            return b'data-revision="2"' in answer.read()

    async def watched() -> None:
        async with Watchers(address) as all_of_them:
            lines = await all_of_them.many("star", 20)
            command = [sys.executable, "-c", UNHEARD, url]
            died = await asyncio.to_thread(subprocess.run, command, env=around, check=False)
            assert died.returncode == -signal.SIGKILL
            # Each on a connection of its own, so that every worker is asked.
            assert all([await asyncio.to_thread(shown) for _ in range(ROUNDS)])
            await told(lines, 2)
            assert {tuple(line.told) for line in lines} == {(2,)}

    to_its_end(watched())
