"""Discussions of Kialo, of both generations: positions, links, footnotes, and what is wrong."""

import time
from contextlib import suppress

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from app.core.debate.whole import Debate
from app.core.formats.format import Given, Read
from app.core.formats.kialo import looks, read
from app.core.formats.native.faults import ImportFaults
from app.core.formats.registry import guessed
from tests.documents import block
from tests.formats.generated import HOSTILE

FLAT = r"""
Discussion Title: Should the museum open on Mondays?

1. The museum should open on Mondays.
1.1. Pro: More visitors would come, as a [survey](https://example.org/survey_\(2024\)) found.
1.1.1. Con: Visitors are limited by the bus timetable \(line 7\), not by days.
1.2. Con: Staff need one closed day
for restoration work.
1.2.1. Con: Restoration can be done in the evening.
1.3. Pro: -> See 1.2.1.
"""
INDENTED = """Discussion Name:
Should the museum open on Mondays?

1. Question:
When should the museum open?

  1.1. Thesis:
  It should open on Mondays.

    1.1.1. Pro:
    More visitors would come, as a survey [1] and a count [2] found.

  1.2. Thesis:
  It should open on Sundays only.

Sources:
[1] https://example.org/survey_(2024)
"Visits rise on public holidays.

[2] in all, they rise.

1. They also rise on long weekends."
[2] https://example.org/count
[3] The yearbook of the museum
"Nobody came."
""".replace("\n", "\r\n")


def imported(text: str, name: str = "export.txt") -> Read:
    return read(text.encode(), Given(name=name))


def arrows(debate: Debate) -> list[tuple[str, str, str]]:
    """Every relation by its words: premise, kind, target."""
    words = {row.id: row.text for row in debate.claims}
    return [(words[row.premises[0]], row.kind, words[row.target]) for row in debate.relations]


def faults(text: str) -> list[tuple[int | None, int | None, str]]:
    with pytest.raises(ImportFaults) as caught:
        imported(text)
    return [(fault.line, fault.column, fault.message) for fault in caught.value.faults]


def test_a_place_is_what_a_claim_is_to_the_one_above_and_a_link_is_the_same_claim_again() -> None:
    debate = imported(FLAT).debate
    top, more = "The museum should open on Mondays.", "More visitors would come, as a survey found."
    staff = "Staff need one closed day for restoration work."
    evening = "Restoration can be done in the evening."
    assert debate.settings.title == "Should the museum open on Mondays?"
    assert debate.settings.theses == ("c1",)
    assert arrows(debate) == [
        (more, "supports", top),
        ("Visitors are limited by the bus timetable (line 7), not by days.", "rebuts", more),
        (staff, "rebuts", top),
        (evening, "rebuts", staff),
        (evening, "supports", top),
    ]
    (source,), (citation,) = debate.sources, debate.citations
    assert source.csl["URL"] == "https://example.org/survey_(2024)"
    assert (citation.node, citation.note) == ("c2", "Linked at “survey”.")


def test_theses_answer_the_question_and_footnotes_bring_their_passages() -> None:
    made = imported(INDENTED)
    debate = made.debate
    question = "When should the museum open?"
    assert [row.kind for row in debate.claims] == ["question", "claim", "claim", "claim"]
    assert debate.settings.theses == ("c2", "c4")
    assert ("It should open on Mondays.", "answers", question) in arrows(debate)
    assert ("It should open on Sundays only.", "answers", question) in arrows(debate)
    assert "as a survey and a count found." in debate.claims[2].text
    survey, count, yearbook = debate.sources
    first, second = debate.citations
    assert (first.source, second.source, second.note) == (survey.id, count.id, None)
    assert first.note is not None
    assert first.note.startswith('"Visits rise')
    assert "[2] in all" in first.note
    assert first.note.endswith('1. They also rise on long weekends."')
    assert (yearbook.csl["title"], yearbook.note) == (
        "The yearbook of the museum",
        '"Nobody came."',
    )
    assert [(each.line, each.message) for each in made.cautions] == [
        (24, "No claim points to this source.")
    ]


def test_without_labels_several_items_below_a_question_are_its_theses() -> None:
    text = "Discussion Title: T\n1. When?\n1.1. On Mondays.\n1.1.1. Pro: So.\n1.2. Never.\n"
    debate = imported(text).debate
    assert debate.settings.theses == ("c2", "c4")
    assert [kind for _, kind, _ in arrows(debate)] == ["answers", "supports", "answers"]


def test_what_is_neither_pro_nor_con_is_the_claim_above_in_other_words() -> None:
    made = imported("Discussion Title: T\n1. A.\n1.1. Pro: B.\n1.1.1. That is to say, B.\n")
    assert arrows(made.debate)[1] == ("That is to say, B.", "restates", "B.")
    assert [each.line for each in made.cautions] == [4]


def test_a_long_claim_begins_with_its_first_sentences_and_is_whole_below() -> None:
    long = "The first sentence stands. " + "And so on it goes. " * 40
    made = imported(f"Discussion Title: T\n1. A.\n1.1. Con: {long}[here](https://example.org/x)\n")
    claim = made.debate.claims[1]
    assert claim.text.startswith("The first sentence stands. And so")
    assert len(claim.text) <= 400
    assert claim.body == f"{long}here"
    assert [each.line for each in made.cautions] == [3]


def test_a_list_within_a_text_begins_no_claim() -> None:
    made = imported("Discussion Title: T\n1. A, since\n1. b and\n2. c.\n1.1. Pro: 3. d\n")
    assert [row.text for row in made.debate.claims] == ["A, since 1. b and 2. c.", "3. d"]
    assert [each.line for each in made.cautions] == [3, 4]


def test_several_discussions_tops_are_several_theses() -> None:
    debate = imported("Discussion Title: T\n1. A.\n2. B.\n2.1. Pro: C.\n").debate
    assert debate.settings.theses == ("c1", "c2")


def test_addresses_that_are_none_of_the_web_stay_in_the_text() -> None:
    debate = imported("Discussion Title: T\n1. A [b](javascript:x) and [c](notes).\n").debate
    assert debate.claims[0].text == "A [b](javascript:x) and [c](notes)."
    assert debate.sources == ()


@pytest.mark.parametrize("text", [each for each in HOSTILE if not each.startswith("1. ")])
def test_any_text_comes_in_as_it_stands(text: str) -> None:
    escaped = text.translate({ord(sign): f"\\{sign}" for sign in "()[]"})
    debate = imported(f"Discussion Title: T\n1. A.\n1.1. Pro: {escaped}\n").debate
    assert debate.claims[1].text == " ".join(text.split()).replace("e\u0301", "é")


@pytest.mark.parametrize(
    ("body", "line", "column", "said"),
    [
        ("", 1, 1, "No numbered claim"),
        ("1. A.\n1.1. Pro: B.\n1.1. Pro: C.", 4, 1, "already a claim 1.1."),
        ("1. A.\n  1.2.1. Pro: B.", 3, 3, "no claim 1.2. for this"),
        ("1. A.\n1.1. Pro: -> See 1.7.", 3, 1, "1.7., is not in the file"),
        ("1. A.\n1.1. Pro: -> See 1.2.\n1.2. Con: -> See 1.1.", 4, 1, "leads back to itself"),
        ("1. A.\n1.1. Pro: B.\n1.1.1. Con: -> See 1.1.", 4, 1, "reason for itself"),
        ("1. A.\n1.1. Pro:", 3, 1, "no words"),
        ("1. Pro: A.", 2, 1, "to be a Pro of"),
        ("1. A.\nDiscussion Title: U\n1. B.", 3, 1, "second discussion"),
        ("1. A.\n1.1. Con: " + "b" * 4001, 3, 1, "at most 4,000"),
        ("1. A.\n1.1. Con: " + "b" * 60_000, 3, 1, "at most 4,000"),
        ("1. A.\nSources:\n[1] http://a.org\n[1] http://b.org", 5, 1, "already a source [1]"),
        ("1. A.\nSources:\n[1]", 4, 1, "Neither an address"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(body: str, line: int, column: int, said: str) -> None:
    found = faults(f"Discussion Title: T\n{body}\n")
    assert [each[:2] for each in found if said in each[2]] == [(line, column)]


def test_other_texts_and_titles_without_end_are_refused() -> None:
    assert faults("\n\nSome notes\n")[0][:2] == (3, 1)
    assert faults(f"\nDiscussion Title: {'t' * 401}\n1. A.\n")[0][:2] == (2, 1)


@pytest.mark.parametrize("text", [FLAT, INDENTED])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_its_beginning_tells_it_from_other_texts(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert looks(data)
    assert guessed("notes.txt", data).name == "kialo"
    assert read(data, Given(name="x.txt")).debate.claims


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"- Discussion Title: x", b"\x00" * 9])
def test_other_beginnings_are_told(data: bytes) -> None:
    assert not looks(data)


def test_the_example_of_the_documents_is_what_it_says() -> None:
    debate = imported(block("docs/formats/kialo.md", "Discussion Title:")).debate
    assert [kind for _, kind, _ in arrows(debate)] == ["supports", "rebuts", "rebuts", "supports"]
    assert len(debate.sources) == 1


@settings(max_examples=300, deadline=None)
@drawn(data=st.data())
def test_whatever_comes_is_read_or_refused(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from([FLAT, INDENTED])).split("\n")
    for _ in range(data.draw(st.integers(0, 4))):
        at, other = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        lines[at] = data.draw(
            st.sampled_from([lines[other], lines[at][:5], "", "1.1. Pro: -> See 1.", "Sources:"])
            | st.text(max_size=20)
        )
    text = "\n".join(lines).encode("utf-8", "replace") + data.draw(st.binary(max_size=3))
    with suppress(ImportFaults):
        assert read(text, Given()).debate.claims


@settings(max_examples=200, deadline=None)
@drawn(data=st.binary(max_size=60), begun=st.booleans())
def test_arbitrary_bytes_are_refused(data: bytes, begun: bool) -> None:
    with pytest.raises(ImportFaults):
        read(b"Discussion Title:" * begun + b"\n" + data.replace(b"1", b"0"), Given())


@pytest.mark.parametrize(
    "text",
    [
        "1. " + "[a](" * 10_000,
        "1. " + "[" * 40_000,
        "1. a" + " " * 40_000 + "b",
        "1. A.\n" + "1." * 100_000 + " Pro: B",
        "1. A.\n" + "x\n" * 300_000,
        "1. A.\nSources:\n" + '[1] "a\n' * 100_000,
        "1. A.\n" + "".join(f"1.{n}. Pro: -> See 1.{n + 1}.\n" for n in range(1, 30_000)),
    ],
)
def test_no_text_takes_long(text: str) -> None:
    begun = time.perf_counter()
    with suppress(ImportFaults):
        imported(f"Discussion Title: T\n{text}\n")
    assert time.perf_counter() - begun < 5


@pytest.mark.long
def test_ten_thousand_claims_take_seconds() -> None:
    numbers = [f"1.{n}." for n in range(1, 5001)]
    lines = [f"{each} Con: [B](https://e.org/{each}) so.\n{each}1. Pro: C." for each in numbers]
    begun = time.process_time()
    made = imported("Discussion Title: T\n1. A.\n" + "\n".join(lines))
    assert time.process_time() - begun < 4  # one on a quiet machine
    assert len(made.debate.relations) == 10_000


def test_all_faults_of_a_discussion_are_told_at_once_in_their_order() -> None:
    text = (
        "Discussion Title: Museum\n\n1. Open it\n1.1. Pro: Once\n1.1. Con: Twice\n"
        "1.3.1. Pro: Orphan\n1.4. Con: \n1.5. Pro: -> See 1.9.\n"
    )
    with pytest.raises(ImportFaults) as caught:
        read(text.encode(), Given())
    assert [fault.line for fault in caught.value.faults] == [5, 6, 7, 8]


def test_a_discussion_without_its_title_comes_in_and_that_is_told() -> None:
    found, cautions, *_ = read(b"\n1. Open it\n1.1. Pro: More come\n1.2. Con: Rest\n", Given())
    assert [row.kind for row in found.relations] == ["supports", "rebuts"]
    assert [str(each) for each in cautions] == [
        "line 2, column 1: No line says the title of the discussion."
    ]
