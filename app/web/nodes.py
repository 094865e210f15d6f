"""The page of one node: a claim, a relation or a crux, with all that is known of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from app.core.debate.graph import WEIGHING, Citation, Claim, Crux, Graph, Node, Relation, Stance
from app.core.debate.standing import way_down
from app.core.debate.thread import Row, thread
from app.core.errors import Invalid, NotFound
from app.core.permissions import Action
from app.core.vocabulary import Status
from app.services import undoing
from app.services.as_of import past_of
from app.services.debates import OpenDebate
from app.services.node_details import NodeDetails, node_details
from app.services.past_details import past_details
from app.services.snapshots import Snapshot
from app.services.stretches import read_words
from app.web.showing.cards import cards, verb
from app.web.showing.claim_parts import (
    Viewer,
    own_credence,
    own_credence_then,
    part_of,
    shortened,
    step_words,
)
from app.web.showing.markdown import markdown
from app.web.showing.node_pages import ClaimPage, CruxPage, HangingRow, NodePage, RelationPage
from app.web.showing.node_rows import order_row, stance_row, talk_row, use_row, verdict_row
from app.web.showing.uncounted_words import uncounted_rows
from app.web.showing.why import why
from app.web.showing.windows import Lists, Window
from app.web.site import addresses as to
from app.web.site.deps import PageRoute, TheDebate
from app.web.site.kept_pages import Opened, TheDebatePages
from app.web.site.pages import Filled, Template, render_card

router = APIRouter(route_class=PageRoute)
NEAR = 3
MOST_ROWS = 80


CLAIM = Template("nodes/claim.html", ClaimPage)
RELATION = Template("nodes/relation.html", RelationPage)
CRUX = Template("nodes/crux.html", CruxPage)


@router.get("/d/{slug}/n/{node_id}/what-if")
def suppose(debate: TheDebate, node_id: str, percent: float) -> Response:
    """Turn the what-if form into an address that says it."""
    if not 0 <= percent <= 100:
        raise Invalid("A credence is a percentage from 0 to 100.", {"percent": "From 0 to 100."})
    kept = f"at={debate.at.revision}&" if debate.at else ""
    asked = f"?{kept}if={node_id}:{percent / 100:g}"
    return RedirectResponse(to.node(debate.slug, node_id) + asked, 303)


@router.get("/d/{slug}/n/{node_id}")
def show_node(pages: TheDebatePages, node_id: str, readings: bool = False) -> Response:
    """Show a node: what it says, what bears on it, who holds what, and where it stands."""
    return pages.answer(lambda now: _page(now, node_id, readings))


class _Looking(NamedTuple):
    """Whose page of a node is made, and how they look at the debate."""

    snapshot: Snapshot
    debate: OpenDebate
    viewer: Viewer
    lists: Lists
    shared: NodePage

    @property
    def graph(self) -> Graph:
        return self.snapshot.graph

    @property
    def may(self) -> dict[str, bool]:
        return {action.value: self.debate.may(action) for action in Action}


def _page(now: Opened, node_id: str, readings: bool) -> Filled:
    node = now.graph.node(node_id)
    if node is None:
        raise NotFound(f"There is no node #{node_id} in this debate.")
    viewer = Viewer(now.account, readings)
    shared = _shared(now, node, readings)
    looking = _Looking(now.snapshot, now.debate, viewer, now.lists, shared)
    if isinstance(node, Claim):
        return CLAIM.filled(_claim(looking, node))
    if isinstance(node, Relation):
        return RELATION.filled(_relation(looking, node))
    return CRUX.filled(_crux(looking, node))


def _shared(now: Opened, node: Node, readings: bool) -> NodePage:
    graph, cut = now.graph, now.lists.cut
    ended = graph.has_ended(node.id)
    stances = cut("stances", graph.stances_of.get(node.id, ()))
    citations = cut("citations", graph.citations_of.get(node.id, ()))
    return {
        **now.frame("thread", lambda: _with_numbers(now, node)),
        "graph": graph,
        "details": _details(now, node.id),
        "readings": readings,
        "trail": way_down(graph, node.id) if not isinstance(node, Crux) else [],
        "stances": stances.map(lambda stance: stance_row(graph, stance)),
        "orders": cut("surer", [each for each in graph.orders if each.node == node.id]).map(
            lambda order: order_row(graph, order)
        ),
        "credences": cut("credences", graph.credences_of.get(node.id, ())),
        "hidden": node.takes_credence and not ended and now.snapshot.hides(node.id),
        "citations": citations,
        "talk": cut("talk", _talk(graph, node.id)).map(
            lambda relation: talk_row(graph, relation, node.id)
        ),
        "cruxes": cut("hangs-on", graph.cruxes_of.get(node.id, ())),
        "ended": ended,
        "numbers": now.snapshot.weighing.of(node.id),
        "restores": _restores(now, node),
        "said": _said(now, [*stances, *citations]),
    }


def _with_numbers(now: Opened, node: Node) -> set[str]:
    """Return the claims whose numbers the page of a node may show: it, its ends, its reasons."""
    graph = now.graph
    rows = () if isinstance(node, Crux) else now.lists.cut("arguments", _near(graph, node.id))
    near = {claim for row in rows for claim in row.claims}
    if isinstance(node, Relation):
        near |= {*node.premises, node.target}
    if isinstance(node, Crux):
        near |= {*node.claims, *filter(None, [node.conclusion])}
    return {node.id, *near}


def _restores(now: Opened, node: Node) -> str | None:
    """Return where to send that a node which ended is to stand again, if the reader may.

    The change that withdrew it is taken back where the record holds it.
    """
    if isinstance(node, Crux) or not now.graph.has_ended(node.id):
        return None
    slug, noun = now.debate.slug, "claim" if isinstance(node, Claim) else "relation"
    revision = undoing.restoring(now.session, now.debate, noun, node.id)
    if revision is not None and node.status == Status.WITHDRAWN:
        return to.change(slug, revision, "undo")
    return to.node(slug, node.id, "restore") if _may_restore(now, node) else None


def _may_restore(now: Opened, node: Claim | Relation) -> bool:
    by = now.graph.account_keys.get(node.account) if node.account else None
    is_own = by is not None and by == now.debate.actor.account_id
    needed = Action.ADD_NODE if is_own else Action.EDIT_NODE
    return not now.debate.at and now.debate.may(needed)


def _details(now: Opened, node: str) -> NodeDetails:
    if now.debate.at:
        return past_details(past_of(now.session, now.debate).debate, node)
    return node_details(now.session, now.debate, node)


def _said(now: Opened, rows: Iterable[Stance | Citation]) -> Mapping[str, str]:
    return read_words(now.session, now.debate, [row.span for row in rows if row.span])


def _talk(graph: Graph, node: str) -> list[Relation]:
    both = (*graph.incoming.get(node, ()), *graph.outgoing.get(node, ()))
    return [relation for relation in both if relation.kind not in WEIGHING]


def _local_rows(looking: _Looking, node: str) -> Window[Markup]:
    """Render what bears on a node, the node itself left out.

    Every direct reason is there; how much of what lies below depends on the room.
    """
    shown = looking.lists.cut("arguments", _near(looking.graph, node))
    rows = [_raised(row) for row in shown]
    made = cards(looking.snapshot, rows, looking.viewer, also=(node,))
    rendered = iter([render_card(looking.debate, card) for card in made])
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
    return row._replace(
        depth=row.depth - 1,
        tint=None if row.tint is None else row.tint - 1,
        lines=tuple(line for line in shown if line.depth > 0),
    )


def _claim(looking: _Looking, claim: Claim) -> ClaimPage:
    graph = looking.graph
    uses = [relation for relation in graph.outgoing.get(claim.id, ()) if relation.kind in WEIGHING]
    return {
        **looking.shared,
        "node": claim,
        "body": markdown(claim.body) if claim.body else None,
        "part": part_of(looking.snapshot, claim.id, looking.viewer),
        "why": why(looking.snapshot, claim.id, looking.lists),
        "uncounted": uncounted_rows(looking.snapshot, claim.id, looking.lists),
        "rows": _local_rows(looking, claim.id),
        "uses": looking.lists.cut("uses", uses).map(lambda relation: use_row(graph, relation)),
        "asker": graph.people[claim.asker] if claim.asker else None,
        "asked": [graph.people[person] for person in graph.asked.get(claim.id, ())],
        "may": looking.may,
    }


def _relation(looking: _Looking, relation: Relation) -> RelationPage:
    snapshot, graph, cut = looking.snapshot, looking.graph, looking.lists.cut
    aim = graph.node(relation.target)
    text = graph.text(relation.target)
    return {
        **looking.shared,
        "node": relation,
        "mine": own_credence(graph, relation.id, looking.viewer),
        "mine_then": own_credence_then(graph, relation.id, looking.viewer),
        "premises": cut("premises", relation.premises).map(
            lambda claim: part_of(snapshot, claim, looking.viewer)
        ),
        "target_part": part_of(snapshot, aim.id, looking.viewer)
        if isinstance(aim, Claim)
        else None,
        "target_step": step_words(graph, relation.target),
        "title": f"{verb(relation)}: {shortened(text)}",
        "target_text": text,
        "rows": _local_rows(looking, relation.id),
        "person": graph.people[relation.person] if relation.person else None,
        "owner": graph.people[relation.owner] if relation.owner else None,
        "same_reason": _same_reason(graph, relation),
        "verdicts": cut("verdicts", graph.verdicts_of.get(relation.id, ())).map(
            lambda verdict: verdict_row(graph, verdict)
        ),
    }


def _same_reason(graph: Graph, relation: Relation) -> list[str]:
    """List the other relations of a group, of which only the strongest counts."""
    if relation.group is None:
        return []
    group = [each.id for each in graph.relations.values() if each.group == relation.group]
    return [each for each in group if each != relation.id]


def _crux(looking: _Looking, crux: Crux) -> CruxPage:
    graph, cut = looking.graph, looking.lists.cut
    claims = [node for node in crux.claims if node in graph.claims and node != crux.conclusion]
    steps = [node for node in crux.claims if node in graph.relations]
    return {
        **looking.shared,
        "node": crux,
        "conclusion": part_of(looking.snapshot, crux.conclusion, looking.viewer)
        if crux.conclusion and crux.conclusion in graph.claims
        else None,
        "hanging": cut("hanging", [*claims, *steps]).map(lambda node: _hanging(looking, node)),
        "positions": cut("positions", crux.positions).map(
            lambda p: {
                "person": graph.people[p.person],
                "value": p.value,
                "short": p.short,
                "sign": p.sign,
                "text": p.text,
                "span": p.span,
            }
        ),
        "named_by": graph.people[crux.named_by] if crux.named_by else None,
        "may": looking.may,
    }


def _hanging(looking: _Looking, node: str) -> HangingRow:
    graph = looking.graph
    part = part_of(looking.snapshot, node, looking.viewer) if node in graph.claims else None
    return {"id": node, "part": part, "step": step_words(graph, node)}
