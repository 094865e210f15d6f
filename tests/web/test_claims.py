import re

import pytest
from starlette.testclient import TestClient

from app.core.permissions import Role
from app.db import Database
from app.models import Claim, Relation
from app.services import nodes
from app.services.accounts import find_account

from .conftest import HTMX, Loaded, SignIn

TEXT = "Coffee wakes."


def reply(browser: TestClient, node: str, *, htmx: bool = False, **fields: str):
    data = {"kind": "rebuts", "text": TEXT, **fields}
    return browser.post(f"/d/tea/n/{node}/reply", data=data, headers=HTMX if htmx else None)


def edit(browser: TestClient, node: str, text: str, *, wording: int = 1, field: str = "text"):
    data = {field: text, "wording": str(wording)}
    return browser.post(f"/d/tea/n/{node}/edit", data=data)


def counts(database: Database) -> tuple[int, int]:
    with database.reading() as session:
        return session.query(Claim).count(), session.query(Relation).count()


def test_a_reply_is_a_claim_and_its_arrow(
    signed_in: TestClient, loaded: Loaded, database: Database
) -> None:
    claims, relations = counts(database)

    answer = reply(signed_in, loaded.thesis, warrant="Waking is worth more.")

    assert answer.status_code == 303
    assert counts(database) == (claims + 1, relations + 1)
    assert TEXT in signed_in.get(answer.headers["location"]).text
    thread = signed_in.get("/d/tea/thread").text
    assert TEXT in thread
    assert "Waking is worth more." in thread


def test_the_kinds_of_reply_fit_what_is_replied_to(signed_in: TestClient, loaded: Loaded) -> None:
    def kinds(node: str) -> list[str]:
        text = signed_in.get(f"/d/tea/n/{node}/reply").text
        return re.findall(r'<option value="(\w+)"', text)

    assert kinds(loaded.thesis) == ["supports", "rebuts", "asks"]
    assert kinds(loaded.step) == ["undercuts", "backs", "asks"]
    assert kinds(loaded.question) == ["answers", "asks"]


def test_the_link_chooses_the_kind(signed_in: TestClient, loaded: Loaded) -> None:
    text = signed_in.get(f"/d/tea/n/{loaded.thesis}/reply?kind=rebuts").text

    assert '<option value="rebuts" selected>' in text


def test_a_step_is_undercut(signed_in: TestClient, loaded: Loaded) -> None:
    reply(signed_in, loaded.step, kind="undercuts")

    assert TEXT in signed_in.get(f"/d/tea/n/{loaded.step}").text


@pytest.mark.parametrize("htmx", [False, True])
def test_an_undercut_aimed_at_a_claim_is_explained_and_the_text_kept(
    signed_in: TestClient, loaded: Loaded, database: Database, htmx: bool
) -> None:
    before = counts(database)

    answer = reply(signed_in, loaded.thesis, kind="undercuts", htmx=htmx)

    assert answer.status_code == 422
    assert "An undercut is aimed at a step, not at a claim." in answer.text
    assert TEXT in answer.text
    assert ("<html" in answer.text) is not htmx
    assert counts(database) == before


def test_fields_that_a_form_does_not_have_make_no_arrow(
    signed_in: TestClient, loaded: Loaded, database: Database
) -> None:
    claims, relations = counts(database)
    sent = {"text": TEXT, "kind": "claim", "relation": loaded.thesis}

    assert signed_in.post("/d/tea/claims/new", data=sent).status_code == 303

    assert counts(database) == (claims + 1, relations)


def test_too_long_a_reply_is_kept_whole(signed_in: TestClient, loaded: Loaded) -> None:
    text = "word " * 100

    answer = reply(signed_in, loaded.thesis, text=text)

    assert answer.status_code == 422
    assert text in answer.text
    assert re.search(r'id="w-text">[^<]*at most 400', answer.text)


def test_the_same_words_again_are_pointed_to(signed_in: TestClient, loaded: Loaded) -> None:
    answer = reply(signed_in, loaded.thesis, text="Tea calms.")

    assert answer.status_code == 409
    assert "This claim is here already" in answer.text


def test_words_of_a_withdrawn_claim_lead_to_it_or_are_used_anew(
    sign_in: SignIn, loaded: Loaded, database: Database
) -> None:
    ada = sign_in("Ada")
    first = reply(ada, loaded.thesis).headers["location"]
    with database.writing() as session:
        actor = find_account(session, "Ada").actor
        nodes.withdraw(session, actor, "tea", first.rsplit("/", 1)[1])

    refused = reply(ada, loaded.thesis)

    assert refused.status_code == 409
    assert "A claim of these words was withdrawn" in refused.text
    assert f'href="{first}"' in refused.text
    assert 'name="anew"' in refused.text
    assert "Restore it" in ada.get(first).text
    alone = ada.post("/d/tea/claims/new", data={"kind": "claim", "text": TEXT})
    assert alone.status_code == 409
    assert 'name="anew"' in alone.text
    made = reply(ada, loaded.thesis, anew="yes")
    assert made.status_code == 303
    assert made.headers["location"] != first


def test_htmx_hears_that_the_reply_is_saved(signed_in: TestClient, loaded: Loaded) -> None:
    answer = reply(signed_in, loaded.thesis, htmx=True)

    assert "Saved." in answer.text
    assert "<html" not in answer.text


def test_readers_may_not_reply(sign_in: SignIn, loaded: Loaded) -> None:
    reader = sign_in("Rea", role=Role.READER)

    assert reader.get(f"/d/tea/n/{loaded.thesis}/reply").status_code == 403
    assert reply(reader, loaded.thesis).status_code == 403


def test_an_editor_rewords_a_claim(sign_in: SignIn, loaded: Loaded) -> None:
    editor = sign_in("Eve", role=Role.EDITOR)

    answer = edit(editor, loaded.thesis, "Green tea is better than coffee.")

    assert answer.status_code == 303
    assert "Green tea is better than coffee." in editor.get(answer.headers["location"]).text


def test_a_stale_wording_shows_both_texts_and_keeps_what_was_typed(
    sign_in: SignIn, loaded: Loaded
) -> None:
    editor = sign_in("Eve", role=Role.EDITOR)
    edit(editor, loaded.thesis, "Green tea is better than coffee.")

    answer = edit(editor, loaded.thesis, "Black tea is better than coffee.")

    assert answer.status_code == 409
    assert "<p>Green tea is better than coffee.</p>" in answer.text
    assert "<p>Black tea is better than coffee.</p>" in answer.text
    assert ">Black tea is better than coffee.</textarea>" in answer.text
    assert 'name="wording" value="2"' in answer.text
    assert edit(editor, loaded.thesis, "Black tea it is.", wording=2).status_code == 303


def test_a_fault_does_not_slip_a_stale_wording_through(sign_in: SignIn, loaded: Loaded) -> None:
    editor = sign_in("Eve", role=Role.EDITOR)
    edit(editor, loaded.thesis, "Green tea is better than coffee.")

    answer = edit(editor, loaded.thesis, "")

    assert answer.status_code == 422
    assert 'name="wording" value="1"' in answer.text


def test_an_editor_says_why_a_step_holds(sign_in: SignIn, loaded: Loaded) -> None:
    editor = sign_in("Eve", role=Role.EDITOR)

    answer = edit(editor, loaded.step, "Calm is rare.", field="warrant")

    assert "Calm is rare." in editor.get(answer.headers["location"]).text


def test_annotators_do_not_reword(signed_in: TestClient, loaded: Loaded) -> None:
    page = signed_in.get(f"/d/tea/n/{loaded.thesis}/edit").text
    assert re.findall(r"<button[^>]*>([^<]*)", page) == ["Suggest it"]
    assert edit(signed_in, loaded.thesis, "Mine.").status_code == 403


def test_the_form_says_what_becomes_of_credences(sign_in: SignIn, loaded: Loaded) -> None:
    editor = sign_in("Eve", role=Role.EDITOR)
    rating = {"value": "70", "wording": "1"}
    editor.post(f"/d/tea/n/{loaded.thesis}/credence", data=rating)

    text = editor.get(f"/d/tea/n/{loaded.thesis}/edit").text

    assert "1 account has rated the present wording." in text


def test_a_new_debate_goes_on_to_its_first_thesis(signed_in: TestClient) -> None:
    answer = signed_in.post("/new", data={"title": "On coffee", "visibility": "public"})

    assert answer.headers["location"] == "/d/on-coffee/claims/new"
    form = signed_in.get("/d/on-coffee/claims/new").text
    assert re.search(r'name="as_thesis"[^>]* checked', form)
    claim = {"text": TEXT, "kind": "claim", "as_thesis": "yes"}
    assert signed_in.post("/d/on-coffee/claims/new", data=claim).status_code == 303
    assert TEXT in signed_in.get("/d/on-coffee/thread").text


def test_a_taken_address_of_a_debate_is_said_beside_it(
    signed_in: TestClient, loaded: Loaded
) -> None:
    answer = signed_in.post("/new", data={"title": "More tea", "slug": "tea"})

    assert answer.status_code == 409
    assert 'id="w-slug"' in answer.text
    assert 'value="More tea"' in answer.text


def test_an_owner_changes_the_settings(sign_in: SignIn, loaded: Loaded) -> None:
    owner = sign_in("Olga", role=Role.OWNER)
    settings = {
        "title": "On all teas",
        "semantics": "df_quad",
        "pooling": "linear",
        "visibility": "public",
        "open_role": "reader",
        "blind": "yes",
        "seen": "1",
    }

    answer = owner.post("/d/tea/settings", data=settings)

    text = owner.get(answer.headers["location"]).text
    assert "The settings are saved." in text
    assert 'value="On all teas"' in text
    assert '<option value="df_quad" selected>' in text
    assert re.search(r'name="blind"[^>]* checked', text)


def test_settings_changed_meanwhile_show_both(sign_in: SignIn, loaded: Loaded) -> None:
    owner = sign_in("Olga", role=Role.OWNER)
    form = {"visibility": "public", "open_role": "annotator", "seen": "1"}
    owner.post("/d/tea/settings", data={**form, "title": "First title"})

    answer = owner.post("/d/tea/settings", data={**form, "title": "Second title"})

    assert answer.status_code == 409
    assert "First title" in answer.text
    assert 'value="Second title"' in answer.text


def test_an_owner_gives_roles(sign_in: SignIn, loaded: Loaded) -> None:
    owner, ben = sign_in("Olga", role=Role.OWNER), sign_in("Ben")

    owner.post("/d/tea/roles", data={"name": "Ben", "role": "editor"})

    assert "Ben" in owner.get("/d/tea/settings").text
    assert ben.get(f"/d/tea/n/{loaded.thesis}/edit").status_code == 200


def test_a_role_for_nobody_is_said_beside_the_name(sign_in: SignIn, loaded: Loaded) -> None:
    answer = sign_in("Olga", role=Role.OWNER).post(
        "/d/tea/roles", data={"name": "Nemo", "role": "editor"}
    )

    assert answer.status_code == 422
    assert re.search(r'id="w-name">There is no account called “Nemo”', answer.text)


def test_the_last_owner_stays(sign_in: SignIn, loaded: Loaded) -> None:
    answer = sign_in("Olga", role=Role.OWNER).post(
        "/d/tea/roles", data={"name": "Olga", "role": ""}
    )

    assert answer.status_code == 422
    assert "A debate needs an owner." in answer.text


def test_settings_are_for_owners(signed_in: TestClient, loaded: Loaded) -> None:
    assert signed_in.get("/d/tea/settings").status_code == 403
    assert signed_in.post("/d/tea/roles", data={"name": "Ada", "role": "owner"}).status_code == 403
