"""Reading a debate piece by piece: each piece is held to the rows of the debate it is of."""

from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from tests.api.conftest import AT, Join, error, ok, rate
from tests.api.test_reading import change_debate
from tests.found import some

PARTS = ["/outline", "/search?q=c2", "/nodes/c1", "/nodes/c1/neighbours", "/nodes/c1/why"]


def document(client: TestClient) -> Any:
    return ok(client.get(f"{AT}/graph"))


def test_the_outline_lists_every_arrow_once_below_what_it_bears_on(nobody: TestClient) -> None:
    found = ok(nobody.get(f"{AT}/outline?depth=9"))
    told = {each["id"]: each for each in document(nobody)["relations"]}
    above: dict[int, Any] = {}
    for row in some(found["rows"], at_least=4):
        above[row["depth"]] = row
        if row["relation"]:
            relation, parent = told.pop(row["relation"]), above[row["depth"] - 1]
            named = {parent["relation"], *(claim["id"] for claim in parent["claims"])}
            assert relation["target"] in named
            assert [claim["id"] for claim in row["claims"]] == relation["premises"]
            assert row["kind"] == relation["kind"]
    assert told == {}
    assert (found["total"], found["next"]) == (len(found["rows"]), None)


def test_what_is_too_deep_is_counted(nobody: TestClient) -> None:
    (row,) = ok(nobody.get(f"{AT}/outline?depth=0"))["rows"]
    assert ([claim["id"] for claim in row["claims"]], row["hidden"]) == (["c1"], 2)


@pytest.mark.parametrize(("node", "first"), [("c1", "c1"), ("r1", "c2"), ("x1", "c2")])
def test_an_outline_starts_at_any_node(nobody: TestClient, node: str, first: str) -> None:
    row = ok(nobody.get(f"{AT}/outline?node={node}"))["rows"][0]
    assert (row["depth"], row["claims"][0]["id"]) == (0, first)


@pytest.mark.parametrize(
    ("part", "rows"),
    [("outline?depth=9", "rows"), ("search?q=statement", "hits"), ("nodes/c1/neighbours", "steps")],
)
def test_a_long_list_goes_on_at_the_address_it_names(
    nobody: TestClient, part: str, rows: str
) -> None:
    mark = "&" if "?" in part else "?"
    whole = ok(nobody.get(f"{AT}/{part}"))
    found: list[Any] = []
    address = f"{AT}/{part}{mark}limit=1"
    while address:
        page = ok(nobody.get(address))
        found += page[rows]
        assert page["total"] == whole["total"] >= 2
        address = page["next"]
    assert found == whole[rows]


def test_words_are_found_in_every_kind_of_node(nobody: TestClient) -> None:
    assert ok(nobody.get(f"{AT}/search?q=HÖT"))["hits"][0]["id"] == "x1"
    found = ok(nobody.get(f"{AT}/search?q=statement 3"))
    texts = {claim["id"]: claim["text"] for claim in document(nobody)["claims"]}
    assert {hit["id"]: hit["text"] for hit in found["hits"]} == texts
    assert ok(nobody.get(f"{AT}/search?q=hot&kinds=claim,relation"))["hits"] == []
    assert ok(nobody.get(f"{AT}/search?q=zebra"))["total"] == 0


def test_an_id_is_found_before_what_only_mentions_it(nobody: TestClient) -> None:
    hits = ok(nobody.get(f"{AT}/search?q={quote('#r2')}"))["hits"]
    assert (hits[0]["id"], hits[0]["kind"], hits[0]["score"]) == ("r2", "relation", 1.0)


def test_a_node_comes_with_both_ends_of_its_arrows(nobody: TestClient, program: TestClient) -> None:
    rate(program, "c2", 0.8)
    told = document(nobody)
    found = ok(nobody.get(f"{AT}/nodes/c2"))
    (claim,) = [each for each in told["claims"] if each["id"] == "c2"]
    assert (found["noun"], found["kind"], found["text"]) == ("claim", "claim", claim["text"])
    assert [each["id"] for each in found["bears_on"]] == ["r1"]
    assert found["reasons"] == []
    assert [each["id"] for each in found["near"]] == ["c1"]
    assert found["cruxes"] == ["x1"]
    assert found["stated"]["value"] == pytest.approx(0.8)
    above = ok(nobody.get(f"{AT}/nodes/c1"))
    assert {each["id"] for each in above["reasons"]} == {"r1", "r2"}
    assert above["implied"] == ok(nobody.get(f"{AT}/rollup"))["implied"]["c1"]


def test_a_relation_and_a_crux_are_nodes_too(nobody: TestClient) -> None:
    relation = ok(nobody.get(f"{AT}/nodes/r1"))
    assert (relation["noun"], relation["kind"]) == ("relation", "supports")
    assert (relation["arrow"]["premises"], relation["arrow"]["target"]) == (["c2"], "c1")
    assert [each["id"] for each in relation["reasons"]] == ["r3"]
    crux = ok(nobody.get(f"{AT}/nodes/x1"))
    assert (crux["noun"], crux["text"]) == ("crux", "Is it hot?")
    assert [each["id"] for each in crux["near"]] == ["c2"]


def test_a_citation_and_a_stance_stand_with_their_node(
    nobody: TestClient, editor: TestClient
) -> None:
    cited = {"source": "s1", "role": "supports", "locator": "p. 3"}
    held = {"person": "ada", "node": "c2", "value": "accepts", "words": "quite so"}
    ok(editor.post(f"{AT}/nodes/c2/citations", json=cited), 201)
    ok(editor.post(f"{AT}/stances", json=held), 201)
    found = ok(nobody.get(f"{AT}/nodes/c2"))
    (citation,), (stance,) = found["citations"], found["stances"]
    assert (citation["title"], citation["locator"]) == ("The Book of Tea", "p. 3")
    assert (stance["name"], stance["value"], stance["words"]) == (
        *("Ada Lovelace", "accepts", "quite so"),
    )


@pytest.mark.parametrize(
    ("query", "steps"),
    [
        ("c1/neighbours?direction=reasons", {"r1": 1, "r2": 1}),
        ("c1/neighbours?direction=reasons&depth=2", {"r1": 1, "r2": 1, "r3": 2}),
        ("c1/neighbours?direction=consequences", {}),
        ("c1/neighbours?direction=reasons&kinds=rebuts", {"r2": 1}),
        ("c4/neighbours?direction=consequences&depth=1", {"r3": 1}),
        ("c4/neighbours?direction=consequences&depth=2", {"r3": 1, "r1": 2}),
        ("c2/neighbours?depth=1", {"r1": 1}),
        ("r1/neighbours?direction=reasons", {"r1": 0, "r3": 1}),
        ("x1/neighbours?direction=consequences", {"r1": 1}),
    ],
)
def test_neighbours_are_as_far_as_they_are(
    nobody: TestClient, query: str, steps: dict[str, int]
) -> None:
    found = ok(nobody.get(f"{AT}/nodes/{query}"))
    assert {step["id"]: step["distance"] for step in found["steps"]} == steps
    ends = {end for step in found["steps"] for end in (*step["premises"], step["target"])}
    assert {node["id"] for node in found["nodes"]} == ends | {found["node"]}


def test_why_adds_up_what_each_reason_does(nobody: TestClient, program: TestClient) -> None:
    rate(program, "c2", 0.8)
    why = ok(nobody.get(f"{AT}/nodes/c1/why"))
    numbers = ok(nobody.get(f"{AT}/rollup"))
    assert why["implied"] == numbers["implied"]["c1"]
    (reason,) = why["reasons"]
    assert (reason["relation"], reason["now"]) == ("r1", why["implied"])
    assert reason["without"] == pytest.approx(why["prior"]) == pytest.approx(0.5)
    assert {row["relation"]: row["because"] for row in why["uncounted"]} == {
        "r2": "unrated",
        "r3": "unrated",
    }
    assert why["prior_assumed"]


def test_why_takes_what_ifs(nobody: TestClient) -> None:
    assert ok(nobody.get(f"{AT}/nodes/c1/why"))["implied"] is None
    supposed = ok(nobody.get(f"{AT}/nodes/c1/why?if=c2:0.9"))
    assert supposed["implied"] == ok(nobody.get(f"{AT}/rollup?if=c2:0.9"))["implied"]["c1"]
    assert [reason["relation"] for reason in supposed["reasons"]] == ["r1"]


@pytest.mark.parametrize(
    ("part", "status", "field"),
    [
        ("outline?depth=-1", 422, "depth"),
        ("outline?node=c99", 404, None),
        ("search", 422, "q"),
        ("search?q=a&kinds=tea", 422, "kinds"),
        ("nodes/c99", 404, None),
        ("nodes/c99/why", 404, None),
        ("nodes/c99/neighbours", 404, None),
        ("nodes/c1/neighbours?depth=9", 422, "depth"),
        ("nodes/c1/neighbours?direction=up", 422, "direction"),
        ("nodes/c1/neighbours?kinds=claim", 422, "kinds"),
    ],
)
def test_what_cannot_be_asked_is_named(
    nobody: TestClient, part: str, status: int, field: str | None
) -> None:
    found = error(nobody.get(f"{AT}/{part}"), status)
    assert list(found.get("fields", {})) == ([field] if field else [])


@pytest.mark.parametrize("part", PARTS)
def test_parts_of_a_private_debate_are_as_if_they_were_not(
    app: Any, program: TestClient, part: str
) -> None:
    assert ok(program.get(f"{AT}{part}"))
    change_debate(app, visibility="private")
    assert error(program.get(f"{AT}{part}"), 404) == error(
        program.get(f"/api/v1/debates/none{part}"), 404
    )


@pytest.mark.parametrize("part", PARTS)
def test_parts_of_a_blind_debate_hold_nothing_that_is_hidden(
    app: Any, nobody: TestClient, join: Join, part: str
) -> None:
    before = ok(nobody.get(f"{AT}{part}"))
    rate(join("Cleo"), "c2", 0.1234)
    seen = ok(nobody.get(f"{AT}{part}"))
    assert {**seen, "revision": 0} != {**before, "revision": 0}
    change_debate(app, blind=True)
    hidden = ok(nobody.get(f"{AT}{part}"))
    told = {**hidden, "revision": 0, "hidden": None}
    if part == "/nodes/c1/why":
        assert {row["because"] for row in told.pop("uncounted")} == {"hidden"}
        before.pop("uncounted")
    assert told == {**before, "revision": 0, "hidden": None}
    assert ok(nobody.get(f"{AT}/nodes/c2"))["hidden"]
