"""The native format as JSON: everything of a debate, out and in again byte for byte."""

import re

from app.core.debate.whole import Debate
from app.core.formats.decoding import head_of
from app.core.formats.format import Format, Given, Options, Read, Written
from app.core.formats.native.canonical import canonical, dumps
from app.core.formats.native.reading import read_document
from app.core.formats.native.values import debate_of, document_of

_NAMED = re.compile(rb"""["']?format["']?\s*:\s*["']?cruxmap/""")
CARRIES = (
    "everything the debate holds: claims in all wordings, relations on claims and on steps, joint"
    " premises, cruxes, people, comments, places in sources, stances, verdicts, terms, citations,"
    " and credences with their history"
)
LOSES = (
    "the texts of sources (only their hashes are in it), the history of changes, and who has"
    " which role"
)


def write(debate: Debate, options: Options) -> Written:
    """Write a debate in canonical form, a row a line."""
    return Written(dumps(canonical(document_of(debate))).encode())


def is_named(data: bytes) -> bool:
    """Tell whether a file names the native format where its beginning says what it is."""
    return bool(_NAMED.search(data[:2000].replace(b"\0", b"")))


def looks(data: bytes) -> bool:
    """Tell whether a file is JSON that names the native format."""
    return head_of(data)[:1] == "{" and is_named(data)


def read(data: bytes, given: Given = Given()) -> Read:
    """Read a JSON document of the native format; ImportFaults says where each fault is."""
    return Read(debate_of(canonical(read_document(data, "document.json"))))


FORMAT = Format(
    name="cruxmap",
    title="Native JSON",
    media_type="application/json",
    ending=".cruxmap.json",
    use="keeping a debate whole, moving it to another installation, and scripts",
    carries=CARRIES,
    loses=LOSES,
    write=write,
    read=read,
    also=(".json",),
    looks=looks,
)
