"""Marking a crux on a node, and editing it."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.core.debate.graph import Crux, Graph
from app.core.debate.standing import claims_above
from app.core.errors import NotFound
from app.core.permissions import Action
from app.services import cruxes
from app.services.cruxes import NewCrux
from app.web.showing.subjects import About, AboutNode, open_about
from app.web.site import addresses as to
from app.web.site.actions import Shown, TheActing, onward
from app.web.site.deps import CurrentActor, PageRoute, ReadSession
from app.web.site.forms import Form, Submission, show_form
from app.web.site.pages import Template

router = APIRouter(route_class=PageRoute, include_in_schema=False)
SHORT = 90


class NewCruxPage(AboutNode):
    """The form for a crux: what it may decide, and the cruxes that the node hangs on already."""

    conclusions: list[tuple[str, str]]
    marked: Sequence[Crux]


NEW_CRUX = Template("cruxes/new.html", NewCruxPage)


@router.get("/d/{slug}/n/{node_id}/crux/new")
def ask_crux(
    request: Request, session: ReadSession, actor: CurrentActor, slug: str, node_id: str
) -> Response:
    """Show the form for a crux that hangs on this node."""
    about = open_about(session, actor, slug, node_id, Action.MARK_CRUX)
    return show_form(request, NEW_CRUX.filled(_values(about, node_id)), Form({}))


@router.post("/d/{slug}/n/{node_id}/crux/new")
def mark_crux(act: TheActing, slug: str, node_id: str, sent: Submission) -> Response:
    """Mark a question as one on which positions turn."""
    crux = sent.fill(NewCrux, claims=(node_id,))

    def again(session: Session, form: Form) -> Shown:
        about = open_about(session, act.actor, slug, node_id)
        return Shown(NEW_CRUX.filled(_values(about, node_id)), form)

    return act.write(
        sent,
        lambda session: cruxes.mark(session, act.as_sent(sent), slug, crux),
        again=again,
        then=lambda made: onward(slug, made, to.node(slug, made.ref)),
    )


def conclusions(graph: Graph, *nodes: str) -> list[tuple[str, str]]:
    """List what a crux on these nodes may decide: the claims above them, and the theses."""
    above = [claim for node in nodes for claim in (node, *claims_above(graph, node))]
    found = dict.fromkeys((*above, *graph.theses))
    rows = [(claim, f"#{claim} {_short(graph.text(claim))}") for claim in found]
    return [("", "Not said"), *(row for row in rows if row[0] in graph.claims)]


def crux_of(about: About) -> Crux:
    """Return the crux that a page is about; NotFound when the node is none."""
    crux = about.snapshot.graph.cruxes.get(about.subject.id)
    if crux is None:
        raise NotFound(f"There is no crux #{about.subject.id} in this debate.")
    return crux


def _values(about: About, node_id: str) -> NewCruxPage:
    graph = about.snapshot.graph
    return {
        **about.values(),
        "conclusions": conclusions(graph, node_id),
        "marked": graph.cruxes_of.get(node_id, ()),
    }


def _short(text: str) -> str:
    return text if len(text) <= SHORT else text[: SHORT - 2].rsplit(" ", 1)[0] + " …"
