"""Pages of a debate as it was: as they were then, marked, and nothing can be done there."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from app.core.permissions import ANONYMOUS, Actor, Role
from app.db import Database
from app.main import create_app
from app.models import Change, Membership
from app.models import Debate as DebateTable
from app.services import accounts, claims, credences, debate_settings, snapshots
from app.services.claims import ClaimEdit, NewClaim, NewRelationTo
from app.services.credences import NewCredence
from app.services.debates import open_debate
from app.services.snapshots import load_snapshot
from tests.found import some
from tests.services.acts import Acting
from tests.web.library import (
    a_claim,
    a_document,
    a_relation,
    bring,
    browser,
    read,
    settings_for,
    signed_in,
    text_of,
)

pytest_plugins = ("tests.web.library_fixtures",)
ME = Actor(None, site_owner=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """A debate on each engine with one of everything, that was reworded, added to and rated."""
    name = "sqlite_database" if request.param == "sqlite" else "postgres_database"
    database: Database = request.getfixturevalue(name)
    app = create_app(settings_for(database, tmp_path), database)
    bring(
        app,
        a_document(
            "kettle",
            debate={"title": "On kettles"},
            people=[{"id": "p1", "name": "Ida", "kind": "named"}],
            sources=[{"id": "s1", "kind": "work", "csl": {"type": "book", "title": "On wheels"}}],
            claims=[a_claim(1, "A kettle boils."), a_claim(2, "It is hot."), a_claim(3)],
            relations=[a_relation("r1", ["c2"], "c1"), a_relation("r2", ["c3"], "r1", "undercuts")],
            cruxes=[{"id": "k1", "question": "Hot?", "claims": ["c2"], "provenance": "in_text"}],
            stances=[{"id": "t1", "person": "p1", "node": "c1", "value": "accepts"}],
        ),
    )
    yield app
    snapshots.forget()


def do(site: Any, service: Any, actor: Actor, *given: Any) -> None:
    with site.state.database.writing() as session:
        service(session, actor, "kettle", *given)


def rated(site: Any, name: str, value: float, wording: int = 1, node: str = "c2") -> Actor:
    with site.state.database.writing() as session:
        actor = accounts.add_account(session, name).actor
        given = NewCredence(value=value, wording=wording)
        credences.give(session, actor, "kettle", node, given)
    return actor


def reworded(site: Any, text: str, wording: int) -> None:
    do(site, claims.reword, ME, "c1", ClaimEdit(text=text, wording=wording))


def shown(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.text[:2000])
    return answer.text


def unmarked(page: str) -> str:
    """The page without the line that says as of when it is."""
    return re.sub(r'<div class="what-if as-of".*?</div>', "", page, flags=re.S)


PAGES = ["", "/thread", "/thread?root=c1", "/cruxes", "/people", "/people/p1", "/open"]
PAGES += [
    "/digest",
    "/n/c1/digest",
    "/n/r1/digest",
    "/conversation",
    "/n/c1",
    "/n/r1",
    "/n/k1",
    "/history",
    "/export",
    "/compare",
]
PRESENT = ["/sources", "/s/s1"]


def at(address: str, moment: object) -> str:
    return f"{address}{'&' if '?' in address else '?'}at={moment}"


@pytest.mark.parametrize("seed", range(2))
def test_pages_are_what_they_were(site: Any, seed: int) -> None:
    random, database = Random(seed), site.state.database
    client = browser(site)
    actors = [rated(site, name, 0.5) for name in ("Ada", "Ben")]
    with database.writing() as session:
        key = session.scalars(select(DebateTable.id)).one()
        for actor in actors:
            row = Membership(debate_id=key, account_id=actor.account_id, role=Role.EDITOR.value)
            session.add(row)
    kept: dict[str, str] = {}
    for _ in range(25):
        with database.reading() as session:
            opened = open_debate(session, ANONYMOUS, "kettle")
            graph = load_snapshot(session, opened).graph
        for page in random.sample(PAGES, 4):
            address = at(f"/d/kettle{page}", graph.revision)
            if client.get(address).status_code == 200:
                kept[address] = unmarked(shown(client, address))
        # There may be nothing left to take away.
        with suppress(IndexError):
            Acting(database, "kettle", random, random.choice(actors), graph).do()
    snapshots.forget()
    for address, page in some(kept.items(), at_least=40):
        assert unmarked(shown(browser(site), address)) == page, address


@pytest.fixture
def told(site: Any) -> Any:
    """The same, after four changes: rated, reworded, rated again, added to."""
    rated(site, "Ada", 0.25)
    reworded(site, "A kettle sings.", 1)
    rated(site, "Ben", 0.75)
    reply = NewRelationTo(kind="rebuts", target="c1", warrant="It is cold.")
    do(site, claims.add, ME, NewClaim(text="It stands on ice.", relation=reply))
    return site


def test_a_page_of_then_says_so_and_leads_to_what_was_before_and_after(told: Any) -> None:
    page = read(browser(told), "/d/kettle/thread?at=2&root=c1")
    (banner,) = page.by_class("as-of")
    assert "As of change 2, " in text_of(banner)
    thread = "/d/kettle/thread?root=c1"
    since = "/d/kettle/difference?since="
    assert page.links(banner) == [thread, f"{thread}&at=1", f"{thread}&at=3", f"{since}2"]
    assert "A kettle boils." in text_of(page.main)
    assert "A kettle sings." in text_of(read(browser(told), thread).main)
    first, last = (read(browser(told), f"/d/kettle?at={n}") for n in (1, 5))
    assert first.links(first.by_class("as-of")[0]) == [
        *("/d/kettle", "/d/kettle?at=2", f"{since}1")
    ]
    assert last.links(last.by_class("as-of")[0]) == [*("/d/kettle", "/d/kettle?at=4", f"{since}5")]
    assert read(browser(told), "/d/kettle").by_class("as-of") == []


@pytest.mark.parametrize("page", [*PAGES, *PRESENT])
def test_every_link_within_the_debate_keeps_the_moment(told: Any, page: str) -> None:
    address = at(f"/d/kettle{page}", 2)
    found = read(browser(told), address)
    (banner,) = found.by_class("as-of")
    links = [link for link in found.links() if link not in found.links(banner)]
    within = [link for link in links if link.startswith("/d/kettle") and "#main" not in link]
    assert [link for link in some(within, at_least=8) if "at=2" not in link] == []
    forms = [form for form in found.root.iter("form") if form.get("method") != "post"]
    sent = [
        {field.get("name"): field.get("value") for field in form.iter("input")} for form in forms
    ]
    assert [fields.get("at") for fields in sent] == ["2"] * len(forms)


DOING = re.compile(r"/(rate|reply|cite|edit|crux/new|claims/new|settings|attach)\b")


@pytest.mark.parametrize("page", [*PAGES, *PRESENT, "/mine"])
def test_nothing_that_changes_something_is_offered(told: Any, page: str) -> None:
    client = signed_in(told, "Owner", site_owner=True)
    found = read(client, at(f"/d/kettle{page}", 2))
    assert [form for form in found.root.iter("form") if form.get("method") == "post"] == []
    assert [link for link in some(found.links()) if DOING.search(link)] == []


@pytest.mark.parametrize("page", ["/thread", "/n/c1"])
def test_a_revision_that_was_read_as_the_last_offers_nothing_when_it_is_looked_back_at(
    told: Any, page: str
) -> None:
    client = browser(told)
    present = [link for link in read(client, f"/d/kettle{page}").links() if DOING.search(link)]
    past = read(client, at(f"/d/kettle{page}", 5))
    reworded(told, "A kettle hums.", 2)
    assert present != []
    for each in (past, read(client, at(f"/d/kettle{page}", 5))):
        assert [link for link in some(each.links()) if DOING.search(link)] == []
    again = read(client, f"/d/kettle{page}").links()
    assert [link for link in again if DOING.search(link)] == present


def test_what_can_be_done_now_is_seen_by_that_comparison(told: Any) -> None:
    links = read(signed_in(told, "Owner", site_owner=True), "/d/kettle/n/c1").links()
    assert [link for link in links if DOING.search(link)] != []


def test_a_form_is_always_about_the_present(told: Any) -> None:
    page = read(signed_in(told, "Owner", site_owner=True), "/d/kettle/n/c1/edit?at=2")
    assert "A kettle sings." in text_of(page.main)


@pytest.mark.parametrize("page", PRESENT)
def test_pages_of_sources_say_that_they_are_as_they_are_now(told: Any, page: str) -> None:
    (banner,) = read(browser(told), at(f"/d/kettle{page}", 2)).by_class("as-of")
    assert "as they are now" in text_of(banner)


def test_a_day_is_its_last_change_and_a_time_the_last_one_before(told: Any) -> None:
    day = datetime(2026, 3, 3, tzinfo=UTC)
    times = {1: day, 2: day + timedelta(hours=30), 3: day + timedelta(hours=31)}
    with told.state.database.writing() as session:
        for revision in range(1, 6):
            time = times.get(revision, day + timedelta(days=9))
            session.execute(update(Change).where(Change.revision == revision).values(at=time))
    client = browser(told)

    def of(moment: str) -> str:
        (banner,) = read(client, f"/d/kettle?at={moment}").by_class("as-of")
        found = re.search(r"As of change (\d+)", text_of(banner))
        assert found
        return found[1]

    assert of("2026-03-03") == of("2026-03-04T05:59:59Z") == "1"
    assert of("2026-03-04") == of("2026-03-11T23:00") == "3"
    assert of("2026-03-04T07:00:00+01:00") == of("2026-03-04T06:30") == "2"
    assert of("2026-03-12") == "5"


FAULTY = ["6", "0", "x", "2026-13-01", "2026-03-32", "9999-12-31", "-1", "999999999", "1" * 40]
FAULTY += ["0001-01-01", "2999-01-01T00:00Z", "1999-01-01", "%00", "0001-01-01T00:00%2B14:00"]


@pytest.mark.parametrize("moment", FAULTY)
def test_a_moment_that_is_none_is_refused_by_name(told: Any, moment: str) -> None:
    for address in ("/d/kettle", "/d/kettle/n/c1", "/d/kettle/export/cruxmap"):
        answer = browser(told).get(f"{address}?at={moment}")
        assert answer.status_code == 422, (address, answer.text)
    answer = browser(told).get(f"/api/v1/debates/kettle/rollup?at={moment}")
    assert answer.status_code == 422
    assert list(answer.json()["error"]["fields"]) == ["at"]


def test_how_far_back_one_can_look_is_told(told: Any) -> None:
    with told.state.database.writing() as session:
        older = update(Change).where(Change.revision == 3).values(edits=None)
        session.execute(older)
    snapshots.forget()
    client = browser(told)
    assert client.get("/d/kettle?at=3").status_code == 200
    answer = client.get("/d/kettle?at=2")
    assert answer.status_code == 422
    assert "as far as change 3" in answer.text
    (banner,) = read(client, "/d/kettle?at=3").by_class("as-of")
    assert "earlier" not in text_of(banner)


def test_a_record_that_this_program_cannot_read_bounds_it_too(told: Any) -> None:
    with told.state.database.writing() as session:
        strange = update(Change).where(Change.revision == 4).values(edits=[{"list": "moods"}])
        session.execute(strange)
    snapshots.forget()
    answer = browser(told).get("/d/kettle?at=3")
    assert answer.status_code == 422
    assert "as far as change 4" in answer.text


def test_an_older_link_to_a_comment_or_a_claim_still_leads_there(told: Any) -> None:
    assert "as-of" not in shown(browser(told), "/d/kettle/conversation?at=m1")
    assert "#c1" in shown(browser(told), "/d/kettle/compare?at=c1")
    assert browser(told).get("/d/kettle/compare?at=c99").status_code == 404
    assert "as-of" in shown(browser(told), "/d/kettle/compare?at=2&claim=c1")


def test_a_what_if_keeps_the_moment(told: Any) -> None:
    answer = browser(told).get("/d/kettle/n/c1/what-if?at=2&percent=85")
    assert answer.headers["location"] == "/d/kettle/n/c1?at=2&if=c1:0.85"
    assert "As of change 2" in shown(browser(told), answer.headers["location"])


def test_answers_and_files_are_of_then_too(told: Any) -> None:
    client, api = browser(told), "/api/v1/debates/kettle"

    def words(address: str) -> str:
        claims = client.get(address).json()["claims"]
        (text,) = (row["text"] for row in claims if row["id"] == "c1")
        return str(text)

    assert words(f"{api}/graph?at=2") == "A kettle boils."
    assert words(f"{api}/graph") == "A kettle sings."
    assert words("/d/kettle/export/cruxmap?at=2") == "A kettle boils."
    rolled = client.get(f"{api}/rollup?at=2").json()
    assert (rolled["revision"], rolled["stated"]["c2"]["n"]) == (2, 1)
    assert client.get(f"{api}/rollup").json()["stated"]["c2"]["n"] == 2
    assert client.get(f"{api}/contested?at=2").status_code == 200
    assert [row["id"] for row in client.get(f"{api}/cruxes?at=2").json()] == ["k1"]


def test_settings_are_those_of_then(told: Any) -> None:
    settings = debate_settings.SettingsEdit(
        title="On pots", semantics="df_quad", blind=True, seen=5
    )
    do(told, debate_settings.change_settings, ME, settings)
    client = browser(told)
    assert read(client, "/d/kettle/thread?at=5").title.endswith("On kettles")
    assert client.get("/api/v1/debates/kettle/rollup?at=5").json()["semantics"] == "sbn"
    assert client.get("/api/v1/debates/kettle/rollup").json()["semantics"] == "df_quad"


def test_a_blind_debate_hides_at_each_revision_what_was_hidden_then(told: Any) -> None:
    settings = debate_settings.SettingsEdit(title="On kettles", blind=True, seen=5)
    do(told, debate_settings.change_settings, ME, settings)
    api = "/api/v1/debates/kettle/rollup?at="
    assert [browser(told).get(f"{api}{n}").json()["stated"] for n in range(1, 7)] == [{}] * 6
    graph = browser(told).get("/api/v1/debates/kettle/graph?at=5").json()
    assert "credences" not in graph
    owner = signed_in(told, "Owner", site_owner=True)
    assert "Ada" in shown(owner, "/d/kettle/n/c2?at=5")
    rater = signed_in(told, "Cleo")
    with told.state.database.writing() as session:
        actor = accounts.find_account(session, "Cleo").actor
        credences.give(session, actor, "kettle", "c2", NewCredence(value=0.6, wording=1))
    # Who rates now learns what stands now, and what stood when they had rated.
    assert "Ada" in shown(rater, "/d/kettle/n/c2")
    assert "Ada" in shown(rater, "/d/kettle/n/c2?at=7")
    assert "Ada" not in shown(rater, "/d/kettle/n/c2?at=6")


def test_a_page_of_then_bears_another_mark_once_something_was_changed(told: Any) -> None:
    client = browser(told)
    before = client.get("/d/kettle?at=5")
    mark = {"If-None-Match": before.headers["etag"]}
    assert client.get("/d/kettle?at=5", headers=mark).status_code == 304
    reworded(told, "A kettle whistles.", 2)
    after = client.get("/d/kettle?at=5", headers=mark)
    assert after.status_code == 200
    assert "One change later" in after.text
