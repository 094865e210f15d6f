"""Marks of what is new since one last looked: on three pages, beside what others are shown."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from app.core.permissions import Role
from app.db import Database
from app.models import Debate, Look
from app.web.showing import cards
from tests.conftest import Queries
from tests.found import some
from tests.web.conftest import HTMX, Loaded, SignIn
from tests.web.library import read, text_of

LOOKS = ["", "/thread", "/history"]
Counting = Callable[[], AbstractContextManager[Queries]]


def at(loaded: Loaded, path: str = "") -> str:
    return f"/d/{loaded.slug}{path}"


def reply(client: TestClient, loaded: Loaded, text: str, to: str | None = None) -> str:
    """Reply to a node, and return where that leads."""
    fields = {"text": text, "kind": "supports"}
    answer = client.post(at(loaded, f"/n/{to or loaded.thesis}/reply"), data=fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def reword(client: TestClient, loaded: Loaded, node: str, text: str, wording: int = 1) -> None:
    fields = {"text": text, "wording": str(wording)}
    answer = client.post(at(loaded, f"/n/{node}/edit"), data=fields)
    assert answer.status_code == 303, answer.text


def rate(client: TestClient, loaded: Loaded, node: str, value: int, wording: int = 1) -> None:
    fields = {"value": str(value), "wording": str(wording)}
    answer = client.post(at(loaded, f"/n/{node}/credence"), data=fields)
    assert answer.status_code == 303, answer.text


def news_of(client: TestClient, address: str) -> str:
    """Return what a page says is new, or nothing where it says nothing."""
    page = read(client, address)
    return text_of(page.by_id("news")) if "news" in page.ids else ""


def marks(client: TestClient, address: str) -> list[str]:
    return [text_of(each) for each in read(client, address).by_class("fresh")]


def let_pass(database: Database, **time: int) -> None:
    with database.writing() as session:
        for row in session.scalars(select(Look)):
            row.since_at -= timedelta(**time)
            row.seen_at -= timedelta(**time)


@pytest.mark.parametrize("page", LOOKS)
def test_what_others_did_is_told_on_each_page_and_nowhere_to_visitors(
    client: TestClient, sign_in: SignIn, loaded: Loaded, page: str
) -> None:
    ada, ben = sign_in("Ada"), sign_in("Ben", role=Role.EDITOR)
    assert news_of(ada, at(loaded, page)) == ""
    reply(ben, loaded, "Tea keeps warm.")
    reword(ben, loaded, loaded.reason, "Tea soothes.")
    said = news_of(ada, at(loaded, page))
    assert "1 claim added, 1 reworded; 1 relation added" in said
    assert news_of(ada, at(loaded, page)) == said
    assert news_of(ben, at(loaded, page)) == ""
    assert news_of(client, at(loaded, page)) == ""
    assert marks(client, at(loaded, page)) == []


def test_cards_bear_marks_in_words_and_a_list_leads_to_each(
    sign_in: SignIn, loaded: Loaded
) -> None:
    ada, ben = sign_in("Ada"), sign_in("Ben", role=Role.EDITOR)
    read(ada, at(loaded, "/thread"))
    reply(ben, loaded, "Tea keeps warm.")
    reword(ben, loaded, loaded.doubt, "A drink need not calm.")
    rate(ben, loaded, loaded.thesis, 70)
    page = read(ada, at(loaded, "/thread"))
    shown = {text_of(each) for each in page.by_class("fresh", page.by_id("rows"))}
    assert shown == {"new", "reworded", "1 new reply, 1 new credence"}
    thesis = page.by_id(loaded.thesis)
    assert [text_of(each) for each in page.by_class("fresh", thesis)] == [
        "1 new reply, 1 new credence"
    ]
    links = [a.attrib["href"] for a in page.by_id("news").iter("a")]
    places = [href[1:] for href in links if href.startswith("#")]
    assert {loaded.thesis, loaded.doubt} < set(some(places))
    assert set(places) <= set(page.ids)
    chip = next(a for a in page.root.iter("a") if text_of(a).startswith("New "))
    rows = read(ada, chip.attrib["href"])
    assert len(rows.by_class("row")) == int(text_of(chip).split()[1]) == 3


def test_a_branch_that_goes_on_elsewhere_says_how_much_is_new_in_it(
    sign_in: SignIn, loaded: Loaded
) -> None:
    ada, ben = sign_in("Ada"), sign_in("Ben", role=Role.EDITOR)
    last = loaded.reason
    for number in range(9):
        last = reply(ben, loaded, f"It rests on {number}.", to=last).rsplit("/", 1)[1]
    read(ada, at(loaded, "/thread"))
    reply(ben, loaded, "It ends here.", to=last)
    page = read(ada, at(loaded, "/thread"))
    (more,) = (each for each in page.by_class("more") if "Continue" in text_of(each))
    assert [text_of(each) for each in page.by_class("fresh", more)] == ["2 new or changed"]
    assert "Nothing of it stands in these rows" in news_of(ada, at(loaded, "/thread"))


def test_the_history_groups_credences_and_parts_what_is_new(
    sign_in: SignIn, loaded: Loaded
) -> None:
    ada, ben = sign_in("Ada"), sign_in("Ben")
    rate(ben, loaded, loaded.thesis, 41)
    read(ada, at(loaded, "/history"))
    rate(ben, loaded, loaded.thesis, 58)
    rate(ben, loaded, loaded.reason, 90)
    rate(ada, loaded, loaded.doubt, 20)
    page = read(ada, at(loaded, "/history"))
    said = text_of(page.by_id("news"))
    assert "2 credences by Ben" in said
    assert "Moved most, pooled: 41 % → 58 % on Tea is better than coffee." in said
    assert "Ben gave or took back 2 credences" in said
    assert "Tea calms. none → 90 %" in said
    links = [a.attrib["href"] for a in page.by_id("news").iter("a")]
    assert at(loaded, "/difference?since=2") in links
    new = {each.attrib["id"] for each in page.root.iter("li") if page.by_class("fresh", each)}
    assert new == {"rev3", "rev4"}
    parts = [
        [each.attrib["id"] for each in part if "id" in each.attrib]
        for part in page.by_class("changes")
    ]
    assert parts == [["rev5", "rev4", "rev3"], ["rev2"]]
    assert "Before you last looked" in text_of(page.main)
    only = read(ada, at(loaded, "/history?since=2"))
    assert text_of(only.by_id("news")) == said
    assert "news" not in read(ada, at(loaded, "/history?kind=credence")).ids


def test_what_was_taken_back_is_marked_nowhere(sign_in: SignIn, loaded: Loaded) -> None:
    ada, ben = sign_in("Ada"), sign_in("Ben", role=Role.EDITOR)
    read(ada, at(loaded))
    reword(ben, loaded, loaded.reason, "Tea soothes.")
    assert marks(ada, at(loaded, "/history")) == ["new"]
    assert ben.post(at(loaded, "/history/2/undo")).status_code == 303
    for page in LOOKS:
        assert news_of(ada, at(loaded, page)) == ""
        assert marks(ada, at(loaded, page)) == []


def test_marks_stay_for_a_visit_and_are_gone_at_the_next(
    sign_in: SignIn, loaded: Loaded, database: Database
) -> None:
    ada, ben = sign_in("Ada"), sign_in("Ben")
    read(ada, at(loaded))
    let_pass(database, days=2)
    reply(ben, loaded, "Tea keeps warm.")
    for page in LOOKS:
        assert "1 claim added" in news_of(ada, at(loaded, page))
        let_pass(database, minutes=20)
    let_pass(database, minutes=31)
    assert news_of(ada, at(loaded)) == ""


def test_a_page_that_the_browser_has_is_looked_at_too_and_marks_make_another_page(
    sign_in: SignIn, loaded: Loaded, database: Database
) -> None:
    ada, ben = sign_in("Ada"), sign_in("Ben")
    read(ada, at(loaded))
    reply(ben, loaded, "Tea keeps warm.")
    told = ada.get(at(loaded))
    let_pass(database, minutes=20)
    again = ada.get(at(loaded), headers={"If-None-Match": told.headers["etag"]})
    assert again.status_code == 304
    let_pass(database, minutes=20)
    assert "1 claim added" in news_of(ada, at(loaded))
    let_pass(database, minutes=31)
    later = ada.get(at(loaded), headers={"If-None-Match": told.headers["etag"]})
    assert later.status_code == 200
    assert "Since you last looked" in told.text
    assert "Since you last looked" not in later.text


@pytest.mark.parametrize("page", ["/people", "/n/c1", "/cruxes", "/thread?at=1", "?at=1", "/live"])
def test_other_pages_and_those_of_the_past_are_no_looks(
    sign_in: SignIn, loaded: Loaded, database: Database, page: str
) -> None:
    ada = sign_in("Ada")
    reply(sign_in("Ben"), loaded, "Tea keeps warm.")
    if page != "/live":
        read(ada, at(loaded, page))
    with database.reading() as session:
        assert session.scalars(select(Look)).all() == []
    read(ada, at(loaded))
    with database.reading() as session:
        assert [row.seen for row in session.scalars(select(Look))] == [2]


@pytest.mark.parametrize("back", ["overview", "thread", "history", "//evil.org"])
def test_all_is_marked_as_seen_up_to_the_page_that_says_so(
    sign_in: SignIn, loaded: Loaded, back: str
) -> None:
    ada, ben = sign_in("Ada"), sign_in("Ben")
    read(ada, at(loaded))
    reply(ben, loaded, "Tea keeps warm.")
    page = {"overview": "", "thread": "/thread"}.get(back, "/history")
    form = next(each for each in read(ada, at(loaded, page)).by_id("news").iter("form"))
    fields = {each.attrib["name"]: each.attrib["value"] for each in form.iter("input")}
    reply(ben, loaded, "Tea came late.")
    answer = ada.post(form.attrib["action"], data={**fields, "back": back})
    assert answer.headers["location"] == at(loaded, page)
    said = news_of(ada, at(loaded, "/history"))
    assert "1 claim added; 1 relation added" in said
    ada.post(form.attrib["action"], data={"revision": "99"}, headers=HTMX)
    assert news_of(ada, at(loaded, "/history")) == ""


def test_two_devices_of_an_account_share_what_was_seen(
    sign_in: SignIn, loaded: Loaded, database: Database
) -> None:
    ada, ben = sign_in("Ada"), sign_in("Ben")
    other = TestClient(ada.app, cookies=ada.cookies, follow_redirects=False)
    read(ada, at(loaded))
    reply(ben, loaded, "Tea keeps warm.")
    let_pass(database, minutes=2)
    assert "1 claim added" in news_of(other, at(loaded))
    let_pass(database, minutes=31)
    assert news_of(ada, at(loaded)) == ""


def test_what_a_blind_debate_hides_is_marked_nowhere(
    sign_in: SignIn, loaded: Loaded, database: Database
) -> None:
    with database.writing() as session:
        session.execute(update(Debate).values(blind=True))
    ada, ben, owner = sign_in("Ada"), sign_in("Ben"), sign_in("Eve", role=Role.OWNER)
    for reader in (ada, owner):
        read(reader, at(loaded))
    rate(ben, loaded, loaded.thesis, 90)
    for page in LOOKS:
        assert news_of(ada, at(loaded, page)) == ""
        assert marks(ada, at(loaded, page)) == []
        assert "1 credence by Ben" in news_of(owner, at(loaded, page))
    rate(ada, loaded, loaded.thesis, 50)
    assert "1 credence by Ben" in news_of(ada, at(loaded))


def test_cards_without_news_stay_shared(
    sign_in: SignIn, loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, ben, cleo = sign_in("Ada"), sign_in("Ben", role=Role.EDITOR), sign_in("Cleo")
    read(ada, at(loaded, "/thread"))
    reword(ben, loaded, loaded.doubt, "A drink need not calm.")
    read(cleo, at(loaded, "/thread"))
    made: list[str] = []
    plain = cards._card

    def noted(snapshot: object, row: object, viewer: object, here: object) -> object:
        made.append(row.key)  # type: ignore[attr-defined]
        return plain(snapshot, row, viewer, here)  # type: ignore[arg-type]

    monkeypatch.setattr(cards, "_card", noted)
    assert "reworded" in marks(ada, at(loaded, "/thread"))
    assert made == [loaded.undercut]


def test_marks_cost_a_warm_page_no_query(
    sign_in: SignIn, loaded: Loaded, count_queries: Counting
) -> None:
    ada, ben = sign_in("Ada"), sign_in("Ben")
    costs = []
    for number in range(2):
        for page in LOOKS:
            read(ada, at(loaded, page))
        with count_queries() as queries:
            told = [news_of(ada, at(loaded, page)) for page in LOOKS]
        costs.append(len(queries))
        assert all(told) == bool(number)
        reply(ben, loaded, f"Tea keeps warm, {number}.")
    # The history asks which changes were taken back, where it lists any.
    assert costs[1] <= costs[0] + 1, costs
