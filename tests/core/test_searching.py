"""Nodes found by words: what has more of the rare ones comes first."""

from hypothesis import given
from hypothesis import strategies as st

from app.core.debate.graph import Graph
from app.core.debate.searching import search, words_of
from tests.core.graphs import claim, crux, graph, relation

TEXTS = {
    "c1": "The museum should open on Mondays.",
    "c2": "More visitors would come on Mondays.",
    "c3": "The staff need one closed day.",
    "c4": "Visitors are limited by the Café’s timetable.",
    "c5": "Die Öffnungszeiten sind zu kurz.",
}


def museum() -> Graph:
    claims = [claim(name, text) for name, text in TEXTS.items()]
    rows = [relation("r1", "c2", "supports", "c1", warrant="Crowds pay.")]
    return graph(claims, rows, cruxes={"x1": crux("x1", "c1")})


def ids(query: str, *kinds: str) -> list[str]:
    return [hit.node for hit in search(museum(), query, kinds)]


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    assert ids("visitors timetable")[:2] == ["c4", "c2"]
    assert ids("the visitors")[0] == "c4"
    hits = search(museum(), "visitors timetable")
    assert hits[0].score == 1.0 > hits[1].score > 0


def test_case_accents_endings_and_a_slip_make_no_difference() -> None:
    assert ids("CAFE") == ids("café") == ids("Café") == ["c4"]
    assert ids("visitor") == ["c2", "c4"]
    assert ids("timetabel") == ["c4"]
    assert ids("zeiten") == ids("offnungszeit") == ["c5"]


def test_words_of_steps_and_cruxes_are_found_and_kinds_keep_to_theirs() -> None:
    assert ids("crowds") == ["r1"]
    assert ids("question x1") == ["x1"]
    assert ids("crowds mondays", "claim") == ["c1", "c2"]
    assert ids("crowds mondays", "relation") == ["r1"]


def test_an_id_is_found_first_and_only_among_its_kind() -> None:
    assert ids("#c3") == ["c3"]
    assert ids("c3", "crux") == []


def test_nothing_is_found_for_no_words() -> None:
    assert ids("") == ids("?!") == ids("zebra") == []


@given(st.text(max_size=60))
def test_any_text_can_be_looked_for(query: str) -> None:
    hits = search(museum(), query)
    assert all(0 < hit.score <= 1 + 1e-9 for hit in hits)
    scores = [round(hit.score, 9) for hit in hits]
    assert scores == sorted(scores, reverse=True)


@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_a_node_is_found_by_any_of_its_own_words(name: str, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(words_of(TEXTS[name])))
    best = search(museum(), word)
    assert name in {hit.node for hit in best if hit.score == best[0].score}
