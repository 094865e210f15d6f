"""Very many of one thing on one node: every page stays short, says what it leaves out, opens."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from app.core.debate.weighing import weigh
from app.core.engine import evaluation
from app.db import Database
from app.main import create_app
from app.services import snapshots
from app.services.debates import open_debate
from app.services.graphs import read_graph
from app.web.people import _person_lines, _speakers
from app.web.showing.why import LEAST_EFFECT, MOST_REASONS
from app.web.site import pages
from benchmarks.fan_debates import FANS, replies
from tests.conftest import Queries
from tests.copies import copy_of
from tests.core.oracles import effects_by_definition
from tests.web.library import (
    SITE_OWNER,
    bring,
    browser,
    leads_somewhere,
    read,
    settings_for,
    signed_in,
    text_of,
)

pytest_plugins = ("tests.web.library_fixtures",)

Counting = Callable[[], AbstractContextManager[Queries]]
FEW, MANY = 520, 1040
PAGES: tuple[str, ...] = (
    "",
    "/thread",
    "/n/c0",
    "/n/c0?readings=true",
    "/conversation",
    "/cruxes",
    "/people",
)
PAGES += ("/digest", "/n/c0/digest")
PAGES += ("/open", "/compare", "/mine", "/sources", "/n/c0/rate", "/n/c0/reply", "/n/c0/crux/new")
MORE: dict[str, tuple[str, ...]] = {
    "replies": ("/n/r1", "/n/c1", "/n/c0?if=c1:0.9"),
    "undercuts": ("/n/r1", "/n/r2", "/n/c1"),
    "uses": ("/n/u1", "/n/c1", "/n/c{after}"),
    "premises": ("/n/r1", "/n/r2", "/n/c1", "/n/r1/rate"),
    "sayings": ("/n/c1", "/n/t0", "/people/p0", "/compare?a=p:p0&b=p:p1"),
    "raters": ("/n/r1", "/n/c1"),
    "cruxes": ("/n/z0", "/n/whole", "/people/p0", "/compare?a=p:p0&b=p:p1"),
    "questions": ("/people/p0", "/n/q1"),
}


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Every fan twice, one with twice as many; the application keeps no pages."""
    folder = tmp_path_factory.mktemp("fans")
    copy_of(sqlite_template, folder / "fans.db")
    database = Database(f"sqlite:///{folder / 'fans.db'}")
    app = create_app(settings_for(database, folder, cached_pages_mb=0), database)
    for make in FANS.values():
        for size in (FEW, MANY):
            document = make(size)
            document["debate"]["slug"] += f"-{size}"
            bring(app, document)
    yield app
    snapshots.forget()
    pages._cards.clear()
    database.close()


@pytest.fixture(scope="module")
def reader(site: Any) -> TestClient:
    client = signed_in(site, "Owner", site_owner=True)
    client.get("/")  # the first visit is noted
    return client


def addresses(name: str, size: int) -> list[str]:
    paths = [path.replace("{after}", str(size + 1)) for path in (*PAGES, *MORE.get(name, ()))]
    return [f"/d/fan-{name}-{size}{path}" for path in paths]


@pytest.mark.parametrize("name", FANS)
def test_twice_as_many_make_no_page_longer_and_ask_no_more_queries(
    reader: TestClient, name: str, count_queries: Counting
) -> None:
    differing = []
    for few, many in zip(addresses(name, FEW), addresses(name, MANY), strict=True):
        found = []
        for address in (few, many):
            snapshots.forget()
            with count_queries() as queries:
                answer = reader.get(address)
            assert answer.status_code == 200, address
            found.append((len(answer.content), len(queries)))
        (short, asked), (long, asked_of_many) = found
        if long > 1.2 * short or asked != asked_of_many:
            differing.append((many, *found))
    assert differing == []


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many roll-ups went into each evaluation of a bucket."""
    counted: list[int] = []
    evaluate = evaluation.Run.evaluate

    def counting(run: Any, bucket: Any, values: Any, natural: Any = None) -> Any:
        counted.append(int(np.prod(values.shape[1:], dtype=int)))
        return evaluate(run, bucket, values, natural)

    monkeypatch.setattr(evaluation.Run, "evaluate", counting)
    return counted


@pytest.mark.parametrize("semantics", ["sbn", "log_odds", "df_quad"])
@pytest.mark.parametrize("path", ["/n/c0", "/thread", "/mine"])
def test_a_claim_of_twenty_replies_costs_as_many_evaluations_as_one_of_two_thousand(
    empty_site: Any, runs: list[int], semantics: str, path: str
) -> None:
    client = signed_in(empty_site, "Owner", site_owner=True)
    found = {}
    for size in (20, 2000):
        document = replies(size)
        document["debate"]["slug"] = f"fan-{size}"
        address = bring(empty_site, document)
        runs.clear()
        assert client.get(f"{address}{path}?semantics={semantics}").status_code == 200
        found[size] = (len(runs), sum(runs))
    assert found[20] == found[2000]
    assert sum(found[20]) < 100


@pytest.mark.parametrize("semantics", ["sbn", "quadratic_energy"])
def test_the_reasons_shown_are_those_that_do_most_by_the_definition(
    empty_site: Any, semantics: str
) -> None:
    document = replies(70)
    for row in document["relations"]:
        row["strength"] = "weak"
    address = bring(empty_site, document)
    with empty_site.state.database.reading() as session:
        debate = open_debate(session, SITE_OWNER, address.rsplit("/", 1)[-1])
        made = weigh(read_graph(session, debate), semantics=semantics)
    slow = effects_by_definition(made.network, "c0", made.rollup.strengths, semantics)
    telling = [
        edge
        for edge, (now, without, certain) in slow.items()
        if max(abs(now - without), abs(certain - now)) > LEAST_EFFECT
    ]
    ranked = sorted(telling, key=lambda edge: -abs(slow[edge][0] - slow[edge][1]))
    assert len(ranked) > MOST_REASONS
    page = read(browser(empty_site), f"{address}/n/c0?semantics={semantics}")
    section = page.by_id("why")
    shown = [link.rpartition("/")[2] for link in page.links(section) if "/n/r" in link]
    pushes = {edge: abs(now - without) for edge, (now, without, _) in slow.items()}
    most = pytest.approx([pushes[edge] for edge in ranked], abs=1e-7)
    assert len(set(shown)) == MOST_REASONS
    assert f"1 to {MOST_REASONS} of {len(ranked)}" in text_of(section)
    further = next(link for link in page.links(section) if "list=why" in link)
    assert "semantics=" in further
    page = read(browser(empty_site), further)
    rest = [link.rpartition("/")[2] for link in page.links(page.by_id("why")) if "/n/r" in link]
    # Of two that do the same, either may come first.
    assert [pushes[edge] for edge in (*shown, *rest)] == most
    assert set(shown) | set(rest) == set(ranked)


def walked(client: TestClient, address: str, place: str, row: str) -> list[str]:
    """Follow "those after" through a list; give what `row` finds of each page's place."""
    found: list[str] = []
    following: str | None = address
    while following:
        page = read(client, following)
        found += re.findall(row, " ".join(page.links(page.by_id(place))))
        later = [a for a in page.by_id(place).iter("a") if text_of(a) == "Those after"]
        following = later[0].attrib["href"] if later else None
        assert following is None or leads_somewhere(client, following)
    return found


@pytest.mark.parametrize(
    ("slug", "place", "row"),
    [
        ("uses", "arguments", r"/n/(r\d+)\b"),
        ("sayings", "stances", r"/people/(p\d+)\b"),
        ("sayings", "talk", r"/n/(t\d+)(?!\S)"),
        ("cruxes", "hangs-on", r"/n/(z\d+)\b"),
    ],
)
def test_every_row_can_be_reached_and_comes_once(
    reader: TestClient, slug: str, place: str, row: str
) -> None:
    found = walked(reader, f"/d/fan-{slug}-{FEW}/n/c0", place, row)
    assert len(found) == len(set(found)) == FEW


def test_a_comment_far_down_is_found_from_the_claim_it_makes(reader: TestClient) -> None:
    address = f"/d/fan-comments-{FEW}"
    page = read(reader, f"{address}/n/c0?list=provenance&from=400")
    link = next(link for link in page.links() if link.endswith("#k450"))
    assert leads_somewhere(reader, link)
    assert 'id="k2"' not in reader.get(link).text
    # A reply leads to what it answers though that stands in another stretch.
    parent = next(a for a in read(reader, link).links() if a.endswith("#k0"))
    assert leads_somewhere(reader, parent)


@pytest.mark.parametrize(
    "query", ["from=abc", "from=-5", "from=", "from=9" + "9" * 30, "from=10000"]
)
def test_a_nonsense_stretch_is_the_first_one(reader: TestClient, query: str) -> None:
    address = f"/d/fan-sayings-{FEW}/n/c0"
    first = read(reader, address).by_id("stances")
    assert text_of(read(reader, f"{address}?list=stances&{query}").by_id("stances")) == text_of(
        first
    )


def test_who_is_chosen_stays_chosen_beyond_the_first_stretch(site: Any, reader: TestClient) -> None:
    page = read(reader, f"/d/fan-sayings-{FEW}/compare?a=p:p519&b=p:p1")
    chosen = [o.get("value") for o in page.root.iter("option") if "selected" in o.attrib]
    assert chosen == ["p:p519", "p:p1"]


def test_the_people_are_counted_in_one_go(site: Any) -> None:
    with site.state.database.reading() as session:
        debate = open_debate(session, SITE_OWNER, f"fan-sayings-{FEW}")
        graph = read_graph(session, debate)

    class Watched(tuple[Any, ...]):
        times = 0

        def __iter__(self) -> Iterator[Any]:
            Watched.times += 1
            return super().__iter__()

    watched = replace(graph, stances=Watched(graph.stances))
    line = _person_lines(watched)
    lines = [line(person) for person in watched.people.values()]
    assert len(_speakers(watched)) == FEW
    assert Watched.times <= 3, "as often as lists are made of it, and not once for each person"
    held = [stance.value for stance in graph.stances if stance.stands]
    assert sum(row["accepts"] for row in lines) == held.count("accepts")
    assert sum(row["neither"] for row in lines) == held.count("undecided")
    assert sum(row["voiced"] for row in lines) == FEW


def test_five_thousand_rated_replies_open_within_seconds(empty_site: Any) -> None:
    address = bring(empty_site, replies(5000))
    client = browser(empty_site)
    began = time.monotonic()
    page = read(client, f"{address}/n/c0")
    assert time.monotonic() - began < 10
    assert "1 to 200 of 5,000" in text_of(page.by_id("arguments"))
