r"""Text that Argdown shows as it is, titles, and data that both its parsers read as JSON.

A backslash before a sign takes its meaning away. In data a brace inside a string would end the
block, a slash begin a comment, and `@include(…)` is replaced wherever it stands: all three are
written as JSON's escapes.
"""

import json
import re
from typing import Any

from app.core.formats.argdown.rows import line_of

_SIGNS = re.compile(r"[\\@#*_\[\]<>{}/:.\-+=(]")
_STRINGS = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_RISKY = re.compile("[{}/@<\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
# Names that every object of JavaScript has: no title there may be one of them.
_OBJECT = frozenset(
    {"constructor", "toString", "toLocaleString", "valueOf"}
    | {"hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable"}
)


def escaped(text: str) -> str:
    r"""Return a text on one line that Argdown shows as it is.

    >>> print(escaped("see [a] or https://x.org"))
    see \[a\] or https\:\/\/x\.org
    """
    return _SIGNS.sub(r"\\\g<0>", line_of(text))


def unescaped(text: str) -> str:
    """Return a text without the backslashes that take a sign's meaning away."""
    return _ESCAPE.sub(r"\1", text) if "\\\\" in text else text.replace("\\", "")


def title_of(id_: str, label: str) -> str:
    """Return a title that no other node has: the id, and the label as far as a title may hold it.

    >>> title_of("c1", "Open [on] //Mondays"), title_of("constructor", "")
    ('c1 Open (on) / /Mondays', 'constructor (id)')
    """
    told = harmless(label).translate(str.maketrans("[]<>", "()()"))
    if not told:
        return f"{id_} (id)" if id_ in _OBJECT else id_
    return f"{id_} {told}"


def harmless(text: str) -> str:
    """Return a text on one line that no program takes for a comment, or for a file to include."""
    return line_of(text).replace("//", "/ /").replace("/*", "/ *").replace("@include", "@ include")


def data_text(row: Any) -> str:
    r"""Write a value as JSON on one line that can stand in braces.

    >>> print(data_text({"note": "a {b} // c"}))
    {"note": "a \u007bb\u007d \/\/ c"}
    """
    text = json.dumps(row, ensure_ascii=False)
    return _STRINGS.sub(_without_risk, text) if _RISKY.search(text, 1, len(text) - 1) else text


def _without_risk(found: re.Match[str]) -> str:
    return _RISKY.sub(_code, found[0])


def _code(found: re.Match[str]) -> str:
    return "\\/" if found[0] == "/" else f"\\u{ord(found[0]):04x}"
