"""The worked example of docs/rollup.md, computed again from the debate that comes along."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import yaml

from app.core.debate.graph import Credence, Graph
from app.core.debate.two_sides import SidesCompared, compare_sides
from app.core.debate.weighing import weigh
from app.core.figures import adding_up
from tests.core.graphs import claim, graph, relation
from tests.factories import THEN

ROOT = Path(__file__).parents[2]
RATINGS = {
    "Ada": {"c10": 0.9, "c11": 0.8, "c4": 0.3, "c14": 0.2, "c12": 0.7},
    "Ben": {"c10": 0.8, "c11": 0.6, "c4": 0.9, "c14": 0.7, "c12": 0.25, "r3": 0.8},
}
COLUMNS = ("c10", "c11", "c4", "c14", "c12", "r3")


@cache
def example() -> str:
    text = (ROOT / "docs" / "rollup.md").read_text("utf-8")
    return text.split("## A worked example")[1].split("\n## ")[0]


@cache
def exchange() -> Graph:
    """The claims and relations of the real exchange, with the two accounts' credences."""
    text = (ROOT / "app" / "debates" / "scheming-exchange.yaml").read_text("utf-8")
    document = yaml.load(text, Loader=yaml.CSafeLoader)
    made = graph(
        [claim(row["id"], row["text"], kind=row["kind"]) for row in document["claims"]],
        [
            relation(
                row["id"],
                " ".join(row.get("premises", [])),
                row["kind"],
                row["target"],
                basis=row.get("basis", "all"),
                strength=row.get("strength"),
                status=row.get("status"),
            )
            for row in document["relations"]
        ],
    )
    given = tuple(
        Credence(node, account, name, 1, value, False, None, THEN)
        for account, (name, values) in enumerate(RATINGS.items())
        for node, value in values.items()
    )
    return replace(made, credences=given)


def row(name: str) -> list[str]:
    (found,) = re.findall(rf"^\| {name} \|(.*)\|$", example(), re.MULTILINE)
    return [cell.strip() for cell in found.split("|")]


def written(value: float, places: int = 3) -> str:
    return f"{value:.{places}f}"


def test_the_debate_still_has_the_shape_of_the_example() -> None:
    relations = exchange().relations
    shapes = {
        name: (relations[name].kind, set(relations[name].premises), relations[name].target)
        for name in ("r1", "r3", "r10")
    }
    assert shapes == {
        "r1": ("supports", {"c10", "c11"}, "c12"),
        "r3": ("undercuts", {"c4"}, "r1"),
        "r10": ("rebuts", {"c14"}, "c12"),
    }
    assert {relations[name].strength for name in shapes} == {None}


@pytest.mark.parametrize("name", RATINGS)
def test_the_table_holds_what_the_accounts_say(name: str) -> None:
    values = [RATINGS[name].get(node) for node in COLUMNS]
    assert row(name) == ["–" if value is None else f"{value:g}" for value in values]


def test_the_table_holds_pools_and_disagreements() -> None:
    weighed = weigh(exchange())
    pooled = [weighed.pooled[node] for node in COLUMNS]
    assert [float(cell) for cell in row("pooled")] == pytest.approx(pooled, abs=0.0005)
    apart = [weighed.of(node).disagreement for node in COLUMNS]
    assert [float(cell) for cell in row("disagreement")] == pytest.approx(apart, abs=0.0005)


def test_the_steps_of_the_sum_are_those_of_the_engine() -> None:
    weighed = weigh(exchange())
    numbers = {node: weighed.pooled[node] for node in COLUMNS}
    alpha = 1 - numbers["r3"] * numbers["c4"]
    carried = alpha * numbers["c10"] * numbers["c11"]
    against = numbers["c14"]
    by_hand = 0.5 + 0.25 * carried * (1 - against) - 0.25 * against * (1 - carried)
    implied = weighed.of("c12").implied
    assert implied == pytest.approx(by_hand)
    assert weighed.rollup.edges["r1"] == pytest.approx(alpha)
    for value in (alpha, carried, against, by_hand):
        assert written(value) in example()


def test_what_each_reason_does_is_as_said() -> None:
    weighed = weigh(exchange())
    for reason, sign in (("r1", "+"), ("r10", "−")):
        effect = weighed.effects("c12")[reason]
        points = round(100 * abs(effect.now - effect.without))
        assert written(effect.without) in example()
        assert f"{reason} is worth {sign}{points} points" in example()


def test_what_ifs_and_other_semantics_are_as_said() -> None:
    for level in (0.0, 1.0):
        assert written(weigh(exchange(), suppose={"c4": level}).of("c12").implied or 0) in example()
    for semantics in ("log_odds", "df_quad"):
        found = weigh(exchange(), semantics=semantics).of("c12").implied
        assert written(found or 0) in example()


def compared() -> SidesCompared:
    found = compare_sides(exchange(), RATINGS["Ada"], RATINGS["Ben"], "c12")
    assert found is not None
    return found


def test_the_gap_and_its_parts_are_as_said() -> None:
    split = compared().split
    assert f"part by {round(100 * split.gap)} points" in example()
    assert sum(share.share for share in split.shares) == pytest.approx(split.gap)
    text = " ".join(example().split())
    numbers = adding_up([100 * share.share for share in split.shares], 45)
    assert sum(numbers) == 45
    for share, number in zip(split.shares, numbers, strict=True):
        name = "not on the map" if share.kind == "not on the map" else share.id
        assert re.search(rf"{name} {number}[;, ]", text), share


def test_the_cruxes_are_as_said() -> None:
    cruxes = {crux.id: crux for crux in compared().report.cruxes}
    assert "Agreeing on c14 would close 11 points, on c4 7" in " ".join(example().split())
    assert [round(100 * cruxes[name].agree) for name in ("c14", "c4")] == [11, 7]
    assert cruxes["c14"].is_double
    assert cruxes["c4"].is_double
