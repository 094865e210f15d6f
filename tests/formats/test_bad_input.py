"""What goes wrong with files, tried on every reader: a reading, or a refusal with reason and place.

A file that is refused is refused whole: a reader gives a debate or raises, nothing between.
"""

import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from app.core.formats.archives import packed, unpacked
from app.core.formats.format import Given, Read
from app.core.formats.native.canonical import dumps
from app.core.formats.native.faults import ImportFaults
from app.core.formats.registry import FORMATS, READ
from tests.formats.generated import HOSTILE, as_document
from tests.formats.specimens import ALL
from tests.found import some

MOST_SECONDS = 4  # of computing; two on a quiet machine
# Refusals of a file as a whole, which have no place in it.
OF_ALL = re.compile(
    r"archive|The file holds|The table holds|is empty|nested without end|nested deeper|no encoding"
    r"|not JSON|lists|Nothing|must be an object|neither|no list|holds no|is missing|format"
)


def outcome(name: str, data: bytes, given: Given) -> Read | ImportFaults:
    """Read a file within the time that there is."""
    reader = FORMATS[name].read
    assert reader is not None
    begun = time.process_time()
    try:
        return reader(data, given)
    except ImportFaults as error:
        return error
    finally:
        assert time.process_time() - begun < MOST_SECONDS


def tried(name: str, data: bytes, **asked: Any) -> Read | list[str]:
    """Read a file, or return why it was refused; what was read can be stored."""
    found = outcome(name, data, Given(name=f"a{FORMATS[name].ending}", slug="a", **asked))
    if isinstance(found, Read):
        assert dumps(as_document(found.debate)).encode()
        return found
    told = [fault.message for fault in some(found.faults)]
    assert all(told)
    placeless = [f.message for f in found.faults[:3] if not f.line and not OF_ALL.search(f.message)]
    assert placeless == []
    return told


def debate(name: str, data: bytes, **given: Any) -> Any:
    found = tried(name, data, **given)
    assert isinstance(found, Read), found
    return as_document(found.debate)


def refused(name: str, data: bytes, **given: Any) -> str:
    found = tried(name, data, **given)
    assert not isinstance(found, Read)
    return " ".join(found)


def changed(name: str, data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Change a file; of an archive the files in it."""
    if name != "tables":
        return change(data)
    return packed((each, change(held)) for each, held in unpacked(data).items())


TEXTS = [(name, data) for name in READ for data in ALL[name] if data[:2] not in (b"\xff\xfe",)]
EACH = pytest.mark.parametrize(
    ("name", "data"), TEXTS, ids=[f"{name}-{len(data)}" for name, data in TEXTS]
)
LAST = pytest.mark.parametrize(("name", "data"), [(n, ALL[n][-1]) for n in READ], ids=READ)
OWN = pytest.mark.parametrize("name", READ)


@EACH
def test_files_cut_anywhere_are_read_or_refused(name: str, data: bytes) -> None:
    for at in range(0, len(data), max(1, len(data) // 40)):
        assert tried(name, data[:at]) is not None


@EACH
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding(name: str, data: bytes, encoding: str) -> None:
    def coded(text: bytes) -> bytes:
        return text.decode("utf-8-sig").encode(encoding)

    if name == "graphml" and encoding != "utf-8-sig":
        data = data.replace(b'encoding="UTF-8"', b"")
    assert debate(name, changed(name, data, coded)) == debate(name, data)


@EACH
@pytest.mark.parametrize("end", [b"\r\n", b"\r"], ids=["CRLF", "CR"])
def test_the_ends_of_lines_make_no_difference(name: str, data: bytes, end: bytes) -> None:
    ended = changed(name, data, lambda text: text.replace(b"\r\n", b"\n").replace(b"\n", end))
    assert debate(name, ended) == debate(name, data)


@LAST
def test_letters_of_another_encoding_are_refused_with_the_way_out(name: str, data: bytes) -> None:
    def in_old_letters(text: bytes) -> bytes:
        return text.removeprefix(b"\xef\xbb\xbf").replace(b"e", "é".encode("cp1252"), 1)

    old = changed(name, data, in_old_letters)
    assert "UTF-8" in refused(name, old) or name == "tables"
    assert tried(name, old, encoding="cp1252")
    for encoding in ("no-such", "idna", "undefined", "punycode", "unicode_escape", "a\0b", "hex"):
        if name not in ("cruxmap", "cruxmap-yaml", "tables"):  # with parts always in Unicode
            assert "no encoding" in refused(name, old, encoding=encoding)


@LAST
@pytest.mark.parametrize("odd", [b"\0", b"\xed\xa0\x80"], ids=["zero", "half a pair"])
def test_bytes_that_are_no_text_are_refused(name: str, data: bytes, odd: bytes) -> None:
    assert refused(name, changed(name, data, lambda text: text[: len(text) // 2] + odd + text[-9:]))
    assert name == "tables" or refused(name, odd + data)
    assert refused(name, data.decode("utf-8", "replace").lstrip("\ufeff").encode("utf-16-le"))


SIGNS = {
    "right to left": "\u202eevil\u202c \u2067x\u2069 \u200f",
    "half a pair": "\\ud800",
    "combining": "e" + "\u0301" * 40,
    "formula": "=cmd|' /C calc'!A0",
    "formula at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "a million": "9" * 2000,
    "tag": "<script>alert(1)</script>",
    "entity": "&lt;b&gt;&#0;&xxe;",
    **{f"hostile {number}": text for number, text in enumerate(HOSTILE)},
}


def replaced(word: bytes, other: bytes, text: bytes) -> bytes:
    return text.replace(word, other, 1)


@LAST
@pytest.mark.parametrize("sign", SIGNS)
def test_odd_words_anywhere_come_in_clean_or_are_refused(name: str, data: bytes, sign: str) -> None:
    """Each is put in the place of a word, of every word that stands in the file, one at a time."""
    words = some(dict.fromkeys(re.findall(rb"[A-Za-z]{3,}", data if name != "tables" else b"name")))
    for word in words[:40]:
        whole = changed(name, data, partial(replaced, word, SIGNS[sign].encode()))
        found = tried(name, whole)
        if isinstance(found, Read):
            assert not re.search("[\u202a-\u202e\u2066-\u2069\ud800-\udfff]", repr(found.debate))


NOTHING = (b"", b" ", b"\n\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\r", b"\t", b"null", b"{}", b"[]")


@OWN
@pytest.mark.parametrize("data", NOTHING)
def test_a_file_with_nothing_in_it_is_told_so_or_is_a_debate_without_claims(
    name: str, data: bytes
) -> None:
    found = tried(name, data)
    if isinstance(found, Read):
        assert len(found.debate.claims) <= (data.strip() != b"")


OTHERS = {
    "html": b"<!DOCTYPE html><html><body><p>Hi<br></body></html>",
    "python": b"import os\n\n\ndef main() -> None:\n    print('# - no', {1: [2]})\n",
    "css": b"a { color: red; }\n.b > c:hover { margin: 0 }\n",
    "picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
    "ini": b"[a]\nb = c\n; d\n",
    "log": b"2026-01-01 10:00:00 [INFO] (x) - a: b\n" * 50,
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><g/></svg>",
    "mermaid": b"flowchart TD\n a[x] --> b\n",
    "latex": b"\\documentclass{article}\\begin{document}@{}\\end{document}",
}


@OWN
def test_another_language_under_the_ending_is_read_or_refused(name: str) -> None:
    files = [each for other in READ if other != name for each in ALL[other]]
    for data in (*OTHERS.values(), *files):
        assert tried(name, data) is not None


DEEP = 100_000
NESTED = {
    "lists": b"[" * DEEP + b"]" * DEEP,
    "objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "comments": b'[{"_id":"a","parentCommentId":null,"comments":' * 20_000 + b"[]" + b"}]" * 20_000,
    "elements": b"<graphml>" + b"<a>" * DEEP,
    "graphs": b"<graphml>" + b'<graph id="a"><node id="b">' * (DEEP // 2),
    "quotes": b"> " * DEEP + b"a",
    "dashes": b"- " * DEEP + b"a",
    "stars": b"*" * DEEP + b"a" + b"*" * DEEP,
    "brackets": b"(" * DEEP + b")" * DEEP,
    "links": b"[a](" * DEEP,
    "braces": b"@a{b, c = " + b"{" * DEEP + b"}" * DEEP + b"}",
    "data": b"[a]: b {c: " + b"{" * DEEP,
    "flow": b"a: " + b"[" * DEEP,
    "sets in": b"".join(b" " * at + b"- a\n" for at in range(1500)),
    "signs": b"".join(b" " * at + b"+ [a%d]: b\n" % at for at in range(1500)),
    "numbers": b"".join(b"1." * at + b" Pro: a\n" for at in range(1, 1200)),
    "cells": b"id,text\n" + b'"' * DEEP,
    "commas": b"id,text\n" + b"," * DEEP,
    "headings": b"#" * DEEP + b" a",
    "html": b'[{"_id": "a", "parentCommentId": null, "htmlBody": "' + b"<li>" * 25_000 + b'"}]',
}


@OWN
@pytest.mark.parametrize("kind", NESTED)
def test_what_is_nested_without_end_is_read_or_refused_in_time(name: str, kind: str) -> None:
    assert tried(name, NESTED[kind]) is not None


XML = {
    "billion": b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><graphml>&d;</graphml>',
    "file": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><graphml>&b;</graphml>',
    "address": b'<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><graphml/>',
    "parameter": b'<!DOCTYPE a [<!ENTITY % b SYSTEM "http://192.0.2.1/a"> %b;]><graphml/>',
}


@pytest.mark.parametrize("kind", XML)
@pytest.mark.parametrize("head", [b"", b'<?xml version="1.0"?>\n'])
@OWN
def test_document_types_do_nothing(name: str, kind: str, head: bytes) -> None:
    found = tried(name, head + XML[kind])
    if name == "graphml":
        assert "DOCTYPE" in " ".join(found if isinstance(found, list) else [])
    assert "root:" not in repr(found)


def zipped(**files: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


ARCHIVES = {
    "bomb": zipped(**{"claims.csv": b"\0" * 60_000_000}),
    "many": zipped(**{f"{n}.csv": b"" for n in range(1001)}),
    "elsewhere": zipped(**{"../claims.csv": b"id,kind,text\n", "/etc/passwd": b"x"}),
    "within": zipped(**{"claims.csv": zipped(a=b"x")}),
}


@pytest.mark.parametrize("kind", ARCHIVES)
@OWN
def test_archives_that_are_traps_are_refused(name: str, kind: str) -> None:
    assert refused(name, ARCHIVES[kind])


def with_other_ids(data: bytes) -> Iterator[bytes]:
    """Yield a file with one id after the other changed at one place: to another one, or to none.

    So there are steps that bear on themselves, rings, ids that stand twice, and that name nothing.
    """
    pattern = rb"(?<![\w.-])(?:c\d+|r\d+|x\d+|k\d+|p\d+|s\d+|1e5|a\d)(?![\w-])"
    ids = list(dict.fromkeys(re.findall(pattern, data)))
    places = list(re.finditer(pattern, data))
    for at, place in enumerate(places[:: max(1, len(places) // 60)]):
        for other in (b"nowhere", ids[at % len(ids)], ids[(at * 7 + 1) % len(ids)]):
            yield data[: place.start()] + other + data[place.end() :]


@LAST
def test_ids_that_stand_twice_name_nothing_or_themselves_are_read_or_refused(
    name: str, data: bytes
) -> None:
    for each in [data, *spoilt(name, data)]:
        assert tried(name, each) is not None


def spoilt(name: str, data: bytes) -> Iterator[bytes]:
    if name != "tables":
        yield from with_other_ids(data)
        return
    files = unpacked(data)
    for each, held in files.items():
        for other in [*with_other_ids(held)][:20]:
            yield packed({**files, each: other}.items())
