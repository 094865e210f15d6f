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
    tables,
)
from app.core.formats.format import Format

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
    only that the file is text, the beginning alone.
    """
    small = name.lower()
    readers = [FORMATS[known] for known in READ]
    own = [each for each in readers if small.endswith(each.ending)]
    named = own + [each for each in readers if each not in own and small.endswith(each.also)]
    sure = [each for each in own if each.looks is None]
    others = readers if not named or small.endswith(".txt") else []
    looking = [each for each in (*named, *others) if each.looks and each.looks(data)]
    return (sure or looking or named or [FORMATS[_by_first_sign(data)]])[0]


def _by_first_sign(data: bytes) -> str:
    begun = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return "cruxmap" if begun in (b"{", b"[", b"") else "cruxmap-yaml"
