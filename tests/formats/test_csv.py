"""Tables of claims come in as spreadsheets and people write them, and say where they are wrong."""

import csv
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.debate.whole import Debate
from app.core.formats.claims_csv import looks, read
from app.core.formats.format import Given, Read
from app.core.formats.native.faults import ImportFaults
from app.core.formats.registry import guessed
from app.core.formats.sheets.cells import bare, guarded, number
from tests.documents import block
from tests.formats.generated import HOSTILE
from tests.formats.mutated import is_read_or_refused, mutations
from tests.formats.test_registry import FILES, debate, written
from tests.formats.test_told import museum
from tests.found import some

OURS = """\
id,kind,text,parent,relation,relation_id,credence,url
c1,claim,The museum should open on Mondays,,,,0.7,https://map.example.org/d/museum/n/c1
c2,claim,More visitors would come,c1,supports,r1,0.8,
c5,claim,They would come at night,c1,supports,r1,,
c4,claim,Visitors are limited by the bus timetable,r1,undercuts,r3,,
1e5,claim,'=1+1 is a claim that starts with a sign,c1,supports,r4,,https://x.org/d/m/n/1e5
007,claim,'- a dash starts this one,1e5,rebuts,r5,,https://x.org/d/m/n/007
"""
GERMAN = """\
Nr;These;Bezug;Haltung;Prior
1;Das Museum sollte montags öffnen;;;0,25
2;Es kämen mehr Besucher;1;Pro;
3;Der Ruhetag ist nötig;1;Contra;
"""
NO_IDS = """\
Text,Parent,Relation
The museum should open on Mondays,,
More visitors would come,The museum should open on Mondays,pro
Staff need one closed day,The museum should open on Mondays,-1
"""
Edge = tuple[str, tuple[str, ...], str]


def came(text: str | bytes, name: str = "museum.csv") -> Read:
    return read(text.encode() if isinstance(text, str) else text, Given(name=name))


def edges(found: Debate) -> list[Edge]:
    return [(row.kind, row.premises, row.target) for row in found.relations]


def texts(found: Debate) -> dict[str, str]:
    return {claim.id: claim.text for claim in found.claims}


def faults(text: str | bytes) -> list[tuple[int | None, int | None, str]]:
    with pytest.raises(ImportFaults) as caught:
        came(text)
    return [(each.line, each.column, each.message) for each in caught.value.faults]


def test_our_own_table_comes_back_with_joint_premises_and_undercuts() -> None:
    found, cautions, *_ = came(OURS)
    assert edges(found) == [
        ("supports", ("c2", "c5"), "c1"),
        ("undercuts", ("c4",), "r1"),
        ("supports", ("1e5",), "c1"),
        ("rebuts", ("007",), "1e5"),
    ]
    assert texts(found)["1e5"] == "=1+1 is a claim that starts with a sign"
    assert texts(found)["007"] == "- a dash starts this one"
    assert found.credences == ()
    assert [(each.line, each.column) for each in cautions] == [(1, 42)]
    assert found.settings.theses == ("c1",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_german_spreadsheet_comes_in(encoding: str) -> None:
    found, cautions, *_ = came(GERMAN.replace("\n", "\r\n").encode(encoding))
    assert texts(found)["1"] == "Das Museum sollte montags öffnen"
    assert edges(found) == [("supports", ("2",), "1"), ("rebuts", ("3",), "1")]
    assert [claim.prior for claim in found.claims] == [0.25, None, None]
    assert cautions == ()


def test_a_french_table_with_tabs_and_its_line_for_excel_comes_in() -> None:
    text = "sep=\t\nNuméro\tÉnoncé\tCible\tSigne\nA\tOuvrir le lundi\t\t\nB\tNon\tA\tcontre\n"
    assert edges(came(text).debate) == [("rebuts", ("B",), "A")]


def test_without_ids_a_parent_is_an_exact_text() -> None:
    found = came(NO_IDS).debate
    assert edges(found) == [("supports", ("c2",), "c1"), ("rebuts", ("c3",), "c1")]


def test_two_equal_texts_without_ids_are_a_fault() -> None:
    (fault,) = faults(NO_IDS + "More visitors would come,Staff need one closed day,con\n")
    assert fault[0] == 5
    assert "Line 3 has the same text" in fault[2]


def test_what_a_spreadsheet_made_of_ids_is_told_by_address_and_number() -> None:
    changed = OURS.replace("\n1e5,", "\n100000,").replace("\n007,", "\n7,")
    found, cautions, *_ = came(changed)
    assert edges(found) == edges(came(OURS).debate)
    assert [each.line for each in cautions if "is read as" in each.message] == [6, 7]


@pytest.mark.parametrize(("was", "now"), [("3.10", "3.1"), ("1-2", "02. Jan"), ("1e5", "1,00E+05")])
def test_a_parent_is_found_however_its_id_was_changed(was: str, now: str) -> None:
    text = (
        f"id;text;parent;relation;url\n{now};A.;;;https://x.org/d/m/n/{was}\nb;B.;{now};pro;\n"
        f"c;C.;{was};con;\n"
    )
    found = came(text).debate
    assert edges(found) == [("supports", ("b",), was), ("rebuts", ("c",), was)]


def test_an_address_that_was_copied_along_renames_nothing() -> None:
    text = "id,text,url\nc1,A.,https://x.org/d/m/n/c1\nc2,B.,https://x.org/d/m/n/c1\n"
    assert texts(came(text).debate) == {"c1": "A.", "c2": "B."}


def test_ids_of_others_are_given_anew_where_they_cannot_stay() -> None:
    text = "id,text,parent,relation,relation_id\n1,A.,,,\na b,B.,1,con,1\n3,C.,1,undercuts,\n"
    found, cautions, *_ = came(text)
    assert edges(found) == [("rebuts", ("c1",), "1"), ("undercuts", ("3",), "r1")]
    assert [each.message[:7] for each in cautions] == ["New ids"]


def test_columns_of_relations_that_others_call_otherwise() -> None:
    text = "id,text,parent,relation,sign,n\nc1,A.,,,,\nc2,B.,c1,r1,supports,4\nc3,C.,r1,r2,con,\n"
    found = came(text).debate
    assert edges(found) == [("supports", ("c2",), "c1"), ("undercuts", ("c3",), "r1")]
    text = "type,text,parent,stance\nclaim,A.,,\nquestion,B?,A.,asks\n"
    assert [row.kind for row in came(text).debate.claims] == ["claim", "question"]


def test_a_word_that_lacks_and_a_column_that_is_not_known_are_told() -> None:
    _, cautions, *_ = came("text,parent,mood\nA.,,\nB.,A.,glad\n")
    assert [(each.line, each.column) for each in cautions] == [(1, 13), (3, 4)]
    assert "“mood”" in cautions[0].message


def test_a_long_text_is_the_body_of_its_claim() -> None:
    long = "One sentence. " * 40
    (claim,) = came(f'text\n"{long}"\n').debate.claims
    assert claim.body == long.strip()
    assert len(claim.text) <= 400


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", None, None, "empty"),
        ("a,b\n1,2\n", 1, 1, "No column is the text"),
        ('text\n"A.\nB.\n', 2, None, "never closed"),
        ('text\nA.\n"B" c\n', 3, None, "closing mark"),
        ("text,parent\nA.,\nB.,nowhere\n", 3, 4, "exact text “nowhere”"),
        ("text,parent,relation\nA.,,\nB.,A.,perhaps\n", 3, 7, "“perhaps” does not say"),
        ("text,parent,relation\nA.,,con\n", 2, 5, "names no parent"),
        ("text\nA.,extra\n", 2, 4, "2 cells, the header 1"),
        ("id,text\nc1,A.\nc1,B.\n", 3, 4, "different things"),
        ("id,kind\nc1,claim\n", 1, 1, "No column is the text"),
        ("id,text\nc1,\n", 2, None, "has no text"),
        ('id,text,body,kind\nc1,A.,"two\nlines",odd\n', 3, 8, "“odd” is none of"),
        ("text,thesis\nA.,first\n", 2, 4, "no number of a thesis"),
        ("text,prior\nA.,2\n", 2, 4, "at most 1"),
        ("id,text,parent,relation\nc1,A.,,\nc2,B.,c1,undercuts\n", 3, 7, "aim at a relation"),
        ("id,text\nc1,A.\nc2,A.\nc3,A.\n,A.\n", 5, None, "same text"),
        ("id,text,parent\nc1,A.,\nc2,A.,\nc3,B.,A.\n", 4, 7, "name one of them by its id"),
        ("id,text,parent\n,,c1\n", 2, 1, "neither an id nor a text"),
        (
            "id,text,parent,relation,relation_id\nc1,A.,,,\nc2,B.,c1,pro,r1\nc2,B.,c1,pro,r1\n",
            4, 1, "earlier row",
        ),
        (
            "id,text,parent,relation,relation_id\nc1,A.,,,\nc2,B.,c1,pro,r1\nc3,C.,c1,con,r1\n",
            4, None, "different things",
        ),
        ("id,text,parent,premise\nc1,A.,,\nc2,B.,c1,two\n", 3, 10, "no number of a premise"),
    ],
)  # fmt: skip
def test_every_fault_is_told_with_its_place(
    text: str, line: int | None, column: int | None, words: str
) -> None:
    found = faults(text)
    assert (line, column) in [(each[0], each[1]) for each in found if words in each[2]], found


def test_lines_within_quotes_are_counted() -> None:
    found = faults('text,kind\n"A.\n\nB.",claim\nC.,odd\n')
    assert [(line, column) for line, column, _ in found] == [(5, 4)]


def test_a_table_without_end_is_refused_before_it_is_read() -> None:
    assert "lines" in faults("text\n" + "a\n" * 100_001)[0][2]
    assert "cells" in faults("text\n" + "," * 3_000_001)[0][2]
    assert "characters" in faults("text\n" + "a" * 1_000_001)[0][2]


@pytest.mark.parametrize("text", [*HOSTILE, "'", "''", "'=1", "＝1", " =1", "''='"])
def test_guards_come_off_exactly(text: str) -> None:
    assert bare(guarded(text.strip())) == text.strip()


@pytest.mark.parametrize("cell", ["1_0", "١", "nan", "inf", "0x1", "1.2.3", "--1", ""])
def test_what_only_python_takes_for_a_number_is_none(cell: str) -> None:
    assert number(cell) is None


def test_a_table_is_known_by_its_header() -> None:
    assert looks(OURS.encode())
    assert looks(("﻿" + GERMAN).encode())
    assert guessed("list.txt", NO_IDS.encode()).name == "csv"
    assert not looks(b'{"format":"cruxmap/1"}')
    assert not looks(b"\xff\xfe\xff")
    assert not looks(b"timestamp,comment-id,author-id,agrees,comment-body\n")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_duckdb_reads_the_same_claims_and_texts(path: Path, tmp_path: Path) -> None:
    whole, file = debate(path), tmp_path / "claims.csv"
    file.write_text(written("csv", whole), encoding="utf-8", newline="")
    reading = "read_csv($1, all_varchar = true, header = true)"
    rows = duckdb.execute(f"select distinct id, text from {reading}", [str(file)]).fetchall()
    assert {id_: bare(text) for id_, text in rows} == texts(whole)
    counted = duckdb.execute(
        f"select count(distinct relation_id) from {reading} where relation in ('undercuts')",
        [str(file)],
    ).fetchone()
    assert counted == (sum(row.kind == "undercuts" for row in whole.relations),)


def test_the_example_is_what_is_written() -> None:
    told = [line.removesuffix(",…") for line in block_of_rows()]
    names = told[0].split(",")
    rows = [
        ",".join(row[name] for name in names) for row in csv.DictReader(StringIO(museum("csv")))
    ]
    assert [line for line in some(told[1:], at_least=4) if line not in rows] == []


def block_of_rows() -> list[str]:
    return block("docs/formats/csv.md", "id,kind,text,parent").strip().splitlines()


def test_the_table_of_ones_own_in_the_document_comes_in() -> None:
    found = came(block("docs/formats/csv.md", "Text;Parent;Relation")).debate
    assert [row.kind for row in found.relations] == ["supports", "rebuts"]


def test_a_question_asks_and_what_stands_below_it_answers_and_both_are_told() -> None:
    text = (
        "nr;art;text;parent;haltung\n1;These;A.;;\n2;Frage;Who pays?;1;\n3;Argument;The town;2;\n"
    )
    found, cautions, *_ = came(text)
    assert [row.kind for row in found.claims] == ["claim", "question", "claim"]
    assert edges(found) == [("asks", ("2",), "1"), ("answers", ("3",), "2")]
    told = [(each.line, each.message.rpartition(": ")[2]) for each in cautions]
    assert told == [(3, "it asks it."), (4, "it answers it.")]


def test_the_kind_of_a_row_may_say_what_it_is_to_its_parent() -> None:
    text = "Nr;Art;Aussage;Bezug\n1;These;A.;\n2;Pro;B.;1\n3;Contra;C.;1\n4;Argument dafür;D.;3\n"
    found, cautions, *_ = came(text)
    assert edges(found) == [("supports", ("2",), "1"), ("rebuts", ("3",), "1"),
                            ("supports", ("4",), "3")]  # fmt: skip
    assert {row.kind for row in found.claims} == {"claim"}
    assert cautions == ()


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    text = (
        "Nr;Art;Aussage;Bezug;Haltung\n1;Satz;A.;;\n2;Argument;B.;17;dagegen\n\n"
        "2;Argument;C.;1;dagegen\n3;Argument;D.;1;vielleicht\n4;Argument;E.;4;pro\n"
    )
    with pytest.raises(ImportFaults) as caught:
        came(text)
    assert [(fault.line, fault.path) for fault in caught.value.faults] == [
        (2, "column “Art”, row 2"),
        (3, "column “Bezug”, row 3"),
        (5, "column “Aussage”, row 5"),
        (6, "column “Haltung”, row 6"),
        (7, "column “Bezug”, row 7"),
    ]
    told = [fault.message for fault in caught.value.faults]
    assert "“Satz” is none of" in told[0]
    assert told[-1] == "This would be a reason for itself."


def test_a_row_is_called_by_its_number_in_a_spreadsheet() -> None:
    with pytest.raises(ImportFaults) as caught:
        came('text,kind\n"A.\n\nB.",claim\n\nC.,odd\n')
    (fault,) = caught.value.faults
    assert (fault.line, fault.path) == (6, "column “kind”, row 4")


def test_a_header_without_texts_is_told_what_it_has_and_what_would_do() -> None:
    (fault,) = faults("What we say,Agree?\nA.,\n")
    assert "there are “What we say”, “Agree?”" in fault[2]
    assert "“statement”" in fault[2]


def test_what_a_spreadsheet_left_in_place_of_a_text_is_told() -> None:
    text = (
        'text\nA.\n=SUMME(F2:F8)\n"=HYPERLINK(""x"",""y"")"\n#REF!\n\'=1+1 is two\n- a dash\n#1\n'
    )
    told = [(each.line, each.message.partition("” is ")[2]) for each in came(text).cautions]
    assert [line for line, _ in told] == [3, 4, 5]
    assert told[0][1].startswith("a formula")
    assert told[2][1].startswith("an error")


def test_a_column_of_chances_is_told_truly() -> None:
    (caution,) = came("text,Confidence\nA.,70%\n").cautions
    assert "“Confidence” is not read" in caution.message
    assert "prior" in caution.message
    assert "several people" not in caution.message


def test_where_new_ids_begin_is_told() -> None:
    (caution,) = came("id,text\nc1,A.\na b,B.\n").cautions
    assert (caution.line, caution.column) == (3, 1)


SPECIMENS = (
    OURS.encode(),
    GERMAN.encode("utf-16"),
    NO_IDS.encode(),
    written("csv", debate(FILES[-1])).encode(),
)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode), mutations(SPECIMENS))
)
def test_whatever_comes_is_read_or_refused(data: bytes) -> None:
    is_read_or_refused(read, data)
    looks(data)


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("id,text;\n\"'=+-1c.a parent\tprorelation"), max_size=200))
def test_any_text_below_a_header_is_read_or_refused(text: str) -> None:
    for head in ("id,text,parent,relation,relation_id,prior,thesis,premise\n", "text;parent\n"):
        is_read_or_refused(read, (head + text).encode())
