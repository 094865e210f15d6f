"""Plain text that is set in, with signs or words in front of its lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.formats.format import Given, Read
from app.core.formats.indented import looks, read
from app.core.formats.native.faults import ImportFaults
from app.core.formats.registry import FORMATS, guessed
from tests.documents import block
from tests.formats.test_outline import ANY, faults_of, said
from tests.formats.test_registry import FILES

EXAMPLE = block("docs/formats/indented.md", "The museum")


def of(text: str) -> Read:
    return read(text.encode(), Given(name="own notes.txt"))


def test_the_example_is_read() -> None:
    found = of(EXAMPLE)
    assert said(found) == {
        "More visitors supports The museum",
        "Visitors are rebuts More visitors",
        "Staff need rebuts The museum",
        "Who would asks The museum",
    }
    assert found.debate.settings.title == "The museum should open on Mondays"
    assert found.debate.settings.theses == ("c1",)
    assert found.cautions == ()
    assert {claim.kind for claim in found.debate.claims} == {"claim", "question"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Open up\n\t+ A b\n\t  - C d\n  two blanks\n",
         {"A b supports Open up", "C d rebuts A b", "two blanks supports Open up"}),
        ("Open up\n+ A b\n- C d\nShut it\n+ E f\n",
         {"A b supports Open up", "C d rebuts Open up", "E f supports Shut it"}),
        ("- Open up\n  - A b\n    - C d\n", {"A b supports Open up", "C d supports A b"}),
        ("Open up\n  Pro: A b\n   Undercuts: C d\n    1. [c7 r7] E f\n",
         {"A b supports Open up", "C d undercuts (A b)", "E f supports C d"}),
        ("Open up\n * + no sign\n", {"+ no supports Open up"}),
        ("Open up\n  + *A* \\[b\n", {"*A* \\[b supports Open up"}),
    ],
)  # fmt: skip
def test_signs_words_and_bullets_are_read(text: str, told: set[str]) -> None:
    assert said(of(text)) == told


def test_dashes_alone_are_told() -> None:
    assert "dashes are taken for bullets" in str(of("- a\n  - b\n").cautions[1])
    assert str(of("a\n  - b\n").cautions[0]).startswith("line 2: A dash is taken for “against”.")


def test_a_debate_is_called_after_the_file_when_it_has_several_theses() -> None:
    assert of("One\nTwo\n").debate.settings.title == "own notes"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("+ A b\n", "line 1, column 1: This says what it is to the line above"),
        ("A b\n [c1] C\n [c1] D\n", "line 3, column 2: “c1” is already"),
        (f"A b\n  {'a' * 4001}\n", "line 2, column 3: A claim has at most 4,000"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, told: str) -> None:
    (fault,) = faults_of(text, read)
    assert fault.startswith(told)


@pytest.mark.parametrize("begins", ["Discussion Title: Days\n\n1. a\n", "\r\nDiscussion Name: a\n"])
def test_files_of_another_program_are_not_taken(begins: str) -> None:
    assert not looks(f"{begins}    1.1. Pro: b\n".encode())


def test_a_text_is_guessed_by_its_ending_and_how_it_begins() -> None:
    assert guessed("notes.txt", EXAMPLE.encode()) is FORMATS["indented"]
    assert guessed("notes", EXAMPLE.encode()) is FORMATS["indented"]
    assert guessed("notes", FILES[0].read_bytes()) is not FORMATS["indented"]
    assert guessed("notes", b'{"format": "cruxmap/1"}') is FORMATS["cruxmap"]


PIECES = st.sampled_from(
    ["+ ", "- ", "? ", "\t", "  ", " ", "\n", "a. ", "Pro: ", "With: ", "Warrant: b", "[c1 r1] ",
     "see [c1]", "(on c1)", "Undercuts (with c9): ", "1. ", "* ", "\u2028", "– ", "#"]
)  # fmt: skip


def only_reads_or_refuses(data: bytes) -> None:
    places = [1]
    try:
        read(data)
    except ImportFaults as error:
        places = [each.line or 0 for each in error.faults]
    assert min(places) > 0


@ANY
@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_any_bytes_are_read_or_refused_with_a_place(data: bytes) -> None:
    looks(data)
    only_reads_or_refuses(data)


@ANY
@given(pieces=st.lists(PIECES, max_size=40))
def test_any_lines_are_read_or_refused_with_a_place(pieces: list[str]) -> None:
    only_reads_or_refuses("".join(pieces).encode())
