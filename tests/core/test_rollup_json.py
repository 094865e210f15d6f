"""Roll-up documents: every fault named by its field, every result plain JSON."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.engine.network import Edge, EdgeKind, Network
from app.core.engine.rollup import roll_up
from app.core.engine.rollup_json import DocumentFault, read_network, write_roll_up

EDGE = {"id": "e1", "source": "b", "target": "a", "kind": "supports"}
DOCUMENT = {"nodes": {"a": 0.5, "b": 0.8}, "edges": [EDGE]}


def test_a_document_is_read_with_its_defaults() -> None:
    edge = Edge("e1", ("b",), "a", EdgeKind.SUPPORTS, math.log(3), 1.0, None, 0.0)
    assert read_network(DOCUMENT) == Network({"a": 0.5, "b": 0.8}, (edge,))


def test_every_field_of_an_edge_is_read() -> None:
    given_edge = EDGE | {
        "source": ["b", "c"],
        "kind": "rebuts",
        "weight": 2,
        "relevance": 0.5,
        "group": "g",
        "if_false": -1,
    }
    document = {"id": 7, "semantics": "sbn", "nodes": {"a": 0.5, "b": None, "c": 1}}
    (edge,) = read_network(document | {"edges": [given_edge]}).edges
    assert edge == Edge("e1", ("b", "c"), "a", EdgeKind.REBUTS, 2, 0.5, "g", -1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"nodes": None}, "nodes"),
        ({"nodes": {"a": 2, "b": 0.5}}, "nodes.a"),
        ({"nodes": {"a": math.nan, "b": 0.5}}, "nodes.a"),
        ({"nodes": {"a": "x", "b": 0.5}}, "nodes.a"),
        ({"nodes": {"a": 0.5}}, "edges[0].source"),
        ({"edges": {}}, "edges"),
        ({"edges": [3]}, "edges[0]"),
        ({"edges": [EDGE, EDGE]}, "edges[1].id"),
        ({"edges": [EDGE | {"id": 3}]}, "edges[0].id"),
        ({"edges": [EDGE | {"source": []}]}, "edges[0].source"),
        ({"edges": [EDGE | {"source": ["b", 1]}]}, "edges[0].source"),
        ({"edges": [EDGE | {"target": None}]}, "edges[0].target"),
        ({"edges": [EDGE | {"target": "nowhere"}]}, "edges[0].target"),
        ({"edges": [EDGE | {"kind": "proves"}]}, "edges[0].kind"),
        ({"edges": [EDGE | {"kind": ["supports"]}]}, "edges[0].kind"),
        ({"edges": [EDGE | {"weight": "3"}]}, "edges[0].weight"),
        ({"edges": [EDGE | {"weight": -3}]}, "edges[0].weight"),
        ({"edges": [EDGE | {"weight": True}]}, "edges[0].weight"),
        ({"edges": [EDGE | {"relevance": 1.1}]}, "edges[0].relevance"),
        ({"edges": [EDGE | {"if_false": math.inf}]}, "edges[0].if_false"),
        ({"edges": [EDGE | {"group": 1}]}, "edges[0].group"),
        ({"edges": [EDGE | {"wieght": 1}]}, "edges[0].wieght"),
        ({"node": {}}, "node"),
    ],
)
def test_a_fault_is_named_by_its_field(change, field):
    with pytest.raises(DocumentFault) as refused:
        read_network(DOCUMENT | change)
    (fault,) = refused.value.faults
    assert fault[0] == field
    assert fault[1].endswith(".")
    assert str(refused.value).startswith(f"{field}: ")


def test_all_faults_are_named_at_once() -> None:
    faulty = {"nodes": {"a": 2, "b": -1}, "edges": [EDGE | {"kind": "x", "weight": None}]}
    with pytest.raises(DocumentFault) as refused:
        read_network(faulty)
    fields = [field for field, _ in refused.value.faults]
    assert fields == ["nodes.a", "nodes.b", "edges[0].kind", "edges[0].weight"]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["nodes", "edges", "id", "source", "target", "kind", "a"]), inner
        )
    ),
    max_leaves=12,
)


@given(document=anything)
def test_any_json_is_read_or_refused(document):
    faults: tuple[tuple[str, str], ...] = ()
    network = None
    try:
        network = read_network(document)
    except DocumentFault as fault:
        faults = fault.faults
    assert (network is None) == bool(faults)
    if network is not None:
        json.dumps(write_roll_up(roll_up(network)), allow_nan=False)


def test_a_result_is_written_as_plain_json() -> None:
    document = {"nodes": {"a": 0.5, "b": 1, "u": None}, "edges": [EDGE]}
    written = write_roll_up(roll_up(read_network(document)))
    assert json.loads(json.dumps(written, allow_nan=False)) == written
    assert written == {
        "semantics": "sbn",
        "strengths": {"a": pytest.approx(0.74975), "b": 0.999},
        "edges": {"e1": 1.0},
        "status": {"a": "exact", "b": "exact"},
        "intervals": {"a": [written["strengths"]["a"]] * 2, "b": [0.999, 0.999]},
        "clipped": ["b"],
        "unrated": ["u"],
    }
    plain = write_roll_up(roll_up(read_network(DOCUMENT)))
    assert set(plain) == {"semantics", "strengths", "edges", "status", "intervals"}
