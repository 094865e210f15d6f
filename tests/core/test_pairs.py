"""What an editor says of two people: pair by pair, where they part first, mere notes last."""

from app.core.debate.graph import Graph
from app.core.debate.pairs import between, pairs
from app.core.debate.position_rows import PairSentence
from tests.core.graphs import graph

SAID = (
    ("s1", "cleo", "ada", "note"),
    ("s2", "ada", "ben", "unanswered"),
    ("s3", "ben", "ada", "part"),
    ("s4", "ada", "ben", "agree"),
)


def made() -> Graph:
    rows = tuple(PairSentence(id_, a, b, kind, id_, ("t",)) for id_, a, b, kind in SAID)
    return graph("t", people=("ada", "ben", "cleo"), pair_sentences=rows)


def test_sentences_on_two_people_stand_together_whoever_is_named_first() -> None:
    first, second = pairs(made())
    assert (first.a, first.b, first.is_noted) == ("ada", "ben", False)
    assert [row.id for row in first.sentences] == ["s3", "s4", "s2"]
    assert (second.a, second.b, second.is_noted) == ("cleo", "ada", True)


def test_what_is_said_of_two_is_found_from_either_side() -> None:
    for a, b in (("ada", "ben"), ("ben", "ada")):
        found = between(made(), a, b)
        assert found is not None
        assert (found.a, found.b, len(found.sentences)) == (a, b, 3)
    assert between(made(), "ben", "cleo") is None
    assert between(made(), "ada", "ada") is None
