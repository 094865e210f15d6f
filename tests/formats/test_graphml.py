"""GraphML: what NetworkX sees of our files, and what we see of those of others."""

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import networkx
import pytest
from hypothesis import given, settings

from app.core.debate.whole import Debate
from app.core.formats.format import Given, Options, Read
from app.core.formats.native.canonical import canonical
from app.core.formats.native.faults import ImportFaults
from app.core.formats.native.reading import check_document
from app.core.formats.native.values import debate_of
from app.core.formats.registry import FORMATS
from app.core.vocabulary import RelationKind
from tests.documents import block
from tests.formats.fuzzing import files, read_or_refused
from tests.formats.generated import HOSTILE, as_document, debates
from tests.formats.test_registry import FILES, debate
from tests.formats.test_told import MUSEUM, museum
from tests.found import some

AT = "https://map.example.org/d/x"
FORMAT = FORMATS["graphml"]
YED = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
<key id="d0" for="node" attr.name="nodeType" attr.type="string"><default/></key>
<key id="d1" for="node" attr.name="description" attr.type="string"/>
<key id="d2" for="node" yfiles.type="nodegraphics"/>
<key id="d3" for="edge" yfiles.type="edgegraphics"/>
<graph id="G" edgedefault="directed">
NODES
</graph>
<data key="d9"><y:Resources/></data>
</graphml>
"""


def write(given_: Debate, address: str = "") -> bytes:
    assert FORMAT.write is not None
    return FORMAT.write(given_, Options(address)).data


def read(data: str | bytes, **more: Any) -> Read:
    assert FORMAT.read is not None
    return FORMAT.read(data.encode() if isinstance(data, str) else data, Given(**more))


def node(id_: str, label: str = "", type_: str = "", note: str = "") -> str:
    told = "".join(f'<data key="{k}">{v}</data>' for k, v in (("d0", type_), ("d1", note)) if v)
    drawn = f"<y:ShapeNode><y:NodeLabel>{label}<y:LabelModel/></y:NodeLabel></y:ShapeNode>"
    return f'<node id="{id_}">{told}<data key="d2">{drawn}</data></node>'


def edge(start: str, end: str, label: str = "") -> str:
    drawn = f"<y:PolyLineEdge><y:EdgeLabel>{label}</y:EdgeLabel></y:PolyLineEdge>"
    return f'<edge source="{start}" target="{end}"><data key="d3">{drawn}</data></edge>'


def yed(*lines: str) -> str:
    return YED.replace("NODES", "\n".join(lines))


def steps(found: Read) -> set[tuple[str, tuple[str, ...], str]]:
    return {(str(row.kind), row.premises, row.target) for row in found.debate.relations}


def faults(data: str) -> list[tuple[int | None, str]]:
    with pytest.raises(ImportFaults) as caught:
        read(data)
    return [(fault.line, fault.message) for fault in caught.value.faults]


# Out: what an independent reader sees.


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_another_reader_finds_every_node_with_what_is_said_of_it(path: Path) -> None:
    given_ = debate(path)
    graph = networkx.read_graphml(BytesIO(write(given_, AT)))
    for claim in some(given_.claims):
        told = graph.nodes[claim.id]
        assert (told["is"], told["kind"], told["label"]) == ("claim", claim.kind, claim.text)
        assert told["url"] == f"{AT}/n/{claim.id}"
        assert (told.get("prior"), told.get("note")) == (claim.prior, claim.note)
    for row in some(given_.relations):
        told = graph.nodes[row.id]
        assert (told["is"], told["kind"], told.get("strength")) == (
            "relation",
            row.kind,
            row.strength,
        )
    lists = (given_.people, given_.sources, given_.cruxes, given_.accounts)
    number = len(given_.claims) + len(given_.relations) + sum(map(len, lists))
    assert graph.number_of_nodes() == number
    assert graph.graph["title"] == given_.settings.title
    assert json.loads(graph.graph.get("theses", "[]")) == list(given_.settings.theses)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_another_reader_finds_every_edge_with_its_role(path: Path) -> None:
    given_ = debate(path)
    graph = networkx.read_graphml(BytesIO(write(given_)))
    edges = [(a, b, d["role"]) for a, b, d in graph.edges(data=True)]
    due = [(p, r.id, "premise") for r in given_.relations for p in r.premises]
    due += [(r.id, r.target, "conclusion") for r in given_.relations]
    due += [(f"person:{s.person}", s.node, "stance") for s in given_.stances]
    due += [(c.node, f"source:{c.source}", "citation") for c in given_.citations]
    due += [(f"account:{c.account}", c.node, "credence") for c in given_.credences]
    due += [(f"person:{p}", c, "voices") for c, named in given_.voices.items() for p in named]
    due += [(n, x.id, "hangs_on") for x in given_.cruxes for n in x.claims]
    due += [(x.id, x.conclusion, "decides") for x in given_.cruxes if x.conclusion]
    assert sorted(edges) == sorted(due)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_another_program_saved_again_is_still_the_debate(path: Path) -> None:
    given_ = debate(path)
    saved = BytesIO()
    networkx.write_graphml(networkx.read_graphml(BytesIO(write(given_))), saved)
    found = read(saved.getvalue()).debate
    # The edges come in another order, and with them premises and people.
    assert _unordered(as_document(found)) == _unordered(as_document(given_))


def _unordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unordered(each) for key, each in value.items()}
    if isinstance(value, list):
        return sorted((_unordered(each) for each in value), key=repr)
    return value


@pytest.mark.parametrize("text", [*HOSTILE, "two\nlines", "a \ufffe b \uffff c", "]]>", "<a>&b;"])
def test_any_text_survives(text: str) -> None:
    document = {**MUSEUM, "claims": [{**MUSEUM["claims"][0], "text": text, "note": text}]}
    given_ = debate_of(canonical(check_document({**document, "relations": []})))
    data = write(given_)
    (claim,) = read(data).debate.claims
    text = given_.claims[0].text  # in NFC
    assert (claim.text, claim.note) == (text, text)
    (told,) = dict(networkx.read_graphml(BytesIO(data)).nodes(data=True)).values()
    assert told["label"] == re.sub("[\ufffe\uffff]", "\ufffd", text)


# In: files of others.


def test_a_diagram_of_yed_gives_claims_and_steps_with_joint_premises() -> None:
    found = read(
        yed(
            node("n0", "Open on Mondays", "I-node", "From the minutes."),
            node("n1", "More visitors", "I-node"),
            node("n2", "Buses run", "I-node"),
            node("n3", "infers", "RA-node"),
            node("n4", "Buses are full", "I-node"),
            node("n5", "rebuts", "CA-node"),
            node("n6", "A survey", "I-node"),
            node("n7", "", "RA-node"),
            *(edge("n1", "n3"), edge("n2", "n3"), edge("n3", "n0"), edge("n4", "n5")),
            *(edge("n5", "n3"), edge("n6", "n7"), edge("n7", "n5")),
        ),
        name="opening.graphml",
    )
    assert found.cautions == ()
    assert found.debate.settings.title == "opening"
    assert steps(found) == {
        ("supports", ("n1", "n2"), "n0"),
        ("undercuts", ("n4",), "n3"),
        ("backs", ("n6",), "n5"),
    }
    texts = {row.id: (row.text, row.note) for row in found.debate.claims}
    assert texts["n0"] == ("Open on Mondays", "From the minutes.")
    assert {row.id: row.note for row in found.debate.relations}["n3"] == "infers"


def test_plain_edges_say_by_a_word_what_they_are_and_others_are_cautioned() -> None:
    nodes = [node(name, name.upper()) for name in "abcd"]
    lines = (edge("b", "a", "Supports:"), edge("c", "a", "con"), edge("d", "a", "maybe"))
    found = read(yed(*nodes, *lines, edge("d", "d", "pro")), unsigned=RelationKind.REBUTS)
    assert steps(found) == {
        ("supports", ("b",), "a"),
        ("rebuts", ("c",), "a"),
        ("rebuts", ("d",), "a"),
        ("supports", ("d",), "d"),
    }
    said = [(caution.line, caution.message) for caution in found.cautions]
    assert [line for line, _ in said] == [14, 15]
    assert said[0][1] == "“maybe” does not say what this edge is: it rebuts."
    assert "itself" in said[1][1]
    assert {row.note for row in found.debate.relations} == {None, "maybe"}


def test_graphs_of_other_programs_are_claims_by_their_labels_and_relations_by_their_signs() -> None:
    graph: Any = networkx.DiGraph(name="Opening")
    graph.add_node("https://example.org/1", label="Open on Mondays", size=3.5)
    graph.add_node("2", text="More visitors", kind="question")
    graph.add_node("three four", label="")
    graph.add_edge("2", "https://example.org/1", sign=1)
    graph.add_edge("three four", "https://example.org/1", type="attack", weight=0.5)
    data = BytesIO()
    networkx.write_graphml(graph, data)
    found = read(data.getvalue(), name="x.graphml")
    assert found.debate.settings.title == "Opening"
    assert [(row.id, row.text, row.kind) for row in found.debate.claims] == [
        ("2", "More visitors", "question"),
        ("https-example.org-1", "Open on Mondays", "claim"),
        ("three-four", "three four", "claim"),
    ]
    assert steps(found) == {
        ("supports", ("2",), "https-example.org-1"),
        ("rebuts", ("three-four",), "https-example.org-1"),
    }
    said = " ".join(map(str, found.cautions))
    assert "“size” is not read" in said
    assert "“weight” is not read" in said
    assert "its id stands for it" in said


def test_what_has_no_place_in_a_debate_is_told() -> None:
    found = read(
        yed(
            *(node("a", "A", "I-node"), node("l", "Ann: A", "L-node"), node("y", "", "YA-node")),
            *(node("s", "", "RA-node"), node("t", "", "CA-node"), edge("t", "s")),
            *(edge("l", "y"), edge("y", "a"), edge("a", "t"), edge("a", "s")),
            '<node id="g"><graph edgedefault="undirected"><node id="b"/></graph></node>',
            "<hyperedge/>",
        )
    )
    assert [row.id for row in found.debate.claims] == ["a", "b"]
    assert found.debate.relations == ()
    said = "\n".join(map(str, found.cautions))
    for each in ("type L", "type YA", "left out", "group", "hyperedge", "direction"):
        assert each in said
    assert all(caution.line for caution in found.cautions)


def test_a_long_text_is_kept_whole() -> None:
    long = "One sentence. " * 40
    (claim,) = read(yed(node("a", long))).debate.claims
    assert claim.body == long.strip()
    assert len(claim.text) <= 400


@pytest.mark.parametrize(
    ("lines", "line", "message"),
    [
        ([node("a", "A"), node("a", "B")], 9, "stands here twice"),
        ([node("a", "A"), edge("a", "z")], 9, "no node “z”"),
        (["<node/>"], 8, "no “id”"),
        ([node("a", "A"), '<edge source="a"/>'], 9, "no “target”"),
        ([node("a", "A", "", "n" * 4001)], 8, "at most 4,000"),
        ([node("a", "A"), node("b", "B"), edge("a", "b", "restates"), edge("b", "a", "restates")],
         11, "ring"),
        (['<node id="x"><data key="is">claim</data></node>'], 8, "“text” is missing"),
        (['<node id="x"><data key="is">relation</data></node>'], 8, "missing"),
        (['<node id="x"><data key="is">person</data></node>', '<node id="y"/>',
          '<edge source="x" target="y"><data key="role">premise</data></edge>'], 10, "cannot join"),
        (['<node id="x"><data key="is">claim</data><data key="conditional">[1</data></node>'],
         8, "not JSON"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(lines: list[str], line: int, message: str) -> None:
    found = faults(yed(*lines))
    assert any(at == line and message in said for at, said in found), found


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("graphml/1", "graphml/9"), "only cruxmap-graphml/1"),
        ((">claim</data>", ">thing</data>"), "“thing” is none of"),
        ((">premise<", ">premiss<"), "“premiss” is none of"),
        ((">museum<", ">No slug!<"), "No slug!"),
        (('key="node.kind">supports', 'key="node.kind">helps'), "“helps” is none of"),
    ],
)
def test_a_file_of_ours_that_was_spoilt_is_refused_where_it_is(
    change: tuple[str, str], message: str
) -> None:
    data = museum("graphml").replace(*change, 1)
    found = faults(data)
    assert any(at and message in said for at, said in found), found


def test_what_is_no_graph_is_refused() -> None:
    assert faults("<opml/>")[0][0] == 1
    assert faults("no xml")[0][0] == 1


# Anything at all.


@settings(max_examples=40, deadline=None)
@given(whole=debates())
def test_another_reader_reads_any_debate(whole: Debate) -> None:
    graph = networkx.read_graphml(BytesIO(write(whole)))
    assert {row.id for row in whole.claims} <= set(graph)
    assert {row.id for row in whole.relations} <= set(graph)


@settings(max_examples=200, deadline=None)
@given(data=files(write(debate(FILES[-1])), yed(node("a", "A"), edge("a", "a", "pro")).encode()))
def test_any_file_is_read_or_refused(data: bytes) -> None:
    read_or_refused(FORMAT.read, data)


def test_the_example_of_the_document_is_what_comes_out() -> None:
    told = block("docs/formats/graphml.md", '<node id="c1">').splitlines()
    lines = re.sub(r'<data key="node.url">[^<]*</data>', "", museum("graphml")).splitlines()
    assert [line for line in some(told, at_least=5) if line not in lines] == []
