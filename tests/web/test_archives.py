"""The archive of a debate: every page in one zip that needs no server, and nothing private."""

import json
from typing import Any

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from app.core.formats.registry import FORMATS
from app.main import create_app
from app.models import Debate
from app.web.archive.pairs import MOST_COMPARED
from app.web.archives import MOST_PAGES
from tests.found import some
from tests.web.archived import Archive, archive_at
from tests.web.library import (
    EXAMPLE,
    EXCHANGE,
    STEINER,
    a_claim,
    a_document,
    a_relation,
    a_star,
    bring,
    browser,
    read,
    signed_in,
    text_of,
)
from tests.web.test_matrix import page_routes

pytest_plugins = ("tests.web.library_fixtures",)

# Pages of a debate that an archive does not have, and why.
LEFT_OUT = {
    "/d/{slug}/difference": "an archive is of one revision",
    "/d/{slug}/live": "no page",
    "/d/{slug}/digest.md": "its page is in it",
    "/d/{slug}/n/{node_id}/digest": "all it says stands on the node's own page",
    "/d/{slug}/n/{node_id}/digest.md": "all it says stands on the node's own page",
    "/d/{slug}/mine": "an account's own",
    "/d/{slug}/seen": "an account's own",
    "/d/{slug}/export/{name}": "data/ has the files",
    "/d/{slug}/export/archive": "the archive itself",
    "/d/{slug}/map/svg": "the map is drawn on its page",
    "/d/{slug}/map/png": "the map is drawn on its page",
    "/d/{slug}/settings": "needs an account",
    "/d/{slug}/roles": "needs an account",
    "/d/{slug}/claims/new": "needs an account",
    "/d/{slug}/suggestions": "what waits is no part of the debate yet",
    "/d/{slug}/suggestions/{suggestion}": "what waits is no part of the debate yet",
    "/d/{slug}/suggestions/{suggestion}/{doing}": "what waits is no part of the debate yet",
}
# Ends of addresses at which something is done, with an account.
DOING: tuple[str, ...] = (
    "/rate",
    "/credence",
    "/cite",
    "/edit",
    "/reply",
    "/crux/new",
    "/attach",
    "/undo",
)
DOING += ("/what-if", "/accept", "/decline", "/withdraw", "/restore")


@pytest.fixture(scope="module")
def exchange(visitor: TestClient) -> Archive:
    return archive_at(visitor, EXCHANGE)


@pytest.fixture(scope="module")
def example(visitor: TestClient) -> Archive:
    return archive_at(visitor, EXAMPLE)


def test_it_comes_as_a_named_zip_and_is_not_sent_again(visitor: TestClient) -> None:
    address = f"{STEINER}/export/archive"
    answer = visitor.get(address)
    assert answer.headers["content-type"] == "application/zip"
    said = 'attachment; filename="steiner-comments-archive.zip"'
    assert answer.headers["content-disposition"] == said
    known = {"If-None-Match": answer.headers["etag"]}
    assert visitor.get(address, headers=known).status_code == 304
    head = visitor.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(answer.content))
    assert f"{STEINER}/export/archive" in read(visitor, f"{STEINER}/export").links()


@pytest.mark.parametrize("name", ["exchange", "example"])
def test_every_link_leads_to_a_file_or_to_a_source_and_nothing_waits_for_a_server(
    name: str, request: pytest.FixtureRequest
) -> None:
    archive: Archive = request.getfixturevalue(name)
    assert archive.faults() == []
    assert len(some(archive.links(), 1000)) > len(archive.pages)
    for text in (data.decode("utf-8", "replace") for data in some(archive.files.values())):
        assert "csrf" not in text
        assert "/sign-in" not in text


def test_a_link_that_leads_nowhere_would_be_found() -> None:
    page = (
        b'<html><a href="b.html">1</a><a href="a.html#no">2</a><a href="/d/x">3</a>'
        b'<a href="a.html">4</a><a href="https://a.example">5</a><a href="a.html?x=1">6</a>'
        b'<form hx-get="x"></form></html>'
    )
    assert Archive({"a.html": page}).faults() == [
        *("a.html: b.html", "a.html: a.html#no", "a.html: /d/x", "a.html: a.html?x=1"),
        *("a.html: <form>", "a.html: form hx-get"),
    ]


def test_all_of_the_exchange_is_in_it(exchange: Archive, visitor: TestClient) -> None:
    graph = visitor.get(f"/api/v1{EXCHANGE.replace('/d/', '/debates/')}/graph").json()
    for folder, kinds in {
        "n": ("claims", "relations", "cruxes"),
        "people": ("people",),
        "s": ("sources",),
    }.items():
        rows = [row for kind in kinds for row in some(graph[kind])]
        for row in some(rows):
            assert f"{folder}/{row['id']}.html" in exchange.pages
    for view in ("thread", "conversation", "cruxes", "people", "compare", "sources", "open"):
        assert f"{view}.html" in exchange.pages
    linked = read(visitor, EXCHANGE).by_class("pairs")
    shown = [a for each in linked for a in each.iter("a") if "compare" in a.get("href", "")]
    sides = [a.attrib["href"].split("?a=p:")[1].replace("&b=p:", "+") for a in some(shown)]
    for pair in sides:
        assert f"compare/{pair}.html" in exchange.pages
    for claim in some(graph["claims"]):
        assert claim["text"] in text_of(exchange.pages[f"n/{claim['id']}.html"].main)


def test_every_page_is_reached_from_the_first(exchange: Archive) -> None:
    reached, waiting = {"index.html"}, ["index.html"]
    links: dict[str, list[str]] = {}
    for page, link in exchange.links():
        links.setdefault(page, []).append(link)
    while waiting:
        page = waiting.pop()
        here = [link.split("#")[0] for link in links[page] if not link.startswith("http")]
        folder = page.rpartition("/")[0]
        for link in filter(None, here):
            name = link.removeprefix("../") if link.startswith("../") else f"{folder}/{link}"
            if (name := name.removeprefix("/")) in exchange.pages and name not in reached:
                reached.add(name)
                waiting.append(name)
    assert reached == exchange.pages.keys()


def test_a_text_that_is_attached_is_shown(example: Archive) -> None:
    texts = [page for name, page in example.pages.items() if name.startswith("s/")]
    assert any(page.by_class("source") for page in some(texts))


def test_the_data_is_that_of_the_downloads(exchange: Archive, visitor: TestClient) -> None:
    slug = EXCHANGE.removeprefix("/d/")
    for name in ("cruxmap", "cruxmap-yaml", "markdown", "csv"):
        file = exchange.files[f"data/{slug}{FORMATS[name].ending}"]
        assert file == visitor.get(f"{EXCHANGE}/export/{name}").content


def test_it_says_what_it_is(example: Archive) -> None:
    readme, page = example.files["README.txt"].decode(), text_of(example.pages["about.html"].main)
    for said in ("Revision", "Changed", "Cruxmap 0.", "Would free buses pay?", "rating"):
        assert said in readme
        assert said in page
    assert b"MIT License" in example.files["LICENSE"]
    assert "data/fare-free-buses.cruxmap.json" in readme


def test_equal_debates_give_equal_bytes(own_library: Any) -> None:
    address = f"{EXAMPLE}/export/archive"
    own = signed_in(own_library, "Ada").get(address)
    # Another process of the same installation, which has kept nothing of what the first one made.
    other = create_app(own_library.state.settings, own_library.state.database)
    assert own.content == browser(other).get(address).content


def test_it_says_whose_map_it_is(example: Archive) -> None:
    readme, about = example.files["README.txt"].decode(), text_of(example.pages["about.html"].main)
    assert "Authors:     The Cruxmap contributors" in readme
    assert "Authors The Cruxmap contributors" in about
    assert "Licence:" not in readme  # none is stated
    overview = text_of(example.pages["index.html"].main)
    assert "Map made by The Cruxmap contributors" in overview


def test_a_page_of_a_debate_is_in_it_or_left_out_on_purpose(
    library: Any, exchange: Archive, example: Archive
) -> None:
    gets = {path for method, path in page_routes(library) if method == "GET"}
    routes = [path for path in some(gets) if "{slug}" in path and not path.endswith(DOING)]
    missing = [path for path in some(routes) if path not in LEFT_OUT]
    files = [*exchange.pages, *example.pages]
    assert [path for path in some(missing) if not is_in(files, path)] == []


def is_in(files: list[str], route: str) -> bool:
    name = route.removeprefix("/d/{slug}").strip("/") or "index"
    folder, _, part = {"export": "about"}.get(name, name).partition("/")
    return any(
        file.startswith(f"{folder}/") if part else file == f"{folder}.html" for file in files
    )


def test_long_lists_go_on_in_it(empty_site: Any) -> None:
    document = a_star("wide", 450)
    document["debate"]["theses"] = ["c1", "c400"]
    archive = archive_at(browser(empty_site), bring(empty_site, document))
    assert archive.faults() == []
    assert {"thread+start-200.html", "thread+start-400.html"} <= archive.pages.keys()
    assert "n/c1+arguments-200.html" in archive.pages
    # A thesis is linked where it stands, not where the thread begins.
    start = next(link for _, link in archive.links() if link.endswith("#c400"))
    assert start.startswith("thread+start-")


def test_deep_threads_go_on_in_it(empty_site: Any) -> None:
    claims = [a_claim(n) for n in range(1, 31)]
    relations = [a_relation(f"r{n}", [f"c{n + 1}"], f"c{n}") for n in range(1, 30)]
    document = a_document("deep", claims=claims, relations=relations)
    archive = archive_at(browser(empty_site), bring(empty_site, document))
    assert archive.faults() == []
    assert any(name.startswith("thread/r") for name in archive.pages)


def test_names_that_some_systems_take_for_one_do_not_meet(empty_site: Any) -> None:
    ids = ["c1", "C1", "c1_", "con", "NUL"]
    claims = [a_claim(name) for name in ids]
    archive = archive_at(browser(empty_site), bring(empty_site, a_document("names", claims=claims)))
    assert archive.faults() == []
    nodes = [name for name in archive.pages if name.startswith("n/")]
    assert len(nodes) == len(ids)
    assert "n/con.html" not in nodes


def test_what_people_typed_cannot_lead_out_of_it(empty_site: Any) -> None:
    body = (
        "[here](/d/links/n/c2) [away](https://a.example/x) [settings](/d/links/settings) "
        'href="/d/links/n/c2" <form action="/x">'
    )
    claims = [a_claim(1, body=body), a_claim(2)]
    archive = archive_at(browser(empty_site), bring(empty_site, a_document("links", claims=claims)))
    assert archive.faults() == []
    links = [link for page, link in archive.links() if page == "n/c1.html"]
    assert "https://a.example/x" in links
    assert "c2.html" in links
    assert 'href="/d/links/n/c2" <form action="/x">' in text_of(archive.pages["n/c1.html"].main)


def test_a_hidden_debate_gives_its_archive_to_its_readers_alone(empty_site: Any) -> None:
    document = a_document("hidden", claims=[a_claim(1)], debate={"visibility": "private"})
    address = f"{bring(empty_site, document)}/export/archive"
    assert browser(empty_site).get(address).status_code == 404
    assert signed_in(empty_site, "Ada").get(address).status_code == 404
    owner = signed_in(empty_site, "Ada", site_owner=True)
    archive = Archive.of(owner.get(address).content)
    assert archive.faults() == []
    assert "n/c1.html" in archive.pages


def test_a_blind_debate_keeps_its_credences_out_whoever_asks(own_library: Any) -> None:
    with own_library.state.database.writing() as session:
        session.execute(update(Debate).values(blind=True))
    for client in (browser(own_library), signed_in(own_library, "Ada", site_owner=True)):
        archive = archive_at(client, EXAMPLE)
        document = json.loads(archive.files["data/fare-free-buses.cruxmap.json"])
        assert document.get("credences", []) == []
        assert "Credences: the debate is blind" in archive.files["README.txt"].decode()
        strips = [found for page in archive.pages.values() for found in page.by_class("dots")]
        assert strips == []
        for page in some(archive.pages.values()):
            assert "pooled" not in text_of(page.main) or page.address in (
                "help.html",
                "thread.html",
                "about.html",
            )


def test_what_is_an_accounts_own_is_not_in_it(own_library: Any, visitor: TestClient) -> None:
    ada = signed_in(own_library, "Ada", site_owner=True)
    form = {"value": "37", "wording": "1", "was": ""}
    assert ada.post(f"{EXAMPLE}/n/c1/credence", data=form).status_code == 303
    archive = archive_at(ada, EXAMPLE)
    assert archive.faults() == []
    assert not any(page.by_class("you") for page in some(archive.pages.values()))
    assert archive.files == archive_at(browser(own_library), EXAMPLE).files


def test_a_change_is_in_the_next_one(own_library: Any) -> None:
    ada = signed_in(own_library, "Ada", site_owner=True)
    address = f"{EXAMPLE}/export/archive"
    before = ada.get(address)
    form = {"text": "A thing that was not there.", "kind": "claim"}
    assert ada.post(f"{EXAMPLE}/claims/new", data=form).status_code == 303
    after = ada.get(address, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    added = Archive.of(after.content).files.keys() - Archive.of(before.content).files.keys()
    assert len([name for name in added if name.startswith("n/")]) == 1


def test_an_archive_is_of_the_present(visitor: TestClient) -> None:
    assert visitor.get(f"{EXCHANGE}/export/archive?at=1").status_code == 422


def test_a_debate_of_very_many_pages_is_for_the_command_line(empty_site: Any) -> None:
    claims = [a_claim(n) for n in range(1, MOST_PAGES + 1)]
    address = bring(empty_site, a_document("large", claims=claims))
    answer = browser(empty_site).get(f"{address}/export/archive")
    assert answer.status_code == 422
    assert "cruxmap export large --archive" in answer.text


def test_everybody_who_says_much_is_compared(empty_site: Any) -> None:
    people = [{"id": f"p{n}", "name": f"Person {n}", "kind": "named"} for n in range(20)]
    claims = [a_claim(n, voiced_by=[f"p{n}"]) for n in range(20)]
    document = a_document("many", claims=claims, people=people, theses=["c0"])
    archive = archive_at(browser(empty_site), bring(empty_site, document))
    pairs = [name for name in archive.pages if name.startswith("compare/")]
    assert len(pairs) == MOST_COMPARED * (MOST_COMPARED - 1) / 2
    assert archive.faults() == []
