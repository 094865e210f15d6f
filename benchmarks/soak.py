"""A server under mixed load for some minutes: does its memory come to rest?

Eight clients on loopback ask for every kind of page, what-ifs with numbers nobody asked for
before, other semantics and poolings, filters, comparisons, the API; they sign in and give
credences. Once a minute: requests answered, faults, the server's resident memory, open files.
Run: python -m benchmarks.soak [MINUTES] [CLAIMS…]
"""

import http.client
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from app.config import Settings
from app.core.permissions import Actor
from app.core.vocabulary import Pooling, SemanticsName
from app.db import Database
from app.services import accounts, sign_ins
from app.services.bundled import load_bundled
from app.services.migrations import migrate
from app.services.passwords import hash_password
from app.services.transfer import import_document, prepare
from app.web.site.deps import session_cookie
from benchmarks.generated import document

ROOT = Path(__file__).parent.parent
CLIENTS = 8
PASSWORD = "a kettle on the hob"
PAGES = ["", "/thread", "/conversation", "/cruxes", "/people", "/sources", "/open", "/history"]
PAGES += ["/export", "/export/cruxmap", "/compare", "/mine"]
PROGRAMS = ["", "/graph", "/rollup", "/contested", "/cruxes"]
Row = tuple[int, int, int, float, int]


def main() -> None:
    numbers = [int(each) for each in sys.argv[1:]] or [10]
    minutes, sizes = numbers[0], numbers[1:] or [200, 2_000]
    print("| minute | requests | answers of 500 and more | resident MB | open files |")
    print("|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for row in soak(Path(folder), minutes, sizes):
            print("| {} | {:,} | {} | {:.0f} | {} |".format(*row), flush=True)


def soak(folder: Path, minutes: int, sizes: list[int]) -> Iterator[Row]:
    """Run the load against a server of its own; give a row at the start and after each minute."""
    environment = _environment(folder)
    site = _filled(environment, sizes)
    with serving(folder, environment) as (port, pid):
        seen = Seen()
        clients = [
            threading.Thread(target=_client, args=(port, site, seen, number), daemon=True)
            for number in range(CLIENTS)
        ]
        yield 0, 0, 0, resident(pid), open_files(pid)
        for client in clients:
            client.start()
        for minute in range(1, minutes + 1):
            time.sleep(60)
            yield minute, seen.total(), seen.faults(), resident(pid), open_files(pid)
        seen.over.set()
        for client in clients:
            client.join(timeout=60)
        print(f"\nAnswers by status: {dict(sorted(seen.statuses.items()))}", file=sys.stderr)


@dataclass
class Seen:
    """What the clients have met, and whether they are to stop."""

    statuses: Counter[int] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, status: int) -> None:
        with self.lock:
            self.statuses[status] += 1

    def total(self) -> int:
        return sum(self.statuses.values())

    def faults(self) -> int:
        return sum(count for status, count in self.statuses.items() if status >= 500)


@dataclass(frozen=True)
class Site:
    """What there is to ask for: debates with some of their nodes, and sessions as cookies."""

    nodes: dict[str, list[str]]
    cookies: list[str]


def _environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "CRUXMAP_DATABASE_URL": f"sqlite:///{folder / 'soak.db'}",
        "CRUXMAP_DATA_DIR": str(folder),
        "CRUXMAP_SECRET_KEY": "x" * 40,
        **{key: value for key, value in os.environ.items() if key.startswith("CRUXMAP_CACHED")},
    }


OWNER = Actor(None, None, site_owner=True)


def _filled(environment: dict[str, str], sizes: list[int]) -> Site:
    settings = Settings(
        database_url=environment["CRUXMAP_DATABASE_URL"],
        data_dir=Path(environment["CRUXMAP_DATA_DIR"]),
        secret_key=environment["CRUXMAP_SECRET_KEY"],
    )
    database = Database(settings.database_url)
    migrate(database)
    load_bundled(database)
    nodes = {"scheming-exchange": [f"c{n}" for n in range(1, 30)]}
    for size in sizes:
        with database.writing() as session:
            made = import_document(session, OWNER, prepare(document(size)))
        nodes[made.slug] = [f"c{n}" for n in range(size)]
    cookies = []
    password = hash_password(PASSWORD)
    for number in range(CLIENTS):
        with database.writing() as session:
            account = accounts.add_account(session, f"Client {number}", password)
            token = sign_ins.start(session, account, settings, None).token
        cookies.append(f"{session_cookie(settings)}={token}")
    database.close()
    return Site(nodes, cookies)


@contextmanager
def serving(folder: Path, environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Run a server in a folder; give its port and process number."""
    log = folder / "log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "app", "serve", "--port", "0"],
            cwd=folder,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _port(server, log), server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


def _port(server: "subprocess.Popen[bytes]", log: Path) -> int:
    for _ in range(600):
        for line in log.read_text().splitlines():
            if line.startswith("Cruxmap is at "):
                return int(line.rstrip("/").rsplit(":", 1)[1])
        if server.poll() is not None:
            raise SystemExit(log.read_text())
        time.sleep(0.1)
    raise SystemExit("The server did not start.")


def resident(pid: int) -> float:
    """Return a process's resident memory in megabytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("The server is gone.")


def open_files(pid: int) -> int:
    """Return how many files a process has open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def _client(port: int, site: Site, seen: Seen, number: int) -> None:
    chance = random.Random(number)
    acts: list[Callable[[], int]] = []
    line = Line(port, site.cookies[number] if number % 2 else "")

    def read() -> int:
        return line.ask("GET", _address(chance, site))

    def rate() -> int:
        slug, node = _node(chance, site)
        sent = {"value": str(chance.randint(1, 99)), "wording": "1"}
        return line.ask("POST", f"/d/{slug}/n/{node}/credence", sent)

    def sign_in() -> int:
        return line.ask("POST", "/sign-in", {"name": f"Client {number}", "password": PASSWORD})

    acts = [read] * 60 + [rate] * 3 + [sign_in]
    while not seen.over.is_set():
        seen.note(chance.choice(acts)())


def _node(chance: random.Random, site: Site) -> tuple[str, str]:
    slug = chance.choice(list(site.nodes))
    return slug, chance.choice(site.nodes[slug])


def _address(chance: random.Random, site: Site) -> str:
    slug, node = _node(chance, site)
    kinds = [
        f"/d/{slug}{chance.choice(PAGES)}",
        f"/d/{slug}/thread?root={node}",
        f"/d/{slug}/thread?readings=true&start={chance.randrange(0, 400, 200)}",
        f"/d/{slug}/n/{node}",
        f"/d/{slug}/n/{node}/what-if?value={chance.random():.4f}",
        f"/api/v1/debates/{slug}{chance.choice(PROGRAMS)}",
        chance.choice(["/", "/help", "/sign-in", "/healthz", "/nothing-here"]),
    ]
    address = chance.choice(kinds)
    view = _view(chance, site.nodes[slug])
    if not address.startswith("/d/") or not view:
        return address
    return f"{address}{'&' if '?' in address else '?'}{view}"


def _view(chance: random.Random, nodes: list[str]) -> str:
    kind = chance.randrange(6)
    if kind == 0:
        supposed = {chance.choice(nodes): chance.random() for _ in range(chance.randint(1, 4))}
        return urlencode({"if": ",".join(f"{n}:{p:.6f}" for n, p in supposed.items())})
    if kind == 1:
        return urlencode({"semantics": chance.choice(list(SemanticsName))})
    return urlencode({"pooling": chance.choice(list(Pooling))}) if kind == 2 else ""


class Line:
    """One client's connection, opened anew when the server has closed it."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port = port
        self.cookie = cookie
        self.connection = self._fresh()

    def _fresh(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def ask(self, method: str, address: str, form: dict[str, str] | None = None) -> int:
        headers = {"Accept-Encoding": "gzip", "Cookie": self.cookie}
        body = urlencode(form) if form else None
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        for _ in range(2):
            try:
                self.connection.request(method, address, body, headers)
                answer = self.connection.getresponse()
                answer.read()
                return answer.status
            except (OSError, http.client.HTTPException):
                self.connection.close()
                self.connection = self._fresh()
        return 599


if __name__ == "__main__":
    main()
