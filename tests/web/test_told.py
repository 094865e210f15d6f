"""Every address that the documents tell is asked for, and answers."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.api.routes import ROUTERS as API
from app.web.routes import ROUTERS as PAGES
from tests.documents import coded
from tests.web.library import signed_in

pytest_plugins = ["tests.web.library_fixtures"]

VALUES = {
    "slug": "scheming-exchange",
    "node_id": "c12",
    "person_id": "pope",
    "source_id": "report",
    "name": "cruxmap",
    "revision": "1",
    "token": "none",
    "rest": "password",
    "doing": "accept",
    "what": "challenges",
}
PLACEHOLDERS = {"DEBATE": "scheming-exchange", "NAME": "cruxmap"}
ON_DISK = ("/opt/", "/data")
BEGINNINGS = {"/api/v1"}
# Where each is asked, and with which value where none is told.
QUERIES = {
    "?root=c12": ("/thread", ""),
    "?show=cruxes": ("/thread", ""),
    "?readings=true": ("/thread", ""),
    "?if=c4:0.9": ("", ""),
    "?if=c4:0": ("/n/c12", ""),
    "?semantics=": ("/n/c12", "log_odds"),
    "?by=Ada": ("/history", ""),
    "?kind=claim": ("/history", ""),
    "?node=c12": ("/history", ""),
    "?since=12": ("/history", ""),
}
# These need a debate of some past; what they show is held by `test_as_of.py`.
OF_THE_PAST = {"?at=41", "?at=2026-03-31", "?at=2026-03-31T10:00Z"}
NEEDS_A_PAST = {"/d/{slug}/difference?since=40&until=52"}
NEEDS_A_FILE = {"/import/file/{ref}"}  # held by `test_previews.py`
TOLD = [
    each
    for each in coded()
    if each.startswith("/") and not each.startswith(ON_DISK)
    if each not in NEEDS_A_PAST | NEEDS_A_FILE
]


def allowed(address: str) -> set[str]:
    """Return how an address may be asked, with its parameters as they are told."""
    routes = [route for router in (*PAGES, *API) for route in router.routes]
    path = address.split("?")[0]
    return {
        method
        for route in routes
        if getattr(route, "path", "") == path
        for method in getattr(route, "methods", None) or ()
    }


def filled(address: str, **more: str) -> str:
    for word, value in PLACEHOLDERS.items():
        address = re.sub(rf"\b{word}\b", value, address)
    return address.format(**VALUES, **more)


def suggest(owner: TestClient) -> dict[str, str]:
    """Suggest a claim, and return its id as addresses name it."""
    fields = {"text": "It is suggested.", "kind": "claim", "suggest": "yes"}
    made = owner.post("/d/scheming-exchange/claims/new", data=fields)
    return {"suggestion": made.headers["location"].rsplit("/", 1)[1]}


@pytest.mark.parametrize("address", TOLD)
def test_every_address_is_there(own_library: Any, address: str) -> None:
    owner = signed_in(own_library, "Owner", site_owner=True)
    if address in BEGINNINGS:
        address = f"{address}/debates"
    methods = allowed(address)
    more = suggest(owner) if "{suggestion}" in address else {}
    answer = owner.get(filled(address, **more))

    if answer.status_code == 303:
        assert owner.get(answer.headers["location"]).status_code == 200
    else:
        assert answer.status_code == (405 if methods == {"POST"} else 200)


def test_every_way_to_look_at_a_page_is_there(visitor: TestClient) -> None:
    told = {each for each in coded() if each.startswith("?")}
    assert told == QUERIES.keys() | OF_THE_PAST
    for query, (page, value) in QUERIES.items():
        answer = visitor.get(f"/d/scheming-exchange{page}{query}{value}")
        assert answer.status_code == 200
        assert answer.text != visitor.get(f"/d/scheming-exchange{page}").text
