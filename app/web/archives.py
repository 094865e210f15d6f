"""The archive of a debate as a download: made by a thread of its own, one at a time, and kept."""

from functools import partial
from tempfile import TemporaryFile

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.asides import Awaited
from app.core.errors import Invalid
from app.core.permissions import Action, Actor
from app.services.debates import OpenDebate, open_debate, stilled
from app.services.kept import Kept
from app.services.snapshots import load_snapshot
from app.web.archive.writing import archive_name, pages_in, write_archive
from app.web.site.deps import CurrentActor, PageRoute, ReadSession
from app.web.site.kept_pages import key_of
from app.web.site.shelf import has_already, marked

router = APIRouter(route_class=PageRoute, include_in_schema=False)
# Larger debates take minutes: those are for the command line.
MOST_PAGES = 2_500
LARGE = (
    "The archive of this debate would have about {pages:,} pages, too many to make while you wait. "
    "On the command line: cruxmap export {slug} --archive -o {name}"
)


class Archives:
    """Makes archives, and keeps those that were made last, up to `most` bytes."""

    def __init__(self, base_url: str, most: int) -> None:
        self._base_url = base_url
        self._kept: Kept[tuple[str, int, int], bytes] = Kept(most)

    def answer(self, actor: Actor, slug: str, session: Session) -> Response:
        """Return a debate's archive, kept or made now, as it is sent."""
        # It may have changed, or been hidden, since it was asked for.
        opened = open_debate(session, actor, slug, Action.EXPORT)
        headers = {
            **marked(_key(opened)),
            "Content-Disposition": f'attachment; filename="{archive_name(slug)}"',
        }
        body = self._body(session, opened)
        return Response(body, media_type="application/zip", headers=headers)

    def _body(self, session: Session, opened: OpenDebate) -> bytes:
        state = (opened.database_id, opened.id, opened.revision)
        body = self._kept.get(state)
        if body is None:
            with TemporaryFile() as file:
                write_archive(session, opened, file, self._base_url)
                file.seek(0)
                body = file.read()
            self._kept.put(state, body, len(body))
        return body


@router.get("/d/{slug}/export/archive")
def send_archive(
    request: Request, session: ReadSession, actor: CurrentActor, slug: str
) -> Response:
    """Send all pages of a debate as a zip; one that the client has is not sent again."""
    debate = open_debate(session, actor, slug, Action.EXPORT)
    if "at" in request.query_params:
        raise Invalid("An archive shows a debate as it is now.", {"at": "Leave it out."})
    headers = marked(_key(debate))
    if has_already(request, headers):
        return Response(status_code=304, headers=headers)
    pages = pages_in(load_snapshot(session, stilled(debate)).graph)
    if pages > MOST_PAGES:
        raise Invalid(LARGE.format(pages=pages, slug=slug, name=archive_name(slug)))
    state = request.app.state
    archives: Archives = state.archives
    return Awaited(state.aside, partial(archives.answer, actor, slug))


def _key(debate: OpenDebate) -> str:
    return key_of(debate, "archive")
