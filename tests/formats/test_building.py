"""What all importers go through: text, ids, places, and the checks of the native format."""

import pytest

from app.core.formats.building import Building, shortened
from app.core.formats.decoding import text_of
from app.core.formats.format import Given
from app.core.formats.native.faults import ImportFaults


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_told_by_its_mark_and_lines_end_one_way(encoding: str) -> None:
    assert text_of("Ä\r\nb\rc\n".encode(encoding)) == "Ä\nb\nc\n"


def test_another_encoding_is_asked_for_and_never_guessed() -> None:
    data = "für\nCafé".encode("cp1252")
    with pytest.raises(ImportFaults) as caught:
        text_of(data)
    (fault,) = caught.value.faults
    assert (fault.line, fault.column) == (1, 2)
    assert text_of(data, Given(encoding="cp1252")) == "für\nCafé"
    with pytest.raises(ImportFaults, match="no encoding"):
        text_of(data, Given(encoding="klingon"))


def test_utf_16_without_its_mark_is_told() -> None:
    with pytest.raises(ImportFaults, match="zero byte"):
        text_of("plain".encode("utf-16-le"))


def test_of_a_long_text_nothing_is_cut() -> None:
    made = Building(Given())
    long = "One sentence. " * 40
    made.claim(long, (3, 1))
    (claim,) = made.finished().debate.claims
    assert claim.body == long.strip()
    assert claim.text == shortened(long.strip())
    assert 380 < len(claim.text) <= 400
    assert claim.text.endswith("sentence.")
    assert [str(each)[:7] for each in made.cautions] == ["line 3,"]


def test_ids_of_the_file_are_not_given_twice() -> None:
    made = Building(Given(), taken=("c1", "c3"))
    assert [made.claim("A."), made.claim("B.", id="c1"), made.claim("C.")] == ["c2", "c1", "c4"]


def test_what_the_checks_find_is_told_with_the_place_in_the_file() -> None:
    made = Building(Given(name="a.md"))
    made.claim("A.", (2, 3), id="c1")
    made.claim("B.", (5, 3), id="c1")
    made.relation("supports", ["c1"], "nowhere", (9, 1))
    with pytest.raises(ImportFaults) as caught:
        made.finished()
    places = {(fault.line, fault.column) for fault in caught.value.faults}
    assert {(5, 3), (9, 1)} <= places


@pytest.mark.parametrize(
    ("given", "title", "slug"),
    [
        (Given(name="C:\\maps\\Opening Days.md"), "Opening Days", "opening-days"),
        (Given(name="x.md", title="Das Café"), "Das Café", "das-cafe"),
        (Given(slug="own"), "Imported debate", "own"),
    ],
)
def test_a_debate_is_called_after_what_is_known(given: Given, title: str, slug: str) -> None:
    settings = Building(given).finished().debate.settings
    assert (settings.title, settings.slug) == (title, slug)
