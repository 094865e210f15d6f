"""Tags and conditions: what a program has is not sent again, and no change is lost to another."""

import gzip
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from threading import Barrier
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.errors import ConditionFailed
from app.core.permissions import ANONYMOUS, Actor
from app.db import Database
from app.services import accounts, credences, downloads, snapshots
from app.services.credences import NewCredence
from app.services.debates import open_debate
from app.services.tags import Condition, expect, tag_of
from app.services.transfer import import_document, prepare
from tests.api.conftest import AT, Join, error, ok, rate
from tests.api.test_changing import CHANGES
from tests.api.test_reading import change_debate
from tests.conftest import Queries
from tests.found import some
from tests.web.library import SITE_OWNER, a_claim, a_document

STRONG = ["", "/graph", "/cruxes", "/export", "/export?format=markdown", "/export?format=csv"]
WEAK = ["/rollup", "/rollup?as=network", "/rollup?if=c2:0.9", "/contested"]
WEAK += ["/outline", "/search?q=c2", "/nodes/c1", "/nodes/c1/neighbours", "/nodes/c1/why"]
READS = [*STRONG, *WEAK]
MOST_QUERIES = 2
Counting = Callable[[], AbstractContextManager[Queries]]


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    downloads.forget_files()
    snapshots.forget()
    yield
    downloads.forget_files()
    snapshots.forget()


def tag(client: TestClient, part: str = "", **headers: str) -> str:
    answer = client.get(f"{AT}{part}", headers=headers)
    assert answer.status_code == 200, answer.text
    return str(answer.headers["etag"])


def asked(client: TestClient, part: str, *lines: str) -> Any:
    headers = [("If-None-Match", line) for line in lines]
    return client.get(f"{AT}{part}", headers=headers)


@pytest.mark.parametrize("part", READS)
def test_what_a_program_has_is_not_sent_again(
    program: TestClient, part: str, count_queries: Counting
) -> None:
    first = program.get(f"{AT}{part}")
    assert first.headers["cache-control"] == "private, no-cache"
    assert {"Authorization", "Accept-Encoding"} <= set(first.headers["vary"].split(", "))
    snapshots.forget()
    downloads.forget_files()
    with count_queries() as queries:
        again = asked(program, part, first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert len(queries) <= MOST_QUERIES, queries.statements
    for name in ("etag", "cache-control", "vary"):
        assert again.headers[name] == first.headers[name]


@pytest.mark.parametrize("part", READS)
def test_a_tag_is_strong_where_the_same_bytes_come_again(nobody: TestClient, part: str) -> None:
    assert tag(nobody, part).startswith("W/") == (part in WEAK)


def test_every_view_reader_and_coding_has_a_tag_of_its_own(
    nobody: TestClient, program: TestClient, join: Join
) -> None:
    clients = [nobody, program, join("Cleo")]
    tags = [tag(client, part) for client in clients for part in READS]
    tags += [tag(nobody, part, **{"Accept-Encoding": "identity"}) for part in READS]
    assert len(set(tags)) == len(tags) == 4 * len(READS)


@pytest.mark.parametrize(
    "given",
    ['"x", {}', '{}, W/"y"', 'W/"a,b" ,\t{}', ", {} ,", "nonsense, {}", '"a" "b", {}'],
)
@pytest.mark.parametrize("part", ["/graph", "/rollup"])
def test_a_tag_is_found_in_a_list(nobody: TestClient, part: str, given: str) -> None:
    assert asked(nobody, part, given.format(tag(nobody, part))).status_code == 304


@pytest.mark.parametrize("part", ["/graph", "/rollup"])
def test_weak_or_strong_a_copy_is_as_good(nobody: TestClient, part: str) -> None:
    bare = tag(nobody, part).removeprefix("W/")
    for each in (bare, f"W/{bare}"):
        assert asked(nobody, part, each).status_code == 304


def test_a_condition_may_come_in_several_lines(nobody: TestClient) -> None:
    assert asked(nobody, "/graph", '"x"', tag(nobody, "/graph"), '"y"').status_code == 304


@pytest.mark.parametrize(
    "given", ["", "x", "'x'", '"', "W/", '"x', '"x" "{}', "w/{}", "{}x", "*, *"]
)
def test_a_header_that_cannot_be_read_asks_for_nothing(nobody: TestClient, given: str) -> None:
    bare = tag(nobody, "/graph")
    assert asked(nobody, "/graph", given.format(bare)).status_code == 200


@pytest.mark.parametrize("part", READS)
def test_a_star_is_anything_that_is_there(nobody: TestClient, part: str) -> None:
    assert asked(nobody, part, " * ").status_code == 304


@pytest.mark.parametrize(
    ("part", "status"),
    [
        ("/rollup?if=none:0.5", 404),
        ("/rollup?if=c1:1&as=network", 422),
        ("/rollup?semantics=tea", 422),
        ("/export?format=pigeon", 422),
    ],
)
def test_what_is_not_there_bears_no_tag_and_is_not_had(
    nobody: TestClient, part: str, status: int
) -> None:
    answer = asked(nobody, part, "*")
    assert answer.status_code == status
    assert "etag" not in answer.headers


def test_a_hidden_debate_is_not_had_either(app: Any, nobody: TestClient) -> None:
    change_debate(app, visibility="private")
    for part in READS:
        assert asked(nobody, part, "*").status_code == 404


@pytest.mark.parametrize("part", READS)
def test_after_a_change_all_is_sent_under_another_tag(program: TestClient, part: str) -> None:
    before = tag(program, part)
    rate(program, "c2", 0.7)
    after = asked(program, part, before)
    assert after.status_code == 200
    assert after.headers["etag"] != before


# Files that are kept.


def test_a_graph_and_its_export_are_made_once_for_all(
    nobody: TestClient, program: TestClient, count_queries: Counting
) -> None:
    first = nobody.get(f"{AT}/export").content
    with count_queries() as queries:
        plain = nobody.get(f"{AT}/graph", headers={"Accept-Encoding": "identity"})
        packed = program.get(f"{AT}/graph")
        page = nobody.get("/d/tea/export/cruxmap")
    assert len(queries) == 1 + 2 + 1, queries.statements
    assert plain.content == packed.content == page.content == first
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"


def test_the_same_bytes_are_compressed_to_the_same_bytes(nobody: TestClient) -> None:
    def raw() -> bytes:
        with nobody.stream("GET", f"{AT}/graph") as answer:
            return b"".join(answer.iter_raw())

    first = raw()
    downloads.forget_files()
    assert raw() == first
    assert b'"cruxmap/1"' in gzip.decompress(first)


def test_readers_of_a_blind_debate_share_no_file(app: Any, nobody: TestClient, join: Join) -> None:
    readers = {name: join(name) for name in ("Ben", "Cleo", "Dan")}
    rate(readers["Ben"], "c2", 0.81)
    rate(readers["Cleo"], "c2", 0.13)
    change_debate(app, blind=True)
    everybody = [*readers.values(), nobody]
    for _ in range(2):  # made, then kept
        ben, cleo, dan, visitor = (
            [row["value"] for row in ok(client.get(f"{AT}/graph")).get("credences", [])]
            for client in everybody
        )
        assert ben == cleo == [0.81, 0.13]
        assert dan == visitor == []
    assert len({tag(client, "/graph") for client in everybody}) == len(everybody)


# Changes on condition.


def rated(client: TestClient, value: float, *lines: str) -> Any:
    headers = [("If-Match", line) for line in lines]
    body = {"value": value, "wording": 1}
    return client.post(f"{AT}/nodes/c2/credence", json=body, headers=headers)


@pytest.mark.parametrize("part", STRONG)
def test_a_change_goes_by_the_tag_of_whatever_was_read(program: TestClient, part: str) -> None:
    read = tag(program, part)
    assert ok(rated(program, 0.7, read), 201)["revision"] == 2
    refused = error(rated(program, 0.6, read), 412)
    assert (refused["code"], refused["yours"], refused["theirs"]) == ("condition_failed", "1", "2")
    assert ok(program.get(f"{AT}/rollup"))["stated"]["c2"]["value"] == pytest.approx(0.7)


def test_what_a_visitor_read_serves_as_well(nobody: TestClient, program: TestClient) -> None:
    ok(rated(program, 0.7, tag(nobody, "/graph")), 201)


@pytest.mark.parametrize("given", ['"x", {}', 'W/"y",{}', "nonsense, {}", " * "])
def test_one_tag_of_a_list_that_holds_is_enough(program: TestClient, given: str) -> None:
    ok(rated(program, 0.7, given.format(tag(program))), 201)


@pytest.mark.parametrize("given", ["W/{}", '"x"', "nonsense", "", "*, *", "'*'", '"*"'])
def test_what_vouches_for_nothing_does_not_hold(program: TestClient, given: str) -> None:
    """A condition that cannot be read is none that holds: whoever sent it wanted one."""
    refused = error(rated(program, 0.7, given.format(tag(program))), 412)
    assert refused["theirs"] == "1"
    assert ok(program.get(AT))["revision"] == 1


def test_numbers_under_a_weak_tag_are_no_ground_for_a_change(program: TestClient) -> None:
    error(rated(program, 0.7, tag(program, "/rollup")), 412)


def test_without_a_condition_all_is_as_it_was(program: TestClient) -> None:
    read = tag(program)
    ok(rated(program, 0.7), 201)
    ok(rated(program, 0.6), 201)
    ok(rated(program, 0.5, '"x"', tag(program)), 201)
    error(rated(program, 0.4, read), 412)


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_every_change_takes_a_condition(
    editor: TestClient, method: str, path: str, body: object
) -> None:
    old = tag(editor)
    rate(editor, "c4", 0.5)
    answer = editor.request(method, f"{AT}{path}", json=body, headers={"If-Match": old})
    assert error(answer, 412)["theirs"] == "2"
    assert ok(editor.get(AT))["revision"] == 2
    for given in (tag(editor), "*"):
        answer = editor.request(method, f"{AT}{path}", json=body, headers={"If-Match": given})
        assert answer.status_code != 412


def test_who_may_not_change_it_is_told_that_first(
    app: Any, nobody: TestClient, program: TestClient
) -> None:
    body = {"person": "ada", "node": "c2", "value": "accepts"}
    given = {"If-Match": '"x"'}
    error(nobody.post(f"{AT}/stances", json=body, headers=given), 401)
    error(program.post(f"{AT}/stances", json=body, headers=given), 403)
    error(program.post("/api/v1/debates/none/stances", json=body, headers={"If-Match": "*"}), 404)


def test_a_tag_of_another_debate_does_not_hold(program: TestClient) -> None:
    ok(program.post("/api/v1/debates/import", json=a_document("mate", claims=[a_claim(1)])), 201)
    other = program.get("/api/v1/debates/mate")
    assert other.json()["revision"] == ok(program.get(AT))["revision"]
    error(rated(program, 0.7, other.headers["etag"]), 412)


def test_of_two_writers_with_the_same_tag_one_wins(database: Database) -> None:
    with database.writing() as session:
        import_document(session, SITE_OWNER, prepare(a_document("tea", claims=[a_claim(1)])))
        names = [f"Writer {n}" for n in range(6)]
        actors = [accounts.add_account(session, name).actor for name in names]
    with database.reading() as session:
        read = tag_of(open_debate(session, ANONYMOUS, "tea"), "any")
    start = Barrier(len(actors))

    def write(actor: Actor) -> bool:
        start.wait()
        try:
            with database.writing() as session:
                expect(session, Condition.read([read]))
                credences.give(session, actor, "tea", "c1", NewCredence(value=0.5, wording=1))
        except ConditionFailed:
            return False
        return True

    with ThreadPoolExecutor(len(actors)) as threads:
        won = list(threads.map(write, actors))
    assert sum(won) == 1
    with database.reading() as session:
        assert open_debate(session, ANONYMOUS, "tea").revision == 2


def test_the_description_names_conditions_and_their_answers(nobody: TestClient) -> None:
    paths = ok(nobody.get("/api/v1/openapi.json"))["paths"]
    inside = {
        path: each for path, each in paths.items() if path.startswith("/api/v1/debates/{slug}")
    }
    for methods in some(inside.values(), at_least=10):
        for method, operation in some(methods.items()):
            named = {each["name"] for each in operation["parameters"] if each["in"] == "header"}
            wanted, status = ("If-None-Match", "304") if method == "get" else ("If-Match", "412")
            assert named == {wanted}
            assert status in operation["responses"]
            if method == "get":
                assert {"ETag", "Vary"} <= set(operation["responses"]["200"]["headers"])
