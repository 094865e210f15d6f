"""The archive of a debate as a download: made by a thread of its own, one at a time, and kept."""

from functools import partial
from tempfile import TemporaryFile
from typing import NamedTuple

import anyio
from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response
from starlette.types import Receive, Scope, Send

from app.core.errors import Invalid, TooMany
from app.core.permissions import Action, Actor
from app.db import Database
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
MOST_WAITING = 3
BUSY = "Several archives are being made just now. Try again in a minute."
LARGE = (
    "The archive of this debate would have about {pages:,} pages, too many to make while you wait. "
    "On the command line: cruxmap export {slug} --archive -o {name}"
)


class Made(NamedTuple):
    """An archive, and the key by which a browser knows it again."""

    body: bytes
    key: str


class Archives:
    """Makes archives for whoever asks, and keeps those that were made last, up to `most` bytes.

    They are made in a thread beside those that answer requests, which has a session of its own.
    """

    def __init__(self, database: Database, base_url: str, most: int) -> None:
        self._database, self._base_url = database, base_url
        self._kept: Kept[tuple[str, int, int], bytes] = Kept(most)
        self._thread = anyio.CapacityLimiter(1)

    async def get(self, actor: Actor, slug: str) -> Made:
        """Return a debate's archive, kept or made now. Raises TooMany where others wait already."""
        if self._thread.statistics().tasks_waiting >= MOST_WAITING:
            raise TooMany(BUSY)
        return await run_sync(self._get, actor, slug, limiter=self._thread)

    def _get(self, actor: Actor, slug: str) -> Made:
        with self._database.reading() as session:
            # It may have changed, or been hidden, since it was asked for.
            opened = open_debate(session, actor, slug, Action.EXPORT)
            state = (opened.database_id, opened.id, opened.revision)
            body = self._kept.get(state)
            if body is None:
                with TemporaryFile() as file:
                    write_archive(session, opened, file, self._base_url)
                    file.seek(0)
                    body = file.read()
                self._kept.put(state, body, len(body))
        return Made(body, _key(opened))


class _Awaited(Response):
    """An answer that another thread makes, while those that answer requests go on."""

    def __init__(self, request: Request, actor: Actor, slug: str) -> None:
        super().__init__()
        archives: Archives = request.app.state.archives
        self._make = partial(archives.get, actor, slug)
        self._name = archive_name(slug)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for the archive, and send it."""
        made = await self._make()
        headers = {
            **marked(made.key),
            "Content-Disposition": f'attachment; filename="{self._name}"',
        }
        answer = Response(made.body, media_type="application/zip", headers=headers)
        answer.background = self.background
        await answer(scope, receive, send)


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
    return _Awaited(request, actor, slug)


def _key(debate: OpenDebate) -> str:
    return key_of(debate, "archive")
