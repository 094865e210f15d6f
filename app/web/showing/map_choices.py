"""How a map is asked for, and what can be chosen above it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypedDict
from urllib.parse import urlencode

from app.core.debate.graph import Graph
from app.core.formats.png import missing
from app.core.formats.svg_words import short
from app.web.showing.claim_parts import shortened
from app.web.site import addresses as to

DEPTH, DEPTHS, DEEPEST = 3, (1, 2, 3, 4, 6), 50
SIZE, SIZES = 100, (50, 75, 100, 150)
RIGHT, DOWN = "right", "down"
MOST_PICKED, LONGEST_PICKED = 8, 27


@dataclass(frozen=True, slots=True)
class Asked:
    """How a map is asked for."""

    root: str = ""
    depth: int = DEPTH
    direction: str = RIGHT
    remarks: bool = False
    readings: bool = False
    size: int = SIZE
    show: str = ""

    def query(self, **changes: object) -> str:
        """Return the query that asks for the same, but for some changes."""
        values = {name: getattr(self, name) for name in PLAIN} | changes
        told = {name: value for name, value in values.items() if value != PLAIN[name]}
        return urlencode({name: str(value).lower() for name, value in told.items()})


# What is asked for unless the address says otherwise.
PLAIN = {
    "root": "",
    "depth": DEPTH,
    "direction": RIGHT,
    "remarks": False,
    "readings": False,
    "size": SIZE,
    "show": "",
}


class Choice(NamedTuple):
    """Something that can be chosen above the map."""

    label: str
    href: str
    current: bool


class Tools(TypedDict):
    """What can be chosen above a map."""

    picks: list[Choice]
    depths: list[Choice]
    sizes: list[Choice]
    directions: list[Choice]
    switches: list[Choice]


def tools_of(graph: Graph, asked: Asked, at: Callable[..., str]) -> Tools:
    """Return what can be chosen; `at` returns the address of the same map but for a choice."""
    whole = Choice("All theses", at(root="", show=""), not asked.root)
    heads = [
        Choice(
            shortened(short(graph, each), LONGEST_PICKED),
            at(root=each, show=""),
            asked.root == each,
        )
        for each in graph.theses[:MOST_PICKED]
        if each in graph.claims
    ]
    ways = ((RIGHT, "right"), (DOWN, "down"))
    return {
        "picks": [whole, *heads],
        "depths": [Choice(str(each), at(depth=each), asked.depth == each) for each in DEPTHS],
        "sizes": [Choice(str(each), at(size=each), asked.size == each) for each in SIZES],
        "directions": [
            Choice(says, at(direction=way), asked.direction == way) for way, says in ways
        ],
        "switches": [
            Choice("Analyst’s readings", at(readings=not asked.readings), asked.readings),
            Choice("Remarks", at(remarks=not asked.remarks), asked.remarks),
        ],
    }


def files_of(slug: str, asked: Asked) -> list[tuple[str, str]]:
    """List the pictures of a map and where they are had."""
    query = asked.query(show="", size=SIZE)
    names = ["svg", *([] if missing() else ["png"])]
    return [
        (name.upper(), to.debate(slug, f"map/{name}") + (f"?{query}" if query else ""))
        for name in names
    ]


def kept_of(asked: Asked) -> list[tuple[str, str]]:
    """List what a form for another root keeps of how the map is asked for."""
    told = ((name, getattr(asked, name)) for name in PLAIN if name not in ("root", "show"))
    return [(name, str(value).lower()) for name, value in told if value != PLAIN[name]]
