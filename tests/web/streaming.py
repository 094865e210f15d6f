"""Clients of the stream of a debate's revisions, over bare sockets, and changes made elsewhere."""

import asyncio
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from app.services import changes
from app.services.debates import open_debate
from tests.web.library import SITE_OWNER

WAIT = 60.0  # seconds within which everything that is not stuck has happened
AT_ONCE = 20
ID = re.compile(rb"id: (\d+)\n")


def change(session: Session, slug: str) -> int:
    """Change a debate as everybody does it, by the one door; return the new revision."""
    debate = open_debate(session, SITE_OWNER, slug)
    return changes.record(session, debate.id, SITE_OWNER, action="change", noun="debate", ref=slug)


@dataclass
class Line:
    """A connection on which a stream comes, and all that has come of it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    got: bytes = b""

    @property
    def status(self) -> int:
        return int(self.got.split(b" ", 2)[1]) if self.got else 0

    @property
    def told(self) -> list[int]:
        """The revisions that were told."""
        return [int(number) for number in ID.findall(self.got)]

    async def until(self, mark: bytes) -> None:
        """Read until something has come; fails when the stream ends before, or is stuck."""
        async with asyncio.timeout(WAIT):
            while mark not in self.got:
                piece = await self.reader.read(65_536)
                assert piece, self.got
                self.got += piece

    def cut(self) -> None:
        self.writer.transport.abort()


@dataclass
class Watchers:
    """Streams of one server, all cut in the end."""

    address: str
    lines: list[Line] = field(default_factory=list)

    async def __aenter__(self) -> "Watchers":
        return self

    async def __aexit__(self, *_: object) -> None:
        for line in self.lines:
            line.cut()
        await asyncio.sleep(0)

    async def watch(self, slug: str, *headers: str, since: int | None = None) -> Line:
        """Open a stream, and wait for its head."""
        url = urlsplit(self.address)
        reader, writer = await asyncio.open_connection(url.hostname, url.port)
        self.lines.append(line := Line(reader, writer))
        writer.write(asked(url.netloc, slug, *headers, since=since))
        await line.until(b"\r\n\r\n")
        return line

    async def many(self, slug: str, number: int) -> list[Line]:
        """Open so many streams, some at a time; each is answered."""
        lines: list[Line] = []
        while len(lines) < number:
            lines += await asyncio.gather(*(self.watch(slug) for _ in range(AT_ONCE)))
        assert {line.status for line in lines} == {200}
        return lines


def asked(host: str, slug: str, *headers: str, since: int | None = None) -> bytes:
    """Return what a browser sends to open a stream."""
    path = f"/d/{slug}/live" + (f"?since={since}" if since is not None else "")
    return "\r\n".join([f"GET {path} HTTP/1.1", f"Host: {host}", *headers, "", ""]).encode()


async def told(lines: list[Line], revision: int) -> None:
    """Wait until all have been told of a revision."""
    await asyncio.gather(*(line.until(f"id: {revision}\n".encode()) for line in lines))
