"""The drawing in DOT, as pydot reads it: every claim, every relation, any text."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pydot
import pytest

from app.core.debate.rows import Claim, Relation
from app.core.debate.whole import Debate
from app.core.formats.dot import quoted
from app.core.formats.format import Options
from app.core.formats.losing import in_words
from app.core.formats.registry import FORMATS
from tests.formats.test_registry import FILES, HOSTILE, debate
from tests.found import some

# pydot calls its parser by names that the parser has newer ones for.
pytestmark = pytest.mark.filterwarnings("ignore:.*deprecated - use:DeprecationWarning")

AT = "https://map.example.org/d/x"
HARD = (
    'a "quoted" word',
    "ends in a backslash \\",
    'a backslash and a mark \\"',
    "\\N \\G \\n \\l \\\\",
    "&amp; & &lt; &#65;",
    "<<b>not HTML</b>>",
    'closed"]; } digraph "other" {',
    "// no /* comment */ #",
    "two\nlines\tand\u2028more",
    "one-very-long-word-" * 9,
    "many words " * 20,
    "ünï©ødé 漢字 \U0001f600",
)


def drawing(given: Debate, address: str = "") -> pydot.Dot:
    write = FORMATS["dot"].write
    assert write is not None
    (graph,) = pydot.graph_from_dot_data(write(given, Options(address)).data.decode()) or []
    return graph


def shown(string: str) -> str:
    """What a label says, by the rules of DOT: escapes, entities, lines."""
    assert string[0] == string[-1] == '"'
    plain = re.sub(r"\\(.)", lambda m: " " if m[1] == "n" else m[1], string[1:-1])
    return unescape(plain)


def nodes(graph: pydot.Dot) -> dict[str, pydot.Node]:
    every = {
        shown(str(each.get_name())): each for each in graph.get_nodes() if '"' in each.get_name()
    }
    assert some(every)
    return every


def edges(graph: pydot.Dot) -> set[tuple[str, str]]:
    return {
        (shown(str(e.get_source())), shown(str(e.get_destination())))
        for e in some(graph.get_edges())
    }


def is_drawn(given: Debate, relation: Relation) -> bool:
    target = relation.target
    while target in given.graph.relations:
        target = given.graph.relations[target].target
    return target in given.graph.claims


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_another_reader_finds_every_claim_with_its_text_and_its_page(path: Path) -> None:
    given = debate(path)
    found = nodes(drawing(given, AT))
    for claim in some(given.claims):
        node = found[claim.id]
        assert shown(node.get("label")) == " ".join(claim.text.split())
        assert shown(node.get("URL")) == f"{AT}/n/{claim.id}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_another_reader_finds_every_relation_as_an_edge_or_a_node(path: Path) -> None:
    given = debate(path)
    graph = drawing(given)
    known, drawn = nodes(graph), edges(graph)
    ids = {shown(each.get("id")) for each in graph.get_edges() if each.get("id")}
    aimed = {each.target for each in given.relations}
    for row in some([row for row in given.relations if is_drawn(given, row)]):
        is_node = row.id in aimed or len(row.premises) != 1
        assert ((row.id in known), (row.id in ids)) == (is_node, not is_node)
        start = row.id if is_node else row.premises[0]
        assert (start, row.target) in drawn
        assert not is_node or {(each, row.id) for each in row.premises} <= drawn
    assert {end for edge in drawn for end in edge} <= known.keys()


def test_what_aims_at_a_crux_is_counted_with_what_bears_on_it() -> None:
    given = debate(FILES[-1])
    on_crux = given.relations[0]._replace(id="r90", target="z1")
    on_that = given.relations[1]._replace(id="r91", target="r90")
    write = FORMATS["dot"].write
    assert write is not None
    found = write(replace(given, relations=(on_crux, on_that)), Options())
    gone = {loss.many: loss.number for loss in found.losses}
    assert gone["relations"] + gone.get("undercuts", 0) == 2
    assert b"r9" not in found.data


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_comment_says_what_is_not_in_the_file(path: Path) -> None:
    write = FORMATS["dot"].write
    assert write is not None
    data, losses = write(debate(path), Options())
    (comment,) = [line for line in data.decode().splitlines() if line.startswith("//")]
    assert comment == f"// {in_words(losses)}"
    assert "spans" in comment


def test_without_an_address_nothing_leads_anywhere() -> None:
    assert "URL" not in drawing(debate(FILES[-1])).to_string()


@pytest.mark.parametrize("text", [*HOSTILE, *HARD])
def test_any_text_survives(text: str) -> None:
    given = debate(FILES[-1])
    claim: Claim = given.claims[0]._replace(text=text)
    found = nodes(drawing(Debate(given.settings, claims=(claim,))))
    assert list(found) == [claim.id]
    assert shown(found[claim.id].get("label")) == " ".join(text.split())
    assert "\n" not in quoted(text)
