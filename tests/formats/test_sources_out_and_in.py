"""Sources as CSL-JSON and BibTeX: what others read of our files, and what we read of theirs."""

import json
import os
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from bibtexparser.entrypoint import parse_string
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.debate.csl import reference
from app.core.debate.whole import Debate
from app.core.formats.csl_json import looks
from app.core.formats.format import Given, Options, Read
from app.core.formats.latex import decoded, encoded
from app.core.formats.native.canonical import canonical
from app.core.formats.native.faults import ImportFaults
from app.core.formats.native.reading import check_document
from app.core.formats.native.values import debate_of
from app.core.formats.registry import FORMATS, guessed
from tests.documents import block
from tests.formats.fuzzing import files, read_or_refused
from tests.formats.generated import HOSTILE, TEXTS, as_document
from tests.formats.test_registry import FILES, debate
from tests.found import some

BOTH = ("csl-json", "bibtex")
ITEM: dict[str, Any] = {
    "type": "article-journal",
    "title": "On the opening of museums: 50 % & {more} #1 $2 ~ ^ \\ _",
    "title-short": "On opening",
    "author": [
        {"family": "Mølgaard", "given": "Ida"},
        {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der", "suffix": "Jr"},
        {"family": "de la Cruz, Ana and Sons", "given": "A. B."},
        {"family": "Plato"},
        {"literal": "The Museum and its Friends, Ltd."},
    ],
    "editor": [{"family": "Lee", "given": "An"}],
    "container-title": "Leaves & Days",
    "volume": "3",
    "issue": "2",
    "page": "11-15",
    "issued": {"date-parts": [[2024, 5, 3]]},
    "accessed": {"date-parts": [[2024, 6, 1]]},
    "publisher": "Quay Press",
    "publisher-place": "Quillmouth",
    "DOI": "10.1000/a_b%20c",
    "URL": "https://example.org/a_b?x=1&y=2#z~",
    "abstract": "One line.\n\nAnother line.",
    "id": "lee:2024/a",
}


def a_debate(*csl: dict[str, Any]) -> Debate:
    rows = [{"id": f"s{at}", "kind": "work", "csl": each} for at, each in enumerate(csl, 1)]
    settings_ = {"slug": "museum", "title": "Should the museum open?"}
    given_ = {"format": "cruxmap/1", "debate": settings_, "sources": rows}
    return debate_of(canonical(check_document(given_)))


def write(name: str, given_: Debate) -> str:
    writer = FORMATS[name].write
    assert writer is not None
    return writer(given_, Options()).data.decode()


def read(of: str, data: str | bytes, /, **more: Any) -> Read:
    reader = FORMATS[of].read
    assert reader is not None
    return reader(data.encode() if isinstance(data, str) else data, Given(**more))


def items(found: Read) -> dict[str, Any]:
    return {row.id: dict(row.csl) for row in found.debate.sources}


def faults(name: str, data: str) -> list[tuple[int | None, str]]:
    with pytest.raises(ImportFaults) as caught:
        read(name, data)
    return [(fault.line, fault.message) for fault in caught.value.faults]


@pytest.mark.parametrize("name", BOTH)
def test_an_item_of_every_kind_of_field_comes_back_whole(name: str) -> None:
    found = read(name, write(name, a_debate(ITEM)), name="museum.file")
    assert items(found) == {"s1": ITEM}
    assert found.cautions == ()
    assert found.debate.claims == ()
    assert found.debate.settings.title == "museum"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", BOTH)
def test_any_text_survives_in_titles_and_names(name: str, text: str) -> None:
    text = " ".join(text.split())  # as titles are printed
    author = [{"literal": text}, {"family": text, "given": text}]
    given_ = a_debate({"type": "book", "title": text, "author": author, "note": text})
    (csl,) = items(read(name, write(name, given_))).values()
    assert csl == given_.sources[0].csl


SOME: st.SearchStrategy[Any] = st.one_of(
    TEXTS, st.integers(-5, 3000), st.booleans(), st.just({}), st.lists(TEXTS)
)
CSL = st.fixed_dictionaries(
    {"type": st.sampled_from(["book", "post", "x y", "article"]), "title": TEXTS},
    optional={
        "author": st.lists(st.dictionaries(st.sampled_from(["family", "given", "literal", "suffix",
            "non-dropping-particle"]), TEXTS), max_size=3),
        "issued": st.one_of(SOME, st.fixed_dictionaries({"date-parts": st.lists(
            st.lists(st.integers(-3, 3000), max_size=4), max_size=2)}),
            st.fixed_dictionaries({"literal": TEXTS})),
        "custom": SOME, "volume": SOME, "page": SOME, "number": SOME, "URL": SOME, "id": TEXTS,
        "note": SOME, "cruxmap": SOME,
    },
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(csl=st.lists(CSL, max_size=3))
def test_whatever_stands_in_items_what_comes_back_is_what_is_kept(csl: list[Any]) -> None:
    given_ = a_debate(*csl)
    for name in BOTH:
        found = read(name, write(name, given_), name="museum.file", slug="museum")
        assert as_document(found.debate) == as_document(FORMATS[name].keeps(given_))
    assert as_document(found.debate)["debate"] == {"slug": "museum", "title": "museum"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_another_reader_of_bibtex_finds_every_source_and_nothing_broken(path: Path) -> None:
    given_ = debate(path)
    library = parse_string(write("bibtex", given_))
    assert library.failed_blocks == []
    found = {entry.key: decoded(str(entry["title"])) for entry in library.entries}
    assert found == {row.id: row.csl["title"] for row in some(given_.sources)}


@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_what_is_escaped_for_latex_is_what_is_read(text: str) -> None:
    text = normalize("NFC", text)  # as every text of a debate is
    coded = encoded(text)
    assert decoded(coded) == text
    assert coded.count("{") == coded.count("}")


def test_bibtex_of_others_is_read_with_its_accents_macros_and_names() -> None:
    found = read(
        "bibtex",
        r"""
@string{acm = "ACM Press"}
@comment{nothing}
@Article{DBLP:conf/x:1,
  title = {The {\'E}tude of \emph{caf\'e} \& {NASA}'s 50\% $x^2$},
  author = "Donald E. Knuth and van der Berg, Jr, Jan and {The \& Group} and M{\"u}ller, A.~B.",
  year = 2020, month = sep, publisher = acm, url = {http://a.example/?x=1&y=2_z},
  pages = {1--5}, journal = "J", number = {3}, file = {x.pdf} }
@misc{untitled, year = {in press}}
""",
        name="shelf.bib",
    )
    assert items(found)["DBLP-conf-x-1"] == {
        "type": "article-journal",
        "id": "DBLP:conf/x:1",
        "title": "The Étude of café & NASA's 50% $x^2$",
        "author": [
            {"family": "Knuth", "given": "Donald E."},
            {"family": "Berg", "given": "Jan", "suffix": "Jr", "non-dropping-particle": "van der"},
            {"literal": "The & Group"},
            {"family": "Müller", "given": "A. B."},
        ],
        "issued": {"date-parts": [[2020, 9]]},
        "publisher": "ACM Press",
        "URL": "http://a.example/?x=1&y=2_z",
        "page": "1-5",
        "container-title": "J",
        "issue": "3",
    }
    assert items(found)["untitled"]["issued"] == {"literal": "in press"}
    said = [str(each) for each in found.cautions]
    assert said == [
        "line 4: Not read of DBLP:conf/x:1: file.",
        "line 9: This entry has no title; “untitled” stands for it.",
    ]
    assert found.debate.settings.title == "shelf"


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        ("@book{a, title={A}}\n@book{a, title={B}}", 2, "“a” stands here twice"),
        ("\n@book{a, title={A}, title={B}}", 2, "stands twice in this entry: title"),
        ("@book{a, title={A}, Title={B}}", 1, "stands twice"),
        ("@book{a, title={A}}\n@book{b, title={open\n@book{c, title={C}}", 2, "cannot be read"),
        ("@book{a, title={A}, annote={" + "x" * 4001 + "}}", 1, "at most 4,000"),
        ("@book{a,\n title={A} year=2001}", 2, "missing between “title” and “year”"),
        ('@book{a,\n note={n},\n title="A {x} b" year={2001}}', 3, "between “title” and “year”"),
        ("@book{a, title={A} and {B}}", 1, "missing before “and {B}”"),
        ("@book{ , title={A}}", 1, "has no key"),
        ("@book{title={A}}", 1, "after entry key"),
    ],
)
def test_entries_that_cannot_be_taken_are_told_with_their_lines(
    data: str, line: int, message: str
) -> None:
    found = faults("bibtex", data)
    assert any(at == line and message in said for at, said in found), found


def test_all_entries_that_cannot_be_taken_are_told_at_once_and_nothing_goes_to_the_log(
    capfd: pytest.CaptureFixture[str],
) -> None:
    text = "@book{a, title={open\n}\n@book{b, title={B}}\n@book{b, x={}}\n@book{, x={}}\n"
    assert [line for line, _ in faults("bibtex", text)] == [1, 4, 5]
    assert capfd.readouterr() == ("", "")


def test_words_that_no_entry_holds_are_told() -> None:
    text = '% by hand\n@book{a, title={A}}\nnot an entry\n@book{b, title="A {" } b"}\n'
    (caution,) = read("bibtex", text).cautions
    assert (caution.line, caution.message) == (3, "What stands beside the entries is not read.")


def test_values_that_are_joined_are_one_and_lack_no_comma() -> None:
    text = '@book{a, title = "On " # {tea {and} "milk"} # jan, year = 1999, note = May 2001}'
    assert items(read("bibtex", text))["a"]["issued"] == {"date-parts": [[1999]]}


def test_more_authors_than_are_named_come_out_as_they_came_in() -> None:
    text = "@book{a, title={A}, author={Ida Mølgaard and others}, address={Frankfurt a.\\,M.}}"
    found = read("bibtex", text)
    csl = items(found)["a"]
    assert csl["publisher-place"] == "Frankfurt a. M."
    assert reference(csl).authors == "Ida Mølgaard et al."
    assert "author = {Mølgaard, Ida and others}," in write("bibtex", found.debate)
    assert items(read("bibtex", write("bibtex", found.debate))) == {"a": csl}


def test_items_of_others_keep_their_ids_and_what_they_lack_is_told() -> None:
    told = [
        {"id": "http://zotero.org/users/1/items/A B", "type": "book", "title": "On wheels"},
        {"id": 7, "title": "On rims"},
        {"id": "x", "type": "webpage", "URL": "https://example.org/"},
    ]
    found = read("csl-json", json.dumps(told, indent=1), name="shelf.json")
    assert items(found) == {
        "7": {"type": "document", "title": "On rims"},
        "http-zotero.org-users-1-items-A-B": told[0],
        "x": {"type": "webpage", "URL": "https://example.org/", "title": "https://example.org/"},
    }
    assert [caution.line for caution in found.cautions] == [7, 11]


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        ('{"a": 1}', 1, "no list"),
        ('[\n{"id": "a", "type": "book", "title": "A"},\n3]', 3, "no item"),
        ('[\n{"id": "a", "type": "book", "title": "A"},\n{"id": "a", "title": "B"}]', 3, "twice"),
        ('[\n{"id": "a", "type": "book", "title": 5}]', 2, "must be text"),
        ("[{]", 1, "not JSON"),
        ('[\n{"id": "a", "type": "book", "title": "A", "x": NaN}]', 2, "not a number"),
        ('[\n{"type": "book", "title": "A", "custom": {"cruxmap": {"kind": "ship"}}}]', 2, "ship"),
    ],
)
def test_items_that_cannot_be_taken_are_told_with_their_lines(
    data: str, line: int, message: str
) -> None:
    found = faults("csl-json", data)
    assert any(at == line and message in said for at, said in found), found


@pytest.mark.parametrize(
    ("name", "data", "due"),
    [
        ("a.json", b'[{"id": "a", "type": "book", "title": "A"}]', "csl-json"),
        ("a.json", b'\xef\xbb\xbf [ {"title": "A", "type": "post-weblog"}]', "csl-json"),
        ("a.json", b'{"format": "cruxmap/1", "debate": {}}', "cruxmap"),
        ("", b"% a bibliography\n@book{a, title={A}}", "bibtex"),
        ("a.csl.json", b"[]", "csl-json"),
        ("a.csl.json", b'[{"URL": "https://example.org/cruxmap/1", "type": "book"}]', "csl-json"),
    ],
)
def test_files_are_told_apart(name: str, data: bytes, due: str) -> None:
    assert guessed(name, data).name == due


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"[1]",
        b'{"data": {"post": {}}}',
        b'[{"_id": "x", "parentCommentId": null, "type": "x", "title": "y"}]',
        b'[{"type": "claim", "text": "x"}]',
    ],
)
def test_what_is_no_list_of_items_is_not_taken_for_one(data: bytes) -> None:
    assert not looks(data)


@settings(max_examples=200, deadline=None)
@given(
    data=files(write("bibtex", debate(FILES[-1])).encode(), b"@a{b, title=x # y}\n@string{c={d}}")
)
def test_any_file_of_entries_is_read_or_refused(data: bytes) -> None:
    read_or_refused(FORMATS["bibtex"].read, data)


@settings(max_examples=200, deadline=None)
@given(data=files(write("csl-json", debate(FILES[-1])).encode()))
def test_any_file_of_items_is_read_or_refused(data: bytes) -> None:
    read_or_refused(FORMATS["csl-json"].read, data)


def test_the_examples_of_the_documents_are_what_comes_out() -> None:
    author = [{"family": "Lee", "given": "An"}]
    book = {"type": "book", "title": "On wheels & rims", "author": author}
    given_ = a_debate({**book, "issued": {"date-parts": [[1999, 4]]}})
    assert block("docs/formats/bibtex.md", "@book{s1,").strip() in write("bibtex", given_)
    told = json.loads(block("docs/formats/csl-json.md", '[{"type"'))
    assert told == json.loads(write("csl-json", given_))


if os.environ.get("CRUXMAP_TEST_REALDATA"):
    import jsonschema_rs

    SCHEMA = Path(os.environ["CRUXMAP_TEST_REALDATA"]) / "citations" / "csl-data.schema.json"

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_our_files_keep_to_the_published_schema(path: Path) -> None:
        schema = json.loads(SCHEMA.read_text("utf-8"))
        jsonschema_rs.Draft7Validator(schema).validate(json.loads(write("csl-json", debate(path))))
