"""Graphs kept in memory by debate, revision and audience, and how they were weighed, by view.

A snapshot never changes, so all who may know the same may share it, and a newer revision simply
has another key: nothing has to be told that something changed, in this process or another.
"""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy.orm import Session

from app.core.debate.graph import Graph
from app.core.debate.knowing import EVERYTHING, Audience, known_graph, opened
from app.core.debate.reweighing import Weighed, reweighed
from app.core.debate.weighing import Weighing, weigh
from app.core.errors import NotFound
from app.services import as_of, clock, followed
from app.services.debates import OpenDebate
from app.services.graphs import patch_graph, read_graph
from app.services.kept import Kept
from app.services.turns import Turns

Plain = tuple[str, int, int]
Known = tuple[Plain, Audience]
View = tuple[Known, str, str, tuple[tuple[str, float], ...]]

# Bytes, measured with everything made that is made on demand; a test compares.
ROW = 500
LETTER = 1
WEIGHED_NODE = 600
ASKED_NODE = 50
LIVE_NODE = 200
SMALLEST = 10_000
A_DAY = timedelta(days=1)
# Under this name a graph keeps when all of it was read.
READ = "read"


@dataclass(frozen=True)
class Snapshot:
    """A debate at one revision, as its audience may know it, weighed as the view asks.

    `before` is how it is weighed without what the view supposes; None where it supposes nothing.
    """

    graph: Graph
    weighing: Weighing
    audience: Audience = EVERYTHING
    is_past: bool = False
    before: Weighing | None = None

    @cached_property
    def open_nodes(self) -> frozenset[str]:
        """The nodes on which the account of a blind debate's audience has rated for itself."""
        return opened(self.graph.credences, self.audience.account, self.graph.wording_of)

    def hides(self, node: str) -> bool:
        """Tell whether what others think of a node is not for this audience to know yet."""
        return not self.audience.knows_all and node not in self.open_nodes


_graphs: Kept[Known, Graph] = Kept(128_000_000, one_at_least=True)
_weighings: Kept[View, Weighed] = Kept(128_000_000, one_at_least=True)
_turns = Turns()


class Patching:
    """Whether the next revision of a debate is made of the last one; if not, it is read anew."""

    is_on = True


def keep(most: int, *, patched: bool = True) -> None:
    """Set how many bytes this process keeps; half for graphs, most else for how they weigh.

    Without `patched` every revision is read and weighed anew.
    """
    Patching.is_on = patched
    past = most // 8
    _graphs.resize(most // 2)
    _weighings.resize(most // 2 - past)
    as_of.keep(past - past // 4)
    followed.keep(past // 4)


def forget() -> None:
    """Forget everything; the next reader of a debate reads it anew."""
    _graphs.clear()
    _weighings.clear()
    as_of.forget()
    followed.forget()


def kept_bytes() -> int:
    """Return about how many bytes this process keeps."""
    return _graphs.size + _weighings.size + as_of.kept_bytes() + followed.kept_bytes()


def load_snapshot(session: Session, debate: OpenDebate) -> Snapshot:
    """Return what a reader may know of a debate at the revision it was opened with.

    `session` must be a reading session, and the one that opened the debate: revision and rows
    then come from one state of the database.
    """
    plain = (debate.database_id, debate.id, debate.revision)
    present = plain if debate.at else plain[:2]
    with _turns.of(present):
        known, graph = _known(session, debate, plain)
    weighing = _weighing(debate, graph, known, present)
    before = None
    if debate.suppose:
        before = _weighing(replace(debate, suppose=()), graph, known, present)
    return Snapshot(graph, weighing, debate.audience, debate.at is not None, before)


def _weighing(debate: OpenDebate, graph: Graph, known: Known, present: Hashable) -> Weighing:
    """Return how a graph is weighed as the debate is looked at: kept, gone on with, or made."""
    looks = (debate.semantics, debate.pooling, debate.suppose)
    view = (known, *looks)
    with _turns.of((present, known[1], *looks)):
        found = _weighings.get(view)
        if found is None:
            found = (None if debate.at else _reweighed(view, graph)) or Weighed(
                graph, _weighed(graph, debate)
            )
            _weighings.put(view, found, weighing_bytes(graph, found))
    return found.weighing


def _reweighed(view: View, graph: Graph) -> Weighed | None:
    """Go on from the latest weighing of an earlier revision, if there is one.

    What was kept live goes on with the new one. The earlier one stays for those who opened the
    debate before the change; those before it go.
    """
    (plain, audience), *rest = view
    older = [
        other
        for other in _weighings.names()
        if other[0][0][:2] == plain[:2]
        and other[0][0][2] < plain[2]
        and [other[0][1], *other[1:]] == [audience, *rest]
    ]
    if not older:
        return None
    latest = max(older, key=lambda other: other[0][0][2])
    before = _weighings.take(latest)
    if before is None:
        return None
    _weighings.drop(lambda other: other in older)
    after = reweighed(before, graph)
    still = replace(before, live=None)
    _weighings.put(latest, still, weighing_bytes(before.graph, still))
    return after


def _known(session: Session, debate: OpenDebate, plain: Plain) -> tuple[Known, Graph]:
    """Return the graph that the reader may know, and its key."""
    whole = _whole(session, debate, plain)
    if debate.audience.knows_all:
        return (plain, EVERYTHING), whole
    account = debate.audience.account
    # Whoever rated nothing knows what a visitor knows, and shares it.
    known = (plain, Audience(knows_all=False, account=account if account in whole.raters else None))
    graph = _graphs.get(known)
    if graph is None:
        graph = known_graph(whole, known[1].account)
        _graphs.put(known, graph, known_bytes(graph))
    # What it shares with the whole is counted there, so the whole must be the last to go.
    _graphs.get((plain, EVERYTHING))
    return known, graph


def _whole(session: Session, debate: OpenDebate, plain: Plain) -> Graph:
    graph = _graphs.get((plain, EVERYTHING))
    if graph is None and debate.at:
        graph = as_of.past_graph(session, debate)
        _graphs.put((plain, EVERYTHING), graph, graph_bytes(graph))
    elif graph is None:
        graph = _newer(session, debate, plain) or read_graph(session, debate)
        graph.kept((), READ, clock.now)
        _drop_older(plain)
        _graphs.put((plain, EVERYTHING), graph, graph_bytes(graph))
    return graph


def _newer(session: Session, debate: OpenDebate, plain: Plain) -> Graph | None:
    """Patch the latest graph that is kept of an earlier revision, if there is one.

    Once a day everything is read anew: a fault that nobody noticed does not stay for good.
    """
    if not Patching.is_on:
        return None
    kept = [
        other[2]
        for other, audience in _graphs.names()
        if other[:2] == plain[:2] and other[2] < plain[2] and audience == EVERYTHING
    ]
    older = _graphs.get(((*plain[:2], max(kept)), EVERYTHING)) if kept else None
    if older is None or not _is_of_today(older.kept((), READ, clock.now)):
        return None
    return patch_graph(session, debate, older)


def _is_of_today(read: datetime) -> bool:
    """Tell whether all was read within a day; where the clock was put back, nobody knows."""
    now = clock.now()
    return now - A_DAY <= read <= now


def graph_bytes(graph: Graph) -> int:
    """Return about how many bytes a graph takes, with all that is made of it on demand."""
    nodes = (graph.claims, graph.relations, graph.cruxes)
    said = (graph.stances, graph.orders, graph.pair_sentences, graph.verdicts)
    more = (graph.credences, graph.citations, graph.comments_of)
    letters = graph.kept(("claims", "relations"), "letters", lambda: _letters(graph))
    rows = sum(map(len, (*nodes, *said, *more, graph.people)))
    return SMALLEST + ROW * rows + LETTER * letters


def known_bytes(graph: Graph) -> int:
    """Return about how many bytes a graph takes beside the whole one that it is a part of."""
    return SMALLEST + ROW * len(graph.credences)


def weighing_bytes(graph: Graph, found: Weighed) -> int:
    """Return about how many bytes a graph's weighing takes, with all that is made on demand."""
    network = found.weighing.network
    weighed = len(network.bases) + len(network.edges)
    asked = len(graph.claims) + len(graph.relations)
    live = LIVE_NODE * weighed if found.live else 0
    return SMALLEST + WEIGHED_NODE * weighed + ASKED_NODE * asked + live


def _letters(graph: Graph) -> int:
    claims, relations = graph.claims.values(), graph.relations.values()
    said = ([row.text for row in claims], [row.warrant for row in relations])
    noted = ([row.note for row in rows if row.note] for rows in (claims, relations))
    return sum(sum(map(len, texts)) for texts in (*said, *noted))


def _drop_older(plain: Plain) -> None:
    """Let go of earlier revisions but the last: some may have opened the debate before a change."""
    kept = [known[0][2] for known in _graphs.names() if known[0][:2] == plain[:2]]
    last = max((revision for revision in kept if revision < plain[2]), default=0)

    def is_older(other: Plain) -> bool:
        return other[:2] == plain[:2] and other[2] < last

    _graphs.drop(lambda known: is_older(known[0]))
    # The next weighing goes on from an earlier one, unless something was supposed in it.
    _weighings.drop(lambda view: is_older(view[0][0]) and bool(view[3]))


def _weighed(graph: Graph, debate: OpenDebate) -> Weighing:
    suppose = dict(debate.suppose)
    for node in suppose:
        if node not in graph.claims and node not in graph.relations:
            raise NotFound(f"There is no claim or relation #{node} to suppose something of.")
    return weigh(graph, semantics=debate.semantics, pooling=debate.pooling, suppose=suppose)
