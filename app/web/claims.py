"""Adding a claim that answers to nothing, and wording a node anew."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.core.debate.graph import Crux, Graph
from app.core.permissions import Action, Actor
from app.core.vocabulary import ClaimKind
from app.services import claims, cruxes, relations
from app.services.changes import Recorded
from app.services.claims import ClaimEdit, NewClaim
from app.services.cruxes import CruxEdit
from app.services.debates import OpenDebate, check_may, open_debate
from app.services.relations import RelationEdit
from app.services.snapshots import load_snapshot
from app.web.cruxes import conclusions, crux_of
from app.web.showing import words
from app.web.showing.subjects import About, AboutNode, open_about
from app.web.site import addresses as to
from app.web.site.actions import Shown, TheActing, onward
from app.web.site.deps import CurrentActor, PageRoute, ReadSession
from app.web.site.forms import Form, Sent, Submission, show_form
from app.web.site.frames import Frame, frame
from app.web.site.pages import Template

router = APIRouter(route_class=PageRoute, include_in_schema=False)


class NewClaimPage(Frame):
    """The form for a claim that starts something; `may_head`: it may be a thesis at once."""

    kinds: list[tuple[str, str]]
    may_head: bool


class EditPage(AboutNode):
    """A node's words in a form; of a crux also what hangs on it and what it may decide."""

    may_edit: bool
    hanging: Sequence[str]
    conclusions: list[tuple[str, str]]
    rated: int


NEW_CLAIM = Template("claims/new.html", NewClaimPage)
EDIT = Template("claims/edit.html", EditPage)


@router.get("/d/{slug}/claims/new")
def ask_claim(
    request: Request, session: ReadSession, actor: CurrentActor, slug: str, kind: str = "claim"
) -> Response:
    """Show the form for a claim that starts something: a thesis, a question, a definition."""
    debate = open_debate(session, actor, slug, Action.ADD_NODE)
    graph = load_snapshot(session, debate).graph
    is_first = not graph.theses and debate.may(Action.EDIT_NODE)
    form = Form({"kind": kind, "as_thesis": "yes" if is_first else ""})
    return show_form(request, NEW_CLAIM.filled(_values(debate, graph)), form)


@router.post("/d/{slug}/claims/new")
def add_claim(act: TheActing, slug: str, sent: Submission) -> Response:
    """Add the claim."""
    # Who may not make it a thesis may suggest that it be one.
    heads = sent.ticked("as_thesis") or (sent.ticked("suggest") and sent.ticked("suggest_thesis"))
    claim = sent.fill(NewClaim, relation=None, as_thesis=heads)

    def add(session: Session) -> Recorded:
        return claims.add(session, act.as_sent(sent), slug, claim)

    def again(session: Session, form: Form) -> Shown:
        debate = open_debate(session, act.actor, slug)
        values = _values(debate, load_snapshot(session, debate).graph)
        return Shown(NEW_CLAIM.filled(values), form)

    return act.write(
        sent, add, again=again, then=lambda made: onward(slug, made, to.node(slug, made.ref))
    )


@router.get("/d/{slug}/n/{node_id}/edit")
def ask_edit(
    request: Request, session: ReadSession, actor: CurrentActor, slug: str, node_id: str
) -> Response:
    """Show a node's words in a form."""
    about = open_about(session, actor, slug, node_id)
    check_may(about.debate, Action.SUGGEST)
    return show_form(request, EDIT.filled(_edit_values(about)), _present(about))


@router.post("/d/{slug}/n/{node_id}/edit")
def edit_node(act: TheActing, slug: str, node_id: str, sent: Submission) -> Response:
    """Give a node its next wording; the form says which one it was made from."""

    def again(session: Session, form: Form) -> Shown:
        about = open_about(session, act.actor, slug, node_id)
        if form.status == 409:
            # Both texts are in sight now: sending the form again means to replace the present one.
            form = form.with_values(wording=str(about.subject.wording))
        return Shown(EDIT.filled(_edit_values(about)), form)

    return act.write(
        sent,
        lambda session: _reword(session, act.as_sent(sent), slug, node_id, sent),
        again=again,
        then=lambda made: onward(slug, made, to.node(slug, node_id)),
    )


def _reword(session: Session, actor: Actor, slug: str, node_id: str, sent: Sent) -> Recorded:
    """Word anew what the form was for: each kind of node has a field of its own."""
    if "warrant" in sent.rows:
        form = RelationEdit(warrant=sent.get("warrant"), wording=sent.number("wording"))
        return relations.edit(session, actor, slug, node_id, form)
    if "question" in sent.rows:
        return cruxes.edit(session, actor, slug, node_id, sent.fill(CruxEdit))
    return claims.reword(session, actor, slug, node_id, sent.fill(ClaimEdit))


def _present(about: About) -> Form:
    subject = about.subject
    values = {"wording": str(subject.wording)}
    if subject.kind == "crux":
        crux = crux_of(about)
        more = {"conclusion": crux.conclusion or "", "would_move": crux.would_move or ""}
        return Form({**values, "question": crux.question, **more})
    return Form({**values, "warrant" if subject.kind == "relation" else "text": subject.text})


def _edit_values(about: About) -> EditPage:
    crux = crux_of(about) if about.subject.kind == "crux" else None
    hanging = crux.claims if crux else ()
    graph = about.snapshot.graph
    return {
        **about.values(),
        "may_edit": about.debate.may(Action.EDIT_NODE) or _is_own(about, crux),
        "hanging": hanging,
        "conclusions": conclusions(graph, *hanging) if crux else [],
        "rated": len(graph.credences_of.get(about.subject.id, ())),
    }


def _is_own(about: About, crux: Crux | None) -> bool:
    """Tell whether whoever looks marked a crux themselves: then it is theirs to edit."""
    account = crux.account if crux else None
    key = about.snapshot.graph.account_keys.get(account or "")
    return key is not None and key == about.debate.actor.account_id


def _values(debate: OpenDebate, graph: Graph) -> NewClaimPage:
    return {
        **frame(debate, graph, ""),
        "kinds": [(kind, words.CLAIM_KIND[kind]) for kind in ClaimKind],
        "may_head": debate.may(Action.EDIT_NODE),
    }
