"""Hundreds of different requests leave no more behind than the first ones did."""

import encodings
import gc
import random
from collections.abc import Iterator
from pathlib import Path
from sys import getsizeof
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.core.vocabulary import Pooling, SemanticsName
from app.db import Database
from app.main import create_app
from app.services import snapshots
from app.services.throttle import KEYS_KEPT, Window
from app.web.site import pages
from app.web.site.presence import KEPT, Presence
from tests.web.library import a_claim, a_document, a_relation, bring, settings_for, signed_in

SMALL_MB = 1
PLACES = ["", "/thread", "/people", "/open", "/cruxes", "/n/c1", "/n/r2", "/history", "/compare"]


@pytest.fixture
def site(sqlite_database: Database, tmp_path: Path) -> Iterator[Any]:
    """The application with a megabyte for each cache, and a small debate."""
    room = {f"cached_{name}_mb": SMALL_MB for name in ("debates", "cards", "pages")}
    app = create_app(settings_for(sqlite_database, tmp_path, **room), sqlite_database)
    claims = [a_claim(n) for n in range(1, 12)]
    relations = [a_relation(f"r{n}", [f"c{n}"], "c1") for n in range(2, 12)]
    bring(app, a_document("small", claims=claims, relations=relations))
    yield app
    snapshots.forget()
    snapshots.keep(128_000_000)
    pages.keep_cards(32_000_000)


def address(chance: random.Random) -> str:
    view = [
        f"if=c{chance.randint(1, 11)}:{chance.random():.6f}",
        f"semantics={chance.choice(list(SemanticsName))}&pooling={chance.choice(list(Pooling))}",
        f"x={chance.random()}",
    ]
    return f"/d/small{chance.choice(PLACES)}?{chance.choice(view)}"


def asked(clients: list[TestClient], chance: random.Random, times: int) -> None:
    for number in range(times):
        client = clients[number % len(clients)]
        assert client.get(address(chance)).status_code == 200
        if number % 10 == 0:
            client.get("/healthz")
            sent = {"value": str(chance.randint(1, 99)), "wording": "1"}
            client.post(f"/d/small/n/c{chance.randint(1, 11)}/credence", data=sent)


def statements() -> int:
    """Count the compiled statements that all engines keep."""
    engines = [each for each in gc.get_objects() if isinstance(each, Engine)]
    return sum(len(engine._compiled_cache or ()) for engine in engines)


def test_caches_stay_within_their_bytes_whatever_is_asked(site: Any) -> None:
    clients = [signed_in(site, "Ada"), TestClient(site, follow_redirects=False)]
    chance = random.Random(1)
    asked(clients, chance, 150)
    before = statements()
    asked(clients, chance, 450)
    room = SMALL_MB * 1_000_000
    sizes = {
        "debates": snapshots.kept_bytes(),
        "cards": pages._cards.size,
        "pages": site.state.pages.size,
    }
    assert {name: size for name, size in sizes.items() if not 0 < size <= room} == {}
    # A statement that is another each time would be compiled each time, and kept.
    assert statements() <= before + 5


def test_a_cards_estimate_is_not_far_below_what_it_takes(site: Any) -> None:
    client = TestClient(site)
    client.get("/d/small/thread")
    cards = pages._cards.values()
    assert len(cards) >= 10
    assert pages._cards.size >= sum(map(getsizeof, cards))


def test_names_of_encodings_that_nobody_knows_are_not_kept(site: Any) -> None:
    """Python itself remembers each name it has looked for in vain, for ever."""
    client = TestClient(site, follow_redirects=False)
    before = len(encodings._cache)
    for number in range(50):
        kind = f"multipart/form-data; boundary=x; charset=made-up-{number}"
        answer = client.post("/sign-in", content=b"--x--\r\n", headers={"Content-Type": kind})
        assert answer.status_code == 415
    assert len(encodings._cache) == before
    kind = "application/x-www-form-urlencoded; charset=UTF-8"
    answer = client.post("/sign-in", content=b"name=a", headers={"Content-Type": kind})
    assert answer.status_code == 422


def test_what_is_counted_by_person_is_bounded() -> None:
    presence, window = Presence(), Window(limit=3, seconds=60)
    for number in range(KEPT + 500):
        assert presence.is_due(f"token {number}")
        window.enter(f"name:{number}")
    assert len(presence._noted) <= KEPT
    assert len(window._tries) <= KEYS_KEPT
    assert not presence.is_due(f"token {KEPT + 499}")


def test_an_hour_later_a_session_is_noted_again() -> None:
    now = [0.0]
    presence = Presence(clock=lambda: now[0])
    due = []
    for minute in (0, 59, 61, 100, 125):
        now[0] = minute * 60.0
        due.append(presence.is_due("token"))
    assert due == [True, False, True, False, True]
