"""Streams: readers who watch a debate are told of its revisions, by one watcher a process.

A stream holds no session and no thread, only its connection. The watcher asks the database which
revision the watched debates are at, once for all streams, and hears it from PostgreSQL at once.
Before a reader is told anything, it is asked anew whether they may still read the debate.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

import anyio.to_thread
from sqlalchemy.exc import SQLAlchemyError

from app.config import Settings
from app.db import Database
from app.services import notices, revisions
from app.services.revisions import Seen
from app.web.site.streams import Stream

log = logging.getLogger("cruxmap")

AT_ONCE = 50  # readers of whom one session asks whether they may still read


@dataclass(frozen=True, slots=True)
class Pace:
    """The watcher's times, in seconds."""

    poll: float = 1.0  # between two questions to the database
    net: float = 5.0  # the same, where the database tells by itself: for what was missed
    gather: float = 0.3  # after the first change, for those that follow at once
    apart: float = 2.0  # at least, between two events of a debate
    beat: float = 25.0  # between two signs of life: proxies cut what is still for a minute


@dataclass(slots=True)
class Watched:
    """A debate that somebody watches: the revision last heard of, and the streams."""

    revision: int | None
    streams: dict[Stream, None] = field(default_factory=dict)
    is_stirred: bool = False
    telling: asyncio.Task[None] | None = None


class Live:
    """All streams of a process, and what tells them."""

    def __init__(self, database: Database, settings: Settings, pace: Pace | None = None) -> None:
        self.database, self.settings = database, settings
        self.pace = pace or Pace()
        self.room = settings.live_readers
        self.debates: dict[int, Watched] = {}
        self.is_running = self.is_listening = False

    @contextmanager
    def running(self) -> Iterator[None]:
        """Watch, and keep streams alive, until the end; then end them all."""
        # Asking must not wait for the threads that make pages, nor hold one of them.
        self._thread = anyio.CapacityLimiter(1)
        self._asked = asyncio.Event()
        jobs = [self._poll(), self._beat()]
        if not self.database.is_sqlite:
            jobs.append(self._listen())
        tasks = [asyncio.create_task(job) for job in jobs]
        self.is_running = True
        try:
            yield
        finally:
            self.is_running = False
            for stream in self._streams():
                stream.end()
            telling = [each.telling for each in self.debates.values() if each.telling]
            for task in [*tasks, *telling]:
                task.cancel()

    @property
    def has_room(self) -> bool:
        """Tell whether one more may watch."""
        return sum(len(watched.streams) for watched in self.debates.values()) < self.room

    @contextmanager
    def watching(self, stream: Stream, seen: Seen) -> Iterator[Stream]:
        """Tell a stream of what comes after what its reader has just been told."""
        watched = self.debates.setdefault(seen.debate_id, Watched(seen.revision))
        watched.streams[stream] = None
        if watched.revision != seen.revision:
            self._stir(seen.debate_id, watched)
        self._asked.set()
        try:
            yield stream
        finally:
            del watched.streams[stream]
            if not watched.streams and self.debates.get(seen.debate_id) is watched:
                del self.debates[seen.debate_id]

    def heard(self, debate_id: int, revision: int | None) -> None:
        """Take note of the revision that a debate is at; None: it is gone."""
        watched = self.debates.get(debate_id)
        if watched is not None and watched.revision != revision:
            watched.revision = revision
            self._stir(debate_id, watched)

    def _stir(self, debate_id: int, watched: Watched) -> None:
        watched.is_stirred = True
        if watched.telling is None:
            watched.telling = asyncio.create_task(self._tell(debate_id, watched))

    async def _tell(self, debate_id: int, watched: Watched) -> None:
        """Tell the streams of a debate, and again for as long as more has been heard meanwhile."""
        await asyncio.sleep(self.pace.gather)
        while watched.is_stirred and watched.streams:
            watched.is_stirred = False
            try:
                await self._tell_all(debate_id, list(watched.streams))
            except SQLAlchemyError:
                log.exception("who may still read could not be asked; trying again")
                watched.is_stirred = True
            await asyncio.sleep(self.pace.apart)
        watched.telling = None

    async def _tell_all(self, debate_id: int, streams: list[Stream]) -> None:
        readers: dict[tuple[str, str], list[Stream]] = {}
        for stream in streams:
            readers.setdefault((stream.token, stream.slug), []).append(stream)
        waiting = list(readers)
        for first in range(0, len(waiting), AT_ONCE):
            some = waiting[first : first + AT_ONCE]
            found = await anyio.to_thread.run_sync(partial(self._ask, some), limiter=self._thread)
            for reader, seen in found.items():
                # Another debate has this one's address now: whoever comes back will watch that.
                is_here = seen is not None and seen.debate_id == debate_id
                for stream in readers[reader]:
                    stream.tell(seen if is_here else None, len(streams))

    def _ask(self, readers: list[tuple[str, str]]) -> dict[tuple[str, str], Seen | None]:
        with self.database.reading() as session:
            return {
                (token, slug): revisions.seen_by(session, token, slug, self.settings)
                for token, slug in readers
            }

    async def _poll(self) -> None:
        """Ask for the revisions of the watched debates, again and again, and soon for a new one."""
        while True:
            # Before looking: who comes while it looks, or right after, is looked for again.
            self._asked.clear()
            if self.debates:
                with suppress(SQLAlchemyError):  # pages tell of it, and log it
                    await self._look()
            await asyncio.sleep(self.pace.gather)
            pause = self.pace.net if self.is_listening else self.pace.poll
            with suppress(TimeoutError):
                await asyncio.wait_for(self._asked.wait(), pause if self.debates else None)

    async def _look(self) -> None:
        watched = list(self.debates)
        found = await anyio.to_thread.run_sync(
            partial(self._present, watched), limiter=self._thread
        )
        for debate_id in watched:
            self.heard(debate_id, found.get(debate_id))

    def _present(self, debates: list[int]) -> dict[int, int]:
        with self.database.reading() as session:
            return revisions.present(session, debates)

    async def _listen(self) -> None:
        """Hear of changes from the database; while the line is broken, polling does it."""
        while True:
            with suppress(OSError):
                await notices.listen(self.database.url, begun=self._begun, heard=self.heard)
            self.is_listening = False
            await asyncio.sleep(self.pace.net)

    def _begun(self) -> None:
        self.is_listening = True
        self._asked.set()

    async def _beat(self) -> None:
        """Give every stream a sign of life within `beat` seconds, some of them at a time."""
        number = 0
        parts = max(1, round(self.pace.beat))
        while True:
            await asyncio.sleep(self.pace.beat / parts)
            for stream in self._streams()[number % parts :: parts]:
                stream.beat()
            number += 1

    def _streams(self) -> list[Stream]:
        return [stream for watched in self.debates.values() for stream in watched.streams]
