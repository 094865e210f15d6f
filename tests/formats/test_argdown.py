"""Argdown as people write it becomes claims and relations, and what is amiss has a place."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.formats.argdown.reading import read
from app.core.formats.format import Caution, Given, Read
from app.core.formats.native.faults import ImportFaults
from tests.documents import block
from tests.formats.argdown_specimens import FILES as SPECIMENS
from tests.formats.generated import as_document
from tests.formats.test_registry import FILES, debate, written
from tests.formats.test_told import museum
from tests.found import some

Arrows = set[tuple[str, tuple[str, ...], str]]


def arrows(found: Read) -> Arrows:
    """Return relations by the first words of what they are between; steps as their own ends."""
    said = {row.id: row.text for row in found.debate.claims}
    said |= {
        row.id: f"{row.kind} {said[row.target]}"
        for row in found.debate.relations
        if row.target in said
    }
    return {
        (row.kind, tuple(said[each] for each in row.premises), said[row.target])
        for row in found.debate.relations
    }


def faults(text: str) -> list[tuple[str, int | None, int | None]]:
    with pytest.raises(ImportFaults) as caught:
        read(text.encode())
    return [(each.message, each.line, each.column) for each in caught.value.faults]


def cautioned(found: Read) -> list[Caution]:
    return list(found.cautions)


def test_our_file_is_that_of_the_example() -> None:
    told = block("docs/formats/argdown.md", "// cruxmap/1").splitlines()
    out = museum("argdown").splitlines()
    assert [line for line in some(told, at_least=10) if line not in out] == []


def test_arrows_and_undercuts_aim_at_what_they_stand_under() -> None:
    found = read(
        b"[M]: Open.\n  + <A>: Demand.\n    <_ <U>: Not so.\n  - [B]: Staff.\n    +> [C]: Cost.\n"
    )
    assert arrows(found) == {
        ("supports", ("Demand.",), "Open."),
        ("undercuts", ("Not so.",), "supports Open."),
        ("rebuts", ("Staff.",), "Open."),
        ("supports", ("Staff.",), "Cost."),
    }


def test_steps_are_joint_relations_and_attacks_on_their_argument_undercut_the_last() -> None:
    found = read(SPECIMENS["steps"].encode())
    assert found.debate.settings.title == "Museum opening days"
    assert [row.name for row in found.debate.people] == ["Ada"]
    visitors, worth = "More visitors would come.", "Opening is worth its cost."
    rule = "Whatever brings visitors is worth its cost."
    more = "The museum does what is worth its cost."
    top = "The museum should open on Mondays."
    assert {
        ("supports", (visitors, rule), worth),
        ("supports", (worth, more), top),
        ("rebuts", (top,), "It should stay closed."),
        ("undercuts", ("Staff are missed elsewhere.",), f"supports {top}"),
        ("backs", (visitors,), f"supports {top}"),
    } <= arrows(found)
    warrants = {row.warrant for row in found.debate.relations}
    assert "Modus ponens, Rule of thumb" in warrants


def test_links_are_citations_and_marks_are_no_words() -> None:
    found = read(SPECIMENS["texts"].encode())
    (source,) = found.debate.sources
    assert source.csl["URL"] == "https://example.org/a_b"
    said = {row.label: row.text for row in found.debate.claims}
    assert said["Soft"] == (
        "A text with bold, slanted and also nested words, that goes on here and here."
    )
    assert said["Escaped"].startswith("3. #1 [a] @x e.g. this 1 < 2, a - b; why? 100%")
    assert any("several texts" in each.message for each in cautioned(found))


def test_what_contradicts_and_strict_mode_are_told() -> None:
    found = read(SPECIMENS["strict"].encode())
    assert ("rebuts", ("Nobody comes.",), "Opening brings visitors.") in arrows(found)
    assert ("rebuts", ("Opening brings visitors.",), "Nobody comes.") in arrows(found)
    told = " ".join(each.message for each in cautioned(found))
    assert "strict mode" in told
    assert "contradicts" in told


def test_a_file_of_ours_edited_by_hand_says_what_stands_in_the_open() -> None:
    text = museum("argdown").replace("More visitors would come", "Many more would come")
    text += "\n[New]: Parking is free.\n  +> [c1]\n"
    found = read(text.encode(), Given(slug="museum"))
    assert {row.id: row.text for row in found.debate.claims}["c2"] == "Many more would come."
    (new,) = [row for row in found.debate.claims if row.text == "Parking is free."]
    assert ("supports", (new.id,), "c1") in {
        (row.kind, row.premises, row.target) for row in found.debate.relations
    }


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("[#a]: An id.\n", 1, 6, "Argdown 2"),
        ("[a]: snake_case\n", 1, 11, "bold or italics"),
        ("[a]: see [b] there\n", 1, 10, "mention it with @"),
        ("[a]: b\n\n  + c\n", 3, 1, "fits none"),
        ("[a]: b\n+ c\n", 2, 1, "relates to nothing"),
        ("[a]: b @include(/etc/hostname)\n", 1, 8, "not included"),
        ("[a]: b {x: [1}\n", 1, 14, "not YAML"),
        ("[a]: b {x: &y 1}\n", 1, 12, "anchor"),
        ("[a]: b {x: 1} c\n", 1, None, "does not know"),
        ("[a]:\n\n[b]: c\n", 1, None, "ends where"),
        ("(1) a\n(2) b\n", 3, None, "ends where"),
        ("===\ntitle: [\n===\n\n[a]: b\n", 3, 1, "front matter"),
        ("[a]: b\n\n===\nx: 1\n===\n", 3, 1, "Front matter"),
        ("<r>: x {kind: supports}\n", 1, 1, "nothing says what to"),
        ("// none\n", 1, 1, "Nothing is said"),
        ('// cruxmap/1: x\n// people {"id": 1\n\n[a]: b\n', 3, None, "not YAML"),
    ],
)
def test_what_is_amiss_has_its_place(
    text: str, line: int | None, column: int | None, says: str
) -> None:
    message, at, beside = faults(text)[0]
    assert says in message
    assert at == line
    assert column in (beside, None)


def test_a_fault_in_front_matter_and_a_title_in_a_text_have_their_own_places() -> None:
    assert faults("\n===\ntitle: M\nmood: a: b\n===\n\n[A]: First.\n")[0][1:] == (4, 8)
    ((message, line, column),) = faults("[A]: First.\n\n[A] is also discussed\n")
    assert (line, column) == (3, 5)
    assert "put @ before its bracket" in message


def test_of_two_that_contradict_each_other_the_upper_one_is_the_thesis() -> None:
    text = "[A]: Open it. #thesis\n  - [C]: Rest.\n    >< [D]: No rest.\n  >< [B]: Close it.\n"
    found = read((text + "    + [E]: It is empty.\n").encode()).debate
    labels = {claim.id: claim.label for claim in found.claims}
    assert [labels[id_] for id_ in found.settings.theses] == ["A"]
    both = read(b"[A]: Open it.\n  >< [B]: Close it.\n\n[B]\n  >< [A]\n").debate
    assert both.settings.theses == ("c1",)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("[A]: First.\n\n@include other.argdown\n", 3, 1, "“@include”"),
        ("\n===\ntitle: Museum\n\n[A]: First.\n", 2, 1, "front matter"),
        ("[A]: First.\n  + [B: Second.\n", 2, 3, "bracket of this title"),
        ("<A: First.\n  + [B]: Second.\n", 1, 1, "bracket of this title"),
        ("[A]: First. /* never ends\n", 1, 13, "a comment"),
        ("[A]: First. <!-- a --> <!-- b\n", 1, 24, "a comment"),
        ("[A]: First. {note: 1\n", 1, 13, "begins data"),
    ],
)
def test_slips_that_the_language_takes_for_words_are_told(
    text: str, line: int, column: int, words: str
) -> None:
    found = read(text.encode())
    assert [(c.line, c.column) for c in found.cautions if words in c.message] == [(line, column)]


def test_what_is_no_slip_is_not_told() -> None:
    text = "===\ntitle: M\n===\n\n[A]: One. /* a */\n  <+ <B>: a \\{ b\n  <+ [C]: d {e: 1}\n"
    told = [caution.message for caution in read(text.encode()).cautions]
    assert told == ["Comments are not taken; there are 1."]


def test_the_name_of_an_argument_stays_in_its_title() -> None:
    text = b"<Bus timetable>\n\n(1) It is full.\n(2) It is slow.\n-----\n(3) [A]: Open it.\n"
    out = written("argdown", read(text).debate)
    assert "<r1 Bus timetable>: supports" in out
    assert as_document(read(out.encode()).debate) == as_document(read(text).debate)


def test_more_signs_than_are_read_are_refused() -> None:
    message, line, _ = faults("[a]: b, c *d* \n" + "e. f. g. " * 300_000)[0]
    assert "the most that is read" in message
    assert line == 2


SEEDS = [*SPECIMENS.values(), museum("argdown"), written("argdown", debate(Path(FILES[-1])))]
PIECES = st.one_of(
    st.sampled_from("\n []<>{}*_@\\:"),
    st.sampled_from(("\n\n", "--", "(1) ", "  + ", "/*", "-->", "//", "===", "  <_ <r1>\n")),
    st.sampled_from(("{id: c1}", '{"kind": "backs"}', "<!--", "# ")),
)


@st.composite
def mutations(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        more = draw(st.integers(0, 12))
        text = text[:at] + draw(PIECES | st.just("")) + text[at + more :]
    return text


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode),
                      mutations().map(str.encode)))  # fmt: skip
def test_whatever_comes_in_is_read_or_refused(data: bytes) -> None:
    try:
        found = read(data, Given(name="x.argdown"))
    except ImportFaults:
        return
    assert found.debate.settings.title
