"""From the text of an Argdown file to what it says.

Blocks of plain lines, as programs write them, are read a line at a time. Any other block is taken
apart sign by sign. Both say what they find to the same `Model`.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property

from app.core.formats.argdown.blocks import Block
from app.core.formats.argdown.data import BadData, data_of, yaml_of
from app.core.formats.argdown.escaping import unescaped
from app.core.formats.argdown.lexing import Lexer
from app.core.formats.argdown.model import Edge, Model, Node, Said
from app.core.formats.argdown.stopping import Stopped
from app.core.formats.argdown.tokens import MOST_SIGNS, TooMany
from app.core.formats.native.schema import Json

Fault = Callable[[str, tuple[int, int]], None]
Told = Callable[[str, int, BadData | None], None]
_TOO_MANY = f"Up to here there are {MOST_SIGNS:,} words and signs, the most that is read."
# Patterns are written out, so that a test can try each of them: a title stands in three.
_LINE = re.compile(
    r"([ \t]*+)(?:(\+>|->|<\+|<-|<_|_>)[ \t]++)?"
    r"(?:\[([^\-\[\]\n#][^\]\n]*+)\]|<([^\-+_!<>\n][^>\n]*+)>)"
    r"(?::[ \t]*+((?:[^\\@#*_\[\],.:;<>/\-\n\r(){}=]++|\\[^\n]|[,;)])++))?"
    r'[ \t]*+(\{"[^\n]*\})?[ \t]*+(?:\n|\Z)'
)
_REFERENCE = re.compile(
    r"  (\+>|->|<\+|<-|<_|_>) "
    r"(?:\[([^\-\[\]\n#][^\]\n]*+)\]|<([^\-+_!<>\n][^>\n]*+)>)"
    r"\n"
)
_BELOW = re.compile(
    r"(?:  (?:\+>|->|<\+|<-|<_|_>) "
    r"(?:\[([^\-\[\]\n#][^\]\n]*+)\]|<([^\-+_!<>\n][^>\n]*+)>)"
    r"\n)++"
)
_NOTHING = re.compile(r"(?:[ \t]*+(?://[^\n]*+)?\n)++|[ \t]*+(?://[^\n]*+)?\Z")
_BEFORE = frozenset("/ \t")
_BLANK = re.compile(r"[ \t]*+(?:\n|\Z)")
_COMMENT = re.compile(r"^[ \t]*+//", re.MULTILINE)


class Places:
    """Lines and columns of a text, from 1."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def starts(self) -> list[int]:
        """Where lines begin."""
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    def __call__(self, at: int) -> tuple[int, int]:
        """Return the line and the column of a character."""
        line = bisect_right(self.starts, at)
        return line, at - self.starts[line - 1] + 1


def parsed(text: str, fault: Fault) -> Model:
    """Return what a file says; what it says amiss goes to `fault`, a block at a time."""
    model, lexer, places = Model(), Lexer(text), Places(text)

    def told(message: str, at: int, inside: BadData | None) -> None:
        fault(message, inside.after(*places(at)) if inside else places(at))

    pos, is_sound = _front(text, lexer, model, told), True
    before: Node | None = None
    while pos < len(text):
        if text[pos] == "\n":
            pos += 1
        elif text[pos] in _BEFORE and (found := _NOTHING.match(text, pos)):
            model.comments += [each.start() for each in _COMMENT.finditer(text, pos, found.end())]
            pos = found.end()
        elif plain := _plain_block(text, pos, model):
            before, pos = plain
        else:
            before, pos, is_read = _signs(text, pos, lexer, model, before, told)
            is_sound = is_sound and is_read
    model.comments += lexer.comments
    if is_sound:
        model.settle()
    return model


def _signs(
    text: str, pos: int, lexer: Lexer, model: Model, before: Node | None, told: Told
) -> tuple[Node | None, int, bool]:
    """Read a block sign by sign; return the argument it is, where it ends, whether it is sound."""
    try:
        tokens, end = lexer.block(pos)
    except TooMany as error:
        told(_TOO_MANY, error.at, None)
        return None, len(text), False
    block = Block(text, tokens, model, before)
    try:
        return block.read(), end, True
    except Stopped as error:
        told(error.message, error.at, None)
        lexer.forget_ranges()
    except BadData as error:
        told(error.message, block.data_at, error)
    return None, end, False


def _front(text: str, lexer: Lexer, model: Model, fault: Told) -> int:
    """Read the front matter, if there is any; return where what follows begins."""
    found = _NOTHING.match(text)
    start = found.end() if found else 0
    end = lexer.front(start)
    if not end:
        return 0
    inner = text[start:end].lstrip("= \n")
    begin = end - len(inner)
    try:
        told = yaml_of(inner.rstrip("= \n"))
        if told is not None and not isinstance(told, dict):
            raise BadData("Front matter is fields with values.", 1, 1)
        model.front = told or {}
    except BadData as error:
        fault(f"In the front matter: {error.message}", begin, error)
    rest = _BLANK.match(text, end)
    if not rest or (rest.end() < len(text) and not _BLANK.match(text, rest.end())):
        fault("An empty line must follow the front matter.", end, None)
    return end


# A plain line: where, how deep, by which sign, of which node, what of it.
_Line = tuple[int, int, str | None, str | None, str, str | None, Json | None]


def _plain_block(text: str, pos: int, model: Model) -> tuple[Node | None, int] | None:
    """Read a block of plain lines; return the argument that it is and where it ends.

    None where it is no such block. Most of a large file passes here, so this is kept quick.
    """
    if found := _short_block(text, pos, model):
        return found
    lines: list[_Line] = []
    depths = [0]
    end = len(text)
    while not lines or (pos < end and text[pos] != "\n" and not _BLANK.match(text, pos)):
        line = _LINE.match(text, pos)
        if not line:
            return None
        indent, sign, title, argument, told, image = line.groups()
        if (not sign) == bool(lines) or (sign and not _fits(depths, len(indent))):
            return None
        try:
            data = data_of(image) if image else None
        except BadData:
            return None
        lines.append((pos + len(indent), len(depths) - 1, sign, title, argument, told, data))
        pos = line.end()
    top = _say(lines, model)
    return top if top.is_argument else None, pos


def _short_block(text: str, pos: int, model: Model) -> tuple[Node | None, int] | None:
    """Read a block of a plain line and references below it, all as deep; None if it is no such."""
    line = _LINE.match(text, pos)
    if not line:
        return None
    indent, sign, title, argument, told, image = line.groups()
    if indent or sign:
        return None
    begin = end = line.end()
    if text.startswith("  ", begin) and (below := _BELOW.match(text, begin)):
        end = below.end()
    if not (text.startswith("\n", end) or end == len(text)):
        return None
    try:
        data = data_of(image) if image else None
    except BadData:
        return None
    top = _node(model, title, argument, pos)
    _tell(top, told, data, pos)
    for found in _REFERENCE.finditer(text, begin, end) if begin < end else ():
        sign, title, argument = found.groups()
        at = found.start() + 2
        model.relate(sign, top, _node(model, title, argument, at), at)
    return top if top.is_argument else None, end


def _fits(depths: list[int], depth: int) -> bool:
    """Tell whether a line may be so deep; `depths` are those of the lines around it, then."""
    if depth == depths[-1]:
        return depth > 0
    if depth > depths[-1]:
        depths.append(depth)
        return True
    while depths[-1] > depth:
        depths.pop()
    return depths[-1] == depth > 0


def _say(lines: list[_Line], model: Model) -> Node:
    """Say the lines of a block to a model; return the node of the first."""
    above: list[tuple[Node, Edge | None]] = []
    for at, depth, sign, title, argument, text, data in lines:
        node = _node(model, title, argument, at)
        _tell(node, text, data, at)
        edge = None
        if sign:
            del above[depth:]
            over, hangs = above[-1]
            edge = model.relate(sign, over, node, at, hangs)
        above.append((node, edge))
    return above[0][0]


def _node(model: Model, title: str | None, argument: str, at: int) -> Node:
    known, name = (model.statements, title) if title else (model.arguments, argument)
    found = known.get(name)
    if found is None:
        found = known[name] = Node(name, at, not title)
    return found


def _tell(node: Node, text: str | None, data: Json | None, at: int) -> None:
    if text is not None:
        told = unescaped(text)
        node.members.append(Said(told, told, at))
    if data:
        node.data = {**node.data, **data} if node.data else data
