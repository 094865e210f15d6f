"""A page made of kept pieces is, byte for byte, the page made of nothing that was kept."""

from contextlib import suppress
from random import Random

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from app.core.permissions import ANONYMOUS, Actor, Role
from app.db import Database
from app.models import Debate
from app.services import snapshots
from app.services.accounts import find_account
from app.services.debates import open_debate
from app.services.snapshots import load_snapshot
from app.web.site import pages
from tests import factories as make
from tests.services.acts import Acting
from tests.web.conftest import Loaded, SignIn

SHOWN = [
    "",
    "/thread",
    "/thread?show=contested",
    "/thread?readings=true",
    "/thread?root=c2",
    "/cruxes",
    "/people",
    "/open",
    "/digest",
    "/n/c1/digest",
    "/counted/challenges",
    "/n/c1",
    "/n/c2",
    "/history",
]
ROUNDS, ACTS = 6, 6


def forget_all() -> None:
    snapshots.forget()
    pages._cards.clear()


@pytest.mark.parametrize("blind", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_pages_after_any_changes_are_those_made_anew(
    client: TestClient,
    database: Database,
    loaded: Loaded,
    sign_in: SignIn,
    seed: int,
    blind: bool,
) -> None:
    random = Random(seed)
    readers = [client, sign_in("Ada"), sign_in("Ben", role=Role.EDITOR)]
    with database.writing() as session:
        make.a_person(session, make.Made(1, "tea"), "Per")
        actors = [find_account(session, name).actor for name in ("Ada", "Ben")]
        session.execute(update(Debate).values(blind=blind))
    forget_all()
    told = 0
    for _ in range(ROUNDS):
        for _ in range(ACTS):
            act(database, random, random.choice(actors))
            kept = [reader.get(f"/d/tea{path}").content for reader in readers for path in SHOWN]
        forget_all()
        anew = [reader.get(f"/d/tea{path}").content for reader in readers for path in SHOWN]
        assert kept == anew
        told += sum(b'id="news"' in page for page in anew)
    assert told > ROUNDS  # what is new to each reader was on them


def act(database: Database, random: Random, actor: Actor) -> None:
    with database.reading() as session:
        graph = load_snapshot(session, open_debate(session, ANONYMOUS, "tea")).graph
    # There may be nothing yet to do it to.
    with suppress(IndexError):
        Acting(database, "tea", random, actor, graph).do()
