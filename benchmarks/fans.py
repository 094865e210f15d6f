"""Pages of a node that has thousands of one thing: replies, undercuts, raters, cruxes, comments …

"Cold": nothing in memory; the graph is read and weighed first. "Loaded": the graph is in memory,
the page is made anew. Both in milliseconds of processor time, the least of a few rounds, so that
a busy machine disturbs them little. Run: python -m benchmarks.fans [SIZE] [FAN …]
"""

import asyncio
import logging
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from app.config import Settings
from app.core.permissions import Actor
from app.db import Database
from app.main import create_app
from app.memory import calm_collector
from app.services.migrations import migrate
from app.services.transfer import import_document, prepare
from app.web.site import pages
from benchmarks.fan_debates import FANS
from benchmarks.pages import _forget, _get

SIZE = 5_000
ROUNDS = 3
PAGES = ("/n/c0", "/thread", "", "/open", "/compare")
OWN = {
    "replies": ("/n/c0?semantics=log_odds", "/n/c0?semantics=df_quad"),
    "undercuts": ("/n/r1",),
    "uses": ("/n/c{after}",),
    "premises": ("/n/r1",),
    "sayings": ("/people",),
    "cruxes": ("/cruxes", "/n/whole"),
    "comments": ("/conversation",),
}


def main() -> None:
    logging.getLogger("cruxmap").setLevel(logging.WARNING)
    calm_collector()
    size = int(sys.argv[1]) if len(sys.argv) > 1 else SIZE
    print("| fan | page | cold ms | loaded ms | kB |")
    print("|---|---|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[2:] or FANS:
            asyncio.run(_measure(name, size, Path(folder)))


async def _measure(name: str, size: int, folder: Path) -> None:
    url = f"sqlite:///{folder}/{name}.db"
    database = Database(url)
    migrate(database)
    with database.writing() as session:
        owner = Actor(None, None, site_owner=True)
        import_document(session, owner, prepare(FANS[name](size)))
    settings = Settings(database_url=url, data_dir=folder, secret_key="x" * 40, cached_pages_mb=0)
    app = create_app(settings, database)
    for page in (*OWN.get(name, ()), *PAGES):
        path = f"/d/fan-{name}{page.replace('{after}', str(size + 1))}"
        cold, loaded = [], []
        for _ in range(ROUNDS):
            _forget(app)
            cold.append(await _timed(app, path))
            loaded.append(await _timed(app, path))
        length = len((await _get(app, path, {b"accept-encoding": b"identity"}))[2]) // 1024
        print(
            f"| {name} | {page or '/'} | {min(cold):.0f} | {min(loaded):.0f} | {length} |",
            flush=True,
        )
    database.close()


async def _timed(app: Any, path: str) -> float:
    pages._cards.clear()
    began = time.process_time()
    await _get(app, path)
    return (time.process_time() - began) * 1000


if __name__ == "__main__":
    main()
