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
