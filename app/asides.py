"""Answers that take long: made in a thread of their own, one at a time, while others go on."""

from collections.abc import Callable, Iterator, Mapping
from tempfile import TemporaryFile
from typing import IO, TypeVar

import anyio
from anyio.to_thread import run_sync
from fastapi import Response
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session
from starlette.types import Receive, Scope, Send

from app.core.errors import TooMany
from app.core.permissions import Actor
from app.db import Database
from app.services.several_out import Opened, Wanted, open_several, write_several, zip_name

T = TypeVar("T")
MOST_WAITING = 3
PIECE = 1 << 16
BUSY = "Several large files are being made just now. Try again in a minute."


class Aside:
    """A thread beside those that answer requests, which has a session of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._thread = anyio.CapacityLimiter(1)

    async def run(self, make: Callable[[Session], T]) -> T:
        """Make something in a reading session. Raises TooMany where others wait already."""
        if self._thread.statistics().tasks_waiting >= MOST_WAITING:
            raise TooMany(BUSY)
        return await run_sync(self._made, make, limiter=self._thread)

    def _made(self, make: Callable[[Session], T]) -> T:
        with self._database.reading() as session:
            return make(session)


class Awaited(Response):
    """An answer that is made aside, and then sent."""

    def __init__(self, aside: Aside, make: Callable[[Session], Response]) -> None:
        super().__init__()
        self._aside, self._make = aside, make

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for the answer, and send it."""
        answer = await self._aside.run(self._make)
        answer.background = self.background
        await answer(scope, receive, send)


def as_zip(write: Callable[[IO[bytes]], object], headers: Mapping[str, str]) -> Response:
    """Return a zip as it is sent: written to a file that has no name, and read piece by piece.

    Nothing is sent of one that could not be written whole.
    """
    file = TemporaryFile()  # noqa: SIM115 - closed when it was sent
    try:
        write(file)
    except BaseException:
        file.close()
        raise
    told = {**headers, "Content-Length": str(file.tell())}
    file.seek(0)
    return StreamingResponse(_pieces(file), media_type="application/zip", headers=told)


def debates_as_zip(
    actor: Actor,
    wanted: Wanted,
    base_url: str,
    marks: Callable[[Opened, Wanted], Mapping[str, str]],
    session: Session,
) -> Response:
    """Return several debates as they are sent; `marks` are headers that tell one zip of others."""
    # They may have changed, or been hidden, since they were asked for.
    opened = open_several(session, actor, wanted)
    headers = {
        **marks(opened, wanted),
        "Content-Disposition": f'attachment; filename="{zip_name(opened)}"',
    }
    return as_zip(lambda out: write_several(session, opened, out, base_url), headers)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
