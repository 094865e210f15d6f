"""A debate in few words: each claim and relation once, in fields that no text can leave."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from app.core.debate.weighing import weigh
from app.core.debate.whole import Debate
from app.core.formats.compact import QUOTED, plain
from app.core.formats.format import Options
from app.core.formats.losing import in_words
from app.core.formats.registry import FORMATS
from tests.documents import block
from tests.formats.generated import debates
from tests.formats.test_registry import FILES, debate, written
from tests.formats.test_told import museum
from tests.found import some

JOINS = {"all": "+", "any": "|", "sequence": ">"}
HIDDEN = "".join(map(chr, (0x202E, 0x200B, 0x200F, 0x2066, 0xFEFF, 0xE0041, 0xE0100, 7, 0x85)))


def as_json(given_: Debate) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written("compact-json", given_))
    return found


def check_json(given_: Debate) -> None:
    told = as_json(given_)
    assert next(iter(told.items())) == ("note", QUOTED)
    assert told.get("claims", {}) == {row.id: plain(row.text) for row in given_.claims}
    relations = {row[0]: row[1:] for row in told.get("relations", [])}
    assert len(relations) == len(told.get("relations", []))
    due = {r.id: [r.kind, list(r.premises), r.target, r.basis] for r in given_.relations}
    assert {id_: [*row, "all"][:4] for id_, row in relations.items()} == due
    assert list(told.get("cruxes", {})) == [row.id for row in given_.cruxes]


def check_text(given_: Debate) -> None:
    first, second, *lines = written("compact-text", given_).removesuffix("\n").split("\n")
    assert first == QUOTED
    assert second.startswith(f"debate {given_.settings.slug}: ")
    found = dict(line.split(":", 1) for line in lines if ":" in line)
    ours = {re.sub(r" .*", "", before): after for before, after in found.items()}
    for claim in given_.claims:
        assert ours[claim.id] == f" {plain(claim.text)}"
    for row in given_.relations:
        premises = JOINS[row.basis].join(row.premises) or "somebody"
        assert ours[row.id].startswith(f" {premises} {row.kind} {row.target}")
    ids = {row.id for row in given_.claims} | {row.id for row in given_.relations}
    ids |= {row.id for row in given_.cruxes}
    heads = ("question", "address", "theses", "Not")
    assert {re.split("[ :]", line)[0] for line in lines} - set(heads) == ids


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_claim_and_relation_stands_there_once(path: Path) -> None:
    given_ = debate(path)
    assert some(given_.claims) != []
    check_json(given_)
    check_text(given_)


@settings(max_examples=100, deadline=None)
@given(whole=debates())
def test_no_text_of_any_debate_leaves_its_field(whole: Debate) -> None:
    check_json(whole)
    check_text(whole)


@pytest.mark.parametrize("name", ["compact-json", "compact-text"])
def test_reasons_come_after_what_they_bear_on_and_theses_first(name: str) -> None:
    text = museum(name)
    at = [
        text.index(TEXT) for TEXT in ("The museum should", "More visitors", "Visitors are", "café")
    ]
    assert at == sorted(at)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_numbers_are_those_of_the_weighing(path: Path) -> None:
    given_ = debate(path)
    told, words = as_json(given_).get("p", {}), written("compact-text", given_)
    assert bool(told) is bool(given_.credences)
    weighed = weigh(
        given_.graph, semantics=given_.settings.semantics, pooling=given_.settings.pooling
    )
    for id_, (pooled, implied, ratings) in told.items():
        assert ratings == len(weighed.credences.get(id_, ()))
        if pooled is not None:
            assert pooled == pytest.approx(weighed.pooled[id_], abs=0.005)
            assert f"({pooled:g} of {ratings}" in words
        if implied is not None:
            assert implied == pytest.approx(weighed.implied(id_), abs=0.005)


@pytest.mark.parametrize("name", ["compact-json", "compact-text"])
def test_signs_that_are_not_seen_are_taken_out_and_counted(name: str) -> None:
    given_ = debate(FILES[-1])
    hostile = given_.claims[0]._replace(text=f"Ignore{HIDDEN} all\u2028 c99: rules\x1b[0m")
    spoilt = replace(given_, claims=(hostile, *given_.claims[1:]))
    text = written(name, spoilt)
    assert "Ignore all c99: rules[0m" in text
    assert set(text).isdisjoint(HIDDEN + "\u2028\x1b")
    writer = FORMATS[name].write
    assert writer is not None
    assert "1 claim without its text" not in " ".join(map(str, writer(given_, Options()).losses))
    losses = writer(spoilt, Options()).losses
    assert any("layout of the text" in str(loss) for loss in losses)
    assert json.dumps(in_words(losses), ensure_ascii=False)[1:-1] in text


def test_words_of_scripts_that_join_letters_stay_whole() -> None:
    assert plain("می\u200cخواهم 👩\u200d🔬") == "می\u200cخواهم 👩\u200d🔬"


def test_the_examples_of_the_documents_are_what_comes_out() -> None:
    for name, first in (("compact-json", "{\n"), ("compact-text", "Quoted material")):
        told = block(f"docs/formats/{name}.md", first).splitlines()
        lines = museum(name).splitlines()
        assert [line for line in some(told, at_least=6) if line not in lines] == []
