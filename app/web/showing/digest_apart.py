"""The nodes on which people stand apart, as a table: who holds what, and the strongest counter."""

from collections import Counter
from collections.abc import Sequence

from app.core.debate.contested import half_apart
from app.core.debate.countering import Counter as Against
from app.core.debate.countering import strongest
from app.core.debate.graph import Graph, Stance
from app.core.debate.holding import own_stance
from app.core.debate.summary import Apart, Summary
from app.core.figures import percent, points
from app.core.vocabulary import StanceValue
from app.services.snapshots import Snapshot
from app.web.showing import words
from app.web.showing.digest_values import ApartRow, ApartTable, Cell
from app.web.showing.lines import Line, Run, line, node, quoted
from app.web.site import addresses as to

MOST = 8
MOST_PEOPLE = 6
LEAST = 0.005
NOTE = "by what it takes from the number; where nobody rated it, one without a reply first"


def apart_table(snapshot: Snapshot, summary: Summary) -> ApartTable:
    """List what some accept and others reject, then what others only doubt, then by numbers."""
    graph = snapshot.graph
    split = [row.node for row in summary.by_people]
    doubted = half_apart(graph)
    if not split and not doubted:
        return _by_accounts(snapshot, summary)
    nodes = [*split, *doubted]
    people = _columns(graph, nodes[:MOST])
    rows = [_row(snapshot, each, people) for each in nodes[:MOST]]
    return ApartTable(
        _title(len(split), len(doubted), len(nodes)),
        [graph.people[each].short for each in people],
        rows,
        _legend(rows),
        _more(graph, len(nodes) - MOST),
        NOTE,
        "",
    )


def _title(split: int, doubted: int, all_: int) -> str:
    if not doubted:
        return f"{_number(split)} that one accepts and another rejects"
    if not split:
        return f"{_number(doubted)} that one accepts and another doubts"
    return f"{_number(split)} that one accepts and another rejects, {doubted} that another doubts"


def _number(n: int) -> str:
    return words.count(n, "point")


def _legend(rows: Sequence[ApartRow]) -> list[Cell]:
    """Name the signs that the cells show, each once."""
    shown = {cell.value for row in rows for cell in row.cells}
    return [Cell(each, words.STANCE[each]) for each in StanceValue if each in shown]


def _more(graph: Graph, more: int) -> Line:
    if more <= 0:
        return ()
    href = to.debate(graph.slug, "people")
    return line(f"{more:,} more are left out: ", Run("the people", href), " say what they hold.")


def _columns(graph: Graph, nodes: Sequence[str]) -> list[str]:
    """Choose whose stances have columns: those who take most stands on these nodes."""
    taken = Counter(
        stance.person
        for each in nodes
        for stance in graph.stances_of.get(each, ())
        if stance is own_stance(graph, each, stance.person) and StanceValue(stance.value).side
    )
    order = {person: at for at, person in enumerate(graph.people)}
    shown = sorted(taken, key=lambda person: (-taken[person], order[person]))[:MOST_PEOPLE]
    return sorted(shown, key=lambda person: order[person])


def _row(snapshot: Snapshot, node_id: str, people: Sequence[str]) -> ApartRow:
    graph = snapshot.graph
    held = {stance.person: stance for stance in _own(graph, node_id)}
    others = [
        f"{graph.people[person].short} {words.STANCE[stance.value]}"
        for person, stance in held.items()
        if person not in people
    ]
    return ApartRow(
        named(graph, node_id),
        [_cell(held.get(person)) for person in people],
        _first(others),
        counter_line(graph, node_id, strongest(graph, snapshot.weighing, node_id)),
    )


def _first(said: Sequence[str]) -> str:
    """Put the first of many in a row, and say how many more there are."""
    more = len(said) - MOST_PEOPLE
    shown = ", ".join(said[:MOST_PEOPLE])
    return f"{shown} and {more:,} more" if more > 0 else shown


def _own(graph: Graph, node_id: str) -> list[Stance]:
    rows = graph.stances_of.get(node_id, ())
    found = [each for each in rows if each is own_stance(graph, node_id, each.person)]
    return [each for each in found if StanceValue(each.value).side]


def _cell(stance: Stance | None) -> Cell:
    if stance is None:
        return Cell("", "not stated")
    return Cell(stance.value, words.STANCE[stance.value])


def named(graph: Graph, node_id: str) -> Line:
    """Name a node by its whole sentence; a step by what it leads to."""
    if node_id in graph.relations:
        return (node(graph, node_id),)
    return line(Run(graph.text(node_id), to.node(graph.slug, node_id)))


def counter_line(graph: Graph, node_id: str, found: Against | None) -> Line:
    """Name a counter by what it starts from, and what it takes where that is rated."""
    if found is None:
        return line("none on this map")
    row = found.relation
    shown = row.premises[0] if row.premises else row.id
    more = f" and {len(row.premises) - 1} more" if len(row.premises) > 1 else ""
    takes = ""
    if found.takes and found.takes >= LEAST:
        # What a step does to a number may go either way, and so what is taken from it.
        sign = "" if node_id in graph.relations else "−"
        takes = f" ({sign}{points(found.takes)})"
    return line(Run(node(graph, shown).text, to.node(graph.slug, row.id)), more, takes)


def _by_accounts(snapshot: Snapshot, summary: Summary) -> ApartTable:
    """Where no two people are apart: the nodes on which accounts are, if they are."""
    graph = snapshot.graph
    rows = [_measured(snapshot, row) for row in summary.by_accounts[:MOST]]
    return ApartTable(
        "Where accounts differ most" if rows else "Contested points",
        [],
        rows,
        (),
        (),
        NOTE if rows else "",
        "" if rows else _nothing(graph),
    )


def _measured(snapshot: Snapshot, row: Apart) -> ApartRow:
    graph, values = snapshot.graph, snapshot.weighing.credences[row.node]
    spread = f"{percent(min(values))} to {percent(max(values))}, {words.count(row.n, 'account')}"
    against = strongest(graph, snapshot.weighing, row.node)
    return ApartRow(named(graph, row.node), [], spread, counter_line(graph, row.node, against))


def _nothing(graph: Graph) -> str:
    if not graph.claims:
        return "There is no claim yet."
    if len({stance.person for stance in graph.stances}) < 2:
        return "No two people take a stand here, so nobody can be told from anybody."
    return "No two people stand openly apart on one point of this map."


def asked_of(graph: Graph, question: str) -> Line:
    """Say a question in few words, who asks it, and whom."""
    claim = graph.claims[question]
    asker = graph.people[claim.asker].short if claim.asker else "somebody"
    whom = [graph.people[person].short for person in graph.asked.get(question, ())]
    return line(quoted(graph, question), f" ({asker}{', to ' + _first(whom) if whom else ''})")
