"""Text within a line of Markdown: escaped so that it is shown as it is, and read back."""

import html
import re
from collections.abc import Callable, Iterable

from app.core.debate.csl import web_host

_SIGNS = re.compile(r"[\\*_\[\]<>#`|]|&(?=[#A-Za-z])")
_OPENING = re.compile(r"^(?:[-+=~]|\d{1,9}[.)])")
# What stands for a literal while the marks around it are looked at: no text holds a zero byte.
_HELD = "\0"
_LITERAL = re.compile(
    r"\\([!-/:-@\[-`{-~])"  # an escaped sign
    r"|<((?:https?|mailto):[^\s<>]*)>"  # an address
    r"|&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
    r"|(?<!`)(`{1,2})(?!`)([^`]+)\4(?!`)"  # code
)
_LINK = re.compile(r"!?\[([^\[\]\0]*)\]\(\s*([^()\s\0]*)(?:\s+\"[^\"()]*\")?\s*\)")
_STARS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*]+)(?<=\S)\1(?![\w*])")
_LOW_LINES = re.compile(r"(?<![\w_])(_{1,3})(?=[^\s_])([^_]+)(?<=\S)\1(?![\w_])")
MOST = 20_000  # longer than anything that is taken: it is not looked into


def escaped(text: str) -> str:
    r"""Return a text that Markdown shows as it is, on one line.

    >>> print(escaped("1. a *b* [c]"))
    1\. a \*b\* \[c\]
    """
    line = _SIGNS.sub(r"\\\g<0>", " ".join(text.split()))
    found = _OPENING.match(line)
    return f"{line[: found.end() - 1]}\\{line[found.end() - 1 :]}" if found else line


def unescaped(text: str) -> str:
    r"""Return what Markdown shows of a line; an address of a link stands behind its words.

    >>> unescaped(r"a \*b\* **c** [d](https://e.org) &lt; `f_g`")
    'a *b* c d (https://e.org) < f_g'
    """
    return _shown(text, _link)


def unlinked(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Return what is shown of a line without the addresses of the web, and words and addresses.

    >>> unlinked("a [b](https://e.org) and [c](d.html)")
    ('a b and c (d.html)', [('b', 'https://e.org')])
    """
    links: list[tuple[str, str]] = []

    def words(found: re.Match[str]) -> str:
        if not (found[1].strip() and web_host(found[2])):
            return _link(found)
        links.append((found[1].strip(), found[2]))
        return found[1]

    return _shown(text, words), links


def _shown(text: str, link: Callable[[re.Match[str]], str]) -> str:
    if len(text) > MOST:
        return text
    literals: list[str] = []
    held = _LITERAL.sub(lambda found: _hold(found, literals), text)
    held = _STARS.sub(r"\2", _LINK.sub(link, held))
    return _restored(_LOW_LINES.sub(r"\2", held), literals)


def _hold(found: re.Match[str], literals: list[str]) -> str:
    sign, address, entity, _, code = found.groups()
    literals.append(sign or address or (html.unescape(f"&{entity};") if entity else code))
    return _HELD


def _link(found: re.Match[str]) -> str:
    words, address = found.groups()
    return f"{words} ({address})" if words and address else words or address


def _restored(held: str, literals: Iterable[str]) -> str:
    first, *others = held.split(_HELD)
    return first + "".join(f"{each}{rest}" for each, rest in zip(literals, others, strict=True))
