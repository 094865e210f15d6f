"""XML of strangers, read piece by piece: no document type, no own entities, nothing fetched.

A document type is refused with its place, and with it everything that XML can be made to do: own
entities, files of the server, addresses of others. What is nested or repeated without end is
refused, too. Encodings are those of any other text: by byte-order mark, else as declared if that
is a known one, else UTF-8.
"""

import re
from dataclasses import replace
from typing import Protocol
from xml.parsers import expat

from app.core.formats.building import Place
from app.core.formats.decoding import is_known, text_of
from app.core.formats.format import Given
from app.core.formats.native.faults import Fault, ImportFaults

DEEPEST = 10_000
MOST_TAGS = 2_000_000  # a graph of 20,000 claims in 20 MB has half of it
_DECLARED = re.compile(
    rb"""\s*<\?xml\s[^>]{0,200}?\bencoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})["']"""
)


class Reader(Protocol):
    """Is told what stands in an XML file, in order; all names are local ones."""

    def open(self, name: str, fields: dict[str, str], at: Place) -> None:
        """Take the start of an element: its name, its attributes, where it begins."""

    def say(self, text: str) -> None:
        """Take text within an element; one text may come in several pieces."""

    def close(self, name: str) -> None:
        """Take the end of an element."""


def read_xml(
    data: bytes, reader: Reader, given: Given = Given(), *, deepest: int = DEEPEST
) -> None:
    """Tell a reader all that stands in an XML file.

    Raises ImportFaults with line and column of what is no XML, of a document type, and of what is
    nested deeper than `deepest`.
    """
    text = text_of(data, replace(given, encoding=given.encoding or _declared(data)))
    if text.count("<") > MOST_TAGS:
        message = f"The file holds {text.count('<'):,} tags; at most {MOST_TAGS:,} are read."
        raise ImportFaults([Fault("", message)])
    _Walk(reader, deepest).over(text.encode())


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
    """The parser, and how deep it is."""

    def __init__(self, reader: Reader, deepest: int) -> None:
        self.reader = reader
        self.depth, self.deepest = 0, deepest
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._open
        self.parser.EndElementHandler = self._close
        self.parser.CharacterDataHandler = reader.say
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def over(self, coded: bytes) -> None:
        try:
            self.parser.Parse(coded, True)
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
        self.reader.open(_local(name), fields, at)

    def _close(self, name: str) -> None:
        self.depth -= 1
        self.reader.close(_local(name))

    def _refuse(self, *given: object) -> None:
        at = (self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        message = "A document type (DOCTYPE) is not read: it can name entities and other files."
        raise _fault(f"{message} Remove it.", at)


def _local(name: str) -> str:
    return name[name.rfind(" ") + 1 :]


def _fault(message: str, at: Place) -> ImportFaults:
    return ImportFaults([Fault("", message, None, *at)])
