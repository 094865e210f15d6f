"""What an action asks the database beside what it writes, and what a refused one shows."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.permissions import Role
from app.db import Database
from app.services import nodes, snapshots
from app.services.accounts import find_account
from tests.conftest import Queries

from .conftest import HTMX, PASSWORD, Loaded, SignIn
from .test_forms import mutating

Counting = Callable[[], AbstractContextManager[Queries]]
WRITES = ("INSERT", "UPDATE", "DELETE")
MOST = 6
PLAIN = {"HX-Request": "false"}
# What an action sends; {} stands for the node or source that its path names.
ACTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "claim": ("/d/tea/claims/new", {"text": "Coffee wakes.", "kind": "claim"}),
    "thesis": ("/d/tea/claims/new", {"text": "Tea it is.", "kind": "claim", "as_thesis": "yes"}),
    "reply": ("/d/tea/n/c2/reply", {"kind": "supports", "text": "It is warm."}),
    "undercut": ("/d/tea/n/{step}/reply", {"kind": "undercuts", "text": "Calm bores."}),
    "rewording": ("/d/tea/n/c1/edit", {"text": "Tea is best.", "wording": "1"}),
    "warrant": ("/d/tea/n/{step}/edit", {"warrant": "Calm is rare.", "wording": "1"}),
    "crux": ("/d/tea/n/c2/crux/new", {"question": "Is it so?", "conclusion": "c1"}),
    "crux edited": (
        "/d/tea/n/{crux}/edit",
        {"question": "Is it so?", "claims": "c2", "wording": "1"},
    ),
    "credence": ("/d/tea/n/c1/credence", {"value": "70", "wording": "1"}),
    "withdrawal": ("/d/tea/n/c1/credence/withdraw", {}),
    "citation": ("/d/tea/n/c1/cite", {"source": "{source}", "role": "supports", "locator": "9"}),
    "quotation": (
        "/d/tea/n/c1/cite",
        {"source": "{source}", "role": "supports", "quote": "began as a medicine"},
    ),
    "settings": ("/d/tea/settings", {"title": "On tea", "seen": "99"}),
    "role": ("/d/tea/roles", {"name": "Ben", "role": "editor"}),
    "attached": ("/d/tea/s/{source}/attach", {"replace": "yes"}),
    "undone": ("/d/tea/history/2/undo", {"reason": "A slip."}),
    "seen": ("/d/tea/seen", {"revision": "2", "back": "thread"}),
    "run undone": ("/d/tea/history/undo", {"name": "Olga", "since": "2"}),
    "restored": ("/d/tea/n/c2/restore", {}),
    "accepted": ("/d/tea/suggestions/{suggestion}/accept", {"reason": "Yes."}),
    "declined": ("/d/tea/suggestions/{suggestion}/decline", {"reason": "No."}),
    "taken back": ("/d/tea/suggestions/{suggestion}/withdraw", {}),
    "suggested": ("/d/tea/n/c1/edit", {"text": "Tea rules.", "wording": "1", "suggest": "yes"}),
    "debate": ("/new", {"title": "On coffee"}),
    "imported": ("/import", {}),
    "looked at": ("/import/look", {}),
    "password": ("/account/password", {"old": PASSWORD, "new": "another kettle, on a hob"}),
    "signed in": ("/sign-in", {"name": "Olga", "password": PASSWORD}),
    "signed up": ("/sign-up", {"name": "Newt", "password": PASSWORD}),
    "everywhere": ("/account/sign-out-everywhere", {}),
    "signed out": ("/sign-out", {}),
}
SMALL = b'{"format": "cruxmap/1", "debate": {"slug": "x", "title": "X", "theses": []}}'
FILES = {
    "attached": ("text", "tea.txt", b"Tea began as a medicine and grew into a beverage."),
    "imported": ("file", "x.json", SMALL),
    "looked at": ("file", "x.json", SMALL),
}
# What is looked up in a text is looked up before anybody is kept waiting, and what it rests on is
# read again when it is written: the debate, the node, the source and its stretches.
DEARER = {"quotation": 9, "attached": 8}
# Whether a change can be taken back is asked of the whole debate: everything that names a row.
READS_ALL = {"undone": 46, "restored": 46, "run undone": 48, "accepted": 46}
# What a credence changes on the page are the numbers of all that it bears on: the pieces for
# htmx are made of the debate at the new revision, of which the change alone is read.
READS_THE_CHANGE = {"credence": 8, "withdrawal": 9}


def send(
    browser: TestClient, loaded: Loaded, name: str, headers: dict[str, str], suggestion: str = ""
) -> Any:
    path, fields = ACTIONS[name]
    known = {"step": loaded.step, "crux": loaded.crux, "source": loaded.source}
    known["suggestion"] = suggestion
    data = {field: value.format(**known) for field, value in fields.items()}
    files = {}
    if name in FILES:
        field, title, content = FILES[name]
        files = {field: (title, BytesIO(content))}
    return browser.post(path.format(**known), data=data, files=files or None, headers=headers)


def latest(browser: TestClient) -> str:
    """Return the id of the suggestion that waits, if there is one."""
    found = re.search(r'<li id="(\w+)">', browser.get("/d/tea/suggestions").text)
    return found[1] if found else "none"


@pytest.fixture
def owner(sign_in: SignIn, loaded: Loaded) -> TestClient:
    sign_in("Ben")
    browser = sign_in("Olga", role=Role.OWNER, password=PASSWORD)
    browser.get("/")  # the first request of the hour also notes that the session is in use
    return browser


@pytest.mark.parametrize("headers", [PLAIN, HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_asks_little_beside_what_it_writes(
    owner: TestClient,
    loaded: Loaded,
    database: Database,
    count_queries: Counting,
    name: str,
    headers: dict[str, str],
) -> None:
    if name == "withdrawal":
        send(owner, loaded, "credence", PLAIN)
    if name == "restored":
        with database.writing() as session:
            nodes.withdraw(session, find_account(session, "Olga").actor, "tea", "c2")
    if name in ("accepted", "declined", "taken back"):
        send(owner, loaded, "suggested", PLAIN)
    if name in READS_ALL:
        send(owner, loaded, "reply", PLAIN)
    snapshots.forget()
    if name in READS_THE_CHANGE:
        owner.get("/d/tea/thread")
    known = latest(owner)
    with count_queries() as queries:
        answer = send(owner, loaded, name, headers, known)
    assert answer.status_code == (200 if headers is HTMX else 303), answer.text
    asked = [each for each in queries.statements if not each.startswith(WRITES)]
    most = DEARER.get(name) or READS_ALL.get(name, MOST)
    if headers is HTMX:
        most = READS_THE_CHANGE.get(name, most)
    assert len(asked) <= most, asked


def test_every_action_of_the_pages_is_counted(client: TestClient, loaded: Loaded) -> None:
    told = {re.sub(r"/n/[^/]+", "/n/{node_id}", path) for path, _ in ACTIONS.values()}
    told = {re.sub(r"/s/[^/]+", "/s/{source_id}", path) for path in told}
    told = {re.sub(r"/history/[0-9]+/", "/history/{revision}/", path) for path in told}
    every = {path.replace("{slug}", "tea") for _, path in mutating(client) if "/api/" not in path}
    assert every - told == {"/sign-in/link/{token}"}
