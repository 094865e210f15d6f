"""The flowchart as Mermaid itself reads it: every node, every edge, any text, never too much."""

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from app.core.debate.rows import Relation
from app.core.debate.whole import Debate
from app.core.formats.format import Options
from app.core.formats.mermaid import MOST_EDGES, keeps, labelled, node_name
from app.core.formats.native.canonical import canonical
from app.core.formats.native.reading import check_document
from app.core.formats.native.values import debate_of
from app.core.formats.registry import FORMATS
from benchmarks.generated import document
from tests.documents import block
from tests.formats.conftest import Oracles
from tests.formats.generated import HOSTILE, debates
from tests.formats.test_registry import FILES, debate
from tests.formats.test_told import museum
from tests.found import some

AT = "https://map.example.org/d/x"
READER = Path(__file__).parent / "mermaid_reader.mjs"
HARD = (
    *HOSTILE,
    '%%{init: {"securityLevel": "loose"}}%%',
    "%% no comment",
    'style: "a" #1; classDef b:#c;',
    "`a markdown string`",
    "end subgraph graph click call href class style default",
    'x"] --> n_c2["y',
    "<script>alert(1)</script> &lt; &#60; #60; #quot;",
    "line\nbreak | pipe | :::class @{ shape: rect }",
    "C:\\temp\\new \\u0041",
)


def written(given_: Debate, address: str = "") -> str:
    write = FORMATS["mermaid"].write
    assert write is not None
    return write(given_, Options(address)).data.decode()


def read(oracles: Oracles, texts: list[str]) -> list[Any]:
    told = oracles.node(READER, oracles.folder, given=json.dumps(texts))
    found: list[Any] = json.loads(told)
    assert len(found) == len(texts)
    return found


def own_nodes(given_: Debate) -> dict[str, Relation]:
    """The relations that are nodes: what is aimed at, and what has not just one premise."""
    aimed = {row.target for row in given_.relations}
    rows = given_.relations
    return {row.id: row for row in rows if row.id in aimed or len(row.premises) != 1}


def check(given_: Debate, found: Any) -> None:
    """What Mermaid found is what is kept of a debate."""
    assert "fault" not in found, found
    drawn = keeps(given_)
    texts = {node["id"]: unescape(node["text"]) for node in found["nodes"]}
    steps = own_nodes(drawn)
    assert set(texts) == {node_name(id_) for id_ in (*(c.id for c in drawn.claims), *steps)}
    for claim in drawn.claims:
        assert texts[node_name(claim.id)] == " ".join(claim.text.split())
    edges = []
    for row in drawn.relations:
        end = node_name(row.target)
        if row.id not in steps:
            edges.append([node_name(row.premises[0]), end, row.kind, "arrow_point"])
            continue
        own = node_name(row.id)
        edges += [[node_name(premise), own, "", "arrow_open"] for premise in row.premises]
        edges.append([own, end, "", "arrow_point"])
        assert texts[own].split(" (")[0] == row.kind
    assert found["edges"] == edges


@pytest.mark.long
def test_mermaid_finds_every_claim_and_every_relation(oracles: Oracles) -> None:
    given_ = [debate(path) for path in FILES]
    for each, found in zip(given_, read(oracles, [written(d, AT) for d in given_]), strict=True):
        check(each, found)
        assert some(found["nodes"]) != []
    (example,) = read(oracles, [museum("mermaid")])
    links = {node["id"]: node["link"] for node in example["nodes"] if node["link"]}
    assert links == {f"n_c{n}": f"{AT}/n/c{n}" for n in range(1, 8)}


@pytest.mark.long
def test_mermaid_reads_any_debate(oracles: Oracles) -> None:
    gathered: list[Debate] = []

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(whole=debates())
    def gather(whole: Debate) -> None:
        gathered.append(whole)

    gather()
    for whole, found in zip(gathered, read(oracles, list(map(written, gathered))), strict=True):
        check(whole, found)


@pytest.mark.long
def test_any_text_and_any_id_survive(oracles: Oracles) -> None:
    whole = debate(FILES[-1])
    ids = ("end", "a-b", "a.b", "a_b", "graph", "default", "o--x", "1", "style", "click")
    given_ = [
        Debate(whole.settings, claims=(whole.claims[0]._replace(text=text, id=id_),))
        for at, text in enumerate(HARD)
        for id_ in (ids[at % len(ids)], "c1")
    ]
    for each, found in zip(given_, read(oracles, list(map(written, given_))), strict=True):
        check(each, found)


@pytest.mark.long
def test_of_a_large_debate_as_much_is_drawn_as_mermaid_reads(oracles: Oracles) -> None:
    many = debate_of(canonical(check_document(document(1500))))
    thin = replace(many, claims=tuple(row._replace(text=f"{row.id}.") for row in many.claims))
    texts = [written(many, AT), written(thin, AT)]
    edges: list[int] = []
    for given_, text, found in zip((many, thin), texts, read(oracles, texts), strict=True):
        check(given_, found)
        assert len(text.encode("utf-16-le")) // 2 <= 50_000
        edges.append(len(found["edges"]))
    # One more of either would be too much.
    assert len(texts[0]) > 40_000
    assert MOST_EDGES - 5 < max(edges) <= MOST_EDGES


def test_the_deepest_levels_are_left_out_and_counted() -> None:
    whole = debate_of(canonical(check_document(document(1500))))
    drawn = keeps(whole)
    gone = len(whole.claims) - len(drawn.claims), len(whole.relations) - len(drawn.relations)
    text = written(whole)
    assert min(gone) > 0
    assert f"%% {sum(gone):,} claims and relations." in text
    assert f"{gone[0]:,} claims," in text
    assert "click" not in written(whole, AT)
    depths = _depths(whole)
    shown = {claim.id for claim in drawn.claims}
    assert set(whole.settings.theses) <= shown
    left = [depths[claim.id] for claim in whole.claims if claim.id not in shown]
    assert max(depths[id_] for id_ in shown) <= min(left)


def _depths(given_: Debate) -> dict[str, int]:
    """How many relations lie between each claim and a thesis, steps on steps among them."""
    depth = dict.fromkeys(given_.settings.theses, 0)
    order = list(depth)
    for node in order:  # which grows on the way
        for row in given_.graph.incoming.get(node, ()):
            for each in (row.id, *row.premises):
                if each not in depth:
                    depth[each] = depth[node] + 1
                    order.append(each)
    return depth


def test_links_lead_only_to_the_web() -> None:
    whole = debate(FILES[-1])
    assert "click" not in written(whole, "javascript:alert(1)")
    assert "click" not in written(whole)
    assert 'click n_c2 "https://a.example/%22%3Cb/n/c2" _blank' in written(
        whole, 'https://a.example/"<b'
    )


@pytest.mark.parametrize("text", [*HARD, "a \ufffe \u2028 \U000e0001 \U0001f600 ü"])
def test_the_title_is_a_string_of_yaml_and_no_directive(text: str) -> None:
    whole = debate(FILES[-1])
    title = " ".join(text.split())
    told = written(replace(whole, settings=whole.settings._replace(title=title)))
    head = told.split("\n---\n")[0].removeprefix("---\n")
    assert yaml.safe_load(head) == {"title": title}
    assert "%%{" not in told


@pytest.mark.parametrize("text", HARD)
def test_no_sign_of_mermaid_is_left_in_a_label(text: str) -> None:
    assert set(re.sub(r"#\d+;", "", labelled(text))).isdisjoint('"#;<>&`%{}\\\n')
    assert unescape(re.sub(r"#(\d+);", r"&#\1;", labelled(text))) == " ".join(text.split())


def test_the_example_of_the_document_is_what_comes_out() -> None:
    told = block("docs/formats/mermaid.md", "flowchart BT").splitlines()
    lines = museum("mermaid").splitlines()
    assert [line for line in some(told, at_least=8) if line not in lines] == []
