"""Licence and authors of an outline, as front matter says them: JSON, which is YAML as well.

`licence: "CC-BY-4.0"` and `authors: ["Ida", "Tom"]` stand between two lines of dashes.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from app.core.debate.rows import Settings
from app.core.formats.native.faults import ImportFaults
from app.core.formats.native.json_reading import read_json
from app.core.texts import clean_line

_RIGHTS = re.compile(r"(licen[cs]e|authors?):[ \t]*(\S.*)$", re.IGNORECASE)


def front_lines(settings: Settings) -> Iterator[str]:
    """Yield the lines before the title; none where nothing is said of licence and authors."""
    if settings.licence or settings.authors:
        yield "---"
        if settings.authors:
            yield f"authors: {_json(settings.authors)}"
        if settings.licence:
            yield f"licence: {_json(settings.licence)}"
        yield from ("---", "")


def take_rights(line: str, rights: dict[str, Any]) -> bool:
    """Take licence or authors from a line of front matter; False where it says neither."""
    found = _RIGHTS.match(line)
    names = _texts(found[2]) if found else []
    if not found or not names:
        return False
    if found[1].lower().startswith("author"):
        rights.setdefault("authors", []).extend(names)
    else:
        rights.setdefault("licence", ", ".join(names))
    return True


def _texts(value: str) -> list[str]:
    """Return the texts that a value says, one or a list of them, in JSON or bare."""
    try:
        said = read_json(value)
    except ImportFaults:
        said = value[1:].rstrip("]").split(",") if value.startswith("[") else value
    rows = said if isinstance(said, list) else [said if isinstance(said, str) else value]
    texts = (clean_line(each) for each in rows if isinstance(each, str))
    return [text for text in texts if text]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
