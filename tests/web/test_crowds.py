"""Crowds at a real server: all are answered, whatever they ask, however many give up.

Each answer is waited for; that none takes half a minute says only that nothing hangs.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

import pytest

from app.config import Settings
from app.db import Database
from app.services import accounts, sign_ins, tokens
from app.services.transfer import import_document, prepare
from app.web.site.deps import session_cookie
from tests.looping import to_its_end
from tests.servers import environment, serving
from tests.web.library import SITE_OWNER, a_star

REQUESTS = 300
CONNECTIONS = 64
CUT_EVERY = 10
WRITERS = 8
WRITES = 6
NOT_HANGING = 30.0
KEY = "a fixed key for tests"
HEALTH_EVERY = 0.1
ENGINES = [("sqlite_database", "1"), ("postgres_database", "2")]


@dataclass
class Site:
    """A running server, and the headers of those who write to it."""

    address: str
    browsers: list[dict[str, str]]
    programs: list[dict[str, str]]


@pytest.fixture(params=ENGINES, ids=["one worker on SQLite", "two workers on PostgreSQL"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    name, workers = request.param
    database: Database = request.getfixturevalue(name)
    url = database.url.render_as_string(hide_password=False)
    around = environment(tmp_path, url) | {"CRUXMAP_SECRET_KEY": KEY}
    with database.writing() as session:
        for slug in ("busy", "calm"):
            import_document(session, SITE_OWNER, prepare(a_star(slug, 60)))
    people = [_somebody(database, Settings(secret_key=KEY), f"W{n}") for n in range(WRITERS)]
    with serving(tmp_path, around, "--no-bundled", "--workers", workers) as address:
        # The address is told before the workers are there; requests wait for them.
        with urlopen(f"{address}/healthz", timeout=60) as answer:
            assert answer.status == 200
        yield Site(address, [each[0] for each in people], [each[1] for each in people])


def _somebody(
    database: Database, settings: Settings, name: str
) -> tuple[dict[str, str], dict[str, str]]:
    with database.writing() as session:
        account = accounts.add_account(session, name)
        cookie = sign_ins.start(session, account, settings, None).token
        bearer = tokens.add_token(session, account, settings)
    signed_in = {"Cookie": f"{session_cookie(settings)}={cookie}", "HX-Request": "true"}
    return signed_in, {"Authorization": f"Bearer {bearer}"}


@dataclass
class Crowd:
    """What was asked and what came of it: (what, status) counted, and the longest wait."""

    site: Site
    answers: Counter[tuple[str, str]] = field(default_factory=Counter)
    longest: float = 0.0

    async def ask(
        self,
        what: str,
        path: str,
        headers: dict[str, str] | None = None,
        *,
        body: str | None = None,
        cut: bool = False,
    ) -> None:
        """Send a request on a connection of its own; `cut`: and leave without the answer."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(NOT_HANGING):
                status = await self._status(path, headers or {}, body, cut)
        except TimeoutError:
            status = "none"
        self.answers[what, status] += 1
        self.longest = max(self.longest, time.monotonic() - began)

    async def _status(self, path: str, headers: dict[str, str], body: str | None, cut: bool) -> str:
        url = urlsplit(self.site.address)
        reader, writer = await asyncio.open_connection(url.hostname, url.port)
        method = "GET" if body is None else "POST"
        lines = [f"{method} {path} HTTP/1.1", f"Host: {url.netloc}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if body is not None:
            lines.append(f"Content-Length: {len(body.encode())}")
        try:
            writer.write("\r\n".join([*lines, "", body or ""]).encode())
            await writer.drain()
            if cut:
                return "cut"
            whole = await reader.read(-1)
        finally:
            writer.transport.abort()
        head = whole.split(b"\r\n", 1)[0].split()
        return head[1].decode() if len(head) > 1 else "closed"

    async def rate(self, who: int, number: int) -> None:
        """Give a credence, by the page's form or by the API."""
        node, value = f"c{2 + number % 50}", number % 100
        if who % 2:
            await self.ask(
                "form",
                f"/d/busy/n/{node}/credence",
                {**self.site.browsers[who], "Content-Type": "application/x-www-form-urlencoded"},
                body=urlencode({"value": value, "wording": 1}),
            )
        else:
            await self.ask(
                "program",
                f"/api/v1/debates/busy/nodes/{node}/credence",
                {**self.site.programs[who], "Content-Type": "application/json"},
                body=f'{{"value": {value / 100}, "wording": 1}}',
            )


def a_page(number: int) -> tuple[str, str]:
    """Return a kind of page and an address: in memory, never asked for, or just changed."""
    return [
        ("warm", "/d/calm/thread"),
        ("cold", f"/d/calm/n/c{1 + number % 60}?if=c{1 + number % 59}:0.{number}"),
        ("changed", "/d/busy/thread"),
        ("read by a program", "/api/v1/debates/busy/rollup"),
    ][number % 4]


def is_cut(number: int) -> bool:
    return number % CUT_EVERY == CUT_EVERY - 1


async def a_crowd(site: Site) -> Crowd:
    crowd = Crowd(site)
    door = asyncio.Semaphore(CONNECTIONS)
    rating = asyncio.Event()

    async def read(number: int) -> None:
        what, path = a_page(number)
        async with door:
            await crowd.ask(what, path, cut=is_cut(number))

    async def write(who: int) -> None:
        for number in range(WRITES):
            await crowd.rate(who, who * WRITES + number)

    async def watch() -> None:
        while not rating.is_set():
            await crowd.ask("health", "/healthz")
            await asyncio.sleep(HEALTH_EVERY)

    watching = asyncio.create_task(watch())
    await asyncio.gather(*map(read, range(REQUESTS)), *map(write, range(WRITERS)))
    rating.set()
    await watching
    return crowd


def test_a_crowd_that_reads_writes_and_gives_up_is_answered(site: Site) -> None:
    crowd = to_its_end(a_crowd(site))
    pages = Counter((a_page(n)[0], "cut" if is_cut(n) else "200") for n in range(REQUESTS))
    writes = {("form", "200"): WRITERS * WRITES // 2, ("program", "201"): WRITERS * WRITES // 2}
    health = crowd.answers.pop(("health", "200"), 0)
    assert crowd.answers == pages + Counter(writes)
    assert health > 1
    assert crowd.longest < NOT_HANGING


def test_many_who_rate_one_node_at_once_are_all_heard(site: Site) -> None:
    async def rated() -> Crowd:
        crowd = Crowd(site)
        at_once = [crowd.rate(number % WRITERS, number % WRITERS * 50) for number in range(32)]
        await asyncio.gather(*at_once)
        return crowd

    answers: Any = to_its_end(rated()).answers
    assert answers == {("form", "200"): 16, ("program", "201"): 16}
