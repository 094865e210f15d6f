"""Change records that an older or a newer program wrote: told as far as they go, never trusted."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from app.core.errors import CruxmapError
from app.core.permissions import ANONYMOUS, Actor, Role
from app.db import Database
from app.main import create_app
from app.models import Change, Membership
from app.models import Debate as DebateTable
from app.services import accounts, followed, news, snapshots
from app.services.debates import open_debate
from app.services.history import edits_of
from app.services.snapshots import load_snapshot
from app.web.site import pages
from tests.found import some
from tests.services.acts import ACTS, Acting
from tests.web.library import a_claim, a_document, a_relation, bring, browser, settings_for
from tests.web.library import signed_in as a_browser

Edits = list[Any]
DONE = ["rate", "claim", "reply", "reword", "draw", "retype", "mark", "ascribe", "ascribe_anew"]
DONE += ["cite", "rate", "withdraw", "erase", "disown"]
SHOWN = ["", "/thread", "/n/c1", "/cruxes", "/people", "/open", "/digest"]
ME = Actor(None, site_owner=True)


@pytest.fixture(params=["sqlite_database", "postgres_database"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """A debate on each engine with one of everything."""
    database: Database = request.getfixturevalue(request.param)
    app = create_app(settings_for(database, tmp_path, cached_pages_mb=0), database)
    book = {"id": "s1", "kind": "work", "csl": {"type": "book", "title": "On wheels"}}
    bring(
        app,
        a_document(
            "kettle",
            people=[{"id": "p1", "name": "Ida", "kind": "named"}],
            sources=[book],
            claims=[a_claim(1, "A kettle boils."), a_claim(2, "It is hot."), a_claim(3)],
            relations=[a_relation("r1", ["c2"], "c1"), a_relation("r2", ["c3"], "r1", "undercuts")],
            cruxes=[{"id": "k1", "question": "Hot?", "claims": ["c2"], "provenance": "in_text"}],
            stances=[{"id": "t1", "person": "p1", "node": "c1", "value": "accepts"}],
        ),
    )
    forget()
    yield app
    forget()


def forget() -> None:
    snapshots.forget()
    followed.forget()
    pages._cards.clear()


def an_editor(site: Any) -> Actor:
    with site.state.database.writing() as session:
        actor = accounts.add_account(session, "Eve").actor
        key = session.scalars(select(DebateTable.id)).one()
        row = Membership(debate_id=key, account_id=actor.account_id, role=Role.EDITOR.value)
        session.add(row)
    return actor


def act(site: Any, random: Random, actor: Actor, name: str) -> None:
    with site.state.database.reading() as session:
        graph = load_snapshot(session, open_debate(session, ANONYMOUS, "kettle")).graph
    with suppress(IndexError, CruxmapError):  # what it is drawn for may not be for it
        ACTS[name](Acting(site.state.database, "kettle", random, actor, graph))


def newest(site: Any) -> tuple[int, Edits | None]:
    with site.state.database.reading() as session:
        found = select(Change.revision, Change.edits).order_by(Change.revision.desc()).limit(1)
        revision, edits = session.execute(found).one()
    return revision, edits


def write(site: Any, revision: int, edits: Any) -> None:
    with site.state.database.writing() as session:
        session.execute(update(Change).where(Change.revision == revision).values(edits=edits))


# What may be wrong with edits, each as what it makes of them; None where it cannot be.


def in_a_list_unknown(edits: Edits) -> Any:
    return [*edits[:-1], {**edits[-1], "list": "moods"}]


def with_a_field_unknown(edits: Edits) -> Any:
    return _sides(edits, lambda side: {**side, "colour": "red"})


def without_a_name(edits: Edits) -> Any:
    return _sides(edits, lambda side: {k: v for k, v in side.items() if k not in ("id", "node")})


def without_words(edits: Edits) -> Any:
    told = ("text", "warrant", "question", "value", "kind", "account", "source", "provenance")
    return _sides(edits, lambda side: {k: v for k, v in side.items() if k not in told})


def without_sides(edits: Edits) -> Any:
    return [{k: v for k, v in edit.items() if k not in ("before", "after")} for edit in edits]


def without_what_was_before(edits: Edits) -> Any:
    if not any("before" in edit and "after" in edit for edit in edits):
        return None
    return [{k: v for k, v in e.items() if k != "before" or "after" not in e} for e in edits]


def of_rows_that_are_not_there(edits: Edits) -> Any:
    if not all("before" in edit for edit in edits) or edits[0]["list"] == "debate":
        return None
    return _sides(edits, lambda side: {**side, "id": "c999"} if "id" in side else side)


def by_an_account_unknown(edits: Edits) -> Any:
    if not any(edit["list"] == "credences" for edit in edits):
        return None
    return _sides(edits, lambda side: {**side, "account": "x9"} if "account" in side else side)


def of_another_kind(_: Edits) -> Any:
    return {"list": "claims"}


def of_no_edits(_: Edits) -> Any:
    return ["reworded", None, 3]


def of_an_older_program(_: Edits) -> Any:
    return "older"


def _sides(edits: Edits, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Edits:
    found = deepcopy(edits)
    for edit in found:
        for side in ("before", "after"):
            if side in edit:
                edit[side] = change(edit[side])
    return found


WRONG: list[Callable[[Edits], Any]] = [
    *(in_a_list_unknown, with_a_field_unknown, without_a_name, without_words, without_sides),
    *(without_what_was_before, of_rows_that_are_not_there, by_an_account_unknown),
    *(of_another_kind, of_no_edits, of_an_older_program),
]


def shown(client: TestClient) -> list[str]:
    answers = [client.get(f"/d/kettle{path}") for path in SHOWN]
    assert {answer.status_code for answer in answers} <= {200, 404}
    return [answer.text for answer in answers]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_page_made_of_the_last_one_and_a_strange_record_is_the_page_made_anew(
    site: Any, wrong: Callable[[Edits], Any]
) -> None:
    random, actor, client = Random(1), an_editor(site), browser(site)
    checked = 0
    for name in some(DONE * 2):
        shown(client)
        act(site, random, actor, name)
        revision, edits = newest(site)
        strange = wrong(edits) if edits else None
        if strange is None:
            continue
        write(site, revision, strange)
        kept = shown(client)
        forget()
        assert kept == shown(client), strange
        checked += 1
        write(site, revision, edits)
    assert checked > 1


@pytest.mark.long
@pytest.mark.parametrize("wrong", WRONG)
def test_a_strange_record_is_told_and_bounds_how_far_back_one_can_look(
    site: Any, wrong: Callable[[Edits], Any]
) -> None:
    random, actor, client = Random(2), an_editor(site), a_browser(site, "Owner", site_owner=True)
    checked, follower = 0, a_browser(site, "Fay")
    with site.state.database.writing() as session:
        fay = accounts.find_account(session, "Fay").actor
        news.see_all(session, fay, "kettle", news.Seen())
    for name in DONE:
        act(site, random, actor, name)
        revision, edits = newest(site)
        strange = wrong(edits) if edits else None
        if strange is None:
            continue
        checked += 1
        write(site, revision, strange)
        act(site, random, actor, "rate")
        is_known = edits_of(strange) is not None
        for path in ("", "/thread", "/history"):
            assert follower.get(f"/d/kettle{path}").status_code == 200
        check(client, revision, is_known=is_known)
        write(site, revision, edits)
        forget()
    assert checked > 1


def check(client: TestClient, strange: int, *, is_known: bool) -> None:
    """Ask for everything that a record is read for."""
    address = f"/d/kettle/history/{strange}/undo"
    page = client.get("/d/kettle/history")
    assert page.status_code == 200
    assert f'id="rev{strange}"' in page.text
    api = client.get("/api/v1/debates/kettle/history").json()["changes"]
    (told,) = [each for each in api if each["revision"] == strange]
    assert (told["edits"] is not None) == is_known
    for path in (f"?at={strange}", f"/history?since={strange - 1}", f"/history?at={strange}"):
        assert client.get(f"/d/kettle{path}").status_code == 200, path
    before = client.get(f"/d/kettle?at={strange - 1}")
    between = client.get(f"/d/kettle/difference?since={strange - 1}")
    by_itself = client.get(f"/d/kettle/difference?until={strange}")
    if not is_known:
        assert (before.status_code, between.status_code) == (422, 422)
        assert f"as far as change {strange}:" in before.text
        assert f"at={strange - 1}" not in client.get(f"/d/kettle?at={strange}").text
        answer = client.post(address)
        assert answer.status_code == 422
        assert "does not hold what was changed" in answer.text
        assert by_itself.status_code == 200
    else:
        codes = {answer.status_code for answer in (before, between, by_itself)}
        assert codes <= {200, 422}
        assert before.status_code == 200 or "does not fit what is there now" in before.text
        assert client.post(address).status_code in (303, 403, 409, 422)
    assert client.get("/d/kettle").status_code == 200
