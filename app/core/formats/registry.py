"""The one door for formats: each is a module with a `Format`, and a line here.

Command line, API, pages and documents list these and call them by name, and know nothing else
of any of them.
"""

from app.core.formats import claims_csv, cruxmap, cruxmap_yaml, dot, markdown_outline
from app.core.formats.format import Format

FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        cruxmap.FORMAT,
        cruxmap_yaml.FORMAT,
        markdown_outline.FORMAT,
        claims_csv.FORMAT,
        dot.FORMAT,
    )
}
WRITTEN = tuple(name for name, each in FORMATS.items() if each.write)
READ = tuple(name for name, each in FORMATS.items() if each.read)


def guessed(name: str, data: bytes) -> Format:
    """Guess a file's format by the ending of its name, else by how it begins."""
    ending = f".{name.rsplit('.', 1)[-1].lower()}"
    for each in (FORMATS[known] for known in READ):
        if ending in (each.ending, *each.also):
            return each
    begun = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return FORMATS["cruxmap" if begun in (b"{", b"[", b"") else "cruxmap-yaml"]
