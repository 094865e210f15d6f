"""What would change the number of a node: each reason taken away or made certain, and far ones."""

from collections.abc import Iterator

from app.core.debate.edge_ids import relation_of
from app.core.debate.explaining import from_afar
from app.core.debate.graph import Claim, Crux, Graph, Node, Relation
from app.core.figures import percent, signed, whole
from app.core.measures.reason_effects import ReasonEffect
from app.services.snapshots import Snapshot
from app.web.showing.digest_values import Move
from app.web.showing.lines import Line, Run, line, node, quoted
from app.web.site import addresses as to

MOST_NEAR = 4
MOST_FAR = 3
LEAST = 0.005


def moves_at(snapshot: Snapshot, found: Node) -> tuple[list[Move], str]:
    """List what would change a claim's number, or that of the claim a step bears on.

    Without any: why there is none.
    """
    graph, weighing = snapshot.graph, snapshot.weighing
    if isinstance(found, Crux) or not found.takes_credence:
        return [], ""
    if found.id in weighing.supposed:
        return [], "Its number is supposed: nothing that bears on it changes it."
    if isinstance(found, Relation):
        return _of_step(snapshot, found)
    moves = [*_near(snapshot, found), *_far(snapshot, found)]
    if moves:
        return moves, ""
    if weighing.implied(found.id) is None:
        return [], _no_number(snapshot, graph, found)
    return [], "Nothing that is rated here moves it by half a point."


def _no_number(snapshot: Snapshot, graph: Graph, claim: Claim) -> str:
    if snapshot.hides(claim.id):
        return "What would change its number shows once you have rated what bears on it."
    if not graph.arguments.get(claim.id):
        return "No reason bears on it, so nothing on this map would change what is said of it."
    return "No reason for or against it is rated, so the map gives it no number to change."


def _near(snapshot: Snapshot, claim: Claim) -> Iterator[Move]:
    effects = list(snapshot.weighing.effects(claim.id).values())
    telling = [each for each in effects if each.largest > LEAST]
    telling.sort(key=lambda each: -round(each.largest, 9))
    for each in telling[:MOST_NEAR]:
        yield _move(snapshot.graph, each)


def _move(graph: Graph, effect: ReasonEffect) -> Move:
    """Tell the larger of what a reason does now, and of what it would do if it were certain."""
    row = graph.relations[relation_of(effect.edge)]
    is_now = abs(effect.push) >= abs(effect.if_certain - effect.now)
    after = effect.without if is_now else effect.if_certain
    said = line("Without ", _reason(graph, row)) if is_now else line(_reason(graph, row), _sure())
    return Move(said, f"{whole(effect.now)} → {percent(after)}")


def _sure() -> str:
    return ", if it certainly applied"


def _reason(graph: Graph, row: Relation) -> Line:
    shown = row.premises[0] if row.premises else row.id
    more = f" and {len(row.premises) - 1} more" if len(row.premises) > 1 else ""
    return line("‘", Run(node(graph, shown).text, to.node(graph.slug, row.id)), f"’{more}")


def _far(snapshot: Snapshot, claim: Claim) -> Iterator[Move]:
    for each in from_afar(snapshot.graph, snapshot.weighing, claim.id)[:MOST_FAR]:
        said = line(quoted(snapshot.graph, each.node), ", settled true rather than false")
        yield Move(said, f"{signed(each.swing)} points")


def _of_step(snapshot: Snapshot, row: Relation) -> tuple[list[Move], str]:
    graph, weighing = snapshot.graph, snapshot.weighing
    claim = graph.ends_at(row)
    rows = weighing.effects(claim).values() if claim else ()
    own = [each for each in rows if relation_of(each.edge) == row.id]
    if not (claim and own):
        return [], "It does not count in any number: nobody rated what it starts from."
    moves = []
    for each in own[:MOST_NEAR]:
        at = quoted(graph, claim)
        now = whole(each.now)
        moves.append(Move(line(at, " without it"), f"{now} → {percent(each.without)}"))
        sure = percent(each.if_certain)
        moves.append(Move(line(at, " if it certainly applied"), f"{now} → {sure}"))
    return moves, ""
