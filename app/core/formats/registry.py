"""The one door for formats: each is a module with a `Format`, and a line here.

Command line, API, pages and documents list these and call them by name, and know nothing else
of any of them.
"""

import re

from app.core.formats import (
    argdown,
    bibtex,
    claims_csv,
    compact_json,
    compact_text,
    cruxmap,
    cruxmap_yaml,
    csl_json,
    dot,
    essay,
    forum,
    graphml,
    indented,
    kialo,
    markdown_outline,
    mermaid,
    png,
    svg,
    tables,
)
from app.core.formats.decoding import head_of
from app.core.formats.format import Format
from app.core.formats.native.faults import Fault, ImportFaults, cut

FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        cruxmap.FORMAT,
        cruxmap_yaml.FORMAT,
        markdown_outline.FORMAT,
        indented.FORMAT,
        essay.FORMAT,
        claims_csv.FORMAT,
        tables.FORMAT,
        dot.FORMAT,
        graphml.FORMAT,
        mermaid.FORMAT,
        svg.FORMAT,
        png.FORMAT,
        csl_json.FORMAT,
        bibtex.FORMAT,
        argdown.FORMAT,
        forum.FORMAT,
        kialo.FORMAT,
        compact_json.FORMAT,
        compact_text.FORMAT,
    )
}
WRITTEN = tuple(name for name, each in FORMATS.items() if each.write)
READ = tuple(name for name, each in FORMATS.items() if each.read)


# Nearly any text looks so: of several formats these are taken last.
LOOSE = ("markdown", "indented")
# What people also keep in files that are called Markdown.
AS_MARKDOWN = ("argdown", "kialo")


# What is none of the formats, by its first bytes in small letters, and what to do instead.
_PAGE = (
    "This is a web page (HTML), perhaps one that asks to sign in or tells an error, and not the "
    "file itself: download that, or copy the text from the page and paste it."
)
_PICTURE = "This is a picture: no format that is read is one. Type or paste what it says."
KNOWN = {
    b"\x89png": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
    b"gif8": _PICTURE,
    b"%pdf-": "This is a PDF, which is not read: copy the text from it and paste that.",
    b"<!doctype html": _PAGE,
    b"<html": _PAGE,
}
_ERRORS = re.compile(r'\{\s*"errors?"\s*:\s*[\[{"]')


def guessed(name: str, data: bytes) -> Format:
    """Guess a file's format by the ending of its name and by how it begins.

    Of several with one ending the file's beginning decides; where no ending is known, or it says
    only that the file is text, the beginning alone. ImportFaults where neither tells anything.
    """
    found = recognised(name, data)
    if found is None or (found.looks and not found.looks(data)):
        _refuse_others(data)
    return found or _by_first_sign(name, data)


def recognised(name: str, data: bytes) -> Format | None:
    """Return the format that a file's name or beginning shows; None where neither does."""
    small = name.lower()
    readers = [FORMATS[known] for known in READ]
    own = [each for each in readers if small.endswith(each.ending)]
    named = own + [each for each in readers if each not in own and small.endswith(each.also)]
    sure = [each for each in own if each.looks is None]
    others = readers if not named or small.endswith(".txt") else []
    if FORMATS["markdown"] in named:
        others = [FORMATS[each] for each in AS_MARKDOWN]
    looking = [each for each in (*named, *others) if each.looks and each.looks(data)]
    looking.sort(key=lambda each: each.name in LOOSE)
    return next(iter(sure or looking or named), None)


def _refuse_others(data: bytes) -> None:
    """Say of what is none of the formats what it is, however it is called."""
    begun = data[:200].lstrip().lower()
    what = next((what for known, what in KNOWN.items() if begun.startswith(known)), "")
    if _ERRORS.match(head_of(data)):
        what = (
            "This is what a server answers where something went wrong, and not the data that "
            "were asked for: ask again, and look into the file before it is sent."
        )
    if what:
        raise ImportFaults([Fault("", what, None, 1, 1)])


def _by_first_sign(name: str, data: bytes) -> Format:
    """Take what begins as JSON, and nothing at all, for a debate with faults; refuse the rest.

    What has no name was pasted: of words that tell no format each line is a claim.
    """
    begun = head_of(data)
    if begun[:1] in ("{", "[", ""):
        return FORMATS["cruxmap"]
    if not name and indented.is_prose(data):
        return FORMATS["indented"]
    line = cut(begun.split("\n", 1)[0], 40)
    known = ", ".join(READ)
    message = f"Nothing tells the format of this file; it begins “{line}”. If it is one of these"
    raise ImportFaults([Fault("", f"{message}, name it: {known}.", None, 1, 1)])
