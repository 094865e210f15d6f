"""Loss reports name what went, in people's words, and count it."""

from dataclasses import replace

import pytest

from app.core.debate.trimmed import trimmed
from app.core.debate.whole import Debate
from app.core.formats.keeping import kept
from app.core.formats.losing import in_words, lost
from tests.formats.test_registry import BUNDLED, debate

EXCHANGE = debate(BUNDLED / "scheming-exchange.yaml")


def said(whole: Debate, less: Debate) -> list[str]:
    return [str(loss) for loss in lost(whole, less)]


def test_nothing_is_lost_of_what_is_the_same() -> None:
    assert said(EXCHANGE, EXCHANGE) == []
    assert in_words(()) == ""


def test_rows_fields_and_lists_beside_rows_are_counted_apart() -> None:
    short = replace(EXCHANGE, stances=EXCHANGE.stances[2:], beside={**EXCHANGE.beside, "asked": {}})
    bare = tuple(row._replace(note=None) for row in short.claims)
    noted = sum(row.note is not None for row in EXCHANGE.claims)
    assert noted > 1
    asked = sum(bool(each) for each in EXCHANGE.asked.values())
    assert said(EXCHANGE, replace(short, claims=bare)) == [
        f"{noted} claims without their note",
        f"{asked} claims without their addressees",
        "2 stances",
    ]


def test_relations_that_went_are_told_by_their_kinds() -> None:
    less = trimmed(EXCHANGE, lambda name, row: name != "relations" or row.kind != "restates")
    restated = sum(row.kind == "restates" for row in EXCHANGE.relations)
    assert f"{restated} restatements" in said(EXCHANGE, less)


def test_what_needs_a_row_that_went_goes_with_it() -> None:
    less = trimmed(EXCHANGE, lambda name, row: (name, row.id) != ("claims", "c1"))
    named = {*less.graph.claims, *less.graph.relations, *less.graph.cruxes}
    assert "c1" not in named
    assert "c1" not in less.settings.theses
    assert 0 < len(less.relations) < len(EXCHANGE.relations)
    named_by = {each for row in less.relations for each in (*row.premises, row.target)}
    assert named_by <= named


def test_a_chain_of_steps_on_steps_goes_at_once() -> None:
    last = EXCHANGE.relations[0]
    chain = [
        last._replace(id=f"k{at}", kind="undercuts", target=f"k{at - 1}" if at else last.id)
        for at in range(5_000)
    ]
    whole = replace(EXCHANGE, relations=(*EXCHANGE.relations, *chain))
    less = trimmed(whole, lambda name, row: name != "relations" or row.id != last.id)
    gone = {row.id for row in whole.relations} - {row.id for row in less.relations}
    assert gone >= {row.id for row in chain}


@pytest.mark.parametrize("fields", [("id", "text"), ("id", "text", "label", "kind", "body")])
def test_what_is_kept_of_a_row_is_what_is_named(fields: tuple[str, ...]) -> None:
    less = kept(EXCHANGE, {"claims": fields})
    assert [row.text for row in less.claims] == [row.text for row in EXCHANGE.claims]
    assert any(row.label for row in less.claims) == ("label" in fields)
    assert (len(less.relations), len(less.stances)) == (0, 0)
