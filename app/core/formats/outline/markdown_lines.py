"""Markdown as people write outlines in it: headings, bullets of any kind, what belongs to them."""

import re

from app.core.formats.format import Caution
from app.core.formats.outline.front_matter import take_rights
from app.core.formats.outline.items import Item, Levels, Outline, Paragraph, lines_in, set_in
from app.core.formats.relation_words import kind_by_word

STEP = 2  # what CommonMark asks of a bullet that hangs under another
BULLET = re.compile(r"(?:[-*+•◦▪‣]|\d{1,3}[.)])(?:[ \t]+|$)")
# A bullet with a word and no blank between; another line that may have been meant for one.
_GLUED = re.compile(r"[-*+•][*_]{0,3}([^\W\d_]{2,20}(?: [^\W\d_]{1,20}){0,3})[*_]{0,3}:(?=\s|$)")
_DASHED = re.compile(r"-(?=[^\W\d_])")
# What stands in front of a bullet's text and says how it looks, nothing else.
_LOOKS = re.compile(r"^(?:\[[ xX]\][ \t]+)?(?:\d{1,3}[.)][ \t]+(?=\S))?(?:#{1,6}[ \t]+)?")
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_CLOSING = re.compile(r"(?:^|[ \t])#+$")
_FENCE = re.compile(r"(`{3,}|~{3,})[^`]*$")
PROPERTY = re.compile(r"([^\W\d][^\s:`]{0,59})::(?:[ \t]+(.*))?$")
_QUOTED = re.compile(r"title:[ \t]*(?:\"([^\"]*)\"|'([^']*)'|(.*))$", re.IGNORECASE)
_COMMENT, _COMMENT_END = "<!--", "-->"


def outline_of(text: str) -> Outline:
    """Return a Markdown text as an outline."""
    lines = lines_in(text)
    scan = _Scan(lines)
    scan.front_matter()
    scan.run()
    return scan.outline


class _Scan:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0  # the place of the line that is looked at
        self.outline = Outline()
        self.levels = Levels(STEP)
        self.heading = -1
        self.owner = -1  # the bullet that the lines belong to, -1 for the heading
        self.is_open = False  # the line before belongs to the same paragraph
        self.in_body = False
        self.read_over: dict[str, int] = {}
        ends = (at for at in range(len(lines) - 1, -1, -1) if _COMMENT_END in lines[at])
        self.last_end = next(ends, -1)

    def run(self) -> None:
        while self.at < len(self.lines):
            self._take(self.lines[self.at])
            self.at += 1
        if self.read_over:
            names = ", ".join(self.read_over)
            line = min(self.read_over.values())
            self._caution(f"Properties were read over: {names[:300]}.", line)

    def front_matter(self) -> None:
        """Take title, licence and authors that stand between two lines of dashes.

        The rest is told of.
        """
        if self.lines[0].rstrip() != "---":
            return
        ends = (at for at, line in enumerate(self.lines[1:400], 1) if line.rstrip() in _ENDS)
        end = next(ends, 0)
        for number, line in enumerate(self.lines[1:end], 1):
            self.at = number
            if (found := _QUOTED.match(line)) and not self.outline.title:
                self.outline.title = next(filter(None, found.groups()), "").strip()
            elif take_rights(line, self.outline.rights):
                continue
            elif line.strip():
                self._read_over(line.split(":")[0].strip()[:60])
        self.at = end + 1 if end else 0

    def _take(self, line: str) -> None:
        blanks, text, width = set_in(line)
        if not text:
            self.is_open = False
        elif text.startswith(_COMMENT) and self._passed_comment(text):
            pass
        elif found := _FENCE.match(text):
            self._fence(width, found[1])
        elif self._is_rule(text, width):
            self.is_open = False
        elif end := self._end_of_bullet(text):
            self._bullet(len(blanks), width, text[end:])
        elif (found := _HEADING.match(text)) and width < STEP:
            self._open_heading(len(found[1]), _CLOSING.sub("", text[found.end() :]), self.at)
        elif found := PROPERTY.match(text):
            self._property(found[1], found[2] or "", width)
        else:
            self._words(line, text, width)

    def _end_of_bullet(self, text: str) -> int:
        """Return where the words behind a bullet begin, 0 where there is none."""
        if found := BULLET.match(text):
            return found.end()
        glued = _GLUED.match(text)
        if not glued or not kind_by_word(glued[1]):
            return 0
        self._caution("No blank stands behind the sign of this bullet.", self.at + 1)
        return 1

    def _passed_comment(self, text: str) -> bool:
        """Pass over a comment that stands by itself; what follows its end is looked at."""
        if _COMMENT_END in text:
            return text.endswith(_COMMENT_END) and text.count(_COMMENT_END) == 1
        if self.at >= self.last_end:
            return False
        while _COMMENT_END not in self.lines[self.at]:
            self.at += 1
        self.lines[self.at] = self.lines[self.at].partition(_COMMENT_END)[2]
        self.at -= 1
        return True

    def _is_rule(self, text: str, width: int) -> bool:
        """Tell whether a line is a rule, or underlines a heading, which is opened then."""
        signs = text.replace(" ", "").replace("\t", "")
        if signs[0] not in "=-*_" or signs != signs[0] * len(signs):
            return False
        if signs[0] in "=-" and signs == text and self._underlines(1 if signs[0] == "=" else 2):
            return True
        return len(signs) > 2 and signs[0] != "="

    def _underlines(self, level: int) -> bool:
        prose = self.outline.prose.get(self.heading)
        if not (self.is_open and self.owner < 0 and prose):
            return False
        words = prose.pop()
        self._open_heading(level, words.text, words.line - 1)
        return True

    def _take_lead(self) -> None:
        """Make a title of a paragraph with which the text begins and that nothing else is above."""
        prose = self.outline.prose.get(-1, [])
        if not self.outline.items and len(prose) == 1:
            words = prose.pop()
            self.outline.add(Item([words.text], words.line, 1, -1, 1))
            self.heading = 0

    def _open_heading(self, level: int, text: str, at: int) -> None:
        if level > 1:
            self._take_lead()
        items = self.outline.items
        parent = self.heading
        while parent >= 0 and items[parent].heading >= level:
            parent = items[parent].parent
        self.outline.add(Item([text.strip()], at + 1, 1, parent, level))
        self.heading, self.owner, self.is_open = len(items) - 1, -1, False
        self.levels.clear()

    def _bullet(self, before: int, width: int, text: str) -> None:
        self._take_lead()
        items = self.outline.items
        text = _LOOKS.sub("", text, count=1)
        parent = self.levels.parent(width, len(items))
        parent = self.heading if parent < 0 else parent
        item = Item([text], self.at + 1, before + 1, parent, 0, width)
        self.outline.add(item)
        self.owner, self.is_open, self.in_body = len(items) - 1, True, False
        if found := PROPERTY.match(text):
            item.lines = [""]
            self._property(found[1], found[2] or "", width)

    def _property(self, name: str, value: str, width: int) -> None:
        key = name.lower()
        if not self.outline.items and key == "title" and not self.outline.title:
            self.outline.title = value.strip()
            return
        if self.owner >= 0 and key in KNOWN:
            self.outline.items[self.owner].properties.setdefault(key, value.strip())
        if key not in KNOWN or self.owner < 0:
            self._read_over(key)

    def _fence(self, width: int, mark: str) -> None:
        """Take fenced code as text: nothing in it is a bullet."""
        if not self.is_open:
            self._own(width)
        least = self.outline.items[self.owner].width if self.owner >= 0 else -1
        self._keep(self.lines[self.at])
        while self.at + 1 < len(self.lines):
            _, text, further_in = set_in(self.lines[self.at + 1])
            if text and further_in <= least:
                break
            self.at += 1
            self._keep(self.lines[self.at])
            if text.startswith(mark) and not text.strip(mark[0]):
                break
        self.is_open, self.in_body = False, True

    def _words(self, line: str, text: str, width: int) -> None:
        """Take a line that continues a paragraph, or begins one."""
        if not self.is_open:
            self._own(width)
            self._begin(line, text)
        elif self.owner < 0:
            self.outline.prose[self.heading][-1].lines.append(text)
        elif self.in_body:
            self._keep(line)
        else:
            if _DASHED.match(text):
                message = "This dash without a blank is taken for a part of the line above."
                self._caution(message, self.at + 1)
            self.outline.items[self.owner].lines.append(text)
        self.is_open = True

    def _begin(self, line: str, text: str) -> None:
        self.in_body = True
        if self.owner < 0:
            self.outline.prose.setdefault(self.heading, []).append(Paragraph(self.at + 1, [text]))
        else:
            body = self.outline.items[self.owner].body
            body += ["", self._without(line)] if body else [self._without(line)]

    def _keep(self, line: str) -> None:
        if self.owner >= 0:
            self.outline.items[self.owner].body.append(self._without(line))
        else:
            paragraph = Paragraph(self.at + 1, [line.strip()])
            self.outline.prose.setdefault(self.heading, []).append(paragraph)

    def _own(self, width: int) -> None:
        self.owner = self.levels.owner(width)

    def _without(self, line: str) -> str:
        """Return a line without the blanks that make it a part of its bullet."""
        most = self.outline.items[self.owner].column + 1
        blanks = len(line) - len(line.lstrip())
        return line[min(blanks, most) :].rstrip()

    def _read_over(self, name: str) -> None:
        if len(self.read_over) < 40:
            self.read_over.setdefault(name, self.at + 1)

    def _caution(self, message: str, line: int) -> None:
        self.outline.cautions.append(Caution(message, line))


_ENDS = ("---", "...")
# What a page of Logseq says that is taken: a block's name, our id, what the claim is.
KNOWN = ("id", "cruxmap-id", "relation", "kind")
