"""The stream by which an open page learns that its debate has changed."""

from fastapi import APIRouter, Request, Response

from app.services.revisions import Seen
from app.web.site.deps import PageRoute, TheDebate, session_cookie
from app.web.site.streams import LiveAnswer

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/d/{slug}/live")
def watch(request: Request, debate: TheDebate, since: int | None = None) -> Response:
    """Tell of every revision after `since`, the one that the reader has; as server-sent events.

    A stream that is resumed names the last one it was told, which then counts instead.
    """
    state = request.app.state
    last = request.headers.get("last-event-id", "")
    if last.isascii() and last.isdigit():
        since = int(last[:18])
    seen = Seen(debate.id, debate.revision)
    token = request.cookies.get(session_cookie(state.settings), "")
    return LiveAnswer(
        state.live, token, debate.slug, seen, debate.revision if since is None else since
    )
