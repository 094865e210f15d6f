"""Saying that one has seen what is new in a debate."""

from fastapi import APIRouter, Request, Response

from app.services.news import Seen, see_all
from app.web.site import addresses as to
from app.web.site.actions import TheActing
from app.web.site.deps import PageRoute
from app.web.site.forms import Submission, done

router = APIRouter(route_class=PageRoute, include_in_schema=False)
BACK = {"overview": "", "thread": "thread", "history": "history"}


@router.get("/d/{slug}/seen")
def ask_history_instead(request: Request, slug: str) -> Response:
    """Lead to the history, for those who signed in on the way."""
    return done(request, to.debate(slug, "history"))


@router.post("/d/{slug}/seen")
def see_everything(act: TheActing, slug: str, sent: Submission) -> Response:
    """Note that the reader has seen all up to the revision of the page, and go back to it."""
    seen = Seen(revision=sent.number("revision"))
    back = to.debate(slug, BACK.get(sent.get("back"), "history"))
    return act.write(
        sent, lambda session: see_all(session, act.actor, slug, seen), then=lambda _: back
    )
