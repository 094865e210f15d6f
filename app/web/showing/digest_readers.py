"""What accounts say of a node, for its digest: the strip, the numbers, and what reasons do."""

from app.core.debate.edge_ids import relation_of
from app.core.debate.graph import Crux, Node, Relation
from app.core.debate.stakes import stakes
from app.core.figures import percent, points, pooled, signed
from app.services.snapshots import Snapshot
from app.web.showing import words
from app.web.showing.claim_parts import Viewer
from app.web.showing.digest_values import Readers
from app.web.showing.node_numbers import told
from app.web.showing.parting_words import gap_sentence

LEAST = 0.005


def readers_of(snapshot: Snapshot, found: Node, viewer: Viewer) -> Readers | None:
    """Return what a viewer may know of the credences on a node; None for what takes none."""
    if isinstance(found, Crux) or not found.takes_credence:
        return None
    shown = told(snapshot, found.id, viewer)
    return Readers(
        words.count(shown.n, "reader") if shown.n else "Readers",
        shown.strip,
        shown.label,
        list(_numbers(snapshot, found.id, shown.mine)),
        _says(snapshot, found.id, is_hidden=shown.hidden),
    )


def _numbers(snapshot: Snapshot, node: str, mine: str | None) -> list[tuple[str, str]]:
    numbers = snapshot.weighing.of(node)
    found: list[tuple[str, str]] = []
    if numbers.stated:
        value = pooled(numbers.stated.value, len(numbers.values))
        found.append(("pooled", f"{value} %"))
    if numbers.implied is not None:
        found.append(("implied by the reasons", percent(numbers.implied)))
    if len(numbers.values) > 1:
        low, high = min(numbers.values), max(numbers.values)
        found.append(("range", f"{percent(low)} to {percent(high)}"))
    if mine:
        found.append(("you", mine))
    return found


def _says(snapshot: Snapshot, node: str, *, is_hidden: bool) -> str:
    numbers, weighing = snapshot.weighing.of(node), snapshot.weighing
    if not numbers.values:
        if is_hidden:
            return "This debate is blind: what others think of it shows once you have rated it."
        return "Nobody has rated it." + (
            "" if numbers.implied is not None else " No reason for or against it counts yet."
        )
    said = []
    if numbers.implied is not None and node not in weighing.supposed:
        said.append(gap_sentence(weighing.explained(node), len(numbers.values)) or "")
    if len(numbers.values) > 1:
        worth = stakes(snapshot.graph, weighing, [node]).get(node)
        if worth and worth.worth >= LEAST:
            said.append(f"Their disagreement is worth ±{points(worth.worth)} at #{worth.thesis}.")
    return " ".join(filter(None, said))


def effect_words(snapshot: Snapshot, row: Relation, found: Node) -> str:
    """Say what a reason's premise is held at, and what it does to the number of the claim."""
    graph, weighing = snapshot.graph, snapshot.weighing
    if not (graph.credences or weighing.supposed):
        return "."
    at = found.id if found.id in graph.claims else graph.ends_at(row)
    push = _push(snapshot, at, row.id) if at else None
    if push is None:
        return ", not counted: nobody rated it."
    if abs(push) < LEAST:
        return ", which moves nothing now."
    where = "" if at == found.id else f" at #{at}"
    return f", {signed(push)} points{where}."


def _push(snapshot: Snapshot, claim: str, relation: str) -> float | None:
    effects = snapshot.weighing.effects(claim).values()
    found = [each.push for each in effects if relation_of(each.edge) == relation]
    return sum(found) if found else None
