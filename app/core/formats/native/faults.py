"""What is wrong with a document, as much of it at once as a person reads, each with its place."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.core.errors import Invalid

SHOWN = 200
LONGEST_ROW = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: a path such as `relations[3].target`, the id of the row, a sentence.

    `line` and `column` count from 1 and are known when the document was read from a file; `file`
    is its name where it is one of several.
    """

    path: str
    message: str
    row: str | None = None
    line: int | None = None
    column: int | None = None
    file: str = ""

    def __str__(self) -> str:
        """Return one line for a person."""
        column = f", column {self.column}" if self.column else ""
        place = f"line {self.line}{column}: " if self.line else ""
        row = f" ({self.row})" if self.row else ""
        is_told = place or (self.file and not row)
        where = f"{self.path or ('' if is_told else 'the document')}{row}".strip()
        file = f"{self.file}: " if self.file else ""
        return f"{file}{place}{where}{': ' if where else ''}{self.message}"

    @property
    def field(self) -> str:
        """What of what was sent it is about."""
        named = (self.file, self.path) if self.file else (self.path or "document",)
        return ": ".join(filter(None, named))


MORE = Fault("", f"There are more faults; only the first {SHOWN} are listed. Mend these first.")


class ImportFaults(Invalid):
    """A document that cannot be taken, with the faults in it; `is_cut` when there are more.

    Of many faults only the first 200 are kept, and a last one says that there are more.
    """

    def __init__(self, faults: Iterable[Fault], *, is_cut: bool = False) -> None:
        found = [_short(fault) for fault in faults]
        self.is_cut = is_cut or len(found) > SHOWN
        self.faults = [*found[:SHOWN], *([MORE] if self.is_cut else [])]
        more = min(len(found), SHOWN) - 1
        others = f" And {'at least ' if self.is_cut else ''}{more} more." if more else ""
        fields = {fault.field: fault.message for fault in reversed(self.faults)}
        super().__init__(f"The document cannot be imported. {self.faults[0]}{others}", fields)


class Faults:
    """Collects faults and raises ImportFaults as soon as there are more than are shown."""

    def __init__(self) -> None:
        self._found: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Note a fault; ImportFaults when that is one too many."""
        self._found.append(fault)
        if len(self._found) > SHOWN:
            raise ImportFaults(self._found)

    def add_news(self, faults: Iterable[Fault]) -> None:
        """Note the faults of a further look; of a field of a row the first look is enough."""
        told = {fault.path for fault in self._found if "." in fault.path}
        for fault in faults:
            if fault.path not in told:
                self.add(fault)

    @property
    def found(self) -> list[Fault]:
        """Return what was found so far."""
        return list(self._found)

    def check(self) -> None:
        """Raise ImportFaults if anything was found."""
        if self._found:
            raise ImportFaults(self._found)


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Return faults in the order of the file; those without a place come first."""
    return sorted(faults, key=lambda fault: (fault.line or 0, fault.column or 0))


def path_text(parts: Sequence[str | int]) -> str:
    """Write a path the way people read it.

    >>> path_text(["relations", 3, "premises", 0])
    'relations[3].premises[0]'
    """
    text = ""
    for part in parts:
        text = item_path(text, part) if isinstance(part, int) else field_path(text, part)
    return text


def item_path(path: str, at: int) -> str:
    """Return the path of an item of the list at a path."""
    return f"{path}[{at}]"


def field_path(path: str, key: str) -> str:
    """Return the path of a field of the object at a path."""
    return f"{path}.{key}" if path else key


def outwards(path: str) -> Iterator[str]:
    """Return a path, then that of what is around it, and so on to the whole document.

    >>> list(outwards("claims[3].kind"))
    ['claims[3].kind', 'claims[3]', 'claims', '']
    """
    yield path
    while path:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
        yield path


def quoted(value: object, limit: int = 60) -> str:
    """Quote a value of the document, cut when it is long."""
    if isinstance(value, str):
        return f"“{cut(value, limit)}”"
    text = ""
    for piece in _pieces(value):  # a whole list may take long to write out
        text += piece
        if len(text) > limit:
            break
    return f"“{cut(text, limit)}”"


def cut(text: str, limit: int) -> str:
    """Return a text, cut when it is longer than `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _pieces(value: object) -> Iterator[str]:
    """Write a value as `repr` does, piece by piece."""
    if isinstance(value, list):
        yield "["
        for at, item in enumerate(value):
            yield ", " if at else ""
            yield from _pieces(item)
        yield "]"
    elif isinstance(value, dict):
        yield "{"
        for at, (key, item) in enumerate(value.items()):
            yield f"{', ' if at else ''}{key!r}: "
            yield from _pieces(item)
        yield "}"
    else:
        yield repr(value)


def _short(fault: Fault) -> Fault:
    return replace(fault, row=cut(fault.row, LONGEST_ROW)) if fault.row else fault
