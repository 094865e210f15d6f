"""Where records are gone or hold nothing, it is said how far one can look; nothing is lost."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update

from app.core.permissions import Actor
from app.db import Database
from app.main import create_app
from app.models import Change
from app.services import claims, debate_settings, snapshots
from app.services.bundled import load_bundled
from app.services.claims import ClaimEdit
from app.web.site import pages
from tests.web.library import a_claim, a_document, bring, browser, read, settings_for, text_of
from tests.web.library import signed_in as a_browser
from tests.web.streaming import ID

ME = Actor(None, site_owner=True)
DAY = datetime(2026, 3, 1, tzinfo=UTC)
LAST = 8
# Those of revisions 2 to 4 are taken away: one can look back as far as revision 4.
GONE = (2, 3, 4)


@pytest.fixture(params=["sqlite_database", "postgres_database"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """A claim on each engine that was reworded once a day; the graph of revision 2 is kept."""
    database: Database = request.getfixturevalue(request.param)
    app = create_app(settings_for(database, tmp_path), database)
    bring(app, a_document("kettle", claims=[a_claim(1, "A kettle boils.")]))
    forget()
    for revision in range(2, LAST + 1):
        with database.writing() as session:
            edit = ClaimEdit(text=f"A kettle sings {revision} times.", wording=revision - 1)
            claims.reword(session, ME, "kettle", "c1", edit)
        if revision == GONE[0]:
            assert "sings 2 times" in browser(app).get("/d/kettle/thread").text
    with database.writing() as session:
        for revision in range(1, LAST + 1):
            day = update(Change).where(Change.revision == revision)
            session.execute(day.values(at=DAY + timedelta(days=revision)))
    yield app
    forget()


def forget() -> None:
    snapshots.forget()
    pages._cards.clear()


@pytest.fixture(params=["gone", "empty"])
def cut(site: Any, request: pytest.FixtureRequest) -> Any:
    """The same, where some records are gone, or do not hold what they changed."""
    those = Change.revision.in_(GONE)
    empty = update(Change).where(those).values(edits=None)
    with site.state.database.writing() as session:
        session.execute(empty if request.param == "empty" else delete(Change).where(those))
    return site


def test_whoever_had_an_earlier_revision_gets_the_present_one_whole(cut: Any) -> None:
    kept = browser(cut).get("/d/kettle/thread").text
    assert f"sings {LAST} times" in kept
    forget()
    cut.state.pages.clear()
    assert browser(cut).get("/d/kettle/thread").text == kept


@pytest.mark.parametrize("moment", ["1", "2", "3", "2026-03-02", "2026-03-04", "2026-03-04T12:00"])
@pytest.mark.parametrize("page", ["", "/thread", "/n/c1", "/history", "/export/cruxmap"])
def test_what_cannot_be_walked_back_to_is_refused_with_how_far_one_can(
    cut: Any, moment: str, page: str
) -> None:
    answer = browser(cut).get(f"/d/kettle{page}?at={moment}")
    assert answer.status_code == 422
    assert "as far as change 4:" in answer.text
    assert "not recorded whole" in answer.text
    api = browser(cut).get(f"/api/v1/debates/kettle/rollup?at={moment}")
    assert (api.status_code, list(api.json()["error"]["fields"])) == (422, ["at"])


def test_what_came_after_can_be_looked_at_and_leads_no_further_back(cut: Any) -> None:
    client = browser(cut)
    for revision in range(GONE[-1], LAST + 1):
        shown = client.get(f"/d/kettle/thread?at={revision}").text
        assert f"sings {revision} times" in shown
    (banner,) = read(client, f"/d/kettle?at={GONE[-1]}").by_class("as-of")
    assert f"/d/kettle?at={GONE[-1] - 1}" not in read(client, "/d/kettle?at=4").links(banner)
    (banner,) = read(client, f"/d/kettle?at={GONE[-1] + 1}").by_class("as-of")
    assert f"/d/kettle?at={GONE[-1]}" in read(client, "/d/kettle?at=5").links(banner)


def test_a_difference_is_told_as_far_as_both_can_be_looked_at(cut: Any) -> None:
    client = browser(cut)
    assert "sings 4 times" in client.get("/d/kettle/difference?since=4").text
    for query in ("?since=1", "?since=3", "?since=1&until=3", "?until=3", "?since=3&until=5"):
        answer = client.get(f"/d/kettle/difference{query}")
        assert answer.status_code == 422, query
        assert "as far as change 4:" in answer.text
    assert "Nothing differs" in client.get("/d/kettle/difference?until=4").text


def test_a_history_from_then_lists_what_is_recorded_and_counts_what_is_not(cut: Any) -> None:
    with cut.state.database.reading() as session:
        are_gone = session.query(Change).count() < LAST
    for query in ("", "?since=1", "?until=5"):
        page = read(browser(cut), f"/d/kettle/history{query}")
        listed = [int(name[3:]) for name in page.ids if re.match(r"rev\d", name)]
        wanted = range(5 if "until" in query else LAST, 1 if "since" in query else 0, -1)
        assert listed == [n for n in wanted if not (are_gone and n in GONE)]
        assert ("3 more changes are not recorded." in text_of(page.main)) == are_gone
    whole = text_of(read(browser(cut), "/d/kettle/history?since=4").main)
    assert "not recorded" not in whole
    none = text_of(read(browser(cut), "/d/kettle/history?since=1&until=3").main)
    assert ("What was changed is not recorded." in none) == are_gone


def test_a_blind_debate_does_not_tell_by_a_count_what_it_hides(cut: Any) -> None:
    settings = debate_settings.SettingsEdit(title="On kettles", blind=True, seen=LAST)
    with cut.state.database.writing() as session:
        debate_settings.change_settings(session, ME, "kettle", settings)
    assert "not recorded" not in browser(cut).get("/d/kettle/history").text
    owner = a_browser(cut, "Owner", site_owner=True).get("/d/kettle/history").text
    with cut.state.database.reading() as session:
        are_gone = session.query(Change).count() <= LAST
    assert ("not\n  recorded" in owner) == are_gone


def test_who_watched_from_then_is_told_of_the_present(cut: Any) -> None:
    answer = browser(cut).get("/d/kettle/live?since=2")
    assert [int(number) for number in ID.findall(answer.content)] == [LAST]
    line = read(browser(cut), "/d/kettle/thread?seen=2").by_id("live")
    assert text_of(line).startswith("6 changes since you opened")


def test_a_bundled_debate_that_is_renewed_while_it_is_read_is_the_new_one_everywhere(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_database: Database
) -> None:
    app = create_app(settings_for(sqlite_database, tmp_path), sqlite_database)
    client, folder = browser(app), tmp_path / "bundled"
    folder.mkdir()
    texts = ["A kettle boils.", "A kettle sings.", "A kettle hums."]
    for revision, text in enumerate(texts, start=1):
        document = "format: cruxmap/1\ndebate: {slug: kettle, title: On kettles, theses: [c1]}\n"
        document += f"claims: [{{id: c1, kind: claim, text: {text}, provenance: in_text}}]\n"
        (folder / "kettle.yaml").write_text(document)
        load_bundled(sqlite_database, folder)
        forget_nothing = [client.get(f"/d/kettle{page}").text for page in ("", "/thread", "/n/c1")]
        assert all(text in page for page in forget_nothing)
        assert f'data-revision="{revision}"' in forget_nothing[0]
    for moment in ("1", "2"):
        answer = client.get(f"/d/kettle?at={moment}")
        assert (answer.status_code, "as far as change 3:" in answer.text) == (422, True)
    shown = text_of(read(client, "/d/kettle/history?since=1").main)
    assert "1 more change is not recorded." in shown
