"""Every format through the one door: named once, written from any debate, honest about losses."""

import csv
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from app.core.debate.whole import Debate
from app.core.formats.format import Options
from app.core.formats.markdown_outline import escaped
from app.core.formats.native.canonical import canonical
from app.core.formats.native.faults import ImportFaults
from app.core.formats.native.reading import read_document
from app.core.formats.native.values import debate_of
from app.core.formats.registry import FORMATS, READ, WRITTEN, guessed
from app.core.formats.sheets.cells import guarded
from tests.found import some

BUNDLED = Path(__file__).parent.parent.parent / "app" / "debates"
FILES = [
    *sorted(BUNDLED.glob("*.yaml")),
    Path(__file__).parent / "every_field.yaml",
]
HOSTILE = (
    "=1+1",
    "'tis",
    "- a dash",
    "1. a list",
    "# no heading",
    "*a* _b_ `c` [d](e) <f> |",
    "@x",
)


def debate(path: Path) -> Debate:
    return debate_of(canonical(read_document(path.read_bytes(), path.name)))


def written(name: str, given: Debate) -> str:
    writer = FORMATS[name].write
    assert writer is not None
    return writer(given, Options("https://map.example.org/d/x")).data.decode("utf-8-sig")


def test_names_are_the_keys_and_endings_tell_formats_apart() -> None:
    assert list(FORMATS) == [each.name for each in FORMATS.values()]
    assert len({each.ending for each in FORMATS.values()}) == len(FORMATS) >= 4


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", WRITTEN)
def test_equal_debates_give_equal_bytes_and_losses_are_counted(name: str, path: Path) -> None:
    given = debate(path)
    writer = FORMATS[name].write
    assert writer is not None
    first, second = writer(given, Options()), writer(debate(path), Options())
    assert first == second
    assert min((loss.number for loss in first.losses), default=1) > 0
    counted = {loss.many: loss.number for loss in first.losses}
    if "stances" in counted:
        told = FORMATS[name].keeps(given).stances
        assert counted["stances"] == len(given.stances) - len(told)


def an_outline(text: str) -> list[tuple[int, str]]:
    """Every bullet of a Markdown text with its depth, as a CommonMark reader sees it."""
    depth, found = 0, []
    for token in MarkdownIt("commonmark", {"maxNesting": 1000}).parse(text):
        if token.type in ("bullet_list_open", "bullet_list_close"):
            depth += token.nesting
        elif token.type == "inline" and depth:
            found.append((depth, "".join(each.content for each in token.children or [])))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_markdown_reader_finds_every_claim_once_and_every_reason(path: Path) -> None:
    given = debate(path)
    found = [text for _, text in an_outline(written("markdown", given))]
    bullets = [text for text in found if not text.startswith("Warrant: ")]
    told = Counter(
        text.partition("[")[2].partition("]")[0].split(" ")[0]
        for text in bullets
        if "see [" not in text and "without a claim" not in text
    )
    assert told == Counter(claim.id for claim in given.claims)
    for claim in given.claims:
        assert any(f"[{claim.id}" in text and claim.text in text for text in bullets), claim.id
    brackets = [text.partition("[")[2].partition("]")[0].split(" ") for text in bullets]
    ids = Counter(each[-1] for each in brackets)
    aimed = [row for row in given.relations if row.target not in given.graph.cruxes]
    for row in some(aimed):
        assert ids[row.id] == 1, row.id


def test_an_undercut_hangs_below_the_reason_whose_step_it_hits() -> None:
    text = written("markdown", debate(BUNDLED / "scheming-exchange.yaml"))
    bullets = an_outline(text)
    at, depth = next(
        (at, depth)
        for at, (depth, bullet) in enumerate(bullets)
        if bullet.startswith("Undercuts: [c4 r3]")
    )
    above = next(bullet for around, bullet in reversed(bullets[:at]) if around < depth)
    assert " r1]" in above


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_survives_markdown(text: str) -> None:
    (bullet,) = an_outline(f"- [c1] {escaped(text)}\n")
    assert bullet == (1, f"[c1] {text}")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_table_has_a_row_for_each_claim_and_what_it_bears_on(path: Path) -> None:
    given = debate(path)
    rows: list[dict[str, Any]] = list(csv.DictReader(StringIO(written("csv", given))))
    edges = {
        (premise, row.target, row.kind, row.id)
        for row in given.relations
        if row.target not in {crux.id for crux in given.cruxes}
        for premise in row.premises
    }
    found = {(r["id"], r["parent"], r["relation"], r["relation_id"]) for r in rows if r["parent"]}
    assert found == edges
    assert {r["id"] for r in rows} == {claim.id for claim in given.claims}
    texts = {claim.id: claim.text for claim in given.claims}
    for row in rows:
        assert row["text"].removeprefix("'") == texts[row["id"]].removeprefix("'")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_taken_for_a_formula(text: str) -> None:
    cell = guarded(text)
    assert cell[0] not in "=+-@"
    assert cell in (text, f"'{text}")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("map.opml", b'<?xml version="1.0"?><opml version="2.0"></opml>'),
        ("graph.af", b"p af 2\n1 2\n"),
        ("no-ending", "Ω, nur ein Wort".encode()),
    ],
)
def test_a_file_that_nothing_tells_is_refused_with_how_it_begins(name: str, data: bytes) -> None:
    with pytest.raises(ImportFaults) as error:
        guessed(name, data)
    (fault,) = error.value.faults
    assert (fault.line, fault.column) == (1, 1)
    assert f"“{data.decode()[:20].strip().splitlines()[0]}" in fault.message
    assert all(known in fault.message for known in READ)


ARGDOWN = "# Museum\n\n[A]: First.\n  + [B]: Second.\n"
KIALO = "1. Open it\n1.1. Pro: More come\n1.1.1. Con: Not on Mondays\n"
BIBTEX = "Exported by hand\n\n@string{a = {b}}\n@book{c,\n  title = {D}\n}\n"
YAML = "# Museum\ndebate: {slug: m, title: Museum}\nformat: cruxmap/1\n"


@pytest.mark.parametrize(
    ("name", "text", "due"),
    [
        ("", ARGDOWN, "argdown"),
        ("museum.md", ARGDOWN, "argdown"),
        ("museum.txt", ARGDOWN, "argdown"),
        ("", "Open it.\n  + <More>: More come.\n", "argdown"),
        (
            "museum.md",
            "# M\n\n- Open it [x]\n  - Pro: y\n\n[x]: https://example.org/\n",
            "markdown",
        ),
        ("museum.md", "# M\n\n[x]: notes.html\n[^1]: A note.\n\n- Open it\n", "markdown"),
        ("", KIALO, "kialo"),
        ("museum.txt", KIALO, "kialo"),
        ("", f"Discussion Title: Museum\n\n{KIALO}", "kialo"),
        ("", "1. Open it\n2. Close it\n", "markdown"),
        ("", BIBTEX, "bibtex"),
        ("", YAML, "cruxmap-yaml"),
        ("", "Open it?\n• More come\n• It costs\n", "indented"),
        ("", "Open it on Mondays.\n\nMore would come.\n", "indented"),
        ("", '{"format": "cruxmap/1", "debate": {}}', "cruxmap"),
    ],
)
def test_what_is_pasted_is_told_by_the_signs_in_it(name: str, text: str, due: str) -> None:
    assert guessed(name, text.encode()).name == due
    assert guessed(name, f"\ufeff{text}".encode()).name == due


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("map.png", b"\x89PNG\r\n\x1a\n\0\0", "a picture"),
        ("map.csv", b"%PDF-1.7\n", "a PDF"),
        ("thread.json", b"<!DOCTYPE html><title>Sign in</title>", "a web page"),
        ("thread.json", b'{"errors":[{"message":"Cannot query field"}]}', "a server answers"),
    ],
)
def test_what_no_format_is_gets_a_sentence_of_its_own(name: str, data: bytes, told: str) -> None:
    with pytest.raises(ImportFaults, match=told):
        guessed(name, data)


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ('{"nodes": [], "edges": []}', "this has “nodes”, “edges”"),
        ("{}", "this has none"),
        ("[1]", "this is none"),
    ],
)
def test_json_of_another_program_is_told_from_a_debate_with_faults(text: str, has: str) -> None:
    with pytest.raises(ImportFaults) as error:
        read_document(text.encode(), "map.json")
    assert f"begins with the fields “format” and “debate”; {has}." in str(error.value)
    with pytest.raises(ImportFaults) as error:
        read_document(b'{"format": "cruxmap/1"}', "map.json")
    assert "“debate” is missing." in str(error.value)
    assert "another" not in str(error.value)
