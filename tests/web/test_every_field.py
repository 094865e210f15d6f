"""Every field has a value of its own, and is found at its place wherever it is shown or kept."""

import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from itertools import combinations
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.core.debate.lists import SETTINGS, SHAPES
from app.core.formats.native.canonical import canonical
from app.core.formats.native.reading import read_document
from app.core.formats.native.schema import inlined
from app.db import Database
from app.models import Base
from app.services import accounts, tokens
from tests.web.every_place import PLACES, Field, Place
from tests.web.every_value import every_value, values
from tests.web.library import Page, bring, read, signed_in, text_of
from tests.web.no_place import NOT_SHOWN

pytest_plugins = ["tests.web.library_fixtures"]

Json = dict[str, Any]
# Where a column's name is not the field's: what the model's rows say in `Is(column=…)`.
COLUMNS = {
    ("claims", "text"): "wording.text",
    ("relations", "warrant"): "wording.text",
    ("cruxes", "question"): "wording.text",
    ("sources.csl", "title"): "source.csl",
    **{("claims.conditional", part): "claim.conditional" for part in ("antecedent", "consequent")},
    **{("claims.comparative", part): "claim.comparative" for part in ("left", "right", "measure")},
    **{("debate.origin", part): "debate.origin" for part in ("program", "version")},
}
TABLES = {
    **{f"{name}.wordings": "wording" for name in ("claims", "relations", "cruxes")},
    "sources.renderings": "rendering",
    "comments.versions": "comment_version",
    "comments.footnotes": "footnote",
    "cruxes.positions": "crux_position",
    "stances.via": "stance_via",
    "terms.senses": "sense",
}


@cache
def document() -> Json:
    return every_value()


@pytest.fixture
def owner(empty_site: Any) -> TestClient:
    """The browser of the site's owner, who knows all of a blind and private debate."""
    bring(empty_site, deepcopy(document()))
    return signed_in(empty_site, "O", site_owner=True)


# The document itself.


def fields_of(part: Json, name: str) -> Iterator[Field]:
    for key, each in part["properties"].items():
        inner = each.get("items", each)
        if "properties" in inner:
            yield from fields_of(inner, f"{name}.{key}")
        else:
            yield name, key


def every_field() -> set[Field]:
    parts = {name: part for name, part in inlined()["properties"].items() if name != "format"}
    return {
        field for name, part in parts.items() for field in fields_of(part.get("items", part), name)
    }


def test_no_field_of_the_model_is_left_out() -> None:
    model = {(name, key) for name, shape in SHAPES.items() for key in shape.keys}
    model |= {("debate", key) for key in SETTINGS.keys}
    found = every_field()
    assert {field for field in model if field not in found} == {
        (name, key) for name, key in model if any(of == f"{name}.{key}" for of, _ in found)
    }


def groups(value: Any, name: str = "") -> Iterator[tuple[str, list[Json]]]:
    """Yield the rows of a document that have the same fields, with the name of their list."""
    rows = [value] if isinstance(value, dict) else value
    rows = [row for row in rows if isinstance(row, dict)]
    if not rows:
        return
    yield name, rows
    for key in dict.fromkeys(key for row in rows for key in row):
        inner = [row[key] for row in rows if isinstance(row.get(key), dict | list)]
        flat = [e for each in inner for e in (each if isinstance(each, list) else [each])]
        yield from groups(flat, f"{name}.{key}" if name else key)


def trade(rows: list[Json], one: str, other: str) -> None:
    """Let two fields trade places in all rows."""
    for row in rows:
        kept = {key: row.pop(key) for key in (one, other) if key in row}
        row |= {other if key == one else one: value for key, value in kept.items()}


def test_no_two_fields_can_trade_places_unseen() -> None:
    trades = [
        (name, rows, one, other)
        for name, rows in groups(document())
        for one, other in combinations(sorted({key for row in rows for key in row}), 2)
    ]
    assert len(trades) > 500
    for name, rows, one, other in trades:
        planted = deepcopy(rows)
        trade(planted, one, other)
        assert planted != rows, f"{one} and {other} of {name}"


# Kept, exported, told by the API.

# Where a file is written is this installation, whatever wrote the one that came in.
WRITER = {f"debate.origin.{key}" for key in ("address", "installation", "debate", "program")}
WRITER |= {"debate.origin.version"}


def of_the_debate(told: Json) -> dict[str, Any]:
    """Return every value of a document by its path, but for where it was written."""
    found = dict(values(told))
    assert found.keys() >= WRITER
    return {path: value for path, value in found.items() if path not in WRITER}


@pytest.mark.parametrize("name", ["cruxmap", "cruxmap-yaml"])
def test_an_export_has_every_value_at_its_place(owner: TestClient, name: str) -> None:
    answer = owner.get(f"/d/every-field/export/{name}")
    found = read_document(answer.content, "x.yaml" if name == "cruxmap-yaml" else "x.json")
    assert of_the_debate(canonical(found)) == of_the_debate(document())


def test_the_api_tells_every_value_at_its_place(owner: TestClient, empty_site: Any) -> None:
    settings = empty_site.state.settings
    with empty_site.state.database.writing() as session:
        token = tokens.add_token(session, accounts.ensure_owner(session), settings)
    headers = {"Authorization": f"Bearer {token}"}
    answer = owner.get("/api/v1/debates/every-field/graph", headers=headers)
    assert of_the_debate(answer.json()) == of_the_debate(document())


def stored(database: Database) -> dict[str, set[str]]:
    """Return every text of the tables, and in which columns it stands."""
    found: dict[str, set[str]] = {}
    with database.reading() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)).mappings():
                for column, value in row.items():
                    for _, text in values(value):
                        if isinstance(text, str) and text.startswith("zq-"):
                            found.setdefault(text, set()).add(f"{table.name}.{column}")
    return found


def test_every_text_stands_in_the_column_of_its_field(owner: TestClient, empty_site: Any) -> None:
    # Exports cannot tell: what is written into another's column is read back from there.
    found = stored(empty_site.state.database)
    texts = {value: field for field, value in fields_with_values() if is_mark(value)}
    assert len(texts) > 100
    assert found == {text: {column_of(field)} for text, field in texts.items()}


def fields_with_values() -> Iterator[tuple[Field, Any]]:
    for path, value in values(document()):
        name, _, key = re.sub(r"\[[^]]*]", "", path).rpartition(".")
        yield (name, key), value


def is_mark(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("zq-")


def column_of(field: Field) -> str:
    name, key = field
    if field in COLUMNS:
        return COLUMNS[field]
    if name in TABLES:
        return f"{TABLES[name]}.{key}"
    tables = SETTINGS.tables if name == "debate" else SHAPES[name].tables
    return next(f"{each}.{key}" for each in tables[::-1] if key in Base.metadata.tables[each].c)


# Shown to readers.


def test_of_every_field_it_is_decided_where_it_is_shown() -> None:
    decided = PLACES.keys() | NOT_SHOWN.keys()
    assert sorted(every_field() - decided) == []
    assert sorted(decided - every_field()) == []
    assert sorted(PLACES.keys() & NOT_SHOWN.keys()) == []


def says(place: Place, value: Any) -> str:
    percent = f"{value:.0%}".rstrip("%") if isinstance(value, float) else ""
    return place.says.replace("{}", str(value)).replace("{%}", percent)


def stands(page: Page, place: Place, value: Any) -> bool:
    """Tell whether a value stands at its place on a page."""
    told = [text_of(element) for element in page.root.findall(place.within)]
    wanted = says(place, value)
    return wanted in told if place.says == "{}" else any(wanted in text for text in told)


def test_readers_find_every_field_at_its_place(owner: TestClient) -> None:
    told = dict(values(document()))
    addresses = dict.fromkeys(place.address for place in PLACES.values())
    pages = {at: read(owner, f"/d/every-field{at}") for at in addresses}
    lost = [
        (field, place.address)
        for field, place in PLACES.items()
        if not stands(pages[place.address], place, told.get(f"{place.row}.{field[1]}"))
    ]
    assert lost == []


def test_no_place_would_pass_with_the_value_of_another_field(owner: TestClient) -> None:
    """A place that any of a row's texts satisfies could not tell two fields apart."""
    told = {path: value for path, value in values(document()) if is_mark(value)}
    vague = []
    for field, place in PLACES.items():
        if "{}" in place.says and f"{place.row}.{field[1]}" in told:
            page = read(owner, f"/d/every-field{place.address}")
            others = [p for p in told if p.rpartition(".")[0] == place.row]
            vague += [
                (field, path)
                for path in others
                if not path.endswith(f".{field[1]}") and stands(page, place, told[path])
            ]
    assert vague == []
