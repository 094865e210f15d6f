"""Suggestions on pages: proposed by the forms that are there, told in words, and decided on."""

import json
import re
from io import BytesIO

import pytest
from starlette.testclient import TestClient

from app.core.permissions import Role
from tests.found import some

from .conftest import HTMX, Loaded, SignIn

ALL = "/d/tea/suggestions"


@pytest.fixture
def ada(sign_in: SignIn, loaded: Loaded) -> TestClient:
    return sign_in("Ada")


@pytest.fixture
def editor(sign_in: SignIn, loaded: Loaded) -> TestClient:
    return sign_in("Eve", role=Role.EDITOR)


def suggest(browser: TestClient, text: str = "Tea is best.", reason: str = "Shorter.") -> str:
    """Suggest other words for the thesis, and return where the suggestion stands."""
    fields = {"text": text, "wording": "1", "suggest": "yes", "reason": reason}
    answer = browser.post("/d/tea/n/c1/edit", data=fields)
    assert answer.status_code == 303
    address: str = answer.headers["location"]
    assert address.startswith(f"{ALL}/")
    return address


def plain(text: str) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def buttons(page: str) -> list[str]:
    return re.findall(r'<form class="form"[^>]*aria-label="([^"]*)"', page)


def test_what_is_suggested_is_told_in_words_and_changes_nothing(
    ada: TestClient, client: TestClient
) -> None:
    before = client.get("/d/tea/n/c1").text
    address = suggest(ada)
    for page in (client.get(address).text, client.get(ALL).text):
        assert "Ada suggests to reword the claim" in plain(page)
        assert "“Shorter.”" in page
        assert "<ins>Tea is best.</ins>" in page
        assert re.search(r"<del>[^<]+</del>", page)
        assert "fits the debate as it is" in page
    assert client.get("/d/tea/n/c1").text == before
    assert buttons(client.get(address).text) == []
    assert buttons(ada.get(address).text) == ["Withdraw it"]


def test_an_editor_accepts_it_and_the_history_names_who_proposed_it(
    ada: TestClient, editor: TestClient, client: TestClient
) -> None:
    address = suggest(ada)
    assert buttons(editor.get(address).text) == ["Accept it", "Decline it"]
    answer = editor.post(f"{address}/accept", data={"reason": "Yes."})
    assert answer.status_code == 303
    assert "Tea is best." in client.get("/d/tea/n/c1").text
    history = client.get(answer.headers["location"]).text
    assert "Suggested by Ada" in plain(history)
    assert f'<a href="{address}">Suggested</a>' in history
    page = editor.get(address).text
    assert "Accepted by Eve" in plain(page)
    assert buttons(page) == []
    again = editor.post(f"{address}/accept")
    assert again.status_code == 422
    assert "was accepted already" in again.text


def test_it_is_declined_with_a_word_or_taken_back(ada: TestClient, editor: TestClient) -> None:
    address = suggest(ada)
    refused = editor.post(f"{address}/decline", data={"reason": " "})
    assert refused.status_code == 422
    assert 'id="w-reason-decline">Say why' in refused.text
    assert editor.post(f"{address}/decline", data={"reason": "No."}).status_code == 303
    assert "Declined by Eve" in plain(ada.get(address).text)
    assert "“No.”" in ada.get(address).text
    other = suggest(ada)
    assert ada.post(f"{other}/withdraw").status_code == 303
    assert "withdrawn" in ada.get(ALL).text


def test_a_stale_one_shows_both_sides_and_what_came_between(
    ada: TestClient, editor: TestClient
) -> None:
    address = suggest(ada)
    fields = {"text": "Tea is wet.", "wording": "1"}
    editor.post("/d/tea/n/c1/edit", data=fields)
    page = editor.get(address).text
    assert buttons(page) == ["Decline it"]
    told = plain(page)
    assert "It does not fit any more" in told
    assert "It has been reworded since" in told
    assert "Now Tea is wet. Suggested Tea is best." in told
    assert re.search(r'The same was changed since, by\s+<a href="/d/tea/history', page)
    refused = editor.post(f"{address}/accept")
    assert refused.status_code == 409
    assert "does not fit the debate" in refused.text
    assert "stale" in editor.get(ALL).text


def test_what_somebody_rated_is_told_before_it_lapses(ada: TestClient, editor: TestClient) -> None:
    ada.post("/d/tea/n/c1/credence", data={"value": "70", "wording": "1"})
    told = plain(editor.get(suggest(ada)).text)
    assert "If it is accepted" in told
    assert "1 credence on" in told


@pytest.mark.parametrize(
    ("path", "fields", "says"),
    [
        ("claims/new", {"text": "It is so.", "kind": "claim"}, "to add a claim"),
        ("n/c1/reply", {"kind": "supports", "text": "It is so."}, "to add a claim"),
        ("n/c1/crux/new", {"question": "Is it so?"}, "to add a crux"),
        ("n/c1/cite", {"source": "{source}", "role": "supports", "locator": "9"}, "a citation"),
        ("n/{step}/edit", {"warrant": "It is so.", "wording": "1"}, "to reword the relation"),
        (
            "n/{crux}/edit",
            {"question": "Is it so?", "claims": "c1", "wording": "1"},
            "to change the crux",
        ),
    ],
)
def test_every_form_suggests_too(
    ada: TestClient,
    editor: TestClient,
    loaded: Loaded,
    path: str,
    fields: dict[str, str],
    says: str,
) -> None:
    known = {"step": loaded.step, "crux": loaded.crux, "source": loaded.source}
    address = f"/d/tea/{path.format(**known)}"
    form = ada.get(address).text
    assert '<button class="plain" name="suggest"' in form or '<button name="suggest"' in form
    data = {name: value.format(**known) for name, value in fields.items()}
    made = ada.post(address, data={**data, "suggest": "yes", "reason": "For a reason."})
    assert made.status_code == 303
    page = editor.get(made.headers["location"]).text
    assert says in plain(page)
    assert "“For a reason.”" in page
    done = editor.post(f"{made.headers['location']}/accept")
    assert done.status_code == 303
    assert "revision" not in done.headers["location"]


def test_a_form_that_is_refused_keeps_what_was_typed_and_the_reason(ada: TestClient) -> None:
    fields = {"text": " ", "wording": "1", "suggest": "yes", "reason": "A long thought."}
    for headers in ({}, HTMX):
        refused = ada.post("/d/tea/n/c1/edit", data=fields, headers=headers)
        assert refused.status_code == 422
        assert "A long thought.</textarea>" in refused.text
        assert 'id="w-text"' in refused.text


def test_a_thesis_is_suggested_by_who_may_not_set_one(ada: TestClient, editor: TestClient) -> None:
    fields = {"text": "Tea for all.", "kind": "claim", "suggest": "yes", "suggest_thesis": "yes"}
    address = ada.post("/d/tea/claims/new", data=fields).headers["location"]
    assert "theses" in editor.get(address).text
    assert editor.post(f"{address}/accept").status_code == 303
    assert "Tea for all." in editor.get("/d/tea/thread").text


def test_editors_are_told_how_many_wait_and_nobody_else(
    ada: TestClient, editor: TestClient, client: TestClient
) -> None:
    page = editor.get("/d/tea/people")
    mark = {"If-None-Match": page.headers["ETag"]}
    assert "suggestion waits" not in page.text
    address = suggest(ada)
    again = editor.get("/d/tea/people", headers=mark)
    assert (again.status_code, "1 suggestion waits" in again.text) == (200, True)
    for browser in (ada, client):
        assert "suggestion waits" not in browser.get("/d/tea/people").text
    editor.post(f"{address}/decline", data={"reason": "No."})
    assert "suggestion waits" not in editor.get("/d/tea/people").text


def test_long_lists_are_shown_in_stretches(ada: TestClient, client: TestClient) -> None:
    for number in range(31):
        address = suggest(ada, f"Tea is number {number}.")
        ada.post(f"{address}/withdraw")
    first = client.get(ALL).text
    assert len(re.findall(r'<li id="\w+">', first)) == 30
    (more,) = re.findall(r'href="(\?start=\d+)"', first)
    assert len(re.findall(r'<li id="\w+">', client.get(ALL + more).text)) == 1


def test_a_file_is_suggested_for_a_debate_that_is_there(
    ada: TestClient, editor: TestClient
) -> None:
    document = json.loads(ada.get("/d/tea/export/cruxmap").text)
    some(document["claims"])[0]["text"] = "Tea, by a file."
    sent = {"into": "tea", "reason": "Newer."}
    assert 'value="tea"' in ada.get("/import?into=tea").text

    def bring(data: bytes, **more: str) -> object:
        return ada.post("/import", data={**sent, **more}, files={"file": ("t.json", BytesIO(data))})

    made = ada.post(
        "/import",
        data=sent,
        files={"file": ("t.json", BytesIO(json.dumps(document).encode()))},
    )
    assert made.status_code == 303
    page = editor.get(made.headers["location"]).text
    assert "Ada suggests to bring in a file" in plain(page)
    assert "<ins>Tea, by a file.</ins>" in page
    assert editor.post(f"{made.headers['location']}/accept").status_code == 303
    assert "Tea, by a file." in editor.get("/d/tea/thread").text

    for into, data in (("nowhere", b"{}"), ("tea", b"{}")):
        refused = ada.post(
            "/import", data={**sent, "into": into}, files={"file": ("t.json", BytesIO(data))}
        )
        assert refused.status_code == 422
        assert f'value="{into}"' in refused.text
        assert "Newer.</textarea>" in refused.text
