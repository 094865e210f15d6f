"""Answers cut to a size: whole rows as far as they fit, what was left off, and where it goes on."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from app.mcp.answers import Answer
from app.mcp.cleaning import NOTICE
from app.mcp.installation import Fault

A = TypeVar("A", bound=Answer)
Row = dict[str, Any] | str
# Room for the fields that say what was left off.
TAIL = 120
# In bytes; what is shorter than the last is never cut, as ids and slugs are.
LONGEST, SHORTEST = 4000, 62
_CURSOR = re.compile(r"(\d{1,9})\.(\d{1,18})")


class Rows(NamedTuple):
    """What an answer has to list: its lists by field, without the first `start` of all rows.

    `total` counts all rows, those left out before and behind too.
    """

    lists: Mapping[str, Sequence[Row]]
    total: int
    start: int = 0


def rows_from(start: int, **lists: Sequence[Row]) -> Rows:
    """Leave out the first rows of lists that are there whole."""
    left, kept = start, {}
    for name, rows in lists.items():
        kept[name] = rows[left:]
        left = max(0, left - len(rows))
    return Rows(kept, sum(map(len, lists.values())), start)


def start_of(cursor: str | None) -> int:
    """Return how many rows a cursor leaves out."""
    found = _CURSOR.fullmatch(cursor or "0.0")
    if found is None:
        raise Fault("This cursor is none: send what an answer gave as “more”.")
    return int(found[1])


def check_cursor(cursor: str | None, revision: int) -> None:
    """Refuse to go on in a debate that is not the same any more: rows may have moved."""
    found = _CURSOR.fullmatch(cursor or "")
    if found and int(found[2]) != revision:
        raise Fault("The debate has changed since the first part: ask again without the cursor.")


def cut(kind: type[A], head: Mapping[str, Any], rows: Rows, *, revision: int, most: int) -> A:
    """Make an answer of at most so many bytes of JSON, with as many whole rows as fit.

    A row that alone is too large is shortened, and counted in `shortened`; so is the head.
    """
    start = kind(**head).model_dump(mode="json", by_alias=True, exclude_none=True)
    made, shortened = _shortened(start, most // 2)
    made["notice"] = NOTICE
    room = most - size(made) - TAIL - sum(len(name) + 6 for name in rows.lists)
    shown: dict[str, list[Row]] = {name: [] for name in rows.lists}
    count, cuts = 0, int(shortened)
    for name, row in _all(rows):
        needed = size(row) + 1
        if needed > room and not count:
            row, _ = _shortened(row, room - 1)
            cuts, needed = cuts + 1, size(row) + 1
        if needed > room and not count:
            raise Fault(f"The next row does not fit into {most} bytes: ask with larger max_bytes.")
        if needed > room:
            break
        shown[name].append(row)
        room, count = room - needed, count + 1
    left = rows.total - rows.start - count
    more = f"{rows.start + count}.{revision}" if left > 0 else None
    return kind(**{**made, **shown, "left_off": max(0, left), "shortened": cuts, "more": more})


def size(value: Any) -> int:
    """Return how many bytes a value takes as JSON.

    >>> size({"a": "é"})
    10
    """
    return len(written(value).encode())


def written(value: Any) -> str:
    """Return a value as JSON that takes little room."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _all(rows: Rows) -> Iterator[tuple[str, Row]]:
    for name, each in rows.lists.items():
        yield from ((name, row) for row in each)


def _shortened(value: Any, most: int) -> tuple[Any, bool]:
    """Cut the texts and lists within a value until it fits, the longest ones first."""
    longest, made = LONGEST, value
    while size(made) > most and longest >= SHORTEST:
        made = _with_parts_to(value, longest)
        longest //= 2
    return made, made is not value


def _with_parts_to(value: Any, longest: int) -> Any:
    """Cut texts to so many bytes, and lists of others than numbers in proportion."""
    if isinstance(value, str):
        return _text_to(value, longest)
    if isinstance(value, dict):
        return {name: _with_parts_to(each, longest) for name, each in value.items()}
    if isinstance(value, list) and not any(isinstance(each, float) for each in value):
        return [_with_parts_to(each, longest) for each in value[: max(1, longest // SHORTEST)]]
    return value


def _text_to(text: str, longest: int) -> str:
    if size(text) <= longest:
        return text
    kept = text[:longest]
    while (taken := size(kept + "…")) > longest:
        kept = kept[: len(kept) * longest // taken - 1]
    return kept + "…"
