"""The one door for formats: each is a module with a `Format`, and a line here.

Command line, API, pages and documents list these and call them by name, and know nothing else
of any of them.
"""

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


def guessed(name: str, data: bytes) -> Format:
    """Guess a file's format by the ending of its name and by how it begins.

    Of several with one ending the file's beginning decides; where no ending is known, or it says
    only that the file is text, the beginning alone. ImportFaults where neither tells anything.
    """
    return recognised(name, data) or _by_first_sign(data)


def recognised(name: str, data: bytes) -> Format | None:
    """Return the format that a file's name or beginning shows; None where neither does."""
    small = name.lower()
    readers = [FORMATS[known] for known in READ]
    own = [each for each in readers if small.endswith(each.ending)]
    named = own + [each for each in readers if each not in own and small.endswith(each.also)]
    sure = [each for each in own if each.looks is None]
    others = readers if not named or small.endswith(".txt") else []
    looking = [each for each in (*named, *others) if each.looks and each.looks(data)]
    return next(iter(sure or looking or named), None)


def _by_first_sign(data: bytes) -> Format:
    """Take what begins as JSON, and nothing at all, for a debate with faults; refuse the rest."""
    begun = head_of(data)
    if begun[:1] in ("{", "[", ""):
        return FORMATS["cruxmap"]
    line = cut(begun.split("\n", 1)[0], 40)
    known = ", ".join(READ)
    message = f"Nothing tells the format of this file; it begins “{line}”. If it is one of these"
    raise ImportFaults([Fault("", f"{message}, name it: {known}.", None, 1, 1)])
