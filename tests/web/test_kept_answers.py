"""Visitors are answered from the shelf before anything is routed, and only what is still true."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from starlette.types import Receive, Scope, Send

from app.db import Database
from app.main import create_app
from app.models import Debate
from app.services import snapshots
from app.web.site.kept_answers import KeptAnswers
from tests.conftest import Queries
from tests.web.library import a_star, bring, browser, settings_for, signed_in

Counting = Callable[[], AbstractContextManager[Queries]]
PAGE = "/d/star/thread"


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Any:
    snapshots.forget()
    app = create_app(settings_for(database, tmp_path), database)
    bring(app, a_star("star", 4))
    return app


@pytest.fixture
def routed(site: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that were passed on from now on."""
    found: list[str] = []
    whole = KeptAnswers.__call__

    async def watched(self: KeptAnswers, scope: Scope, receive: Receive, send: Send) -> None:
        inner = self.app

        async def passed_on(scope: Scope, receive: Receive, send: Send) -> None:
            found.append(scope["path"])
            await inner(scope, receive, send)

        await whole(KeptAnswers(passed_on), scope, receive, send)

    monkeypatch.setattr(KeptAnswers, "__call__", watched)
    return found


def test_a_page_that_is_kept_is_answered_with_one_query(
    site: Any, routed: list[str], count_queries: Counting
) -> None:
    client = browser(site)
    first = client.get(PAGE)
    with count_queries() as queries:
        again = client.get(PAGE)
        head = client.head(PAGE)
        unchanged = client.get(PAGE, headers={"If-None-Match": first.headers["etag"]})
    assert routed == [PAGE]
    assert len(queries) == 3, queries.statements
    assert again.text == first.text
    assert again.headers == first.headers
    assert (head.status_code, head.text) == (200, "")
    assert (unchanged.status_code, unchanged.text) == (304, "")


def test_a_page_of_another_revision_is_made_anew(site: Any, routed: list[str]) -> None:
    client = browser(site)
    client.get(PAGE)
    with site.state.database.writing() as session:
        session.execute(update(Debate).values(title="Another title", revision=Debate.revision + 1))
    assert "Another title" in client.get(PAGE).text
    assert "Another title" in client.get(PAGE).text
    assert routed == [PAGE, PAGE]


def test_a_debate_that_is_no_longer_public_is_not_answered_from_the_shelf(
    site: Any, routed: list[str]
) -> None:
    client = browser(site)
    assert client.get(PAGE).status_code == 200
    with site.state.database.writing() as session:
        session.execute(update(Debate).values(visibility="private"))
    assert client.get(PAGE).status_code == 404
    assert routed == [PAGE, PAGE]


def test_whoever_may_be_signed_in_takes_the_long_way(site: Any, routed: list[str]) -> None:
    browser(site).get(PAGE)
    owner = signed_in(site, "Ada")
    assert "Ada" in owner.get(PAGE).text
    assert routed == [PAGE, PAGE]
    assert "Ada" not in browser(site).get(PAGE).text
    assert routed == [PAGE, PAGE]


def test_what_is_past_and_what_is_refused_is_passed_on(site: Any, routed: list[str]) -> None:
    client = browser(site)
    for address in (f"{PAGE}?at=1", f"{PAGE}?root=nothing", "/d/star/nothing", "/d", "/"):
        statuses = {client.get(address).status_code for _ in range(2)}
        assert len(statuses) == 1
    assert len(routed) == 10
