"""The page of one node: a claim, a relation or a crux, with all that is known of it."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from app.core.debate.graph import WEIGHING, Claim, Crux, Graph, Node, Relation
from app.core.debate.grouping import MOST_NAMED
from app.core.debate.standing import way_down
from app.core.debate.thread import Row, thread
from app.core.errors import Invalid, NotFound
from app.core.permissions import Action
from app.services.debates import OpenDebate
from app.services.node_details import NodeDetails, node_details
from app.services.snapshots import Snapshot
from app.web.showing import words
from app.web.showing.cards import cards, verb
from app.web.showing.claim_parts import Viewer, part_of, shortened, step_words
from app.web.showing.why import why
from app.web.showing.windows import Lists, Window
from app.web.site import addresses as to
from app.web.site.deps import PageRoute, TheDebate
from app.web.site.kept_pages import Opened, TheDebatePages
from app.web.site.pages import render_card

router = APIRouter(route_class=PageRoute)
NEAR = 3
MOST_ROWS = 80
MOST_VERDICTS = 10


@router.get("/d/{slug}/n/{node_id}/what-if")
def suppose(debate: TheDebate, node_id: str, at: float) -> Response:
    """Turn the what-if form into an address that says it."""
    if not 0 <= at <= 100:
        raise Invalid("A credence is a percentage from 0 to 100.", {"at": "From 0 to 100."})
    return RedirectResponse(f"{to.node(debate.slug, node_id)}?if={node_id}:{at / 100:g}", 303)


@router.get("/d/{slug}/n/{node_id}")
def show_node(pages: TheDebatePages, node_id: str, readings: bool = False) -> Response:
    """Show a node: what it says, what bears on it, who holds what, and where it stands."""
    return pages.answer_by(lambda now: _page(now, node_id, readings))


def _page(now: Opened, node_id: str, readings: bool) -> tuple[str, dict[str, Any]]:
    node = now.graph.node(node_id)
    if node is None:
        raise NotFound(f"There is no node #{node_id} in this debate.")
    snapshot, debate, lists = now.snapshot, now.debate, now.lists
    details = node_details(now.session, debate, node_id)
    viewer = Viewer(now.account, readings)
    template, make = _KINDS[type(node)]
    return template, {
        **now.frame("thread"),
        **_shared(snapshot, debate, node, details, viewer, lists),
        **make(snapshot, node, viewer, debate, lists),
    }


def _shared(
    snapshot: Snapshot,
    debate: OpenDebate,
    node: Node,
    details: NodeDetails,
    viewer: Viewer,
    lists: Lists,
) -> dict[str, Any]:
    graph = snapshot.graph
    return {
        "node": node,
        "graph": graph,
        "details": details,
        "readings": viewer.readings,
        "trail": way_down(graph, node.id) if not isinstance(node, Crux) else [],
        "stances": lists.cut("stances", graph.stances_of.get(node.id, ())).map(
            lambda stance: stance_row(graph, stance)
        ),
        "credences": lists.cut("credences", graph.credences_of.get(node.id, ())),
        "hidden": node.takes_credence and snapshot.hides(node.id),
        "verdicts": lists.cut("verdicts", graph.verdicts_of.get(node.id, ())).map(
            lambda verdict: verdict_row(graph, verdict)
        ),
        "citations": lists.cut("citations", graph.citations_of.get(node.id, ())),
        "talk": lists.cut("talk", _talk(graph, node.id)).map(
            lambda relation: talk_row(graph, relation, node.id)
        ),
        "cruxes": lists.cut("hangs-on", graph.cruxes_of.get(node.id, ())),
        "numbers": snapshot.weighing.of(node.id),
        "why": why(snapshot, node.id, lists),
        "may": {action.value: debate.may(action) for action in Action},
    }


def _talk(graph: Graph, node: str) -> list[Relation]:
    both = (*graph.incoming.get(node, ()), *graph.outgoing.get(node, ()))
    return [relation for relation in both if relation.kind not in WEIGHING]


def talk_row(graph: Graph, relation: Relation, here: str) -> dict[str, Any]:
    """Return a line about a restatement, concession, question or answer."""
    others = [p for p in relation.premises if p != here]
    other = relation.target if relation.target != here else (others[0] if others else None)
    verdicts = graph.verdicts_of.get(relation.id, ())
    return {
        "id": relation.id,
        "kind": relation.kind,
        "words": _talk_words(graph, relation, here),
        "other": other,
        "text": graph.text(other) if other else relation.warrant,
        "verdicts": [verdict_row(graph, verdict) for verdict in verdicts[:MOST_VERDICTS]],
        "more_verdicts": max(0, len(verdicts) - MOST_VERDICTS),
        "extent": relation.extent,
        "condition": relation.condition,
        "taken": relation.taken,
    }


def _talk_words(graph: Graph, relation: Relation, here: str) -> str:
    who = graph.people[relation.person].short if relation.person else "Somebody"
    owner = graph.people[relation.owner].short if relation.owner else "nobody in particular"
    inward = relation.target == here
    here_or_there = words.TALK[relation.kind]
    return here_or_there[0 if inward else 1].format(who=who, owner=owner)


def stance_row(graph: Graph, stance: Any) -> dict[str, Any]:
    """Return a stance for the table: words first, the analyst's range apart."""
    return {
        "person": graph.people[stance.person],
        "stance": stance,
        "value": words.STANCE[stance.value],
        "range": (stance.low, stance.high) if stance.low is not None else None,
        "via": [(graph.people[person].name, hedge) for person, hedge in stance.via],
    }


def verdict_row(graph: Graph, verdict: Any) -> dict[str, Any]:
    """Return a verdict in words."""
    return {
        "by": graph.people[verdict.by].name if verdict.by else None,
        "value": words.VERDICT[verdict.value],
        "note": verdict.note,
        "disputes": verdict.disputes,
        "comment": verdict.comment,
    }


def local_rows(
    snapshot: Snapshot, node: str, viewer: Viewer, debate: OpenDebate, lists: Lists
) -> Window[Markup]:
    """Render what bears on a node, the node itself left out.

    Every direct reason is there; how much of what lies below depends on the room.
    """
    shown = lists.cut("arguments", _near(snapshot.graph, node))
    made = cards(snapshot, [_raised(row) for row in shown], viewer, also=(node,))
    rendered = iter([render_card("threads/_card.html", debate, card) for card in made])
    return shown.map(lambda _: next(rendered))


def _near(graph: Graph, node: str) -> Sequence[Row]:
    """Lay out what bears on a node, as far down as there is room for."""
    if len(graph.arguments.get(node, ())) <= MOST_ROWS:
        for depth in range(NEAR, 1, -1):
            rows = thread(graph, (node,), max_depth=depth, most=MOST_ROWS + 2)[1:]
            if len(rows) <= MOST_ROWS:
                return rows
    return thread(graph, (node,), max_depth=1)[1:]


def _raised(row: Row) -> Row:
    lines = tuple(line._replace(depth=line.depth - 1) for line in row.lines)
    shown = tuple(line for line in lines if line.depth > 0 or line.lane == "step")
    return Row(
        row.key,
        row.depth - 1,
        row.relation,
        row.claims,
        row.repeated,
        None if row.tint is None else row.tint - 1,
        tuple(line for line in shown if line.depth > 0),
        row.counts,
        row.hidden,
        row.parent,
    )


def _claim(
    snapshot: Snapshot, claim: Claim, viewer: Viewer, debate: OpenDebate, lists: Lists
) -> dict[str, Any]:
    graph = snapshot.graph
    uses = [relation for relation in graph.outgoing.get(claim.id, ()) if relation.kind in WEIGHING]
    return {
        "part": part_of(snapshot, claim.id, viewer),
        "rows": local_rows(snapshot, claim.id, viewer, debate, lists),
        "uses": lists.cut("uses", uses).map(lambda relation: use_row(graph, relation)),
        "asker": graph.people[claim.asker] if claim.asker else None,
        "asked": [graph.people[person] for person in graph.asked.get(claim.id, ())],
    }


def use_row(graph: Graph, relation: Relation) -> dict[str, Any]:
    """Return a line about what a claim bears on."""
    on_step = relation.target in graph.relations
    aim = step_words(graph, relation.target) if on_step else graph.text(relation.target)
    return {
        "id": relation.id,
        "kind": relation.kind,
        "verb": words.RELATION[relation.kind],
        "on_step": on_step,
        "target": relation.target,
        "text": aim,
        "with_": relation.premises[:MOST_NAMED],
        "more": max(0, len(relation.premises) - MOST_NAMED),
    }


def _relation(
    snapshot: Snapshot, relation: Relation, viewer: Viewer, debate: OpenDebate, lists: Lists
) -> dict[str, Any]:
    graph = snapshot.graph
    target = graph.node(relation.target)
    return {
        "verb": verb(relation),
        "premises": lists.cut("premises", relation.premises).map(
            lambda claim: part_of(snapshot, claim, viewer)
        ),
        "target_part": part_of(snapshot, relation.target, viewer)
        if isinstance(target, Claim)
        else None,
        "target_step": step_words(graph, relation.target),
        "title": f"{verb(relation)}: {shortened(graph.text(relation.target))}",
        "target_text": graph.text(relation.target),
        "rows": local_rows(snapshot, relation.id, viewer, debate, lists),
        "person": graph.people[relation.person] if relation.person else None,
        "owner": graph.people[relation.owner] if relation.owner else None,
    }


def _crux(
    snapshot: Snapshot, crux: Crux, viewer: Viewer, debate: OpenDebate, lists: Lists
) -> dict[str, Any]:
    graph = snapshot.graph
    claims = [node for node in crux.claims if node in graph.claims and node != crux.conclusion]
    steps = [node for node in crux.claims if node in graph.relations]
    return {
        "conclusion": part_of(snapshot, crux.conclusion, viewer)
        if crux.conclusion and crux.conclusion in graph.claims
        else None,
        "hanging": lists.cut("hanging", [*claims, *steps]).map(
            lambda node: {
                "id": node,
                "part": part_of(snapshot, node, viewer) if node in graph.claims else None,
                "step": step_words(graph, node),
            }
        ),
        "positions": lists.cut("positions", crux.positions).map(
            lambda p: {"person": graph.people[p.person], "value": p.value, "text": p.text}
        ),
        "named_by": graph.people[crux.named_by] if crux.named_by else None,
    }


_KINDS: dict[type, tuple[str, Any]] = {
    Claim: ("nodes/claim.html", _claim),
    Relation: ("nodes/relation.html", _relation),
    Crux: ("nodes/crux.html", _crux),
}
