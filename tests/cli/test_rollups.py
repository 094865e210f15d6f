"""`cruxmap rollup`: a bare graph in, strengths out."""

import io
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cruxmap

SUPPORT = {
    "nodes": {"a": 0.5, "b": 0.8},
    "edges": [{"id": "e1", "source": "b", "target": "a", "kind": "supports", "weight": 1.0}],
}
# One reason of one nat for an even claim: 0.8 of sigma(1) and 0.2 of one half.
EXPECTED = 0.8 / (1 + math.exp(-1)) + 0.2 * 0.5

Say = Callable[[str], None]


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> Say:
    """Put a text on standard input."""

    def put(text: str) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    return put


def saved(folder: Path, graph: Any) -> str:
    path = folder / "graph.json"
    path.write_text(json.dumps(graph), encoding="utf-8")
    return str(path)


def test_a_graph_is_rolled_up(cruxmap: Cruxmap, tmp_path: Path) -> None:
    done = cruxmap("rollup", saved(tmp_path, SUPPORT))
    result = json.loads(done.out)
    assert (done.code, done.err) == (0, "")
    assert result["semantics"] == "sbn"
    assert result["strengths"]["a"] == pytest.approx(EXPECTED)
    assert result["status"] == {"a": "exact", "b": "exact"}
    assert set(result) == {"semantics", "strengths", "edges", "status", "intervals"}


def test_it_needs_no_database(
    cruxmap: Cruxmap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRUXMAP_DATABASE_URL", "postgresql://127.0.0.1:1/none")
    assert cruxmap("rollup", saved(tmp_path, SUPPORT)).code == 0


def test_the_option_counts_before_the_graph(cruxmap: Cruxmap, tmp_path: Path) -> None:
    path = saved(tmp_path, {**SUPPORT, "semantics": "df_quad"})
    assert json.loads(cruxmap("rollup", path).out)["semantics"] == "df_quad"
    chosen = cruxmap("rollup", path, "--semantics", "log_odds")
    assert json.loads(chosen.out)["semantics"] == "log_odds"


def test_unknown_semantics_are_misuse_in_the_option_and_a_fault_in_the_graph(
    cruxmap: Cruxmap, tmp_path: Path
) -> None:
    assert cruxmap("rollup", saved(tmp_path, SUPPORT), "--semantics", "tarot").code == 2
    refused = cruxmap("rollup", saved(tmp_path, {**SUPPORT, "semantics": "tarot"}))
    assert refused.code == 1
    assert refused.err.startswith("semantics: ")


def test_every_fault_of_a_graph_is_named(cruxmap: Cruxmap, tmp_path: Path) -> None:
    edge = {"id": "e1", "source": "b", "target": "a", "kind": "sings"}
    refused = cruxmap("rollup", saved(tmp_path, {"nodes": {"a": 2, "b": 0.5}, "edges": [edge]}))
    assert (refused.code, refused.out) == (1, "")
    assert [line.split(":")[0] for line in refused.err.splitlines()] == ["nodes.a", "edges[0].kind"]


def test_text_that_is_not_json_is_placed(cruxmap: Cruxmap, say: Say) -> None:
    say('{"nodes": {\n  "a": }}')
    refused = cruxmap("rollup", "-")
    assert refused.code == 1
    assert refused.err.startswith("line 2, column 8: ")


def test_a_batch_answers_line_by_line(cruxmap: Cruxmap, say: Say) -> None:
    graphs = [{**SUPPORT, "id": n, "semantics": s} for n, s in enumerate(["sbn", "euler_based"])]
    say("\n".join(map(json.dumps, graphs)) + "\n")
    done = cruxmap("rollup", "--batch")
    results = [json.loads(line) for line in done.out.splitlines()]
    assert done.code == 0
    assert [(r["id"], r["semantics"]) for r in results] == [(0, "sbn"), (1, "euler_based")]


def test_a_faulty_line_of_a_batch_does_not_stop_the_others(cruxmap: Cruxmap, say: Say) -> None:
    say(f"{json.dumps(SUPPORT)}\n{{\n{json.dumps(SUPPORT)}")
    done = cruxmap("rollup", "--batch")
    results = [json.loads(line) for line in done.out.splitlines()]
    assert done.code == 1
    assert ["error" in result for result in results] == [False, True, False]
    assert done.err.startswith("graph in line 2: ")
