"""Citing a source for a node."""

from fastapi import APIRouter, Request, Response

from app.core.permissions import Action
from app.core.vocabulary import CitationRole
from app.services import citations
from app.services.citations import NewCitation
from app.web.showing import words
from app.web.showing.subjects import About, AboutNode, open_about
from app.web.site import addresses as to
from app.web.site.actions import Shown, TheActing, onward
from app.web.site.deps import CurrentActor, PageRoute, ReadSession
from app.web.site.forms import Form, Submission, show_form
from app.web.site.pages import Template

router = APIRouter(route_class=PageRoute, include_in_schema=False)


class CitePage(AboutNode):
    """The form for a citation: the sources and the roles to choose from."""

    sources: list[tuple[str, str]]
    roles: list[tuple[str, str]]


CITE = Template("citations/cite.html", CitePage)


@router.get("/d/{slug}/n/{node_id}/cite")
def ask_citation(
    request: Request,
    session: ReadSession,
    actor: CurrentActor,
    slug: str,
    node_id: str,
    source: str = "",
) -> Response:
    """Show the form for a citation."""
    about = open_about(session, actor, slug, node_id, Action.CITE)
    form = Form({"role": CitationRole.SUPPORTS.value, "source": source})
    return show_form(request, CITE.filled(_values(about)), form)


@router.post("/d/{slug}/n/{node_id}/cite")
def add_citation(act: TheActing, slug: str, node_id: str, sent: Submission) -> Response:
    """Cite a source, by a locator or by words that stand in it."""
    citation = sent.fill(NewCitation)
    return act.run(
        sent,
        lambda database: citations.add(database, act.as_sent(sent), slug, node_id, citation),
        again=lambda session, form: Shown(
            CITE.filled(_values(open_about(session, act.actor, slug, node_id))), form
        ),
        then=lambda made: onward(slug, made, f"{to.node(slug, node_id)}#citations"),
    )


def _values(about: About) -> CitePage:
    sources = about.snapshot.graph.sources
    cited = {cite.source for cite in about.snapshot.graph.citations}
    # Those that the debate already cites come first: most new citations are of the same works.
    ranked = sorted(sources.items(), key=lambda row: (row[0] not in cited, row[1].casefold()))
    return {
        **about.values(),
        "sources": [("", "Choose a source"), *ranked],
        "roles": list(words.ROLE.items()),
    }
