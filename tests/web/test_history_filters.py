"""A history by account, by kind, and by node."""

from typing import Any

import pytest

from app.core.permissions import Actor
from app.main import create_app
from app.services import accounts, claims, credences, debate_settings
from app.services.claims import ClaimEdit, NewClaim, NewRelationTo
from app.services.credences import NewCredence
from tests.web.library import (
    a_claim,
    a_document,
    bring,
    browser,
    read,
    settings_for,
    text_of,
)

pytest_plugins = ("tests.web.library_fixtures",)
ME = Actor(None, site_owner=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path: Any) -> Any:
    """A debate with an import, two rewordings, a reply to c1, and Ada's credence on c2."""
    name = "sqlite_database" if request.param == "sqlite" else "postgres_database"
    database = request.getfixturevalue(name)
    app = create_app(settings_for(database, tmp_path), database)
    bring(app, a_document("kettle", claims=[a_claim(1), a_claim(2)]))
    with database.writing() as session:
        claims.reword(session, ME, "kettle", "c1", ClaimEdit(text="It boils.", wording=1))
        claims.reword(session, ME, "kettle", "c2", ClaimEdit(text="It is hot.", wording=1))
        reply = NewRelationTo(kind="rebuts", target="c1", warrant="It is cold.")
        claims.add(session, ME, "kettle", NewClaim(text="It is ice.", relation=reply))
        ada = accounts.add_account(session, "Ada").actor
        credences.give(session, ada, "kettle", "c2", NewCredence(value=0.5, wording=2))
    return app


def revisions(app: Any, query: str) -> list[int]:
    page = read(browser(app), f"/d/kettle/history{query}")
    return [int(name.removeprefix("rev")) for name in page.ids if name.startswith("rev")]


def test_changes_are_found_by_account_kind_and_node(site: Any) -> None:
    assert revisions(site, "") == revisions(site, "?by=&kind=&node=") == [5, 4, 3, 2, 1]
    assert revisions(site, "?by=Ada") == [5]
    assert revisions(site, "?by=Nobody") == []
    assert revisions(site, "?kind=debate") == [1]
    assert revisions(site, "?node=c1") == [4, 2]
    assert revisions(site, "?node=c2") == [5, 3]
    assert revisions(site, "?node=c2&by=Ada") == [5]
    assert revisions(site, "?node=c2&until=4") == [3]
    assert revisions(site, "?node=c%25") == revisions(site, "?node=%22") == []


def test_a_node_leads_to_its_history_and_the_form_keeps_what_was_asked(site: Any) -> None:
    assert "/d/kettle/history?node=c1" in read(browser(site), "/d/kettle/n/c1").links()
    page = read(browser(site), "/d/kettle/history?node=c1&kind=claim")
    assert page.by_id("node").get("value") == "c1"
    (chosen,) = [each for each in page.by_id("kind").iter("option") if "selected" in each.attrib]
    assert text_of(chosen) == "claim"


def test_a_filter_that_finds_nothing_does_not_say_that_nothing_happened(site: Any) -> None:
    page = text_of(read(browser(site), "/d/kettle/history?node=zzz").main)
    assert "No change is of what is asked for above." in page
    assert "No change is recorded" not in page


def test_a_blind_debate_tells_no_hidden_credence_by_a_filter(site: Any) -> None:
    with site.state.database.writing() as session:
        settings = debate_settings.SettingsEdit(title="On kettle", blind=True, seen=5)
        debate_settings.change_settings(session, ME, "kettle", settings)
    assert revisions(site, "?by=Ada") == revisions(site, "?kind=credence") == []
    assert revisions(site, "?node=c2") == [3]
