import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.config import Settings
from app.db import Database
from app.main import create_app
from app.models import SignIn as SignInRow
from app.services import accounts, clock, sign_ins

from .conftest import HTMX, PASSWORD, Loaded, SignIn

NAME = {"name": "Ada", "password": PASSWORD}


def link_of(database: Database, browser: TestClient, name: str | None = None) -> str:
    assert isinstance(browser.app, FastAPI)
    settings = browser.app.state.settings
    with database.writing() as session:
        account = accounts.add_account(session, name) if name else accounts.ensure_owner(session)
        return f"/sign-in/link/{sign_ins.make_sign_in_link(session, account, settings)}"


def test_a_new_account_is_signed_in_and_led_to_where_it_wanted(client: TestClient) -> None:
    answer = client.post("/sign-up", data={**NAME, "next": "/d/tea"})

    assert answer.status_code == 303
    assert answer.headers["location"] == "/d/tea"
    assert "Ada" in client.get("/account").text


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: TestClient) -> None:
    cookie = client.post("/sign-up", data=NAME).headers["set-cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie


def test_on_https_the_cookie_is_sent_over_https_only(sqlite_settings: Settings) -> None:
    https = sqlite_settings.model_copy(update={"base_url": "https://debates.example"})
    with TestClient(create_app(https), base_url="https://debates.example") as browser:
        cookie = browser.post("/sign-up", data=NAME, follow_redirects=False).headers["set-cookie"]

    assert cookie.startswith("__Host-")
    assert "Secure" in cookie


def test_a_wrong_password_keeps_the_name_and_not_the_password(
    sign_in: SignIn, client: TestClient
) -> None:
    sign_in("Ada", password=PASSWORD)

    answer = client.post("/sign-in", data={"name": "Ada", "password": "not this one"})

    assert answer.status_code == 422
    assert 'value="Ada"' in answer.text
    assert "Name and password do not match." in answer.text
    assert "not this one" not in answer.text


def test_htmx_gets_only_the_form_back(client: TestClient) -> None:
    answer = client.post("/sign-in", data={"name": "Nobody", "password": "x"}, headers=HTMX)

    assert answer.status_code == 422
    assert "Name and password do not match." in answer.text
    assert "<html" not in answer.text


def test_signing_up_names_every_fault_beside_its_field(client: TestClient) -> None:
    answer = client.post("/sign-up", data={"name": "A", "password": "short"})

    assert answer.status_code == 422
    assert re.search(r'id="w-name">A name has 2 to 40', answer.text)
    assert re.search(r'id="w-password">A password has at least', answer.text)


def test_a_password_that_is_soon_guessed_is_told_why_beside_its_field(client: TestClient) -> None:
    answer = client.post("/sign-up", data={"name": "Ada Lovelace", "password": "lovelace1815"})

    assert answer.status_code == 422
    assert re.search(
        r'id="w-password">This password is soon guessed: [^<]+\. Choose [^<]+\.<', answer.text
    )
    assert "lovelace1815" not in answer.text


def test_a_taken_name_is_said_and_kept(sign_in: SignIn, client: TestClient) -> None:
    sign_in("Ada", password=PASSWORD)

    answer = client.post("/sign-up", data={**NAME, "name": "ADA"})

    assert answer.status_code == 409
    assert "Somebody has this name" in answer.text
    assert 'value="ADA"' in answer.text


def test_where_registration_is_closed_nobody_signs_up(sqlite_settings: Settings) -> None:
    closed = sqlite_settings.model_copy(update={"registration": "closed"})
    with TestClient(create_app(closed)) as browser:
        assert "Registration is closed here" in browser.get("/sign-up").text
        assert browser.post("/sign-up", data=NAME).status_code == 403
        assert "/sign-up" not in browser.get("/sign-in").text


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/a\r\nSet-Cookie: x=1",
        "evil.example",
        "\\\\evil.example",
    ],
)
def test_signing_in_never_leads_to_another_site(
    sign_in: SignIn, client: TestClient, address: str
) -> None:
    sign_in("Ada", password=PASSWORD)

    shown = client.get(f"/sign-in?next={quote(address)}").text
    answer = client.post("/sign-in", data={**NAME, "next": address})

    assert 'name="next" value="/"' in shown
    assert answer.headers["location"] == "/"


def test_a_session_has_another_id_after_signing_in(sign_in: SignIn) -> None:
    browser = sign_in("Ada", password=PASSWORD)
    before = browser.cookies["cruxmap_session"]

    browser.post("/sign-in", data=NAME)

    assert browser.cookies["cruxmap_session"] != before
    stale = TestClient(browser.app, cookies={"cruxmap_session": before}, follow_redirects=False)
    assert stale.get("/account").status_code == 303


def test_opening_a_sign_in_link_does_not_use_it_up(client: TestClient, database: Database) -> None:
    link = link_of(database, client)

    for _ in range(3):
        assert "Press the button" in client.get(link).text
    answer = client.post(link)

    assert answer.status_code == 303
    assert "You own this site" in client.get("/account").text


def test_a_sign_in_link_works_once(client: TestClient, database: Database) -> None:
    link = link_of(database, client)
    client.post(link)

    answer = TestClient(client.app).post(link)

    assert answer.status_code == 422
    assert "has been used or is too old" in answer.text


def test_the_page_of_a_link_does_not_repeat_it_as_a_way_back(
    client: TestClient, database: Database
) -> None:
    link = link_of(database, client)

    text = client.get(link).text

    assert f"next={quote(link, safe='')}" not in text
    assert f"next={link}" not in text


def test_an_account_that_came_by_link_sets_its_first_password(
    client: TestClient, database: Database
) -> None:
    client.post(link_of(database, client, "Ada"))

    answer = client.post("/account/password", data={"old": "", "new": PASSWORD})

    assert answer.status_code == 303
    assert "Your password is set" in client.get(answer.headers["location"]).text
    assert TestClient(client.app).post("/sign-in", data=NAME).status_code == 200


def test_another_password_ends_the_other_sessions(sign_in: SignIn) -> None:
    here = sign_in("Ada", password=PASSWORD)
    there = TestClient(here.app, follow_redirects=False)
    there.post("/sign-in", data=NAME)

    here.post("/account/password", data={"old": PASSWORD, "new": "a second kettle"})

    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303


def test_a_wrong_present_password_is_said_beside_its_field(sign_in: SignIn) -> None:
    answer = sign_in("Ada", password=PASSWORD).post(
        "/account/password", data={"old": "no", "new": "a second kettle"}
    )

    assert answer.status_code == 422
    assert 'id="w-old">This is not your password.' in answer.text
    assert "a second kettle" not in answer.text


def test_signing_out_ends_the_session_itself(sign_in: SignIn) -> None:
    browser = sign_in("Ada", password=PASSWORD)
    token = browser.cookies["cruxmap_session"]

    browser.post("/sign-out")

    assert "cruxmap_session" not in browser.cookies
    kept = TestClient(browser.app, cookies={"cruxmap_session": token}, follow_redirects=False)
    assert kept.get("/account").status_code == 303


def test_signing_out_everywhere_ends_every_session(sign_in: SignIn) -> None:
    here = sign_in("Ada", password=PASSWORD)
    there = TestClient(here.app, follow_redirects=False)
    there.post("/sign-in", data=NAME)

    answer = here.post("/account/sign-out-everywhere")

    assert "signed out everywhere" in here.get(answer.headers["location"]).text
    assert there.get("/account").status_code == 303


def test_a_visitor_who_wants_to_act_signs_in_first_and_comes_back(
    client: TestClient, loaded: Loaded
) -> None:
    page = f"/d/tea/n/{loaded.thesis}/reply?kind=rebuts"

    answer = client.get(page)

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?next={quote(page, safe='')}"


def test_a_visitor_who_rates_in_place_leaves_the_page_to_sign_in(
    client: TestClient, loaded: Loaded
) -> None:
    headers = {"HX-Request": "true", "HX-Request-Type": "full"}

    answer = client.get(f"/d/tea/n/{loaded.thesis}/rate?here=1", headers=headers)

    wanted = quote(f"/d/tea/n/{loaded.thesis}/rate", safe="")
    assert answer.headers["hx-redirect"] == f"/sign-in?next={wanted}"
    assert answer.text == ""


def test_a_session_in_use_is_noted_once_an_hour(sign_in: SignIn, database: Database) -> None:
    browser = sign_in("Ada", password=PASSWORD)
    long_ago = clock.now() - timedelta(hours=5)
    with database.writing() as session:
        session.query(SignInRow).update({"seen_at": long_ago})

    browser.get("/account")

    with database.reading() as session:
        seen = session.query(SignInRow.seen_at).scalar()
    assert seen - long_ago > timedelta(hours=4)
