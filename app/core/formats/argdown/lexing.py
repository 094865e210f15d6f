"""The signs of Argdown in their order of rank, as its own parser takes them apart.

One block, up to an empty line, at a time. Whatever stands in a file is looked at a bounded number
of times: what closes a comment or a block of data is looked for only until it is known to lack.
"""

from app.core.formats.argdown.patterns import (
    ANYWHERE,
    BEGIN,
    CLOSE,
    DATA_MORE,
    DATA_STOP,
    EMPTY,
    ESCAPED,
    FREE,
    FRONT,
    HEADING,
    INFERENCE,
    ITEM,
    MORE_LINES,
    NEWLINE,
    NUMBER,
    ONE_LINE,
    PARTS,
    RANGE,
    SIGN,
    SPACES,
    SPECIAL,
    TAG,
)
from app.core.formats.argdown.tokens import MOST_SIGNS, Token, TooMany


class Lexer:
    """Takes a text apart, a block at a time."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.comments: list[int] = []
        self._signs = 0
        self._ranges: list[str] = []
        self._found: dict[str, tuple[int, int]] = {}
        self._no_data: tuple[int, int] = (0, 0)
        self._tokens: list[Token] = []
        self._indents = [0]
        self._after = ""
        self._skipped = False

    def block(self, pos: int) -> tuple[list[Token], int]:
        """Return the tokens from here to the next empty line, and where what follows begins."""
        self._tokens, self._indents, self._after = [], [0], "empty" if pos else ""
        self._skipped, is_rule, size = False, False, len(self.text)
        while pos < size:
            if not is_rule and (end := self._empty(pos)):
                pos = end
                break
            pos = self._in_rule(pos) if is_rule else self._plain(pos)
            is_rule = self._after == "inference" or (is_rule and self._after != "close")
        self._dedent(pos)
        return self._tokens, pos

    def _empty(self, pos: int) -> int:
        if self.text[pos] not in " \t\n" or self._after == "empty":
            return 0
        found = EMPTY.match(self.text, pos)
        return found.end() if found else 0

    def _put(self, kind: str, start: int, end: int, value: str = "") -> int:
        self._signs += 1
        if self._signs > MOST_SIGNS:
            raise TooMany(start)
        self._tokens.append(Token(kind, start, end, value))
        self._after, self._skipped = kind, False
        return end

    def _skip(self, end: int) -> int:
        self._skipped = True
        return end

    def _in_rule(self, pos: int) -> int:
        """Take the next piece of an inference: between two lines of dashes."""
        text = self.text
        if end := self._comment(pos):
            return self._skip(end)
        if found := NEWLINE.match(text, pos):
            return self._put("newline", pos, found.end())
        if found := ESCAPED.match(text, pos) or SPECIAL.match(text, pos):
            return self._put("special" if text[pos] in ".:" else "escaped", pos, found.end())
        if found := CLOSE.match(text, pos):
            return self._put("close", pos, found.end())
        if end := self._data(pos):
            return self._put("data", pos, end)
        if text[pos] == ",":
            return self._put("comma", pos, pos + 1)
        if found := SPACES.match(text, pos):
            return self._skip(found.end())
        return self._rest(pos)

    def _rest(self, pos: int) -> int:
        if found := FREE.match(self.text, pos):
            return self._put("text", pos, found.end())
        end = pos + 1
        return self._put("text", pos, end + (self.text[end : end + 1] in (" ", "\t")))

    def _plain(self, pos: int) -> int:
        """Take the next piece: of several that it could be, the one that ranks first."""
        first = self.text[pos]
        if first in "/<" and (end := self._comment(pos)):
            return self._skip(end)
        if first in "{=\\.: \t\n" and (end := self._anywhere(pos)):
            return end
        if self._after in ("", "newline", "empty") and (end := self._line_start(pos)):
            return end
        if first in " \t" and (found := SPACES.match(self.text, pos)):
            return self._skip(found.end())
        if first in "*_" and (end := self._range(pos)):
            return end
        return (first in "[<@#" and self._reference(pos)) or self._rest(pos)

    def _anywhere(self, pos: int) -> int:
        """Take what ranks before the signs at the beginning of a line; 0 if it is none of it."""
        text = self.text
        if text[pos] == "{":
            end = self._data(pos)
            return self._put("data", pos, end) if end else 0
        if text[pos] == "=":
            end = self.front(pos)
            return self._put("front", pos, end) if end else 0
        for kind, pattern in ANYWHERE.items():
            if found := pattern.match(text, pos):
                return self._put(kind, pos, found.end())
        return 0

    def _line_start(self, pos: int) -> int:
        """Take what only the beginning of a line can be; 0 if it is none of it."""
        text = self.text
        if self._after != "empty" and (found := INFERENCE.match(text, pos)):
            self._dedent(pos)
            return self._put("inference", pos, found.end())
        if found := SIGN.match(text, pos):
            self._indent(len(found[1]), pos)
            return self._put("sign", found.start(2), found.end(), found[2])
        if found := HEADING.match(text, pos):
            return self._put("heading", pos, found.end())
        if found := NUMBER.match(text, pos):
            self._dedent(pos)
            return self._put("number", pos, found.end(), found[1])
        if found := ITEM.match(text, pos):
            self._indent(len(found[1]) + 1, pos)
            return self._put("item", pos, found.end(), text[found.end() - 1])
        return 0

    def _indent(self, depth: int, pos: int) -> None:
        if depth > self._indents[-1]:
            self._indents.append(depth)
            self._tokens.append(Token("indent", pos, pos))
        while len(self._indents) > 1 and depth < self._indents[-1]:
            self._indents.pop()
            self._tokens.append(Token("dedent", pos, pos))

    def _dedent(self, pos: int) -> None:
        self._tokens += [Token("dedent", pos, pos)] * (len(self._indents) - 1)
        self._indents = [0]

    def _range(self, pos: int) -> int:
        """Take the beginning or the end of bold or slanted words; 0 if it is neither."""
        for sign, end in RANGE.items() if self._tokens and not self._skipped else ():
            if self._ranges[-1:] == [sign] and (found := end.match(self.text, pos)):
                self._ranges.pop()
                return self._put("end", pos, found.end(), sign)
        for sign, begin in BEGIN.items():
            if found := begin.match(self.text, pos):
                self._ranges.append(sign)
                return self._put("begin", pos, found.end(), sign)
        return 0

    def forget_ranges(self) -> None:
        """Begin a block without bold or slanted words left open before it."""
        self._ranges = []

    def _reference(self, pos: int) -> int:
        """Take a link, a tag, or a title, defined or named; 0 if it is none of them."""
        text, first = self.text, self.text[pos]
        if first == "#":
            found = TAG.match(text, pos) if self._closes_tag(pos) else None
            value = (found[1] or found[2]) if found else ""
            return self._put("tag", pos, found.end(), value) if found else 0
        if first == "[" and (end := self._link(pos)):
            return self._put("link", pos, end)
        is_mention = first == "@"
        start = pos + is_mention
        if text[start : start + 1] not in PARTS:
            return 0
        close, name = PARTS[text[start]]
        is_told = text[start + 1 : start + 2] not in ("\n", "")
        if is_mention:
            end = self._on_line(close, start + 2)
            if end < 0 or not is_told:
                return 0
            after = end + 1 + (text[end + 1 : end + 2] in (" ", "\t"))
            return self._put("mention", pos, after, text[start + 1 : end])
        end = self._on_line(f"{close}:", start + 2)
        if end >= 0 and is_told:
            return self._put(f"{name} definition", pos, end + 2, text[start + 1 : end])
        end = self._on_line(close, start + 2)
        if end >= 0 and text[start + 1] != "-":
            return self._put(f"{name} reference", pos, end + 1, text[start + 1 : end])
        return 0

    def front(self, pos: int) -> int:
        """Return where front matter ends that begins here, else 0."""
        found = FRONT.match(self.text, pos)
        if not found:
            return 0
        if len(found[0]) >= 6:
            return found.end()
        close = self._find("===", found.end())
        more = FRONT.match(self.text, close) if close >= 0 else None
        return more.end() if more else 0

    def _closes_tag(self, pos: int) -> bool:
        return self.text[pos + 1 : pos + 2] != "(" or self._find(")", pos) >= 0

    def _link(self, pos: int) -> int:
        text, middle = self.text, self._find("]", pos + 1)
        if middle < pos + 2 or text[middle + 1 : middle + 2] != "(":
            return 0
        end = self._find(")", middle + 2)
        if end < middle + 3:
            return 0
        return end + 1 + (text[end + 1 : end + 2] in (" ", "\t"))

    def _on_line(self, what: str, start: int) -> int:
        """Return where a sign stands further on in this line, or -1."""
        found = self._find(what, start)
        return found if found >= 0 and found < self._line_end(start) else -1

    def _line_end(self, start: int) -> int:
        found = self._find("\n", start)
        return found if found >= 0 else len(self.text)

    def _find(self, what: str, start: int) -> int:
        """Return where a sign stands next, or -1; what was found once is not sought again."""
        known = self._found.get(what)
        if known and known[0] <= start and (known[1] < 0 or known[1] >= start):
            return known[1]
        found = self.text.find(what, start)
        self._found[what] = (start, found)
        return found

    def _comment(self, pos: int) -> int:
        """Return where a comment ends that begins here, with the line ends it takes; else 0."""
        text = self.text
        if text.startswith("//", pos):
            end = self._line_end(pos)
        else:
            close = {"/*": "*/", "<!": "-->"}.get(text[pos : pos + 2], "")
            if not close or (close == "-->" and not text.startswith("<!--", pos)):
                return 0
            begins = 2 if close == "*/" else 4
            found = self._find(close, pos + begins)
            if found < 0:
                return 0
            end = found + len(close)
        self.comments.append(pos)
        more = {"empty": MORE_LINES, "newline": ONE_LINE}.get(self._after)
        found_more = more.match(text, end) if more else None
        return found_more.end() if found_more else end

    def _data(self, pos: int) -> int:
        """Return where a block of data ends that begins here, else 0.

        It goes on to the last brace before one that a blank and something else follow.
        """
        text = self.text
        if text[pos] != "{" or self._no_data[0] <= pos < self._no_data[1]:
            return 0
        end, at = 0, self._find("}", pos + 1)
        while at >= 0:
            if not DATA_MORE.match(text, at + 1):
                end = at + 1
            if DATA_STOP.match(text, at + 1):
                break
            at = text.find("}", at + 1)
        if not end:
            self._no_data = (pos, at if at >= 0 else len(text))
        return end
