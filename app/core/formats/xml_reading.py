"""XML of strangers, read piece by piece: no document type, no own entities, nothing fetched.

A document type is refused with its place, and with it everything that XML can be made to do: own
entities, files of the server, addresses of others. What is nested or repeated without end is
refused, too. Encodings are those of any other text: by byte-order mark, else as declared if that
is a known one, else UTF-8.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple
from xml.parsers import expat

from app.core.formats.building import Place
from app.core.formats.decoding import is_known, text_of
from app.core.formats.format import Given
from app.core.formats.native.faults import Fault, ImportFaults

DEEPEST = 10_000
MOST_TAGS = 2_000_000  # a graph of 20,000 claims in 20 MB has half of it
STEP = 1 << 19
_DECLARED = re.compile(
    rb"""\s*<\?xml\s[^>]{0,200}?\bencoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})["']"""
)


class Opened(NamedTuple):
    """The start of an element: its name without a prefix, its attributes, where it begins."""

    name: str
    fields: dict[str, str]
    at: Place


class Words(NamedTuple):
    """Text within an element; one text may come in several pieces."""

    text: str


class Closed(NamedTuple):
    """The end of an element."""

    name: str


Event = Opened | Words | Closed


def events(data: bytes, given: Given = Given(), *, deepest: int = DEEPEST) -> Iterator[Event]:
    """Yield what stands in an XML file, in order; names of elements and attributes are local ones.

    Raises ImportFaults with line and column of what is no XML, of a document type, and of what is
    nested deeper than `deepest`.
    """
    text = text_of(data, replace(given, encoding=given.encoding or _declared(data)))
    if text.count("<") > MOST_TAGS:
        message = f"The file holds {text.count('<'):,} tags; at most {MOST_TAGS:,} are read."
        raise ImportFaults([Fault("", message)])
    coded = text.encode()
    walk = _Walk(deepest)
    # A long step: the parser looks again at whatever is not whole at the end of one.
    for start in range(0, max(1, len(coded)), STEP):
        walk.feed(coded[start : start + STEP], is_last=start + STEP >= len(coded))
        yield from walk.found
        walk.found.clear()


def _declared(data: bytes) -> str:
    """Return the encoding that the file declares, empty for UTF-8."""
    found = _DECLARED.match(data)
    name = found[1].decode("ascii", "replace") if found else ""
    if not name or name.lower() in ("utf-8", "utf8", "utf-16"):
        return ""
    if is_known(name):
        return name
    message = f"The encoding “{name}” is not read. Save the file as UTF-8."
    raise ImportFaults([Fault("", message, None, 1, 1)])


class _Walk:
    """The parser with what it found since it was last asked."""

    def __init__(self, deepest: int) -> None:
        self.found: list[Event] = []
        self.depth, self.deepest = 0, deepest
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._open
        self.parser.EndElementHandler = self._close
        self.parser.CharacterDataHandler = self._say
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def feed(self, piece: bytes, *, is_last: bool) -> None:
        try:
            self.parser.Parse(piece, is_last)
        except expat.ExpatError as error:
            message = f"This is not XML: {expat.ErrorString(error.code)}."
            raise ImportFaults([Fault("", message, None, error.lineno, error.offset + 1)]) from None

    def _open(self, name: str, fields: dict[str, str]) -> None:
        at = (self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        self.depth += 1
        if self.depth > self.deepest:
            raise _fault(f"This is nested deeper than {self.deepest:,} levels.", at)
        if " " in "".join(fields):
            fields = {_local(key): value for key, value in fields.items()}
        self.found.append(Opened(_local(name), fields, at))

    def _close(self, name: str) -> None:
        self.depth -= 1
        self.found.append(Closed(_local(name)))

    def _say(self, text: str) -> None:
        self.found.append(Words(text))

    def _refuse(self, *given: object) -> None:
        at = (self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        message = "A document type (DOCTYPE) is not read: it can name entities and other files."
        raise _fault(f"{message} Remove it.", at)


def _local(name: str) -> str:
    return name[name.rfind(" ") + 1 :]


def _fault(message: str, at: Place) -> ImportFaults:
    return ImportFaults([Fault("", message, None, *at)])
