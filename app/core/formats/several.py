"""Several debates as one zip: a file for each, and `index.json`, which says what is in it.

Other zips of files that are debates come in the same way. A zip of tables is one debate, and so is
the archive of a debate's pages, of which the file of the debate itself is read.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from app.core.debate.lists import SHAPES
from app.core.debate.whole import Debate
from app.core.formats.archives import MAGIC, MOST_LISTED, names_in, only, unpacked
from app.core.formats.decoding import head_of
from app.core.formats.format import Caution, Loss
from app.core.formats.native.faults import Fault, ImportFaults, quoted
from app.core.formats.registry import recognised
from app.core.formats.tabled.listing import table_of
from app.core.formats.tabled.package import NAME as PACKAGE

INDEX = "index.json"
KIND = "cruxmap-index/1"
# What is put beside files for people, and is no debate.
_TOLD = re.compile(r"(readme|licen[cs]e|copying|contributing)(\.[a-z]{1,8})?", re.IGNORECASE)
_OF_ARCHIVE = re.compile(r"((?:[^/]+/)?)data/[^/]+\.cruxmap\.json")
_LONGEST_INDEX = 20_000_000


class Holding(Enum):
    """What a file holds: a debate, the pages of one, or several files that are debates."""

    ONE = "one"
    ARCHIVE = "archive"
    SEVERAL = "several"


class Listed(NamedTuple):
    """A debate in the index: its file, and what that holds and lacks."""

    file: str
    slug: str
    title: str
    revision: int
    counts: Mapping[str, int]
    losses: tuple[Loss, ...]


class Files(NamedTuple):
    """The files of a zip that are to be debates, by name, and those that are left out."""

    debates: Mapping[str, bytes]
    left_out: tuple[str, ...]


def index(format_name: str, debates: Iterable[Listed]) -> bytes:
    """Return the file that says what is in a zip of several debates."""
    rows = [
        {
            **each._asdict(),
            "counts": dict(each.counts),
            "losses": [str(loss) for loss in each.losses],
        }
        for each in debates
    ]
    told = {"kind": KIND, "format": format_name, "debates": rows}
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def counts_of(debate: Debate) -> dict[str, int]:
    """Return how many rows there are of each list that is not empty."""
    lengths = {name: len(getattr(debate, name)) for name in SHAPES}
    return {name: length for name, length in lengths.items() if length}


def holding_of(name: str, data: bytes) -> Holding:
    """Tell what a file holds, by its name and what its own list of files says; never raises."""
    last = name.lower().rsplit("/", 1)[-1]
    if not data.startswith(MAGIC) or ("." in last and not last.endswith(".zip")):
        return Holding.ONE
    names = names_in(data, MOST_LISTED)
    if _own_file(names):
        return Holding.ARCHIVE
    return Holding.ONE if _is_tables(names) else Holding.SEVERAL


def archived(data: bytes) -> tuple[str, bytes, Caution]:
    """Return the file of the debate in the archive of its pages, and what to know of that."""
    name = _own_file(names_in(data, MOST_LISTED))
    message = f"This is the archive of a debate’s pages: of it, {quoted(name, 120)} was read."
    return name, only(data, name), Caution(message)


def files_in(data: bytes) -> Files:
    """Return the files of a zip that are to be debates, in its order.

    Raises ImportFaults for what `archives.unpacked` refuses, and where none is left.
    """
    found = unpacked(data)
    left_out = tuple(name for name in found if _is_beside(name, found[name]))
    debates = {name: each for name, each in found.items() if name not in left_out}
    if not debates:
        raise ImportFaults([Fault("", "There is no file of a debate in this zip.")])
    return Files(debates, left_out)


def strange(name: str, data: bytes, *, is_told: bool) -> Iterator[Fault]:
    """Yield why a file of a zip cannot be a debate; `is_told`: its format was said."""
    if data.startswith(MAGIC):
        yield Fault("", "This is a zip within the zip. Bring it in by itself.", file=name)
    elif not is_told and recognised(name, data) is None:
        message = "This is of no format that is read. Take it out of the zip, or say which it is."
        yield Fault("", message, file=name)


def _own_file(names: tuple[str, ...]) -> str:
    """Return the name of the debate's own file in the archive of its pages; empty for others."""
    found = [(name, match[1]) for name in names if (match := _OF_ARCHIVE.fullmatch(name))]
    pages = {f"{folder}index.html" for _, folder in found}
    return found[0][0] if len(found) == 1 and pages <= set(names) else ""


def _is_tables(names: tuple[str, ...]) -> bool:
    """Tell whether files are the tables of one debate, not debates as tables of claims."""
    lasts = [name.rsplit("/", 1)[-1] for name in names]
    if INDEX in names:
        return False
    if PACKAGE in lasts:
        return True
    others = [
        last
        for last in lasts
        if not (table_of(last) or _TOLD.fullmatch(last)) and recognised(last, b"")
    ]
    return any(map(table_of, lasts)) and all(last.endswith((".csv", ".tsv")) for last in others)


def _is_beside(name: str, data: bytes) -> bool:
    parts = name.split("/")
    if any(part.startswith(".") for part in parts) or _TOLD.fullmatch(parts[-1]):
        return True
    return parts[-1] == INDEX and KIND in head_of(data)
