"""The text of a contribution that comes as HTML: what one reads of it, without any markup.

Quoted paragraphs begin with `> `, items of lists with `- ` or their number. Formulas stay in TeX,
marks of footnotes stay where they stand, and addresses of links follow at the end. The time it
takes grows with the length alone, whatever is open, unclosed or nested.
"""

import re
from collections import Counter
from html import unescape

from app.core.debate.csl import web_host

_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/<>"']*+)((?:[^>"']++|"[^"]*+"|'[^']*+')*+)>""")
_ATTRIBUTE = re.compile(r"""([^\s=/"'>]+)\s*(?:=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"}
_VOID |= {"source", "track", "wbr"}
_SILENT = {"script", "style", "template", "title", "textarea", "noscript"}
_CLOSING = {name: re.compile(rf"</{name}", re.IGNORECASE) for name in sorted(_SILENT)}
# What stands on lines of its own; those of the second set have no blank line around them.
_BLOCKS = {"p", "div", "blockquote", "ul", "ol", "dl", "pre", "table", "section", "article"}
_BLOCKS |= {"figure", "details", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "aside", "header"}
_LINES = {"li", "tr", "dt", "dd", "figcaption", "summary", "caption", "br"}
_LISTS = {"ul", "ol", "li"}
_AROUND = {"sup": "^", "sub": "_", "s": "~~", "del": "~~", "strike": "~~"}
# A footnote as a list has it, without its number.
_NUMBERED = re.compile(r"(?:- |\d{1,6}\. )?")
Note = tuple[str, str]
# Deeper quotes and lists look as if they were this deep; malformed tags after so many are text.
_DEEPEST = 20
_MOST_BROKEN = 10


def html_with_notes(html: str) -> tuple[str, list[Note]]:
    r"""Return what one reads of a piece of HTML, and its footnotes in their order.

    >>> print(html_with_notes("<blockquote><p>So?</p></blockquote><p>2<sup>3</sup> &lt; nine.")[0])
    > So?
    <BLANKLINE>
    2^3 < nine.
    >>> html_with_notes('<p>So.<a href="#fn1">[1]</a></p><ol><li id="fn1"><p>Or not.</p></li></ol>')
    ('So.[1]\n\n1. Or not.', [('[1]', 'Or not.')])
    """
    writer = _Writer()
    at = broken = 0
    while (found := html.find("<", at)) >= 0:
        writer.words(html[at:found])
        at, is_broken = _markup(html, found, writer, broken >= _MOST_BROKEN)
        broken += is_broken
    writer.words(html[at:])
    return writer.finished(), writer.footnotes()


def _markup(html: str, at: int, writer: "_Writer", is_text: bool) -> tuple[int, bool]:
    """Take in what begins with a bracket; return where it ends, and whether it does not end."""
    if (
        is_text
        or not html[at + 1 : at + 2]
        or (html[at + 1] not in "!/?" and not html[at + 1].isalpha())
    ):
        writer.words("<")
        return at + 1, False
    if html[at + 1] in "!?":
        end = "-->" if html.startswith("<!--", at) else ">"
        close = html.find(end, at)
        if close >= 0:
            return close + len(end), False
    elif match := _TAG.match(html, at):
        name = match[2].lower()
        if match[1]:
            writer.close(name)
        elif name in _SILENT:
            after = _CLOSING[name].search(html, match.end())
            return (after.start() if after else len(html)), False
        else:
            writer.open(name, match[3])
        return match.end(), False
    writer.words("<")
    return at + 1, True


class _Writer:
    """Puts words into lines, with the signs of what is around them."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._words: list[str] = []
        self._is_said = False
        self._open: list[str] = []
        self._number_of: Counter[str] = Counter()
        self._lists: list[tuple[str, int]] = []
        self._bullet = ""
        self._gap = False
        self._depth_before = 0
        self._hidden: int | None = None
        self._sign = ""
        self._link: tuple[str, list[str]] | None = None
        self._links: dict[str, str] = {}
        # Marks of footnotes and the lines of footnotes, each by the name that links use.
        self._marks: dict[str, str] = {}
        self._mark: tuple[str, list[str]] | None = None
        self._notes: dict[str, list[str]] = {}
        self._note: tuple[int, str, int] | None = None

    def words(self, html: str) -> None:
        """Take in words as they stand in HTML."""
        if html and self._hidden is None:
            self._say(unescape(html))

    def open(self, name: str, given: str) -> None:
        """Take in the beginning of an element."""
        attributes = _attributes(given) if given else {}
        if self._hidden is None:
            self._begin(name, attributes)
            self._refer(name, attributes)
        if name not in _VOID:
            self._open.append(name)
            self._number_of[name] += 1
            kinds = attributes.get("class", "").split()
            if self._hidden is None and ("mjx-math" in kinds or "footnote-back-link" in kinds):
                if label := attributes.get("aria-label"):
                    self._say(f"\\({label}\\)")
                self._hidden = len(self._open)

    def close(self, name: str) -> None:
        """Take in the end of an element, and of all that is still open within it."""
        if not self._number_of[name]:
            return
        last = ""
        while last != name:
            last = self._open[-1]
            if self._hidden is None:
                self._end(last)
            elif len(self._open) == self._hidden:
                self._hidden = None
            self._open.pop()
            self._number_of[last] -= 1

    def finished(self) -> str:
        """Return the text."""
        self._break(gap=False)
        self._end_note(0)
        told = [f"{label}: {href}" for href, label in self._links.items()]
        return "\n".join([*self._lines, *(["", "Links:", *told] if told else [])]).strip("\n")

    def footnotes(self) -> list[Note]:
        """Return each footnote with the mark that leads to it, where one does."""
        told = ((self._marks.get(key, ""), "\n".join(lines)) for key, lines in self._notes.items())
        return [(mark, _NUMBERED.sub("", text.strip(), count=1)) for mark, text in told if mark]

    def _refer(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a footnote, or the mark of one."""
        key = attributes.get("id", "")
        is_next = name == "li" or (self._note is None and name in ("p", "div"))
        if is_next and key.startswith("fn") and key not in self._notes:
            self._end_note(0)
            self._note = (len(self._open), key, len(self._lines))
        elif name == "a" and attributes.get("href", "").startswith("#fn"):
            self._mark = (attributes["href"][1:], [])

    def _end_note(self, depth: int) -> None:
        """End the footnote that began as deep as this, or deeper."""
        if self._note and depth <= self._note[0]:
            _, key, line = self._note
            self._notes[key], self._note = self._lines[line:], None

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if name in _BLOCKS or name in _LINES:
            # A second line break in a row leaves a line blank.
            again = name == "br" and not self._is_said
            self._break(gap=(name in _BLOCKS and not (name in _LISTS and self._lists)) or again)
        if name in _LISTS:
            self._list(name, attributes)
        elif name in _AROUND:
            self._sign = _AROUND[name]
        elif name in ("td", "th") and self._is_said:
            self._words.append(" | ")
        elif name == "hr":
            self._say("———")
            self._break(gap=True)
        elif name == "a" and web_host(attributes.get("href", "")):
            self._link = (attributes["href"], [])
        elif told := _stands_for(name, attributes):
            self._say(told)

    def _end(self, name: str) -> None:
        if name in _BLOCKS or name in _LINES:
            self._break(gap=name in _BLOCKS and not (name in _LISTS and len(self._lists) > 1))
        if name in _LISTS and self._lists:
            self._lists.pop()
            self._bullet = ""
        elif name in _AROUND:
            if not self._sign and _AROUND[name] == "~~":
                self._words.append("~~")
            self._sign = ""
        elif name == "a" and self._link:
            href, label = self._link
            words = " ".join("".join(label).split())
            if words and words != href:
                self._links.setdefault(href, words)
            self._link = None
        elif name == "a" and self._mark:
            key, label = self._mark
            self._marks.setdefault(key, "".join(label).strip()[:40])
            self._mark = None
        self._end_note(len(self._open) - 1)

    def _say(self, text: str) -> None:
        if self._sign and text.strip():
            # The mark of a footnote is no power.
            sign = "" if text.lstrip().startswith("[") and self._sign == "^" else self._sign
            text, self._sign = sign + text.lstrip(), ""
        self._is_said = self._is_said or not text.isspace()
        for kept in filter(None, (self._link, self._mark)):
            kept[1].append(text)
        if self._number_of["pre"]:
            first, *rest = text.split("\n")
            self._words.append(first)
            for line in rest:
                self._break(gap=False, exact=True)
                self._words.append(line)
        else:
            self._words.append(text)

    def _list(self, name: str, attributes: dict[str, str]) -> None:
        if name != "li":
            start = attributes.get("start", "")
            self._lists.append((name, int(start) if start.isdecimal() and len(start) < 7 else 1))
            return
        if self._lists and self._lists[-1][0] == "li":  # the one before was not closed
            self._lists.pop()
        kind, number = self._lists[-1] if self._lists else ("ul", 1)
        if self._lists:
            self._lists[-1] = (kind, number + 1)
        self._bullet = f"{number}. " if kind == "ol" else "- "
        self._lists.append(("li", 0))

    def _break(self, *, gap: bool, exact: bool = False) -> None:
        """End a line, where there is anything on it; `gap` leaves the next one blank."""
        said = "".join(self._words)
        said = said.rstrip() if exact or self._number_of["pre"] else " ".join(said.split())
        self._words, self._is_said = [], False
        if said or exact:
            depth = min(self._number_of["blockquote"], _DEEPEST)
            if self._gap and self._lines:
                self._lines.append("> " * min(depth, self._depth_before))
            self._lines.append(f"{'> ' * depth}{self._indent()}{said}")
            self._bullet, self._gap, self._depth_before = "", False, depth
        self._gap = self._gap or gap

    def _indent(self) -> str:
        depth = min(sum(name == "li" for name, _ in self._lists[-2 * _DEEPEST :]), _DEEPEST)
        if self._bullet:
            return "  " * (depth - 1) + self._bullet
        return "  " * depth


def _attributes(given: str) -> dict[str, str]:
    return {
        match[1].lower(): unescape(match[2] or "").strip("\"'")
        for match in _ATTRIBUTE.finditer(given)
    }


def _stands_for(name: str, attributes: dict[str, str]) -> str:
    """Return what is said in place of what is no text, and before what is not by the author."""
    if name == "img":
        alt = " ".join(attributes.get("alt", "").split())
        return f"[image: {alt}]" if alt else "[image]"
    if name in ("iframe", "video", "audio"):
        address = attributes.get("src", "")
        return f"[embedded: {address}]" if web_host(address) else "[embedded]"
    kinds = attributes.get("class", "").split()
    if "spoilers" in kinds or "spoiler" in kinds:
        return "Spoiler: "
    if "llm-content-block" in kinds:
        return "[Written by a language model] "
    return ""
