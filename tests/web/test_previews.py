"""Looking at a file before it comes in: what it was taken for, what it would do, then doing it."""

import json
from typing import Any

from sqlalchemy import func, select
from starlette.testclient import TestClient

from app.core.formats.registry import FORMATS
from app.models import Debate, Upload
from tests.formats.test_forum import ANSWER
from tests.web.library import (
    a_claim,
    a_document,
    a_relation,
    bring,
    browser,
    read,
    signed_in,
    text_of,
)

pytest_plugins = ("tests.web.library_fixtures",)
MUSEUM = a_document(
    "museum",
    debate={"title": "Opening days"},
    claims=[
        a_claim("c1", "The museum should open on Mondays."),
        a_claim("c2", "More visitors would come."),
        a_claim("c3", "Staff need one closed day."),
    ],
    relations=[a_relation("r1", ["c2"], "c1"), a_relation("r2", ["c3"], "c1", "rebuts")],
)


def data_of(document: dict[str, Any]) -> bytes:
    return json.dumps(document).encode()


def look(client: TestClient, data: bytes, name: str = "museum.json", **fields: str) -> Any:
    return client.post("/import/look", files={"file": (name, data)}, data=fields)


def said(client: TestClient, address: str) -> str:
    return text_of(read(client, address).main)


def hidden(client: TestClient, address: str) -> dict[str, str]:
    """What the form that brings the file in would send as it stands."""
    form = read(client, address).by_id("bring-form")
    fields = [each for each in form.iter("input") if each.get("type") != "checkbox"]
    fields += [each for each in form.iter("input") if "checked" in each.attrib]
    return {name: each.get("value", "") for each in fields if (name := each.get("name"))}


def debates(site: Any) -> int:
    with site.state.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Debate)) or 0


def kept(site: Any) -> int:
    with site.state.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Upload)) or 0


def test_a_file_is_looked_at_and_nothing_is_written_until_it_is_brought_in(empty_site: Any) -> None:
    ada = signed_in(empty_site, "Ada")
    before = debates(empty_site)
    sent = look(ada, data_of(MUSEUM))
    assert sent.status_code == 303
    address = sent.headers["location"]
    words = said(ada, address)
    assert "museum.json was read as Native JSON: 3 claims, 2 relations." in words
    assert "Opening days" in words
    assert "rebuts Staff need one closed day." in words
    assert debates(empty_site) == before
    made = ada.post("/import", data=hidden(ada, address))
    assert made.headers["location"] == "/d/museum"
    assert debates(empty_site) == before + 1
    assert kept(empty_site) == 0
    assert ada.get(address).status_code == 404


def test_what_is_pasted_is_read_and_comes_back_when_it_is_faulty(empty_site: Any) -> None:
    ada = signed_in(empty_site, "Ada")
    sent = ada.post("/import/look", data={"text": json.dumps(MUSEUM)})
    assert sent.status_code == 303
    faulty = json.dumps(MUSEUM)[:-20]
    answer = ada.post("/import/look", data={"text": faulty})
    assert answer.status_code == 422
    assert "Nothing was imported" in answer.text
    assert "museum should open on Mondays" in answer.text


def test_nobody_else_sees_a_file_that_was_sent(empty_site: Any) -> None:
    address = look(signed_in(empty_site, "Ada"), data_of(MUSEUM)).headers["location"]
    bob = signed_in(empty_site, "Bob")
    assert bob.get(address).status_code == 404
    assert browser(empty_site).get(address).headers["location"].startswith("/sign-in")
    assert look(browser(empty_site), data_of(MUSEUM)).status_code == 401
    ref = address.rsplit("/", 1)[1]
    taken = bob.post("/import", data={"kept": ref})
    assert taken.status_code == 404


def test_only_the_newest_files_of_an_account_are_kept(empty_site: Any) -> None:
    ada = signed_in(empty_site, "Ada")
    addresses = [look(ada, data_of(MUSEUM)).headers["location"] for _ in range(5)]
    assert kept(empty_site) == 3
    assert [ada.get(each).status_code for each in addresses] == [404, 404, 200, 200, 200]


def test_a_file_read_otherwise_keeps_its_place_and_says_what_is_wrong(empty_site: Any) -> None:
    ada = signed_in(empty_site, "Ada")
    address = look(ada, data_of(MUSEUM)).headers["location"]
    wrong = ada.get(address, params={"format": "klingon"})
    assert wrong.status_code == 422
    assert "No format “klingon” is read." in wrong.text
    nowhere = ada.get(address, params={"into": "nowhere"})
    assert nowhere.status_code == 422
    assert 'id="w-into"' in nowhere.text
    assert ada.get(address).status_code == 200


def test_a_slug_that_is_taken_is_told_and_another_can_be_given(empty_site: Any) -> None:
    bring(empty_site, MUSEUM)
    ada = signed_in(empty_site, "Ada")
    address = look(ada, data_of(MUSEUM)).headers["location"]
    ref = address.rsplit("/", 1)[1]
    taken = ada.post("/import", data={"kept": ref})
    assert taken.status_code == 409
    assert "already a debate called “museum”" in taken.text
    bad = ada.post("/import", data={"kept": ref, "slug": "Not So!"})
    assert bad.status_code == 422
    assert 'id="w-slug"' in bad.text
    assert 'value="Not So!"' in bad.text


def test_a_file_of_another_debate_is_added_and_what_is_the_same_is_used(empty_site: Any) -> None:
    bring(empty_site, MUSEUM)
    owner = signed_in(empty_site, "Owner", site_owner=True)
    other = a_document(
        "gallery",
        claims=[
            a_claim("c1", "More visitors would come!"),
            a_claim("c2", "The buses run on Mondays."),
            a_claim("c3", "Staff need one day that is closed."),
        ],
        relations=[a_relation("r1", ["c2"], "c1")],
    )
    address = look(owner, data_of(other), into="museum").headers["location"]
    words = said(owner, address)
    assert "Into “Opening days”" in words
    assert "1 claim in it is here already" in words
    assert "Takes away" not in words
    made = owner.post("/import", data=hidden(owner, address))
    assert made.status_code == 303, made.text[:300]
    suggestion = made.headers["location"]
    assert suggestion.startswith("/d/museum/suggestions/")
    owner.post(f"{suggestion}/accept", data={})
    whole = owner.get("/d/museum/export/cruxmap").json()
    texts = {row["id"]: row["text"] for row in whole["claims"]}
    assert texts["c2"] == "More visitors would come."
    assert sum("visitors would come" in text for text in texts.values()) == 1
    (bus,) = (id_ for id_, text in texts.items() if "buses" in text)
    assert any(r["premises"] == [bus] and r["target"] == "c2" for r in whole["relations"])


def test_claims_that_are_alike_are_asked_about(empty_site: Any) -> None:
    bring(empty_site, MUSEUM)
    owner = signed_in(empty_site, "Owner", site_owner=True)
    near = a_document(
        "near", theses=["n1"], claims=[a_claim("n1", "Staff need just one closed day.")]
    )
    address = look(owner, data_of(near), into="museum").headers["location"]
    assert "here: Staff need one closed day." in said(owner, address)
    fields = hidden(owner, address)
    assert "same" not in fields, "alike is not the same until somebody says so"
    same = owner.post("/import", data={**fields, "same": "n1:c3"})
    assert owner.get(same.headers["location"]).status_code == 200
    apart = look(owner, data_of(near), into="museum").headers["location"]
    made = owner.post("/import", data=hidden(owner, apart))
    assert made.status_code == 303
    owner.post(f"{made.headers['location']}/accept", data={})
    texts = [row["text"] for row in owner.get("/d/museum/export/cruxmap").json()["claims"]]
    assert "Staff need just one closed day." in texts
    assert "Staff need one closed day." in texts


def test_an_edited_file_of_the_debate_is_compared_with_it(empty_site: Any) -> None:
    bring(empty_site, MUSEUM)
    owner = signed_in(empty_site, "Owner", site_owner=True)
    edited = json.loads(json.dumps(MUSEUM).replace("one closed day", "a closed day"))
    address = look(owner, data_of(edited), into="museum").headers["location"]
    assert "Changes 1 claim." in said(owner, address)
    made = owner.post("/import", data=hidden(owner, address))
    owner.post(f"{made.headers['location']}/accept", data={})
    rows = owner.get("/d/museum/export/cruxmap").json()["claims"]
    assert {row["id"]: row["text"] for row in rows}["c3"] == "Staff need a closed day."


def test_the_page_says_what_can_be_read(empty_site: Any) -> None:
    words = said(signed_in(empty_site, "Ada"), "/import")
    for each in FORMATS.values():
        assert (each.title in words) == (each.read is not None)


KIALO = (
    "Discussion Title: Opening days\n\n1. More visitors would come.\n1.1. Con: Buses are full.\n"
)


def test_a_file_of_a_format_that_only_comes_in_is_added_whatever_is_asked(empty_site: Any) -> None:
    bring(empty_site, MUSEUM)
    owner = signed_in(empty_site, "Owner", site_owner=True)
    address = look(owner, KIALO.encode(), "k.txt", into="museum", how="update").headers["location"]
    words = said(owner, address)
    assert "was read as Kialo" in words
    assert "Takes away" not in words
    assert "It is this debate, edited" not in words
    made = owner.post("/import", data=hidden(owner, address))
    owner.post(f"{made.headers['location']}/accept", data={})
    texts = [row["text"] for row in owner.get("/d/museum/export/cruxmap").json()["claims"]]
    assert sorted(texts) == sorted(["Buses are full.", *(row["text"] for row in MUSEUM["claims"])])


def test_a_text_that_stays_behind_is_told_of(empty_site: Any) -> None:
    bring(empty_site, MUSEUM)
    owner = signed_in(empty_site, "Owner", site_owner=True)
    thread = json.dumps(ANSWER).encode()
    into = look(owner, thread, "thread.json", into="museum").headers["location"]
    assert "The text of the source stays behind" in said(owner, into)
    alone = look(owner, thread, "thread.json").headers["location"]
    assert "stays behind" not in said(owner, alone)


def test_a_file_that_tells_no_address_takes_one_that_is_free(empty_site: Any) -> None:
    ada = signed_in(empty_site, "Ada")
    for address in ("/d/opening-days", "/d/opening-days-2"):
        sent = look(ada, KIALO.encode(), "k.txt").headers["location"]
        made = ada.post("/import", data=hidden(ada, sent))
        assert made.headers["location"] == address


def rows_in(client: TestClient, address: str) -> list[str]:
    """The lines of the first screen."""
    screen = read(client, address).by_id("screen")
    return [" ".join(text_of(item).split()) for item in screen.iter("li")]


def test_what_the_first_screen_leaves_out_is_counted(empty_site: Any) -> None:
    ada = signed_in(empty_site, "Ada")
    asked = [a_claim(f"q{n}", f"What of room {n}?", kind="question") for n in range(20)]
    answer = [a_claim("a1", "Room 0 is shut."), a_claim("z1", "Nobody asked this.")]
    arrows = [
        a_relation("r1", ["a1"], "q0", "answers"),
        a_relation("r2", ["q0"], "q1", "asks"),
        a_relation("r3", ["q1"], "q0", "asks"),
    ]
    document = a_document(
        "rooms", debate={"theses": []}, claims=[*asked, *answer], relations=arrows
    )
    address = look(ada, data_of(document), "rooms.json").headers["location"]
    assert len(rows_in(ada, address)) == 16
    assert "And 6 claims more." in said(ada, address)
    document["claims"] = [*asked[:2], *answer]
    address = look(ada, data_of(document), "rooms.json").headers["location"]
    rows = rows_in(ada, address)
    assert set(rows) == {
        "Nobody asked this.",
        "asks What of room 0?",
        "asks What of room 1?",
        "answers Room 0 is shut.",
    }
    assert "more." not in said(ada, address)


def test_a_thread_shows_its_first_words_the_post_first_and_says_who_may_read_it(
    empty_site: Any,
) -> None:
    ada = signed_in(empty_site, "Ada")
    address = look(ada, json.dumps(ANSWER).encode(), "t.json").headers["location"]
    first, *others = rows_in(ada, address)
    assert "We asked 200 people." in first
    assert any("Staff need a day." in row for row in others)
    page = read(ada, address)
    chosen = [
        each for each in page.by_id("f-visibility").iter("option") if "selected" in each.attrib
    ]
    assert [each.get("value") for each in chosen] == ["private"]
    assert "The words of a thread are their authors’" in text_of(page.main)
    made = ada.post("/import", data=hidden(ada, address)).headers["location"]
    assert browser(empty_site).get(made).status_code == 404
    opened = ada.post("/import", data={**kept_form(ada), "visibility": "public"})
    assert browser(empty_site).get(opened.headers["location"]).status_code == 200


def kept_form(client: TestClient) -> dict[str, str]:
    """The form that brings a thread in, looked at anew."""
    address = look(client, json.dumps(ANSWER).encode(), "t.json").headers["location"]
    return hidden(client, address)


def test_sources_show_their_titles(empty_site: Any) -> None:
    ada = signed_in(empty_site, "Ada")
    data = b"@book{lee, title={On tea}, author={Lee, An}, year={1999}}\n"
    address = look(ada, data, "x.bib").headers["location"]
    assert rows_in(ada, address) == ["An Lee (1999). On tea"]


def test_changes_to_a_debate_are_shown_before_they_are_suggested(empty_site: Any) -> None:
    bring(empty_site, MUSEUM)
    owner = signed_in(empty_site, "Owner", site_owner=True)
    less = {**MUSEUM, "claims": MUSEUM["claims"][:2], "relations": MUSEUM["relations"][:1]}
    less["claims"] = [MUSEUM["claims"][0], {**MUSEUM["claims"][1], "text": "Far more would come."}]
    address = look(owner, data_of(less), into="museum").headers["location"]
    form = text_of(read(owner, address).by_id("bring-form"))
    gone, anew = form.index("Staff need one closed day."), form.index("Far more would come.")
    assert gone < anew < form.index("Suggest it")
    assert "And " not in form


def test_of_many_changes_the_first_are_shown_and_the_others_counted(empty_site: Any) -> None:
    bring(empty_site, MUSEUM)
    owner = signed_in(empty_site, "Owner", site_owner=True)
    more = [a_claim(f"n{n}", f"Room {n} is cold.") for n in range(25)]
    document = {**MUSEUM, "claims": [*MUSEUM["claims"], *more]}
    address = look(owner, data_of(document), into="museum").headers["location"]
    form = text_of(read(owner, address).by_id("bring-form"))
    assert form.count("is cold.") == 20
    assert "And 5 changes more." in form


def test_nothing_is_offered_where_nothing_would_change(empty_site: Any) -> None:
    bring(empty_site, MUSEUM)
    owner = signed_in(empty_site, "Owner", site_owner=True)
    address = look(owner, data_of(MUSEUM), into="museum").headers["location"]
    form = text_of(read(owner, address).by_id("bring-form"))
    assert "Changes nothing." in form
    assert "Suggest it" not in form


def test_a_title_an_address_and_readers_are_asked_for(empty_site: Any) -> None:
    ada = signed_in(empty_site, "Ada")
    address = look(ada, b"# A list\n\n- It rains.\n", "x.md").headers["location"]
    fields = hidden(ada, address)
    assert fields["title"] == "A list"
    fields |= {"title": "On rain", "visibility": "private"}
    made = ada.post("/import", data=fields).headers["location"]
    assert made == "/d/on-rain"
    assert "On rain" in ada.get(made).text
    assert browser(empty_site).get(made).status_code == 404


def test_a_taken_address_is_told_at_its_field_and_the_preview_stays(empty_site: Any) -> None:
    bring(empty_site, MUSEUM)
    ada = signed_in(empty_site, "Ada")
    address = look(ada, data_of(MUSEUM)).headers["location"]
    for asked in ({}, {"slug": "museum"}, {"slug": "Not So!"}):
        answer = ada.post("/import", data={**hidden(ada, address), **asked})
        assert answer.status_code in (409, 422)
        assert 'id="w-slug"' in answer.text
        assert "Staff need one closed day." in answer.text
    at_once = ada.post("/import", files={"file": ("museum.json", data_of(MUSEUM))})
    assert 'id="w-slug"' in at_once.text
    assert "remove the other debate" not in at_once.text
    made = ada.post("/import", data={**hidden(ada, address), "slug": "gallery"})
    assert made.headers["location"] == "/d/gallery"


def test_faults_are_counted_and_linked_at_the_top(empty_site: Any) -> None:
    ada = signed_in(empty_site, "Ada")
    faulty = json.dumps({**MUSEUM, "relations": [a_relation("r1", ["c9"], "c8")]})
    answer = ada.post("/import/look", data={"text": faulty})
    assert '<a href="#faults">2 faults, listed below.</a>' in answer.text
    assert "in what was pasted, in the order of the file" in answer.text


def test_debates_that_one_may_suggest_to_are_offered(empty_site: Any) -> None:
    bring(empty_site, MUSEUM)
    hidden_one = a_document("cellar", debate={"visibility": "private", "theses": []})
    bring(empty_site, hidden_one)
    page = read(signed_in(empty_site, "Ada"), "/import")
    offered = [each.get("value") for each in page.by_id("places").iter("option")]
    assert offered == ["museum"]


def test_who_may_only_suggest_looks_at_a_file_and_suggests_it(empty_site: Any) -> None:
    bring(empty_site, MUSEUM)
    ada = signed_in(empty_site, "Ada")
    more = {**MUSEUM, "claims": [*MUSEUM["claims"], a_claim("n1", "Rooms are cold.")]}
    address = look(ada, data_of(more), into="museum").headers["location"]
    sent = ada.post("/import", data=hidden(ada, address))
    assert sent.headers["location"].startswith("/d/museum/suggestions/")


def test_a_thread_for_a_debate_only_adds_in_its_preview_and_as_a_suggestion(
    empty_site: Any,
) -> None:
    bring(empty_site, MUSEUM)
    ada = signed_in(empty_site, "Ada")
    address = look(ada, json.dumps(ANSWER).encode(), "t.json", into="museum").headers["location"]
    told = text_of(read(ada, address).by_id("bring-form"))
    assert "Changes" not in told
    sent = ada.post("/import", data=hidden(ada, address)).headers["location"]
    suggested = said(ada, sent)
    assert suggested.count("added span") == 5
    assert "changed span" not in suggested
