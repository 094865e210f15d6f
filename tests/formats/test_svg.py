"""The map as a picture: drawn by resvg without a word of complaint, read by a parser of XML."""

import json
import re
import struct
import time
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import resvg_py
from hypothesis import given, settings

from app.core.debate.whole import Debate
from app.core.errors import Invalid
from app.core.formats import png
from app.core.formats.format import Options
from app.core.formats.losing import in_words, lost
from app.core.formats.native.canonical import canonical
from app.core.formats.native.reading import read_document
from app.core.formats.native.values import debate_of
from app.core.formats.registry import FORMATS
from app.core.formats.svg import size_of
from app.core.formats.svg_look import HUES, style
from benchmarks.generated import document
from tests.documents import ROOT, block
from tests.formats.generated import HOSTILE, debates
from tests.formats.test_registry import FILES, debate
from tests.formats.test_told import museum
from tests.found import some

AT = "https://map.example.org/d/x"
TAGS = {"svg", "title", "desc", "metadata", "style", "rect", "g", "a", "path", "circle", "text"}
TAGS |= {"tspan"}
SVG = "{http://www.w3.org/2000/svg}"


def drawing(given_: Debate, address: str = "") -> str:
    write = FORMATS["svg"].write
    assert write is not None
    return write(given_, Options(address)).data.decode()


def cards(text: str) -> dict[str, ElementTree.Element]:
    """The cards of a picture by the ids of their nodes, those that stand elsewhere left out."""
    root = ElementTree.fromstring(text)
    found = [each for each in root.iter() if "card" in each.get("class", "").split()]
    return {each.get("id", "").removeprefix("m-"): each for each in found if each.get("id")}


def label(card: ElementTree.Element) -> str:
    (text,) = [each for each in card.iter(f"{SVG}text") if each.get("class") == "label"]
    return "".join("".join(text.itertext()).split())


def title(element: ElementTree.Element) -> str:
    found = element.find(f"{SVG}title")
    assert found is not None
    return found.text or ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_another_painter_draws_every_debate_without_a_complaint(
    path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = drawing(debate(path), AT)
    wide, high = size_of(text)
    picture = bytes(resvg_py.svg_to_bytes(svg_string=text, width=200, log_information=True))
    told = capfd.readouterr()
    # It has no signs for some alphabets where no font for them is installed.
    lines = [each for each in (told.out + told.err).splitlines() if "No fonts with" not in each]
    assert re.findall("warn.*|error.*", "\n".join(lines), re.IGNORECASE) == []
    assert dimensions(picture)[0] == 200
    assert dimensions(picture)[1] == pytest.approx(200 * high / wide, abs=1)


def test_the_painter_complains_where_there_is_reason_to(capfd: pytest.CaptureFixture[str]) -> None:
    broken = drawing(debate(FILES[-1])).replace("<rect ", '<rect transform="turn(9)" ', 1)
    resvg_py.svg_to_bytes(svg_string=broken, log_information=True)
    told = capfd.readouterr()
    assert re.search("warn", told.out + told.err, re.IGNORECASE)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_parser_finds_the_label_of_every_card_and_the_whole_sentence(path: Path) -> None:
    given_ = debate(path)
    found, claims = cards(drawing(given_)), given_.graph.claims
    assert found.keys() >= set(some(given_.settings.theses))
    assert found.keys() & claims.keys() == {row.id for row in FORMATS["svg"].keeps(given_).claims}
    for node, card in found.items():
        if node in claims:
            words = claims[node].text if "root" in card.get("class", "") else None
            said = "".join((words or claims[node].label or claims[node].text).split())
            shown = label(card)
            assert shown == said or (shown.endswith("…") and said.startswith(shown[:-1])), node
            assert claims[node].text in title(card)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_relation_that_is_kept_has_a_joint_that_says_it(path: Path) -> None:
    given_ = debate(path)
    root = ElementTree.fromstring(drawing(given_, AT))
    steps = [each for each in root.iter() if each.get("class") == "step"]
    found = {each.get("id", "").removeprefix("m-"): each for each in steps}
    for row in some(FORMATS["svg"].keeps(given_).relations):
        assert found[row.id].get("href") == f"{AT}/n/{row.id}"
        assert row.warrant in title(found[row.id])


def test_links_are_whole_addresses_or_places_in_the_picture() -> None:
    given_ = debate(FILES[0])
    for address in ("", AT):
        root = ElementTree.fromstring(drawing(given_, address))
        links = [each.get("href", "") for each in root.iter(f"{SVG}a")]
        ids = {each.get("id") for each in root.iter()}
        assert all(link.startswith(f"{AT}/") or link[1:] in ids for link in some(links))
        assert any(link.startswith(AT) for link in links) == bool(address)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_picture_says_what_is_not_in_it_and_reaches_for_nothing(path: Path) -> None:
    given_ = debate(path)
    text = drawing(given_, AT)
    root = ElementTree.fromstring(text)
    metadata = root.find(f"{SVG}metadata")
    assert metadata is not None
    assert metadata.text == in_words(lost(given_, FORMATS["svg"].keeps(given_)))
    assert (title(root), root.get("aria-labelledby")) == (given_.settings.title, "title about")
    assert not re.search(r"<script|\bon\w+=|@import|url\(|<image|<foreignObject|<use", text)
    tags = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert tags <= TAGS


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_survives(text: str) -> None:
    given_ = debate(FILES[-1])
    claim = given_.claims[0]._replace(text=text, label=None)
    alone = Debate(given_.settings._replace(title=text, theses=()), claims=(claim,))
    card = cards(drawing(alone, 'https://x.example/"><a>'))[claim.id]
    shown = label(card)
    assert shown == "".join(text.split()) or shown.endswith("…")
    assert text in title(card)


@settings(max_examples=60, deadline=None)
@given(whole=debates())
def test_any_debate_becomes_a_picture_that_holds_what_it_says(whole: Debate) -> None:
    text = drawing(whole, AT)
    found, kept = cards(text), FORMATS["svg"].keeps(whole)
    assert {row.id for row in kept.claims} == found.keys() & whole.graph.claims.keys()
    names = {row.id: row.name for row in whole.people}
    for row in kept.stances:
        assert names[row.person] in title(found[row.node])


def test_a_large_debate_is_drawn_from_its_theses_on_and_the_rest_is_counted() -> None:
    made = read_document(json.dumps(document(10_000)).encode(), "a.json")
    given_ = debate_of(canonical(made))
    began = time.process_time()
    text = drawing(given_)
    assert time.process_time() - began < 4
    found = cards(text)
    assert "c0" in found
    assert 250 < len(found) <= 300
    write = FORMATS["svg"].write
    assert write is not None
    counted = {loss.many: loss.number for loss in write(given_, Options()).losses}
    assert counted["claims"] == 10_000 - len(found)


def test_the_empty_debate_is_a_picture_too() -> None:
    given_ = debate(FILES[-1])
    alone = Debate(given_.settings._replace(theses=()))
    assert cards(drawing(alone)) == {}


def test_the_colours_are_those_of_the_pages() -> None:
    sheet = (ROOT / "static" / "css" / "app.css").read_text("utf-8")
    light = set(re.findall(r"light-dark\((#\w+),", sheet))
    assert set(HUES.values()) <= light
    assert set(some(re.findall(r"#[0-9a-f]{3,6}\b", style()))) <= light


def dimensions(picture: bytes) -> tuple[int, int]:
    """The size of a picture as its header tells it."""
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    wide, high = struct.unpack(">II", picture[16:24])
    return wide, high


@pytest.mark.parametrize("path", FILES[:1], ids=lambda path: path.stem)
def test_the_picture_in_png_is_as_large_as_the_drawing_and_tells_what_it_lacks(path: Path) -> None:
    given_ = debate(path)
    write = FORMATS["png"].write
    assert write is not None
    data, losses = write(given_, Options())
    wide, high = size_of(drawing(given_))
    zoom = min(png.SHARPEST, (png.MOST_PIXELS / (wide * high)) ** 0.5)
    assert dimensions(data)[0] == round(wide * zoom)
    assert dimensions(data)[1] == pytest.approx(round(wide * zoom) * high / wide, abs=1)
    assert losses == lost(given_, FORMATS["png"].keeps(given_))
    assert b"iTXtDescription\0\0\0\0\0" + in_words(losses).encode() in data


def test_pictures_are_painted_by_whom_the_options_name() -> None:
    asked: list[int] = []

    def paint(text: str, wide: int) -> bytes:
        asked.append(wide)
        return bytes(resvg_py.svg_to_bytes(svg_string=text, width=9))

    write = FORMATS["png"].write
    assert write is not None
    small = replace(debate(FILES[-1]), sources=())
    assert dimensions(write(small, Options(paint=paint)).data)[0] == 9
    assert len(asked) == 1


def test_where_nothing_paints_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (FORMATS["png"].missing(), FORMATS["svg"].missing()) == ("", "")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "extra 'png'" in FORMATS["png"].missing()
    write = FORMATS["png"].write
    assert write is not None
    with pytest.raises(Invalid, match="extra 'png'"):
        write(debate(FILES[-1]), Options())


def test_the_example_in_the_document_is_what_comes_out() -> None:
    told = block("docs/formats/svg.md", '<path class="line trunk"').splitlines()
    assert [line for line in some(told, at_least=4) if line not in museum("svg")] == []
