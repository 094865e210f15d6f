"""XML of strangers: places, encodings, and everything that is refused."""

from typing import NamedTuple

import pytest

from app.core.formats.building import Place
from app.core.formats.format import Given
from app.core.formats.native.faults import ImportFaults
from app.core.formats.xml_reading import MOST_TAGS, read_xml
from app.core.formats.xml_writing import attribute, content


class Opened(NamedTuple):
    name: str
    fields: dict[str, str]
    at: Place


class Words(NamedTuple):
    text: str


class Closed(NamedTuple):
    name: str


class Noting:
    """Notes down what it is told."""

    def __init__(self) -> None:
        self.told: list[Opened | Words | Closed] = []

    def open(self, name: str, fields: dict[str, str], at: Place) -> None:
        self.told.append(Opened(name, fields, at))

    def say(self, text: str) -> None:
        self.told.append(Words(text))

    def close(self, name: str) -> None:
        self.told.append(Closed(name))


def told(data: bytes, given: Given = Given()) -> list[Opened | Words | Closed]:
    noting = Noting()
    read_xml(data, noting, given)
    return noting.told


def refused(data: bytes, given: Given = Given()) -> tuple[str, int | None, int | None]:
    with pytest.raises(ImportFaults) as caught:
        told(data, given)
    (fault,) = caught.value.faults
    return fault.message, fault.line, fault.column


def test_elements_come_in_order_with_local_names_and_places_in_characters() -> None:
    text = '<a xmlns:y="urn:y">\n 𝒳ä<y:b y:c="1 &amp; 2"/>&lt;</a>'
    assert told(text.encode()) == [
        Opened("a", {}, (1, 1)),
        Words("\n 𝒳ä"),
        Opened("b", {"c": "1 & 2"}, (2, 4)),
        Closed("b"),
        Words("<"),
        Closed("a"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "cp1252"])
def test_the_declared_encoding_counts_and_a_mark_counts_more(encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>\n'
    assert Words("Café") in told(f"{head}<a>Café</a>".encode(encoding))


@pytest.mark.parametrize("encoding", ["punycode", "hex", "unicode_escape", "undefined", "klingon"])
def test_an_encoding_that_is_none_of_texts_is_refused(encoding: str) -> None:
    message, line, column = refused(f'<?xml version="1.0" encoding="{encoding}"?><a/>'.encode())
    assert encoding in message
    assert (line, column) == (1, 1)


@pytest.mark.parametrize(
    "inside",
    [
        "",
        ' SYSTEM "file:///etc/passwd"',
        ' PUBLIC "x" "https://example.org/x.dtd"',
        ' [<!ENTITY a "b">]',
        ' [<!ENTITY a SYSTEM "file:///etc/passwd">]',
        ' [<!ENTITY % a SYSTEM "https://example.org/x">%a;]',
    ],
)
def test_a_document_type_is_refused_where_it_stands(inside: str) -> None:
    message, line, _ = refused(f'<?xml version="1.0"?>\n<!DOCTYPE a{inside}>\n<a>&a;</a>'.encode())
    assert "DOCTYPE" in message
    assert line == 2


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", (1, 1)),
        (b"<a>\n&b;</a>", (2, 1)),
        (b"<a>\n <x:b/></a>", (2, 2)),
        (b"<a>\n</b>", (2, 3)),
        (b"<a/><a/>", (1, 5)),
        (b"<a b='1' b='2'/>", (1, 10)),
        (b"<a>\x01</a>", (1, 4)),
        ("<a>\ufffe</a>".encode(), (1, 4)),
        (b"\xff", (1, 1)),
        (b"<a>" * 10_001, (1, 30_001)),
    ],
)
def test_what_is_no_xml_is_refused_where_it_ends_to_be(data: bytes, place: object) -> None:
    assert refused(data)[1:] == place


def test_more_tags_than_are_read_are_not_looked_at() -> None:
    assert "tags" in refused(b"<a>" * (MOST_TAGS + 1))[0]


@pytest.mark.parametrize("text", ["a & b < c > d", "]]>", "say \"a\" and 'b'", "two\nlines\tand\r"])
def test_what_is_written_is_what_is_read(text: str) -> None:
    (opened, *words, _) = told(f"<a b={attribute(text)}>{content(text)}</a>".encode())
    assert isinstance(opened, Opened)
    assert opened.fields["b"] == text
    assert "".join(each.text for each in words if isinstance(each, Words)) == text
