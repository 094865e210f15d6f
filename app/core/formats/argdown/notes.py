"""What a file says of a node that has no field of its own: it becomes the node's note."""

import json
from collections.abc import Iterable

from app.core.formats.native.schema import Json


class Notes:
    """The lines of a note."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def add(self, word: str, text: str) -> None:
        """Add a line, if it says anything."""
        if text.strip():
            self._lines.append(f"{word}: {text.strip()}" if word else text.strip())

    def tags(self, tags: Iterable[str]) -> None:
        """Add the tags of a text."""
        self.add("Tags", ", ".join(dict.fromkeys(tags)))

    def data(self, data: Json) -> None:
        """Add the fields that nothing here knows."""
        for key, value in data.items():
            told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            self.add(key, told)

    def text(self) -> str:
        """Return the note; empty where nothing is told."""
        return "\n".join(self._lines)


def number_in(data: Json, key: str) -> float | None:
    """Return a field that is a probability."""
    found = data.get(key)
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return float(found) if 0 <= found <= 1 else None
