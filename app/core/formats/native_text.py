"""Cleaning the strings of a document, and refusing what is nested without end."""

from math import isfinite
from typing import Any

from app.core.formats.native_faults import Fault, path_text
from app.core.texts import clean_text

DEEPEST = 64
Path = list[str | int]


def cleaned(value: Any, faults: list[Fault]) -> Any:
    """Return a copy of a document in clean text: NFC, no U+0000 or other control characters.

    Numbers that are none (NaN, infinity) and nesting beyond 64 levels go to `faults`.
    """
    return _cleaned(value, [], faults)


def clean(text: str) -> str:
    """Return one text cleaned; most texts are plain and pass quickly."""
    return text.strip() if text.isascii() and text.isprintable() else clean_text(text)


def _cleaned(value: Any, path: Path, faults: list[Fault]) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float) and not isfinite(value):
        faults.append(Fault(path_text(path), f"{value} is not a number that can be stored."))
        return 0.0
    if not isinstance(value, (dict, list)):
        return value
    if len(path) >= DEEPEST:
        faults.append(Fault(path_text(path[:4]), f"This is nested deeper than {DEEPEST} levels."))
        return None
    if isinstance(value, list):
        return [_at(item, at, path, faults) for at, item in enumerate(value)]
    return {clean(key): _at(item, key, path, faults) for key, item in value.items()}


def _at(value: Any, step: str | int, path: Path, faults: list[Fault]) -> Any:
    path.append(step)
    result = _cleaned(value, path, faults)
    path.pop()
    return result
