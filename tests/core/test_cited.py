"""The weakest citation: the worst state first, what supports first, then what carries most."""

from app.core.debate.cited import cited
from app.core.debate.graph import Citation
from tests.core.graphs import blank, claim, graph, relations

CITATION: Citation = blank(Citation, source="s", role="supports", state="unchecked")


def cite(name: str, node: str, **more: str) -> Citation:
    return CITATION._replace(id=name, node=node, **more)


def test_words_that_are_gone_are_weaker_than_those_nobody_checked() -> None:
    rows = (cite("1", "t"), cite("2", "a", state="gone"), cite("3", "a", state="exact"))
    found = cited(graph("t a", citations=rows))
    assert found.weakest is not None
    assert found.weakest.id == "2"
    assert found.states == {"unchecked": 1, "gone": 1, "exact": 1}


def test_where_all_are_found_none_is_weak() -> None:
    rows = (cite("1", "t", state="exact"), cite("2", "t", state="moved"))
    found = cited(graph("t", citations=rows))
    assert (found.weakest, found.above) == (None, 0)
    assert cited(graph("t")).weakest is None


def test_what_supports_is_looked_up_first_then_what_most_rests_on() -> None:
    arrows = relations("r1: a supports t", "r2: b supports a")
    rows = (cite("1", "b", role="context"), cite("2", "a"), cite("3", "b"))
    found = cited(graph("t a b", arrows, citations=rows))
    assert found.weakest is not None
    assert (found.weakest.id, found.above) == ("3", 2)


def test_a_citation_of_what_was_withdrawn_carries_nothing() -> None:
    gone = claim("a", status="withdrawn")
    found = cited(graph([claim("t"), gone], citations=(cite("1", "a", state="gone"),)))
    assert (found.weakest, dict(found.states)) == (None, {})
