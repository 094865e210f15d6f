"""Licence and authors of a debate in the formats that have a place of their own for them."""

import json
from pathlib import Path

import pytest

from app.core.debate.whole import Debate
from app.core.formats.archives import unpacked
from app.core.formats.format import Given, Options, Read
from app.core.formats.native.faults import ImportFaults
from app.core.formats.registry import FORMATS
from app.core.licences import LICENCES, licence_named
from tests.formats.test_registry import debate

SPECIMEN = Path(__file__).parent / "every_field.yaml"
NAMES = ("Ida, of the mill", '"Tom" [b]', "סבתא", "x" * 200)


def with_rights(licence: str | None = "CC-BY-4.0", authors: tuple[str, ...] = NAMES) -> Debate:
    return debate(SPECIMEN).with_settings(licence=licence, authors=authors)


def written(name: str, whole: Debate) -> bytes:
    write = FORMATS[name].write
    assert write is not None
    return write(whole, Options()).data


def read(name: str, text: str) -> Read:
    reader = FORMATS[name].read
    assert reader is not None
    return reader(text.encode(), Given(name="x.md"))


def outline(front: str) -> str:
    return f"---\n{front}\n---\n\n# A title\n\n- [c1] A claim.\n"


@pytest.mark.parametrize(
    ("front", "licence", "authors"),
    [
        ("author: Ida Ray", None, ("Ida Ray",)),
        ("author: Ida\nauthors: [Tom, 'Per']", None, ("Ida", "Tom", "'Per'")),
        ('licence: "MIT"\nlicense: other', "MIT", ()),
        ("license: ask me: first", "ask me: first", ()),
        ('authors: ["a\\ud800b", 7, null, [1]]', None, ("ab",)),
        ("authors: " + "[" * 20_000, None, ("[" * 19_999,)),
        ("licence: 4\nauthors: []", "4", ()),
    ],
)
def test_front_matter_by_hand(front: str, licence: str | None, authors: tuple[str, ...]) -> None:
    if any(len(name) > 200 for name in authors):
        with pytest.raises(ImportFaults) as raised:
            read("markdown", outline(front))
        assert (raised.value.faults[0].line, raised.value.faults[0].column) == (1, 1)
        return
    found = read("markdown", outline(front)).debate.settings
    assert (found.licence, found.authors) == (licence, authors)


def test_an_outline_without_them_begins_with_its_title() -> None:
    assert written("markdown", with_rights(None, ())).startswith(b"# ")


def test_the_essay_tells_them_and_names_a_known_licence() -> None:
    text = written("essay", with_rights(authors=("Ida", "Tom"))).decode()
    said = "Map made by Ida and Tom. Licence: Creative Commons Attribution 4.0 International"
    assert f"{said} (CC-BY-4.0), <https://creativecommons.org/licenses/by/4.0/>." in text
    assert "Licence: Ask <b>me</b>." not in written("essay", with_rights("Ask <b>me</b>")).decode()


@pytest.mark.parametrize(
    ("licence", "told"),
    [
        (
            "CC0-1.0",
            {
                "name": "CC0-1.0",
                "title": "CC0 1.0 Universal",
                "path": "https://creativecommons.org/publicdomain/zero/1.0/",
            },
        ),
        ("Ask me", {"name": "other", "title": "Ask me"}),
    ],
)
def test_a_package_of_tables_says_them_in_its_own_words(licence: str, told: dict[str, str]) -> None:
    found = json.loads(unpacked(written("tables", with_rights(licence)))["datapackage.json"])
    assert found["licenses"] == [told]
    assert found["contributors"] == [{"title": name, "role": "author"} for name in NAMES]
    bare = json.loads(unpacked(written("tables", with_rights(None, ())))["datapackage.json"])
    assert not {"licenses", "contributors"} & bare.keys()


@pytest.mark.parametrize("name", ["csv", "dot", "mermaid", "compact-json", "bibtex", "csl-json"])
def test_what_has_no_place_for_them_counts_them(name: str) -> None:
    write = FORMATS[name].write
    assert write is not None
    losses = " ".join(map(str, write(with_rights(), Options()).losses))
    assert "authors" in losses
    assert "licence" in losses
    assert "origin" in losses


def test_a_licence_is_known_by_its_id_alone() -> None:
    assert {each.id for each in LICENCES.values()} == LICENCES.keys()
    assert all(each.address.startswith("https://") for each in LICENCES.values())
    assert licence_named("CC-BY-4.0 or later") is None


@pytest.mark.parametrize(
    ("field", "value", "path"),
    [
        ("licence", "x" * 10_000, "debate.licence"),
        ("licence", "", "debate.licence"),
        ("authors", ["x" * 201], "debate.authors[0]"),
        ("authors", ["x"] * 201, "debate.authors"),
        ("authors", "Ida", "debate.authors"),
        ("origin", {"address": "javascript:alert(1)"}, "debate.origin.address"),
        ("origin", {"changed": "2026-02-30"}, "debate.origin.changed"),
        ("origin", {"installation": "a b"}, "debate.origin.installation"),
        ("origin", {"who": "Ida"}, "debate.origin.who"),
    ],
)
def test_what_a_document_cannot_say_of_them_is_a_fault_at_its_place(
    field: str, value: object, path: str
) -> None:
    document = {"format": "cruxmap/1", "debate": {"slug": "x", "title": "X", field: value}}
    with pytest.raises(ImportFaults) as raised:
        read("cruxmap", json.dumps(document, indent=1))
    fault = raised.value.faults[0]
    assert fault.path == path
    assert fault.line is not None
