"""Replying: a claim, with the arrow by which it bears on a claim or on an inference."""

from fastapi import APIRouter, Request, Response

from app.core.permissions import Action
from app.core.vocabulary import ClaimKind
from app.services import claims
from app.services.claims import NewClaim, NewRelationTo
from app.web.showing import words
from app.web.showing.subjects import About, AboutNode, open_about, reply_kinds
from app.web.site import addresses as to
from app.web.site.actions import Shown, TheActing, onward
from app.web.site.deps import CurrentActor, PageRoute, ReadSession
from app.web.site.forms import Form, Submission, show_form
from app.web.site.pages import Template

router = APIRouter(route_class=PageRoute, include_in_schema=False)


class ReplyPage(AboutNode):
    """The form for a reply: what it may do to the node."""

    kinds: list[tuple[str, str]]


REPLY = Template("relations/reply.html", ReplyPage)


@router.get("/d/{slug}/n/{node_id}/reply")
def ask_reply(
    request: Request,
    session: ReadSession,
    actor: CurrentActor,
    slug: str,
    node_id: str,
    kind: str = "",
) -> Response:
    """Show the form for a reply."""
    about = open_about(session, actor, slug, node_id, Action.ADD_NODE)
    kinds = reply_kinds(about.subject)
    form = Form({"kind": kind if kind in kinds else kinds[0]})
    return show_form(request, REPLY.filled(_values(about)), form)


@router.post("/d/{slug}/n/{node_id}/reply")
def add_reply(act: TheActing, slug: str, node_id: str, sent: Submission) -> Response:
    """Add a claim and its arrow, as one change."""
    # What the form calls the kind is the arrow's.
    arrow = sent.fill(NewRelationTo, target=node_id)
    claim = sent.fill(NewClaim, kind=ClaimKind.CLAIM, relation=arrow)
    return act.write(
        sent,
        lambda session: claims.add(session, act.as_sent(sent), slug, claim),
        again=lambda session, form: Shown(
            REPLY.filled(_values(open_about(session, act.actor, slug, node_id))), form
        ),
        then=lambda made: onward(slug, made, to.node(slug, made.ref)),
    )


def _values(about: About) -> ReplyPage:
    kinds = [(kind, words.REPLY[kind]) for kind in reply_kinds(about.subject)]
    return {**about.values(), "kinds": kinds}
