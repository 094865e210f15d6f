"""Which people an archive compares, and the page that leads to each comparison."""

from itertools import combinations

from app.core.debate.graph import Graph, Person
from app.core.debate.pairs import pairs
from app.core.debate.put import claims_voiced
from app.web.showing.what_ifs import no_numbers
from app.web.site.frames import Frame
from app.web.site.kept_pages import Opened
from app.web.site.pages import Template

# Of this many who say most, everybody is compared with everybody.
MOST_COMPARED = 12


class PairsPage(Frame):
    """The pairs of people who are compared in an archive."""

    compared: list[tuple[Person, Person]]


PAIRS = Template("archive/pairs.html", PairsPage)


def pairs_of(graph: Graph) -> list[tuple[str, str]]:
    """List the pairs that an archive compares, each once: those an editor wrote of, then others."""
    written = [(pair.a, pair.b) for pair in pairs(graph)]
    voiced = claims_voiced(graph)
    speakers = sorted((p for p in graph.people if voiced[p]), key=lambda p: -voiced[p])
    known = {frozenset(pair) for pair in written}
    others = combinations(speakers[:MOST_COMPARED], 2)
    return [*written, *(pair for pair in others if frozenset(pair) not in known)]


def compared_pairs(now: Opened) -> PairsPage:
    """Return what the page of all comparisons shows."""
    people = now.graph.people
    compared = [(people[a], people[b]) for a, b in pairs_of(now.graph)]
    return {**now.frame("people", no_numbers), "compared": compared}
