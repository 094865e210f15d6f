"""Reading by program: what a debate holds, and the numbers that follow from it."""

import json
import math
from typing import Any

import pytest
import yaml
from starlette.testclient import TestClient

from app.core.engine.rollup import roll_up
from app.core.engine.rollup_json import read_network, write_roll_up
from app.models import Debate
from tests.api.conftest import AT, Join, error, ok, rate


def test_the_list_names_debates_with_their_counts(nobody: TestClient) -> None:
    (row,) = ok(nobody.get("/api/v1/debates"))
    assert (row["slug"], row["claims"], row["relations"], row["role"]) == ("tea", 4, 3, "reader")


def test_a_debate_without_its_graph(nobody: TestClient) -> None:
    found = ok(nobody.get(AT))
    assert found["theses"] == ["c1"]
    assert found["counts"]["on_steps"] == 1
    assert found["semantics"] == "sbn"


def test_the_graph_is_the_debate_in_the_native_format(nobody: TestClient) -> None:
    found = ok(nobody.get(f"{AT}/graph"))
    assert found["format"] == "cruxmap/1"
    assert [claim["id"] for claim in found["claims"]] == ["c1", "c2", "c3", "c4"]


def test_exports_as_json_and_as_yaml_say_the_same(nobody: TestClient) -> None:
    as_json = nobody.get(f"{AT}/export")
    as_yaml = nobody.get(f"{AT}/export?format=cruxmap-yaml")
    assert as_json.headers["content-type"].startswith("application/json")
    assert "attachment" in as_yaml.headers["content-disposition"]
    assert json.loads(as_json.text) == yaml.safe_load(as_yaml.text)
    assert error(nobody.get(f"{AT}/export?format=pigeon"), 422)["fields"].keys() == {"format"}


def test_without_credences_no_number_is_made_up(nobody: TestClient) -> None:
    found = ok(nobody.get(f"{AT}/rollup"))
    for name in ("strengths", "edges", "implied", "stated", "disagreement"):
        assert found[name] == {}, name


def test_the_roll_up_gives_implied_stated_and_disagreement(
    nobody: TestClient, program: TestClient, join: Join
) -> None:
    rate(program, "c2", 0.8)
    rate(join("Cleo"), "c2", 0.2)
    found = ok(nobody.get(f"{AT}/rollup"))
    assert found["stated"]["c2"]["value"] == pytest.approx(0.5)
    assert found["stated"]["c2"]["n"] == 2
    assert found["disagreement"]["c2"] == pytest.approx(0.278, abs=0.001)
    assert found["implied"] == {"c1": pytest.approx(0.5 * 0.75 + 0.5 * 0.5)}
    assert found["status"]["c1"] == "exact"
    assert found["revision"] == 3


def test_what_ifs_semantics_and_pooling_are_asked_for_as_on_the_pages(
    nobody: TestClient, program: TestClient
) -> None:
    rate(program, "c2", 0.8)
    found = ok(nobody.get(f"{AT}/rollup?if=c2:1,r1:0.5&semantics=log_odds&pooling=linear"))
    assert found["suppose"] == {"c2": 1.0, "r1": 0.5}
    assert (found["semantics"], found["pooling"]) == ("log_odds", "linear")
    assert found["strengths"]["c1"] == pytest.approx(1 / (1 + math.exp(-0.5 * math.log(3))))


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("if=c2", 422, "if"),
        ("if=c2:nan", 422, "if"),
        ("semantics=tea", 422, "semantics"),
        ("pooling=tea", 422, "pooling"),
        ("as=tea", 422, "as"),
        ("if=c99:0.5", 404, None),
    ],
)
def test_a_question_that_cannot_be_read_names_its_parameter(
    nobody: TestClient, query: str, status: int, field: str | None
) -> None:
    found = error(nobody.get(f"{AT}/rollup?{query}"), status)
    assert list(found.get("fields", {})) == ([field] if field else [])


@pytest.mark.parametrize("query", ["", "&if=c2:0.9", "&if=r1:0.25", "&semantics=df_quad"])
def test_the_network_rolls_up_to_the_same_numbers(
    nobody: TestClient, program: TestClient, query: str
) -> None:
    for node, value in {"c2": 0.8, "c3": 0.4, "c4": 0.3, "r2": 0.7}.items():
        rate(program, node, value)
    numbers = ok(nobody.get(f"{AT}/rollup?as=numbers{query}"))
    network = ok(nobody.get(f"{AT}/rollup?as=network{query}"))
    again = write_roll_up(roll_up(read_network(network), semantics=network["semantics"]))
    assert again["strengths"] == numbers["strengths"]
    assert {edge: again["edges"][edge] for edge in again["edges"]} == {
        edge: value for edge, value in numbers["edges"].items() if edge in again["edges"]
    }


def test_a_claim_held_below_another_is_cut_off_in_the_network(
    nobody: TestClient, program: TestClient
) -> None:
    rate(program, "c2", 0.8)
    network = ok(nobody.get(f"{AT}/rollup?as=network&if=c1:0.3"))
    assert network["nodes"]["c1"] == 0.3
    assert network["edges"] == []
    error(nobody.get(f"{AT}/rollup?as=network&if=c1:1"), 422)


def test_contested_nodes_come_with_what_they_are_worth(
    nobody: TestClient, program: TestClient, join: Join
) -> None:
    rate(program, "c2", 0.8)
    rate(join("Cleo"), "c2", 0.2)
    found = ok(nobody.get(f"{AT}/contested"))
    assert found["by_people"] == []
    (row,) = found["by_accounts"]
    assert (row["node"], row["n"], row["thesis"]) == ("c2", 2, "c1")
    assert row["stake"] == pytest.approx(0.25 * 0.3)


def test_cruxes_come_with_what_hangs_on_them(nobody: TestClient) -> None:
    (row,) = ok(nobody.get(f"{AT}/cruxes"))
    assert (row["id"], row["question"], row["claims"]) == ("x1", "Is it hot?", ["c2"])


def change_debate(app: Any, **values: object) -> None:
    with app.state.database.writing() as session:
        debate = session.get(Debate, 1)
        for name, value in values.items():
            setattr(debate, name, value)


def test_a_blind_debate_gives_only_what_follows_from_what_one_may_know(
    app: Any, nobody: TestClient, program: TestClient, join: Join
) -> None:
    cleo = join("Cleo")
    rate(program, "c2", 0.8)
    rate(cleo, "c2", 0.1)
    rate(cleo, "c3", 0.9)
    change_debate(app, blind=True)
    assert ok(nobody.get(f"{AT}/rollup"))["strengths"] == {}
    own = ok(program.get(f"{AT}/rollup"))
    assert own["stated"].keys() == {"c2"}
    assert own["implied"] == {"c1": pytest.approx(0.6)}
    (row,) = ok(program.get(f"{AT}/contested"))["by_accounts"]
    assert (row["node"], row["n"]) == ("c2", 2)
    assert ok(nobody.get(f"{AT}/contested"))["by_accounts"] == []
    assert ok(program.get(f"{AT}/rollup?as=network"))["nodes"]["c3"] is None


@pytest.mark.parametrize("part", ["", "/graph", "/rollup", "/contested", "/cruxes", "/export"])
def test_a_private_debate_is_to_others_as_if_it_were_not(
    app: Any, nobody: TestClient, program: TestClient, part: str
) -> None:
    change_debate(app, visibility="private")
    hidden = error(program.get(f"{AT}{part}"), 404)
    absent = error(program.get(f"/api/v1/debates/none{part}"), 404)
    assert hidden == absent
    assert ok(nobody.get("/api/v1/debates")) == []
