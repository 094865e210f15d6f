"""What a request costs beside the page: warm pages a second, beside a bare route's answers.

The bare route is what any application of this kind needs: the same server and framework, one
query, the bytes of the same page. Both are asked in turn over eight connections that stay open,
by a client that only counts bytes; the ratio of each round counts, not the rate.
Run: python -m benchmarks.fixed_cost [ROUNDS]
"""

import asyncio
import multiprocessing
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import uvicorn
import uvloop
from fastapi import FastAPI, Response
from sqlalchemy import text

from app.core.permissions import Actor
from app.db import Database
from app.services.migrations import migrate
from app.services.transfer import import_document, prepare
from benchmarks.generated import document
from benchmarks.soak import serving

CLIENTS = 8
SECONDS = 2.0
SIZE = 1_000
SLUG = f"generated-{SIZE}"
PAGE = f"/d/{SLUG}/thread"


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        _fill(url)
        environment = {
            "PYTHONPATH": str(Path(__file__).parent.parent),
            "PYTHONUNBUFFERED": "1",
            "CRUXMAP_DATABASE_URL": url,
            "CRUXMAP_DATA_DIR": folder,
        }
        with serving(Path(folder), environment) as (port, _):
            body = asyncio.run(_get(port, PAGE))
            with _bare(url, body) as bare:
                _compare(
                    rounds, {"warm page": (port, PAGE), "health check": (port, "/healthz")}, bare
                )


def _compare(rounds: int, asked: dict[str, tuple[int, str]], bare: int) -> None:
    rates: dict[str, list[float]] = {}
    for number in range(rounds + 1):
        for name, (port, path) in {"bare route": (bare, "/"), **asked}.items():
            rate = asyncio.run(_rate(port, path))
            if number:  # the first round only warms everything
                rates.setdefault(name, []).append(rate)
    print("| | answers a second | of the bare route |")
    print("|---|---:|---:|")
    for name, found in rates.items():
        ratios = [a / b for a, b in zip(found, rates["bare route"], strict=True)]
        print(f"| {name} | {statistics.median(found):,.0f} | {statistics.median(ratios):.2f} |")


def _fill(url: str) -> None:
    database = Database(url)
    migrate(database)
    with database.writing() as session:
        import_document(session, Actor(None, None, site_owner=True), prepare(document(SIZE)))
    database.close()


@contextmanager
def _bare(url: str, body: bytes) -> Iterator[int]:
    """Serve the bare route in a process of its own; give its port."""
    listening = socket.create_server(("127.0.0.1", 0))
    context = multiprocessing.get_context("spawn")
    server = context.Process(target=_serve_bare, args=(listening, url, body), daemon=True)
    server.start()
    try:
        port: int = listening.getsockname()[1]
        asyncio.run(_get(port, "/"))
        yield port
    finally:
        server.terminate()
        server.join()
        listening.close()


def _serve_bare(listening: socket.socket, url: str, body: bytes) -> None:
    database = Database(url)
    query = text("SELECT revision FROM debate WHERE slug = :slug")
    app = FastAPI(openapi_url=None)

    @app.get("/")
    def answer() -> Response:
        with database.reading() as session:
            revision = session.execute(query, {"slug": SLUG}).scalar_one()
        headers = {"ETag": f'"{revision}"', "Content-Encoding": "gzip"}
        return Response(body, media_type="text/html", headers=headers)

    config = uvicorn.Config(app, log_level="warning", access_log=False, loop="uvloop")
    uvicorn.Server(config).run(sockets=[listening])


async def _rate(port: int, path: str) -> float:
    """Ask over several connections for a while; return answers a second."""
    until = time.perf_counter() + SECONDS
    found = await asyncio.gather(*(_ask(port, path, until) for _ in range(CLIENTS)))
    return sum(found) / SECONDS


async def _ask(port: int, path: str, until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    asked, answered = _request(path), 0
    while time.perf_counter() < until:
        writer.write(asked)
        await _answer(reader)
        answered += 1
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
    return answered


async def _get(port: int, path: str) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_request(path))
    body = await _answer(reader)
    writer.close()
    return body


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        raise SystemExit(head.decode())
    _, _, rest = head.partition(b"content-length: ")
    return await reader.readexactly(int(rest.partition(b"\r\n")[0]))


def _request(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n".encode()


if __name__ == "__main__":
    uvloop.install()
    main()
