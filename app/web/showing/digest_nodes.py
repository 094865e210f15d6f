"""The digest of a node in sentences: where it stands, who holds it, its reasons, its counters."""

from collections.abc import Iterator, Sequence

from app.core.debate.countering import counters, fates
from app.core.debate.graph import SUPPORTING, Claim, Crux, Graph, Node, Relation, Stance
from app.core.debate.put import what_was_put
from app.core.vocabulary import ATTACKING, PositionValue, StanceValue
from app.services.snapshots import Snapshot
from app.web.showing import words
from app.web.showing.claim_parts import Viewer, shortened
from app.web.showing.digest_moves import moves_at
from app.web.showing.digest_readers import readers_of
from app.web.showing.digest_reasons import (
    MOST_ROWS,
    by,
    ends,
    hangs,
    named,
    on_steps,
    reasons,
    restated,
)
from app.web.showing.digest_values import Head, Item, NodeDigest, Part
from app.web.showing.lines import Line, Run, few, line, quoted
from app.web.site import addresses as to

MOST_SILENT = 8


def node_digest(snapshot: Snapshot, found: Node, viewer: Viewer, head: Head) -> NodeDigest:
    """Return the digest of a claim, a step or a crux."""
    moves, none = moves_at(snapshot, found)
    return NodeDigest(
        head,
        list(_before(snapshot, found)),
        readers_of(snapshot, found, viewer),
        list(_after(snapshot, found)),
        moves,
        none,
    )


def _before(snapshot: Snapshot, found: Node) -> Iterator[Part]:
    graph = snapshot.graph
    if isinstance(found, Crux):
        yield _positions(graph, found)
        yield _decides(graph, found)
    else:
        yield _holders(graph, found)


def _after(snapshot: Snapshot, found: Node) -> Iterator[Part]:
    graph = snapshot.graph
    yield Part("stands", "Where it stands", [Item(each) for each in _standing(snapshot, found)])
    if isinstance(found, Claim):
        yield reasons(snapshot, found, SUPPORTING, "For", "Nothing on this map supports it.")
        yield reasons(snapshot, found, ATTACKING, "Against", "Nothing on this map rebuts it.")
        yield from on_steps(snapshot, found)
    if isinstance(found, Relation):
        yield ends(graph, found)
    if isinstance(found, Relation) and found.takes_credence:
        yield reasons(snapshot, found, SUPPORTING, "For the step", "Nothing backs it.")
        yield reasons(snapshot, found, ATTACKING, "Against the step", "Nothing undercuts it.")
    if not isinstance(found, Crux):
        yield _cruxes(graph, found)
    if isinstance(found, Claim):
        yield hangs(graph, found)
    if not isinstance(found, Crux):
        read = restated(graph, found)
        if read.items:
            yield read


def _holders(graph: Graph, found: Node) -> Part:
    rows = graph.stances_of.get(found.id, ())
    said = [row for row in rows if StanceValue(row.value).side]
    items = [Item(_stance(graph, row), row.value) for row in said[:MOST_ROWS]]
    if more := len(said) - len(items):
        href = f"{to.node(graph.slug, found.id)}#stances"
        items.append(Item(line(Run(f"{more:,} more", href))))
    silent = _silent(graph, said)
    if items and silent:
        items.append(Item(line(Run(silent, look="mute"))))
    empty = "No stance of anybody is recorded on it."
    return Part("holders", "Who holds it", items, empty="" if items else empty, half=True)


def _stance(graph: Graph, row: Stance) -> Line:
    person = graph.people[row.person]
    said = f" {words.STANCE[row.value]}"
    if row.condition:
        said += f" ({row.condition.rstrip('.')})"
    return line(
        Run(person.short, to.person(graph.slug, row.person), "b"),
        said,
        f", “{row.words}”" if row.words else "",
        ", at second hand" if row.via else "",
        f", {row.ended_how or 'ended'} since" if not row.stands else "",
    )


def _silent(graph: Graph, said: Sequence[Stance]) -> str:
    """Name the speakers who say nothing of it, where they are few: silence is no consent."""
    spoke = {row.person for row in said}
    silent = [
        graph.people[each].short for each in what_was_put(graph).speakers if each not in spoke
    ]
    if not silent:
        return ""
    if len(silent) > MOST_SILENT:
        return f"Not stated by {len(silent)} other speakers."
    return f"Not stated: {', '.join(silent)}."


def _standing(snapshot: Snapshot, found: Node) -> Iterator[Line]:
    """Say in a sentence what bears on a node, and what of that waits for a reply."""
    graph = snapshot.graph
    if isinstance(found, Crux):
        yield _outcome(found)
    if not isinstance(found, Crux):
        yield _counted(snapshot, found)
    if graph.has_ended(found.id) and not isinstance(found, Crux):
        yield line(f"It is {found.status} and counts no more.")
    waiting = [row for row in _attacks(snapshot, found) if fates(graph).get(row.id) == "unanswered"]
    if waiting:
        lead = Run("Challenges without a reply in these sources: ", look="b")
        href = to.debate(graph.slug, "open")
        said = [line(named(graph, row), by(graph, row)) for row in waiting]
        yield line(lead, few(said, href, "; "), ".")
    elif isinstance(found, Crux):
        yield line("No challenge to what hangs on it waits for a reply.")


def _outcome(crux: Crux) -> Line:
    note = f": {crux.outcome_note}" if crux.outcome_note else "."
    return line(f"{words.capitalize_first(words.OUTCOME[crux.outcome or 'open'])}{note}")


def _attacks(snapshot: Snapshot, found: Node) -> list[Relation]:
    graph = snapshot.graph
    nodes = [found.id] if not isinstance(found, Crux) else list(found.claims)
    rows = [each.relation for one in nodes for each in counters(graph, snapshot.weighing, one)]
    return list({row.id: row for row in rows}.values())


def _counted(snapshot: Snapshot, found: Claim | Relation) -> Line:
    graph = snapshot.graph
    rows = [row for row in graph.incoming.get(found.id, ()) if graph.weighs(row)]
    ayes = sum(row.kind in SUPPORTING for row in rows)
    noes = len(rows) - ayes
    steps = len(_attacks(snapshot, found)) - noes
    if not rows:
        return line("Nothing on this map is given for it or against it.")
    given = words.count(ayes, "reason") if ayes else "No reason"
    said = f"{given} for it, {noes or 'none'} against it"
    if steps:
        said += f", {steps} against the step of a reason for it"
    return line(f"{said}.")


def _cruxes(graph: Graph, found: Node) -> Part:
    rows = graph.cruxes_of.get(found.id, ())
    items = [Item(_crux(graph, row)) for row in rows[:3]]
    empty = "No crux is marked on it."
    title = "The crux it hangs on" if len(rows) < 2 else f"{len(rows)} cruxes it hangs on"
    return Part("cruxes", title, items, empty="" if items else empty, half=True)


def _crux(graph: Graph, crux: Crux) -> Line:
    positions = [
        f"{graph.people[each.person].short}: {_position(each.short, each.text)}"
        for each in crux.positions
        if each.value != PositionValue.NOT_STATED
    ]
    said = f" {words.capitalize_first(words.OUTCOME[crux.outcome or 'open'])}."
    told = f" {'. '.join(positions[:4])}." if positions else " No position is stated."
    move = f" Would move it: {crux.would_move.rstrip('.')}." if crux.would_move else ""
    href = to.node(graph.slug, crux.id)
    return line(Run(crux.question, href, "b"), said, told, Run(move, look="mute"))


def _position(short: str | None, text: str | None) -> str:
    return short or (shortened(text, 100) if text else "stated")


def _positions(graph: Graph, crux: Crux) -> Part:
    rows = [each for each in crux.positions if each.value != PositionValue.NOT_STATED]
    items = [
        Item(
            line(
                Run(graph.people[each.person].short, to.person(graph.slug, each.person), "b"),
                f" {each.text or each.short or 'stated'}",
                " (at second hand)" if each.value == PositionValue.SECOND_HAND else "",
            ),
            each.sign or "",
        )
        for each in rows[: MOST_ROWS * 2]
    ]
    silent = [graph.people[p.person].short for p in crux.positions if p not in rows]
    if items and silent:
        items.append(
            Item(line(Run(f"Not stated: {', '.join(silent[:MOST_SILENT])}.", look="mute")))
        )
    return Part(
        "positions", "Who holds what", items, empty="" if items else "No position is stated."
    )


def _decides(graph: Graph, crux: Crux) -> Part:
    rows = [each for each in crux.claims if each != crux.conclusion]
    items = []
    if crux.conclusion:
        items.append(Item(line(Run("It decides ", look="b"), quoted(graph, crux.conclusion), ".")))
    if rows:
        href = f"{to.node(graph.slug, crux.id)}#hanging"
        said = few([quoted(graph, each) for each in rows], href)
        items.append(Item(line(Run("On it hang ", look="b"), said, ".")))
    move = crux.would_move
    items.append(Item(line(Run("Would move it: ", look="b"), move)) if move else _no_move())
    return Part("decides", "What turns on it", items)


def _no_move() -> Item:
    return Item(line("Nobody says what would move it."))
