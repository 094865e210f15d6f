"""Taking back on the pages: offered to those who may, and refused in words beside the change."""

import re
from typing import Any

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from app.core.permissions import Role
from app.db import Database
from app.models import Change, Debate
from app.services import claims, nodes
from app.services.accounts import find_account
from app.services.claims import NewClaim, NewRelationTo
from tests.web.conftest import HTMX, Loaded, SignIn
from tests.web.library import Page, read, take_apart, text_of

HISTORY = "/d/tea/history"


def newest(client: TestClient) -> int:
    """Return the revision of the newest change that the history shows."""
    row = read(client, HISTORY).by_class("changes")[0][0]
    return int(row.attrib["id"].removeprefix("rev"))


def said(client: TestClient, text: str = "It is warm.", to: str = "c2") -> tuple[str, int]:
    """Reply to a node; return the address of the claim, and the revision."""
    made = client.post(f"/d/tea/n/{to}/reply", data={"kind": "supports", "text": text})
    assert made.status_code == 303
    return made.headers["location"], newest(client)


def undo(client: TestClient, revision: int, **data: str) -> Any:
    return client.post(f"{HISTORY}/{revision}/undo", data=data)


def row_of(answer: Any, revision: int) -> str:
    return text_of(take_apart(HISTORY, answer.text).by_id(f"rev{revision}"))


def offers(page: Page) -> set[int]:
    """Return the changes that a page offers to take back."""
    actions = [form.get("action", "") for form in page.root.iter("form")]
    return {int(found[1]) for each in actions if (found := re.search(r"/history/(\d+)/undo", each))}


def test_one_s_own_change_is_taken_back_with_a_reason_and_leads_to_the_line_that_says_so(
    signed_in: TestClient, loaded: Loaded
) -> None:
    claim, revision = said(signed_in)
    assert offers(read(signed_in, HISTORY)) == {revision}

    answer = undo(signed_in, revision, reason="A slip of the pen.")

    back = revision + 1
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HISTORY}#rev{back}")
    assert signed_in.get(claim).status_code == 404
    page = read(signed_in, HISTORY)
    line = page.by_id(f"rev{back}")
    assert f"Ada took back change {revision}" in text_of(line)
    assert "A slip of the pen." in text_of(line)
    assert f"Taken back by change {back}" in text_of(page.by_id(f"rev{revision}"))
    assert {link.split("#")[-1] for link in page.links(line)} >= {f"rev{revision}"}
    assert offers(page) == {back}
    assert undo(signed_in, back).status_code == 303
    assert signed_in.get(claim).status_code == 200


def test_nothing_is_offered_to_whom_it_is_not_theirs(
    client: TestClient, sign_in: SignIn, loaded: Loaded
) -> None:
    ada, editor = sign_in("Ada"), sign_in("Ed", role=Role.EDITOR)
    _, claim = said(ada)
    assert ada.post("/d/tea/n/c1/credence", data={"value": "70", "wording": "1"}).is_redirect
    credence = newest(ada)
    for browser, offered in ((client, set()), (sign_in("Bo"), set()), (editor, {claim})):
        assert offers(read(browser, HISTORY)) == offered
    assert offers(read(ada, HISTORY)) == {claim, credence}
    assert undo(editor, credence).status_code == 403
    assert undo(sign_in("Cy"), claim).status_code == 403
    refused = undo(client, claim, reason="Not mine.")
    assert refused.status_code == 401
    assert "sign in in another tab" in refused.text
    assert 'value="Not mine."' in refused.text
    assert newest(ada) == credence


def test_a_second_try_is_told_by_which_change_it_was_taken_back(
    signed_in: TestClient, loaded: Loaded
) -> None:
    _, revision = said(signed_in)
    undo(signed_in, revision)
    refused = undo(signed_in, revision)
    assert refused.status_code == 422
    assert f"taken back already, by change {revision + 1}" in row_of(refused, revision)


def test_what_others_built_on_it_is_said_beside_the_change_with_links_and_nothing_typed_is_lost(
    sign_in: SignIn, loaded: Loaded
) -> None:
    ada, bo = sign_in("Ada"), sign_in("Bo")
    claim, revision = said(ada)
    _, later = said(bo, "It steams.", to=claim.rsplit("/", 1)[1])

    for headers in (None, HTMX):
        refused = ada.post(
            f"{HISTORY}/{revision}/undo", data={"reason": "Not <so>."}, headers=headers
        )
        assert refused.status_code == 409
        line = take_apart(HISTORY, refused.text).by_id(f"rev{revision}")
        assert "An arrow is aimed at it: #" in text_of(line)
        assert f"to be taken back first: change {later}" in text_of(line)
        assert any(each.get("open") is not None for each in line.iter("details"))
        assert 'value="Not &lt;so&gt;."' in refused.text
    assert undo(bo, later).status_code == 303
    assert undo(ada, revision).status_code == 303


def test_words_that_were_changed_since_stand_against_it(sign_in: SignIn, loaded: Loaded) -> None:
    editor = sign_in("Ed", role=Role.EDITOR)
    assert editor.post("/d/tea/n/c1/edit", data={"text": "One.", "wording": "1"}).is_redirect
    first = newest(editor)
    assert editor.post("/d/tea/n/c1/edit", data={"text": "Two.", "wording": "2"}).is_redirect
    refused = undo(editor, first)
    assert "It has been reworded since: #c1 Two" in row_of(refused, first)


def test_what_was_said_again_meanwhile_stands_against_it(sign_in: SignIn, loaded: Loaded) -> None:
    ada = sign_in("Ada")
    _, revision = said(ada, "It is warm.")
    back = revision + 1
    assert undo(ada, revision).is_redirect
    again, _ = said(sign_in("Bo"), "It is warm.")
    refused = undo(ada, back)
    assert refused.status_code == 409
    assert f"Somebody said the same meanwhile: #{again.rsplit('/', 1)[1]}" in row_of(refused, back)


def test_a_refusal_shows_the_part_of_the_history_where_the_change_stands(
    signed_in: TestClient, loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim, revision = said(signed_in)
    for number in range(5):
        said(signed_in, f"It steams {number}.", to=claim.rsplit("/", 1)[1])
    monkeypatch.setattr("app.web.changes.WINDOW", 3)
    refused = undo(signed_in, revision)
    assert "An arrow is aimed at it" in row_of(refused, revision)
    page = take_apart(HISTORY, refused.text)
    links = [link for link in page.links(page.by_id(f"rev{revision}")) if "until=" in link]
    assert len(links) == 5
    assert all(signed_in.get(link.split("#")[0]).status_code == 200 for link in links)


def test_a_withdrawn_node_is_restored_from_its_page_by_those_who_may(
    client: TestClient, sign_in: SignIn, loaded: Loaded, database: Database
) -> None:
    ada, editor = sign_in("Ada"), sign_in("Ed", role=Role.EDITOR)
    claim, _ = said(ada)
    ref = claim.rsplit("/", 1)[1]
    assert not offers(read(ada, claim))
    with database.writing() as session:
        actor = find_account(session, "Ada").actor
        revision = nodes.withdraw(session, actor, "tea", ref).revision
    for browser in (client, sign_in("Bo")):
        assert "Restore it" not in browser.get(claim).text
    for browser in (ada, editor):
        assert offers(read(browser, claim)) == {revision}
    restored = undo(ada, revision, from_node="yes")
    assert (restored.status_code, restored.headers["location"]) == (303, claim)
    assert "withdrawn" not in text_of(read(ada, claim).main)
    assert not offers(read(ada, claim))


def test_what_was_withdrawn_before_records_were_whole_is_restored_from_its_page_too(
    client: TestClient, sign_in: SignIn, loaded: Loaded, database: Database
) -> None:
    page, editor = "/d/tea/n/c3", sign_in("Ed", role=Role.EDITOR)
    with database.writing() as session:
        actor = find_account(session, "Ed").actor
        nodes.withdraw(session, actor, "tea", "c3")
        session.execute(update(Change).values(edits=None))
    for browser in (client, sign_in("Bo")):
        assert "Restore it" not in browser.get(page).text
    shown = read(editor, page)
    assert not offers(shown)
    (form,) = [f for f in shown.root.iter("form") if f.get("action") == f"{page}/restore"]
    restored = editor.post(form.get("action", ""))
    assert (restored.status_code, restored.headers["location"]) == (303, page)
    assert "withdrawn" not in text_of(read(editor, page).main)


def test_what_was_withdrawn_shows_the_credences_given_before_and_asks_for_none(
    sign_in: SignIn, loaded: Loaded, database: Database
) -> None:
    ada = sign_in("Ada")
    claim, _ = said(ada)
    given = {"value": "73", "was": "", "wording": "1"}
    assert ada.post(f"{claim}/credence", data=given).status_code == 303
    assert f"{claim}/rate" in read(ada, claim).links()
    with database.writing() as session:
        actor = find_account(session, "Ada").actor
        nodes.withdraw(session, actor, "tea", claim.rsplit("/", 1)[1])
    page = read(ada, claim)
    told = text_of(page.by_id("credences"))
    assert "given before this was withdrawn: they count no more" in told
    assert "73 %" in told
    assert f"{claim}/rate" not in page.links()
    assert not [form for form in page.root.iter("form") if "what-if" in form.get("action", "")]
    assert ada.get(f"{claim}/rate").status_code == 422


def test_editors_take_back_all_that_one_did_and_others_do_not(
    sign_in: SignIn, loaded: Loaded
) -> None:
    ida, editor = sign_in("Ida"), sign_in("Ed", role=Role.EDITOR)
    first, since = said(ida)
    second, _ = said(ida, "It steams.", to=first.rsplit("/", 1)[1])
    run = {"name": "Ida", "since": str(since), "reason": "Spam."}
    assert "by one account" not in ida.get(HISTORY).text
    assert ida.post(f"{HISTORY}/undo", data=run).status_code == 403

    done = editor.post(f"{HISTORY}/undo", data=run)

    assert done.headers["location"] == f"{HISTORY}#rev{newest(editor)}"
    assert {editor.get(each).status_code for each in (first, second)} == {404}
    assert editor.get(HISTORY).text.count("Spam.") == 2
    again = editor.post(f"{HISTORY}/undo", data=run)
    assert again.status_code == 422
    assert "changed nothing here since" in text_of(take_apart(HISTORY, again.text).by_id("run"))
    assert 'value="Spam."' in again.text


@pytest.mark.parametrize("since", ["", "0", "-4", "soon", "9" * 30])
def test_a_run_needs_a_change_to_begin_with(sign_in: SignIn, loaded: Loaded, since: str) -> None:
    ida, editor = sign_in("Ida"), sign_in("Ed", role=Role.EDITOR)
    claim, _ = said(ida)
    refused = editor.post(f"{HISTORY}/undo", data={"name": "Ida", "since": since})
    assert refused.status_code == 422
    assert "Name the change to begin with" in refused.text
    assert ida.get(claim).status_code == 200


@pytest.mark.parametrize("revision", ["0", "-1", "9" * 30])
def test_a_change_that_is_none_is_not_found(
    signed_in: TestClient, loaded: Loaded, revision: str
) -> None:
    assert signed_in.post(f"{HISTORY}/{revision}/undo", data={}).status_code == 404


def test_the_fields_of_forms_on_a_page_have_ids_of_their_own(
    sign_in: SignIn, loaded: Loaded
) -> None:
    editor = sign_in("Ed", role=Role.EDITOR)
    for number in range(3):
        said(editor, f"It steams {number}.")
    ids = read(editor, HISTORY).ids
    assert len(ids) == len(set(ids))
    assert sum(each.startswith("f-reason") for each in ids) == 4


def test_a_blind_debate_tells_nobody_of_a_hidden_credence_that_is_in_the_way(
    sign_in: SignIn, loaded: Loaded, database: Database
) -> None:
    with database.writing() as session:
        session.execute(update(Debate).values(blind=True))
    ada, bo, editor = sign_in("Ada"), sign_in("Bo"), sign_in("Ed", role=Role.EDITOR)
    claim, revision = said(ada)
    assert bo.post(f"{claim}/credence", data={"value": "70", "wording": "1"}).is_redirect
    for browser in (ada, editor):
        refused = undo(browser, revision)
        assert refused.status_code == 409
        line = row_of(refused, revision)
        assert "Something that you are not shown rests on it" in line
        assert "credence" not in line
        assert f"change {revision + 1}" not in line
        assert undo(browser, revision + 1).status_code == 404
        assert f'id="rev{revision + 1}"' not in browser.get(HISTORY).text
    assert "Somebody gave it a credence" in row_of(
        undo(sign_in("Olga", role=Role.OWNER), revision), revision
    )


def test_what_an_arrow_s_return_needs_is_named_when_it_is_gone(
    sign_in: SignIn, loaded: Loaded, database: Database
) -> None:
    ada = sign_in("Ada")
    claim, added = said(ada)
    ref = claim.rsplit("/", 1)[1]
    with database.writing() as session:
        actor = find_account(session, "Ada").actor
        to = NewRelationTo(kind="rebuts", target=ref)
        doubt = claims.add(session, actor, "tea", NewClaim(text="It cools.", relation=to))
    undo(ada, doubt.revision)
    undo(ada, added)
    refused = undo(ada, doubt.revision + 1)
    assert refused.status_code == 409
    assert f"An arrow needs #{ref}, which is not there any more." in row_of(
        refused, doubt.revision + 1
    )
