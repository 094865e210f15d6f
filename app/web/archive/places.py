"""Which addresses of a debate an archive holds, and the file that each is."""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from app.core.debate.graph import Graph
from app.core.debate.laid_out import laid_out
from app.web.counted import COUNTS
from app.web.showing.cards import MOST_PARTS
from app.web.showing.windows import WINDOW
from app.web.site import addresses as to
from app.web.threads import FILTERS, MAX_DEPTH, NEW

Query = tuple[tuple[str, str], ...]
Asked = dict[str, str]
# Names that some systems keep for devices, whatever their ending.
DEVICES = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
# What an address may ask for, by view; one that asks for anything else is not in an archive.
ASKS = {
    "thread": ("root", "start", "show", "list", "from"),
    "conversation": ("meta", "comment", "list", "from"),
    "compare": ("a", "b", "list", "from"),
    "history": ("until",),
}
STRETCH = ("list", "from")
# What says enough by one of its two words.
CHOICES = {"show": "{1}", "meta": "{0}"}
# What every debate has one of, and what it is called in an archive.
PLAIN = {name: name for name in ("map", "cruxes", "people", "sources", "open", "digest")}
PLAIN |= {"export": "about"}
DEFAULTS = (("show", "all"), ("start", "0"), ("meta", "false"), ("readings", "false"))
# Lists below a thread are the same on each of its stretches.
BELOW_THREAD = ("beside", "apart")


def named(ref: str) -> str:
    """Return an id as a part of a file's name, on systems to which C1 and c1 are the same.

    >>> named("c1.2"), named("C_1"), named("con")
    ('c1.2', '_c__1', 'con+')
    """
    small = re.sub("[A-Z_]", lambda found: f"_{found[0].lower()}", ref)
    return f"{small}+" if DEVICES.fullmatch(small.partition(".")[0]) else small


class Place(NamedTuple):
    """A page of an archive: a view, what it is of, and what it is asked for."""

    view: str
    of: str = ""
    query: Query = ()

    @property
    def file(self) -> str:
        """Return the page's file within the archive.

        >>> Place("n", "c1").file, Place("n", "c1", (("list", "uses"), ("from", "200"))).file
        ('n/c1.html', 'n/c1+uses-200.html')
        """
        sides = "+".join(map(named, self.of.split("&")))
        stem = f"{self.view}/{sides}" if self.of else self.view
        asked = dict(self.query)
        stretch = [f"{asked.pop('list')}-{asked.pop('from', '0')}"] if "list" in asked else []
        more = [CHOICES.get(name, "{0}-{1}").format(name, value) for name, value in asked.items()]
        return f"{'+'.join([stem, *more, *stretch])}.html"


class Found(NamedTuple):
    """A place, and a place on its page (empty for its beginning)."""

    place: Place
    at: str


@dataclass(frozen=True)
class Places:
    """The places of one debate's archive.

    `pairs` are the people who are compared, `comments` the ids of the comments as they stand, and
    `pages` the last changes of the pages of its history, the oldest first.
    """

    graph: Graph
    pairs: Collection[tuple[str, str]]
    comments: Mapping[str, int]
    pages: Sequence[int]

    def find(self, address: str) -> Found | None:
        """Return where an address of this site is in the archive; None for what is not in it."""
        path, asked, at = _taken_apart(address)
        if path == "/help":
            return Found(Place("help"), at)
        start = to.debate(self.graph.slug)
        if path == start:
            return self._plain("index", asked, at)
        if not path.startswith(f"{start}/"):
            return None
        view, _, of = path.removeprefix(f"{start}/").partition("/")
        if of:
            return self._one(view, of, asked, at)
        return self._whole(view, asked, at)

    def _one(self, view: str, of: str, asked: Asked, at: str) -> Found | None:
        known: Mapping[str, Callable[[str], object]] = {
            "n": self.graph.node,
            "people": self.graph.people.get,
            "s": self.graph.sources.get,
            "counted": COUNTS.get,
        }
        if view not in known or known[view](of) is None or asked.keys() - {*STRETCH}:
            return None
        return Found(Place(view, of, _sorted(asked)), at)

    def _whole(self, view: str, asked: Asked, at: str) -> Found | None:
        special = {
            "thread": self._thread,
            "conversation": self._conversation,
            "compare": self._compared,
            "history": self._history,
        }
        if asked.keys() - {*ASKS.get(view, STRETCH)}:
            return None
        if view in special:
            return special[view](asked, at)
        return self._plain(PLAIN[view], asked, at) if view in PLAIN else None

    def _plain(self, view: str, asked: Asked, at: str) -> Found | None:
        is_known = not asked.keys() - {*STRETCH}
        return Found(Place(view, "", _sorted(asked)), at) if is_known else None

    def _thread(self, asked: Asked, at: str) -> Found | None:
        if asked.get("show", "cruxes") not in FILTERS or asked.get("show") == NEW:
            return None
        root = asked.pop("root", "")
        if root and ("show" in asked or self.graph.node(root) is None):
            return None
        if asked.get("list") in BELOW_THREAD:
            asked = {name: asked[name] for name in STRETCH if name in asked}
        elif at and not (root or asked):
            row = self._rows.get(at)
            if row is None:
                at = ""
            elif start := row - row % WINDOW:
                asked = {"start": str(start)}
        return Found(Place("thread", root, _sorted(asked)), at)

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        """The row of the thread at which each node has its place."""
        found: dict[str, int] = {}
        for number, row in enumerate(laid_out(self.graph, None, MAX_DEPTH).rows):
            here = [row.key] if row.relation else []
            here += [node for node in row.claims[:MOST_PARTS] if node not in row.repeated]
            found |= dict.fromkeys(here, number)
        return found

    def _conversation(self, asked: Asked, at: str) -> Found | None:
        asked.pop("comment", None)
        row = self.comments.get(at)
        if row is not None and "list" not in asked and (start := row - row % WINDOW):
            asked |= {"list": "comments", "from": str(start)}
        return Found(Place("conversation", "", _sorted(asked)), at)

    def _compared(self, asked: Asked, at: str) -> Found | None:
        a, b = (asked.pop(name, "").removeprefix("p:") for name in ("a", "b"))
        if not (a and b):
            return Found(Place("compare"), "")
        pair = next((pair for pair in ((a, b), (b, a)) if pair in self.pairs), None)
        return Found(Place("compare", "&".join(pair), _sorted(asked)), at) if pair else None

    def _history(self, asked: Asked, at: str) -> Found | None:
        until = asked.get("until", "")
        if not until:
            return Found(Place("history"), at)
        page = bisect_left(self.pages, int(until)) if until.isdecimal() else len(self.pages)
        if page >= len(self.pages) - 1:
            return Found(Place("history"), at)
        return Found(Place("history", "", (("until", str(self.pages[page])),)), at)


def address_of(slug: str, place: Place) -> tuple[str, str]:
    """Return the path and the query by which this site shows what a place of an archive shows."""
    query = list(place.query)
    if place.view == "help":
        return "/help", ""
    if place.view == "compare" and place.of:
        a, b = place.of.split("&")
        path, query = to.debate(slug, "compare"), [("a", f"p:{a}"), ("b", f"p:{b}"), *query]
    elif place.view == "thread" and place.of:
        path, query = to.debate(slug, "thread"), [("root", place.of), *query]
    elif place.view in ("index", "about"):
        path = to.debate(slug, "export" if place.view == "about" else "")
    else:
        path = to.debate(slug, f"{place.view}/{place.of}" if place.of else place.view)
    return path, urlencode(query, safe=":,")


def _taken_apart(address: str) -> tuple[str, Asked, str]:
    """Return path, query and place of an address; what is asked for by itself is left out."""
    parts = urlsplit(address)
    asked = [pair for pair in parse_qsl(parts.query) if pair not in DEFAULTS]
    return parts.path, dict(asked), parts.fragment


def _sorted(asked: Asked) -> Query:
    return tuple(sorted(asked.items()))
