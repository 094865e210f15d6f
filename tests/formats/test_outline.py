"""Outlines in Markdown: those that we write, and those that people write by hand."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.debate.whole import Debate
from app.core.formats.format import Given, Options, Read
from app.core.formats.markdown_outline import FORMAT, keeps, looks, read, write
from app.core.formats.native.faults import ImportFaults
from app.core.formats.outline.inline import escaped, unescaped
from app.core.formats.outline.markdown_lines import outline_of
from app.core.vocabulary import RelationKind
from tests.documents import block
from tests.formats.generated import HOSTILE, debates
from tests.formats.test_registry import FILES, an_outline, debate
from tests.formats.test_round_trips import FEW
from tests.found import some

HAND = """---
title: "Opening days"
tags: [museum]
---
- The museum should open on Mondays.
  - Pro: More visitors would come.
    - Undercuts. Visitors are limited by the bus timetable.
  * **Con** (strong): Staff need one closed day,
    and it must be a working day.
\t1) But: The café could close instead.

      Its till is its own.
  - [ ] Staff cost money.
  - frage: Who would pay?
      - The city.
+ A second thesis.
  - Contre: see [x-1]
  - [x-1] A claim with an id, see <https://example.org/a_b>.
"""


def said(found: Read) -> set[str]:
    """Each relation in words, with texts cut to their first word or two."""
    graph = found.debate.graph
    step = {each.id: f"({_short(graph.text(each.premises[0]))})" for each in found.debate.relations}
    return {
        f"{'+'.join(_short(graph.text(each)) for each in row.premises)} {row.kind} "
        f"{step.get(row.target) or _short(graph.text(row.target))}"
        for row in found.debate.relations
    }


def _short(text: str) -> str:
    return " ".join(text.split()[:2]).strip(".,?")


def of(text: str, unsigned: RelationKind = RelationKind.SUPPORTS) -> Read:
    return read(text.encode(), Given(name="own.md", unsigned=unsigned))


def faults_of(text: str, reader: Callable[[bytes], Read] = read) -> list[str]:
    with pytest.raises(ImportFaults) as caught:
        reader(text.encode())
    return [str(each) for each in caught.value.faults]


def test_an_outline_written_by_hand_is_read() -> None:
    found = of(HAND)
    assert found.debate.settings.title == "Opening days"
    assert said(found) == {
        "More visitors supports The museum",
        "Visitors are undercuts (More visitors)",
        "Staff need rebuts The museum",
        "The café rebuts Staff need",
        "Staff cost supports The museum",
        "Who would asks The museum",
        "The city answers Who would",
        "A claim rebuts A second",
        "A claim supports A second",
    }
    graph = found.debate.graph
    assert [_short(graph.text(each)) for each in graph.theses] == ["The museum", "A second"]
    claims = {_short(claim.text): claim for claim in found.debate.claims}
    assert claims["Staff need"].text == "Staff need one closed day, and it must be a working day."
    assert claims["The café"].body == "Its till is its own."
    assert claims["Who would"].kind == "question"
    assert claims["A claim"].id == "x-1"
    assert claims["A claim"].text.endswith("see https://example.org/a_b.")
    strengths = {row.strength for row in found.debate.relations if row.kind == "rebuts"}
    assert strengths == {"strong", None}


def test_lines_without_a_word_are_told_once_and_taken_as_asked_for() -> None:
    told = [str(each) for each in of(HAND).cautions]
    assert len(told) == 2
    assert told[0].startswith("line 13: No word says what these lines are")
    assert ": 13, 15, 18. Each is taken as “supports”" in told[0]
    assert told[1] == "line 3: Properties were read over: tags."
    rebutted = said(of(HAND, unsigned=RelationKind.REBUTS))
    assert {"Staff cost rebuts The museum", "The city answers Who would"} <= rebutted


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_and_a_mark_in_front_change_nothing(ends: str) -> None:
    data = HAND.replace("\n", ends).encode("utf-8-sig")
    assert read(data, Given(name="own.md")) == of(HAND)
    utf_16 = HAND.replace("\n", ends).encode("utf-16")
    assert read(utf_16, Given(name="own.md")) == of(HAND)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# Open on Mondays\n\n## Pro\n\n- A b\n- C d\n\n## Arguments against:\n\n- E f\n",
         {"A b supports Open on", "C d supports Open on", "E f rebuts Open on"}),
        ("- Open up\n  - **Pros**\n    - A b\n      - Con: C d\n  - Cons:\n    - E f\n",
         {"A b supports Open up", "C d rebuts A b", "E f rebuts Open up"}),
        ("# Days\n## Open up\nSome words.\n- Pro: A b\n## Close it\n- Con: C d\n",
         {"A b supports Open up", "C d rebuts Close it"}),
        ("Open up\n\n- Pro: A b\n- Con: C d\n", {"A b supports Open up", "C d rebuts Open up"}),
        ("Open up\n=======\n\n- Pro: A b\n", {"A b supports Open up"}),
        ("- Open up\n- Pro: A b\n- Con: C d\n", {"A b supports Open up", "C d rebuts Open up"}),
        ("- Open up\n  - For: A b\n    - And: C d\n      - But: E f\n",
         {"A b+C d supports Open up", "E f rebuts C d"}),
        ("- [c1] Open up\n- [c2] Shut it\n  - Con: [c1]\n  - Dagegen: siehe [c1]\n",
         {"Open up rebuts Shut it"}),
        ("- # Open up\n  - 1. Weil: A b\n  - Pro 2: C d\n",
         {"A b supports Open up", "C d supports Open up"}),
        ("- Open up\n - Shut it\n   - Pro: A b\n", {"A b supports Shut it"}),
        ("* Open up\n\n\n   * Pro: A b\n\n---\n\n* Shut it\n\t* (-) C d\n",
         {"A b supports Open up", "C d rebuts Shut it"}),
    ],
)  # fmt: skip
def test_headings_groups_and_bullets_of_all_kinds_are_read(text: str, told: set[str]) -> None:
    assert said(of(text)) == told


def test_nothing_in_code_and_comments_is_a_bullet() -> None:
    found = of("- A b\n  ```\n  - no bullet\n  x:: y\n  ```\n  - Pro: C d\n<!--\n- not this\n-->\n")
    assert said(found) == {"C d supports A b"}
    assert found.debate.claims[0].body == "```\n- no bullet\nx:: y\n```"
    assert found.cautions == ()


def test_a_page_of_logseq_is_read() -> None:
    block_id = "3f2b8d1e-0000-5000-8000-000000000002"
    found = of(
        "title:: Opening days\ntype:: debate\n\n- Open up\n  cruxmap-id:: c9\n  credence:: 0.7\n"
        f"\t- Supports: A b\n\t  id:: {block_id}\n\t  relation:: r7\n\t\t- Undercuts: C d\n"
        f"- Shut it\n\t- Con: (({block_id}))\n\t- See: (({block_id[:-1]}3))\n"
    )
    assert said(found) == {
        "A b supports Open up",
        "C d undercuts (A b)",
        "A b rebuts Shut it",
        "((3f2b8d1e-0000-5000-8000-000000000003)) supports Shut it",
    }
    assert found.debate.settings.title == "Opening days"
    assert found.debate.claims[-1].id == "c9"
    assert "r7" in found.debate.graph.relations
    told = "\n".join(str(each) for each in found.cautions)
    assert "line 2: Properties were read over: type, credence." in told
    assert "line 13, column 2: This refers to a block that is not in the file." in told


def test_a_property_that_is_no_id_is_told_and_left_out() -> None:
    found = of("- Open up\n  cruxmap-id:: no id\n")
    assert [claim.id for claim in found.debate.claims] == ["c1"]
    assert [str(each) for each in found.cautions] == [
        "line 1, column 1: “no id” is no id: it is left out."
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- [c1] A b\n- [c1] C d\n", "line 2, column 1: “c1” is already the id"),
        ("- A b\n    - Pro: [c2 r1] C d\n    - Pro: [c3 r1] E f\n", "line 3, column 5:"),
        ("- A b\n  - Undercuts: C d\n", "line 2, column 3: There is no step above"),
        ("- Pro: A b\n", "line 1, column 1: This says what it is to the line above"),
        ("- A b\n  - With: C d\n", "line 2, column 3: There is no reason above"),
        ("- A b\n  - Warrant: C d\n", "line 2, column 3: There is no reason above"),
        ("- A b\n  - Pro: see [c9]\n", "line 2, column 3: relations[0].premises[0]"),
        ("- see [c9]\n", "line 1, column 1: There is no claim “c9”"),
        ("- A b\n  - Pro (on r9): C d\n", "line 2, column 3: relations[0].target"),
        (f"# A\n\n- {'a ' * 2001}\n", "line 3, column 1: A claim has at most 4,000"),
        (f"# A\n\nQuestion: {'a ' * 401}\n", "line 3, column 1: This has 801"),
        ("- A b\n  kind:: nonsense\n", "line 1, column 1: claims[0].kind"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, told: str) -> None:
    (fault,) = faults_of(text)
    assert fault.startswith(told)


def test_a_long_line_is_not_cut() -> None:
    words = "One sentence. " * 40
    found = of(f"- A b\n  - Pro: {words}\n\n    And more of it.\n")
    claim = found.debate.claims[1]
    assert claim.text.endswith("sentence.")
    assert claim.body == f"{words.strip()}\n\nAnd more of it."
    assert [each.line for each in found.cautions] == [2]


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_comes_back_from_a_line(text: str) -> None:
    line = " ".join(text.split())
    assert unescaped(escaped(text)) == line
    (bullet,) = an_outline(f"- [c1] {escaped(text)}\n")
    assert bullet == (1, f"[c1] {line}")


def shown(text: str) -> list[tuple[int, str]]:
    """Every bullet with its depth and its text, as we read it."""
    items = outline_of(text).items
    depths: list[int] = []
    for item in items:
        above = depths[item.parent] if item.parent >= 0 else 0
        depths.append(0 if item.heading else above + 1)
    return [
        (depth, unescaped(item.text))
        for item, depth in zip(items, depths, strict=True)
        if not item.heading
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_reader_of_markdown_sees_the_same_lines_in_the_same_depth(path: Path) -> None:
    text = write(debate(path), Options()).data.decode()
    assert some(shown(text)) == an_outline(text)


@FEW
@given(whole=debates())
def test_a_reader_of_markdown_sees_the_same_of_any_debate(whole: Debate) -> None:
    text = write(whole, Options()).data.decode()
    assert shown(text) == an_outline(text)


BY_HAND = (
    "- a\n\n  - b\n- d\n",
    "* a\n    * b\n    * c\n        * d\n* e\n",
)


@pytest.mark.parametrize("text", BY_HAND)
def test_a_reader_of_markdown_sees_what_is_written_by_hand_alike(text: str) -> None:
    assert shown(text) == an_outline(text)


def test_the_example_by_hand_is_read() -> None:
    found = of(block("docs/formats/markdown.md", "# Opening days"))
    assert said(found) == {
        "More visitors supports The museum",
        "Visitors are undercuts (More visitors)",
        "Staff need rebuts The museum",
        "The café rebuts Staff need",
        "Who would supports The museum",
    }


def test_the_files_that_we_write_look_like_outlines_and_native_ones_do_not() -> None:
    assert looks(write(debate(FILES[0]), Options()).data)
    assert looks(HAND.encode("utf-8-sig"))
    assert not looks(FILES[0].read_bytes())
    assert not looks(b'{"format": "cruxmap/1"}')
    assert not looks(b"\xff\xfe\x00")


def test_what_hangs_deep_follows_in_a_part_of_its_own() -> None:
    deep = chain(400)
    data = write(deep, Options()).data
    assert b"## Continued" in data
    assert max(map(len, data.splitlines())) < 600
    assert read(data, Given(slug="chain")).debate == keeps(deep)


def chain(length: int) -> Debate:
    lines = ["# Chain", "", "- [c0] Claim 0."]
    lines += [f"- Supports (on c{n - 1}): [c{n} r{n}] Claim {n}." for n in range(1, length)]
    return read("\n".join(lines).encode(), Given(slug="chain")).debate


def test_more_lines_than_anybody_looks_through_are_refused() -> None:
    (fault,) = faults_of("- a\n" * 60_000)
    assert fault.startswith("line 50001, column 1: The outline has more than 50,000")


def test_ten_thousand_claims_are_written_and_read_in_two_seconds() -> None:
    wide = chain(10_000)
    start = time.process_time()
    data = write(wide, Options()).data
    between = time.process_time()
    found = read(data, Given(slug="chain"))
    end = time.process_time()
    assert len(found.debate.relations) == 9_999
    assert between - start < 2
    assert end - between < 2


MEAN = {
    "one line": lambda n: "- " + "a" * n,
    "stars": lambda n: "- " + "*a" * (n // 2),
    "backticks": lambda n: "- " + "`" * n,
    "brackets": lambda n: "- " + "[" * n,
    "links": lambda n: "- " + "[a](" * (n // 4),
    "word": lambda n: "- " + "pro " * (n // 4),
    "levels": lambda n: "\n".join(" " * (2 * depth) + "- a" for depth in range(int(n**0.5))),
    "blanks": lambda n: " " * n + "- a",
    "tabs": lambda n: "\t" * n + "- a",
    "fences": lambda n: "```\n" * (n // 4),
    "comments": lambda n: "<!--\n" * (n // 5),
    "ended comments": lambda n: "<!--\n" * (n // 5) + "-->",
    "continued": lambda n: "- a\n" + "b\n" * (n // 2),
    "rules": lambda n: "- " * (n // 2) + "x",
    "joined": lambda n: "- a\n  - Pro: b\n" + "    - With: c\n" * (n // 14),
    "unsigned": lambda n: "- a\n" + "  - b\n" * (n // 6),
    "faults": lambda n: "- Undercuts: b\n" * (n // 15),
    "front": lambda n: "---\n" + "a: b\n" * (n // 5),
    "escapes": lambda n: "- " + "\\*" * (n // 2),
}


@pytest.mark.parametrize("name", MEAN)
def test_mean_files_take_no_long_time(name: str) -> None:
    data = MEAN[name](100_000).encode()
    start = time.process_time()
    with suppress(ImportFaults):
        read(data)
    assert time.process_time() - start < 3


PIECES = st.sampled_from(
    ["- ", "+ ", "1. ", "\t", "    ", "# ", "## ", "Supports: ", "Con: ", "With: ", "Warrant: a",
     "see [c1]", "[c1 r1] ", "[c2] ", "(strong) ", "Pro (on c1; with c2): ", "```\n", "---\n",
     "===\n", "<!-- ", "-->", "a:: b", "id:: x", "\\", "\n", "\n\n", "text. ", "Pro\n", "*", "`",
     "(without a claim): [r9]", "[x] ", "&amp;", "Question: ", "\x00", "\u2028", "• ", "> "]
)  # fmt: skip
ANY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


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
def test_any_outline_is_read_or_refused_with_a_place(pieces: list[str]) -> None:
    only_reads_or_refuses("".join(pieces).encode())


@ANY
@given(data=st.data())
def test_spoilt_outlines_are_read_or_refused_with_a_place(data: st.DataObject) -> None:
    lines = HAND.split("\n") * 2
    order = data.draw(st.lists(st.integers(0, len(lines) - 1), max_size=30))
    text = "\n".join(lines[at] for at in order)
    cut = data.draw(st.integers(0, len(text)))
    only_reads_or_refuses((text[:cut] + text[cut + 1 :]).encode())


def test_the_format_says_what_it_reads() -> None:
    assert FORMAT.read is read
    assert FORMAT.also == (".markdown",)


def test_a_bullet_without_a_blank_is_read_and_a_dash_in_a_text_is_told() -> None:
    found = read(b"- Open it\n  -Con: Rest\n  - Pro: More\n    -come then\n")
    assert said(found) == {"Rest rebuts Open it", "More -come supports Open it"}
    assert [(each.line, each.message) for each in found.cautions] == [
        (2, "No blank stands behind the sign of this bullet."),
        (4, "This dash without a blank is taken for a part of the line above."),
    ]


def test_the_question_stands_anywhere_before_the_first_bullet() -> None:
    text = "# M\n\nHere: Ada.\n\n## Part\n\nQuestion: Open it?\n\n- A b\n\nQuestion: no more\n"
    found = read(text.encode()).debate
    assert found.settings.question == "Open it?"
    assert found.settings.summary == "Here: Ada."


def test_links_are_citations_and_what_is_no_address_of_the_web_stays() -> None:
    text = "- Open it ([a survey](https://example.org/s), ![plan](x.png))\n"
    text += "  - Pro: [s](http://b.org) s\n"
    found = read(text.encode()).debate
    assert [claim.text for claim in found.claims] == ["Open it (a survey, plan (x.png))", "s s"]
    urls = {source.id: source.csl["URL"] for source in found.sources}
    assert [(row.node, urls[row.source], row.role, row.note) for row in found.citations] == [
        ("c1", "https://example.org/s", "context", "Linked at “a survey”."),
        ("c2", "http://b.org", "context", "Linked at “s”."),
    ]
