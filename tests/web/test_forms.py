"""What holds for every form: who may send it, what becomes of markup, and that looking is free."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.routing import Route
from starlette.testclient import TestClient

from app.core.permissions import Role
from app.db import Database
from app.models import Base
from app.web.site.forms import local_path
from app.web.site.pages import environment
from tests.found import some

from .conftest import HTMX, Loaded, SignIn

XSS = """<script>alert(1)</script>"'><img src=x onerror=alert(2)>{{ 7*7 }}"""
# Open to everybody: these make a session, or end one.
OPEN_TO_ALL = {"/sign-in", "/sign-up", "/sign-out", "/sign-in/link/{token}"}


ENDLESS = {"/d/{slug}/live"}  # a stream, which is no page


def routes(browser: TestClient, *, method: str) -> Iterator[str]:
    """Yield the paths of all pages that take a method, however deeply their routers are nested."""
    assert isinstance(browser.app, FastAPI)
    waiting = list(browser.app.routes)
    while waiting:
        route = waiting.pop()
        inner = getattr(route, "original_router", None)
        if inner is not None:
            waiting.extend(inner.routes)
        elif method in (getattr(route, "methods", None) or ()):
            assert isinstance(route, Route)
            if route.path not in ENDLESS:
                yield route.path


def filled(path: str, loaded: Loaded) -> str:
    """Put the ids of the debate on tea into a path."""
    ids = {"slug": "tea", "node_id": "c1", "revision": "1", "token": "x", "rest": "password"}
    ids |= {"source_id": loaded.source, "source": loaded.source}
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: ids.get(found[1], "x"), path)


def row_counts(database: Database) -> dict[str, int]:
    with database.reading() as session:
        tables = Base.metadata.tables.items()
        return {name: session.query(table).count() for name, table in tables}


def mutating(browser: TestClient) -> list[tuple[str, str]]:
    methods = ("POST", "PUT", "PATCH", "DELETE")
    found = [(method, path) for method in methods for path in routes(browser, method=method)]
    assert len(found) > 15
    return found


def test_nothing_is_done_for_another_site(
    sign_in: SignIn, loaded: Loaded, database: Database
) -> None:
    owner = sign_in("Olga", role=Role.OWNER)
    before = row_counts(database)

    for method, path in mutating(owner):
        for header in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
            answer = owner.request(method, filled(path, loaded), data={}, headers=header)
            assert answer.status_code == 403, path
            assert "another site" in answer.text
    assert row_counts(database) == before


def test_nothing_is_done_for_visitors(
    client: TestClient, loaded: Loaded, database: Database
) -> None:
    before = row_counts(database)

    for method, path in mutating(client):
        if path not in OPEN_TO_ALL:
            answer = client.request(method, filled(path, loaded), data={})
            assert answer.status_code in (401, 422), path
            if answer.status_code == 422:  # the form was refused before it was asked who sends it
                assert "signed" not in answer.text
    assert row_counts(database) == before


def test_looking_changes_nothing(sign_in: SignIn, loaded: Loaded, database: Database) -> None:
    owner = sign_in("Olga", role=Role.OWNER)
    owner.get(filled("/d/{slug}", loaded))  # the first look of a visit is noted, after the answer
    before = row_counts(database)

    seen = [owner.get(filled(path, loaded)) for path in routes(owner, method="GET")]

    assert max(answer.status_code for answer in seen) < 500
    assert row_counts(database) == before


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/d/tea/n/c1/reply", ("text", "warrant", "kind")),
        ("/d/tea/n/c1/cite", ("source", "role", "locator", "quote", "note")),
        ("/d/tea/n/c1/crux/new", ("question", "would_move", "conclusion")),
        ("/d/tea/n/c1/credence", ("value", "was", "value_slide", "note", "back", "wording")),
        ("/d/tea/n/c1/edit", ("text", "wording")),
        ("/d/tea/claims/new", ("text", "kind", "note")),
        ("/d/tea/settings", ("title", "question", "summary", "semantics", "pooling", "seen")),
        ("/d/tea/roles", ("name", "role")),
        ("/d/tea/history/undo", ("name", "since", "reason")),
        ("/new", ("title", "question", "summary", "slug", "visibility")),
        ("/sign-in", ("name", "password", "next")),
        ("/sign-up", ("name", "password", "next")),
        ("/account/password", ("old", "new")),
    ],
)
def test_markup_in_any_field_of_a_refused_form_is_shown_as_text(
    sign_in: SignIn, loaded: Loaded, path: str, fields: tuple[str, ...]
) -> None:
    owner = sign_in("Olga", role=Role.OWNER)

    for headers in (None, HTMX):
        answer = owner.post(path, data=dict.fromkeys(fields, XSS), headers=headers)

        assert answer.status_code in (200, 303, 409, 422)
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text


def test_markup_in_any_text_that_is_stored_is_shown_as_text(
    sign_in: SignIn, loaded: Loaded
) -> None:
    owner = sign_in("<b>Olga</b>", role=Role.OWNER)
    node = "/d/tea/n/c1"
    cited = {"source": loaded.source, "role": "supports", "locator": XSS, "note": XSS}
    owner.post(f"{node}/cite", data=cited)
    owner.post(f"{node}/credence", data={"value": "3", "wording": "1", "note": XSS})
    owner.post(f"{node}/crux/new", data={"question": XSS, "would_move": XSS})
    made = owner.post(f"{node}/reply", data={"kind": "rebuts", "text": XSS, "warrant": XSS})
    settings = {"title": XSS, "question": XSS, "summary": XSS, "seen": "9999"}
    assert owner.post("/d/tea/settings", data=settings).status_code == 303
    reply = made.headers["location"]

    pages: tuple[str, ...] = (
        node,
        reply,
        "/d/tea",
        "/d/tea/thread",
        "/",
        "/d/tea/settings",
        f"{node}/rate",
    )
    pages += (f"{node}/rate", f"{node}/crux/new", f"{reply}/edit", f"{reply}/cite", "/account")
    for page in pages:
        answer = owner.get(page)
        assert answer.status_code == 200, page
        assert "<script>alert" not in answer.text, page
        assert "<img src=x" not in answer.text, page
        assert "<b>Olga" not in answer.text, page
    assert "&lt;script&gt;alert(1)" in owner.get("/d/tea/thread").text


def test_every_form_works_without_scripts(sign_in: SignIn, loaded: Loaded) -> None:
    owner = sign_in("Olga", role=Role.OWNER)
    posts = set(routes(owner, method="POST"))
    patterns = [re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$") for path in posts]

    pages = [owner.get(filled(path, loaded)).text for path in routes(owner, method="GET")]
    forms = [form for text in pages for form in re.findall(r"<form[^>]*>", text)]
    for form in some(forms, at_least=15):
        action = re.search(r'action="([^"]+)"', form)
        assert action, form
        if 'method="post"' in form:
            sent_to = action[1].split("#")[0]
            assert any(pattern.match(sent_to) for pattern in patterns), form
        posted = re.search(r'hx-post="([^"]+)"', form)
        assert posted is None or posted[1] == action[1]
    assert sum('method="post"' in form for form in forms) >= 10


def test_every_field_of_every_form_has_a_label(sign_in: SignIn, loaded: Loaded) -> None:
    owner = sign_in("Olga", role=Role.OWNER)

    pages = [owner.get(filled(path, loaded)).text for path in routes(owner, method="GET")]
    shown = [
        (field, text)
        for text in pages
        for field in re.findall(r"<(?:input|select|textarea)\b[^>]*>", text)
        if not re.search(r'type="hidden"| hidden|aria-label=', field)
    ]
    for field, text in some(shown, at_least=20):
        name = re.search(r'\bid="([^"]+)"', field)
        assert name, field
        assert f'for="{name[1]}"' in text, field


def test_files_and_floods_of_fields_are_refused(signed_in: TestClient, loaded: Loaded) -> None:
    page = "/d/tea/n/c1/reply"

    assert signed_in.post(page, files={"text": ("a.txt", b"x")}).status_code == 400
    many = {f"f{number}": "x" for number in range(500)}
    assert signed_in.post(page, data=many).status_code == 400


def test_a_nul_and_broken_utf_8_do_no_harm(signed_in: TestClient, loaded: Loaded) -> None:
    answer = signed_in.post(
        "/d/tea/n/c1/reply",
        content=b"kind=rebuts&text=Coff%00ee+wakes%ff.",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert answer.status_code == 303
    assert "Coffee wakes" in signed_in.get(answer.headers["location"]).text


@pytest.mark.parametrize("address", ["/", "/d/tea", "/d/tea/thread?root=c1#c2", "/d/tea/n/c1.2"])
def test_addresses_of_this_site_are_kept(address: str) -> None:
    assert local_path(address) == address


@pytest.mark.parametrize(
    "address",
    ["", None, "//x", "///x", "/\\x", "\\/x", "https:/x", "x", "/a b", "/\x85x", "/" + "a" * 2000],
)
def test_all_other_addresses_become_the_start_page(address: str | None) -> None:
    assert local_path(address) == "/"


def test_templates_compile() -> None:
    names = environment().list_templates()

    assert len(names) > 30
    for name in names:
        environment().get_template(name)
