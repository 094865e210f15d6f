"""An archive written page by page: equal debates give equal bytes, and one page waits at most."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from fastapi import Request
from sqlalchemy.orm import Session

from app.core.debate.graph import Graph
from app.core.permissions import Action
from app.paths import LICENSE, STATIC
from app.services import comments, history
from app.services.debates import OpenDebate, check_may, stilled
from app.services.downloads import export_debate, written
from app.services.snapshots import Snapshot, load_snapshot
from app.web.archive.about import data_files, last_change, readme
from app.web.archive.pairs import pairs_of
from app.web.archive.places import Place, Places
from app.web.archive.stills import WHOLE, Stills
from app.web.changes import WINDOW
from app.web.site import addresses as to
from app.web.site.kept_pages import Opened

LOOKS = ("css/*.css", "img/*", "vendor/inter-*")  # what the look of pages is made of
# The first moment that a file in a zip can be of: all are of the same, whenever they were made.
MOMENT = (1980, 1, 1, 0, 0, 0)
READABLE_BY_ALL = 0o100644 << 16
UNIX = 3
Told = Callable[[int, int], None]


def archive_name(slug: str) -> str:
    """Return what the file with a debate's archive is called."""
    return f"{slug}-archive.zip"


def pages_in(graph: Graph) -> int:
    """Return about how many pages the archive of a debate has: one for each node and more."""
    nodes = len(graph.claims) + len(graph.relations) + len(graph.cruxes)
    return nodes + len(graph.people) + len(graph.sources) + len(WHOLE)


def write_archive(
    session: Session,
    opened: OpenDebate,
    out: IO[bytes],
    base_url: str = "",
    *,
    told: Told = lambda *_: None,
) -> None:
    """Write the archive of a debate that somebody opened, as a zip.

    `session` is the reading session that opened it; `base_url` is where debates are read. `told`
    is told after each page how many are written, of about how many. Raises Forbidden or
    SignInNeeded where whoever opened the debate may not export it.
    """
    check_may(opened, Action.EXPORT)
    debate = stilled(opened)
    making = _Making(session, debate, load_snapshot(session, debate), base_url)
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=6) as zipped:
        for number, (name, data) in enumerate(making.files()):
            _add(zipped, name, data)
            told(number + 1, pages_in(making.snapshot.graph))


def _add(zipped: ZipFile, name: str, data: bytes) -> None:
    entry = ZipInfo(name, MOMENT)
    entry.compress_type, entry.create_system = ZIP_DEFLATED, UNIX
    entry.external_attr = READABLE_BY_ALL
    zipped.writestr(entry, data)


@dataclass(frozen=True, slots=True)
class _Making:
    """An archive in the making."""

    session: Session
    debate: OpenDebate
    snapshot: Snapshot
    base_url: str

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield every file with its name, always in the same order."""
        request = Request({"type": "http", "path": "/", "query_string": b"", "headers": []})
        changed = last_change(Opened(request, self.session, self.debate))
        slug, site = self.debate.slug, self.base_url.rstrip("/")
        address = f"{site}{to.debate(slug)}" if site else ""
        yield "README.txt", readme(self.debate, changed, address).encode()
        yield "LICENSE", LICENSE.read_bytes()
        yield from self._pages()
        for path in sorted(each for kind in LOOKS for each in STATIC.glob(kind)):
            yield f"static/{path.relative_to(STATIC).as_posix()}", path.read_bytes()
        whole = export_debate(self.session, self.debate, self.base_url)
        for name, each in data_files(slug):
            yield name, written(whole, each, self.base_url).body

    def _pages(self) -> Iterator[tuple[str, bytes]]:
        stills = Stills(self.session, self.debate, self.snapshot, self._places())
        waiting = deque(self._first(stills.places))
        seen = set(waiting)

        def found(place: Place) -> None:
            if place not in seen:
                seen.add(place)
                waiting.append(place)

        while waiting:
            place = waiting.popleft()
            yield place.file, stills.page(place, found)

    def _first(self, places: Places) -> Iterable[Place]:
        """List what is in the archive whether or not a page leads there."""
        graph = self.snapshot.graph
        yield from (Place(view) for view in WHOLE)
        yield from (Place("people", person) for person in graph.people)
        yield from (Place("compare", "&".join(pair)) for pair in places.pairs)
        yield from (Place("s", source) for source in graph.sources)
        for nodes in (graph.cruxes, graph.claims, graph.relations):
            yield from (Place("n", node) for node in nodes)

    def _places(self) -> Places:
        graph = self.snapshot.graph
        said = comments.conversation(self.session, self.debate)
        rows = {row.id: number for number, row in enumerate(said)}
        return Places(graph, pairs_of(graph), rows, self._history()[::-1])

    def _history(self) -> list[int]:
        """List the last change of each page of the history, the newest first."""
        found: list[int] = []
        until: int | None = self.debate.revision
        while until is not None:
            found.append(until)
            rows = history.list_changes(
                self.session,
                self.debate.id,
                until=until,
                limit=WINDOW + 1,
                audience=self.snapshot.audience,
                open_nodes=self.snapshot.open_nodes,
            )
            until = rows[WINDOW].revision if len(rows) > WINDOW else None
        return found
