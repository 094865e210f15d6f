from starlette.testclient import TestClient

from app.core.permissions import Role
from app.db import Database
from app.models import Crux

from .conftest import HTMX, Loaded, SignIn

QUESTION = "Is calm what a drink is for?"


def mark(browser: TestClient, node: str, *, htmx: bool = False, **more: str):
    data = {"question": QUESTION, "would_move": "A survey of drinkers.", **more}
    return browser.post(f"/d/tea/n/{node}/crux/new", data=data, headers=HTMX if htmx else None)


def test_the_form_offers_the_claims_above_as_what_is_decided(
    signed_in: TestClient, loaded: Loaded
) -> None:
    text = signed_in.get(f"/d/tea/n/{loaded.step}/crux/new").text

    assert '<option value="c1">#c1 Tea is better than coffee.</option>' in text
    assert f'<option value="{loaded.step}"' not in text


def test_a_marked_crux_has_its_page(signed_in: TestClient, loaded: Loaded) -> None:
    answer = mark(signed_in, loaded.reason, conclusion="c1")

    assert answer.status_code == 303
    text = signed_in.get(answer.headers["location"]).text
    assert QUESTION in text
    assert "A survey of drinkers." in text
    assert "marked by Ada" in text
    assert "marked by Ada" in " ".join(signed_in.get("/d/tea/cruxes").text.split())
    assert "Tea is better than coffee." in text


def test_a_crux_may_hang_on_a_step(signed_in: TestClient, loaded: Loaded) -> None:
    answer = mark(signed_in, loaded.step)

    assert "c2 → #c1" in signed_in.get(answer.headers["location"]).text


def test_cruxes_already_marked_there_are_shown(signed_in: TestClient, loaded: Loaded) -> None:
    text = signed_in.get(f"/d/tea/n/{loaded.reason}/crux/new").text

    assert "Already marked here" in text
    assert "Does tea calm more than it wakes?" in text


def test_an_empty_question_is_said_beside_it_and_the_rest_kept(
    signed_in: TestClient, loaded: Loaded, database: Database
) -> None:
    for htmx in (False, True):
        answer = mark(signed_in, loaded.reason, question=" ", htmx=htmx)

        assert answer.status_code == 422
        assert 'id="w-question"' in answer.text
        assert "A survey of drinkers." in answer.text
        assert ("<html" in answer.text) is not htmx
    with database.reading() as session:
        assert session.query(Crux).count() == 1


def test_a_crux_decides_claims_only(signed_in: TestClient, loaded: Loaded) -> None:
    answer = mark(signed_in, loaded.reason, conclusion=loaded.step)

    assert answer.status_code == 422
    assert 'id="w-conclusion"' in answer.text


def test_no_crux_hangs_on_a_crux(signed_in: TestClient, loaded: Loaded) -> None:
    answer = mark(signed_in, loaded.crux)

    assert answer.status_code == 422
    assert "not other cruxes" in answer.text


def test_ones_own_crux_can_be_edited(signed_in: TestClient, loaded: Loaded) -> None:
    page = mark(signed_in, loaded.reason).headers["location"]
    form = {"question": "Should a drink calm?", "claims": "c2", "wording": "1"}

    assert QUESTION in signed_in.get(f"{page}/edit").text
    answer = signed_in.post(f"{page}/edit", data=form)

    assert answer.headers["location"] == page
    assert "Should a drink calm?" in signed_in.get(page).text


def test_an_earlier_state_of_a_crux_does_not_overwrite_a_later_one(
    sign_in: SignIn, loaded: Loaded
) -> None:
    editor = sign_in("Eve", role=Role.EDITOR)
    page = f"/d/tea/n/{loaded.crux}"
    editor.post(f"{page}/edit", data={"question": "First?", "claims": "c2", "wording": "1"})

    answer = editor.post(
        f"{page}/edit", data={"question": "Second?", "claims": "c2", "wording": "1"}
    )

    assert answer.status_code == 409
    assert "First?" in answer.text
    assert "Second?" in answer.text
    assert "First?" in editor.get(page).text


def test_the_crux_of_others_is_for_editors_to_edit(signed_in: TestClient, loaded: Loaded) -> None:
    form = {"question": "Mine now?", "claims": "c2", "wording": "1"}

    assert signed_in.post(f"/d/tea/n/{loaded.crux}/edit", data=form).status_code == 403


def test_a_crux_never_says_that_nobody_takes_a_stand(signed_in: TestClient, loaded: Loaded) -> None:
    answer = mark(signed_in, loaded.reason)
    text = signed_in.get(answer.headers["location"]).text
    assert "takes a stand" not in text
    assert "takes a stand" in signed_in.get(f"/d/tea/n/{loaded.reason}").text
