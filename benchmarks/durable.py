"""Credences a second that survive a power cut: 32 clients at once, beside the bare driver.

The driver writes one row a transaction, committed to disk, from as many connections as the server
has threads that write. Both take turns; the ratio of each round counts.
Run: python -m benchmarks.durable [sqlite|postgresql] [ROUNDS]
"""

import asyncio
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

import uvloop
from sqlalchemy import text

from app.db import Database
from benchmarks.mixed import connected, credence_form, database_url, filled, serving_at

CLIENTS = 32
SECONDS = 3.0
SIZE = 1_000
WRITERS = 4


def main() -> None:
    engine = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory(prefix="cruxmap-") as name:
        folder = Path(name)
        url = database_url(engine, folder)
        cookies = filled(url, folder, SIZE, CLIENTS)
        database = Database(url)
        with database.writing() as session:
            session.execute(text("CREATE TABLE bench_row (id INTEGER, value FLOAT)"))
        with serving_at(url, folder, 1 if engine == "sqlite" else 2) as (port, _):
            ours, floor = [], []
            for number in range(rounds + 1):
                given = asyncio.run(_rate(port, cookies))
                written = _driver(database)
                if number:  # the first round only warms everything
                    ours.append(given / written)
                    floor.append(written)
        database.close()
    ratio, rate = statistics.median(ours), statistics.median(floor)
    print(f"{engine}: the driver {rate:,.0f} a second; credences {ratio:.2f} of that")


async def _rate(port: int, cookies: list[str]) -> float:
    """Have all clients give credences for a while; return how many a second were answered."""
    until = time.perf_counter() + SECONDS
    done = await asyncio.gather(*(_give(port, each, n, until) for n, each in enumerate(cookies)))
    return sum(done) / SECONDS


async def _give(port: int, cookie: str, number: int, until: float) -> int:
    given = 0
    async with connected(port) as line:
        while time.perf_counter() < until:
            given += 1
            node, value = (7 * number + given) % 400, (number + given) % 97 + 1
            sent = f"value={value}&wording=1"
            head, _ = await line.ask(credence_form(f"generated-{SIZE}", node, cookie, sent))
            if not head.startswith(b"HTTP/1.1 303"):
                raise SystemExit(head.decode())
    return given


def _driver(database: Database) -> float:
    until, counts = time.perf_counter() + SECONDS, [0] * WRITERS
    insert = text("INSERT INTO bench_row (id, value) VALUES (:id, 0.5)")

    def write(number: int) -> None:
        while time.perf_counter() < until:
            with database.engine.begin() as connection:
                connection.execute(insert, {"id": counts[number]})
            counts[number] += 1

    writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    return sum(counts) / SECONDS


if __name__ == "__main__":
    uvloop.install()
    main()
