"""Who may do what: every page of the site, asked for by everybody, in an open and a hidden debate.

One table says what each answer must be. A route that is missing from it fails the tests.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from starlette.testclient import TestClient

from app.core.permissions import Proposal, Role
from app.db import Database
from app.models import Account, Base, Debate, Membership, Node, Suggestion
from app.services import accounts, claims, passwords, sign_ins
from app.services.claims import NewClaim
from app.web.site.deps import session_cookie
from tests.web.library import a_claim, a_document, a_relation, bring, browser

pytest_plugins = ("tests.web.library_fixtures",)

PASSWORD = "a kettle on the hob"
# The stranger is a member of another debate only: here, one of those who are signed in.
PEOPLE = ("visitor", "reader", "annotator", "editor", "owner", "stranger", "site")
MEMBERS = PEOPLE[1:5]
DOERS = ("annotator", "editor", "owner", "site")

# One sign for each of PEOPLE. 2: the page; 3: done, and on to a page that is not /sign-in;
# L: first to /sign-in; 1: 401; F: 403; 4: 404; ?: 422, so let in and asked to mend the form.
READ = ("2222222", "4222242")
ONWARD = ("3333333", "3333333")
SIGNED_IN = ("L222222", None)
ASK_ANNOTATOR, DO_ANNOTATOR = ("LF22222", "4F22242"), ("1F33333", "4F33343")
ASK_EDITOR, DO_EDITOR = ("LFF22F2", "4FF2242"), ("1FF33F3", "4FF3343")
ASK_OWNER, DO_OWNER = ("LFFF2F2", "4FFF242"), ("1FFF3F3", "4FFF343")

TABLE: dict[tuple[str, str], tuple[str, str | None]] = {
    # The site itself: there is no hidden one.
    ("GET", "/"): ("2222222", None),
    ("GET", "/help"): ("2222222", None),
    ("GET", "/healthz"): ("2222222", None),
    ("GET", "/sign-in"): ("2222222", None),
    ("POST", "/sign-in"): ("3333333", None),
    ("GET", "/sign-up"): ("2222222", None),
    ("POST", "/sign-up"): ("3333333", None),
    ("POST", "/sign-out"): ("LLLLLLL", None),
    ("GET", "/sign-in/link/{token}"): ("2222222", None),
    ("POST", "/sign-in/link/{token}"): ("???????", None),
    ("GET", "/account"): SIGNED_IN,
    ("POST", "/account/password"): ("1333333", None),
    ("POST", "/account/sign-out-everywhere"): ("1LLLLLL", None),
    ("GET", "/account/{rest}"): ("3333333", None),
    ("GET", "/new"): SIGNED_IN,
    ("POST", "/new"): ("1333333", None),
    ("GET", "/import"): SIGNED_IN,
    ("GET", "/export"): ("2222222", None),
    ("GET", "/export/zip"): ("???????", None),
    ("POST", "/import"): ("1333333", None),
    ("POST", "/import/look"): ("1333333", None),
    ("GET", "/import/file/{ref}"): ("L444444", None),
    # Reading a debate.
    ("GET", "/d/{slug}"): READ,
    ("GET", "/d/{slug}/thread"): READ,
    ("GET", "/d/{slug}/map"): READ,
    ("GET", "/d/{slug}/map/svg"): READ,
    ("GET", "/d/{slug}/map/png"): READ,
    ("GET", "/d/{slug}/conversation"): READ,
    ("GET", "/d/{slug}/n/{node_id}"): READ,
    ("GET", "/d/{slug}/n/{node_id}/what-if"): ("3333333", "4333343"),
    ("GET", "/d/{slug}/people"): READ,
    ("GET", "/d/{slug}/people/{person_id}"): READ,
    ("GET", "/d/{slug}/compare"): READ,
    ("GET", "/d/{slug}/cruxes"): READ,
    ("GET", "/d/{slug}/open"): READ,
    ("GET", "/d/{slug}/digest"): READ,
    ("GET", "/d/{slug}/digest.md"): READ,
    ("GET", "/d/{slug}/n/{node_id}/digest"): READ,
    ("GET", "/d/{slug}/n/{node_id}/digest.md"): READ,
    ("GET", "/d/{slug}/counted/{what}"): READ,
    ("GET", "/d/{slug}/sources"): READ,
    ("GET", "/d/{slug}/s/{source_id}"): READ,
    ("GET", "/d/{slug}/history"): READ,
    ("GET", "/d/{slug}/live"): READ,
    ("GET", "/d/{slug}/difference"): READ,
    ("GET", "/d/{slug}/suggestions"): READ,
    ("GET", "/d/{slug}/suggestions/{suggestion}"): READ,
    ("GET", "/d/{slug}/export"): READ,
    ("GET", "/d/{slug}/export/{name}"): READ,
    ("GET", "/d/{slug}/export/archive"): READ,
    ("GET", "/d/{slug}/mine"): ("L222222", "4222242"),
    ("POST", "/d/{slug}/seen"): ("1333333", "4333343"),
    # Taking part.
    ("GET", "/d/{slug}/n/{node_id}/rate"): ASK_ANNOTATOR,
    ("POST", "/d/{slug}/n/{node_id}/credence"): DO_ANNOTATOR,
    ("POST", "/d/{slug}/n/{node_id}/credence/withdraw"): DO_ANNOTATOR,
    ("GET", "/d/{slug}/n/{node_id}/cite"): ASK_ANNOTATOR,
    ("POST", "/d/{slug}/n/{node_id}/cite"): DO_ANNOTATOR,
    ("GET", "/d/{slug}/n/{node_id}/crux/new"): ASK_ANNOTATOR,
    ("POST", "/d/{slug}/n/{node_id}/crux/new"): DO_ANNOTATOR,
    ("GET", "/d/{slug}/n/{node_id}/reply"): ASK_ANNOTATOR,
    ("POST", "/d/{slug}/n/{node_id}/reply"): DO_ANNOTATOR,
    ("GET", "/d/{slug}/claims/new"): ASK_ANNOTATOR,
    ("POST", "/d/{slug}/claims/new"): DO_ANNOTATOR,
    # Editing.
    ("GET", "/d/{slug}/n/{node_id}/edit"): ASK_ANNOTATOR,
    ("POST", "/d/{slug}/n/{node_id}/edit"): DO_EDITOR,
    ("POST", "/d/{slug}/n/{node_id}/restore"): DO_EDITOR,
    ("POST", "/d/{slug}/s/{source_id}/attach"): DO_EDITOR,
    # Taking back what the annotator did: it is theirs, and the editors'.
    ("POST", "/d/{slug}/history/{revision}/undo"): ("1F333F3", "4F33343"),
    ("POST", "/d/{slug}/history/undo"): DO_EDITOR,
    # Deciding on what the annotator suggested; only who suggested it takes it back.
    ("POST", "/d/{slug}/suggestions/{suggestion}/accept"): DO_EDITOR,
    ("POST", "/d/{slug}/suggestions/{suggestion}/decline"): DO_EDITOR,
    ("POST", "/d/{slug}/suggestions/{suggestion}/withdraw"): ("1F3????", "4F3??4?"),
    # Owning.
    ("GET", "/d/{slug}/settings"): ASK_OWNER,
    ("POST", "/d/{slug}/settings"): DO_OWNER,
    ("POST", "/d/{slug}/roles"): DO_OWNER,
    # Addresses of forms, opened as pages: they lead to the page of the form, and tell nothing.
    ("GET", "/d/{slug}/roles"): ONWARD,
    ("GET", "/d/{slug}/s/{source_id}/attach"): ONWARD,
    ("GET", "/d/{slug}/n/{node_id}/credence"): ONWARD,
    ("GET", "/d/{slug}/n/{node_id}/credence/withdraw"): ONWARD,
    ("GET", "/d/{slug}/history/{revision}/undo"): ONWARD,
    ("GET", "/d/{slug}/history/undo"): ONWARD,
    ("GET", "/d/{slug}/seen"): ONWARD,
    ("GET", "/d/{slug}/suggestions/{suggestion}/{doing}"): ONWARD,
}
IDS = {
    "node_id": "c1",
    "person_id": "p1",
    "source_id": "s1",
    "revision": "1",
    "name": "cruxmap",
    "token": "x" * 43,
    "rest": "password",
    "what": "claims",
    "suggestion": "sg1",
    "ref": "nothere",
    "doing": "accept",
}
_numbers = count(1)


def page_routes(app: Any) -> Iterator[tuple[str, str]]:
    """Yield method and path of every page, however deeply their routers are nested."""
    waiting = list(app.routes)
    while waiting:
        route = waiting.pop()
        if (inner := getattr(route, "original_router", None)) is not None:
            waiting.extend(inner.routes)
        elif not str(getattr(route, "path", "")).startswith(("/api/", "/static")):
            for method in getattr(route, "methods", None) or ():
                if method != "HEAD":
                    yield method, route.path


def filled(route: str, slug: str, **more: str) -> str:
    """Put ids into a route; the one form that is sent by GET gets its field."""
    ids = {**IDS, "slug": slug, **more}
    path = re.sub(r"\{(\w+)[^}]*\}", lambda found: ids[found[1]], route)
    return path + "?percent=50" if path.endswith("/what-if") else path


def a_full_debate(slug: str, visibility: str) -> dict[str, Any]:
    return a_document(
        slug,
        debate={"visibility": visibility},
        people=[{"id": "p1", "name": "Ida", "kind": "named"}],
        sources=[{"id": "s1", "kind": "work", "csl": {"type": "book", "title": "On wheels"}}],
        claims=[a_claim(1, f"A secret of {slug}."), a_claim(2)],
        relations=[a_relation("r1", ["c2"], "c1", person="p1")],
        stances=[{"id": "t1", "person": "p1", "node": "c1", "value": "accepts"}],
    )


@dataclass
class Site:
    """An open and a hidden debate, and an account for each of PEOPLE."""

    app: Any
    accounts: dict[str, accounts.AccountRow]

    @property
    def database(self) -> Database:
        database: Database = self.app.state.database
        return database

    def client(self, person: str) -> TestClient:
        client = browser(self.app)
        if person != "visitor":
            settings = self.app.state.settings
            with self.database.writing() as session:
                token = sign_ins.start(session, self.accounts[person], settings, None).token
            name = session_cookie(settings)
            client.cookies.set(name, token, domain="testserver.local", path="/")
        return client

    def ask(self, person: str, method: str, route: str, slug: str) -> Any:
        does = method == "POST" and route.endswith("/undo") and person in DOERS
        made = self.change_of_the_annotator(slug) if does else 1
        if "{suggestion}" in route and slug != "absent":
            self.suggest(slug)
        path = filled(route, slug, revision=str(made))
        sent = self.sent(route, slug) if method == "POST" else {}
        if "history" in route and sent:
            sent["data"] = {"name": "The annotator", "since": str(made)}
        plain = {"Accept-Encoding": "identity"}
        return self.client(person).request(method, path, headers=plain, **sent)

    def change_of_the_annotator(self, slug: str) -> int:
        """Have the annotator add a claim, and return the revision that this made."""
        claim = NewClaim(text=f"Something new, number {next(_numbers)}.")
        with self.database.writing() as session:
            return claims.add(session, self.accounts["annotator"].actor, slug, claim).revision

    def suggest(self, slug: str) -> None:
        """Have the annotator suggest something that waits under the id of the addresses."""
        with self.database.writing() as session:
            actor = replace(self.accounts["annotator"].actor, proposal=Proposal())
            mine = select(Debate.id).where(Debate.slug == slug).scalar_subquery()
            session.execute(delete(Suggestion).where(Suggestion.debate_id == mine))
            claim = NewClaim(text=f"Suggested, number {next(_numbers)}.")
            made = claims.add(session, actor, slug, claim)
            named = update(Suggestion).where(Suggestion.public_id == made.suggestion)
            session.execute(named.values(public_id=IDS["suggestion"]))

    def sent(self, route: str, slug: str) -> dict[str, Any]:
        """Return what a filled form of this route sends: it would be accepted of an owner."""
        fresh = f"number {next(_numbers)}"
        with self.database.reading() as session:
            debate = session.scalar(select(Debate).where(Debate.slug == slug))
            revision = debate.revision if debate else 1
            node = session.scalar(
                select(Node.wording).where(
                    Node.debate_id == (debate.id if debate else 0), Node.public_id == "c1"
                )
            )
        named = fresh.replace(" ", "-")
        document = json.dumps(a_document(f"new-{named}", claims=[a_claim(1)])).encode()
        forms: dict[str, dict[str, Any]] = {
            "/sign-in": {"data": {"name": "Pat", "password": PASSWORD}},
            "/sign-up": {"data": {"name": f"New {named}", "password": PASSWORD}},
            "/account/password": {"data": {"old": "", "new": PASSWORD}},
            "/new": {"data": {"title": fresh}},
            "/import": {"files": {"file": ("x.json", document, "application/json")}},
            "/import/look": {"files": {"file": ("x.json", document, "application/json")}},
            "/d/{slug}/n/{node_id}/credence": {"data": {"value": "61", "wording": str(node or 1)}},
            "/d/{slug}/n/{node_id}/cite": {
                "data": {"source": "s1", "role": "supports", "locator": fresh}
            },
            "/d/{slug}/n/{node_id}/crux/new": {"data": {"question": f"Is it {fresh}?"}},
            "/d/{slug}/n/{node_id}/reply": {"data": {"kind": "rebuts", "text": f"Not {fresh}."}},
            "/d/{slug}/claims/new": {"data": {"kind": "claim", "text": f"It is {fresh}."}},
            "/d/{slug}/n/{node_id}/edit": {
                "data": {"text": f"Worded as {fresh}.", "wording": str(node or 1)}
            },
            "/d/{slug}/s/{source_id}/attach": {
                "data": {"replace": "yes"},
                "files": {"text": ("text.txt", f"The text is {fresh}.".encode(), "text/plain")},
            },
            "/d/{slug}/settings": {
                "data": {
                    "title": f"On {slug} {fresh}",
                    "seen": str(revision),
                    "visibility": "private" if slug == "hidden" else "public",
                }
            },
            "/d/{slug}/suggestions/{suggestion}/decline": {"data": {"reason": "No."}},
            "/d/{slug}/roles": {"data": {"name": "Pat", "role": "reader"}},
        }
        return forms.get(route, {"data": {}})


@pytest.fixture
def site(empty_site: Any) -> Site:
    hashed = passwords.hash_password(PASSWORD)
    with empty_site.state.database.writing() as session:
        made = {name: accounts.add_account(session, f"The {name}") for name in PEOPLE[1:6]}
        made["site"] = accounts.ensure_owner(session)
        accounts.add_account(session, "Pat", hashed)
    documents = [
        a_full_debate("public", "public"),
        a_full_debate("hidden", "private"),
        a_document("other", claims=[a_claim(1)], debate={"visibility": "private"}),
    ]
    for document in documents:
        bring(empty_site, document)
    with empty_site.state.database.writing() as session:
        found = session.execute(select(Debate.slug, Debate.id)).all()
        ids = {row.slug: row.id for row in found}
        for slug, people in (("public", MEMBERS), ("hidden", MEMBERS), ("other", ("stranger",))):
            for name in people:
                role = Role.OWNER if name == "stranger" else Role(name)
                row = Membership(debate_id=ids[slug], account_id=made[name].id, role=role.value)
                session.add(row)
    return Site(empty_site, made)


def sign_of(answer: Any) -> str:
    """Return the sign in the table for an answer."""
    if answer.status_code == 303:
        return "L" if answer.headers["location"].startswith("/sign-in") else "3"
    return {200: "2", 401: "1", 403: "F", 404: "4", 422: "?"}.get(
        answer.status_code, str(answer.status_code)
    )


def test_the_table_names_every_route_and_no_other(site: Site) -> None:
    assert set(page_routes(site.app)) == set(TABLE)


def test_everybody_gets_what_the_table_says(site: Site) -> None:
    wrong = []
    for (method, route), expected in TABLE.items():
        for slug, signs in zip(("public", "hidden"), expected, strict=True):
            found = "".join(
                sign_of(site.ask(person, method, route, slug)) for person in PEOPLE if signs
            )
            if found != (signs or ""):
                wrong.append(f"{method} {route} ({slug}): {found}, not {signs}")
    assert wrong == []


def test_a_hidden_debate_answers_as_an_absent_one_does(site: Site) -> None:
    compared = 0
    for (method, route), (_, signs) in TABLE.items():
        for person in ("visitor", "stranger"):
            if signs is None or signs[PEOPLE.index(person)] == "2":
                continue
            there, absent = (site.ask(person, method, route, slug) for slug in ("hidden", "absent"))
            where = (person, method, route)
            assert there.status_code == absent.status_code, where
            # The address that was typed is repeated; nothing else may tell the two apart.
            assert there.text.replace("hidden", "absent") == absent.text, where
            assert "secret" not in there.text
            kept = {
                name: value.replace("hidden", "absent") for name, value in there.headers.items()
            }
            assert kept == dict(absent.headers), where
            compared += 1
    assert compared > 60


def contents(database: Database) -> dict[str, str]:
    """Return a digest of all rows of each table."""
    with database.reading() as session:
        return {
            name: hashlib.sha256(
                repr(sorted(map(repr, session.execute(select(table))))).encode()
            ).hexdigest()
            for name, table in Base.metadata.tables.items()
        }


def test_looking_at_any_page_writes_nothing(site: Site) -> None:
    client = site.client("owner")
    with site.database.writing() as session:
        link = sign_ins.make_sign_in_link(session, site.accounts["owner"], site.app.state.settings)
    for slug in ("public", "hidden"):
        client.get(f"/d/{slug}")  # the first look of a visit is noted, after the answer
        site.suggest(slug)
    before = contents(site.database)
    for method, route in TABLE:
        if method == "GET" and route != "/import/file/{ref}":  # no file is there, and none was sent
            for slug in ("public", "hidden"):
                path = filled(route, slug, token=link)
                path += "?all=yes" if route == "/export/zip" else ""  # else none is chosen
                for asked in ("GET", "HEAD"):
                    assert client.request(asked, path).status_code in (200, 303), path
    assert contents(site.database) == before
    # Positive control: what a form changes is seen by this comparison.
    site.ask("owner", "POST", "/d/{slug}/claims/new", "hidden")
    changed = contents(site.database)
    assert {name for name in before if before[name] != changed[name]} >= {"node", "change"}


def test_ids_of_another_debate_are_not_found_in_ones_own(site: Site) -> None:
    """Whoever owns one debate reaches nothing of another through it."""
    client = site.client("stranger")
    for path in ("n/r1", "s/s1", "people/p1", "n/r1/rate", "n/r1/edit", "n/r1/cite"):
        assert client.get(f"/d/other/{path}").status_code == 404, path
    cited = {"source": "s1", "role": "supports", "locator": "page 1"}
    assert client.post("/d/other/n/c1/cite", data=cited).status_code == 422
    crux = {"question": "Is it?", "conclusion": "c2"}
    assert client.post("/d/other/n/c1/crux/new", data=crux).status_code == 422


def test_fields_that_no_form_has_change_nothing(site: Site) -> None:
    extra = {"site_owner": "1", "role": "owner", "account_id": "1", "id": "1", "visibility": "x"}
    answer = site.client("annotator").post(
        "/d/public/claims/new", data={"kind": "claim", "text": "A plain claim.", **extra}
    )
    assert answer.status_code == 303
    browser(site.app).post("/sign-up", data={"name": "Mo", "password": PASSWORD, **extra})
    with site.database.reading() as session:
        owners = session.scalars(select(Account.name).where(Account.site_owner)).all()
        roles = session.scalar(
            select(Membership.role).where(Membership.account_id == site.accounts["annotator"].id)
        )
    assert list(owners) == [site.accounts["site"].name]
    assert roles == "annotator"
