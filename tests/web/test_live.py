"""The watcher and its streams: who is told of a revision, when, and who is not."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, text, update

from app.core.permissions import Role
from app.db import Database
from app.main import create_app
from app.models import Debate, Membership
from app.services import accounts, revisions, sign_ins
from app.services.transfer import import_document, prepare
from app.web.site import streams
from app.web.site.live import Live, Pace
from app.web.site.streams import Stream
from tests.looping import to_its_end
from tests.web.library import SITE_OWNER, a_star, bring, browser, settings_for
from tests.web.streaming import ID, WAIT, change

QUICK = Pace(poll=0.05, net=0.05, gather=0.02, apart=0.05, beat=30)
# The database is hardly ever asked: what is heard soon was told by itself.
DEAF = Pace(poll=600, net=600, gather=0.02, apart=0.05, beat=30)


@pytest.fixture(params=["sqlite_database", "postgres_database"])
def database(request: pytest.FixtureRequest) -> Database:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Database)
    with found.writing() as session:
        import_document(session, SITE_OWNER, prepare(a_star("star", 5)))
    return found


@dataclass
class Client:
    """The other end of a stream; while `is_stuck`, it takes nothing."""

    got: list[bytes] = field(default_factory=list)
    is_over: bool = False
    free: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.free.set()

    async def send(self, message: Any) -> None:
        await self.free.wait()
        assert not self.is_over
        self.got.append(message["body"])
        self.is_over = not message["more_body"]

    @property
    def told(self) -> list[int]:
        return [int(number) for number in ID.findall(b"".join(self.got))]


@dataclass
class Room:
    """A running watcher on a database."""

    live: Live
    database: Database

    @contextmanager
    def reader(self, token: str = "", slug: str = "star") -> Iterator[Client]:
        with self.database.reading() as session:
            seen = revisions.seen_by(session, token, slug, self.live.settings)
        assert seen is not None
        client = Client()
        stream = Stream(client.send, token, slug, seen.revision)
        with self.live.watching(stream, seen):
            yield client

    def write(self, do: Callable[[Any], Any]) -> Any:
        with self.database.writing() as session:
            return do(session)


@asynccontextmanager
async def a_room(database: Database, folder: Path, pace: Pace = QUICK) -> AsyncIterator[Room]:
    live = Live(database, settings_for(database, folder), pace)
    with live.running():
        yield Room(live, database)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT):
        while not holds():
            await asyncio.sleep(0.01)


def test_changes_at_once_are_one_event_with_the_newest_revision(
    database: Database, tmp_path: Path
) -> None:
    async def told() -> None:
        async with a_room(database, tmp_path, Pace(**{**vars_of(QUICK), "gather": 0.5})) as room:
            with room.reader() as one, room.reader() as other:
                for _ in range(5):
                    room.write(lambda session: change(session, "star"))
                await until(lambda: bool(one.told and other.told))
                assert (one.told, other.told) == ([6], [6])
                room.write(lambda session: change(session, "star"))
                await until(lambda: len(one.told) > 1)
                assert one.told == [6, 7]
            assert room.live.debates == {}

    to_its_end(told())


def vars_of(pace: Pace) -> dict[str, float]:
    return {name: getattr(pace, name) for name in Pace.__dataclass_fields__}


def test_another_debate_is_no_news(database: Database, tmp_path: Path) -> None:
    async def told() -> None:
        async with a_room(database, tmp_path) as room:
            with room.reader() as here:
                document = prepare(a_star("moon", 5))
                room.write(lambda session: import_document(session, SITE_OWNER, document))
                with room.reader(slug="moon") as there:
                    room.write(lambda session: change(session, "moon"))
                    await until(lambda: bool(there.told))
                assert here.told == []

    to_its_end(told())


def a_member(room: Room, name: str) -> str:
    """Make an account with a role in the debate; return the token of its session."""

    def made(session: Any) -> str:
        account = accounts.add_account(session, name)
        session.add(Membership(debate_id=1, account_id=account.id, role=Role.READER.value))
        return sign_ins.start(session, account, room.live.settings, None).token

    token = room.write(made)
    assert isinstance(token, str)
    return token


def test_who_may_read_no_longer_hears_nothing_more(database: Database, tmp_path: Path) -> None:
    async def told() -> None:
        async with a_room(database, tmp_path) as room:
            ida, ben = a_member(room, "Ida"), a_member(room, "Ben")
            with room.reader() as visitor, room.reader(ida) as a, room.reader(ben) as b:
                hidden = update(Debate).values(visibility="private")
                room.write(lambda session: (session.execute(hidden), change(session, "star")))
                await until(lambda: visitor.is_over and bool(a.told) and bool(b.told))
                assert visitor.told == []
                gone = delete(Membership).where(Membership.account_id == 2)
                room.write(lambda session: (session.execute(gone), change(session, "star")))
                await until(lambda: a.is_over != b.is_over and len(a.told + b.told) == 3)

    to_its_end(told())


def test_who_signs_out_is_a_visitor_from_then_on(database: Database, tmp_path: Path) -> None:
    async def told() -> None:
        async with a_room(database, tmp_path) as room:
            hidden = update(Debate).values(visibility="private")
            room.write(lambda session: session.execute(hidden))
            token = a_member(room, "Ida")
            with room.reader(token) as ida:
                settings = room.live.settings
                room.write(lambda session: sign_ins.sign_out(session, token, settings))
                room.write(lambda session: change(session, "star"))
                await until(lambda: ida.is_over)
                assert ida.told == []

    to_its_end(told())


def test_a_debate_that_is_imported_anew_while_watched_is_news(
    database: Database, tmp_path: Path
) -> None:
    """SQLite gives the new one the old one's key; with another key, one has to come back."""

    async def told() -> None:
        async with a_room(database, tmp_path) as room:
            with room.reader() as reader:

                def replace(session: Any) -> None:
                    session.execute(delete(Debate))
                    renewed = prepare(a_star("star", 7))
                    import_document(session, SITE_OWNER, renewed, after_revision=1)

                room.write(replace)
                await until(lambda: reader.is_over or bool(reader.told))
                assert (reader.told, reader.is_over) == (
                    ([2], False) if database.is_sqlite else ([], True)
                )

    to_its_end(told())
    client = browser(create_app(settings_for(database, tmp_path), database))
    assert told_by(client, "/d/star/live", "1") == [2]


def test_a_client_that_takes_nothing_is_told_the_newest_alone_in_the_end() -> None:
    async def told() -> list[int]:
        client = Client()
        client.free.clear()
        stream = Stream(client.send, "", "star", 1)
        for revision in (2, 3, 4):
            stream.tell(revisions.Seen(1, revision), 1)
            await asyncio.sleep(0)
            stream.beat()
        client.free.set()
        await until(lambda: 4 in client.told)
        stream.end()
        stream.tell(revisions.Seen(1, 5), 1)
        await until(lambda: client.is_over)
        return client.told

    assert to_its_end(told()) == [2, 4]


def test_streams_show_that_they_live(database: Database, tmp_path: Path) -> None:
    async def told() -> None:
        pace = Pace(**{**vars_of(QUICK), "beat": 0.05})
        async with a_room(database, tmp_path, pace) as room:
            with room.reader() as one, room.reader() as other:
                await until(lambda: min(len(one.got), len(other.got)) > 3)
                assert {*one.got, *other.got} == {streams.BEAT}

    to_its_end(told())


# What PostgreSQL tells by itself.


@pytest.fixture
def telling(postgres_database: Database) -> Database:
    with postgres_database.writing() as session:
        import_document(session, SITE_OWNER, prepare(a_star("star", 5)))
    return postgres_database


def test_postgres_tells_without_being_asked_but_not_of_what_was_rolled_back(
    telling: Database, tmp_path: Path
) -> None:
    async def told() -> None:
        async with a_room(telling, tmp_path, DEAF) as room:
            with room.reader() as reader:
                await until(lambda: room.live.is_listening)
                with pytest.raises(ZeroDivisionError):
                    room.write(lambda session: (change(session, "star"), 1 / 0))
                room.write(lambda session: change(session, "star"))
                await until(lambda: bool(reader.told))
                assert reader.told == [2]

    to_its_end(told())


def test_what_nobody_told_is_found_by_asking(telling: Database, tmp_path: Path) -> None:
    async def told() -> None:
        async with a_room(telling, tmp_path) as room:
            with room.reader() as reader:
                await until(lambda: room.live.is_listening)
                silent = update(Debate).values(revision=Debate.revision + 1)
                room.write(lambda session: session.execute(silent))
                await until(lambda: reader.told == [2])

    to_its_end(told())


def test_a_line_to_postgres_that_breaks_is_opened_again(telling: Database, tmp_path: Path) -> None:
    others = text(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE datname = current_database() AND query LIKE 'LISTEN%'"
    )

    async def told() -> None:
        async with a_room(telling, tmp_path) as room:
            with room.reader() as reader:
                for _ in range(2):  # there is a line to cut, each time
                    await until(lambda: room.write(lambda session: session.scalar(others)) == 1)
                    revision = room.write(lambda session: change(session, "star"))
                    await until(lambda: reader.told[-1:] == [revision])  # noqa: B023 - at once

    to_its_end(told())


# The address itself. Where nothing watches, an answer is what is news by now, and ends.


def told_by(client: Any, address: str, last: str | None = None) -> list[int]:
    headers = {} if last is None else {"Last-Event-ID": last}
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/event-stream"
    assert answer.text.startswith("retry: ")
    return [int(number) for number in ID.findall(answer.content)]


@pytest.fixture
def app(sqlite_database: Database, tmp_path: Path) -> Any:
    made = create_app(settings_for(sqlite_database, tmp_path), sqlite_database)
    bring(made, a_star("star", 5))
    with sqlite_database.writing() as session:
        assert [change(session, "star") for _ in range(3)] == [2, 3, 4]
    return made


@pytest.mark.parametrize(
    ("query", "last", "told"),
    [
        ("", None, []),
        ("?since=4", None, []),
        ("?since=3", None, [4]),
        ("?since=9", None, [4]),  # a database that was restored
        ("?since=1", "4", []),
        ("?since=1", "2", [4]),
        ("", "2", [4]),
        ("?since=4", "nonsense", []),
        ("?since=3", "+4", [4]),
        ("", "9" * 40, [4]),
    ],
)
def test_a_stream_begins_with_what_is_news(
    app: Any, query: str, last: str | None, told: list[int]
) -> None:
    assert told_by(browser(app), f"/d/star/live{query}", last) == told


def test_a_question_for_the_head_holds_no_place(app: Any) -> None:
    with browser(app) as client:
        answer = client.head("/d/star/live")
        assert (answer.status_code, answer.content) == (200, b"")
        assert app.state.live.debates == {}


def test_who_comes_when_all_places_are_taken_is_told_to_come_again(app: Any) -> None:
    with browser(app) as client:
        app.state.live.room = 0
        answer = client.get("/d/star/live")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
        assert "Reload the page" in answer.text
        assert client.get("/d/hidden/live").status_code == 404
