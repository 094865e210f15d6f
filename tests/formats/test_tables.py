"""A debate as tables: whole, in a form that other programs check, and mended by hand."""

import csv
import json
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import duckdb
import frictionless
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.debate.shape import NODES
from app.core.formats.archives import packed, unpacked
from app.core.formats.format import Given, Options, Read
from app.core.formats.native.faults import Fault, ImportFaults
from app.core.formats.native.schema import document_shape
from app.core.formats.registry import guessed
from app.core.formats.sheets.cells import bare
from app.core.formats.tabled.shapes import POSITION, tables
from app.core.formats.tables import looks, read, write
from tests.documents import ROOT, block
from tests.formats.generated import HOSTILE, as_document
from tests.formats.mutated import is_read_or_refused, mutations
from tests.formats.test_registry import FILES, debate
from tests.found import some
from tests.web.library import a_claim, a_document

EVERY_FIELD = FILES[-1]
TEXTS = {"claims": "text", "cruxes": "question", "people": "name"}
PLAIN = {
    "claims.csv": b"id,kind,text,credence\r\nc1,claim,The museum should open on Mondays,0.7\r\n"
    b'c2,claim,More visitors would come,\r\nc4,claim,"Buses, limited",\r\n',
    "relations.csv": b"id,kind,target_claim,target_relation\r\nr1,supports,c1,\r\n"
    b"r3,undercuts,,r1\r\n",
    "premises.csv": b"relation,position,claim\r\nr1,1,c2\r\nr3,1,c4\r\n",
}
PLAIN_PACKAGE = json.dumps(
    {"name": "museum", "resources": [{"name": "claims", "path": "claims.csv"}, {"name": 3}, 4]}
).encode()


def files_of(path: Path = EVERY_FIELD) -> dict[str, bytes]:
    return unpacked(write(debate(path), Options()).data)


def came(files: dict[str, bytes], name: str = "x.tables.zip") -> Read:
    return read(packed(files.items()), Given(name=name))


def faults(files: dict[str, bytes]) -> list[Fault]:
    with pytest.raises(ImportFaults) as caught:
        came(files)
    return caught.value.faults


def changed(name: str, *pairs: tuple[str, str]) -> dict[str, bytes]:
    """The tables of the specimen with one of them changed."""
    files = files_of()
    text = files[name].decode()
    for was, now in pairs:
        assert was in text
        text = text.replace(was, now, 1)
    return files | {name: text.encode()}


def asked(query: str) -> list[tuple[Any, ...]]:
    """What DuckDB answers."""
    return duckdb.execute(query).fetchall()


def laid_out(files: dict[str, bytes], folder: Path) -> Path:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def test_every_field_of_the_schema_has_a_column() -> None:
    columns = {(table.name, name) for table in tables() for name in table.header}
    missing = []
    for name, shape in document_shape().fields.items():
        for key in (shape.items or shape).fields:
            listed = (f"{name}_{key}", POSITION) in columns
            if not ((name, key) in columns or listed or (name, f"{key}_low") in columns):
                missing.append((name, key))
    assert len(columns) > 200
    assert missing == []


def test_equal_moments_keep_their_order() -> None:
    credences = [
        {"account": "a1", "node": "c1", "wording": 1, "value": value, "at": "2026-01-02T00:00:00Z"}
        for value in (0.9, 0.1, 0.5)
    ]
    accounts = [{"id": "a1", "name": "Ida"}]
    document = a_document(claims=[a_claim("c1", "A.")], accounts=accounts, credences=credences)
    file = json.dumps(document).encode()
    whole = guessed("x.json", file).read(file, Given())  # type: ignore[misc]
    again = read(write(whole.debate, Options()).data, Given()).debate
    assert [row.value for row in again.credences] == [0.9, 0.1, 0.5]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_duckdb_counts_and_reads_the_same_in_every_table(path: Path, tmp_path: Path) -> None:
    files, document = files_of(path), as_document(debate(path))
    laid_out(files, tmp_path)
    for table in some(tables(), at_least=39):
        reading = f"read_csv('{tmp_path / table.name}.csv', header = true, all_varchar = true)"
        described = asked(f"describe select * from {reading}")
        assert [row[0] for row in described] == list(table.header)
        if isinstance(rows := document.get(table.name, []), list) and table.inside is None:
            assert asked(f"select count(*) from {reading}") == [(len(rows),)], table.name
        if key := TEXTS.get(table.name):
            texts = dict(asked(f"select id, {key} from {reading}"))
            expected = {row["id"]: row[key] for row in document.get(table.name, [])}
            assert {id_: bare(text) for id_, text in texts.items()} == expected
    joined = asked(
        f"select count(*) from read_csv('{tmp_path}/relations_premises.csv', all_varchar = true) p"
        f" join read_csv('{tmp_path}/claims.csv', all_varchar = true) c on p.claim = c.id"
    )
    assert joined == [(sum(len(row.get("premises", [])) for row in document["relations"]),)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_frictionless_finds_the_package_sound(path: Path, tmp_path: Path) -> None:
    laid_out(files_of(path), tmp_path)
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.flatten(["title", "message"]) == []
    assert len(report.tasks) == len(tables()) + 1


def test_frictionless_finds_what_is_broken(tmp_path: Path) -> None:
    broken = {
        "relations_premises": (",1,c10", ",1,nowhere", "foreign-key"),
        "stances": (",c10,", ",nowhere,", "foreign-key"),
        "comments_versions_spans": ("k1,v2,", "k1,v9,", "foreign-key"),
        "people": (",named,", ",nameless,", "constraint-error"),
        "claims": (",0.25,", ",often,", "type-error"),
        "cruxes_positions": (",2,", ",1,", "primary-key"),
    }
    files = files_of()
    for name, (was, now, _) in broken.items():
        files |= {f"{name}.csv": changed(f"{name}.csv", (was, now))[f"{name}.csv"]}
    laid_out(files, tmp_path)
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    found = {(task.name, error.type) for task in report.tasks for error in task.errors}
    assert found == {(name, kind) for name, (_, _, kind) in broken.items()}


def test_plain_tables_come_in_with_or_without_a_description_in_any_folder() -> None:
    for files in (PLAIN, PLAIN | {"datapackage.json": PLAIN_PACKAGE}):
        found, cautions, *_ = came(files)
        edges = [(row.kind, row.premises, row.target) for row in found.relations]
        assert edges == [("supports", ("c2",), "c1"), ("undercuts", ("c4",), "r1")]
        assert [str(each)[:31] for each in cautions] == ["line 1, column 14: claims.csv: T"[:31]]
    below = {f"museum/{name}": data for name, data in PLAIN.items()}
    assert len(came(below, "museum.zip").debate.claims) == 3
    assert came(PLAIN | {"datapackage.json": PLAIN_PACKAGE}).debate.settings.title == "museum"


def test_the_description_tells_which_file_is_which_table() -> None:
    told = {"resources": [{"name": "claims", "path": "data/one.csv"}]}
    files = {"datapackage.json": json.dumps(told).encode(), "data/one.csv": PLAIN["claims.csv"]}
    assert len(came(files).debate.claims) == 3


def test_spreadsheets_may_save_the_tables() -> None:
    files = files_of()
    as_saved = {
        name: ("\ufeff" + re.sub(r",", ";", data.decode())).encode("utf-16")
        for name, data in PLAIN.items()
        if name != "claims.csv"
    }
    assert len(came(PLAIN | as_saved).debate.relations) == 2
    upper = changed("debate.csv", (",true", ",WAHR"), ("slug,title", "SLUG, Title "))
    upper |= {"stances.csv": re.sub(rb"0\.(\d+)", rb'"0,\1"', files["stances.csv"])}
    assert as_document(came(upper).debate) == as_document(debate(EVERY_FIELD))


def test_rows_stand_in_the_order_of_their_positions() -> None:
    files = PLAIN | {"premises.csv": b"relation,position,claim\nr1,2,c2\nr1,1,c4\nr3,,c4\n"}
    assert came(files).debate.relations[0].premises == ("c4", "c2")


@pytest.mark.parametrize(
    ("files", "line", "column", "words"),
    [
        (lambda: changed("claims.csv", ("c10,claim", "c10,clam")), 6, 5, "claims.csv, kind (c10)"),
        (lambda: changed("claims.csv", (",0.25,", ",often,")), None, None, "a number, not “often”"),
        (lambda: changed("stances.csv", (",c10,", ",no,")), 3, 7, "stances.csv, node (t2)"),
        (lambda: changed("relations_premises.csv", ("1,c10", "1,no")), 2, 6, "premises.csv, claim"),
        (lambda: changed("relations_premises.csv", ("r1,1", "r99,1")), 2, 1, "no row “r99” in the"),
        (lambda: changed("relations_premises.csv", ("r1,1", "r1,one")), 2, 4, "“one” is no"),
        (lambda: changed("comments_versions.csv", ("edited", "")), 2, None, "“label” is"),
        (lambda: changed("cruxes_positions.csv", (",stated", ",to")), None, None, "ns.csv, value"),
        (lambda: changed("sources.csv", ("{", "{{")), 2, None, "sources.csv, csl: This is"),
        (lambda: changed("debate_theses.csv", ("1,c2", "1,zz")), 2, 3, "debate_theses.csv, claim"),
        (lambda: changed("people.csv", ("id,name", "id,id")), 1, 4, "stands twice"),
        (lambda: changed("people.csv", ("p10,Ida", '"p10,Ida')), None, None, "people.csv: A qu"),
        (lambda: changed("people.csv", ("p2", "p2\xff")), 2, 1, "people.csv, id"),
        (lambda: files_of() | {"people.csv": b"id,name\n\xff"}, 2, 1, "people.csv: The file"),
        (lambda: changed("debate.csv", ("\r\n", "\r\nb,B\r\n")), 3, None, "second row"),
        (lambda: PLAIN | {"datapackage.json": b"{"}, 1, 2, "datapackage.json: This is not JSON"),
        (lambda: PLAIN | {"datapackage.json": b"[]"}, None, None, "must be an object"),
        (lambda: PLAIN | {"sub/claims.csv": b"id\n"}, None, None, "both the table “claims”"),
        (lambda: {"datapackage.json": PLAIN_PACKAGE}, None, None, "called after a table"),
        (lambda: {"readme.txt": b"?"}, None, None, "called after a table"),
        (
            lambda: PLAIN | {"relations.csv": b"id,target_claim,target_relation\nr1,c1,r1"},
            2, 7, "Only one of the columns",
        ),
    ],
)  # fmt: skip
def test_every_fault_names_table_line_and_column(
    files: Callable[[], dict[str, bytes]], line: int | None, column: int | None, words: str
) -> None:
    found = faults(files())
    told = [each for each in found if words in str(each)]
    assert told, [str(each) for each in found]
    assert line is None or line == told[0].line, str(told[0])
    assert column is None or column == told[0].column, str(told[0])


def test_unknown_tables_and_columns_are_told_and_missing_ones_are_empty() -> None:
    files = files_of() | {"moods.csv": b"id\n1\n", "notes.txt": b"?"}
    del files["stances_via.csv"], files["nodes.csv"]
    found, cautions, *_ = came(files)
    told = [each.message.split("“")[1].split("”")[0] for each in cautions]
    assert told == ["nodes.csv", "stances_via.csv", "moods.csv", "notes.txt"][1:]
    assert found.stances[0].via == ()


def test_lines_of_all_tables_are_counted_together() -> None:
    filler = b"id,text\n" + b"\n" * 150_000
    files = {"claims.csv": filler, "people.csv": filler}
    assert "at most 99,999" in str(faults(files)[0])


def test_no_cell_is_run_and_every_text_comes_back() -> None:
    claims = [a_claim(f"c{at}", text, body=text) for at, text in enumerate(HOSTILE)]
    file = json.dumps(a_document(claims=claims)).encode()
    whole = guessed("x.json", file).read(file, Given())  # type: ignore[misc]
    files = unpacked(write(whole.debate, Options()).data)
    assert as_document(came(files).debate) == as_document(whole.debate)
    cells = cells_of(files["claims.csv"])
    assert [cell for cell in some(cells, at_least=40) if cell[:1] in tuple("=+-@＝")] == []


def cells_of(data: bytes) -> list[str]:
    rows = csv.reader(data.decode().splitlines(keepends=True))
    return [cell for row in rows for cell in row if cell]


def test_the_archive_is_known_by_what_is_in_it() -> None:
    assert looks(packed(PLAIN.items()))
    assert not looks(packed([("a.txt", b"")]))
    assert not looks(b"id,text\n")
    with ZipFile(BytesIO(write(debate(EVERY_FIELD), Options()).data)) as archive:
        assert archive.namelist()[0] == "datapackage.json"


def test_the_document_names_every_table_and_its_columns() -> None:
    text = (ROOT / "docs" / "formats" / "tables.md").read_text("utf-8")
    told = re.findall(r"^\| `(\w+)` \| (.+) \|$", text, re.MULTILINE)
    assert told == [(NODES, "`id`, `list`")] + [
        (table.name, ", ".join(f"`{name}`" for name in table.header)) for table in tables()
    ]


def test_the_plain_tables_of_the_document_come_in() -> None:
    where = "docs/formats/tables.md"
    files = {
        "claims.csv": block(where, "id,text"),
        "relations.csv": block(where, "id,kind,target"),
        "premises.csv": block(where, "relation,claim"),
    }
    found = came({name: text.encode() for name, text in files.items()}).debate
    assert [(row.kind, row.premises) for row in found.relations] == [
        ("supports", ("c2",)), ("undercuts", ("c3", "c4")),
    ]  # fmt: skip


SMALL: tuple[dict[str, bytes], ...] = (
    PLAIN,
    PLAIN | {"datapackage.json": PLAIN_PACKAGE},
    files_of(),
)


@st.composite
def packages(draw: st.DrawFn) -> bytes:
    files = dict(draw(st.sampled_from(SMALL)))
    for name in draw(st.lists(st.sampled_from(sorted(files)), min_size=1, max_size=3)):
        files[name] = draw(mutations((files[name],)))
    data: Any = packed(files.items())
    return draw(mutations((data,))) if draw(st.integers(0, 9)) == 0 else data


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.binary(max_size=100), packages()))
def test_whatever_comes_is_read_or_refused(data: bytes) -> None:
    is_read_or_refused(read, data)
    looks(data)
