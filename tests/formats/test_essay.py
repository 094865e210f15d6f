"""The essay: every claim told once and in full, each reason where it bears, nothing made up."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from app.core.debate.whole import Debate
from app.core.formats.essay import write
from app.core.formats.format import Options
from app.core.formats.markdown_outline import read
from app.core.formats.native.canonical import canonical
from app.core.formats.native.faults import ImportFaults
from app.core.formats.native.reading import read_document
from app.core.formats.native.values import debate_of
from app.core.formats.outline.telling import HELD
from tests.documents import block
from tests.formats.generated import debates
from tests.formats.test_outline import chain
from tests.formats.test_registry import BUNDLED, FILES, an_outline, debate
from tests.formats.test_round_trips import FEW
from tests.formats.test_told import MUSEUM
from tests.found import some


def essay(of: Debate, address: str = "") -> str:
    return write(of, Options(address)).data.decode()


def paragraphs(text: str) -> list[str]:
    """Every paragraph and bullet, as a reader of Markdown sees its text."""
    tokens = MarkdownIt("commonmark", {"maxNesting": 1000}).parse(text)
    inline = [token.children or [] for token in tokens if token.type == "inline"]
    return ["".join(each.content for each in children) for children in inline]


def test_the_example_is_what_comes_out() -> None:
    museum = debate_of(canonical(read_document(json.dumps(MUSEUM).encode(), "museum.json")))
    assert essay(museum).strip() == block("docs/formats/essay.md", "<!-- An essay").strip()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_claim_is_told_in_full_with_its_id_and_who_holds_it(path: Path) -> None:
    whole = debate(path)
    told = paragraphs(essay(whole))
    paragraph = {}
    for claim in some(whole.claims):
        found = [each for each in told if f"{claim.text} ({claim.id})" in each]
        assert 1 <= len(found) <= 2, claim.id  # a second time only as the head of a section
        paragraph[claim.id] = found[0]
    held = [row for row in whole.stances if row.node in paragraph and row.value in HELD]
    for row in some(held):
        assert whole.graph.name(row.person) in paragraph[row.node], row.id


def test_a_doubt_about_a_step_stands_below_the_reason_whose_step_it_is() -> None:
    bullets = an_outline(essay(debate(BUNDLED / "fare-free-buses.yaml")))
    at, depth = next(
        (at, depth)
        for at, (depth, told) in enumerate(bullets)
        if "Mill Bridge was shut for" in told
    )
    assert bullets[at][1].startswith("But even if so, this need not speak for it: ")
    above = next(told for around, told in reversed(bullets[:at]) if around < depth)
    assert "Counters on the bridges" in above


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_cruxes_and_sources_and_what_is_left_out_close_it(path: Path) -> None:
    whole = debate(path)
    text = essay(whole)
    headings = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert headings[-3:] == ["Where they part", "Sources", "Not in this text"]
    told = paragraphs(text)
    for crux in some(whole.cruxes):
        assert any(each.startswith(f"{crux.question} ({crux.id})") for each in told), crux.id
    assert "provenance" in told[-1]


def test_a_stance_that_ended_is_told_of_the_past() -> None:
    whole = debate(BUNDLED / "fare-free-buses.yaml")
    over = [row for row in whole.stances if not row.stands and row.value in HELD]
    assert essay(whole).count("(at first)") == len(some(over))
    standing = tuple(row for row in whole.stances if row.stands)
    assert "(at first)" not in essay(replace(whole, stances=standing))


def test_ids_lead_to_pages_where_the_address_is_known() -> None:
    text = essay(debate(BUNDLED / "fare-free-buses.yaml"), "https://map.example.org/d/x")
    assert "([c1](https://map.example.org/d/x/n/c1))" in text
    assert "(c1)" not in text


def test_an_essay_is_not_taken_for_an_outline() -> None:
    with pytest.raises(ImportFaults, match=r"line 1, column 1: .*an essay"):
        read(write(debate(FILES[0]), Options()).data)


@FEW
@given(whole=debates())
def test_any_text_of_a_claim_is_shown_as_it_is(whole: Debate) -> None:
    told = paragraphs(essay(whole))
    texts = [" ".join(claim.text.split()) for claim in whole.claims]
    assert told[0] == " ".join(whole.settings.title.split())
    assert [text for text in texts if not any(text in each for each in told)] == []


def test_a_long_chain_of_reasons_stays_readable() -> None:
    text = essay(chain(300))
    assert "## Further down" in text
    assert max(map(len, text.splitlines())) < 600
