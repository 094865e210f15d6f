"""Cleaning the strings of a document, and refusing what is nested or long without end."""

from collections.abc import Iterable
from math import isfinite
from typing import Any

from app.core.formats.native.faults import Fault, Faults, path_text
from app.core.formats.native.schema import field_names
from app.core.texts import clean_text

DEEPEST = 64
LONGEST_TEXT = 100_000
LONGEST_NAME = 200
Path = list[str | int]


def cleaned(value: Any, faults: Faults) -> Any:
    """Return a document in clean text: NFC, no U+0000 or other control characters.

    It is cleaned where it stands. Numbers that are none (NaN, infinity), nesting beyond 64
    levels, texts of more than 100,000 characters and names of fields of more than 200 go to
    `faults`.
    """
    return _cleaned(value, [], faults)


def copied(value: Any, depth: int = 0) -> Any:
    """Return a copy of lists and objects; what is nested too deep is not copied."""
    if depth > DEEPEST or not isinstance(value, (dict, list)):
        return value
    if isinstance(value, list):
        return [copied(item, depth + 1) for item in value]
    return {key: copied(item, depth + 1) for key, item in value.items()}


def clean(text: str) -> str:
    """Return one text cleaned; most texts are plain and pass quickly."""
    return text.strip() if text.isascii() and text.isprintable() else clean_text(text)


def _cleaned(value: Any, path: Path, faults: Faults) -> Any:
    if isinstance(value, str):
        return _text(value, path, faults)
    if isinstance(value, float) and not isfinite(value):
        faults.add(Fault(path_text(path), f"{value} is not a number that can be stored."))
        return 0.0
    if not isinstance(value, (dict, list)):
        return value
    if len(path) >= DEEPEST:
        faults.add(Fault(path_text(path[:4]), f"This is nested deeper than {DEEPEST} levels."))
        return None
    _clean_inside(value, path, faults)
    return value


def _text(text: str, path: Path, faults: Faults) -> str:
    if len(text) <= LONGEST_TEXT:
        return clean(text)
    message = f"This has {len(text):,} characters; at most {LONGEST_TEXT:,} are read."
    faults.add(Fault(path_text(path), message))
    return ""


def _clean_inside(container: Any, path: Path, faults: Faults) -> None:
    is_object = isinstance(container, dict)
    # Names of the schema are clean, and telling so by the set is quick.
    if is_object and not (container.keys() <= field_names() or all(map(_is_clean_name, container))):
        _clean_names(container, path, faults)
    steps: Iterable[tuple[Any, Any]] = container.items() if is_object else enumerate(container)
    for step, item in steps:
        if isinstance(item, str) and len(item) <= LONGEST_TEXT:
            kept = clean(item)
        else:
            path.append(step)
            kept = _cleaned(item, path, faults)
            path.pop()
        if kept is not item:
            container[step] = kept


def _is_clean_name(name: str) -> bool:
    return len(name) <= LONGEST_NAME and clean(name) == name


def _clean_names(fields: dict[str, Any], path: Path, faults: Faults) -> None:
    kept = {}
    for name, item in fields.items():
        if len(name) <= LONGEST_NAME:
            kept[clean(name)] = item
            continue
        message = f"The name of a field has {len(name):,} characters; at most {LONGEST_NAME} fit."
        faults.add(Fault(path_text(path), message))
    fields.clear()
    fields.update(kept)
