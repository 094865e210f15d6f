"""What bears on a node and what it bears on, for its digest: a sentence each."""

from collections.abc import Iterator

from app.core.debate.countering import counters, fates
from app.core.debate.graph import Claim, Graph, Node, Relation
from app.core.debate.holding import author_of
from app.core.vocabulary import ATTACKING, RelationKind, VerdictValue
from app.services.snapshots import Snapshot
from app.web.showing import words
from app.web.showing.digest_readers import effect_words
from app.web.showing.digest_values import Item, Part
from app.web.showing.lines import Line, Run, line, node, quoted, several
from app.web.site import addresses as to

MOST_ROWS = 10
SIGNED = {"unanswered": "No reply in these sources.", "seen": "The analyst alone sees an answer."}
MET = {"touched": "Touched on, not taken up.", "taken_up": "Taken up in these sources."}


def reasons(
    snapshot: Snapshot, found: Node, kinds: frozenset[RelationKind], title: str, empty: str
) -> Part:
    """List the reasons of some kinds at a node; those against it the strongest first."""
    graph = snapshot.graph
    rows = [
        row for row in graph.incoming.get(found.id, ()) if row.kind in kinds and graph.weighs(row)
    ]
    if kinds == ATTACKING:
        order = [each.relation.id for each in counters(graph, snapshot.weighing, found.id)]
        rows.sort(key=lambda row: order.index(row.id))
    items = [Item(_reason(snapshot, row, found), row.kind) for row in rows[:MOST_ROWS]]
    return _cut(graph, found, Part(title, title, items, half=True), len(rows), empty)


def _cut(graph: Graph, found: Node, part: Part, n: int, empty: str = "") -> Part:
    """Return a part with a word on how many are left to the node's own page."""
    if more := n - len(part.items):
        href = f"{to.node(graph.slug, found.id)}#arguments"
        part = part._replace(items=[*part.items, Item(line(Run(f"{more:,} more", href)))])
    name = part.title.lower().replace(" ", "-")
    return part._replace(name=name, beside=str(n) if n else "", empty="" if n else empty)


def _reason(snapshot: Snapshot, row: Relation, found: Node) -> Line:
    graph = snapshot.graph
    return line(
        named(graph, row, "b"),
        by(graph, row),
        effect_words(snapshot, row, found),
        f" {_fate(graph, row)}" if _fate(graph, row) else "",
    )


def named(graph: Graph, row: Relation, look: str = "") -> Line:
    """Name a reason by all that it starts from, with links to its own page."""
    href = to.node(graph.slug, row.id)
    names = [line(Run(node(graph, each).text, href, look)) for each in row.premises[:4]]
    if len(row.premises) > 4:
        names.append(line(f"{len(row.premises) - 4} more"))
    return several(names, " + ", " + ") if names else line(Run(f"#{row.id}", href, look))


def by(graph: Graph, row: Relation) -> Line:
    """Say whose a relation is, or that it is the analyst's reading."""
    author = author_of(row)
    if author is None:
        return (
            line(Run(" (analyst’s reading)", look="mute")) if row.provenance == "inferred" else ()
        )
    name = graph.people[author].short if author in graph.people else graph.account_name(author)
    return line(Run(f" ({name})", look="mute"))


def _fate(graph: Graph, row: Relation) -> str:
    return {**SIGNED, **MET}.get(fates(graph).get(row.id, ""), "")


def on_steps(snapshot: Snapshot, claim: Claim) -> Iterator[Part]:
    """Yield what is said against the steps of the reasons for a claim."""
    graph = snapshot.graph
    rows = [each.relation for each in counters(graph, snapshot.weighing, claim.id)]
    rows = [row for row in rows if row.target in graph.relations]
    items = [Item(_undercut(snapshot, row, claim), row.kind) for row in rows[:MOST_ROWS]]
    if items:
        yield _cut(graph, claim, Part("", "Against the steps of the reasons", items), len(rows))


def _undercut(snapshot: Snapshot, row: Relation, claim: Claim) -> Line:
    graph = snapshot.graph
    step = graph.relations[row.target]
    aim = [line(quoted(graph, each)) for each in step.premises[:2]]
    said = line(_reason(snapshot, row, claim))
    return line(said, Run(" On the step from ", look="mute"), several(aim, " + ", " + "), ".")


def ends(graph: Graph, row: Relation) -> Part:
    """Say from where to where a relation leads."""
    premises = [line(quoted(graph, each)) for each in row.premises[:MOST_ROWS]]
    verb = words.RELATION[row.kind].lower() if len(row.premises) < 2 else f"{_bare(row.kind)}"
    start = several(premises) if premises else line("in its own words, it")
    said = line("From ", start, f": {verb} ", quoted(graph, row.target), ".")
    return Part("ends", "What it says", [Item(said, row.kind)])


def _bare(kind: str) -> str:
    return f"together {words.RELATION[kind].lower()}"


def hangs(graph: Graph, found: Node) -> Part:
    """List what a claim is given for or against."""
    rows = [row for row in graph.outgoing.get(found.id, ()) if graph.weighs(row)]
    items = [Item(_use(graph, row), row.kind) for row in rows[:MOST_ROWS]]
    if more := len(rows) - len(items):
        href = f"{to.node(graph.slug, found.id)}#uses"
        items.append(Item(line(Run(f"{more:,} more", href))))
    title, empty = "What hangs on it", "No reason on this map starts from it."
    return Part("hangs", title, items, empty="" if items else empty, half=True)


def _use(graph: Graph, row: Relation) -> Line:
    verb = words.RELATION[row.kind].lower()
    aim = quoted(graph, row.target)
    return line(Run(verb, to.node(graph.slug, row.id)), " ", aim, by(graph, row))


def restated(graph: Graph, found: Node) -> Part:
    """List how others put a node into words, and what came of that."""
    rows = [
        row
        for row in graph.incoming.get(found.id, ())
        if row.kind == RelationKind.RESTATES and graph.stands(row)
    ]
    items = [Item(_restating(graph, row), "talk") for row in rows[:MOST_ROWS]]
    return Part("restated", "How it is read by others", items, half=True)


def _restating(graph: Graph, row: Relation) -> Line:
    given = graph.verdicts_of.get(row.id, ())[:MOST_ROWS]
    verdicts = [
        f"{graph.people[each.by].short if each.by else 'somebody'}: {words.VERDICT[each.value]}"
        for each in given
        if each.value != VerdictValue.NONE
    ]
    said = f" {'; '.join(verdicts)}." if verdicts else " No verdict on it."
    who = graph.people[row.person].short if row.person else "Somebody"
    return line(Run(who, look="b"), ": ", named(graph, row), ".", said)
