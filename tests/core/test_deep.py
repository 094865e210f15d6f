"""Debates as deep and as wide as nobody makes them: everything answers, nothing recurses."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.engine.rollup import Status
from app.core.errors import Invalid
from app.core.formats.native.faults import ImportFaults
from app.core.formats.native.reading import check_document
from app.db import Database
from app.main import create_app
from app.services import snapshots
from app.services.relations import NewRelation, add
from tests.conftest import Queries
from tests.copies import copy_of
from tests.web.library import (
    SITE_OWNER,
    a_chain,
    a_claim,
    a_document,
    a_relation,
    bring,
    settings_for,
    signed_in,
)

pytestmark = pytest.mark.long

pytest_plugins = ("tests.web.library_fixtures",)

SIZE = 10_000
PAGES: tuple[str, ...] = ("", "/thread")
PAGES += ("/thread?root=c1900", "/n/c1", "/n/c1900", "/n/r1900", "/open")
PAGES += ("/digest", "/n/c1/digest", "/n/c1900/digest", "/n/r1900/digest")
PAGES += ("/people", "/cruxes", "/conversation", "/history", "/sources", "/mine", "/compare")
PAGES += ("/n/c1900/rate", "/n/c1900/crux/new", "/n/c1900/reply", "/n/c1?if=c1900:0.9", "/export")
Counting = Callable[[], AbstractContextManager[Queries]]


def a_fan(slug: str, width: int) -> dict[str, Any]:
    """One thesis with many replies."""
    claims = [a_claim(n) for n in range(1, width + 1)]
    relations = [
        a_relation(f"r{n}", [f"c{n}"], "c1", "rebuts" if n % 2 else "supports")
        for n in range(2, width + 1)
    ]
    return a_document(slug, claims=claims, relations=relations)


def a_bush(slug: str, size: int) -> dict[str, Any]:
    """Claims of which each has three replies, down to the leaves."""
    claims = [a_claim(n) for n in range(1, size + 1)]
    relations = [
        a_relation(f"r{n}", [f"c{n}"], f"c{(n + 1) // 3}", "rebuts" if n % 2 else "supports")
        for n in range(2, size + 1)
    ]
    return a_document(slug, claims=claims, relations=relations)


def a_ladder(slug: str, length: int) -> dict[str, Any]:
    """Steps of which each is undercut: an arrow at an arrow at an arrow."""
    claims = [a_claim(n) for n in range(1, length + 2)]
    relations = [a_relation("r1", ["c2"], "c1")]
    relations += [
        a_relation(f"r{n}", [f"c{n + 1}"], f"r{n - 1}", "undercuts") for n in range(2, length + 1)
    ]
    return a_document(slug, claims=claims, relations=relations)


DEBATES = {"chain": a_chain, "fan": a_fan, "bush": a_bush, "ladder": a_ladder}


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The application with four debates of ten thousand claims; it keeps no pages."""
    folder = tmp_path_factory.mktemp("deep")
    copy_of(sqlite_template, folder / "deep.db")
    database = Database(f"sqlite:///{folder / 'deep.db'}")
    app = create_app(settings_for(database, folder, cached_pages_mb=0), database)
    for slug, make in DEBATES.items():
        bring(app, make(slug, SIZE if slug != "ladder" else SIZE // 5))
    yield app
    snapshots.forget()
    database.close()


@pytest.fixture(scope="module")
def owner(site: Any) -> TestClient:
    return signed_in(site, "Owner", site_owner=True)


def test_these_debates_are_deeper_than_any_recursion() -> None:
    """Positive control: what recurses over them fails."""

    def below(claim: int) -> int:
        return 1 if claim == SIZE // 5 else 1 + below(claim + 1)

    assert sys.getrecursionlimit() < SIZE // 5
    with pytest.raises(RecursionError):
        below(1)


@pytest.mark.parametrize("slug", DEBATES)
def test_every_page_of_a_deep_and_of_a_wide_debate_answers(owner: TestClient, slug: str) -> None:
    found = {path: owner.get(f"/d/{slug}{path}").status_code for path in PAGES}
    assert found == dict.fromkeys(PAGES, 200)


@pytest.mark.parametrize("slug", ["chain", "fan", "ladder"])
def test_deep_and_wide_debates_roll_up_and_export_whole(owner: TestClient, slug: str) -> None:
    for claim, value in (("c1", "40"), ("c1900", "90")):
        sent = {"value": value, "wording": "1"}
        assert owner.post(f"/d/{slug}/n/{claim}/credence", data=sent).status_code == 303
    rolled = owner.get(f"/api/v1/debates/{slug}/rollup")
    assert rolled.status_code == 200
    assert "c1" in rolled.text
    exported = owner.get(f"/d/{slug}/export/cruxmap").json()
    assert len(exported["claims"]) >= SIZE // 5
    assert len(exported["credences"]) == 2


def test_a_thread_costs_the_same_queries_however_deep_it_is(
    site: Any, count_queries: Counting
) -> None:
    reader = signed_in(site, "Reader")
    found = {}
    for slug in ("chain", "bush"):
        for path in ("/thread", "/n/c3000"):
            reader.get(f"/d/{slug}{path}")  # notes the look: nothing is new since
            snapshots.forget()
            with count_queries() as queries:
                assert reader.get(f"/d/{slug}{path}").status_code == 200
            found[slug, path] = len(queries)
    for path in ("/thread", "/n/c3000"):
        assert found["chain", path] == found["bush", path], path


def test_replies_deep_down_are_behind_a_link_and_not_said_to_stand_apart(
    owner: TestClient,
) -> None:
    text = owner.get("/d/chain/thread").text
    assert "Continue this thread" in text
    assert 'id="apart"' not in text


def restating(*pairs: tuple[int, int]) -> dict[str, Any]:
    claims = [a_claim(n) for n in range(1, SIZE + 1)]
    relations = [
        a_relation(f"r{premise}-{target}", [f"c{premise}"], f"c{target}", "restates")
        for premise, target in pairs
    ]
    return a_document("restated", claims=claims, relations=relations)


def test_a_ring_of_ten_thousand_restatements_is_found() -> None:
    chain = [(n, n + 1) for n in range(1, SIZE)]
    assert check_document(restating(*chain))
    with pytest.raises(ImportFaults) as found:
        check_document(restating(*chain, (SIZE, 1)))
    assert "ring" in found.value.faults[0].message
    assert len(json.dumps(found.value.faults[0].message)) < 1000


def test_the_last_link_of_a_long_ring_of_restatements_is_refused(
    empty_site: Any,
) -> None:
    bring(empty_site, restating(*((n, n + 1) for n in range(1, SIZE))))
    database: Database = empty_site.state.database
    last = NewRelation(kind="restates", premises=(f"c{SIZE}",), target="c1")
    with database.writing() as session, pytest.raises(Invalid) as refused:
        add(session, SITE_OWNER, "restated", last)
    assert set(refused.value.fields) == {"target"}


def test_claims_that_weigh_on_each_other_in_a_circle_are_shown_with_their_state(
    empty_site: Any,
) -> None:
    ring = [a_relation(f"r{n}", [f"c{n}"], f"c{n % 5 + 1}", "rebuts") for n in range(1, 6)]
    ring.append(a_relation("r6", ["c6"], "r1", "undercuts"))
    ring.append(a_relation("r7", ["c1"], "c6"))
    address = bring(
        empty_site, a_document("ring", claims=[a_claim(n) for n in range(1, 7)], relations=ring)
    )
    client = signed_in(empty_site, "Owner", site_owner=True)
    for claim in ("c1", "c4"):
        sent = {"value": "70", "wording": "1"}
        assert client.post(f"{address}/n/{claim}/credence", data=sent).status_code == 303
    for path in (
        "",
        "/thread",
        "/n/c1",
        "/n/r1",
        "/n/c6",
        "/open",
        "/digest",
        "/n/c1/digest",
        "/n/c1?if=c2:0.9",
        "/mine",
    ):
        assert client.get(address + path).status_code == 200, path
    rolled = client.get("/api/v1/debates/ring/rollup")
    assert rolled.status_code == 200
    status = rolled.json()["status"]
    assert set(status) >= {"c1", "c2", "c3", "c4", "c5"}
    assert set(status.values()) <= {state.value for state in Status}
    assert status["c2"] != Status.EXACT.value, "a claim in a circle is not just worked out"
