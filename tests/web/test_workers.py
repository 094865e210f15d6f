"""Processes that are told of a debate's changes in different steps show the same pages of it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from app.core.permissions import ANONYMOUS, Actor, Role
from app.db import Database
from app.main import create_app
from app.models import Debate as DebateTable
from app.models import Membership
from app.services import accounts, as_of, downloads, snapshots
from app.services.debates import open_debate
from app.services.kept import Kept
from app.services.snapshots import Patching, load_snapshot
from app.web.site import pages
from tests.services.acts import Acting
from tests.web.library import a_star, bring, browser, settings_for

KEPT = [(snapshots, "_graphs"), (snapshots, "_weighings"), (as_of, "_pasts")]
KEPT += [(downloads, "_files"), (pages, "_cards")]
SHOWN = ["", "/thread", "/thread?show=contested", "/n/c1", "/n/c2", "/people", "/cruxes", "/open"]
SHOWN += ["/history", "/export/cruxmap", "/difference"]
CHANGES, MEET = 24, 6


class Worker:
    """What one process keeps in memory, and a visitor whom it answers."""

    def __init__(self, database: Database, folder: Path, *, is_patched: bool = True) -> None:
        self.app = create_app(settings_for(database, folder), database)
        self.client, self.is_patched = browser(self.app), is_patched
        self.forget()

    def forget(self) -> None:
        """Begin anew, as a process that was just started."""
        self.kept = [Kept[Any, Any](64_000_000, one_at_least=True) for _ in KEPT]
        self.app.state.pages.clear()

    def pages(self, *more: str) -> dict[str, bytes]:
        """What it answers just now, by address."""
        with self._at_work():
            answers = {path: self.client.get(f"/d/star{path}") for path in (*SHOWN, *more)}
        # There may be no such node any more.
        assert {answer.status_code for answer in answers.values()} <= {200, 404}
        return {path: answer.content for path, answer in answers.items()}

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Patching, "is_on", self.is_patched)
            for (module, name), kept in zip(KEPT, self.kept, strict=True):
                patch.setattr(module, name, kept)
            yield


@pytest.fixture(params=["sqlite_database", "postgres_database"])
def database(request: pytest.FixtureRequest) -> Database:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Database)
    return found


def actors(database: Database) -> list[Actor]:
    with database.writing() as session:
        made = [accounts.add_account(session, name).actor for name in ("Ada", "Ben")]
        key = session.scalars(select(DebateTable.id)).one()
        for each in made:
            role = Role.EDITOR.value
            session.add(Membership(debate_id=key, account_id=each.account_id, role=role))
    return made


def act(database: Database, random: Random, actor: Actor) -> int:
    """Do something to the debate; return its revision."""
    with database.reading() as session:
        graph = load_snapshot(session, open_debate(session, ANONYMOUS, "star")).graph
    with suppress(IndexError):  # there may be nothing left to take away
        Acting(database, "star", random, actor, graph).do()
    with database.reading() as session:
        return open_debate(session, ANONYMOUS, "star").revision


def test_workers_that_went_by_other_steps_show_the_same_pages_byte_by_byte(
    database: Database, tmp_path: Path
) -> None:
    random = Random(7)
    one_by_one, leaping, restarted = (Worker(database, tmp_path) for _ in range(3))
    anew = Worker(database, tmp_path, is_patched=False)
    bring(one_by_one.app, a_star("star", 8))
    people = actors(database)
    assert one_by_one.pages() == leaping.pages() == restarted.pages()
    for number in range(1, CHANGES + 1):
        revision = act(database, random, random.choice(people))
        one_by_one.pages()
        if number % MEET == MEET // 2:
            restarted.forget()
            restarted.pages()
        if number % MEET == 0:
            then = f"/thread?at={max(1, revision - MEET // 2)}"
            told = [each.pages(then) for each in (one_by_one, leaping, restarted, anew)]
            assert told[1:] == told[:1] * 3
    assert revision > CHANGES // 2


def test_a_worker_that_falls_behind_and_one_that_never_was_ahead_meet_again(
    database: Database, tmp_path: Path
) -> None:
    """One looks at every revision, one at none in between: more than are ever patched at once."""
    watching, away = Worker(database, tmp_path), Worker(database, tmp_path)
    bring(watching.app, a_star("star", 5))
    (ada, _), random = actors(database), Random(3)
    assert watching.pages() == away.pages()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.services.graphs.MOST_PATCHED", 3)
        for _ in range(5):
            act(database, random, ada)
            watching.pages()
        assert watching.pages() == away.pages()
