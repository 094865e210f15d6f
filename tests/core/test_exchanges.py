"""Who speaks to whom, worked out by hand on small graphs and on the example."""

from pathlib import Path
from typing import Any

import pytest

from app.core.debate.exchanges import disputes, exchanges
from app.core.debate.graph import Graph, PairSentence
from app.core.debate.holding import is_anothers, owners
from app.core.formats.cruxmap_yaml import FORMAT
from app.core.formats.format import Given
from app.paths import DEBATES
from tests.core.graphs import graph, relation, stance
from tests.found import some

BUNDLED = ("fare-free-buses", "scheming-exchange", "steiner-comments")


def bundled(name: str) -> Graph:
    assert FORMAT.read is not None
    return FORMAT.read(Path(DEBATES, f"{name}.yaml").read_bytes(), Given()).debate.graph


def spoken(*rows: tuple[str, str, str, str, str], **more: Any) -> Graph:
    """Ada holds t, Ben holds u, Cleo holds v; each row is a relation and who draws it."""
    made = [relation(name, start, kind, end, person=who) for name, start, kind, end, who in rows]
    held = (("ada", "t"), ("ben", "u"), ("cleo", "v"))
    return graph(
        "t u v a b c",
        made,
        people=("ada", "ben", "cleo"),
        voices={node: (who,) for who, node in held},
        stances=tuple(stance(who, node, "accepts") for who, node in held),
        **more,
    )


def told(made: Graph) -> list[tuple[str, str, int, int]]:
    return [(row.a, row.b, len(row.by_a), len(row.by_b)) for row in exchanges(made)]


def test_one_speaks_to_whoever_holds_what_one_attacks() -> None:
    made = spoken(("r1", "a", "rebuts", "u", "ada"))
    assert told(made) == [("ada", "ben", 1, 0)]
    assert not exchanges(made)[0].is_mutual
    assert disputes(made, 9) == ()


def test_who_answers_in_turn_speaks_to_the_other_and_the_step_is_who_draws_it() -> None:
    rows = (("r1", "a", "rebuts", "u", "ada"), ("r2", "b", "undercuts", "r1", "ben"))
    made = spoken(*rows)
    assert told(made) == [("ada", "ben", 1, 1)]
    assert [(row.exchange.a, row.exchange.b) for row in disputes(made, 9)] == [("ada", "ben")]


def test_a_reason_for_ones_own_view_and_the_analysts_reading_speak_to_nobody() -> None:
    own = ("r1", "a", "supports", "t", "ada")
    read = relation("r2", "b", "rebuts", "u", person="ada", provenance="inferred")
    gone = relation("r3", "c", "rebuts", "u", person="ada", status="withdrawn")
    made = spoken(own)
    rows = {**made.relations, "r2": read, "r3": gone}
    assert told(graph_with(made, rows)) == []


def graph_with(made: Graph, rows: object) -> Graph:
    return Graph(**{**{name: getattr(made, name) for name in FIELDS}, "relations": rows})


FIELDS = (
    *("slug", "revision", "theses", "people", "claims", "relations", "cruxes", "voices", "asked"),
    *("stances", "credences", "verdicts", "citations", "sources"),
)


def test_pairs_that_say_most_to_each_other_come_first() -> None:
    made = spoken(
        ("r1", "a", "rebuts", "u", "ada"),
        ("r2", "b", "rebuts", "t", "ben"),
        ("r3", "a", "rebuts", "v", "ada"),
        ("r4", "b", "rebuts", "v", "ada"),
        ("r5", "c", "rebuts", "v", "ada"),
    )
    assert told(made) == [("ada", "ben", 1, 1), ("ada", "cleo", 3, 0)]


def test_an_editors_pairs_come_first_as_written_and_mere_notes_do_not_count() -> None:
    said = (
        PairSentence("s1", "cleo", "ada", "part", "On tea.", ("t",)),
        PairSentence("s2", "ben", "cleo", "note", "They never met.", ("t",)),
    )
    rows = (("r1", "a", "rebuts", "u", "ada"), ("r2", "b", "rebuts", "t", "ben"))
    found = disputes(spoken(*rows, pair_sentences=said), 9)
    assert [(row.exchange.a, row.exchange.b) for row in found] == [("cleo", "ada"), ("ada", "ben")]
    assert [len(row.said) for row in found] == [1, 0]


def test_a_challenge_waits_between_the_two_it_is_made_by_and_at() -> None:
    rows = (("r1", "t", "rebuts", "u", "ada"), ("r2", "u", "asks", "t", "ben"))
    (found,) = disputes(spoken(*rows), 9)
    # Ben's question touches the ground on which Ada's attack stands.
    assert found.unanswered == ()
    rows = (("r1", "t", "rebuts", "u", "ada"), ("r2", "v", "asks", "a", "ben"))
    made = spoken(*rows, pair_sentences=(PairSentence("s", "ben", "ada", "part", "!", ("t",)),))
    (found,) = disputes(made, 9)
    assert [row.attack.id for row in found.unanswered] == ["r1"]


def test_the_pairs_of_the_example_are_those_that_answer_each_other() -> None:
    made = bundled("fare-free-buses")
    pairs = [(row.exchange.a, row.exchange.b) for row in disputes(made, 9)]
    assert pairs == [
        ("orrin", "quince"),
        ("ledgerwood", "thornquill"),
        ("ledgerwood", "orrin"),
        ("ledgerwood", "quince"),
    ]
    first = disputes(made, 9)[0].found
    assert {row.node for row in first.opposed} == {"c4", "r6"}
    assert [row.node for row in first.shared] == ["c7"]


@pytest.mark.parametrize("name", BUNDLED)
def test_what_is_somebodys_alone_is_anothers_to_everybody_else(name: str) -> None:
    made = bundled(name)
    checked = [
        (node, who)
        for node in (*made.claims, *made.relations)
        if (own := owners(made, node))
        for who in made.people
        if who not in own
    ]
    for node, who in some(checked, at_least=50):
        assert is_anothers(made, node, who), (node, who)


@pytest.mark.parametrize("name", BUNDLED[:2])
def test_every_arrow_of_an_exchange_is_drawn_by_one_on_the_other(name: str) -> None:
    made = bundled(name)
    drawn = [
        (by, to, arrow)
        for row in exchanges(made)
        for by, to, arrows in ((row.a, row.b, row.by_a), (row.b, row.a, row.by_b))
        for arrow in arrows
    ]
    for by, to, arrow in some(drawn, at_least=20):
        asked = {p for each in arrow.premises for p in made.asked.get(each, ())}
        assert arrow.person == by
        assert to in {arrow.owner, *asked, *owners(made, arrow.target)}
