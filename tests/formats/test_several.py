"""What a zip holds is told apart: tables, the pages of a debate, or several files of debates."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.formats.archives import MOST_BYTES, MOST_LISTED, only, packed
from app.core.formats.format import Loss, Options
from app.core.formats.native.faults import Fault, ImportFaults
from app.core.formats.registry import FORMATS
from app.core.formats.several import (
    INDEX,
    KIND,
    Holding,
    Listed,
    archived,
    files_in,
    holding_of,
    index,
    strange,
)
from tests.documents import block
from tests.formats.mutated import mutations
from tests.formats.test_registry import BUNDLED, debate

TEA = b"[Tea]: Tea is best.\n"
CLAIMS = b"id,text\nc1,Tea is best.\n"
OURS = index("csv", [Listed("claims.csv", "claims", "On claims", 3, {"claims": 1}, ())])
PAGES = {
    "index.html": b"<html></html>",
    "n/c1.html": b"<html></html>",
    "data/tea.cruxmap.json": b"{}",
    "data/tea.md": b"- Tea",
}


def told(data: bytes) -> str:
    with pytest.raises(ImportFaults) as caught:
        files_in(data)
    return str(caught.value.faults[0])


@pytest.mark.parametrize(
    ("files", "held"),
    [
        ({"tea.argdown": TEA, "b/milk.md": b"- Milk"}, Holding.SEVERAL),
        ({"tea.csv": CLAIMS, "milk.csv": CLAIMS}, Holding.SEVERAL),
        ({"claims.csv": CLAIMS, "relations.csv": b"id"}, Holding.ONE),
        ({"claims.csv": CLAIMS, "README.txt": b"Hello"}, Holding.ONE),
        ({"t/datapackage.json": b"{}", "t/a.csv": b"", "notes.md": b""}, Holding.ONE),
        ({"claims.csv": CLAIMS, "tea.argdown": TEA}, Holding.SEVERAL),
        ({"claims.csv": CLAIMS, INDEX: OURS}, Holding.SEVERAL),
        (PAGES, Holding.ARCHIVE),
        ({f"tea-archive/{name}": data for name, data in PAGES.items()}, Holding.ARCHIVE),
        ({**PAGES, "data/b.cruxmap.json": b"{}"}, Holding.SEVERAL),
        ({"data/tea.cruxmap.json": b"{}"}, Holding.SEVERAL),
        ({}, Holding.SEVERAL),
    ],
)
def test_what_a_zip_holds_is_told_by_the_names_in_it(
    files: dict[str, bytes], held: Holding
) -> None:
    data = packed(files.items())
    for name in ("x.zip", "-", "", "/home/a.b/x.ZIP"):
        assert holding_of(name, data) is held
    assert holding_of("letter.docx", data) is Holding.ONE


def test_what_is_no_zip_is_one_file() -> None:
    assert holding_of("tea.zip", b"format: cruxmap/1") is Holding.ONE
    assert holding_of("tea.argdown", TEA) is Holding.ONE


@pytest.mark.parametrize("name", [each.name for each in FORMATS.values() if each.write])
def test_a_file_of_each_format_alone_is_not_taken_for_several(name: str) -> None:
    whole = debate(BUNDLED / "fare-free-buses.yaml")
    into = FORMATS[name]
    assert into.write is not None
    data = into.write(whole, Options()).data
    assert holding_of(f"buses{into.ending}", data) is Holding.ONE


def test_what_is_no_debate_is_left_out_and_named() -> None:
    data = packed(
        [
            *{INDEX: OURS, "README.md": b"# Hello", ".obsidian/app.json": b"{}"}.items(),
            *{"f/LICENSE": b"Free", "tea.argdown": TEA, "f/index.json": b"{}"}.items(),
        ]
    )
    found = files_in(data)
    assert found.debates == {"tea.argdown": TEA, "f/index.json": b"{}"}
    assert found.left_out == (INDEX, "README.md", ".obsidian/app.json", "f/LICENSE")


def test_the_index_says_what_is_in_the_zip() -> None:
    losses = (Loss(1, "stance", "stances"), Loss(2, "term", "terms"))
    row = Listed("tea.dot", "tea", "On “tea”", 7, {"claims": 2}, losses)
    assert json.loads(index("dot", [row])) == {
        "kind": KIND,
        "format": "dot",
        "debates": [
            {
                **{"file": "tea.dot", "slug": "tea", "title": "On “tea”", "revision": 7},
                **{"counts": {"claims": 2}, "losses": ["1 stance", "2 terms"]},
            }
        ],
    }


def test_the_documents_show_an_index_as_it_is_written() -> None:
    told = block("docs/formats/README.md", '{\n "kind"')
    counts = {"claims": 2, "stances": 1}
    row = Listed("tea.dot", "tea", "On tea", 7, counts, (Loss(1, "stance", "stances"),))
    assert told == index("dot", [row]).decode()


def test_an_empty_zip_and_one_without_debates_are_refused() -> None:
    assert "no file of a debate" in told(packed([]))
    assert "no file of a debate" in told(packed([("README.md", b"# Hello")]))


def test_a_zip_within_and_strange_files_are_faults_of_that_file() -> None:
    inner = packed([("tea.argdown", TEA)])
    (nested,) = strange("f/inner.zip", inner, is_told=False)
    assert str(nested) == "f/inner.zip: This is a zip within the zip. Bring it in by itself."
    assert next(strange("inner.md", inner, is_told=True)).message == nested.message
    (unknown,) = strange("cat.png", b"\x89PNG", is_told=False)
    assert "no format that is read" in unknown.message
    assert not list(strange("cat.png", b"\x89PNG", is_told=True))
    assert not list(strange("tea.argdown", TEA, is_told=False))


def test_a_fault_says_in_which_file_and_where_it_is() -> None:
    fault = Fault("claims[0].text", "It is too long.", None, 3, 9, file="tea.json")
    assert str(fault) == "tea.json: line 3, column 9: claims[0].text: It is too long."
    assert fault.field == "tea.json: claims[0].text"
    assert Fault("", "It is none.", file="tea.json").field == "tea.json"
    assert Fault("", "It is none.").field == "document"


def test_the_own_file_of_an_archive_is_read_and_that_is_told() -> None:
    pages = [(f"n/r{number}.html", b"<html></html>") for number in range(1_500)]
    name, data, caution = archived(packed([*PAGES.items(), *pages]))
    assert (name, data) == ("data/tea.cruxmap.json", b"{}")
    assert "archive of a debate’s pages" in caution.message
    assert "data/tea.cruxmap.json" in caution.message


def test_one_file_is_taken_out_without_trusting_it() -> None:
    bomb = packed([("data/tea.cruxmap.json", b"0" * (MOST_BYTES + 1)), ("index.html", b"")])
    assert holding_of("x.zip", bomb) is Holding.ARCHIVE
    with pytest.raises(ImportFaults, match="unpacked; no more are read"):
        archived(bomb)
    with pytest.raises(ImportFaults, match="no file “b”"):
        only(packed([("a", b"")]), "b")
    with pytest.raises(ImportFaults, match="no zip archive"):
        only(b"PK\x03\x04 and no more", "a")
    many = packed((f"{number}.md", b"") for number in range(MOST_LISTED + 1))
    assert "at most 1,000" in told(many)


def test_names_in_utf_8_without_a_word_of_it_are_read_as_they_were_meant() -> None:
    # Written in plain letters, then put in their place: nothing says which encoding they are in.
    meant, old = "für.md".encode(), "caf\N{LATIN SMALL LETTER E WITH ACUTE}.md".encode("cp437")
    data = packed([("....md.", b"- Tea"), ("...md__", b"- Tea")])
    data = data.replace(b"....md.", meant).replace(b"...md__", old)
    assert list(files_in(data).debates) == ["für.md", "café.md"]


@settings(max_examples=300)
@given(
    st.one_of(
        st.binary(max_size=100),
        mutations((packed(PAGES.items()), packed([("tea.argdown", TEA), (INDEX, OURS)]))),
    )
)
def test_zips_that_went_bad_are_told_apart_or_refused(data: bytes) -> None:
    held = holding_of("x.zip", data)
    with suppress(ImportFaults):
        if held is Holding.ARCHIVE:
            archived(data)
        elif held is Holding.SEVERAL:
            for name, each in files_in(data).debates.items():
                list(strange(name, each, is_told=False))
    assert held is Holding.ONE or data.startswith(b"PK")
