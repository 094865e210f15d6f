"""What is wrong with a document, all of it at once, each fault with its place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.core.errors import Invalid

SHOWN = 1000


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: a path such as `relations[3].target`, the id of the row, a sentence.

    `line` and `column` count from 1 and are known when the document was read from a file.
    """

    path: str
    message: str
    row: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """Return one line for a person."""
        place = f"line {self.line}, column {self.column}: " if self.line else ""
        row = f" ({self.row})" if self.row else ""
        return f"{place}{self.path or 'the document'}{row}: {self.message}"


class ImportFaults(Invalid):
    """A document that cannot be taken, with every fault that was found in it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        first, more = self.faults[0], len(self.faults) - 1
        others = f" And {more} more." if more else ""
        fields = {fault.path or "document": fault.message for fault in reversed(self.faults)}
        super().__init__(f"The document cannot be imported. {first}{others}", fields)


def path_text(parts: Sequence[str | int]) -> str:
    """Write a path the way people read it.

    >>> path_text(["relations", 3, "premises", 0])
    'relations[3].premises[0]'
    """
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def quoted(value: object, limit: int = 60) -> str:
    """Quote a value of the document, cut when it is long."""
    text = value if isinstance(value, str) else repr(value)
    return f"“{text if len(text) <= limit else text[: limit - 1] + '…'}”"
